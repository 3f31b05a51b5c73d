//! The window calls nobody: neither the studio nor the processes of its webview. It is looked at from place to
//! place in a network with nobody in it but this machine, with all calls to the network watched.

use std::{
    env,
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use showrunner_tests::{
    calls::{alone, may_be_alone, may_watch, outward, watched},
    cli::Home,
    window::{How, Way, Window},
};
use xtask::House;

/// Names the file that calls go to, in the process that does the looking.
const CALLS: &str = "SHOWRUNNER_TEST_CALLS";

#[test]
fn the_window_and_its_webview_call_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let calls = folder.path().join("calls");
    let this = env::current_exe().unwrap();
    let mut looking = if may_be_alone() { alone(&this, true) } else { Command::new(&this) };
    looking.args(["--exact", "privacy::looking_around", "--nocapture"]).env(CALLS, &calls);
    let looked = looking.output().unwrap();
    let said =
        String::from_utf8_lossy(&looked.stdout).into_owned() + &String::from_utf8_lossy(&looked.stderr);
    assert!(looked.status.success(), "{said}");
    assert!(said.contains("looked around"), "{said}");
    if may_watch() {
        let calls = fs::read_to_string(&calls).unwrap();
        assert_eq!(outward(&calls), [""; 0]);
        // The webview's own processes are among those that were watched: they fetch pictures from here.
        let here = calls.lines().filter(|call| call.contains("connect(") && call.contains("127.0.0.1"));
        let callers: std::collections::BTreeSet<_> = here.filter_map(|call| call.split(' ').next()).collect();
        assert!(!callers.is_empty(), "{calls}");
    }
}

/// Not a test of its own: whoever looks around, in a process that can be put where there is no network.
#[tokio::test]
async fn looking_around() -> Way {
    let Some(calls) = env::var_os(CALLS) else { return Ok(()) };
    let home = Home::new();
    let id = home.series("Bread", &["Bake", "Knead"].map(|name| home.lesson(&format!("{name}.mp4"), 0)));
    home.offer(&id);
    let arguments: Vec<OsString> =
        vec!["--data".into(), home.data().into(), "--open".into(), id.clone().into()];
    let program = may_watch().then(|| watching(&home, Path::new(&calls)));
    let arguments = if program.is_some() { arguments } else { arguments[2..].to_vec() };
    let how = How { program, data: home.data(), arguments, ..How::default() };
    let window = Window::start_as(how).await?;
    window.shows(&["Bake", "Knead"]).await?;
    let episode = home.draft(&id)["episodes"][0]["id"].as_str().expect("an id").to_owned();
    for place in [
        format!("#/draft/{id}/board"),
        format!("#/draft/{id}/cutting/{episode}"),
        format!("#/draft/{id}/offer"),
        format!("#/draft/{id}/publish"),
        "#/settings".to_owned(),
        "#/".to_owned(),
    ] {
        window.go(&place).await?;
        window.drawn().await?;
        window.says("No connections").await?;
    }
    window.go("#/settings").await?;
    window.says("No connection was ever made.").await?;
    println!("looked around");
    Ok(())
}

/// A program that is the studio, watched.
fn watching(home: &Home, calls: &Path) -> PathBuf {
    let studio = env::var_os("SHOWRUNNER_STUDIO_BIN")
        .map_or_else(|| House::here().built("showrunner-studio"), PathBuf::from);
    let quoted = |text: &std::ffi::OsStr| format!("'{}'", text.to_string_lossy());
    let watched = watched(&studio, calls);
    let words: Vec<_> =
        std::iter::once(watched.get_program()).chain(watched.get_args()).map(quoted).collect();
    let script = home.at("watched-studio");
    fs::write(&script, format!("#!/bin/sh\nexec {} \"$@\"\n", words.join(" "))).expect("the folder is ours");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    script
}
