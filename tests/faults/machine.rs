//! Tools that are missing or too old. Everything that needs none of them still works.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use showrunner_tests::cli::{Home, Said, program};

use crate::says;

fn script(path: &Path, text: &str) {
    fs::write(path, text).expect("it is ours");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// A series with one episode, made while there was an ffmpeg.
fn made_before(home: &Home) -> String {
    let id = home.series("Bread", &[home.lesson("a.mp4", 0)]);
    home.offer(&id);
    fs::create_dir(home.at("bin")).expect("it is ours");
    id
}

fn ask(home: &Home, line: &[&str]) -> Said {
    let mut words = vec!["--json"];
    words.extend(line);
    Said::of(home.command(&words).env("PATH", home.at("bin")))
}

#[test]
fn without_ffmpeg_all_else_works_and_what_needs_it_says_so() {
    let home = Home::new();
    let id = made_before(&home);
    let before = home.draft(&id);
    for line in [
        &["add", &id, "a.mp4"][..],
        &["check", "a.mp4"],
        &["set", &id, "cover", "1@2"],
        &["kit", &id, "--out", "kit"],
    ] {
        let said = ask(&home, line).refused("ffmpeg_missing");
        says(&said, "ffmpeg 5.1");
    }
    assert_eq!(home.draft(&id), before);
    assert!(!home.at("kit").exists());
    for line in [
        &["list"][..],
        &["show", &id],
        &["check", &id],
        &["retitle", &id, "1", "Without"],
        &["move", &id, "1", "--to", "1"],
        &["set", &id, "price", "19.99"],
        &["undo", &id],
        &["rules"],
        &["new", "Another"],
    ] {
        assert_eq!(ask(&home, line).code, 0, "{line:?}");
    }
}

#[test]
fn an_ffmpeg_that_is_too_old_is_named_with_its_version() {
    let home = Home::new();
    let id = made_before(&home);
    let bin = home.at("bin");
    for name in ["ffmpeg", "ffprobe"] {
        script(&bin.join(name), &format!("#!/bin/sh\necho {name} version 4.2-old Copyright\n"));
    }
    let said = ask(&home, &["add", &id, "a.mp4"]).refused("ffmpeg_too_old");
    says(&said, "4.2-old");
    assert!(said.contains("5.1") && said.contains(bin.to_str().unwrap()), "{said}");
    let said = ask(&home, &["kit", &id, "--out", "kit"]).refused("ffmpeg_too_old");
    says(&said, "4.2-old");
    // One that does not answer, one without its ffprobe.
    script(&bin.join("ffmpeg"), "#!/bin/sh\nexit 1\n");
    ask(&home, &["check", "a.mp4"]).refused("ffmpeg_missing");
    script(&bin.join("ffmpeg"), "#!/bin/sh\necho ffmpeg version 7.1 Copyright\n");
    fs::remove_file(bin.join("ffprobe")).unwrap();
    ask(&home, &["check", "a.mp4"]).refused("ffmpeg_missing");
    assert_eq!(home.titles(&id).len(), 1);
}

#[test]
fn a_data_folder_that_cannot_be_one_says_so() {
    let home = Home::new();
    fs::write(home.at("file"), "in the way").unwrap();
    for place in ["file", "file/below"] {
        let mut command = Command::new(program());
        let said = Said::of(home.house(&mut command).args(["--json", "--data", place, "new", "Bread"]));
        says(&said.refused("store_unwritable"), place);
    }
    assert_eq!(fs::read_to_string(home.at("file")).unwrap(), "in the way");
}
