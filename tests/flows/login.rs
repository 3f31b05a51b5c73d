//! Logging in, with a scripted browser against a rehearsal, and a real keyring on a bus of its own.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
};

use rehearsal::{Creator, Endpoint, Fault, Limits, Rule, Script};
use serde_json::{Value as Json, json};
use showrunner_tests::{
    browser,
    cli::{Home, Said},
    session::{Running, Session},
};

use crate::stage::{Stage, Waiting, sent};

fn rule(on: Endpoint, fault: Fault) -> Script {
    Script { rules: vec![Rule { on, nth: 1, times: 9, fault }], ..Script::default() }
}

#[test]
fn a_creator_logs_in_and_out_with_the_systems_keychain() {
    let Some(session) = Session::start() else { return };
    let stage = Stage::new(session, Some(true), None, Script::default());
    let url = stage.server.base_url();
    let begun = stage.ask(&["login", "--no-browser", "--server", &url]);
    assert!(["no_app_keys", "keychain_absent"].contains(&begun.json()["error"]["code"].as_str().unwrap()));

    let kept = stage.ask_past("keychain_absent", || stage.keys()).fine();
    assert_eq!(kept["client_key"], stage.server.client_key());
    assert_eq!(stage.ask(&["keys", "show", "--server", &url]).fine(), kept);
    assert_eq!(stage.ask(&["keys", "show"]).fine()["client_key"], Json::Null, "TikTok's are others");

    let account = stage.log_in("allow", &[]);
    assert_eq!(account["id"], format!("{url}:-000-rehearsal-0"));
    assert_eq!((&account["nickname"], &account["username"]), (&json!("Rehearsal"), &json!("rehearsal")));
    assert_eq!((&account["missing"], &account["standing"]), (&json!([]), &json!("good")));
    assert_eq!(stage.accounts(), std::slice::from_ref(&account));
    assert!(!stage.home.tell(&["accounts"]).text.contains("act."));

    let out = stage.ask(&["logout"]).fine();
    assert_eq!((&out["revoked"], &out["account"]["id"]), (&json!(true), &account["id"]));
    assert_eq!(stage.asked(Endpoint::Revoke), 1);
    assert_eq!(stage.accounts(), [Json::Null; 0]);
    stage.ask(&["logout"]).refused("not_logged_in");
    assert_eq!(stage.ask(&["keys", "forget", "--server", &url]).fine()["client_key"], Json::Null);
    stage.ask(&["login", "--no-browser", "--server", &url]).refused("no_app_keys");
    for secret in [stage.server.client_secret(), "-000-rehearsal-0\"".into()] {
        assert!(!stage.session.holds(secret.as_bytes()), "a keyring keeps nothing in clear");
    }
}

#[test]
fn without_a_keychain_nothing_is_kept_unless_a_file_is_asked_for() {
    let stage = Stage::new(Session::bare(), None, None, Script::default());
    let sentence = stage.keys().refused("keychain_absent");
    assert!(sentence.contains("--secrets"), "{sentence}");
    let url = stage.server.base_url();
    stage.ask(&["login", "--no-browser", "--server", &url]).refused("keychain_absent");
    assert!(!stage.home.at("secrets.json").exists());

    let stage = stage.keeping(Some("secrets.json"));
    stage.keys().fine();
    let account = stage.log_in("allow", &[]);
    assert_eq!(stage.accounts(), [account]);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(stage.home.at("secrets.json")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "it is its owner's alone");
    // Whoever does not name the file has no login.
    let elsewhere = stage.keeping(None);
    elsewhere.ask(&["logout"]).refused("keychain_absent");
    assert_eq!(elsewhere.accounts().len(), 1, "what cannot be ended is not forgotten");
}

#[test]
fn a_locked_keychain_says_so_before_the_browser_is_opened() {
    let Some(session) = Session::start() else { return };
    {
        let _keyring = session.keyring(true);
        let stage = Stage::new(session, None, None, Script::default());
        stage.ask_past("keychain_absent", || stage.keys()).fine();
        drop(_keyring);
        let _locked = stage.session.keyring(false);
        let url = stage.server.base_url();
        let said =
            stage.ask_past("keychain_absent", || stage.ask(&["login", "--no-browser", "--server", &url]));
        said.refused("keychain_locked");
        assert_eq!(stage.asked(Endpoint::Authorize), 0);
    }
}

