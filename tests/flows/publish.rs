//! Publishing, from the command line against a server that speaks TikTok's API.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use rehearsal::{Rehearsal, Script, ShownPost};
use serde_json::Value as Json;
use series::{AccountId, PostSettings};
use showrunner_tests::{
    cli::{Home, Said},
    facts::ended,
};
use studio::{JobState, ProblemCode, StartRehearsal, Studio};
use tokio::runtime::Runtime;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A platform, and a series in a home whose last episodes are teasers.
pub(crate) struct Stage {
    pub(crate) home: Home,
    pub(crate) id: String,
    pub(crate) server: Rehearsal,
    runtime: Runtime,
}

impl Stage {
    /// One episode that is sold, then so many drafts, then so many posts.
    pub(crate) fn new(drafts: u64, posts: u64) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = {
            let _inside = runtime.enter();
            Rehearsal::start(Script { processing_ms: 0, ..Script::default() }).expect("a port is free")
        };
        let home = Home::new();
        // The pictures of these clips are tiny and slow.
        fs::create_dir_all(home.data().join("rules")).expect("the folder is ours");
        let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n";
        fs::write(home.data().join("rules/tiny.toml"), rules).expect("the folder is ours");
        let files: Vec<_> =
            (0..=drafts + posts).map(|n| home.lesson(&format!("Lesson {n}.mp4"), n)).collect();
        let id = home.series("Sent", &files);
        home.offer(&id);
        // The last first: what is sent away stands in front of those that were before.
        let last = 1 + drafts + posts;
        for (range, target) in [(2 + drafts..=last, "tiktok-post"), (2..=1 + drafts, "tiktok-draft")] {
            let numbers: Vec<_> = range.map(|number| number.to_string()).collect();
            if numbers.is_empty() {
                continue;
            }
            let mut words = vec!["send", &id];
            words.extend(numbers.iter().map(String::as_str));
            words.extend(["--to", target]);
            home.ask(&words).fine();
        }
        Self { home, id, server, runtime }
    }

    fn publish(&self, more: &[&str]) -> Said {
        Said::of(&mut self.publishing(more))
    }

    fn publishing(&self, more: &[&str]) -> Command {
        let url = self.server.base_url();
        let mut words = vec!["--json", "publish", &self.id, "--server", &url, "--token-from-env"];
        words.extend(["--privacy", "SELF_ONLY", "--consent"]);
        words.extend(more);
        let mut command = self.home.command(&words);
        command.env("SHOWRUNNER_TIKTOK_TOKEN", self.server.access_token());
        command
    }

    pub(crate) fn posts(&self) -> Vec<ShownPost> {
        self.server.shown().posts
    }

    /// Each episode's title and stage.
    pub(crate) fn stages(&self) -> Vec<(String, String)> {
        stages(&self.home.ask(&["status", &self.id]).json())
    }
}

fn stages(json: &Json) -> Vec<(String, String)> {
    let text = |value: &Json| value.as_str().expect("a text").to_owned();
    let episodes = json["episodes"].as_array().expect("a list").iter();
    episodes.map(|episode| (text(&episode["title"]), text(&episode["stage"]["stage"]))).collect()
}

fn times(json: &Json, name: &str) -> Vec<i64> {
    let episodes = json["episodes"].as_array().expect("a list").iter();
    episodes.map(|episode| episode[name].as_i64().expect("a time")).collect()
}

