//! The knife on one file: exact, proven, and never at the price of another file.

use std::fs;

use serde_json::Value as Json;
use showrunner_tests::{
    cli::{Home, Said, as_it_is, names},
    frames::{entry, frame_numbers},
    hostile,
    recipes::{Clip, Video},
};

use crate::talk::without_ffmpeg;

/// Twelve seconds whose frames show their numbers, a keyframe every five seconds.
fn numbered(home: &Home) {
    home.keep("in.mp4", &Clip::new("frames").seconds(12).gop(125).file());
}

fn cut(home: &Home, words: &[&str]) -> Said {
    let line: Vec<&str> = ["cut", "in.mp4"].into_iter().chain(words.iter().copied()).collect();
    home.ask(&line)
}

#[test]
fn the_frames_are_those_that_were_asked_for() {
    let home = Home::new();
    numbered(&home);
    let source = as_it_is(&home.work());
    let done = cut(&home, &["--in", "2.04", "--out", "0:09.04", "-o", "out.mp4"]).fine()["cut"].clone();
    let file = home.at("out.mp4");
    assert_eq!(done["file"], file.display().to_string());
    assert_eq!(frame_numbers(&file), (51..226).collect::<Vec<_>>());
    assert_eq!(entry("format=duration", &file), "7.000000");
    assert_eq!((&done["road"], done["duration_ms"].as_i64()), (&"smart_cut".into(), Some(7_000)));
    // From the in point to the keyframe at five seconds, and no more.
    assert!((2_900..=3_100).contains(&done["encoded_ms"].as_i64().unwrap()), "{done}");
    assert_eq!(names(&home.work()), ["in.mp4", "out.mp4", "out.mp4.proof.json"]);
    let proof: Json = serde_json::from_slice(&fs::read(home.at("out.mp4.proof.json")).unwrap()).unwrap();
    assert_eq!(proof["proof"], done["proof"]);
    assert_eq!(
        (proof["proof"]["frames"].as_i64(), proof["proof"]["copied"].as_i64()),
        (Some(175), Some(101))
    );
    assert_eq!(as_it_is(&home.work())[..1], source[..]);
    let told =
        home.tell(&["--lang", "fr", "cut", "in.mp4", "--in", "2,04", "--out", "9.04", "-o", "b.mp4"]).text;
    assert!(
        told.contains("175 images comme demandé, dont 101") && told.contains("coupé exactement"),
        "{told}"
    );
}

#[test]
fn at_keyframes_nothing_is_encoded_anew() {
    let home = Home::new();
    numbered(&home);
    let done = cut(&home, &["--in", "7", "--out", "9.04", "-o", "out.mp4", "--keyframes"]).fine();
    assert_eq!(done["cut"]["encoded_ms"], 0, "{done}");
    assert_eq!(frame_numbers(&home.at("out.mp4")), (125..226).collect::<Vec<_>>());
    let done = cut(&home, &["--in", "0", "--out", "12", "-o", "whole.mp4"]).fine();
    assert_eq!((&done["cut"]["road"], &done["cut"]["encoded_ms"]), (&"copy".into(), &0.into()));
    assert_eq!(fs::read(home.at("whole.mp4")).unwrap(), fs::read(home.at("in.mp4")).unwrap());
}

#[test]
fn what_is_not_h264_takes_the_next_honest_road() {
    let home = Home::new();
    home.keep("in.mp4", &Clip::new("frames").seconds(4).codec(Video::Vp9).file());
    let said = cut(&home, &["--in", "1", "--out", "3", "-o", "out.mkv"]);
    let done = said.fine();
    assert_eq!((&done["cut"]["road"], &done["cut"]["encoded_ms"]), (&"transcode".into(), &2_000.into()));
    assert!(said.complaint.contains("is an MP4"), "{said:#?}");
    assert_eq!(frame_numbers(&home.at("out.mkv")).len(), 50);
}

