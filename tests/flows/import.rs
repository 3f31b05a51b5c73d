//! Files and folders become episodes, in the order a person would put them in.

use std::{fs, path::PathBuf};

use showrunner_tests::{
    cli::{Home, lesson},
    hostile,
    recipes::Clip,
};

#[test]
fn a_series_is_started_listed_and_shown() {
    let home = Home::new();
    assert_eq!(home.ask(&["list"]).fine()["drafts"].as_array().map(Vec::len), Some(0));
    let made = home.ask(&["new", "Sourdough from zero 🥖"]).fine();
    let id = made["draft"]["id"].as_str().unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(made["draft"]["title"], "Sourdough from zero 🥖");
    let listed = home.ask(&["list"]).fine();
    assert_eq!(listed["drafts"][0]["id"], id);
    assert_eq!(listed["problem"], serde_json::Value::Null);
    // By id, by title, by title in other letters.
    for name in [id, "Sourdough from zero 🥖", "SOURDOUGH FROM ZERO 🥖"] {
        assert_eq!(home.draft(name)["id"], id, "{name}");
    }
    let said = home.ask(&["show", "Rye"]).refused("unknown_draft");
    assert!(said.contains("Rye") && said.contains("list"), "{said}");

    home.ask(&["new", "Sourdough from zero 🥖"]).fine();
    let said = home.ask(&["show", "Sourdough from zero 🥖"]).refused("ambiguous_draft");
    assert!(said.contains('2') && said.contains("id"), "{said}");
    assert_eq!(home.draft(id)["id"], id);
    // The newest edit comes first.
    home.ask(&["set", id, "title", "Older, edited last"]).fine();
    assert_eq!(home.ask(&["list"]).fine()["drafts"][0]["id"], id);
}

#[test]
fn names_are_put_in_natural_order_and_make_titles() {
    let home = Home::new();
    for name in ["10 - Baking.mp4", "2 - Kneading.mp4", "01 - Flour.mp4", "b/3_Oven.mp4", "b/.hidden.mp4"] {
        home.lesson(name, 0);
    }
    fs::write(home.at("b/notes.txt"), "not a recording").unwrap();
    let id = home.series("Bread", &[]);
    let added = home.ask(&["add", &id, "10 - Baking.mp4", "b", "2 - Kneading.mp4", "01 - Flour.mp4"]).fine();
    assert_eq!(added["added"].as_array().map(Vec::len), Some(4));
    assert_eq!(home.titles(&id), ["Flour", "Kneading", "Baking", "3 Oven"]);
    // Paths are kept whole, wherever the next command is run.
    let path = home.draft(&id)["episodes"][3]["path"].as_str().unwrap().to_owned();
    assert_eq!(path, home.at("b/3_Oven.mp4").display().to_string());
}

#[test]
fn a_name_is_only_a_name() {
    let home = Home::new();
    let files = hostile::odd_names(&home.work());
    let id = home.series("Odd", &files);
    let draft = home.draft(&id);
    let path = |episode: &serde_json::Value| PathBuf::from(episode["path"].as_str().unwrap());
    let mut paths: Vec<_> = draft["episodes"].as_array().unwrap().iter().map(path).collect();
    let mut given = files.clone();
    paths.sort();
    given.sort();
    assert_eq!(paths, given);
    assert!(home.titles(&id).iter().all(|title| !title.is_empty() && !title.contains('\n')));
    // Relative, with nothing but `--` in front of them.
    let said = home.ask(&["add", &id, "--", "-i.mp4", "two\nlines.mp4"]).fine();
    assert_eq!(said["added"].as_array().map(Vec::len), Some(2));
    // A terminal is never handed a line end or an escape out of a name.
    let shown = home.tell(&["check", "two\nlines.mp4"]);
    assert!(shown.text.contains("two\\nlines.mp4"), "{shown:#?}");
}

#[test]
fn the_same_file_twice_is_noticed_and_named() {
    let home = Home::new();
    let (one, copy) = (home.lesson("one.mp4", 0), home.lesson("copy.mp4", 0));
    let id = home.series("Twice", &[one]);
    let said = home.ask(&["add", &id, "copy.mp4"]);
    let added = said.fine();
    assert_eq!(added["duplicates"][0]["path"], copy.display().to_string());
    assert_eq!(added["duplicates"][0]["episode"], home.draft(&id)["episodes"][0]["id"]);
    assert!(said.complaint.contains("copy.mp4") && said.complaint.contains('1'), "{said:#?}");
    let findings = home.ask(&["check", &id]).blocked();
    let rules: Vec<_> =
        findings["clips"][1]["findings"].as_array().unwrap().iter().map(|f| f["rule"].clone()).collect();
    assert!(rules.contains(&"own.clip.twice".into()), "{rules:?}");
}

#[test]
fn what_is_no_clip_is_told_and_the_rest_is_added() {
    let home = Home::new();
    home.lesson("good.mp4", 0);
    let _ = hostile::text(&home.work());
    let id = home.series("Mixed", &[]);
    let said = home.ask(&["add", &id, "text.mp4", "good.mp4", "nowhere.mp4"]);
    assert_eq!(said.code, 2, "{said:#?}");
    let json = said.json();
    assert_eq!(json["added"].as_array().map(Vec::len), Some(1));
    let refused: Vec<_> =
        json["refused"].as_array().unwrap().iter().map(|file| file["code"].as_str().unwrap()).collect();
    assert_eq!(refused, ["file_missing", "not_media"]);
    assert_eq!(home.titles(&id), ["good"]);
}

#[test]
fn eighty_episodes_are_fine_and_one_more_is_a_finding() {
    let home = Home::new();
    let file = lesson(0).file();
    for number in 1..=80 {
        home.keep(&format!("all/{number}.mp4"), &file);
    }
    let id = home.series("Eighty", &[home.at("all")]);
    home.offer(&id);
    let most = |found: &serde_json::Value| {
        let findings = found["findings"].as_array().unwrap();
        findings.iter().any(|finding| finding["rule"] == "series.videos.max")
    };
    let found = home.ask(&["check", &id]).fine();
    assert!(!most(&found));
    let titles: Vec<_> = (1..=80).map(|number| number.to_string()).collect();
    assert_eq!(home.titles(&id), titles);

    home.keep("81.mp4", &Clip::new("more").seconds(40).fps(5, 1).file());
    home.ask(&["add", &id, "81.mp4"]).fine();
    let found = home.ask(&["check", &id]).blocked();
    assert!(most(&found));
    let finding = &found["findings"].as_array().unwrap().iter().find(|f| f["severity"] == "block").unwrap();
    assert!(finding["message"].as_str().unwrap().contains("81"), "{finding}");
    assert!(finding["fix"].is_string());
}