#[test]
fn each_teaser_goes_to_its_own_target_once_and_what_is_sold_goes_nowhere() {
    let stage = Stage::new(1, 1);
    let plan = stage.home.ask(&["publish", &stage.id, "--dry-run"]).fine();
    let rows = plan["episodes"].as_array().unwrap();
    assert_eq!((&rows[0]["number"], &rows[0]["target"]), (&"T1".into(), &"tiktok-draft".into()));
    assert_eq!(rows[0]["reason"], "You add sound and caption in the app");
    assert_eq!(rows[1]["reason"], "Free, 0:31.4, under the API’s 10:00");
    assert!(plan["ends_ms"].is_i64() && stage.posts().is_empty(), "{plan:#}");

    assert_eq!(stage.publish(&[]).fine()["posted"], 2);
    let posts = stage.posts();
    let seen: Vec<_> = posts.iter().map(|post| (post.draft, post.caption.as_deref())).collect();
    assert_eq!(seen, [(true, None), (false, Some("Lesson 2"))]);
    assert_eq!(posts[1].privacy_level.as_deref(), Some("SELF_ONLY"));
    assert_eq!(stage.publish(&[]).fine()["posted"], 2);
    assert_eq!(stage.publish(&["--resume"]).fine()["posted"], 2);
    assert_eq!(stage.posts().len(), 2, "nothing goes twice");
    // As a post goes what is not there yet; what is there as a draft, only if it is named.
    stage.publish(&["--target", "tiktok-post"]).fine();
    let titles = |posts: &[ShownPost]| posts.iter().map(|post| post.caption.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&stage.posts())[2..], [Some("Lesson 0".to_owned())]);
    stage.publish(&["--target", "tiktok-post", "--only", "T1"]).fine();
    assert_eq!(titles(&stage.posts())[3..], [Some("Lesson 1".to_owned())]);
    // What is on its way, or there, is not foretold again.
    assert_eq!(stage.stages().iter().filter(|(_, stage)| stage == "posted").count(), 4);
}

#[test]
fn a_token_that_is_no_good_is_said_so() {
    let stage = Stage::new(1, 1);
    let url = stage.server.base_url();
    let words = ["--json", "publish", &stage.id, "--server", &url, "--token-from-env"];
    let said = Said::of(stage.home.command(&words).env("SHOWRUNNER_TIKTOK_TOKEN", "act.wrong"));
    let said = said.refused("platform_refused");
    assert!(said.contains("Log in"), "{said}");
}

#[test]
fn what_is_over_the_days_share_waits_and_can_be_skipped_moved_and_sent_after_all() {
    let stage = Stage::new(7, 1);
    let first = stage.publish(&[]).fine();
    // Five drafts and the post: the drafts that wait do not hold it up.
    assert_eq!(first["posted"], 6);
    let waits = first["waits_until_ms"].as_i64().unwrap();
    let begun = stage.posts()[0].begun_ms;
    assert!((waits - begun - DAY_MS).abs() < HOUR_MS, "{waits} {begun}");
    let waiting = |stage: &Stage| -> Vec<String> {
        stage.stages().into_iter().filter(|(_, stage)| stage == "waiting").map(|(title, _)| title).collect()
    };
    assert_eq!(waiting(&stage), ["Lesson 6", "Lesson 7"]);
    stage.home.ask(&["settle", &stage.id, "T6", "--skip"]).fine();
    assert_eq!(stage.publish(&[]).fine()["posted"], 6, "what was skipped stays so");
    assert_eq!(waiting(&stage), ["Lesson 7"]);
    stage.home.ask(&["settle", &stage.id, "T6", "--again"]).fine();
    // The order is the board's: the last now goes first. It is there to be sent, though the other waits.
    stage.home.ask(&["move", &stage.id, "T7", "--to", "6"]).fine();
    let plan = stage.home.ask(&["publish", &stage.id, "--dry-run"]).fine();
    assert_eq!(plan["episodes"][5]["title"], "Lesson 7");
    assert_eq!(stage.posts().len(), 6);
    stage.home.ask(&["settle", &stage.id, "T1", "--again"]).refused("not_settled");
    // What was skipped goes out as it is now once it is named.
    stage.home.ask(&["settle", &stage.id, "T8", "--skip"]).refused("not_settled");
    stage.home.ask(&["settle", &stage.id, "T7", "--skip"]).fine();
    stage.home.ask(&["retitle", &stage.id, "T7", "Anew"]).fine();
    stage.publish(&["--only", "T7"]).fine();
    assert_eq!(waiting(&stage), ["Lesson 7", "Anew"]);
}

