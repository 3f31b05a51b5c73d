//! The export plan: how each episode's file will be made, and why, before anything is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Analyses, Analysis, Clip, Cuts, Draft, Episode, EpisodeId, Means, Message, Micros, Number, Part, Recipe,
    Rules, Treatment, Trim, episode_file_name,
};

mod cost;
mod delivered;
mod picture;
mod road;
mod seams;
mod sound;

pub(crate) use delivered::Delivered;
pub(crate) use picture::same_form;

/// One episode of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EpisodePlan {
    /// The episode.
    pub episode: EpisodeId,
    /// Its file's name in the kit: `01 - Title.mp4`; a teaser's, which is in no kit: `T1 - Title.mp4`.
    pub file_name: String,
    /// What the file is made of, and how.
    pub recipe: Recipe,
    /// Why not a cheaper road.
    pub reason: Message,
    /// About how much of the picture is encoded anew.
    pub encoded: Micros,
    /// About where that is, from the file's start. In order, not touching.
    pub anew: Vec<Trim>,
    /// How long the file will be.
    pub length: Micros,
    /// About how large it will be, in bytes.
    pub bytes: u64,
    /// About how long making it takes.
    pub time: Micros,
}

/// The plan of a whole draft, in order of episodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportPlan {
    /// The episodes.
    pub episodes: Vec<EpisodePlan>,
    /// About how much room it needs, in bytes.
    pub bytes: u64,
    /// About how long making it takes.
    pub time: Micros,
}

/// How every episode's file will be made, with the reason.
#[must_use]
pub fn export_plan(draft: &Draft, rules: &Rules, analyses: &Analyses, means: &Means) -> ExportPlan {
    let ground = Ground { rules, analyses, means };
    let of = u32::try_from(draft.paid().len()).unwrap_or(u32::MAX);
    let episodes: Vec<_> = draft
        .by_number()
        .filter_map(|(number, episode)| plan_episode(draft, episode, number, of, ground))
        .collect();
    let bytes = episodes.iter().fold(0, |sum: u64, episode| sum.saturating_add(episode.bytes));
    let time = episodes.iter().map(|episode| episode.time).sum();
    ExportPlan { episodes, bytes, time }
}

fn plan_episode(
    draft: &Draft,
    episode: &Episode,
    number: Number,
    of: u32,
    ground: Ground<'_>,
) -> Option<EpisodePlan> {
    let parts: Vec<_> = draft.parts_of(episode).map(|(part, clip)| (part, &**clip)).collect();
    let outlook = outlook(&parts, episode.treatment, ground)?;
    Some(EpisodePlan {
        episode: episode.id,
        file_name: episode_file_name(number, of, &episode.title),
        encoded: outlook.anew.iter().map(|span| span.length()).sum(),
        recipe: outlook.recipe,
        reason: outlook.reason,
        anew: outlook.anew,
        length: outlook.length,
        bytes: outlook.bytes,
        time: outlook.time,
    })
}

/// What a plan is made of, besides the draft.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) analyses: &'a Analyses,
    pub(crate) means: &'a Means,
}

/// What an episode's file will be, and how it comes about.
#[derive(Debug, Clone)]
pub(crate) struct Outlook {
    pub(crate) recipe: Recipe,
    pub(crate) reason: Message,
    /// Where the picture is encoded anew, from the file's start.
    pub(crate) anew: Vec<Trim>,
    pub(crate) length: Micros,
    pub(crate) bytes: u64,
    pub(crate) time: Micros,
    pub(crate) delivered: Delivered,
}

/// A part on its way into a file: what is kept of which clip, and what is known of that.
#[derive(Debug, Clone, Copy)]
struct Shot<'a> {
    clip: &'a Clip,
    analysis: Option<&'a Analysis>,
    /// None for the whole clip. Moved to keyframes where cuts fall there only.
    trim: Option<Trim>,
    length: Micros,
}

impl<'a> Shot<'a> {
    fn of(part: Part, clip: &'a Clip, cuts: Cuts, ground: Ground<'a>) -> Self {
        let analysis = ground.analyses.get(&clip.facts.fingerprint).map(|analysis| &**analysis);
        let mut shot = Self { clip, analysis, trim: part.trim, length: part.length(clip) };
        if cuts == Cuts::AtKeyframes {
            shot.trim = seams::at_keyframe(&shot);
            shot.length = Part { trim: shot.trim, ..part }.length(clip);
        }
        shot
    }
}

/// What will come of an episode that shows these parts; none where it shows nothing.
pub(crate) fn outlook(parts: &[(Part, &Clip)], treatment: Treatment, ground: Ground<'_>) -> Option<Outlook> {
    let shots: Vec<_> =
        parts.iter().map(|(part, clip)| Shot::of(*part, clip, treatment.cuts, ground)).collect();
    let first = shots.first()?;
    let picture = picture::work(first, &shots, treatment, ground.rules);
    let sound = sound::work(&shots, treatment);
    let course = road::course(first, &shots, treatment.cuts, &picture, &sound, ground);
    let delivered = Delivered::of(first, &shots, course.road, &picture.work, &sound);
    let bytes = cost::bytes(&shots, &course, &delivered, &sound);
    let time = cost::time(&shots, &course, &delivered, bytes, ground.means.pace);
    Some(Outlook {
        recipe: Recipe {
            parts: sound.parts(&shots),
            road: course.road,
            cuts: treatment.cuts,
            picture: picture.work,
            sound: sound.work,
        },
        reason: course.reason,
        anew: course.anew,
        length: shots.iter().map(|shot| shot.length).sum(),
        bytes,
        time,
        delivered,
    })
}

#[cfg(test)]
mod tests;
