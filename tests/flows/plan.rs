//! Ways to split a long recording, told in the shape that programs rely on.

use serde_json::Value as Json;
use showrunner_tests::{
    cli::{Home, Said},
    hostile,
    recipes::{Audio, Clip},
};

use crate::talk::{LENGTH, limits, series, talk, without_ffmpeg};

fn list(json: &Json) -> &[Json] {
    json.as_array().expect("a list")
}

fn millis(part: &Json, end: &str) -> i64 {
    part[end].as_i64().expect("milliseconds")
}

/// The plan covers all of it without gap or overlap, within the limits, and every part says why it ends.
fn sound(plan: &Json, length: i64, min: i64, max: i64) {
    assert!(plan["name"].as_str().is_some_and(|name| !name.is_empty()), "{plan}");
    let mut at = 0;
    for part in list(&plan["parts"]) {
        assert_eq!(millis(part, "in_ms"), at, "{plan}");
        at = millis(part, "out_ms");
        assert!((min..=max).contains(&(at - millis(part, "in_ms"))), "{plan}");
        let reason = part["reason"].as_str().expect("a sentence");
        assert!(reason.len() > 4 && !reason.contains(['{', '}']), "{reason}");
    }
    assert_eq!(at, length, "{plan}");
}

fn names(found: &Json) -> Vec<&str> {
    list(&found["plans"]).iter().map(|plan| plan["name"].as_str().expect("a name")).collect()
}

#[test]
fn a_file_is_planned_in_the_promised_shape() {
    let home = Home::new();
    home.keep("talk.mp4", &talk());
    let heard = home.ask(&["analyse", "talk.mp4"]).fine();
    let heard = &heard["clips"][0];
    let length = heard["duration_ms"].as_i64().unwrap();
    let found = home.ask(&["plan", "talk.mp4", "--max", "12", "--min", "0:08"]).fine();
    assert_eq!(found.as_object().unwrap().keys().collect::<Vec<_>>(), ["plans"]);
    let plans = list(&found["plans"]);
    assert_eq!(plans[0]["name"], "fewest");
    for plan in plans {
        sound(plan, length, 8_000, 12_000);
        // Each cut lies in one of the pauses that were heard.
        let parts = list(&plan["parts"]);
        assert!(parts.len() >= 4, "{plan}");
        for part in &parts[..parts.len() - 1] {
            let cut = millis(part, "out_ms");
            let pause = |pause: &Json| (millis(pause, "in_ms")..=millis(pause, "out_ms")).contains(&cut);
            let silent = list(&heard["pauses"]).iter().any(pause);
            assert_eq!(silent, part["reason"].as_str().unwrap().contains("Pause"), "{part}");
            assert!(silent || plan["name"] != "pauses", "{part}");
        }
    }
    // Nothing is kept of it, and a person reads the same.
    assert_eq!(home.ask(&["list"]).fine()["drafts"].as_array().map(Vec::len), Some(0));
    let told = home.tell(&["plan", "talk.mp4", "--max", "12", "--min", "8"]);
    assert!(
        told.code == 0 && told.text.contains("talk.mp4 · 0:42") && told.text.contains("Fewest parts"),
        "{told:#?}"
    );
    let told = home.tell(&["--lang", "fr", "plan", "talk.mp4", "--max", "12", "--min", "8"]);
    assert!(told.text.contains("Pause de 1,") && told.text.contains("Fin de l’enregistrement"), "{told:#?}");
}

#[test]
fn what_is_legal_is_one_plan_of_one_part() {
    let home = Home::new();
    home.lesson("lesson.mp4", 0);
    let whole = |said: Said| {
        let found = said.fine();
        let parts = list(&found["plans"][0]["parts"]).to_vec();
        assert_eq!((list(&found["plans"]).len(), parts.len()), (1, 1), "{found}");
        assert_eq!((millis(&parts[0], "in_ms"), millis(&parts[0], "out_ms")), (0, 31_000));
        assert!(parts[0]["reason"].as_str().unwrap().contains("Within the limits"), "{found}");
    };
    whole(home.ask(&["plan", "lesson.mp4"]));
    whole(home.ask(&["plan", "lesson.mp4", "--max", "31"]));
    // A microsecond less, and it is too long; then it takes two legal parts.
    let found = home.ask(&["plan", "lesson.mp4", "--max", "30.999999", "--min", "8"]).fine();
    sound(&found["plans"][0], 31_000, 8_000, 31_000);
    assert_eq!(list(&found["plans"][0]["parts"]).len(), 2);
    let id = home.series("Bread", &[home.at("lesson.mp4")]);
    whole(home.ask(&["plan", &id]));
    whole(home.ask(&["plan", &id, "1"]));
}

