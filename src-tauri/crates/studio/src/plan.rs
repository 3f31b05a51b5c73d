//! How the files of a draft would be made on this machine.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use series::{
    Clip, ClipId, Draft, DraftId, Encoders, Encodes, EpisodeId, EpisodePlan, ExportPlan, Means, Micros, Road,
};
use tokio_util::sync::CancellationToken;

use crate::{Problem, ProblemCode, Studio, analyses::Wanted, drafts::OpenDraft, pace::Toil};

/// How long somebody waits for the machine's pace. It takes two seconds, unless the machine is busy.
const MEASURED_WITHIN: Duration = Duration::from_secs(4);

impl Studio {
    /// How every episode's file would be made, and why.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn export_plan(&self, draft: DraftId) -> Result<ExportPlan, Problem> {
        let seen = self.load(draft).await?;
        Ok(self.plan(&seen).await)
    }

    /// How the files of a draft that was read would be made.
    pub(crate) async fn plan(&self, seen: &OpenDraft) -> ExportPlan {
        let means = self.means().await;
        series::export_plan(seen.history.draft(), &self.rules.rules, &seen.analyses, &means)
    }

    /// The draft as the store has it, once as much is known of its clips as the plan of those episodes
    /// needs: the plan is then the same whoever makes it. A clip that cannot be read is planned without.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read; `Cancelled`.
    pub(crate) async fn known_for(
        &self,
        ffmpeg: &media::Ffmpeg,
        draft: DraftId,
        episodes: &[EpisodeId],
        cancel: &CancellationToken,
    ) -> Result<OpenDraft, Problem> {
        let mut seen = self.load(draft).await?;
        let clips = needed(seen.history.draft(), episodes);
        for (clip, wanted) in clips {
            match self.read_through(ffmpeg, &clip, wanted, |_| {}, cancel).await {
                Ok(analysis) => drop(seen.analyses.insert(clip.facts.fingerprint.clone(), analysis)),
                Err(problem) if problem.code == ProblemCode::Cancelled => return Err(problem),
                Err(_) => {}
            }
        }
        Ok(seen)
    }

    /// Measures how fast this machine works, once in its life. One that is too busy to be measured while
    /// somebody waits, or cannot be, is guessed at; it is measured on in the background.
    pub(crate) async fn measure_pace(self: &Arc<Self>) {
        if self.pace.known().is_some() {
            return;
        }
        let studio = Arc::clone(self);
        let measured = tokio::spawn(async move {
            let _only = studio.measuring.lock().await;
            if studio.pace.known().is_none()
                && let Ok(ffmpeg) = studio.ffmpeg().await
                && let Ok(pace) = ffmpeg.pace(&studio.data.join("cache"), &CancellationToken::new()).await
            {
                studio.pace.measured(pace);
            }
        });
        let _ = tokio::time::timeout(MEASURED_WITHIN, measured).await;
    }

    /// What this machine works with. Without an ffmpeg, what most have.
    pub(crate) async fn means(&self) -> Means {
        let encoders = match self.ffmpeg().await {
            Ok(ffmpeg) => {
                ffmpeg.ready_to_encode().await;
                encoders(&ffmpeg)
            }
            Err(_) => Encoders::default(),
        };
        Means { encoders, pace: self.pace.known().unwrap_or_default() }
    }
}

/// What an ffmpeg can encode: only x264 and x265 let a seam fit the frames it meets.
fn encoders(ffmpeg: &media::Ffmpeg) -> Encoders {
    let with = |seams: &str, family: &str| {
        let mut names = ffmpeg.encoders();
        if ffmpeg.encoders().any(|name| name == seams) {
            Encodes::Seams
        } else if names.any(|name| name.contains(family)) {
            Encodes::Whole
        } else {
            Encodes::Not
        }
    };
    Encoders { h264: with("libx264", "264"), hevc: with("libx265", "hevc") }
}

/// The clips whose reading decides how those episodes are made, each with what must be known of it.
fn needed(draft: &Draft, episodes: &[EpisodeId]) -> Vec<(Arc<Clip>, Wanted)> {
    let mut needed: BTreeMap<ClipId, (Arc<Clip>, Wanted)> = BTreeMap::new();
    for episode in draft.episodes.iter().filter(|episode| episodes.contains(&episode.id)) {
        let levelled = episode.treatment.level.is_some();
        let cut = !episode.is_single() || episode.first.trim.is_some();
        for (_, clip) in draft.parts_of(episode).filter(|_| levelled || cut) {
            let wanted = if levelled { Wanted::All } else { Wanted::Index };
            let entry = needed.entry(clip.id).or_insert_with(|| (Arc::clone(clip), wanted));
            if levelled {
                entry.1 = Wanted::All;
            }
        }
    }
    needed.into_values().collect()
}

/// What making a file takes of each kind of work, as the plan counts it.
pub(crate) fn toil(planned: &EpisodePlan, clips: &BTreeMap<ClipId, Arc<Clip>>) -> Toil {
    let recipe = &planned.recipe;
    let videos = recipe.parts.iter().filter_map(|part| Some(&clips.get(&part.clip)?.facts.video));
    let fps = recipe.picture.rate.or_else(|| videos.clone().find_map(|video| video.fps));
    let sizes = videos.map(|video| (video.width, video.height)).chain(recipe.picture.size);
    let area = sizes.map(|(width, height)| u64::from(width) * u64::from(height)).max().unwrap_or(0);
    let (num, den) = fps.map_or((30, 1), |fps| (fps.num, fps.den.max(1)));
    let micros = planned.encoded.get().max(0).unsigned_abs();
    let frames = u128::from(micros) * u128::from(num) / (u128::from(den) * 1_000_000);
    let sound_anew = match recipe.road {
        Road::Copy | Road::Remux => false,
        Road::SmartCut { audio } | Road::Transcode { audio, .. } => audio,
    };
    Toil {
        bytes: planned.bytes,
        pixels: u64::try_from(frames * u128::from(area)).unwrap_or(u64::MAX),
        sound: if sound_anew { planned.length } else { Micros::ZERO },
    }
}
