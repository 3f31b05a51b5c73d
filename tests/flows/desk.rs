//! The submission desk on the command line: ticks that last, versions, and what TikTok is asked.

use std::fs;

use rehearsal::Script;
use serde_json::{Value as Json, json};
use showrunner_tests::{cli::Home, session::Session};

use crate::stage::Stage;

/// A series of two that is ready, and its kit.
fn with_a_kit(home: &Home) -> String {
    let id = home.series("Bread", &[home.lesson("Bake.mp4", 0), home.lesson("Knead.mp4", 1)]);
    home.offer(&id);
    home.ask(&["kit", &id, "--out", "kit"]).fine();
    id
}

fn step<'a>(desk: &'a Json, name: &str) -> &'a Json {
    let steps = desk["steps"].as_array().expect("a list of steps");
    let named = |step: &&Json| step["id"] == name || step["what"].as_str().is_some_and(|what| what == name);
    steps.iter().find(named).unwrap_or_else(|| panic!("{name} in {desk:#}"))
}

#[test]
fn what_is_ticked_stays_ticked_until_it_changes() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("Bake.mp4", 0), home.lesson("Knead.mp4", 1)]);
    home.offer(&id);
    let desk = home.ask(&["desk", "Bread"]).fine();
    assert_eq!((&desk["here"], &desk["kit"], &desk["done"]), (&json!("sign-in"), &Json::Null, &json!(0)));
    assert_eq!(step(&desk, "price")["fields"], json!([{ "name": "price", "text": "9.99" }]));
    assert_eq!(step(&desk, "Episode 1: Bake")["file"], Json::Null, "no kit, no file");

    home.ask(&["kit", &id, "--out", "kit"]).fine();
    let desk =
        home.ask(&["desk", &id, "--tick", "sign-in,new-series,title,description,price,cover,1"]).fine();
    assert_eq!((&desk["done"], &desk["episodes_done"], &desk["episodes"]), (&json!(7), &json!(1), &json!(2)));
    let file = step(&desk, "Episode 2: Knead")["file"].as_str().unwrap();
    assert!(file.ends_with("kit/02 - Knead.mp4") && fs::metadata(file).is_ok(), "{file}");
    // Said twice, it was done when it was done.
    let before = step(&desk, "title")["ticked_at_ms"].clone();
    let desk = home.ask(&["desk", &id, "--tick", "title", "--skip", "2"]).fine();
    assert_eq!((&step(&desk, "title")["ticked_at_ms"], &desk["here"]), (&before, &json!("order")));

    // A new title is no new file; what was put in is to be put in again.
    home.ask(&["retitle", &id, "1", "Bake it"]).fine();
    home.ask(&["set", &id, "price", "12.99"]).fine();
    let desk = home.ask(&["desk", &id]).fine();
    assert_eq!(step(&desk, "Episode 1: Bake it")["changed"], json!(["video_title"]));
    assert_eq!((&step(&desk, "price")["changed"], &desk["here"]), (&json!(["price"]), &json!("price")));
    assert_eq!(desk["kit"]["current"], false);
    assert!(step(&desk, "Episode 1: Bake it")["file"].as_str().is_some(), "the file is still the one");
    home.ask(&["trim", &id, "1", "--in", "0.5"]).fine();
    let desk = home.ask(&["desk", &id]).fine();
    assert_eq!(step(&desk, "Episode 1: Bake it")["changed"], json!(["file", "video_title"]));
    assert_eq!(step(&desk, "Episode 1: Bake it")["file"], Json::Null, "the kit's is another by now");
    let text = home.tell(&["desk", &id]).text;
    assert!(text.contains("changed since it went in: file, video title"), "{text}");

    let desk = home.ask(&["desk", &id, "--untick", "sign-in"]).fine();
    assert_eq!(desk["here"], "sign-in");
    home.ask(&["desk", &id, "--tick", "dance"]).refused("unknown_step");
    home.ask(&["desk", &id, "--tick", "3"]).refused("unknown_step");
    // What is listed is what is taken.
    let text = home.tell(&["desk", &id]).text;
    for name in ["→  sign-in ", "✓  title ", "!  1 "] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name:?} in {text}");
    }
}

