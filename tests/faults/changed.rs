//! A file that is replaced while it is sent, or away for a while: the others go out. One that is another by now can
//! be sent anew as it is; one that is back goes on where it was.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use rehearsal::{Endpoint, Fault, Rehearsal, Rule, Script};
use serde_json::Value as Json;
use showrunner_tests::cli::{Home, Said};
use tokio::runtime::Runtime;

/// Comes in several chunks.
const LARGE: u64 = 66_000_000;

/// A publish of two teasers that was killed in the middle of the first, after two of its chunks.
struct Killed {
    home: Home,
    id: String,
    server: Rehearsal,
    /// What is sold, the large teaser, and a small one.
    files: [PathBuf; 3],
    _runtime: Runtime,
}

impl Killed {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        // From the third chunk on nothing arrives.
        let fault = Fault::Gateway { status: 502, done: false };
        let rules = vec![Rule { on: Endpoint::Chunk, nth: 3, times: 1_000_000, fault }];
        let server = {
            let _inside = runtime.enter();
            Rehearsal::start(Script { processing_ms: 0, rules, ..Script::default() }).expect("a port is free")
        };
        let home = Home::new();
        fs::create_dir_all(home.data().join("rules")).expect("the folder is ours");
        let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n";
        fs::write(home.data().join("rules/tiny.toml"), rules).expect("the folder is ours");
        let files = [home.lesson("0.mp4", 0), home.large_lesson("1.mp4", 1, LARGE), home.lesson("2.mp4", 2)];
        let id = home.series("Sent", &files);
        home.offer(&id);
        home.ask(&["send", &id, "2", "3", "--to", "tiktok-draft"]).fine();
        let killed = Self { home, id, server, files, _runtime: runtime };
        let mut child = killed.publish(&[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.as_mut().expect("it starts");
        while killed.asked(Endpoint::Chunk) < 4 {
            thread::sleep(Duration::from_millis(10));
        }
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        killed.server.follow(Script { processing_ms: 0, ..Script::default() });
        killed
    }

    fn publish(&self, more: &[&str]) -> Command {
        let url = self.server.base_url();
        let mut words = vec!["--json", "publish", &self.id, "--server", &url, "--token-from-env"];
        words.extend(["--secrets", "secrets.json"]);
        words.extend(more);
        let mut command = self.home.command(&words);
        command.env("SHOWRUNNER_TIKTOK_TOKEN", self.server.access_token());
        command
    }

    fn resume(&self) -> Said {
        Said::of(&mut self.publish(&["--resume"]))
    }

    fn asked(&self, endpoint: Endpoint) -> u32 {
        self.server.shown().asked.get(&endpoint).copied().unwrap_or_default()
    }

    fn stages(&self) -> Vec<String> {
        let status = self.home.ask(&["status", &self.id]).json();
        let episodes = status["episodes"].as_array().expect("a list").iter();
        let text = |stage: &Json| stage.as_str().expect("a text").to_owned();
        episodes.map(|episode| text(&episode["stage"]["stage"])).collect()
    }
}

#[test]
fn a_replaced_file_holds_nothing_up_and_is_sent_anew_as_it_is() {
    let killed = Killed::new();
    let other = killed.home.lesson("other.mp4", 7);
    fs::rename(&other, &killed.files[1]).unwrap();

    let said = killed.resume().json();
    assert_eq!(said["episodes"][0]["stage"]["refused"]["why"], "file_changed", "{said:#}");
    assert_eq!(killed.stages(), ["refused", "posted"]);
    killed.home.ask(&["settle", &killed.id, "T1", "--again"]).fine();
    assert_eq!(killed.stages(), ["posted", "waiting"]);
    killed.resume().fine();
    assert_eq!(killed.stages(), ["posted", "posted"]);
    let posts = killed.server.shown().posts;
    let whole: Vec<_> = posts.into_iter().filter(|post| post.done_ms.is_some()).collect();
    assert_eq!(whole.len(), 2);
    assert!(whole.iter().all(|post| post.copies == 1 && post.bytes < 1_000_000), "{whole:#?}");
    assert_eq!(killed.asked(Endpoint::InitDraft), 3);
}

#[test]
fn a_file_on_a_drive_that_is_away_goes_on_where_it_was_once_it_is_back() {
    let killed = Killed::new();
    let (file, away) = (&killed.files[1], killed.files[1].with_extension("away"));
    fs::rename(file, &away).unwrap();
    killed.resume();
    assert_eq!(killed.stages(), ["unreachable", "posted"]);
    // Copied back by something that keeps the time, as drives and backups do.
    fs::copy(&away, file).unwrap();
    let modified = fs::metadata(&away).unwrap().modified().unwrap();
    fs::File::options().write(true).open(file).unwrap().set_modified(modified).unwrap();
    killed.resume().fine();
    assert_eq!(killed.stages(), ["posted", "posted"]);
    assert_eq!(killed.asked(Endpoint::InitDraft), 2, "it needed no other place");
    let posts = killed.server.shown().posts;
    let large = posts.iter().find(|post| post.bytes == LARGE).unwrap();
    // The third and fourth try were refused, whatever came of them: nothing else is sent again.
    assert!(large.received <= LARGE + 30_000_000, "{large:#?}");
}
