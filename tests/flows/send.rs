//! Teasers: free, behind what is sold, in no kit, and back again.

use std::fs;

use serde_json::Value as Json;
use showrunner_tests::{
    cli::{Home, names},
    recipes::Clip,
};

/// Three lessons and five seconds, everything set.
fn bread(home: &Home) -> String {
    let mut files: Vec<_> =
        (0..3).zip(["A.mp4", "B.mp4", "C.mp4"]).map(|(n, name)| home.lesson(name, n)).collect();
    files.push(home.keep("D.mp4", &Clip::new("short").seconds(5).file()));
    let id = home.series("Bread", &files);
    home.offer(&id);
    id
}

/// What every episode is called by, and its title.
fn named(home: &Home, id: &str) -> Vec<(Json, String)> {
    let episodes = home.draft(id)["episodes"].as_array().expect("a list of episodes").clone();
    let named =
        |episode: &Json| (episode["number"].clone(), episode["title"].as_str().expect("a title").to_owned());
    episodes.iter().map(named).collect()
}

fn numbers(home: &Home, id: &str) -> String {
    let named = named(home, id);
    named.iter().map(|(number, title)| format!("{number}{title} ")).collect::<String>().replace('"', "")
}

#[test]
fn a_teaser_is_in_no_kit_and_undo_sells_it_again() {
    let home = Home::new();
    let id = bread(&home);
    home.ask(&["kit", &id, "--out", "early"]).blocked();

    let sent = home.ask(&["send", &id, "4", "2", "--to", "tiktok-draft"]).fine();
    assert_eq!(numbers(&home, &id), "1A 2C T1B T2D ");
    assert_eq!(sent["draft"]["episodes"][3]["target"], "tiktok-draft");
    assert_eq!(sent["draft"]["ready"], 4, "nobody asks a teaser for thirty seconds");
    assert_eq!(home.ask(&["list"]).fine()["drafts"][0]["episodes"], 2);

    let written = home.ask(&["kit", &id, "--out", "kit"]).fine()["kit"].clone();
    assert_eq!(written["episodes"], 2);
    let files = ["01 - A.mp4", "02 - C.mp4", "cover.jpg", "episodes.csv", "series.json", "submit.html"];
    assert_eq!(names(&home.at("kit")), files);
    let manifest: Json =
        serde_json::from_str(&fs::read_to_string(home.at("kit/series.json")).unwrap()).unwrap();
    assert_eq!(manifest["episodes"].as_array().unwrap().len(), 2);

    home.ask(&["undo", &id]).fine();
    assert_eq!(numbers(&home, &id), "1A 2B 3C 4D ");
    home.ask(&["kit", &id, "--out", "again"]).blocked();
    home.ask(&["redo", &id]).fine();
    home.ask(&["send", &id, "T1", "--to", "portal"]).fine();
    assert_eq!(numbers(&home, &id), "1A 2C 3B T1D ");
    home.ask(&["kit", &id, "--out", "again"]).fine();
    assert_eq!(names(&home.at("again"))[..3], ["01 - A.mp4", "02 - C.mp4", "03 - B.mp4"]);
}

#[test]
fn a_teaser_is_named_and_moved_by_its_own_number() {
    let home = Home::new();
    let id = bread(&home);
    home.ask(&["send", &id, "1", "2", "4", "--to", "tiktok-post"]).fine();
    assert_eq!(numbers(&home, &id), "1C T1A T2B T3D ");
    let said = home.tell(&["move", &id, "t3", "--to", "1"]);
    assert_eq!((said.code, said.text.trim()), (0, "Moved: it is episode T1 now."));
    assert_eq!(numbers(&home, &id), "1C T1D T2A T3B ");
    home.ask(&["retitle", &id, "T2", "Crumb"]).fine();
    let shown = home.tell(&["show", &id]).text;
    assert!(shown.contains("1 episode · ") && shown.contains("3 teasers"), "{shown}");
    assert!(
        shown.lines().any(|line| line.contains("T2  Crumb") && line.contains("free, as a post")),
        "{shown}"
    );
    // What is added is sold, and stands before the teasers.
    home.ask(&["add", &id, "A.mp4"]).fine();
    assert_eq!(numbers(&home, &id), "1C 2A T1D T2Crumb T3B ");
    // A series of teasers alone is none.
    home.ask(&["send", &id, "1", "2", "--to", "tiktok-post"]).fine();
    let found = home.ask(&["check", &id]).blocked();
    assert_eq!(found["findings"][0]["rule"], "series.videos.min");

    home.ask(&["send", &id, "1", "--to", "portal"]).refused("unknown_episode");
    home.ask(&["send", &id, "T1", "--to", "sea"]).refused("usage");
    home.ask(&["send", &id, "T1"]).refused("usage");
    home.ask(&["move", &id, "T1", "--to", "6"]).refused("no_such_place");
}