#[test]
fn keys_come_from_the_environment_only_if_asked_for_and_are_kept_nowhere() {
    let stage = Stage::plain(Script::default());
    let url = stage.server.base_url();
    let with_keys = |words: &[&str]| {
        let mut command = stage.command(words);
        command.env("SHOWRUNNER_TIKTOK_CLIENT_KEY", stage.server.client_key());
        command.env("SHOWRUNNER_TIKTOK_CLIENT_SECRET", stage.server.client_secret());
        command
    };
    Said::of(&mut with_keys(&["login", "--no-browser", "--server", &url])).refused("no_app_keys");
    stage.ask(&["login", "--no-browser", "--keys-from-env"]).refused("no_variable");
    let words = ["login", "--no-browser", "--server", &url, "--keys-from-env"];
    let (url, waiting) = Waiting::begin(&mut with_keys(&words));
    browser::consent(&url, "allow");
    waiting.ends().fine();
    let kept = std::fs::read_to_string(stage.home.at("secrets.json")).unwrap();
    assert!(!kept.contains(&stage.server.client_secret()), "the keys were handed in, not kept");
}

#[test]
fn who_does_not_allow_it_is_not_logged_in_and_who_allows_a_part_is_told() {
    let part = ["user.info.basic", "video.upload"].map(str::to_owned).to_vec();
    let stage = Stage::plain(Script { grants: Some(part), ..Script::default() });
    stage.keys().fine();
    let (url, waiting) = stage.begin(&[]);
    let page = browser::consent(&url, "deny");
    assert!(page.text.contains("Nothing was connected"), "{page:#?}");
    waiting.ends().refused("login_denied");
    assert_eq!(stage.accounts(), [Json::Null; 0]);

    let account = stage.log_in("allow", &[]);
    assert_eq!(account["scopes"], json!(["user.info.basic", "video.upload"]));
    assert_eq!(account["missing"], json!(["user.info.stats", "video.publish"]));
    assert_eq!(account["username"], Json::Null);
}

#[test]
fn an_answer_with_another_state_is_sent_away_and_the_login_goes_on() {
    let stage = Stage::plain(Script::default());
    stage.keys().fine();
    let (url, waiting) = stage.begin(&[]);
    assert!(!url.contains("disable_auto_auth"), "{url}");
    let back = browser::answered(&url, "allow");
    let (before, state) = back.split_once("state=").unwrap();
    let forged = format!("{before}state={}", "0".repeat(state.len()));
    let page = browser::open(&forged);
    assert!(page.status == 400 && page.text.contains("does not wait for this answer"), "{page:#?}");
    assert_eq!(browser::open(&back).status, 200);
    waiting.ends().fine();
}

#[test]
fn several_accounts_stand_beside_each_other_and_are_named() {
    let creators = ["one", "two"].map(|name| Creator {
        username: format!("{name}.bakes"),
        nickname: name.into(),
        ..Creator::default()
    });
    let stage = Stage::plain(Script { creators: creators.to_vec(), ..Script::default() });
    stage.keys().fine();
    stage.log_in("allow", &[]);
    let (url, waiting) = stage.begin(&["--another"]);
    assert!(url.contains("disable_auto_auth=1"), "{url}");
    browser::consent(&url, "allow-1");
    waiting.ends().fine();
    let names: Vec<_> = stage.accounts().iter().map(|one| one["nickname"].clone()).collect();
    assert_eq!(names, ["one", "two"]);
    stage.ask(&["logout"]).refused("which_account");
    stage.ask(&["logout", "three"]).refused("unknown_account");
    stage.ask(&["logout", "@two.bakes"]).fine();
    stage.log_in("allow", &[]);
    assert_eq!(stage.accounts().len(), 1, "the same account again is one account");
}

