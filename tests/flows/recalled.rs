//! What was begun and is not wanted any more, on the command line: called back until the last of it is under way.

use std::{
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use rehearsal::{Endpoint, Rehearsal, Script};
use serde_json::{Value as Json, json};
use showrunner_tests::cli::{Home, Said};
use tokio::runtime::Runtime;

/// The size of a file that comes in seven chunks.
const SEVEN_CHUNKS: u64 = 70_000_000;

struct Stage {
    home: Home,
    id: String,
    server: Rehearsal,
    _runtime: Runtime,
}

impl Stage {
    /// One episode that is sold and two posts, the first of them large; of whatever chunk that is, and of all
    /// behind it, nothing arrives.
    fn stuck_from(nth: u32) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = {
            let _inside = runtime.enter();
            Rehearsal::start(Self::script(Some(nth))).expect("a port is free")
        };
        let home = Home::new();
        let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n";
        std::fs::create_dir_all(home.data().join("rules")).expect("the folder is ours");
        std::fs::write(home.data().join("rules/tiny.toml"), rules).expect("the folder is ours");
        let files = [
            home.lesson("Aside.mp4", 0),
            home.large_lesson("Large.mp4", 1, SEVEN_CHUNKS),
            home.lesson("Small.mp4", 2),
        ];
        let id = home.series("Sent", &files);
        home.offer(&id);
        home.ask(&["send", &id, "2", "3", "--to", "tiktok-post"]).fine();
        Self { home, id, server, _runtime: runtime }
    }

    fn script(stuck_from: Option<u32>) -> Script {
        let fault = json!({ "does": "gateway", "status": 502 });
        let rule = |nth| json!({ "on": "chunk", "nth": nth, "times": 1_000_000, "fault": fault });
        let rules: Vec<Json> = stuck_from.into_iter().map(rule).collect();
        let script = Script { processing_ms: 0, ..Script::default() };
        script.with(&json!({ "rules": rules })).expect("a script")
    }

    fn begun(&self) -> Child {
        let url = self.server.base_url();
        let words = ["--json", "publish", &self.id, "--server", &url, "--token-from-env"];
        let mut command = self.home.command(&words);
        command.args(["--secrets", "secrets.json", "--privacy", "SELF_ONLY", "--consent"]);
        command.env("SHOWRUNNER_TIKTOK_TOKEN", self.server.access_token());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    fn publish(&self) -> Said {
        Said::from(self.begun().wait_with_output().expect("it ends"))
    }

    /// Sends until so many chunks were asked to be taken, and is killed then.
    fn publish_until(&self, chunks: u32) {
        let mut child = self.begun();
        while self.server.shown().asked.get(&Endpoint::Chunk).is_none_or(|asked| *asked < chunks) {
            if child.try_wait().expect("it is ours").is_some() {
                panic!("it ended before: {:?}", Said::from(child.wait_with_output().expect("it ended")));
            }
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().and_then(|()| child.wait()).expect("it is ours");
    }

    fn heals(&self) {
        self.server.follow(Self::script(None));
    }

    fn stage_of(&self, title: &str) -> Json {
        let status = serde_json::from_str::<Json>(&self.home.ask(&["status", &self.id]).text).expect("JSON");
        let mut all = status["episodes"].as_array().expect("a list").iter();
        all.find(|one| one["title"] == title).expect("it is on the list")["stage"]["stage"].clone()
    }

    fn keeps_an_address(&self) -> bool {
        std::fs::read_to_string(self.home.at("secrets.json")).expect("it was written").contains("place/")
    }
}

#[test]
fn what_is_half_sent_and_sold_again_or_removed_is_never_finished() {
    for words in [vec!["send", "T1", "--to", "portal"], vec!["remove", "T1"]] {
        let stage = Stage::stuck_from(3);
        stage.publish_until(4);
        assert!(stage.keeps_an_address());
        let (command, rest) = words.split_first().expect("a command");
        stage.home.ask(&[&[*command, &stage.id], rest].concat()).fine();
        stage.heals();
        stage.publish();
        assert_eq!((stage.stage_of("Large"), stage.stage_of("Small")), ("withdrawn".into(), "posted".into()));
        let posts = stage.server.shown().posts;
        assert_eq!((posts.len(), posts[0].held, posts[0].copies), (2, 20_000_000, 0));
        assert!(!stage.keeps_an_address());
    }
}

#[test]
fn what_is_half_sent_can_be_skipped_until_the_last_of_it_is_under_way() {
    for (nth, recallable) in [(6, true), (7, false)] {
        let stage = Stage::stuck_from(nth);
        stage.publish_until(nth + 1);
        let said = stage.home.ask(&["settle", &stage.id, "T1", "--skip"]);
        stage.heals();
        if recallable {
            assert!(said.code < 2, "{said:?}");
            let told = "50 MB of it lie at TikTok and are forgotten there; nothing was posted.";
            assert!(said.complaint.contains(told), "{said:?}");
            assert_eq!(stage.stage_of("Large"), "skipped");
        } else {
            said.refused("past_recall");
        }
        stage.publish();
        assert_eq!(stage.stage_of("Large"), if recallable { "skipped" } else { "posted" });
        assert_eq!(stage.stage_of("Small"), "posted");
        assert_eq!(stage.server.shown().posts[0].copies, u32::from(!recallable));
        assert!(!stage.keeps_an_address(), "forgotten by who had it");
    }
}
