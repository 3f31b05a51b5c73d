//! Files that are no clips: each is refused by its kind, the others are taken, no original changes.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use showrunner_tests::{
    cli::{Home, Said, as_it_is, lesson, program},
    hostile,
    recipes::Clip,
};

use crate::says;

#[test]
fn every_kind_of_bad_file_is_refused_by_name() {
    let home = Home::new();
    let work = &home.work();
    let still = home.keep("still.mp4", &hostile::still("png"));
    let mut cases = vec![
        (hostile::empty(work), "file_empty"),
        (hostile::text(work), "not_media"),
        (hostile::truncated(work), "file_damaged"),
        (hostile::truncated_before_index(work), "file_damaged"),
        (hostile::truncated_matroska(work), "file_damaged"),
        (hostile::without_index(work), "file_damaged"),
        (home.keep("sound.mp4", &hostile::audio_only()), "no_picture"),
        (home.keep("sound-with-cover.m4a", &hostile::audio_with_cover()), "no_picture"),
        (still, "still_image"),
        (home.keep("photo.jpg", &hostile::still("jpg")), "still_image"),
        (hostile::zero_duration(work), "no_duration"),
        (hostile::folder_named_mp4(work), "folder_without_clips"),
        (hostile::unreadable(work), "file_unreadable"),
        (home.at("nowhere.mp4"), "file_missing"),
    ];
    cases.extend(hostile::playlists(work, &lesson(0).file()).into_iter().map(|path| (path, "is_playlist")));
    let id = home.series("Bad", &[home.lesson("good.mp4", 0)]);
    let before = as_it_is(work);
    for (path, code) in &cases {
        let name = path.to_str().unwrap();
        let checked = home.ask(&["check", name]);
        assert_eq!(checked.code, 2, "{checked:#?}");
        let refused = checked.json()["refused"][0].clone();
        assert_eq!(refused["code"], *code, "{name}: {refused}");
        says(refused["message"].as_str().unwrap(), name);
        let added = home.ask(&["add", &id, name]);
        assert_eq!((added.code, added.json()["refused"][0]["code"].as_str()), (2, Some(*code)), "{name}");
        // A person reads the same, on stderr.
        let told = home.tell(&["check", name]);
        assert!(told.code == 2 && told.complaint.contains(name), "{told:#?}");
    }
    // All of them at once, with good ones among them.
    let mut line = vec!["add".to_owned(), id.clone()];
    line.extend(cases.iter().map(|(path, _)| path.display().to_string()));
    line.push("good.mp4".to_owned());
    let said = home.ask(&line);
    assert_eq!((said.code, said.json()["refused"].as_array().map(Vec::len)), (2, Some(cases.len())));
    assert_eq!(said.json()["added"].as_array().map(Vec::len), Some(1));
    assert_eq!(home.titles(&id), ["good", "good"]);
    assert_eq!(as_it_is(work), before, "no original was touched");
}

#[test]
fn a_clip_of_one_pixel_is_a_clip_with_findings() {
    let home = Home::new();
    let path = home.keep("pixel.mp4", &hostile::one_pixel());
    let found = home.ask(&["check", path.to_str().unwrap()]).blocked();
    assert_eq!((&found["clips"][0]["width"], &found["clips"][0]["height"]), (&1.into(), &1.into()));
    let id = home.series("Pixel", &[path]);
    home.ask(&["set", &id, "cover", "1@0"]).refused("not_a_picture");
}

#[test]
fn a_playlist_opens_nothing_that_it_names() {
    let home = Home::new();
    let secret = home.lesson("secret/secret.mp4", 0);
    let lists = hostile::playlists(&home.work(), &secret);
    let trace = home.folder().join("trace");
    let watched = |program: &Path| {
        let mut command = Command::new("strace");
        home.house(&mut command).args(["-f", "-qq", "-s", "4096", "-e", "trace=%file", "-o"]).arg(&trace);
        command.arg(program);
        command
    };
    if !watched(Path::new("true")).status().is_ok_and(|status| status.success()) {
        println!("skipped: this system lets nobody watch its calls (strace)");
        return;
    }
    // Behind a comment, as one that wants to get by would be.
    let hidden = home.at("hidden.mp4");
    fs::write(&hidden, format!("# x\nffconcat version 1.0\nfile '{}'\n", secret.display())).unwrap();
    for list in lists.iter().chain([&hidden]) {
        let mut command = watched(program());
        command.args(["--json", "--data"]).arg(home.data()).arg("check").arg(list);
        let said = Said::of(&mut command);
        assert_eq!((said.code, said.json()["clips"].as_array().map(Vec::len)), (2, Some(0)), "{said:#?}");
        let opened = fs::read_to_string(&trace).unwrap();
        assert!(opened.contains(list.file_name().unwrap().to_str().unwrap()));
        let named: Vec<_> = opened.lines().filter(|line| line.contains("secret")).collect();
        assert!(named.is_empty(), "{named:#?}");
    }
}

