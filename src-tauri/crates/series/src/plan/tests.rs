use std::sync::Arc;

use super::*;
use crate::{
    AudioFacts, Container, Decibels, Edit, Encoders, Encodes, Framing, Hdr, Level, PictureIndex, Ratio, Road,
    SoundAnalysis, Target, Uncuttable, Value, rules::tests::built_in, samples, words::tests::both,
};

mod roads;
mod treatments;

fn clip(container: Container, video: &str, audio: Option<&str>) -> Clip {
    let mut clip = samples::clip(1);
    clip.facts.container = container;
    clip.facts.video.codec = video.into();
    clip.facts.audio =
        clip.facts.audio.and_then(|facts| audio.map(|codec| AudioFacts { codec: codec.into(), ..facts }));
    clip
}

fn secs(secs: i64) -> Micros {
    Micros::from_secs(secs)
}

fn span(start: i64, end: i64) -> Option<Trim> {
    Some(Trim { start: secs(start), end: secs(end) })
}

/// What reading sample clips through found, by their numbers.
fn analyses(found: impl IntoIterator<Item = (u32, Analysis)>) -> Analyses {
    let content = |n| samples::clip(n).facts.fingerprint;
    found.into_iter().map(|(n, analysis)| (content(n), Arc::new(analysis))).collect()
}

fn keyframes(secs: &[i64]) -> Analysis {
    let keyframes = secs.iter().map(|at| Micros::from_secs(*at)).collect();
    Analysis { index: Some(PictureIndex { keyframes, ..PictureIndex::default() }), sound: None }
}

fn heard(loudness: i32, true_peak: i32) -> Analysis {
    let (loudness, true_peak) = (Some(Decibels::new(loudness)), Some(Decibels::new(true_peak)));
    let sound = SoundAnalysis { loudness, true_peak, ..SoundAnalysis::default() };
    Analysis { index: None, sound: Some(sound) }
}

/// The plan of the only episode of a draft.
fn planned(draft: &Draft, analyses: &Analyses, means: &Means) -> EpisodePlan {
    let plan = export_plan(draft, &built_in(), analyses, means);
    assert_eq!(plan.episodes.len(), 1);
    let reason = &plan.episodes[0].reason;
    for words in both() {
        let said = words.say(reason);
        assert!(words.has(&reason.key) && !said.contains(['{', '}']), "{said}");
    }
    plan.episodes[0].clone()
}

fn treated(draft: &Draft, treatment: Treatment) -> Draft {
    let episodes = draft.episodes.iter().map(|episode| episode.id).collect();
    draft.apply(&Edit::Treat { episodes, treatment }).unwrap()
}

/// The plan of a clip, trimmed and with nothing known of it.
fn plan_of(clip: Clip, trim: Option<Trim>) -> EpisodePlan {
    let mut draft = samples::draft_of(vec![clip]);
    if let Some(Trim { start, end }) = trim {
        draft = samples::trimmed(&draft, 0, start, end);
    }
    planned(&draft, &Analyses::new(), &Means::default())
}

/// The sample clips of those numbers, as one episode.
fn joined(clips: Vec<Clip>) -> Draft {
    let draft = samples::draft_of(clips);
    let all: Vec<_> = draft.episodes.iter().map(|episode| episode.id).collect();
    draft.apply(&draft.merge_of(&all, samples::episode_id(99)).unwrap()).unwrap()
}

#[test]
fn the_cheapest_road_is_taken() {
    use Container::{Matroska, Mov, Mp4, Other, Webm};
    let anew = |video, audio| Road::Transcode { video, audio };
    for (container, video, audio, road, reason) in [
        (Mp4, "h264", Some("aac"), Road::Copy, "reason.copy"),
        (Mp4, "h264", None, Road::Copy, "reason.copy"),
        (Mp4, "hevc", Some("ac3"), Road::Copy, "reason.copy"),
        (Mov, "h264", Some("aac"), Road::Remux, "reason.remux"),
        (Matroska, "av1", Some("opus"), Road::Remux, "reason.remux"),
        (Webm, "vp9", Some("opus"), Road::Remux, "reason.remux"),
        (Webm, "vp8", Some("opus"), anew(true, false), "reason.video"),
        (Webm, "vp8", None, anew(true, false), "reason.silent_video"),
        (Mov, "prores", Some("pcm_s16le"), anew(true, true), "reason.both"),
        (Mov, "h264", Some("pcm_s24le"), anew(false, true), "reason.audio"),
        (Mp4, "mpeg2video", Some("aac"), anew(true, false), "reason.video"),
        (Other("avi".into()), "mpeg4", Some("mp3"), Road::Remux, "reason.remux"),
    ] {
        let plan = plan_of(clip(container, video, audio), None);
        assert_eq!((plan.recipe.road, plan.reason.key.as_str()), (road, reason), "{video} {audio:?}");
    }
}

#[test]
fn a_codec_that_a_rule_blocks_is_encoded_anew() {
    let strict = "[series.video.codec]\nsure = \"own\"\nseverity = \"block\"\n";
    let rules = built_in().overridden_by("own.toml", strict).unwrap();
    let hevc = clip(Container::Mp4, "hevc", Some("aac"));
    let road = |clip: &Clip, rules: &Rules| {
        let draft = samples::draft_of(vec![clip.clone()]);
        export_plan(&draft, rules, &Analyses::new(), &Means::default()).episodes[0].recipe.road
    };
    assert_eq!(road(&hevc, &built_in()), Road::Copy);
    assert_eq!(road(&hevc, &rules), Road::Transcode { video: true, audio: false });
    assert_eq!(road(&clip(Container::Mp4, "h264", Some("aac")), &rules), Road::Copy);
    // What preflight sees is what the kit will hold.
    let draft = samples::draft_of(vec![hevc]);
    let found = crate::preflight(&draft, &crate::FileStates::new(), &Analyses::new(), &rules);
    assert_eq!(found.findings, []);
}

#[test]
fn a_plan_names_every_file_in_order_and_adds_up() {
    let draft = samples::draft(3);
    let draft = samples::trimmed(&draft, 1, Micros::from_secs(15), Micros::from_secs(45));
    let plan = export_plan(&draft, &built_in(), &Analyses::new(), &Means::default());
    let names: Vec<_> = plan.episodes.iter().map(|episode| episode.file_name.as_str()).collect();
    assert_eq!(names, ["01 - Episode 1.mp4", "02 - Episode 2.mp4", "03 - Episode 3.mp4"]);
    let bytes: Vec<_> = plan.episodes.iter().map(|episode| episode.bytes).collect();
    assert_eq!((bytes[0], bytes[2]), (10_000_000, 10_000_000));
    assert!((4_900_000..5_200_000).contains(&bytes[1]), "{bytes:?}");
    assert_eq!(plan.bytes, bytes.iter().sum::<u64>());
    let sent = samples::sent(&draft, [1], Target::TiktokDraft);
    let plan = export_plan(&sent, &built_in(), &Analyses::new(), &Means::default());
    let names: Vec<_> = plan.episodes.iter().map(|episode| episode.file_name.as_str()).collect();
    assert_eq!(names, ["01 - Episode 2.mp4", "02 - Episode 3.mp4", "T1 - Episode 1.mp4"]);
    assert_eq!(plan.time, plan.episodes.iter().map(|episode| episode.time).sum());
}
