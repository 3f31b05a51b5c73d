//! How the files of a draft would be made on this machine.

use std::{collections::BTreeMap, sync::Arc};

use series::{Clip, ClipId, DraftId, Encoders, Encodes, EpisodePlan, ExportPlan, Means, Micros, Road};

use crate::{Problem, Studio, drafts::OpenDraft, pace::Toil};

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

    /// What this machine works with. Without an ffmpeg, what most have.
    pub(crate) async fn means(&self) -> Means {
        let encoders = match self.ffmpeg().await {
            Ok(ffmpeg) => encoders(&ffmpeg),
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

/// What making a file takes of each kind of work.
pub(crate) fn toil(planned: &EpisodePlan, clips: &BTreeMap<ClipId, Arc<Clip>>) -> Toil {
    let recipe = &planned.recipe;
    let clip = recipe.parts.first().and_then(|part| clips.get(&part.clip));
    let pixels = clip.map_or(0, |clip| {
        let video = &clip.facts.video;
        let (num, den) = video.fps.map_or((30, 1), |fps| (fps.num, fps.den));
        let frames =
            i128::from(planned.encoded.get().max(0)) * i128::from(num) / (i128::from(den).max(1) * 1_000_000);
        let area = i128::from(video.width) * i128::from(video.height);
        u64::try_from(frames.saturating_mul(area)).unwrap_or(u64::MAX)
    });
    let (picture_anew, sound_anew) = match recipe.road {
        Road::Copy | Road::Remux => (false, false),
        Road::SmartCut { audio } => (false, audio),
        Road::Transcode { video, audio } => (video, audio),
    };
    Toil {
        bytes: if picture_anew { 0 } else { planned.bytes },
        pixels,
        sound: if sound_anew { planned.length } else { Micros::ZERO },
    }
}
