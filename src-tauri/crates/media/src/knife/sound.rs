//! The sound of a file: packets of its clips, or all of it encoded anew.

use std::path::PathBuf;

use series::{Road, Trim};
use tokio_util::sync::CancellationToken;

use series::Micros;

use super::{
    assemble::Part,
    form,
    packets::{Packets, packets, ticks},
    ready::Ready,
    scratch::Scratch,
};
use crate::{
    ExportJob, Ffmpeg, MediaError, Source, Track,
    args::{self, SoundForm},
    fingerprint, mp4,
    progress::Progress,
};

/// How long decoders need to run in before what they make is right.
const RUN_IN: Micros = Micros::from_millis(80);

/// The sound of a file.
pub(crate) struct Sound {
    /// The files it is from, with what is heard of each, part by part.
    pub parts: Vec<(PathBuf, Track, Trim)>,
    /// The packets of each.
    pub packets: Packets,
    /// Are they the clips' own?
    pub copied: bool,
}

impl Ffmpeg {
    /// The sound of a file of those parts; none where there is to be none.
    pub(super) async fn sound(
        &self,
        job: &ExportJob<'_>,
        parts: &[Part],
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<Option<Sound>, MediaError> {
        let first = job.parts.iter().find_map(|part| part.facts.audio.as_ref().map(|_| part.facts));
        if first.is_none() && !job.sound.silence {
            return Ok(None);
        }
        let anew = matches!(job.road, Road::SmartCut { audio: true } | Road::Transcode { audio: true, .. });
        if !anew && let Some(copied) = copied(job, parts) {
            return Ok(Some(copied));
        }
        let form = first.map_or(SoundForm::SILENCE, SoundForm::of);
        let kept = job.parts.iter().zip(parts);
        let sources: Vec<_> =
            kept.map(|(source, part)| Source { trim: Some(part.origin.span), ..*source }).collect();
        let (path, length) = (scratch.file(), job.length());
        let args = args::parts_sound(&sources, job.sound, form, &path);
        for source in &sources {
            fingerprint::open(source.path)?;
        }
        self.work(args, sources[0].path, &path, length, progress, cancel).await?;
        let (mut file, _) = fingerprint::open(&path)?;
        let written = mp4::read::written(&mut file);
        let written = written.map_err(|source| MediaError::Unreadable { path: path.clone(), source })?;
        let span = Trim { start: Micros::ZERO, end: super::length(parts) };
        let heard = written.and_then(|(_, audio)| {
            let track = audio?;
            let packets = packets(&[(&track, span)], ticks(&track, RUN_IN))?;
            Some(Sound { parts: vec![(path, track, span)], packets, copied: false })
        });
        let detail = || "its sound that was encoded anew cannot be read".to_owned();
        heard
            .map(Some)
            .ok_or_else(|| MediaError::Damaged { path: sources[0].path.to_owned(), detail: detail() })
    }
}

/// The sound as the clips have it, where all of it can be copied.
fn copied(job: &ExportJob<'_>, parts: &[Part]) -> Option<Sound> {
    let first = job.parts[0].facts.audio.as_ref()?;
    let alike = |source: &Source<'_>| {
        let audio = source.facts.audio.as_ref();
        audio.is_some_and(|audio| form::held(audio) && form::same_sound(first, audio))
            && source.gain.is_none()
    };
    if !job.parts.iter().all(alike) {
        return None;
    }
    let heard: Vec<(&Ready, &Track)> = parts
        .iter()
        .map(|part| {
            let ready = &part.origin;
            Some((ready, ready.index.audio.as_ref().filter(|_| ready.index.copyable)?))
        })
        .collect::<Option<_>>()?;
    let scale = heard.first()?.1.timescale;
    if heard.iter().any(|(_, track)| track.timescale != scale || track.descriptions.is_empty()) {
        return None;
    }
    let spans: Vec<_> = heard.iter().map(|(ready, track)| (*track, ready.span)).collect();
    let packets = packets(&spans, ticks(heard.first()?.1, RUN_IN))?;
    let parts = heard.into_iter().map(|(ready, track)| (ready.path.clone(), track.clone(), ready.span));
    Some(Sound { parts: parts.collect(), packets, copied: true })
}