#[test]
fn nothing_is_written_over() {
    let home = Home::new();
    numbered(&home);
    fs::write(home.at("mine.mp4"), "mine").unwrap();
    fs::create_dir(home.at("folder")).unwrap();
    let before = as_it_is(&home.work());
    let span = ["--in", "1", "--out", "3"];
    for (words, code) in [
        (&["-o", "mine.mp4"][..], "output_exists"),
        (&["-o", "in.mp4"], "output_is_input"),
        (&["-o", "in.mp4", "--force"], "output_is_input"),
        (&["-o", "folder/../in.mp4", "--force"], "output_is_input"),
        (&["-o", "folder", "--force"], "output_is_folder"),
        (&["-o", "nowhere/out.mp4"], "no_such_folder"),
        (&["-o", "mine.mp4/out.mp4"], "no_such_folder"),
        (&[], "usage"),
    ] {
        let line: Vec<&str> = span.iter().chain(words).copied().collect();
        cut(&home, &line).refused(code);
        assert_eq!(as_it_is(&home.work()), before, "{words:?}");
    }
    if cfg!(target_os = "linux") {
        cut(&home, &[&span[..], &["-o", "/sys/out.mp4"]].concat()).refused("output_unwritable");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.at("in.mp4"), home.at("link.mp4")).unwrap();
        cut(&home, &[&span[..], &["-o", "link.mp4", "--force"]].concat()).refused("output_is_input");
        fs::remove_file(home.at("link.mp4")).unwrap();
    }
    assert_eq!(as_it_is(&home.work()), before);
    cut(&home, &[&span[..], &["-o", "mine.mp4", "--force"]].concat()).fine();
    assert_eq!(frame_numbers(&home.at("mine.mp4")).len(), 50);
}

#[test]
fn what_cannot_be_cut_leaves_nothing() {
    let home = Home::new();
    numbered(&home);
    let _ = hostile::text(&home.work());
    home.keep("sound.m4a", &hostile::audio_only());
    let before = as_it_is(&home.work());
    for (file, start, end, code) in [
        ("in.mp4", "3", "3", "cut_outside"),
        ("in.mp4", "5", "3", "cut_outside"),
        ("in.mp4", "3", "12.5", "cut_outside"),
        ("in.mp4", "13", "14", "cut_outside"),
        ("in.mp4", "soon", "3", "not_a_time"),
        ("in.mp4", "1", "1:99", "not_a_time"),
        ("nowhere.mp4", "1", "3", "file_missing"),
        ("text.mp4", "1", "3", "not_media"),
        ("sound.m4a", "0", "1", "no_picture"),
        (".", "0", "1", "file_is_folder"),
    ] {
        let said = home.ask(&["cut", file, "--in", start, "--out", end, "-o", "out.mp4"]).refused(code);
        assert!(said.ends_with(['.', ')']), "{said}");
        assert_eq!(as_it_is(&home.work()), before, "{file} {start} {end}");
    }
    without_ffmpeg(&home, &["cut", "in.mp4", "--in", "1", "--out", "3", "-o", "out.mp4"])
        .refused("ffmpeg_missing");
    for words in [&["--in", "1", "-o", "out.mp4"][..], &["--out", "1", "-o", "out.mp4"]] {
        cut(&home, words).refused("usage");
    }
    assert_eq!(as_it_is(&home.work()), before);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing() {
    use std::{
        process::{Command, Stdio},
        thread,
        time::{Duration, Instant},
    };
    let home = Home::new();
    home.keep("in.mp4", &Clip::new("slow").size(1280, 720).seconds(40).codec(Video::Mpeg4).file());
    let before = as_it_is(&home.work());
    let line = ["--json", "cut", "in.mp4", "--in", "1", "--out", "39", "-o", "out.mp4"];
    let child = home.command(&line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while names(&home.work()).len() == 1 {
        assert!(Instant::now() < deadline, "it never begins");
        thread::sleep(Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let said = Said::from(child.wait_with_output().unwrap());
    said.refused("cancelled");
    assert_eq!(as_it_is(&home.work()), before);
}
