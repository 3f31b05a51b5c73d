//! A file that is replaced while it is sent: what was sent of it leads nowhere, the others go out, and it can be
//! sent anew as it is.

use std::{fs, process::Stdio, thread, time::Duration};

use rehearsal::{Endpoint, Fault, Rehearsal, Rule, Script};
use serde_json::Value as Json;
use showrunner_tests::cli::{Home, Said};

/// Comes in several chunks.
const LARGE: u64 = 66_000_000;

fn words<'a>(id: &'a str, url: &'a str) -> Vec<&'a str> {
    vec!["--json", "publish", id, "--server", url, "--token-from-env", "--secrets", "secrets.json"]
}

fn stages(home: &Home, id: &str) -> Vec<String> {
    let status = home.ask(&["status", id]).json();
    let episodes = status["episodes"].as_array().expect("a list").iter();
    let text = |stage: &Json| stage.as_str().expect("a text").to_owned();
    episodes.map(|episode| text(&episode["stage"]["stage"])).collect()
}

#[test]
fn a_replaced_file_holds_nothing_up_and_is_sent_anew_as_it_is() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _servers = runtime.enter();
    // From the third chunk on nothing arrives.
    let fault = Fault::Gateway { status: 502, done: false };
    let rules = vec![Rule { on: Endpoint::Chunk, nth: 3, times: 1_000_000, fault }];
    let server = Rehearsal::start(Script { processing_ms: 0, rules, ..Script::default() }).unwrap();
    let home = Home::new();
    fs::create_dir_all(home.data().join("rules")).unwrap();
    fs::write(home.data().join("rules/tiny.toml"), "[api.px]\non = false\n\n[api.fps]\non = false\n")
        .unwrap();
    let files = [home.lesson("0.mp4", 0), home.large_lesson("1.mp4", 1, LARGE), home.lesson("2.mp4", 2)];
    let id = home.series("Sent", &files);
    home.offer(&id);
    home.ask(&["send", &id, "2", "3", "--to", "tiktok-draft"]).fine();

    let url = server.base_url();
    let publish = |more: &[&str]| {
        let mut command = home.command(&[words(&id, &url), more.to_vec()].concat());
        command.env("SHOWRUNNER_TIKTOK_TOKEN", server.access_token());
        command
    };
    let mut child = publish(&[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while server.shown().asked.get(&Endpoint::Chunk).copied().unwrap_or_default() < 4 {
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    server.follow(Script { processing_ms: 0, ..Script::default() });
    let other = home.lesson("other.mp4", 7);
    fs::rename(&other, &files[1]).unwrap();

    let said = Said::of(&mut publish(&["--resume"])).json();
    assert_eq!(said["episodes"][0]["stage"]["refused"]["why"], "file_changed", "{said:#}");
    assert_eq!(stages(&home, &id), ["refused", "posted"]);
    home.ask(&["settle", &id, "T1", "--again"]).fine();
    assert_eq!(stages(&home, &id), ["posted", "waiting"]);
    Said::of(&mut publish(&["--resume"])).fine();
    assert_eq!(stages(&home, &id), ["posted", "posted"]);
    let whole: Vec<_> = server.shown().posts.into_iter().filter(|post| post.done_ms.is_some()).collect();
    assert_eq!(whole.len(), 2);
    assert!(whole.iter().all(|post| post.copies == 1 && post.bytes < 1_000_000), "{whole:#?}");
    assert_eq!(server.shown().asked.get(&Endpoint::InitDraft), Some(&3));
}