#[test]
fn keys_that_are_wrong_or_a_platform_that_does_not_answer_are_told() {
    for (fault, code) in [
        (Fault::Refuse { code: "invalid_client".into(), status: None }, "platform_refused"),
        (Fault::Gateway { status: 502, done: false }, "platform_refused"),
        (Fault::Drop { after_bytes: 0 }, "offline"),
        (Fault::Garble, "platform_unreadable"),
    ] {
        let stage = Stage::plain(rule(Endpoint::Token, fault));
        stage.keys().fine();
        let (url, waiting) = stage.begin(&[]);
        browser::consent(&url, "allow");
        waiting.ends().refused(code);
        assert_eq!(stage.accounts(), [Json::Null; 0]);
    }
    let stage = Stage::plain(Script::default());
    let refused = stage.ask(&["login", "--no-browser", "--server", "http://example.com"]);
    refused.refused("not_a_server");
    stage.ask(&["keys", "set", "a b", "--server", &stage.server.base_url()]).refused("not_app_keys");
}

#[test]
fn a_platform_that_cannot_be_told_of_the_end_is_named_and_the_login_is_forgotten_all_the_same() {
    let stage = Stage::plain(rule(Endpoint::Revoke, Fault::Drop { after_bytes: 0 }));
    stage.keys().fine();
    stage.log_in("allow", &[]);
    let out = stage.ask(&["logout"]).fine();
    assert_eq!((&out["revoked"], &out["problem"]["code"]), (&json!(false), &json!("offline")));
    assert_eq!(stage.accounts(), [Json::Null; 0]);
    assert!(!kept(&stage.home.at("secrets.json")).contains("act."));
}

fn kept(file: &Path) -> String {
    std::fs::read_to_string(file).expect("it was asked for")
}

#[test]
fn a_login_that_ends_soon_or_has_ended_says_so() {
    for (days, standing) in [(31, "good"), (29, "ends_soon")] {
        let limits = Limits { refresh_s: days * 86_400, ..Limits::default() };
        let stage = Stage::plain(Script { limits, ..Script::default() });
        stage.keys().fine();
        assert_eq!(stage.log_in("allow", &[])["standing"], standing);
    }
}

/// Changes a kept login, as time and TikTok do.
fn kept_login(stage: &Stage, change: impl Fn(&mut Json)) -> Json {
    let file = stage.home.at("secrets.json");
    let mut all: Json = serde_json::from_str(&kept(&file)).expect("JSON");
    let logins = all.as_object_mut().expect("entries").iter_mut();
    let (_, entry) = logins.into_iter().find(|(name, _)| name.starts_with("login ")).expect("a login");
    let mut login: Json = serde_json::from_str(entry.as_str().expect("a text")).expect("JSON");
    change(&mut login);
    *entry = login.to_string().into();
    std::fs::write(file, all.to_string()).expect("the file is ours");
    login
}

