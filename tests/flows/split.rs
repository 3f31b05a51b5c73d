//! One episode becomes several, several one; each is one change that one undo takes back.

use serde_json::Value as Json;
use showrunner_tests::{cli::Home, frames::entry, recipes::Clip};

use crate::talk::{LENGTH, series, without_ffmpeg};

fn lengths(draft: &Json) -> Vec<i64> {
    let episodes = draft["episodes"].as_array().expect("a list");
    episodes.iter().map(|episode| episode["duration_ms"].as_i64().expect("milliseconds")).collect()
}

#[test]
fn a_split_is_the_plan_it_was_made_from() {
    let home = Home::new();
    let id = series(&home);
    let whole = home.draft(&id);
    let plans = home.ask(&["plan", &id]).fine()["plans"].clone();
    let known: Vec<&str> =
        plans.as_array().unwrap().iter().map(|plan| plan["name"].as_str().unwrap()).collect();
    for words in [&[][..], &["--plan", "fewest"], &["--plan", "even"], &["--plan", "pauses"]] {
        let line: Vec<&str> = ["split", &id, "1"].iter().chain(words).copied().collect();
        let done = home.ask(&line).fine();
        // A plan that is missing came out the same as the best.
        let at = words.last().and_then(|name| known.iter().position(|known| known == name)).unwrap_or(0);
        let parts = plans[at]["parts"].as_array().unwrap();
        assert_eq!(done["plan"]["parts"], plans[at]["parts"], "{words:?}");
        assert_eq!(done["made"].as_array().map(Vec::len), Some(parts.len()));
        for (part, episode) in parts.iter().zip(done["draft"]["episodes"].as_array().unwrap()) {
            let trim = |end: &str| episode["trim"][end].as_i64();
            assert_eq!((trim("in_us"), trim("out_us")), (part["in_us"].as_i64(), part["out_us"].as_i64()));
        }
        let after = home.ask(&["undo", &id]).fine()["draft"]["episodes"].clone();
        assert_eq!(after, whole["episodes"]);
    }
    let told = home.tell(&["split", &id, "1"]);
    assert!(told.code == 0 && told.text.starts_with("Episode 1 is 4 episodes now: 1 to 4."), "{told:#?}");
}

#[test]
fn a_teaser_is_split_as_its_target_takes_it_whatever_the_series_asks() {
    let home = Home::new();
    let id = series(&home);
    home.ask(&["send", &id, "1", "--to", "tiktok-post"]).fine();
    assert_eq!(home.ask(&["plan", &id]).fine()["plans"][0]["name"], "whole");
    std::fs::write(home.data().join("rules/api.toml"), "[api.duration.max_s]\nvalue = 20\n").unwrap();
    let done = home.ask(&["split", &id, "T1"]).fine();
    let lengths = lengths(&done["draft"]);
    assert!(lengths.len() == 3 && lengths.iter().all(|length| *length <= 20_000), "{lengths:?}");
    assert!(lengths.iter().any(|length| *length > 12_000), "{lengths:?}");
}

#[test]
fn cuts_fall_where_they_are_named() {
    let home = Home::new();
    let id = series(&home);
    let done = home.ask(&["split", &id, "1", "--at", "30,0:20.5"]).fine();
    assert_eq!(lengths(&done["draft"]), [20_500, 9_500, LENGTH * 1_000 - 30_000]);
    assert_eq!(home.titles(&id), ["talk 1", "talk 2", "talk 3"]);
    home.ask(&["undo", &id]).fine();
    let done = home.ask(&["split", &id, "1", "--into", "4"]).fine();
    assert_eq!(lengths(&done["draft"]).len(), 4);
    home.ask(&["undo", &id]).fine();
    let done = home.ask(&["split", &id, "1", "--every", "25", "--max", "30"]).fine();
    assert_eq!(lengths(&done["draft"]).len(), 2);
}

