//! What reading clips through finds, and what `check` makes of it.

use showrunner_tests::{
    cli::Home,
    hostile,
    recipes::{Audio, Clip, Video},
};

use crate::talk::{LENGTH, limits, talk, without_ffmpeg};

#[test]
fn a_file_is_heard_and_looked_through() {
    let home = Home::new();
    let path = home.keep("talk.mp4", &talk());
    let found = home.ask(&["analyse", "talk.mp4"]).fine();
    let clip = &found["clips"][0];
    assert_eq!(clip["path"], path.display().to_string());
    assert_eq!(
        (clip["duration_ms"].as_i64(), clip["frames"].as_i64()),
        (Some(LENGTH * 1_000), Some(LENGTH * 25))
    );
    // A tone at an eighth of full scale, but for its pauses.
    let loudness = clip["loudness_lufs"].as_f64().unwrap();
    assert!((-23.0..-20.0).contains(&loudness), "{loudness}");
    let peak = clip["true_peak_dbtp"].as_f64().unwrap();
    assert!((-19.0..-16.0).contains(&peak), "{peak}");
    let pauses = clip["pauses"].as_array().unwrap();
    assert_eq!(pauses.len(), 3, "{pauses:?}");
    assert!((9_400..9_800).contains(&pauses[0]["in_ms"].as_i64().unwrap()), "{pauses:?}");
    assert_eq!((clip["keyframe_distance_ms"].as_i64(), clip["exact"].as_bool()), (Some(2_000), Some(true)));
    assert_eq!(clip["keyframes_ms"].as_array().map(Vec::len), Some(21));
    let told = home.tell(&["analyse", "talk.mp4"]).text;
    assert!(
        told.contains("LUFS") && told.contains("3, the longest 0:01.") && told.contains("at most 0:02 apart"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_cut_exactly_says_why_and_silence_is_no_loudness() {
    let home = Home::new();
    home.keep("web.webm", &Clip::new("web").codec(Video::Vp9).audio(Audio::None).container("webm").file());
    let found = home.ask(&["analyse", "web.webm"]).fine();
    let clip = &found["clips"][0];
    assert_eq!((&clip["exact"], &clip["uncuttable"]), (&false.into(), &"codec".into()));
    assert!(clip["cuts"].as_str().unwrap().contains("neither H.264 nor HEVC"), "{clip}");
    assert_eq!((&clip["has_sound"], clip["loudness_lufs"].is_null()), (&false.into(), true));
    let told = home.tell(&["--lang", "fr", "analyse", "web.webm"]).text;
    assert!(told.contains("Seulement en réencodant tout"), "{told}");
}

#[test]
fn what_is_no_clip_is_refused() {
    let home = Home::new();
    let _ = (hostile::text(&home.work()), hostile::empty(&home.work()));
    home.keep("sound.m4a", &hostile::audio_only());
    home.lesson("a.mp4", 0);
    for (name, code) in [
        ("nowhere.mp4", "file_missing"),
        ("text.mp4", "not_media"),
        ("empty.mp4", "file_empty"),
        ("sound.m4a", "no_picture"),
        ("nothing", "nothing_of_that_name"),
    ] {
        home.ask(&["analyse", name]).refused(code);
    }
    without_ffmpeg(&home, &["analyse", "a.mp4"]).refused("ffmpeg_missing");
    home.ask(&["check", "a.mp4", "--listen"]).refused("listens_to_series");
}

#[test]
fn a_series_is_checked_for_what_was_heard() {
    let home = Home::new();
    limits(&home, 8, 100);
    let talk = home.keep("talk.mp4", &talk());
    let id = home.series("Bread", &[talk.clone(), home.lesson("wordless.mp4", 0)]);
    home.ask(&["split", &id, "1", "--at", "30"]).fine();
    let quiet = |line: &[&str]| {
        let found = home.ask(line).blocked();
        let clips = found["clips"].as_array().unwrap().clone();
        let loudness = |clip: &serde_json::Value| {
            clip["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == "own.audio.loudness")
        };
        clips.iter().map(loudness).collect::<Vec<_>>()
    };
    assert_eq!(quiet(&["check", &id]), [false, false, false], "nobody listened");
    assert_eq!(quiet(&["check", &id, "--listen"]), [true, true, false]);
    assert_eq!(quiet(&["check", &id]), [true, true, false], "it is known now");
    // Of two episodes of one clip, the clip is told once.
    let found = home.ask(&["analyse", &id]).fine();
    assert_eq!(found["clips"].as_array().map(Vec::len), Some(2));
    assert_eq!(found["refused"].as_array().map(Vec::len), Some(0));
    // What is known needs no file.
    std::fs::remove_file(talk).unwrap();
    assert_eq!(home.ask(&["analyse", &id]).fine()["clips"][0]["duration_ms"], LENGTH * 1_000);
}
