//! Which encoders an ffmpeg really has. That a hardware encoder is listed only says that ffmpeg was built
//! with it: it is tried once, when somebody first wants to know, and counts only when it works.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::{sync::OnceCell, task::JoinSet};
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::{
    Ffmpeg,
    args::{self, H264, HEVC, PictureEncoder},
    process::Run,
};

/// An encoder that an ffmpeg lists and an export knows how to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Encoder {
    /// ffmpeg's name of it: `libx264`, `h264_nvenc`, `aac` …
    pub name: String,
    /// What does the work.
    pub kind: EncoderKind,
    /// ffprobe's name of what comes out: `h264`, `hevc` or `aac`.
    pub codec: String,
    /// Does it work here?
    pub state: EncoderState,
}

/// What does an encoder's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EncoderKind {
    /// The processor.
    Software,
    /// A graphics card or a part of the processor made for it.
    Hardware,
}

/// Does an encoder work here?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EncoderState {
    /// It does: it needs no hardware, or was tried.
    Works,
    /// It was not tried yet.
    Untried,
    /// It was tried and does not: this machine has no such hardware, or no driver for it.
    Fails,
}

/// The encoder of sound.
const AAC: &str = "aac";
/// Long enough for a graphics card that sleeps; one that hangs does not work.
const TRIED_WITHIN: Duration = Duration::from_secs(if cfg!(test) { 2 } else { 5 });

/// The encoders an ffmpeg lists, and what is known of them. Copies learn together.
#[derive(Debug, Clone)]
pub(crate) struct Encoders {
    listed: BTreeSet<&'static str>,
    working: Arc<OnceCell<BTreeSet<&'static str>>>,
}

impl Encoders {
    /// Reads the answer to `-encoders`.
    pub fn listed(answer: &str) -> Self {
        let names: BTreeSet<_> =
            answer.lines().filter_map(|line| line.split_ascii_whitespace().nth(1)).collect();
        Self::named(|name| names.contains(name))
    }

    /// Those an export knows how to use that are listed.
    pub fn named(listed: impl Fn(&str) -> bool) -> Self {
        let known = pictures().map(|encoder| encoder.name).chain([AAC]);
        Self { listed: known.filter(|name| listed(name)).collect(), working: Arc::default() }
    }

    /// The names of all that are listed, working or not.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.listed.iter().copied()
    }

    fn state(&self, name: &str) -> EncoderState {
        match self.working.get() {
            _ if kind(name) == EncoderKind::Software => EncoderState::Works,
            None => EncoderState::Untried,
            Some(working) if working.contains(name) => EncoderState::Works,
            Some(_) => EncoderState::Fails,
        }
    }
}

impl Ffmpeg {
    /// The names of its encoders that are known to work, in order of name. Those of hardware count once
    /// they were tried.
    pub fn encoders(&self) -> impl Iterator<Item = &str> {
        let works = |name: &&str| self.encoders.state(name) == EncoderState::Works;
        self.encoders.listed.iter().copied().filter(works)
    }

    /// All encoders it lists that an export knows how to use, the best first, with what is known of each.
    #[must_use]
    pub fn listed_encoders(&self) -> Vec<Encoder> {
        let pictures = H264.iter().map(|it| (it.name, "h264")).chain(HEVC.iter().map(|it| (it.name, "hevc")));
        let listed = pictures.chain([(AAC, AAC)]).filter(|(name, _)| self.encoders.listed.contains(name));
        let told = listed.map(|(name, codec)| Encoder {
            name: name.to_owned(),
            kind: kind(name),
            codec: codec.to_owned(),
            state: self.encoders.state(name),
        });
        told.collect()
    }

    /// Tries the hardware encoders it lists, all at the same time, each within a few seconds. Once: asked
    /// again, it answers at once.
    pub async fn try_encoders(&self) {
        self.encoders.working.get_or_init(|| self.working_hardware()).await;
    }

    /// Tries hardware encoders if H.264 cannot do without them; with libx264, nobody waits.
    pub async fn ready_to_encode(&self) {
        if !self.has_encoder(H264[0].name) {
            self.try_encoders().await;
        }
    }

    pub(crate) fn has_encoder(&self, name: &str) -> bool {
        self.encoders().any(|encoder| encoder == name)
    }