#[test]
fn wishes_are_kept() {
    let home = Home::new();
    home.keep("talk.mp4", &talk());
    let plan = |words: &[&str]| {
        let line: Vec<&str> =
            ["plan", "talk.mp4", "--max", "30", "--min", "5"].iter().chain(words).copied().collect();
        home.ask(&line)
    };
    let found = plan(&["--into", "5"]).fine();
    assert_eq!((names(&found), list(&found["plans"][0]["parts"]).len()), (vec!["into"], 5));
    sound(&found["plans"][0], LENGTH * 1_000, 5_000, 30_000);
    let found = plan(&["--every", "0:10"]).fine();
    assert_eq!((names(&found), list(&found["plans"][0]["parts"]).len()), (vec!["every"], 4));
    let said = plan(&["--chapters"]).refused("unsplittable");
    assert!(said.contains("no chapters"), "{said}");
    let said = plan(&["--into", "20"]).refused("unsplittable");
    assert!(said.contains("too short"), "{said}");
    for words in [&["--into", "1"][..], &["--into", "2", "--every", "20"], &["--into", "2", "--chapters"]] {
        plan(words).refused("usage");
    }
}

#[test]
fn of_a_series_the_long_episodes_are_planned() {
    let home = Home::new();
    let id = series(&home);
    home.ask(&["add", &id, "talk.mp4"]).fine();
    home.keep("short.mp4", &Clip::new("frames").seconds(12).file());
    home.ask(&["add", &id, "short.mp4"]).fine();
    let found = home.ask(&["plan", "bread"]).fine();
    let of = |plan: &Json| plan["episode"]["number"].as_i64().expect("a number");
    let numbers: Vec<_> = list(&found["plans"]).iter().map(of).collect();
    let best = |number| list(&found["plans"]).iter().find(|plan| of(plan) == number).expect("it is too long");
    assert!(numbers.is_sorted() && numbers.contains(&1) && numbers.contains(&2) && !numbers.contains(&3));
    for number in [1, 2] {
        sound(best(number), LENGTH * 1_000, 8_000, 12_000);
    }
    let one = home.ask(&["plan", &id, "2"]).fine();
    assert!(list(&one["plans"]).iter().all(|plan| of(plan) == 2), "{one}");
    assert_eq!(one["plans"][0], *best(2));
    // What is kept of a clip is what is split.
    home.ask(&["trim", &id, "1", "--in", "5", "--out", "25"]).fine();
    let found = home.ask(&["plan", &id, "1"]).fine();
    let parts = list(&found["plans"][0]["parts"]);
    assert_eq!((parts.len(), millis(&parts[0], "in_ms"), millis(&parts[1], "out_ms")), (2, 5_000, 25_000));
    // The limits are the rules', unless others are named.
    limits(&home, 8, 100);
    assert_eq!(names(&home.ask(&["plan", &id]).fine()), ["whole"; 3]);
    assert!(list(&home.ask(&["plan", &id, "--max", "12"]).fine()["plans"]).len() >= 2);
}

#[test]
fn what_cannot_be_planned_is_said() {
    let home = Home::new();
    let id = series(&home);
    let _ = hostile::text(&home.work());
    home.keep("sound.m4a", &hostile::audio_only());
    home.keep("silent.mp4", &Clip::new("silent").seconds(30).audio(Audio::None).file());
    home.ask(&["add", &id, "silent.mp4"]).fine();
    for (words, code) in [
        (&["nowhere.mp4"][..], "file_missing"),
        (&["text.mp4"], "not_media"),
        (&["sound.m4a"], "no_picture"),
        (&["."], "file_is_folder"),
        (&["nothing"], "nothing_of_that_name"),
        (&["talk.mp4", "1"], "episode_of_file"),
        (&[&id, "9"], "unknown_episode"),
        (&["talk.mp4", "--max", "soon"], "not_a_time"),
        (&["talk.mp4", "--max", "-1"], "usage"),
        (&["talk.mp4", "--max", "0", "--min", "0"], "unsplittable"),
        (&["talk.mp4", "--max", "10", "--min", "20"], "unsplittable"),
        (&["talk.mp4", "--max", "31", "--min", "30.9", "--into", "3"], "unsplittable"),
        (&["talk.mp4", "--every", "0"], "unsplittable"),
    ] {
        let line: Vec<&str> = ["plan"].iter().chain(words).copied().collect();
        home.ask(&line).refused(code);
    }
    // Nobody asked for a number.
    let said = home.ask(&["plan", "silent.mp4", "--min", "31", "--max", "40"]).refused("unsplittable");
    assert!(said.contains("shorter than a single episode"), "{said}");
    // Without sound there are no pauses, but there is a plan.
    let found = home.ask(&["plan", "silent.mp4"]).fine();
    sound(&found["plans"][0], 30_000, 8_000, 12_000);
    without_ffmpeg(&home, &["plan", "silent.mp4"]).refused("ffmpeg_missing");
    // One that is joined is named, and does not keep the others from being planned.
    home.ask(&["add", &id, "talk.mp4"]).fine();
    home.ask(&["merge", &id, "1", "3"]).fine();
    home.ask(&["plan", &id, "1"]).refused("edit_refused");
    let said = home.ask(&["plan", &id]);
    assert_eq!(said.json()["plans"][0]["episode"]["number"], 2, "{said:#?}");
    assert!(said.code == 0 && said.complaint.contains("take it apart first"), "{said:#?}");
}