#[test]
fn two_hundred_files_at_once() {
    let home = Home::new();
    let clip = Clip::new("ordinary").audio(showrunner_tests::recipes::Audio::None).fps(5, 1).file();
    for number in 1..=200 {
        home.keep(&format!("all/clip {number}.mp4"), &clip);
    }
    let id = home.series("Many", &[]);
    let mut line = vec!["add".to_owned(), id.clone()];
    // In no order at all.
    line.extend((0..200).map(|n| format!("all/clip {}.mp4", n * 77 % 200 + 1)));
    let added = home.ask(&line).fine();
    assert_eq!(added["added"].as_array().map(Vec::len), Some(200));
    let titles: Vec<_> = (1..=200).map(|number| format!("clip {number}")).collect();
    assert_eq!(home.titles(&id), titles);
    let found = home.ask(&["check", &id]).blocked();
    let most = found["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "series.videos.max");
    assert_eq!(most.count(), 1, "told once");
    home.ask(&["undo", &id]).fine();
    assert!(home.titles(&id).is_empty(), "one undo takes all of them back");
}

/// The command line as a person without rights.
fn powerless(home: &Home, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    home.house(&mut command).args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(program);
    command
}

fn lock(path: &Path, mode: u32) -> PathBuf {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    path.to_owned()
}

#[test]
fn what_may_not_be_read_or_written_says_so() {
    let home = Home::new();
    for folder in ["", "work", "home", "tmp"] {
        lock(&home.folder().join(folder), 0o777);
    }
    if !powerless(&home, Path::new("true")).status().is_ok_and(|status| status.success()) {
        println!("skipped: this system lets nobody become another (setpriv)");
        return;
    }
    // A copy: where it was built, others may not look.
    let own = home.folder().join("showrunner");
    fs::copy(program(), &own).unwrap();
    let ask = |line: &[&str]| {
        Said::of(powerless(&home, &own).args(["--json", "--data"]).arg(home.data()).args(line))
    };
    let id = ask(&["new", "Bread"]).fine()["draft"]["id"].as_str().unwrap().to_owned();
    home.lesson("good.mp4", 0);
    ask(&["add", &id, "good.mp4"]).fine();
    for (field, value) in [("description", "All."), ("price", "9.99"), ("cover", "1@1")] {
        ask(&["set", &id, field, value]).fine();
    }
    let secret = lock(&home.lesson("secret.mp4", 1), 0o000);
    home.lesson("closed/one.mp4", 2);
    let closed = lock(&home.at("closed"), 0o000);
    for path in [&secret, &closed] {
        let name = path.to_str().unwrap();
        let said = ask(&["add", &id, name]);
        let refused = said.json()["refused"][0].clone();
        assert_eq!((said.code, &refused["code"]), (2, &"file_unreadable".into()), "{refused}");
        says(refused["message"].as_str().unwrap(), name);
    }
    // A clip that may no longer be read does not get into a kit.
    let good = lock(&home.at("good.mp4"), 0o000);
    says(&ask(&["kit", &id, "--out", "kit"]).refused("file_unreadable"), good.to_str().unwrap());
    assert!(!home.at("kit").exists());
    lock(&good, 0o644);
    // A folder nobody may write to.
    fs::create_dir(home.at("shut")).unwrap();
    lock(&home.at("shut"), 0o555);
    let said = ask(&["kit", &id, "--out", "shut/kit"]).refused("kit_folder_unwritable");
    says(&said, "shut");
    // The data folder becomes one.
    for file in fs::read_dir(home.data()).unwrap().flatten() {
        lock(&file.path(), if file.path().is_dir() { 0o555 } else { 0o444 });
    }
    lock(&home.data(), 0o555);
    let said = ask(&["set", &id, "title", "Lost"]).refused("store_unwritable");
    says(&said, home.data().to_str().unwrap());
    lock(&home.data(), 0o777);
    for file in fs::read_dir(home.data()).unwrap().flatten() {
        lock(&file.path(), if file.path().is_dir() { 0o777 } else { 0o666 });
    }
    assert_eq!(ask(&["show", &id]).fine()["draft"]["title"], "Bread");
    lock(&closed, 0o755);
}
