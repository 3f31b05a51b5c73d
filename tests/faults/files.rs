//! Clips whose files go or change after they were added.

use std::{fs, time::Duration};

use showrunner_tests::cli::{Home, lesson, names};

use crate::says;

/// The rule that blocks the first episode, with its sentence.
fn blocks(home: &Home, id: &str) -> (String, String) {
    let found = home.ask(&["check", id]).blocked();
    let findings = found["clips"][0]["findings"].as_array().expect("a list").clone();
    let blocking: Vec<_> = findings.iter().filter(|finding| finding["severity"] == "block").collect();
    assert_eq!(blocking.len(), 1, "{findings:#?}");
    let text = |key: &str| blocking[0][key].as_str().expect("a text").to_owned();
    (text("rule"), text("message"))
}

#[test]
fn a_file_that_vanished_blocks_until_it_is_back() {
    let home = Home::new();
    let path = home.lesson("a.mp4", 0);
    let id = home.series("Bread", std::slice::from_ref(&path));
    home.offer(&id);
    home.ask(&["check", &id]).fine();
    fs::rename(&path, home.at("aside.mp4")).unwrap();
    let (rule, message) = blocks(&home, &id);
    assert_eq!(rule, "own.file.missing");
    assert!(message.contains('a'), "{message}");
    home.ask(&["kit", &id, "--out", "kit"]).blocked();
    assert_eq!(names(&home.work()), ["aside.mp4"]);
    // It can still be edited, and shown.
    home.ask(&["retitle", &id, "1", "Other"]).fine();
    says(&home.ask(&["set", &id, "cover", "1@2"]).refused("file_missing"), path.to_str().unwrap());
    fs::rename(home.at("aside.mp4"), &path).unwrap();
    home.ask(&["kit", &id, "--out", "kit"]).fine();
}

#[test]
fn a_file_replaced_by_another_is_noticed_by_its_content() {
    let home = Home::new();
    let path = home.lesson("a.mp4", 0);
    let id = home.series("Bread", std::slice::from_ref(&path));
    home.offer(&id);
    home.lesson("a.mp4", 9);
    assert_eq!(blocks(&home, &id).0, "own.file.changed");
    home.ask(&["kit", &id, "--out", "kit"]).blocked();
    // The same bytes, written anew, are the same clip.
    home.lesson("a.mp4", 0);
    let later = fs::metadata(&path).unwrap().modified().unwrap() + Duration::from_secs(90);
    fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    home.ask(&["check", &id]).fine();
    // As long, at the same time, with another content.
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() - 20;
    bytes[middle] ^= 0xff;
    fs::write(&path, bytes).unwrap();
    assert_eq!(blocks(&home, &id).0, "own.file.changed");
    // A folder in its place.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(blocks(&home, &id).0, "own.file.missing");
}

#[test]
fn a_file_cut_short_after_import_does_not_reach_a_kit() {
    let home = Home::new();
    let path = home.lesson("a.mp4", 0);
    let id = home.series("Bread", std::slice::from_ref(&path));
    home.offer(&id);
    let whole = fs::read(lesson(0).file()).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(blocks(&home, &id).0, "own.file.changed");
    fs::write(&path, b"").unwrap();
    assert_eq!(blocks(&home, &id).0, "own.file.changed");
}