    async fn working_hardware(&self) -> BTreeSet<&'static str> {
        let mut trials = JoinSet::new();
        for encoder in pictures() {
            let (name, program) = (encoder.name, self.ffmpeg.clone());
            if kind(name) == EncoderKind::Hardware && self.encoders.listed.contains(name) {
                let args = args::trial(encoder);
                trials.spawn(async move {
                    let cancel = CancellationToken::new();
                    let run = Run { program: &program, args, limit: Some(TRIED_WITHIN), cancel: &cancel };
                    let ended = run.capturing(0).await;
                    ended.is_ok_and(|(ended, _)| ended.status.success()).then_some(name)
                });
            }
        }
        trials.join_all().await.into_iter().flatten().collect()
    }
}

fn pictures() -> impl Iterator<Item = &'static PictureEncoder> {
    H264.iter().chain(&HEVC)
}

fn kind(name: &str) -> EncoderKind {
    if name.starts_with("lib") || name == AAC { EncoderKind::Software } else { EncoderKind::Hardware }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "Encoders:\n V..... = Video\n ------\n V....D libx264              libx264 H.264\n \
        V....D libx264rgb  x\n V..... h264_nvenc  NVIDIA\n V..... hevc_vaapi  x\n A....D aac    AAC\n";

    #[test]
    fn only_what_is_listed_and_known_counts() {
        let encoders = Encoders::listed(LIST);
        let names: Vec<_> = encoders.listed.iter().copied().collect();
        assert_eq!(names, ["aac", "h264_nvenc", "hevc_vaapi", "libx264"]);
        assert!(Encoders::listed("").listed.is_empty());
    }

    #[test]
    fn hardware_counts_once_it_was_tried() {
        let encoders = Encoders::listed(LIST);
        let states =
            |encoders: &Encoders| ["libx264", "h264_nvenc", "hevc_vaapi"].map(|it| encoders.state(it));
        use EncoderState::{Fails, Untried, Works};
        assert_eq!(states(&encoders), [Works, Untried, Untried]);
        let copy = encoders.clone();
        copy.working.set(BTreeSet::from(["h264_nvenc"])).unwrap();
        assert_eq!(states(&encoders), [Works, Works, Fails]);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn an_encoder_that_hangs_or_fails_does_not_work_and_one_that_works_does() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        };
        let trials = folder.path().join("trials");
        script("ffprobe", "#!/bin/sh\necho ffprobe version 7.0 x\n");
        script(
            "ffmpeg",
            &format!(
                "#!/bin/sh\ncase \"$*\" in\n*-version) echo ffmpeg version 7.0 x;;\n\
                 *-encoders) printf ' V h264_nvenc x\\n V h264_qsv x\\n V h264_vaapi x\\n A aac x\\n';;\n\
                 *h264_qsv*) echo qsv >> {0};;\n*h264_vaapi*) echo vaapi >> {0}; exec sleep 60;;\n\
                 *) echo other >> {0}; exit 1;;\nesac\n",
                trials.display()
            ),
        );
        let ffmpeg = Ffmpeg::find(Some(folder.path())).await.unwrap();
        assert!(!trials.exists(), "nothing is tried while ffmpeg is looked for");
        assert_eq!(ffmpeg.encoders().collect::<Vec<_>>(), ["aac"]);
        let begun = std::time::Instant::now();
        ffmpeg.ready_to_encode().await;
        assert!(begun.elapsed() < TRIED_WITHIN * 3, "{:?}", begun.elapsed());
        assert_eq!(ffmpeg.encoders().collect::<Vec<_>>(), ["aac", "h264_qsv"]);
        let states: Vec<_> = ffmpeg.listed_encoders().into_iter().map(|it| (it.name, it.state)).collect();
        let told = |name: &str, state| (name.to_owned(), state);
        use EncoderState::{Fails, Works};
        let expected = [("h264_nvenc", Fails), ("h264_qsv", Works), ("h264_vaapi", Fails), ("aac", Works)];
        assert_eq!(states, expected.map(|(name, state)| told(name, state)));
        ffmpeg.try_encoders().await;
        assert_eq!(std::fs::read_to_string(&trials).unwrap().lines().count(), 3, "each is tried once");
    }
}
