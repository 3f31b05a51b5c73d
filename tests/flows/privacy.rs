//! Nobody is called: the whole way is gone where there is no network at all, and every call to the system is
//! watched meanwhile. Only a rehearsal opens a socket, and only to this machine.

use std::{fs, path::Path, process::Command};

use showrunner_tests::{
    calls::{alone, may_be_alone, may_watch, outward, sockets, watched},
    cli::{Home, Said, program},
};

/// The command line, watched and alone as far as this system permits it.
fn on_its_own(home: &Home, trace: &Path, loopback: bool, line: &[&str]) -> Command {
    let mut command = if may_watch() { watched(program(), trace) } else { Command::new(program()) };
    if may_be_alone() {
        let inner = command;
        command = alone(inner.get_program(), loopback);
        command.args(inner.get_args());
    }
    home.house(&mut command).arg("--data").arg(home.data()).args(line);
    command
}

/// A network of its own is really one: another program in it does not come out, and what would is seen.
fn it_proves_something(trace: &Path) {
    let out =
        "import socket\ntry: socket.create_connection((\"192.0.2.1\", 9), 1)\nexcept OSError as e: print(e)";
    let python = |mut command: Command| command.args(["-c", out]).output().expect("it starts");
    if may_be_alone() {
        let said = python(alone("/usr/bin/python3", true));
        assert!(String::from_utf8_lossy(&said.stdout).contains("unreachable"), "{said:?}");
    }
    if may_watch() {
        python(watched("/usr/bin/python3", trace));
        assert_eq!(outward(&fs::read_to_string(trace).expect("a trace")).len(), 1);
        fs::remove_file(trace).expect("the file is ours");
    }
}

#[test]
fn the_whole_way_needs_no_network_and_opens_no_socket() {
    let home = Home::new();
    let trace = home.folder().join("calls");
    it_proves_something(&trace);
    home.lesson("clips/one.mp4", 0);
    home.lesson("clips/two.mp4", 1);
    home.lesson("clips/quiet.mp4", 2);
    for line in [
        &["new", "Bread"][..],
        &["add", "Bread", "clips"],
        &["analyse", "Bread"],
        &["trim", "Bread", "2", "--out", "30.5"],
        &["retitle", "Bread", "1", "Two"],
        &["undo", "Bread"],
        &["set", "Bread", "description", "All of it."],
        &["set", "Bread", "price", "9.99"],
        &["set", "Bread", "cover", "1@0:03"],
        &["check", "Bread", "--listen"],
        &["fix", "Bread", "--dry-run"],
        &["fix", "Bread"],
        &["publish", "Bread", "--target", "tiktok-draft", "--dry-run"],
        &["status", "Bread"],
        &["kit", "Bread", "--out", "kit"],
        &["list"],
        &["show", "Bread"],
        &["rules"],
        &["connections"],
    ] {
        let said = Said::of(&mut on_its_own(&home, &trace, false, line));
        assert!(said.code < 2, "{line:?} {said:#?}");
    }
    assert!(home.at("kit/series.json").is_file());
    assert_eq!(home.ask(&["connections"]).fine()["connections"], serde_json::json!([]));
    if may_watch() {
        let trace = fs::read_to_string(&trace).unwrap_or_default();
        assert_eq!(outward(&trace), [""; 0]);
        assert_eq!(sockets(&trace), [""; 0]);
    }
}

#[test]
fn a_rehearsal_calls_nobody_but_itself() {
    let home = Home::new();
    let trace = home.folder().join("calls");
    let id = home.series("Bread", &[home.lesson("one.mp4", 0)]);
    home.offer(&id);
    let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n";
    fs::create_dir_all(home.data().join("rules")).unwrap();
    fs::write(home.data().join("rules/small.toml"), rules).unwrap();
    let line = ["--json", "publish", &id, "--target", "rehearsal"];
    let said = Said::of(&mut on_its_own(&home, &trace, true, &line)).fine();
    assert_eq!(said["posted"], 1, "{said:#}");
    let listed = home.ask(&["connections"]).fine()["connections"].clone();
    let listed = listed.as_array().expect("a list");
    assert!(!listed.is_empty() && listed.iter().all(|one| one["here"] == true), "{listed:#?}");
    if may_watch() {
        let trace = fs::read_to_string(&trace).unwrap();
        assert_eq!(outward(&trace), [""; 0]);
        assert!(!sockets(&trace).is_empty(), "it sees sockets where there are some");
    }
}
