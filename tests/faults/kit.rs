//! A kit that cannot be finished leaves nothing, and the next one works.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use showrunner_tests::{
    cli::{Home, Said, as_it_is, names},
    recipes::{Audio, Clip},
};

use crate::{disk::Disk, says};

/// A series whose kit takes some seconds: every frame of a long trim is made anew.
fn slow(home: &Home) -> String {
    let talk = Clip::new("talk").millis(1_260_000).fps(5, 1).audio(Audio::None).file();
    let id = home.series("Slow", &[home.lesson("a.mp4", 0), home.keep("b.mp4", &talk)]);
    home.ask(&["trim", &id, "2", "--in", "1", "--out", "1201"]).fine();
    home.ask(&["treat", &id, "2", "--crop"]).fine();
    home.offer(&id);
    id
}

fn started(home: &Home, id: &str, out: &Path) -> Child {
    let mut command = home.command(&["--json", "kit", id, "--out"]);
    command.arg(out).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Waits until the second episode is being written below `folder`, and says in which part folder.
fn in_the_middle(folder: &Path) -> PathBuf {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        let part = names(folder).into_iter().find(|name| name.starts_with(".kit.part-"));
        if let Some(part) = part.map(|name| folder.join(name))
            && fs::metadata(part.join("02 - b.mp4")).is_ok_and(|about| about.len() > 0)
        {
            return part;
        }
        thread::sleep(Duration::from_millis(2));
    }
    panic!("no kit was begun in {}", folder.display());
}

fn ended(child: Child) -> Said {
    let output: Output = child.wait_with_output().expect("it is ours");
    output.into()
}

/// The processes that have `home` in their arguments.
fn processes(home: &Home) -> Vec<String> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = all.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(home.folder().to_str().expect("UTF-8"))).collect()
}

fn soon(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn killed_in_the_middle_there_is_no_kit_and_the_next_one_works() {
    let home = Home::new();
    let id = slow(&home);
    let before = as_it_is(&home.work());
    let out = home.at("out/kit");
    fs::create_dir(home.at("out")).unwrap();
    let mut child = started(&home, &id, &out);
    let part = in_the_middle(&home.at("out"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!out.exists() && part.exists());
    soon("no process is left behind", || processes(&home).is_empty());
    // It was ended and did not come to its end by itself: what it wrote has no index yet.
    let written = part.join("02 - b.mp4");
    let checked = home.ask(&["check", written.to_str().unwrap()]);
    assert_eq!((checked.code, &checked.json()["refused"][0]["code"]), (2, &"file_damaged".into()));
    home.ask(&["trim", &id, "2", "--out", "0:41"]).fine();
    home.ask(&["kit", &id, "--out", "out/kit"]).fine();
    assert_eq!(names(&home.at("out")), ["kit"], "what was left behind is gone");
    assert!(!part.exists());
    let mut after = as_it_is(&home.work());
    after.retain(|(path, ..)| !path.starts_with(&out));
    assert_eq!(after, before);
}

#[test]
fn stopped_politely_it_tidies_up() {
    let home = Home::new();
    let id = slow(&home);
    for signal in ["INT", "TERM"] {
        fs::create_dir(home.at("out")).unwrap();
        let child = started(&home, &id, &home.at("out/kit"));
        in_the_middle(&home.at("out"));
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        ended(child).refused("cancelled");
        assert_eq!(names(&home.at("out")), [""; 0]);
        soon("no process is left behind", || processes(&home).is_empty());
        fs::remove_dir(home.at("out")).unwrap();
    }
}

#[test]
fn a_source_that_changes_meanwhile_spoils_the_kit() {
    let home = Home::new();
    let id = slow(&home);
    fs::create_dir(home.at("out")).unwrap();
    let child = started(&home, &id, &home.at("out/kit"));
    in_the_middle(&home.at("out"));
    fs::File::options().append(true).open(home.at("b.mp4")).unwrap().write_all(b"more").unwrap();
    let said = ended(child).refused("source_changed");
    says(&said, "b.mp4");
    assert_eq!(names(&home.at("out")), [""; 0]);
}

#[test]
fn somebody_elses_folder_is_not_overwritten_at_the_last_moment() {
    let home = Home::new();
    let id = slow(&home);
    fs::create_dir(home.at("out")).unwrap();
    let child = started(&home, &id, &home.at("out/kit"));
    in_the_middle(&home.at("out"));
    fs::create_dir(home.at("out/kit")).unwrap();
    fs::write(home.at("out/kit/mine.txt"), "mine").unwrap();
    ended(child).refused("kit_folder_exists");
    assert_eq!(names(&home.at("out")), ["kit"]);
    assert_eq!(names(&home.at("out/kit")), ["mine.txt"]);
}

#[test]
fn a_disk_without_room_is_noticed_before_anything_is_written() {
    let home = Home::new();
    let Some(disk) = Disk::mounted(home.folder().join("disk"), "8m") else { return };
    let id = slow(&home);
    let said = ended(started(&home, &id, &disk.folder().join("kit"))).refused("kit_no_room");
    says(&said, "MB");
    assert_eq!(names(disk.folder()), [""; 0]);
}

#[test]
fn a_disk_that_fills_up_meanwhile_leaves_nothing_of_the_kit() {
    let home = Home::new();
    let Some(disk) = Disk::mounted(home.folder().join("disk"), "64m") else { return };
    let id = slow(&home);
    let child = started(&home, &id, &disk.folder().join("kit"));
    in_the_middle(disk.folder());
    let filler = disk.fill();
    let said = ended(child).refused("disk_full");
    says(&said, disk.folder().to_str().unwrap());
    assert_eq!(names(disk.folder()), ["filler"]);
    fs::remove_file(filler).unwrap();
    home.ask(&["trim", &id, "2", "--out", "0:41"]).fine();
    ended(started(&home, &id, &disk.folder().join("kit"))).fine();
    assert_eq!(names(disk.folder()), ["kit"]);
}

#[test]
fn a_full_data_folder_takes_no_edit_and_loses_none() {
    let home = Home::new();
    let Some(disk) = Disk::mounted(home.data(), "4m") else { return };
    let id = home.series("Kept", &[home.lesson("a.mp4", 0)]);
    home.ask(&["retitle", &id, "1", "Before"]).fine();
    let filler = disk.fill();
    let said = home.ask(&["set", &id, "description", &"long ".repeat(15_000)]).refused("disk_full");
    says(&said, home.data().to_str().unwrap());
    fs::remove_file(filler).unwrap();
    let draft = home.draft(&id);
    assert_eq!((&draft["description"], &draft["episodes"][0]["title"]), (&"".into(), &"Before".into()));
    home.ask(&["set", &id, "description", "After"]).fine();
}
