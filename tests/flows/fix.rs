//! Everything fixed in one go: first a table, then one change and a queue of files that outlives a kill.

use std::{
    fs,
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value as Json;
use showrunner_tests::{
    cli::{Home, Said},
    recipes::Clip,
    waiting::{half_made, prepared},
};

use crate::talk::{series, without_ffmpeg};

fn fix(home: &Home, id: &str, words: &[&str]) -> Said {
    let line: Vec<&str> = ["fix", id].into_iter().chain(words.iter().copied()).collect();
    home.ask(&line)
}

fn rows(run: &Json) -> &[Json] {
    run["rows"].as_array().expect("rows")
}

/// How many things of that kind block.
fn blocking(home: &Home, id: &str) -> usize {
    let found = home.ask(&["check", id]).json();
    let clips = found["clips"].as_array().expect("a list").iter();
    let findings = clips.flat_map(|clip| clip["findings"].as_array().expect("a list").clone());
    findings.filter(|finding| finding["severity"] == "block").count()
}

#[test]
fn a_dry_run_tells_all_and_does_nothing() {
    let home = Home::new();
    let id = series(&home);
    let before = home.draft(&id);
    let run = fix(&home, &id, &["--dry-run"]).fine();
    let [row] = rows(&run) else { panic!("{run}") };
    for key in
        ["key", "road", "reason", "encoded_ms", "time_ms", "bytes", "before", "after", "rules", "title"]
    {
        assert!(!row[key].is_null(), "{key} in {row}");
    }
    assert_eq!((&row["ticked"], &row["number"], &row["before"]), (&true.into(), &1.into(), &"0:42".into()));
    assert!(row["rules"].as_array().unwrap().contains(&"series.duration.max_s".into()), "{row}");
    assert_eq!(run["total"]["ticked"], 1);
    assert!(run["total"]["to_fix"].as_i64() > run["total"]["to_fix_then"].as_i64(), "{run}");
    let told = home.tell(&["fix", &id, "--dry-run"]);
    assert!(told.code == 0 && told.text.contains("0:42 → "), "{told:#?}");
    let told = home.tell(&["--lang", "fr", "fix", &id, "--dry-run"]);
    assert!(told.text.contains("Procédé") && told.text.contains("1 ligne à faire"), "{told:#?}");
    let run = fix(&home, &id, &["--dry-run", "--skip", "1"]).fine();
    assert_eq!((&rows(&run)[0]["ticked"], &run["total"]["ticked"]), (&false.into(), &0.into()));
    assert_eq!(home.draft(&id), before);
    assert!(prepared(&home.data()).is_empty());
}

#[test]
fn everything_is_fixed_as_one_change_and_its_files_are_made() {
    let home = Home::new();
    let id = series(&home);
    let source = blake3(&home.at("talk.mp4"));
    let before = home.draft(&id);
    assert_eq!(blocking(&home, &id), 1);
    let done = fix(&home, &id, &[]).fine();
    let episodes = done["draft"]["episodes"].as_array().unwrap();
    assert_eq!(episodes.len(), 4, "{done}");
    assert!(episodes.iter().all(|episode| episode["treatment"]["level"].is_object()), "{done}");
    assert_eq!((blocking(&home, &id), &done["prepared"]["made"]), (0, &4.into()));
    assert_eq!(done["prepared"]["failed"].as_array().map(Vec::len), Some(0));
    let files = prepared(&home.data());
    assert_eq!(files.len(), 4);
    // Nothing is left to do, and nothing is done twice.
    let told = home.tell(&["fix", &id]);
    assert!(told.code == 0 && told.text.contains("nothing that can be fixed"), "{told:#?}");
    home.offer(&id);
    let kit = home.ask(&["kit", &id, "--out", "kit"]).fine();
    assert_eq!(kit["kit"]["prepared"], 4, "{kit}");
    assert_eq!(prepared(&home.data()), files);
    for _ in 0..5 {
        home.ask(&["undo", &id]).fine();
    }
    assert_eq!(home.draft(&id)["episodes"], before["episodes"], "all of it was one change");
    assert_eq!(blake3(&home.at("talk.mp4")), source);
}

fn blake3(file: &Path) -> blake3::Hash {
    blake3::hash(&fs::read(file).expect("it is there"))
}

#[test]
fn a_run_that_is_killed_goes_on() {
    let home = Home::new();
    let id = series(&home);
    let mut child = home.command(&["fix", &id]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while half_made(&home.data()).is_empty() && prepared(&home.data()).is_empty() {
        assert!(Instant::now() < deadline, "nothing is begun");
        thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = prepared(&home.data());
    assert!(kept.len() < 4, "it was killed on the way");
    let done = fix(&home, &id, &[]).fine();
    assert_eq!(done["dry_run"]["total"]["ticked"], 0, "the change was made before");
    let after = prepared(&home.data());
    assert_eq!((after.len(), done["prepared"]["made"].as_u64()), (4, Some(4 - kept.len() as u64)));
    assert!(kept.iter().all(|(key, file)| after.get(key) == Some(file)), "nothing was made twice");
    assert!(half_made(&home.data()).is_empty());
}

#[test]
fn files_that_are_not_waited_for_are_made_the_next_time() {
    let home = Home::new();
    let id = series(&home);
    let done = fix(&home, &id, &["--no-wait"]).fine();
    assert!(done["prepared"].is_null() && half_made(&home.data()).is_empty(), "{done}");
    let kept = prepared(&home.data()).len();
    home.offer(&id);
    let kit = home.ask(&["kit", &id, "--out", "kit"]).fine();
    assert_eq!(
        (kit["kit"]["prepared"].as_u64(), prepared(&home.data()).len()),
        (Some(4), 4),
        "{kept} were made"
    );
}

#[test]
fn what_takes_something_away_is_only_done_when_asked() {
    let home = Home::new();
    let id = series(&home);
    home.ask(&["remove", &id, "1"]).fine();
    home.keep("short.mp4", &Clip::new("short").size(360, 640).seconds(5).file());
    home.ask(&["add", &id, "short.mp4"]).fine();
    let run = fix(&home, &id, &["--dry-run"]).fine();
    let removal = rows(&run).iter().find(|row| row["ticked"] == false).expect("leaving it out is offered");
    let key = removal["key"].as_str().unwrap();
    for name in ["1", key] {
        let run = fix(&home, &id, &["--dry-run", "--also", name]).fine();
        assert_eq!(run["total"]["to_fix_then"], 4, "no episode is left: {run}");
    }
    fix(&home, &id, &["--skip", "9"]).refused("no_such_row");
    fix(&home, &id, &["--also", "remove:nobody"]).refused("no_such_row");
    fix(&home, &id, &["--dry-run", "--no-wait"]).refused("usage");
    fix(&home, "Rye", &[]).refused("unknown_draft");
    assert_eq!(home.draft(&id)["episodes"].as_array().map(Vec::len), Some(1));
    let before = home.draft(&id);
    without_ffmpeg(&home, &["fix", &id]).refused("ffmpeg_missing");
    assert_eq!(home.draft(&id), before);
}

#[test]
fn a_treatment_is_set_added_to_and_taken_back() {
    let home = Home::new();
    let id = series(&home);
    home.ask(&["split", &id, "1", "--at", "30"]).fine();
    let treat = |words: &[&str]| {
        let line: Vec<&str> = ["treat", &id].iter().chain(words).copied().collect();
        home.ask(&line)
    };
    let treatment = |draft: &Json, episode: usize| draft["episodes"][episode]["treatment"].clone();
    let done = treat(&["1", "--level=-16"]).fine();
    assert_eq!(treatment(&done["draft"], 0)["level"]["loudness"], -1_600);
    assert!(treatment(&done["draft"], 1).is_null());
    let done = treat(&["1", "2", "--crop", "--keyframes"]).fine();
    assert_eq!(treatment(&done["draft"], 0)["level"]["loudness"], -1_600, "what was said before stays");
    assert_eq!(treatment(&done["draft"], 1)["framing"], "crop");
    assert_eq!(done["planned"].as_array().map(Vec::len), Some(2));
    let undone = home.ask(&["undo", &id]).fine();
    assert!(treatment(&undone["draft"], 1).is_null(), "both were one change");
    assert!(treatment(&treat(&["1", "--clear"]).fine()["draft"], 0).is_null());
    let told = home.tell(&["treat", &id, "1", "--level"]);
    assert!(told.code == 0 && told.text.contains("talk 1"), "{told:#?}");
    for (words, code) in [
        (&["1"][..], "usage"),
        (&["--sdr"], "usage"),
        (&["1", "--crop", "--pad"], "usage"),
        (&["1", "--keyframes", "--exact"], "usage"),
        (&["1", "--level", "loud"], "not_a_loudness"),
        (&["1", "--level", "14"], "not_a_loudness"),
        (&["9", "--sdr"], "unknown_episode"),
    ] {
        treat(words).refused(code);
    }
}
