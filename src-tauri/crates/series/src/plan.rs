//! The export plan: how each episode's file will be made, and why, before anything is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::describe::{codec_name, container_name};
use crate::{
    Analyses, Clip, Container, Draft, Episode, EpisodeId, Limit, Means, Message, Micros, PictureWork, Recipe,
    RecipePart, Road, Rules, Severity, SoundWork, Trim, episode_file_name,
};

/// One episode of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EpisodePlan {
    /// The episode.
    pub episode: EpisodeId,
    /// Its file's name in the kit: `01 - Title.mp4`.
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

/// What MP4 can hold without encoding anew.
const MP4_VIDEO: [&str; 5] = ["h264", "hevc", "av1", "vp9", "mpeg4"];
const MP4_AUDIO: [&str; 6] = ["aac", "mp3", "ac3", "eac3", "opus", "alac"];

/// How every episode's file will be made, with the reason.
#[must_use]
pub fn export_plan(draft: &Draft, rules: &Rules, analyses: &Analyses, means: &Means) -> ExportPlan {
    let _ = analyses;
    let of = u32::try_from(draft.episodes.len()).unwrap_or(u32::MAX);
    let episodes: Vec<_> = (1..)
        .zip(&draft.episodes)
        .filter_map(|(number, episode)| {
            Some(plan_episode(episode, draft.clip_of(episode)?, number, of, rules, means))
        })
        .collect();
    let bytes = episodes.iter().fold(0, |sum: u64, episode| sum.saturating_add(episode.bytes));
    let time = episodes.iter().map(|episode| episode.time).sum();
    ExportPlan { episodes, bytes, time }
}

fn plan_episode(
    episode: &Episode,
    clip: &Clip,
    number: u32,
    of: u32,
    rules: &Rules,
    means: &Means,
) -> EpisodePlan {
    let trim = episode.first.trim;
    let (road, reason) = road(clip, trim, rules);
    let anew = matches!(road, Road::Transcode { video: true, .. });
    EpisodePlan {
        episode: episode.id,
        file_name: episode_file_name(number, of, &episode.title),
        recipe: Recipe {
            parts: vec![RecipePart { clip: clip.id, trim, gain: None }],
            road,
            cuts: episode.treatment.cuts,
            picture: PictureWork::default(),
            sound: SoundWork::default(),
        },
        reason,
        encoded: if anew { episode.first.length(clip) } else { Micros::ZERO },
        anew: Vec::new(),
        length: episode.first.length(clip),
        bytes: delivered_bytes(clip, trim),
        time: means.pace.file,
    }
}

/// The cheapest road to a legal file, and why no cheaper one will do.
pub(crate) fn road(clip: &Clip, trim: Option<Trim>, rules: &Rules) -> (Road, Message) {
    let facts = &clip.facts;
    let sound = facts.audio.as_ref();
    if let Some(trim) = trim {
        let reason = Message::new("reason.trim").with("length", crate::Value::Time(trim.length()));
        return (Road::Transcode { video: true, audio: sound.is_some() }, reason);
    }
    let video_held = MP4_VIDEO.contains(&facts.video.codec.as_str()) && !refused(&facts.video.codec, rules);
    let audio_held = sound.is_none_or(|audio| MP4_AUDIO.contains(&audio.codec.as_str()));
    let with_video = |key: &str| Message::new(key).with("video", codec_name(&facts.video.codec));
    let with_audio = |message: Message| match sound {
        Some(audio) => message.with("audio", codec_name(&audio.codec)),
        None => message,
    };
    match (video_held, audio_held) {
        (true, true) if facts.container == Container::Mp4 => (Road::Copy, Message::new("reason.copy")),
        (true, true) => {
            let reason = Message::new("reason.remux").with("container", container_name(&facts.container));
            (Road::Remux, reason)
        }
        (false, true) => {
            let key = if sound.is_some() { "reason.video" } else { "reason.silent_video" };
            (Road::Transcode { video: true, audio: false }, with_video(key))
        }
        (true, false) => {
            (Road::Transcode { video: false, audio: true }, with_audio(Message::new("reason.audio")))
        }
        (false, false) => {
            (Road::Transcode { video: true, audio: true }, with_audio(with_video("reason.both")))
        }
    }
}

/// Does a rule that blocks refuse the codec, where H.264 would do? Then encoding anew is the way.
fn refused(codec: &str, rules: &Rules) -> bool {
    let rule = rules.get("series.video.codec").filter(|rule| rule.on && rule.severity == Severity::Block);
    match rule.and_then(|rule| rule.limit.as_ref()) {
        Some(Limit::Names(names)) => {
            names.iter().any(|name| name == "h264") && !names.iter().any(|name| name == codec)
        }
        _ => false,
    }
}

/// About how large the delivered file will be: the clip's share that is kept.
pub(crate) fn delivered_bytes(clip: &Clip, trim: Option<Trim>) -> u64 {
    let whole = clip.facts.size_bytes;
    let Some(trim) = trim else { return whole };
    let micros = |time: crate::Micros| u128::from(time.get().max(0).unsigned_abs());
    let duration = micros(clip.facts.duration).max(1);
    u64::try_from(u128::from(whole) * micros(trim.length()) / duration).unwrap_or(whole)
}

#[cfg(test)]
mod tests;
