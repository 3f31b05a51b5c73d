//! Publishing, killed at any moment against a platform that misbehaves: every episode is there once.

use std::{
    collections::BTreeMap,
    env, fs,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use rehearsal::{Chance, Endpoint, Fault, Limits, Rehearsal, Script, ShownPost};
use serde_json::Value as Json;
use showrunner_tests::cli::Home;

/// How often it is killed, unless `SHOWRUNNER_TEST_KILLS` says otherwise.
const KILLS: u32 = 40;
const EPISODES: u64 = 10;
/// Two of them come in several chunks.
const LARGE: u64 = 66_000_000;

/// A series of ten, two of them large, with rules that let tiny pictures and many places through.
fn series(home: &Home) -> String {
    fs::create_dir_all(home.data().join("rules")).expect("the folder is ours");
    let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n\n[api.rate.init]\nvalue = 1000000\n\n[api.cap.posts_24h]\nvalue = 1000000\n";
    fs::write(home.data().join("rules/many.toml"), rules).expect("the folder is ours");
    let file = |n: u64| match format!("{n}.mp4") {
        name if n < 2 => home.large_lesson(&name, n, LARGE),
        name => home.lesson(&name, n),
    };
    let files: Vec<_> = (0..EPISODES).map(file).collect();
    let id = home.series("Sent", &files);
    home.offer(&id);
    id
}

fn misbehaving(seed: u64) -> Rehearsal {
    let chance = |on, one_in, fault| Chance { on, one_in, fault };
    Rehearsal::start(Script {
        seed,
        processing_ms: 0,
        limits: Limits {
            creator_info_a_minute: 1_000_000,
            init_a_minute: 1_000_000,
            status_a_minute: 1_000_000,
            user_info_a_minute: 1_000_000,
            posts_a_day: 1_000_000,
            ..Limits::default()
        },
        chances: vec![
            chance(Endpoint::InitPost, 12, Fault::LoseAnswer),
            chance(Endpoint::InitPost, 12, Fault::Drop { after_bytes: 0 }),
            chance(Endpoint::Chunk, 8, Fault::LoseAnswer),
            chance(Endpoint::Chunk, 8, Fault::Drop { after_bytes: 3_000_000 }),
            chance(Endpoint::Chunk, 8, Fault::Gateway { status: 502, done: false }),
            chance(Endpoint::Chunk, 16, Fault::Stall { ms: 150, after_bytes: 1_000_000 }),
            chance(Endpoint::Chunk, 16, Fault::Late { ms: 100 }),
            chance(Endpoint::Status, 8, Fault::Gateway { status: 503, done: false }),
            chance(Endpoint::Status, 16, Fault::Garble),
        ],
        ..Script::default()
    })
    .expect("a port is free")
}

fn publish(home: &Home, id: &str, server: &Rehearsal) -> Child {
    let url = server.base_url();
    let words = ["--json", "publish", id, "--target", "tiktok-post", "--server", &url, "--token-from-env"];
    let mut command = home.command(&words);
    command.args(["--secrets", "secrets.json", "--privacy", "SELF_ONLY", "--consent"]);
    command.env("SHOWRUNNER_TIKTOK_TOKEN", server.access_token());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Numbers that look drawn by lot, the same ones every time.
fn lot(seed: u64) -> u64 {
    let hash = blake3::hash(&seed.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("eight bytes"))
}

/// The stages of what is sent to that server, by title.
fn stages(home: &Home, id: &str) -> BTreeMap<String, String> {
    let status = serde_json::from_str::<Json>(&home.ask(&["status", id]).text).expect("JSON");
    let text = |episode: &Json, key: &str| episode[key].as_str().expect("a text").to_owned();
    let episodes = status["episodes"].as_array().expect("a list").iter();
    episodes
        .map(|episode| {
            (text(episode, "title"), episode["stage"]["stage"].as_str().expect("a text").to_owned())
        })
        .collect()
}

/// The creator answers for what nobody knows: a place whose answer was lost holds nothing.
fn settle(home: &Home, id: &str) -> u32 {
    let unsure = stages(home, id).into_iter().filter(|(_, stage)| stage == "unconfirmed");
    unsure
        .map(|(title, _)| {
            let number = title.parse::<u32>().map_or(title.clone(), |number| (number + 1).to_string());
            let said = home.ask(&["settle", id, &number, "--again"]);
            assert!(said.code < 2, "{said:#?}");
        })
        .count() as u32
}

/// Sees that nothing is there twice, and that each kill and each fault that met a file cost a chunk of it at
/// most. How much went out again in all.
fn once(posts: &[ShownPost], kills: &BTreeMap<String, u32>) -> u64 {
    let mut there = BTreeMap::new();
    for post in posts.iter().filter(|post| post.sha256.is_some()) {
        *there.entry(post.caption.clone()).or_insert(0) += 1;
        assert_eq!(post.copies, 1, "{post:?}");
    }
    assert!(there.values().all(|times| *times == 1), "{there:?}");
    let again = |post: &ShownPost| {
        let again = post.received - post.held;
        let largest = post.bytes - post.chunk * u64::from(post.chunks.saturating_sub(1));
        let kills = kills.get(&post.publish_id).copied().unwrap_or_default();
        assert!(again <= largest.max(post.chunk) * u64::from(post.disturbed + kills), "{kills} {post:?}");
        again
    };
    posts.iter().map(again).sum()
}

/// Notes what may have been on its way when it was killed: what has a place, and is not there as a whole.
fn cut_off(server: &Rehearsal, kills: &mut BTreeMap<String, u32>) {
    for post in server.shown().posts.into_iter().filter(|post| post.done_ms.is_none()) {
        *kills.entry(post.publish_id).or_default() += 1;
    }
}

#[test]
fn killed_at_any_moment_every_episode_is_posted_once() {
    let kills = env::var("SHOWRUNNER_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let _servers = runtime.enter();
    let (mut killed, mut worlds, mut settled, mut again) = (0, 0, 0, 0);
    while killed < kills {
        let home = Home::new();
        let id = series(&home);
        let server = misbehaving(u64::from(killed));
        let mut here = BTreeMap::new();
        let posted = loop {
            let mut child = publish(&home, &id, &server);
            thread::sleep(Duration::from_millis(30 + lot(u64::from(killed)) % 400));
            let ended = child.try_wait().unwrap().is_some();
            if !ended && killed < kills {
                child.kill().unwrap();
                child.wait().unwrap();
                killed += 1;
                cut_off(&server, &mut here);
            }
            let said = child.wait_with_output().unwrap();
            let complaint = String::from_utf8_lossy(&said.stderr);
            // Two answers in a row that were lost end a round, for the creator to look; all else is a fault.
            let in_doubt = String::from_utf8_lossy(&said.stdout).contains("\"places_unanswered\"");
            assert!(in_doubt || said.status.code().is_none_or(|code| code < 2), "{complaint}");
            settled += settle(&home, &id);
            let stages = stages(&home, &id);
            let posted = stages.values().filter(|stage| *stage == "posted").count() as u64;
            if posted == EPISODES {
                break stages;
            }
        };
        let shown = server.shown();
        again += once(&shown.posts, &here);
        let there = shown.posts.iter().filter(|post| post.status == "PUBLISH_COMPLETE").count() as u64;
        assert_eq!((posted.len() as u64, there), (EPISODES, EPISODES), "{:#?}", shown.posts);
        worlds += 1;
    }
    println!(
        "{killed} kills in {worlds} publishes; {settled} answers were lost, and the creator was asked; {again} bytes went out again"
    );
}
