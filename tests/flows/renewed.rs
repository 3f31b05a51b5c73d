//! What has not begun goes out as the series is now, with what was agreed to last; and the same file goes once.

use std::fs;

use rehearsal::Script;
use serde_json::json;
use showrunner_tests::cli::Said;

use crate::publish::Stage;

/// Sends, with those settings.
fn publish(stage: &Stage, more: &[&str]) -> Said {
    let url = stage.server.base_url();
    let mut words = vec!["--json", "publish", &stage.id, "--server", &url, "--token-from-env"];
    words.extend(more);
    let mut command = stage.home.command(&words);
    Said::of(command.env("SHOWRUNNER_TIKTOK_TOKEN", stage.server.access_token()))
}

const PUBLIC: [&str; 3] = ["--privacy", "PUBLIC_TO_EVERYONE", "--consent"];
const PRIVATE: [&str; 3] = ["--privacy", "SELF_ONLY", "--consent"];

/// The platform takes so many posts a day.
fn takes(stage: &Stage, posts: u32) {
    let rule = format!("[api.cap.posts_24h]\nvalue = {posts}\n");
    fs::write(stage.home.data().join("rules/cap.toml"), rule).expect("the folder is ours");
}

fn titles(stage: &Stage) -> Vec<String> {
    stage.stages().into_iter().map(|(title, stage)| format!("{title}: {stage}")).collect()
}

#[test]
fn what_waits_goes_out_as_the_series_is_by_then_with_what_was_agreed_to_last() {
    let stage = Stage::new(0, 2);
    takes(&stage, 1);
    assert_eq!(publish(&stage, &PUBLIC).fine()["posted"], 1);
    assert_eq!(titles(&stage), ["Lesson 1: posted", "Lesson 2: waiting"]);
    // Agreed to otherwise, the one that waits takes it, and what is there stays.
    publish(&stage, &PRIVATE).fine();
    let home = &stage.home;
    home.ask(&["retitle", &stage.id, "T2", "The mended title"]).fine();
    home.ask(&["trim", &stage.id, "T2", "--out", "30"]).fine();
    assert_eq!(titles(&stage), ["Lesson 1: posted", "The mended title: waiting"]);
    let plan = home.ask(&["publish", &stage.id, "--dry-run"]).fine();
    let row = &plan["episodes"][1];
    assert_eq!((&row["title"], &row["length_ms"]), (&"The mended title".into(), &30_000.into()));
    takes(&stage, 2);
    // What blocks the series keeps only what was changed from going out.
    home.ask(&["set", &stage.id, "description", ""]).fine();
    assert_eq!(publish(&stage, &["--resume"]).blocked()["error"]["code"], "blocked");
    assert_eq!((stage.posts().len(), titles(&stage)[1].as_str()), (1, "The mended title: waiting"));
    home.ask(&["set", &stage.id, "description", "All of it."]).fine();
    assert_eq!(publish(&stage, &["--resume"]).fine()["posted"], 2);
    let posts = stage.posts();
    let seen: Vec<_> = posts.iter().map(|p| (p.caption.as_deref(), p.privacy_level.as_deref())).collect();
    let (first, second) = (Some("Lesson 1"), Some("The mended title"));
    assert_eq!(seen, [(first, Some("PUBLIC_TO_EVERYONE")), (second, Some("SELF_ONLY"))]);
    // Thirty seconds of thirty-one: another file than the one that came on the list.
    assert_ne!(posts[1].bytes, fs::metadata(home.at("Lesson 2.mp4")).unwrap().len());
}

#[test]
fn what_was_refused_goes_out_again_as_it_is_now() {
    let stage = Stage::new(0, 1);
    let refuse = |code: &str| {
        let fault = json!({ "does": "refuse", "code": code });
        let script = Script { processing_ms: 0, ..Script::default() };
        let rules = json!({ "rules": [{ "on": "init_post", "fault": fault }] });
        stage.server.follow(script.with(&rules).unwrap());
    };
    refuse("spam_risk_text");
    assert_eq!(publish(&stage, &PUBLIC).code, 1);
    assert_eq!(titles(&stage), ["Lesson 1: refused"]);
    // The same once more is not sent without being asked for.
    assert_eq!(publish(&stage, &PUBLIC).code, 1);
    stage.home.ask(&["retitle", &stage.id, "T1", "A better caption"]).fine();
    refuse("privacy_level_option_mismatch");
    stage.home.ask(&["settle", &stage.id, "T1", "--again"]).fine();
    assert_eq!(titles(&stage), ["A better caption: waiting"]);
    assert_eq!(publish(&stage, &["--resume"]).code, 1);
    // New settings are enough: it is what was refused that changes.
    assert_eq!(publish(&stage, &PRIVATE).fine()["posted"], 1);
    let [post] = &stage.posts()[..] else { panic!("{:?}", stage.posts()) };
    assert_eq!(post.caption.as_deref(), Some("A better caption"));
    assert_eq!(post.privacy_level.as_deref(), Some("SELF_ONLY"));
}

#[test]
fn the_same_file_does_not_go_twice_unless_it_is_named() {
    let stage = Stage::new(2, 0);
    assert_eq!(publish(&stage, &[]).fine()["posted"], 2);
    let home = &stage.home;
    home.ask(&["remove", &stage.id, "T1", "T2"]).fine();
    let files = [1, 2].map(|n| home.at(&format!("Lesson {n}.mp4")).display().to_string());
    home.ask(&["add", &stage.id, "--", &files[0], &files[1]]).fine();
    home.ask(&["send", &stage.id, "2", "3", "--to", "tiktok-draft"]).fine();
    let sent = publish(&stage, &[]).fine();
    assert_eq!(sent["same"].as_array().unwrap().len(), 2, "{sent:#}");
    let why = sent["same"][0]["why"].as_str().unwrap();
    assert!(why.contains("in your inbox already, as “Lesson 1”, sent 20"), "{why}");
    assert!(sent["same"][1]["why"].as_str().unwrap().contains("“Lesson 2”"), "{sent:#}");
    assert_eq!(stage.posts().len(), 2);
    publish(&stage, &["--only", "T2"]).fine();
    assert_eq!(stage.posts().len(), 3);
}
