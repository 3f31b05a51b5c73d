//! Episodes are moved, removed and renamed; everything can be taken back, in another process too.

use showrunner_tests::cli::Home;

/// A series of so many episodes, titled A, B, C …
fn letters(home: &Home, count: u8) -> String {
    let files: Vec<_> = (b'A'..b'A' + count)
        .map(|letter| home.lesson(&format!("{}.mp4", char::from(letter)), u64::from(letter - b'A')))
        .collect();
    home.series("Letters", &files)
}

fn order(home: &Home, id: &str) -> String {
    home.titles(id).concat()
}

#[test]
fn episodes_are_moved_by_number_and_by_id() {
    let home = Home::new();
    let id = letters(&home, 5);
    assert_eq!(order(&home, &id), "ABCDE");
    for (words, expect) in [
        (&["4", "--to", "1"][..], "DABCE"),
        (&["1", "--to", "5"], "ABCED"),
        (&["5", "--to", "4"], "ABCDE"),
        (&["1", "3", "--to", "2"], "BACDE"),
        // Among themselves they keep their order, however they are named.
        (&["5", "1", "--to", "4"], "ACDBE"),
        (&["1", "2", "3", "4", "5", "--to", "1"], "ACDBE"),
    ] {
        let line: Vec<&str> = ["move", &id].into_iter().chain(words.iter().copied()).collect();
        home.ask(&line).fine();
        assert_eq!(order(&home, &id), expect, "{words:?}");
    }
    let last = home.draft(&id)["episodes"][4]["id"].as_str().unwrap().to_owned();
    home.ask(&["move", &id, &last, "--to", "1"]).fine();
    assert_eq!(order(&home, &id), "EACDB");
    // The title will do for the draft.
    home.ask(&["move", "letters", "1", "--to", "2"]).fine();
    assert_eq!(order(&home, &id), "AECDB");

    for (line, code) in [
        (["move", &id, "1", "--to", "6"], "no_such_place"),
        (["move", &id, "6", "--to", "1"], "unknown_episode"),
        (["move", &id, "1", "--to", "0"], "usage"),
        (["move", &id, "1", "--to", "first"], "usage"),
    ] {
        let said = home.ask(&line).refused(code);
        assert!(!said.is_empty());
        assert_eq!(order(&home, &id), "AECDB", "{line:?}");
    }
}

#[test]
fn episodes_are_renamed_and_removed() {
    let home = Home::new();
    let id = letters(&home, 4);
    home.ask(&["retitle", &id, "2", "  Butter &\n<b>eggs</b>  "]).fine();
    assert_eq!(home.titles(&id)[1], "Butter & <b>eggs</b>");
    home.ask(&["retitle", &id, "3", "--", "-C-"]).fine();
    assert_eq!(home.titles(&id)[2], "-C-");
    let said = home.ask(&["retitle", &id, "1", " "]).refused("edit_refused");
    assert!(said.contains("title"), "{said}");
    home.ask(&["remove", &id, "4", "2"]).fine();
    assert_eq!(home.titles(&id), ["A", "-C-"]);
    home.ask(&["remove", &id, "9"]).refused("unknown_episode");
    home.ask(&["remove", &id]).refused("usage");
    home.ask(&["remove", &id, "1", "2"]).fine();
    assert!(home.titles(&id).is_empty());
    assert!(home.at("A.mp4").exists(), "the file stays");
}

#[test]
fn everything_is_taken_back_and_made_again_in_other_processes() {
    let home = Home::new();
    let id = letters(&home, 3);
    let first = home.draft(&id)["episodes"][0]["id"].as_str().unwrap().to_owned();
    let steps: &[&[&str]] = &[
        &["move", &id, "3", "--to", "1"],
        &["retitle", &id, "1", "Sea"],
        &["trim", &id, &first, "--in", "0:00.4", "--out", "30.6"],
        &["remove", &id, "3"],
        &["set", &id, "title", "Numbers"],
        &["set", &id, "description", "One, two.\nThree."],
        &["set", &id, "price", "9.99", "--unconfirmed"],
        &["set", &id, "cover", "1@0:02"],
        &["add", &id, "B.mp4"],
    ];
    let plain = |mut draft: serde_json::Value| {
        draft.as_object_mut().unwrap().remove("revision");
        draft
    };
    let mut states = vec![plain(home.draft(&id))];
    for step in steps {
        home.ask(step).fine();
        states.push(plain(home.draft(&id)));
        assert_ne!(states[states.len() - 1], states[states.len() - 2], "{step:?}");
    }
    for state in states.iter().rev().skip(1) {
        home.ask(&["undo", &id]).fine();
        assert_eq!(plain(home.draft(&id)), *state);
    }
    for state in &states[1..] {
        home.ask(&["redo", &id]).fine();
        assert_eq!(plain(home.draft(&id)), *state);
    }
    let said = home.ask(&["redo", &id]).refused("edit_refused");
    assert!(said.contains("redo"), "{said}");
    // A new change ends what could be made again.
    home.ask(&["undo", &id]).fine();
    home.ask(&["retitle", &id, "1", "Other"]).fine();
    home.ask(&["redo", &id]).refused("edit_refused");
    // All the way back to a series with nothing in it, and no further.
    let mut undone = 0;
    while home.ask(&["undo", &id]).code == 0 {
        undone += 1;
    }
    assert_eq!(undone, steps.len() + 1);
    assert!(home.titles(&id).is_empty());
}