#[test]
fn who_waits_for_the_next_day_is_told_until_when() {
    let stage = Stage::new(6, 0);
    let mut command = stage.publishing(&["--wait"]);
    let mut waiting = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let complaints = BufReader::new(waiting.stderr.take().unwrap());
    let (tell, told) = mpsc::channel();
    thread::spawn(move || complaints.lines().for_each(|line| drop(tell.send(line))));
    let said = told.recv_timeout(Duration::from_secs(60)).map(Result::unwrap);
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    let said = said.expect("something is said");
    assert!(said.starts_with("The platform takes no more for now. The rest goes out from 20"), "{said}");
    assert_eq!(stage.posts().len(), 5);
}

#[test]
fn a_file_that_takes_longer_than_its_address_holds_is_not_begun_before_that_was_told() {
    let stage = Stage::new(1, 1);
    fs::create_dir_all(stage.home.data().join("cache")).unwrap();
    let now_ms = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let pace = serde_json::json!({ stage.server.base_url(): { "pace": 3, "at_ms": now_ms } });
    fs::write(stage.home.data().join("cache/uplink.json"), pace.to_string()).unwrap();
    let said = stage.publish(&[]).refused("upload_too_slow");
    assert!(said.contains("Lesson 1") && said.contains("1:00:00"), "{said}");
    assert!(stage.posts().is_empty(), "nothing was asked for");
    assert!(stage.stages().iter().all(|(_, stage)| stage == "waiting"));
    // Whoever goes on knows it: it is tried, and measured anew.
    assert_eq!(stage.publish(&["--resume"]).fine()["posted"], 2);
}

#[test]
fn a_rehearsal_shows_all_the_days_in_seconds_and_leaves_nothing_behind() {
    let stage = Stage::new(7, 2);
    let promised = stage.home.ask(&["publish", &stage.id, "--dry-run"]).fine();
    let shown = stage.home.ask(&["publish", &stage.id, "--target", "rehearsal"]).fine();
    assert_eq!((&shown["posted"], stage.posts().len()), (&9.into(), 0));
    // What the page promises is what happens, to some seconds that the platform works on each.
    let (mut foretold, mut happened) = (times(&promised, "begins_ms"), times(&shown, "begins_ms"));
    foretold.sort_unstable();
    happened.sort_unstable();
    for (promise, real) in foretold.iter().zip(&happened) {
        assert!((promise - real).abs() < HOUR_MS / 10, "{promise} {real}");
    }
    assert!(happened[8] - happened[0] >= DAY_MS, "{happened:?}");
    let ends = [&promised, &shown].map(|json| json["ends_ms"].as_i64().unwrap());
    assert!((ends[0] - ends[1]).abs() < HOUR_MS / 10, "{ends:?}");
    let notes = shown["notes"].to_string();
    assert!(notes.contains("2 days") && notes.contains("inbox"), "{notes}");
    // Nobody agreed to anything yet, and that is said.
    assert_eq!(shown["lacks"].as_array().unwrap().len(), 2, "{shown:#}");
    assert!(stage.stages().is_empty(), "no episode counts as posted");
}

#[test]
fn what_an_account_has_already_is_not_rehearsed_again() {
    let stage = Stage::new(2, 0);
    assert_eq!(stage.publish(&["--only", "T1"]).fine()["posted"], 1);
    let status = stage.home.ask(&["status", &stage.id]).json();
    let account = AccountId(status["episodes"][0]["account"].as_str().unwrap().to_owned());
    let rehearse = async || {
        let studio = Arc::new(Studio::open(stage.home.data()).await.unwrap());
        let start = StartRehearsal {
            account: Some(account.clone()),
            settings: PostSettings::default(),
            what_if: None,
        };
        let job = studio.start_rehearsal(stage.id.parse().unwrap(), start).await.unwrap();
        ended(&studio, job).await
    };
    let JobState::Rehearsed { outcome } = stage.runtime.block_on(rehearse()) else { panic!("it was not") };
    let titles: Vec<_> = outcome.episodes.iter().map(|episode| episode.title.as_str()).collect();
    assert_eq!(titles, ["Lesson 2"]);
    assert!(outcome.notes.iter().any(|note| note.key == "rehearsal.there"), "{:?}", outcome.notes);
    assert_eq!(stage.publish(&[]).fine()["posted"], 2);
    let JobState::Failed { problem } = stage.runtime.block_on(rehearse()) else { panic!("what is left?") };
    assert_eq!(problem.code, ProblemCode::NothingToSend);
}

