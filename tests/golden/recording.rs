//! A clip that is cut into parts, each on the road that is planned for it, and what comes out held
//! against it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use media::{ExportJob, Made, Source};
use series::{
    Analyses, Analysis, Clip, EpisodePlan, Means, Micros, RecipePart, Road, Rules, Treatment, Trim,
    export_plan, samples,
};
use showrunner_tests::decoded::{Decoded, psnr};
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

/// What is known of a clip by how it was made.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    /// It is cut at keyframes.
    Keys {
        /// Which frame is the first of them.
        first: usize,
        /// One is every so many frames.
        every: usize,
        /// So many B-frames at most lie between two others.
        between: usize,
    },
    /// It is encoded anew, for that reason.
    Anew(&'static str),
}

/// A keyframe every so many frames, and so many B-frames at most between two others.
pub fn keys(every: u32, between: u32) -> Known {
    Known::Keys { first: 0, every: every as usize, between: between as usize }
}

/// A clip, and everything that is known of it.
pub struct Recording {
    name: String,
    file: PathBuf,
    clip: Clip,
    analysis: Analysis,
    source: Decoded,
}

impl Recording {
    /// Reads what a clip shows.
    pub async fn of(name: impl Into<String>, file: PathBuf) -> Self {
        let (name, cancel) = (name.into(), CancellationToken::new());
        let facts = probed(&file).await.expect(&name);
        let index = ffmpeg().await.picture_index(&file, &facts, &cancel).await.expect(&name);
        let source = Decoded::of(&file, facts.audio.as_ref().map(|audio| audio.sample_rate));
        assert_eq!(index.frames, source.pictures.len() as u64, "{name}");
        let analysis = Analysis { index: Some(index), sound: None };
        let clip = Clip { id: samples::clip_id(1), path: file.display().to_string(), facts };
        Self { name, file, clip, analysis, source }
    }

    /// Hears it through, too.
    pub async fn heard(mut self) -> Self {
        let (facts, cancel) = (&self.clip.facts, CancellationToken::new());
        let heard = ffmpeg().await.listen(&self.file, facts, |_| {}, &cancel).await.expect(&self.name);
        self.analysis.sound = Some(heard.sound);
        self
    }

    /// How long it is.
    pub fn length(&self) -> Micros {
        self.clip.facts.duration
    }

    /// What reading it through found.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The plan for a part of it, or for all.
    pub fn planned(&self, trim: Option<Trim>, treatment: Treatment) -> EpisodePlan {
        let rules = [("series.toml", include_str!("../../assets/rules/series.toml"))];
        let rules = Rules::built_in(&rules).expect("ours are right");
        let mut draft = samples::draft_of(vec![self.clip.clone()]);
        let episode = Arc::make_mut(&mut draft.episodes[0]);
        (episode.first.trim, episode.treatment) = (trim, treatment);
        let content = self.clip.facts.fingerprint.clone();
        let analyses = Analyses::from([(content, Arc::new(self.analysis.clone()))]);
        export_plan(&draft, &rules, &analyses, &Means::default()).episodes.remove(0)
    }

    /// Makes a file as planned, on no other road.
    pub async fn made(&self, plan: &EpisodePlan, output: &Path) -> Made {
        let recipe = &plan.recipe;
        let RecipePart { trim, gain, .. } = recipe.parts[0];
        let job = ExportJob {
            parts: vec![Source { path: &self.file, facts: &self.clip.facts, trim, gain }],
            output,
            road: recipe.road,
            cuts: recipe.cuts,
            picture: recipe.picture,
            sound: recipe.sound,
        };
        let made = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await.expect(&self.name);
        assert_eq!((&made.detours[..], made.road), (&[][..], recipe.road), "{}: {trim:?}", self.name);
        made
    }

    /// Cuts it there, each part on the road that is planned for it, without a detour, and holds what
    /// comes out against it.
    pub async fn cut(&self, at: &[Micros], known: Known) {
        let starts = [Micros::ZERO].into_iter().chain(at.iter().copied());
        let ends = at.iter().copied().chain([self.length()]);
        let mut shown = 0;
        for (start, end) in starts.zip(ends) {
            shown += self.part(Trim { start, end }, known).await;
        }
        assert_eq!(shown, self.source.pictures.len(), "{}: the parts are the whole", self.name);
    }

    /// Makes one part; tells how many frames it shows.
    async fn part(&self, trim: Trim, known: Known) -> usize {
        let what = format!("{}: {} to {}", self.name, trim.start.get(), trim.end.get());
        let plan = self.planned(Some(trim), Treatment::default());
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = folder.path().join("out.mp4.part");
        let made = self.made(&plan, &output).await;
        let out = Decoded::of(&output, self.clip.facts.audio.as_ref().map(|audio| audio.sample_rate));
        assert_eq!(out.complaint, "", "{what}");
        let short = (trim.length() - made.facts.duration).get();
        let most = if matches!(made.road, Road::SmartCut { .. }) { 0 } else { 10_000 };
        assert!((0..=most).contains(&short), "{what}: {} long", made.facts.duration);
        let part = Part { source: &self.source, out: &out, trim, made: &made, what: &what };
        part.picture(known, &plan);
        part.sound();
        part.frames()
    }
}

