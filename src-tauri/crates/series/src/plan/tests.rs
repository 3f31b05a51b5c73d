use super::*;
use crate::{Micros, Value, rules::tests::built_in, samples};

fn clip(container: Container, video: &str, audio: Option<&str>) -> Clip {
    let mut clip = samples::clip(1);
    clip.facts.container = container;
    clip.facts.video.codec = video.into();
    clip.facts.audio = clip
        .facts
        .audio
        .and_then(|facts| audio.map(|codec| crate::AudioFacts { codec: codec.into(), ..facts }));
    clip
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
        let (taken, why) = super::road(&clip(container, video, audio), None, &built_in());
        assert_eq!((taken, why.key.as_str()), (road, reason), "{video} {audio:?}");
    }
}

#[test]
fn a_trim_encodes_anew_what_there_is() {
    let trim = Some(Trim { start: Micros::ZERO, end: Micros::from_secs(45) });
    for (audio, road) in [
        (Some("aac"), Road::Transcode { video: true, audio: true }),
        (None, Road::Transcode { video: true, audio: false }),
    ] {
        let (taken, why) = super::road(&clip(Container::Mp4, "h264", audio), trim, &built_in());
        assert_eq!(taken, road);
        assert_eq!(why.values["length"], Value::Time(Micros::from_secs(45)));
    }
}

#[test]
fn a_codec_that_a_rule_blocks_is_encoded_anew() {
    let strict = "[series.video.codec]\nsure = \"own\"\nseverity = \"block\"\n";
    let rules = built_in().overridden_by("own.toml", strict).unwrap();
    let hevc = clip(Container::Mp4, "hevc", Some("aac"));
    assert_eq!(super::road(&hevc, None, &built_in()).0, Road::Copy);
    assert_eq!(super::road(&hevc, None, &rules).0, Road::Transcode { video: true, audio: false });
    let h264 = clip(Container::Mp4, "h264", Some("aac"));
    assert_eq!(super::road(&h264, None, &rules).0, Road::Copy);
    // What preflight sees is what the kit will hold.
    let found =
        crate::preflight(&samples::draft_of(vec![hevc]), &crate::FileStates::new(), &Analyses::new(), &rules);
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
    assert_eq!(bytes, [10_000_000, 5_000_000, 10_000_000]);
    assert_eq!(plan.bytes, 25_000_000);
}

#[test]
fn sizes_do_not_overflow() {
    let mut clip = samples::clip(1);
    clip.facts.size_bytes = u64::MAX;
    clip.facts.duration = Micros::new(i64::MAX);
    let all = Trim { start: Micros::ZERO, end: Micros::new(i64::MAX) };
    assert_eq!(delivered_bytes(&clip, Some(all)), u64::MAX);
}