#[test]
fn what_may_go_wrong_can_be_rehearsed() {
    let stage = Stage::new(2, 2);
    let rehearse = |what: &str| {
        let said = stage.home.ask(&["publish", &stage.id, "--target", "rehearsal", "--what-if", what]);
        assert!(said.code < 2, "{said:#?}");
        said.json()
    };
    let by = |json: &Json, name: &str| stages(json).iter().filter(|(_, stage)| stage == name).count();
    let refused = rehearse("audience-refused");
    assert_eq!((by(&refused, "refused"), by(&refused, "posted")), (1, 3), "{refused:#}");
    let used_up = rehearse("quota-used-up");
    assert_eq!(by(&used_up, "posted"), 4, "{used_up:#}");
    let begins = times(&used_up, "begins_ms");
    assert!(
        begins.iter().max().unwrap() - begins.iter().min().unwrap() < HOUR_MS,
        "all a day later: {used_up:#}"
    );
    assert!(used_up["notes"].to_string().contains("asked for again"), "{used_up:#}");
    let lost = rehearse("connection-lost");
    assert_eq!((by(&lost, "unconfirmed"), by(&lost, "posted")), (2, 2), "{lost:#}");
    assert!(lost["notes"][0].as_str().unwrap().contains("went on from what the platform held"), "{lost:#}");
}

#[test]
fn a_draft_over_what_the_account_may_post_is_warned_of_and_sent() {
    let stage = Stage::new(2, 0);
    // Of 31.2 and 31.4 seconds.
    let own = "[api.duration.creator_max_s]\nvalue = \"0:31.2\"\n";
    fs::write(stage.home.data().join("rules/own.toml"), own).unwrap();
    let warned = "It is 0:31.4 long, and this account may post 0:31.2.";
    let by_page = stage.home.ask(&["publish", &stage.id, "--dry-run"]).fine();
    assert_eq!(by_page["episodes"][0]["warnings"], Json::Array(Vec::new()), "{by_page:#}");
    assert!(by_page["episodes"][1]["warnings"][0].as_str().is_some_and(|text| text.starts_with(warned)));
    let by_target = stage.home.ask(&["publish", &stage.id, "--dry-run", "--target", "tiktok-draft"]);
    let by_target = by_target.fine();
    let told: Vec<_> = by_target["episodes"].as_array().unwrap().iter().map(|one| &one["warning"]).collect();
    assert!(told.iter().filter_map(|text| text.as_str()).all(|text| text.starts_with(warned)), "{told:?}");
    assert_eq!(told.iter().filter(|text| text.is_string()).count(), 1, "{told:?}");
    assert_eq!(stage.publish(&[]).fine()["posted"], 2);
}

#[test]
fn what_does_not_fit_is_told_and_the_rest_goes_out() {
    let stage = Stage::new(2, 0);
    // Of 31.2 and 31.4 seconds.
    let own = "[api.duration.max_s]\nvalue = \"0:31.2\"\n";
    fs::write(stage.home.data().join("rules/own.toml"), own).unwrap();
    let told = stage.publish(&[]).blocked();
    assert_eq!((&told["posted"], stage.posts().len()), (&1.into(), 1), "{told:#}");
    let unfit = told["unfit"].as_array().unwrap();
    assert_eq!(unfit.len(), 1, "{told:#}");
    assert_eq!(unfit[0]["title"], "Lesson 2");
    assert!(unfit[0]["why"].as_str().unwrap().contains("0:31.4"), "{told:#}");
}