#[test]
fn a_teaser_does_not_go_into_the_portal_and_a_lost_file_is_noticed() {
    let home = Home::new();
    let id = with_a_kit(&home);
    home.ask(&["send", &id, "2", "--to", "tiktok-post"]).fine();
    let desk = home.ask(&["desk", &id]).fine();
    assert_eq!((&desk["episodes"], &desk["kit"]["current"]), (&json!(1), &json!(false)));
    fs::remove_file(home.at("kit/01 - Bake.mp4")).unwrap();
    let desk = home.ask(&["desk", &id]).fine();
    assert_eq!(
        (&desk["kit"]["whole"], &step(&desk, "Episode 1: Bake")["file"]),
        (&json!(false), &Json::Null)
    );
}

#[test]
fn what_was_submitted_is_a_version_with_an_end() {
    let home = Home::new();
    let id = with_a_kit(&home);
    let desk = home.ask(&["desk", &id, "--agree", "original,music,allowed,ai-labelled"]).fine();
    assert!(desk["guidelines"].as_array().unwrap().iter().all(|point| point["ticked_at_ms"].is_i64()));
    let desk = home.ask(&["desk", &id, "--tick", "submit"]).fine();
    assert_eq!(
        (&desk["submission"]["version"], &desk["submission"]["status"]),
        (&1.into(), &"in_review".into())
    );
    let revision = desk["revision"].clone();
    let rejected = ["desk", &id, "--status", "rejected", "--reason", "Lesson 2 shows a logo"];
    let desk = home.ask(&rejected).fine();
    assert_eq!(desk["submission"]["reason"], "Lesson 2 shows a logo");
    assert_eq!(step(&desk, "submit")["ticked_at_ms"], Json::Null, "it is submitted again");
    let text = home.tell(&["desk", &id]).text;
    assert!(text.contains("Version 1: Rejected.") && text.contains("Lesson 2 shows a logo"), "{text}");

    home.ask(&["trim", &id, "2", "--in", "0.5"]).fine();
    let desk = home.ask(&["desk", &id]).fine();
    assert_eq!(desk["submission"]["changed"], true);
    assert!(desk["guidelines"].as_array().unwrap().iter().all(|point| point["stale"] == true), "{desk:#}");
    home.ask(&["desk", &id, "--status", "in-review"]).fine();
    let desk = home.ask(&["desk", &id, "--status", "approved"]).fine();
    let versions = desk["versions"].as_array().unwrap();
    let told: Vec<_> = versions.iter().map(|one| (&one["status"], &one["revision"])).collect();
    assert_eq!(
        told,
        [(&json!("rejected"), &revision), (&json!("approved"), &json!(revision.as_u64().unwrap() + 1))]
    );
    home.ask(&["desk", &id, "--reason", "why"]).refused("usage");
}

#[test]
fn tiktok_is_asked_how_many_follow_and_the_rest_is_the_creators_word() {
    let stage = Stage::new(Session::bare(), None, Some("secrets.json"), Script::default());
    let id = stage.home.series("Bread", &[]);
    let followers = |desk: &Json| {
        let all = desk["eligibility"].as_array().unwrap().clone();
        assert_eq!(all.len(), 9);
        all.into_iter().find(|one| one["rule"] == "elig.followers").unwrap()["answered"].clone()
    };
    let asking = ["desk", &id, "--followers", "--secrets", "secrets.json"];
    stage.ask(&asking).refused("not_logged_in");
    stage.keys().fine();
    stage.log_in("allow", &[]);
    assert_eq!(followers(&stage.ask(&["desk", &id]).fine()), Json::Null, "nobody was asked");
    let answered = followers(&stage.ask(&asking).fine());
    assert_eq!(answered, json!({ "at_ms": answered["at_ms"], "by": "api", "value": 12_345, "met": true }));
    assert_eq!(followers(&stage.ask(&["desk", &id]).fine()), answered, "it is kept, with its date");
    let text = stage.home.tell(&["desk", &id]).text;
    assert!(text.contains("12,345 followers") && text.contains("Not answered yet (region): "), "{text}");
    stage.ask(&["desk", &id, "--meets", "region,elig.age,standing"]).fine();
    let said = stage.ask(&["desk", &id, "--misses", "standing"]).fine();
    let met = |rule: &str| {
        let all = said["eligibility"].as_array().unwrap();
        all.iter().find(|one| one["rule"] == rule).unwrap()["answered"]["met"].clone()
    };
    let expected = [true.into(), true.into(), Json::Null];
    assert_eq!(["elig.region", "elig.age", "elig.standing"].map(met), expected);
    stage.ask(&["desk", &id, "--meets", "nonsense"]).refused("unknown_rule");
}
