//! A damaged database is kept aside and told; what can be read of it is on the shelf.

use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    path::PathBuf,
};

use showrunner_tests::cli::{Home, names};

use crate::says;

fn damaged(home: &Home) -> Vec<PathBuf> {
    let names = names(&home.data()).into_iter().filter(|name| name.starts_with("drafts.damaged-"));
    names.map(|name| home.data().join(name)).collect()
}

#[test]
fn a_database_of_rubbish_is_set_aside_and_the_shelf_opens() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("a.mp4", 0)]);
    let rubbish = b"This is no database. ".repeat(500);
    fs::write(home.data().join("drafts.db"), &rubbish).unwrap();
    let _ = fs::remove_file(home.data().join("drafts.db-wal"));
    let said = home.ask(&["list"]);
    let shelf = said.fine();
    assert_eq!(shelf["drafts"].as_array().map(Vec::len), Some(0));
    assert_eq!(shelf["problem"]["code"], "store_damaged");
    let aside = damaged(&home);
    assert_eq!(aside.len(), 1);
    says(shelf["problem"]["message"].as_str().unwrap(), aside[0].to_str().unwrap());
    assert!(said.complaint.contains("damaged"), "{said:#?}");
    assert_eq!(fs::read(&aside[0]).unwrap(), rubbish, "kept as it was found");
    // Life goes on.
    home.ask(&["show", &id]).refused("unknown_draft");
    let id = home.series("Second", &[home.lesson("b.mp4", 1)]);
    assert_eq!(home.titles(&id), ["b"]);
    assert_eq!(home.ask(&["list"]).fine()["problem"], serde_json::Value::Null, "told once");
    assert!(aside[0].exists());
}

#[test]
fn whichever_command_finds_the_damage_tells_of_it() {
    for line in [&["show", "Bread"][..], &["check", "Bread"], &["new", "Second"], &["rules"]] {
        let home = Home::new();
        home.series("Bread", &[]);
        fs::write(home.data().join("drafts.db"), b"rubbish ".repeat(1_000)).unwrap();
        let _ = fs::remove_file(home.data().join("drafts.db-wal"));
        let said = home.ask(line);
        let aside = damaged(&home);
        assert_eq!(aside.len(), 1, "{line:?} {said:#?}");
        assert!(said.complaint.contains(aside[0].to_str().unwrap()), "{line:?} {said:#?}");
        let _ = said.json();
    }
}

#[test]
fn what_can_be_read_of_a_damaged_database_is_on_the_shelf() {
    let home = Home::new();
    let ids: Vec<_> = (0..6)
        .map(|n| {
            let id = home.series(&format!("Series {n}"), &[home.lesson(&format!("{n}.mp4"), n)]);
            for round in 0..10 {
                home.ask(&["set", &id, "description", &format!("{round} ").repeat(300)]).fine();
            }
            id
        })
        .collect();
    // A page in the middle is lost.
    let path = home.data().join("drafts.db");
    let _ = fs::remove_file(home.data().join("drafts.db-wal"));
    let length = fs::metadata(&path).unwrap().len();
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(length / 2 / 4096 * 4096)).unwrap();
    file.write_all(&[0xa5; 4096]).unwrap();
    drop(file);
    let shelf = home.ask(&["list"]).fine();
    assert_eq!(shelf["problem"]["code"], "store_damaged", "{shelf:#}");
    let kept: Vec<_> = shelf["drafts"].as_array().unwrap().iter().map(|d| d["id"].clone()).collect();
    assert!(kept.len() >= 3, "{} of {} drafts", kept.len(), ids.len());
    for id in &kept {
        home.ask(&["show", id.as_str().unwrap()]).fine();
        home.ask(&["set", id.as_str().unwrap(), "title", "Goes on"]).fine();
    }
    assert_eq!(damaged(&home).len(), 1);
}
