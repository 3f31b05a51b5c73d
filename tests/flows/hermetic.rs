//! Nothing is written that nobody asked for.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use showrunner_tests::cli::{Home, Said, as_it_is, names, program};
use xtask::hermetic::OwnData;

/// One whole series, from new to kit; each command is handed to `run`.
fn whole_way(home: &Home, mut run: impl FnMut(&[&str]) -> Said) {
    home.lesson("clips/one.mp4", 0);
    home.lesson("clips/two.mp4", 1);
    for line in [
        &["new", "Bread"][..],
        &["add", "Bread", "clips"],
        &["trim", "Bread", "2", "--out", "30.5"],
        &["move", "Bread", "2", "--to", "1"],
        &["retitle", "Bread", "1", "Two"],
        &["undo", "Bread"],
        &["redo", "Bread"],
        &["set", "Bread", "description", "All of it."],
        &["set", "Bread", "price", "9.99"],
        &["set", "Bread", "cover", "1@0:03"],
        &["check", "Bread"],
        &["kit", "Bread", "--out", "kit"],
        &["list"],
        &["show", "Bread"],
        &["rules"],
    ] {
        let said = run(line);
        assert_eq!(said.code, 0, "{line:?} {said:#?}");
    }
}

#[test]
fn the_whole_way_leaves_originals_and_home_alone() {
    let before = OwnData::now();
    let home = Home::new();
    home.lesson("clips/one.mp4", 0);
    home.lesson("clips/two.mp4", 1);
    let originals = as_it_is(&home.at("clips"));
    whole_way(&home, |line| home.tell(line));
    // `whole_way` puts the same bytes there again: their time may be newer, what they hold may not.
    let hashes = |files: &[(PathBuf, blake3::Hash, _)]| {
        files.iter().map(|(path, hash, _)| (path.clone(), *hash)).collect::<Vec<_>>()
    };
    assert_eq!(hashes(&as_it_is(&home.at("clips"))), hashes(&originals));
    assert_eq!(names(&home.work()), ["clips", "kit"]);
    assert_eq!(names(&home.folder().join("home")), [""; 0], "everything is in the data folder");
    assert_eq!(names(&home.folder().join("tmp")), [""; 0], "nothing is left behind");
    assert_eq!(before.changes(&OwnData::now()), [""; 0], "the person's own data is not touched");
}

#[test]
fn originals_keep_even_their_time() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("one.mp4", 0), home.lesson("two.mp4", 1)]);
    let before = as_it_is(&home.work());
    home.ask(&["trim", &id, "2", "--out", "30.5"]).fine();
    home.offer(&id);
    home.ask(&["check", &id]).fine();
    home.ask(&["kit", &id, "--out", "kit"]).fine();
    home.ask(&["remove", &id, "1"]).fine();
    let mut after = as_it_is(&home.work());
    after.retain(|(path, ..)| !path.starts_with(home.at("kit")));
    assert_eq!(after, before);
}

#[test]
fn without_a_data_folder_the_systems_place_is_used() {
    let home = Home::new();
    let mut command = Command::new(program());
    home.house(&mut command).args(["--json", "new", "Bread"]);
    Said::of(&mut command).fine();
    let place = home.folder().join("home/.local/share/showrunner/drafts.db");
    assert!(place.is_file() || cfg!(not(target_os = "linux")));
    assert!(!home.data().exists());
    // The variable chooses another.
    let mut command = Command::new(program());
    home.house(&mut command).env("SHOWRUNNER_DATA", home.data()).args(["--json", "list"]);
    assert_eq!(Said::of(&mut command).fine()["drafts"].as_array().map(Vec::len), Some(0));
    assert!(home.data().join("drafts.db").is_file());
}

/// Every call to the system is watched that opens something to be written.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_written_elsewhere() {
    let home = Home::new();
    let trace = home.folder().join("trace");
    let watched = |program: &Path, line: &[&str]| {
        let mut command = Command::new("strace");
        home.house(&mut command).args(["-f", "-qq", "-y", "-s", "4096", "-A", "-o"]).arg(&trace);
        let calls = "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,linkat,\
            symlink,symlinkat,truncate";
        command.arg("-e").arg(format!("trace={calls}"));
        command.arg(program).args(line);
        command
    };
    if !watched(Path::new("true"), &[]).status().is_ok_and(|status| status.success()) {
        println!("skipped: this system lets nobody watch its calls (strace)");
        return;
    }
    // It sees what it is meant to see.
    let other = Home::new();
    let planted = format!("echo x > {}", other.at("planted").display());
    assert!(watched(Path::new("/bin/sh"), &["-c", &planted]).status().unwrap().success());
    assert_eq!(written_elsewhere(&fs::read_to_string(&trace).unwrap(), home.folder()).len(), 1);
    fs::remove_file(&trace).unwrap();

    let data = home.data();
    whole_way(&home, |line| {
        let line: Vec<_> =
            ["--data", data.to_str().unwrap()].into_iter().chain(line.iter().copied()).collect();
        Said::of(&mut watched(program(), &line))
    });
    let trace = fs::read_to_string(&trace).unwrap();
    assert!(trace.contains("drafts.db") && trace.contains("O_CREAT") && trace.contains("libavcodec"));
    let elsewhere = written_elsewhere(&trace, home.folder());
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}

/// The calls that change something outside of `home`. A relative path is one below it.
#[cfg(target_os = "linux")]
fn written_elsewhere(trace: &str, home: &Path) -> BTreeSet<String> {
    let writes = |call: &str| {
        let opens = call.starts_with("open");
        !opens || ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| call.contains(flag))
    };
    let outside = |path: &str| {
        let aside = ["/dev/null", "/dev/tty"].contains(&path);
        path.starts_with('/') && !aside && !Path::new(path).starts_with(home)
    };
    trace
        .lines()
        .filter(|line| !line.contains(" = -1 "))
        .filter_map(|line| Some(line.split_once(' ')?.1.trim_start()))
        .filter(|call| writes(call) && call.split('"').skip(1).step_by(2).any(outside))
        .map(str::to_owned)
        .collect()
}