/// A part that came out.
struct Part<'a> {
    source: &'a Decoded,
    out: &'a Decoded,
    trim: Trim,
    made: &'a Made,
    what: &'a str,
}

impl Part<'_> {
    fn asked(&self) -> std::ops::Range<usize> {
        self.source.frames(self.trim.start.get(), self.trim.end.get())
    }

    /// Every frame that was asked for comes once, in order, at its time. Tells how many.
    fn frames(&self) -> usize {
        let Self { source, out, what, .. } = self;
        let asked = self.asked();
        assert_eq!(self.made.proof.frames, asked.len() as u64, "{what}");
        for (nth, (time, frame)) in out.times.iter().zip(asked.clone()).enumerate() {
            let due = source.times[frame] - self.trim.start.get();
            let at_once = nth == 0 && *time == 0;
            assert!((time - due).abs() <= 1_000 || at_once, "{what}: frame {nth} at {time}, not {due}");
        }
        asked.len()
    }

    /// Its pictures are the clip's: copied ones bit for bit, others so like that one sees nothing.
    fn picture(&self, known: Known, plan: &EpisodePlan) {
        let (asked, what) = (self.asked(), self.what);
        assert_eq!(self.out.pictures.len(), asked.len(), "{what}");
        let alike =
            |(nth, frame): (usize, usize)| psnr(&self.out.pictures[nth], &self.source.pictures[frame]);
        let alike: Vec<f64> = asked.clone().enumerate().map(alike).collect();
        let least = alike.iter().copied().fold(f64::INFINITY, f64::min);
        let copied = alike.split(|alike| alike.is_finite()).map(<[f64]>::len).max().unwrap_or(0);
        let keys = match known {
            Known::Anew(reason) => Err(reason),
            Known::Keys { first, every, between } => {
                let key = |frame: &usize| *frame >= first && (frame - first).is_multiple_of(every);
                let next = asked.clone().find(key);
                next.map(|next| (next - asked.start) + between).ok_or("reason.uncuttable.no_keyframe")
            }
        };
        match keys {
            Ok(anew) => {
                assert!(matches!(plan.recipe.road, Road::SmartCut { .. }), "{what}: {:?}", plan.recipe.road);
                assert!(least >= 40.0, "{what}: {least:.1} dB alike");
                let proven = usize::try_from(self.made.proof.copied).expect("not so many");
                assert!(copied >= proven, "{what}: {copied} in a row are the clip's own, not {proven}");
                // Of the first behind a seam, the name may be changed; its picture is not.
                let least = (copied + anew).min(proven + 1 + anew);
                assert!(least >= asked.len(), "{what}: {proven} of {} are copied", asked.len());
            }
            Err(reason) => {
                assert_eq!(plan.reason.key, reason, "{what}");
                assert!(matches!(plan.recipe.road, Road::Transcode { video: true, .. }), "{what}");
                self.nearest(asked);
            }
        }
    }

    /// Each picture is nearer to the one it shows than to those beside it.
    fn nearest(&self, asked: std::ops::Range<usize>) {
        for (nth, frame) in asked.enumerate() {
            let near = frame.saturating_sub(1)..(frame + 2).min(self.source.pictures.len());
            let like = |frame: usize| psnr(&self.out.pictures[nth], &self.source.pictures[frame]);
            let best = near.max_by(|one, other| like(*one).total_cmp(&like(*other)));
            assert_eq!(best, Some(frame), "{}: frame {nth}", self.what);
        }
    }

    /// Its sound is the clip's, and comes when it should: at the start, in the middle and at the end.
    fn sound(&self) {
        let Self { source, out, what, .. } = self;
        assert_eq!(out.sound.is_empty(), source.sound.is_empty(), "{what}");
        if source.sound.is_empty() {
            return;
        }
        let (start, end) = (source.samples(self.trim.start.get()), source.samples(self.trim.end.get()));
        let heard = end.min(source.sound.len()) - start;
        assert!(out.sound.len() + 1_024 >= heard, "{what}: {} of {heard} samples", out.sound.len());
        // What decoders make of the first packets differs; at the clip's own start there may be silence.
        let places = [3_000, heard / 2, heard.saturating_sub(6_000)];
        for at in places.into_iter().filter(|at| start + at >= source.rate as usize / 10) {
            let late = out.late(at, source, start + at);
            assert!(late.is_some_and(|late| late.abs() < 1_024), "{what}: at {at} late by {late:?} samples");
        }
    }
}