#[test]
fn two_processes_renew_a_login_once_and_the_next_tokens_are_kept() {
    let late = Fault::Late { ms: 400 };
    let stage = Stage::plain(Script { processing_ms: 0, ..rule(Endpoint::Refresh, late) });
    stage.keys().fine();
    stage.log_in("allow", &[]);
    let drafts = ["One", "Two"].map(|name| sent(&stage.home, name, 0));
    let before = kept_login(&stage, |login| login["access_until_ms"] = json!(0));
    let publishing = drafts.each_ref().map(|draft| {
        let mut command = stage.command(&["publish", draft]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    });
    for child in publishing {
        let said = Said::from(child.wait_with_output().expect("it ends"));
        assert!(said.code == 0 || said.json()["error"]["code"] == "account_busy", "{said:#?}");
    }
    assert_eq!(stage.asked(Endpoint::Refresh), 1);
    let after = kept_login(&stage, |_| {});
    assert!(after["refresh"] != before["refresh"] && after["access"] != before["access"]);
    let said = stage.ask(&["publish", &drafts[1]]);
    assert!(said.code == 0 || said.json()["error"]["code"] == "nothing_to_send", "{said:#?}");
    assert_eq!(stage.asked(Endpoint::Refresh), 1, "the next one finds it fresh");
}

#[test]
fn a_login_that_is_dead_at_the_platform_asks_for_another() {
    let stage = Stage::plain(Script::default());
    stage.keys().fine();
    stage.log_in("allow", &[]);
    let draft = sent(&stage.home, "One", 0);
    kept_login(&stage, |login| {
        login["access_until_ms"] = json!(0);
        login["refresh"] = json!("rft.gone");
    });
    let sentence = stage.ask(&["publish", &draft]).refused("platform_refused");
    assert!(sentence.contains("Log in again"), "{sentence}");
    assert_eq!(stage.server.shown().posts.len(), 0);
    // It says so until the creator logs in again.
    assert_eq!(stage.accounts()[0]["standing"], "ended");
    assert!(stage.home.tell(&["accounts"]).text.contains("ended; log in again"));
    assert_eq!(stage.log_in("allow", &[])["standing"], "good");
    stage.ask(&["publish", &draft]).fine();
    assert_eq!(stage.accounts()[0]["standing"], "good");
    assert_eq!(stage.server.shown().posts.len(), 1);
}

#[test]
fn a_login_that_the_creator_took_back_at_the_platform_has_ended_here_too() {
    let stage = Stage::plain(rule(Endpoint::Status, Fault::Revoke));
    stage.keys().fine();
    stage.log_in("allow", &[]);
    let draft = sent(&stage.home, "One", 0);
    let sentence = stage.ask(&["publish", &draft]).refused("platform_refused");
    assert!(sentence.contains("Log in again"), "{sentence}");
    let account = stage.accounts().remove(0);
    let now_ms = std::time::UNIX_EPOCH.elapsed().expect("later than 1970").as_millis();
    let until_ms = u128::from(account["until_ms"].as_u64().expect("a time"));
    assert!(account["standing"] == "ended" && until_ms <= now_ms && now_ms - until_ms < 60_000, "{account}");
}

/// A rehearsal in a process of its own, and what it said.
fn rehearsing(home: &Home, words: &[&str]) -> (Running, Json) {
    let mut command = home.command(words);
    let mut rehearsal = Running(command.stdout(Stdio::piped()).spawn().expect("it starts"));
    let out = rehearsal.0.stdout.take().expect("it is piped");
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("it speaks");
    (rehearsal, serde_json::from_str(&line).expect("JSON"))
}

#[test]
fn a_rehearsal_says_what_is_needed_to_log_in_there() {
    let home = Home::new();
    let (_rehearsal, told) = rehearsing(&home, &["rehearse", "--json"]);
    let text = |name: &str| told[name].as_str().expect("a text").to_owned();
    let url = text("base_url");
    let words = ["--json", "login", "--server", &url, "--no-browser", "--keys-from-env", "--secrets", "kept"];
    let mut login = home.command(&words);
    login.env("SHOWRUNNER_TIKTOK_CLIENT_KEY", text("client_key"));
    login.env("SHOWRUNNER_TIKTOK_CLIENT_SECRET", text("client_secret"));
    let (page, waiting) = Waiting::begin(&mut login);
    browser::consent(&page, "allow");
    assert_eq!(waiting.ends().fine()["account"]["nickname"], "Rehearsal");
}

#[test]
fn an_app_before_its_audit_is_rehearsed_without_a_script() {
    let home = Home::new();
    let (_rehearsal, told) = rehearsing(&home, &["rehearse", "--json", "--unaudited"]);
    let text = |name: &str| told[name].as_str().expect("a text");
    let draft = sent(&home, "One", 0);
    home.ask(&["send", &draft, "T1", "--to", "tiktok-post"]).fine();
    let words = ["--json", "publish", &draft, "--server", text("base_url"), "--token-from-env", "--consent"];
    let mut command = home.command(&words);
    command.args(["--privacy", "MUTUAL_FOLLOW_FRIENDS"]).env("SHOWRUNNER_TIKTOK_TOKEN", text("access_token"));
    let said = Said::of(&mut command).json();
    assert!(said.to_string().contains("\"unaudited\""), "{said:#}");
}