#[test]
fn joined_and_taken_apart_it_is_as_it_was() {
    let home = Home::new();
    let id = series(&home);
    for number in [1, 2] {
        home.lesson(&format!("{number}.mp4"), number);
    }
    home.ask(&["add", &id, "1.mp4", "2.mp4"]).fine();
    let before = home.draft(&id);
    let done = home.ask(&["merge", &id, "3", "2"]).fine();
    assert_eq!(lengths(&done["draft"]), [LENGTH * 1_000, 31_200 + 31_400]);
    let joined = &done["draft"]["episodes"][1];
    assert_eq!((&joined["id"], joined["joined"].as_array().map(Vec::len)), (&done["made"][0], Some(1)));
    assert!(joined["joined"][0]["path"].as_str().unwrap().ends_with("/2.mp4"), "{joined}");
    let shown = home.tell(&["show", &id]).text;
    assert!(shown.contains("1.mp4 + 2.mp4"), "{shown}");
    // It is neither trimmed nor split while it is joined.
    for line in
        [&["trim", &id, "2", "--in", "3"][..], &["split", &id, "2", "--at", "3"], &["split", &id, "2"]]
    {
        let said = home.ask(line).refused("edit_refused");
        assert!(said.contains("take it apart first"), "{said}");
    }
    let done = home.ask(&["apart", &id, "2"]).fine();
    assert_eq!(lengths(&done["draft"]), lengths(&before));
    home.ask(&["undo", &id]).fine();
    let after = home.ask(&["undo", &id]).fine()["draft"].clone();
    assert_eq!(after["episodes"], before["episodes"]);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_changes() {
    let home = Home::new();
    let id = series(&home);
    home.keep("short.mp4", &Clip::new("frames").seconds(12).file());
    home.ask(&["add", &id, "short.mp4"]).fine();
    let before = home.draft(&id);
    for (words, code) in [
        (&["split", &id, "1", "--at", "soon"][..], "not_a_time"),
        (&["split", &id, "1", "--at", "0"], "edit_refused"),
        (&["split", &id, "1", "--at", "10,42.5"], "edit_refused"),
        (&["split", &id, "1", "--at", ""], "not_a_time"),
        (&["split", &id, "1", "--at", "10", "--plan", "even"], "usage"),
        (&["split", &id, "1", "--plan", "best"], "usage"),
        (&["split", &id, "1", "--plan", "even", "--into", "3"], "usage"),
        (&["split", &id, "1", "--max", "10", "--min", "11"], "unsplittable"),
        (&["split", &id, "2"], "unsplittable"),
        (&["split", &id, "3"], "unknown_episode"),
        (&["split", &id], "usage"),
        (&["split", "Rye", "1"], "unknown_draft"),
        (&["merge", &id, "1"], "merge_of_one"),
        (&["merge", &id, "1", "1"], "merge_of_one"),
        (&["merge", &id, "1", "7"], "unknown_episode"),
        (&["merge", &id], "usage"),
        (&["apart", &id, "1"], "not_joined"),
        (&["apart", &id, "7"], "unknown_episode"),
    ] {
        home.ask(words).refused(code);
        assert_eq!(home.draft(&id), before, "{words:?}");
    }
    without_ffmpeg(&home, &["split", &id, "1"]).refused("ffmpeg_missing");
    // Where it is said, nothing needs to be read for it.
    without_ffmpeg(&home, &["split", &id, "1", "--at", "30"]).fine();
}

#[test]
fn the_parts_of_a_split_come_out_legal_and_whole() {
    let home = Home::new();
    let id = series(&home);
    home.ask(&["split", &id, "1"]).fine();
    home.offer(&id);
    let kit = home.ask(&["kit", &id, "--out", "kit"]).fine();
    assert_eq!(kit["kit"]["detours"].as_array().map(Vec::len), Some(0), "{kit}");
    let files = ["01 - talk 1.mp4", "02 - talk 2.mp4", "03 - talk 3.mp4", "04 - talk 4.mp4"];
    let mut frames = 0;
    for file in files {
        let path = home.at("kit").join(file);
        let seconds: f64 = entry("format=duration", &path).parse().unwrap();
        assert!((8.0..=12.0).contains(&seconds), "{file}: {seconds}");
        frames += entry("stream=nb_read_frames", &path).lines().next().unwrap().parse::<i64>().unwrap();
    }
    assert_eq!(frames, LENGTH * 25, "none is lost, none is there twice");
}
