//! Every rule against files and against drafts, in the shape that programs rely on.

use serde_json::Value as Json;
use showrunner_tests::{
    cli::{Home, Said, lesson},
    hostile,
    recipes::{Audio, Clip, Video},
};

fn keys(object: &Json) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn blocking(findings: &Json) -> Vec<&str> {
    let blocking =
        findings.as_array().expect("a list").iter().filter(|finding| finding["severity"] == "block");
    blocking.map(|finding| finding["rule"].as_str().expect("a text")).collect()
}

/// The findings have the shape that is promised.
fn in_shape(findings: &Json) {
    for finding in findings.as_array().expect("a list of findings") {
        for key in ["rule", "severity", "message", "fix"] {
            assert!(keys(finding).contains(&key), "{finding}");
        }
        assert!(matches!(finding["severity"].as_str(), Some("block" | "warn" | "info")), "{finding}");
        assert!(finding["rule"].as_str().expect("a text").contains('.'), "{finding}");
        let message = finding["message"].as_str().expect("a text");
        assert!(!message.contains(['{', '}']) && message.contains(' '), "{finding}");
        assert!(finding["fix"].is_string() || finding["fix"].is_null(), "{finding}");
    }
}

#[test]
fn files_are_told_in_the_promised_shape() {
    let home = Home::new();
    let path = home.keep("upright.mp4", &Clip::new("upright").rotate(90).file());
    let said = home.ask(&["check", "upright.mp4"]);
    let found = said.blocked();
    let clip = &found["clips"][0];
    assert_eq!(clip["path"], path.display().to_string());
    assert_eq!((&clip["duration_ms"], &clip["video_codec"]), (&1_000.into(), &"h264".into()));
    assert_eq!((&clip["width"], &clip["height"]), (&90.into(), &160.into()));
    in_shape(&clip["findings"]);
    in_shape(&found["findings"]);
    assert_eq!(blocking(&clip["findings"]), ["series.duration.min_s"]);
    assert_eq!(found["refused"].as_array().map(Vec::len), Some(0));
    // Nothing is kept of it.
    assert_eq!(home.ask(&["list"]).fine()["drafts"].as_array().map(Vec::len), Some(0));
}

#[test]
fn limits_are_exact_to_the_millisecond() {
    let home = Home::new();
    let twenty = |millis| Clip::new("twenty").millis(millis).fps(5, 1).audio(Audio::None);
    let thirty = |millis| Clip::new("thirty").millis(millis).fps(25, 1);
    for (clip, millis, blocked) in [
        (twenty(1_200_000), 1_200_000, None),
        (twenty(1_200_001), 1_200_001, Some("series.duration.max_s")),
        (thirty(30_000), 30_000, None),
        (thirty(29_999), 29_999, Some("series.duration.min_s")),
    ] {
        let path = home.keep(&format!("{millis}.mp4"), &clip.file());
        let said = home.ask(&["check", path.to_str().unwrap()]);
        let found = said.json();
        assert_eq!(found["clips"][0]["duration_ms"], millis);
        assert_eq!(blocking(&found["clips"][0]["findings"]), Vec::from_iter(blocked), "{millis}");
        assert_eq!(said.code, i32::from(blocked.is_some()), "{millis}");
        let finding = &found["clips"][0]["findings"].as_array().unwrap();
        let finding = finding.iter().find(|finding| finding["severity"] == "block");
        assert!(finding.is_none_or(|finding| finding["fix"].is_string()), "{finding:?}");
    }
}

#[test]
fn folders_and_many_files_are_checked_at_once() {
    let home = Home::new();
    home.lesson("a/10.mp4", 0);
    home.lesson("a/9.mp4", 1);
    home.keep("short.mov", &Clip::new("short").codec(Video::Hevc).container("mov").file());
    let _ = hostile::empty(&home.work());
    let said = home.ask(&["check", "short.mov", "a", "empty.mp4"]);
    assert_eq!(said.code, 2, "an input error outweighs findings: {said:#?}");
    let found = said.json();
    let clips = found["clips"].as_array().unwrap();
    let names: Vec<_> =
        clips.iter().map(|clip| clip["path"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["9.mp4", "10.mp4", "short.mov"]);
    assert_eq!(clips[2]["video_codec"], "hevc");
    assert_eq!(found["refused"][0]["code"], "file_empty");
    assert!(said.complaint.is_empty(), "JSON holds it all: {said:#?}");
    // For a person: one line of facts each, the findings, and what was refused.
    let told = home.tell(&["check", "short.mov", "a", "empty.mp4"]);
    assert!(told.text.contains("HEVC") && told.text.contains("0:31"), "{told:#?}");
    assert!(told.complaint.contains("empty.mp4"), "{told:#?}");
}

#[test]
fn a_draft_is_told_with_its_episodes_and_its_series() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("one.mp4", 0), home.lesson("two.mp4", 1)]);
    home.ask(&["trim", &id, "2", "--out", "20"]).fine();
    let found = home.ask(&["check", &id]).blocked();
    let clips = found["clips"].as_array().unwrap();
    assert_eq!(clips.len(), 2);
    for clip in clips {
        for key in ["path", "duration_ms", "width", "height", "video_codec", "findings"] {
            assert!(keys(clip).contains(&key), "{clip}");
        }
        in_shape(&clip["findings"]);
    }
    in_shape(&found["findings"]);
    // The clip is as long as it is; what would be delivered is what counts.
    assert_eq!(clips[1]["duration_ms"], 31_200);
    assert_eq!(clips[1]["episode"]["duration_ms"], 20_000);
    assert_eq!(blocking(&clips[1]["findings"]), ["series.duration.min_s"]);
    let missing = blocking(&found["findings"]);
    assert_eq!(missing, ["series.fields.required"; 3], "description, price and cover");
    // By title too, with the same verdict, and fine once everything is right.
    assert_eq!(home.ask(&["check", "bread"]).blocked(), found);
    home.ask(&["trim", &id, "2", "--clear"]).fine();
    home.offer(&id);
    assert_eq!(blocking(&home.ask(&["check", &id]).fine()["findings"]), [""; 0]);
    assert_eq!(home.draft(&id)["ready"], 2);
}

#[test]
fn a_file_and_a_series_of_one_name_are_told_apart() {
    let home = Home::new();
    home.series("a.mp4", &[]);
    let found = |said: Said| said.json()["clips"].as_array().map(Vec::len);
    assert_eq!(found(home.ask(&["check", "a.mp4"])), Some(0), "the series, as there is no such file");
    home.keep("a.mp4", &lesson(0).file());
    assert_eq!(found(home.ask(&["check", "a.mp4"])), Some(1), "the file");
    home.ask(&["check", "Rye"]).refused("nothing_of_that_name");
    let said = home.ask(&["check", "b.mp4"]);
    assert_eq!((said.code, said.json()["refused"][0]["code"].clone()), (2, "file_missing".into()));
}
