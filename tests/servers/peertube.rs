//! PeerTube from the command line: logged in, sent in order, killed at any moment.

use std::{
    env, fs,
    io::Write,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use serde_json::{Value as Json, json};
use showrunner_tests::{
    cli::{Home, Said},
    servers::{Server, names, playlist},
};

/// How often it is killed, unless `SHOWRUNNER_TEST_KILLS` says otherwise.
const KILLS: u32 = 24;
const EPISODES: usize = 4;
/// Two of them come in several chunks.
const LARGE: u64 = 50_000_000;
const CHUNK: u64 = 16_000_000;
const PASSWORD: &str = "correct horse";

/// A series of four, whose titles PeerTube takes. The first of them are large.
fn series(home: &Home, large: usize) -> String {
    let file = |n: usize| match format!("Lesson {}.mp4", n + 1) {
        name if n < large => home.large_lesson(&name, n as u64, LARGE),
        name => home.lesson(&name, n as u64),
    };
    let files: Vec<_> = (0..EPISODES).map(file).collect();
    let id = home.series("Bread", &files);
    home.offer(&id);
    id
}

fn login(home: &Home, server: &Server, user: &str, typed: &str, more: &[&str]) -> Said {
    let url = server.url();
    let mut words = vec!["--json", "login", "--peertube", &url, "--user", user, "--secrets", "secrets.json"];
    words.extend(more);
    let mut command = home.command(&words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("it was asked for").write_all(typed.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends").into()
}

fn publish(home: &Home, id: &str, more: &[&str]) -> Child {
    let mut words = vec!["--json", "publish", id, "--target", "peertube", "--secrets", "secrets.json"];
    words.extend(more);
    let mut command = home.command(&words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
}

fn published(home: &Home, id: &str, more: &[&str]) -> Said {
    publish(home, id, more).wait_with_output().expect("it ends").into()
}

fn stages(home: &Home, id: &str) -> Vec<(String, String)> {
    let status: Json = serde_json::from_str(&home.ask(&["status", id]).text).expect("JSON");
    let text = |json: &Json| json.as_str().expect("a text").to_owned();
    let episodes = status["episodes"].as_array().expect("a list").iter();
    episodes.map(|episode| (text(&episode["title"]), text(&episode["stage"]["stage"]))).collect()
}

const ORDER: [&str; EPISODES] = ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4"];

#[test]
fn a_series_goes_there_in_order_once_and_its_order_can_be_changed() {
    let home = Home::new();
    let id = series(&home, 1);
    let free = home.lesson("Free.mp4", 9);
    home.ask(&["add", &id, "--", free.to_str().unwrap()]).fine();
    home.ask(&["send", &id, "5", "--to", "tiktok-draft"]).fine();
    let server = Server::of_peertube(json!({}));
    let account = login(&home, &server, "mary", "correct horse\n", &[]).fine();
    assert_eq!(
        (&account["account"]["kind"], &account["account"]["nickname"]),
        (&json!("peertube"), &json!("Mary"))
    );

    // Who can watch is asked for, and has PeerTube's own words.
    assert!(published(&home, &id, &[]).refused("post_lacks").contains("who can watch"));
    published(&home, &id, &["--privacy", "SELF_ONLY"]).refused("post_lacks");
    published(&home, &id, &["--privacy", "public", "--channel", "nowhere"]).refused("post_lacks");
    assert_eq!(names(&server.world()), [""; 0]);

    let said = published(&home, &id, &["--privacy", "unlisted", "--comment", "--channel", "kitchen"]).fine();
    assert_eq!(said["posted"], 4, "{said:#}");
    let there = server.world();
    assert_eq!(names(&there), ORDER, "what is free does not go there");
    assert_eq!(playlist(&there), ORDER);
    assert_eq!(
        (&there["playlists"][0]["displayName"], &there["playlists"][0]["privacy"]),
        (&json!("Bread"), &json!(2))
    );
    for (number, video) in there["videos"].as_array().unwrap().iter().enumerate() {
        let content = fs::read(home.at(&format!("Lesson {}.mp4", number + 1))).unwrap();
        assert_eq!(video["bytes"], content.len(), "{video}");
        let said =
            ["privacy", "channelId", "commentsPolicy", "waitTranscoding"].map(|name| video[name].clone());
        assert_eq!(said, [json!(2), json!(8), json!(1), json!(true)], "{video}");
    }
    let received: u64 =
        there["puts"].as_array().unwrap().iter().map(|put| put["bytes"].as_u64().unwrap()).sum();
    let sizes: u64 =
        there["videos"].as_array().unwrap().iter().map(|video| video["bytes"].as_u64().unwrap()).sum();
    assert_eq!(received, sizes, "nothing was sent twice");
    let first = &home.ask(&["status", &id]).fine()["episodes"][0];
    assert_eq!(first["stage"]["post"], there["videos"][0]["uuid"]);

    // Moved on the board, it is moved there, and nothing is sent again.
    home.ask(&["move", &id, "4", "--to", "1"]).fine();
    published(&home, &id, &["--privacy", "unlisted"]).fine();
    let moved = server.world();
    assert_eq!(moved["videos"].as_array().unwrap().len(), EPISODES);
    assert_eq!(playlist(&moved), ["Lesson 4", "Lesson 1", "Lesson 2", "Lesson 3"]);

    let out = home.ask(&["logout", "mary", "--secrets", "secrets.json"]).fine();
    assert_eq!(out["revoked"], true, "{out:#}");
    published(&home, &id, &["--privacy", "unlisted"]).refused("not_logged_in");
}

#[test]
fn a_login_asks_for_what_the_account_asks_for_and_keeps_no_password() {
    let home = Home::new();
    let server = Server::of_peertube(json!({ "faults": { "second_factor": true } }));
    login(&home, &server, "mary", "wrong\n", &[]).refused("wrong_password");
    let said = login(&home, &server, "mary", "correct horse\n", &[]).refused("platform_refused");
    assert!(said.contains("authenticator"), "{said}");
    login(&home, &server, "mary", "correct horse\n000000\n", &["--second-factor"])
        .refused("platform_refused");
    login(&home, &server, "mary", "correct horse\n123456\n", &["--second-factor"]).fine();
    assert_eq!(keepers(&home, PASSWORD), [""; 0]);
}

/// The names of the files in a home that a text stands in.
fn keepers(home: &Home, text: &str) -> Vec<String> {
    let (mut paths, mut keepers) = (vec![home.folder().to_owned()], Vec::new());
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(
                fs::read_dir(&path).expect("it is ours").map(|entry| entry.expect("it is ours").path()),
            );
        } else if path.is_file() {
            let content = fs::read(&path).expect("it is ours");
            if content.windows(text.len()).any(|part| part == text.as_bytes()) {
                keepers.push(path.file_name().expect("a name").to_string_lossy().into_owned());
            }
        }
    }
    keepers
}

#[test]
fn a_login_that_ends_soon_is_renewed_as_often_as_need_be() {
    let home = Home::new();
    let id = series(&home, 0);
    let server = Server::of_peertube(json!({ "faults": { "holds": 60, "too_fast": 3 } }));
    login(&home, &server, "mary", "correct horse\n", &[]).fine();
    let said = published(&home, &id, &["--privacy", "private"]);
    assert_eq!(said.fine()["posted"], 4);
    let there = server.world();
    assert_eq!(playlist(&there), ORDER);
    // Of all the tokens there were, the last two are kept, and none was told.
    let issued: Vec<_> =
        there["issued"].as_array().unwrap().iter().map(|token| token.as_str().unwrap()).collect();
    assert!(issued.len() > 20, "{issued:?}");
    for (left, token) in issued.iter().rev().enumerate() {
        let kept_by = if left < 2 { vec!["secrets.json"] } else { vec![] };
        assert_eq!(keepers(&home, token), kept_by);
        assert!(!format!("{said:?}").contains(token));
    }
}

#[test]
fn a_token_that_is_handed_in_will_do_and_what_was_begun_is_gone_on_with() {
    let home = Home::new();
    let id = series(&home, 2);
    let server = Server::of_peertube(json!({}));
    login(&home, &server, "mary", "correct horse\n", &[]).fine();
    let kept: Json = serde_json::from_slice(&fs::read(home.at("secrets.json")).unwrap()).unwrap();
    let account = format!("login peertube:{}/mary", server.url().trim_start_matches("http://"));
    let login: Json = serde_json::from_str(kept[account].as_str().unwrap()).unwrap();
    let with_token = |more: &[&str]| {
        let url = server.url();
        let mut words =
            vec!["--json", "publish", &id, "--target", "peertube", "--server", &url, "--token-from-env"];
        words.extend(["--secrets", "places.json"].iter().chain(more));
        let mut command = home.command(&words);
        command.env("SHOWRUNNER_PEERTUBE_TOKEN", login["access"].as_str().unwrap());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    // The first has three chunks: it is broken off in the middle of a file.
    let mut child = with_token(&["--privacy", "internal", "--channel", "The kitchen"]);
    while server.world()["puts"].as_array().unwrap().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let said = Said::from(with_token(&["--resume"]).wait_with_output().unwrap());
    assert_eq!(said.fine()["posted"], 4);
    let there = server.world();
    assert_eq!(playlist(&there), ORDER);
    // What was said at first holds: PeerTube has no playlist for its own users alone.
    assert!(
        there["videos"]
            .as_array()
            .unwrap()
            .iter()
            .all(|video| video["privacy"] == 4 && video["channelId"] == 8)
    );
    assert_eq!(there["playlists"][0]["privacy"], 3);
}

#[test]
fn what_a_server_has_no_room_for_is_told_and_the_rest_goes_there() {
    let home = Home::new();
    let id = series(&home, 1);
    let server = Server::of_peertube(json!({ "faults": { "quota": 1_000_000 } }));
    login(&home, &server, "mary", "correct horse\n", &[]).fine();
    let said = published(&home, &id, &["--privacy", "public"]).blocked();
    assert_eq!(said["posted"], 3, "{said:#}");
    let refused = &said["episodes"][0]["stage"]["refused"];
    assert_eq!(refused["code"], "quota_reached", "{said:#}");
    assert_eq!(playlist(&server.world()), ORDER[1..]);
}

#[test]
fn killed_at_any_moment_every_episode_is_there_once_and_in_order() {
    let kills = env::var("SHOWRUNNER_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let (mut killed, mut worlds, mut settled, mut most) = (0_u32, 0_u32, 0_u32, 0);
    while killed < kills {
        let home = Home::new();
        let id = series(&home, 2);
        let server = Server::of_peertube(json!({ "seed": killed, "faults": {
            "lose_place": 12, "drop": 8, "trouble": 8, "lose_answer": 6, "lose_arranged": 8, "too_fast": 8,
        } }));
        login(&home, &server, "mary", "correct horse\n", &[]).fine();
        let mut here = 0_u64;
        loop {
            let mut child = publish(&home, &id, &["--privacy", "public"]);
            thread::sleep(Duration::from_millis(50 + u64::from(killed) * 7_919 % 900));
            let ended = child.try_wait().unwrap().is_some();
            if !ended && killed < kills {
                child.kill().unwrap();
                killed += 1;
                here += 1;
            }
            let said = child.wait_with_output().unwrap();
            let complaint = String::from_utf8_lossy(&said.stderr);
            // Two answers in a row that were lost end a round, for the creator to look.
            let in_doubt = String::from_utf8_lossy(&said.stdout).contains("\"places_unanswered\"");
            assert!(in_doubt || said.status.code().is_none_or(|code| code < 2), "{complaint}");
            let stages = stages(&home, &id);
            // The creator answers for what nobody knows: a place whose answer was lost holds nothing.
            for (number, _) in (1..).zip(&stages).filter(|(_, (_, stage))| stage == "unconfirmed") {
                assert!(home.ask(&["settle", &id, &number.to_string(), "--again"]).code < 2);
                settled += 1;
            }
            let posted = stages.iter().filter(|(_, stage)| stage == "posted").count();
            if posted == EPISODES && said.status.success() {
                break;
            }
        }
        let there = server.world();
        let mut videos = names(&there);
        videos.sort_unstable();
        assert_eq!(videos, ORDER, "each once: {there:#}");
        assert_eq!(playlist(&there), ORDER);
        // The server keeps what arrived of a broken chunk, and is asked for it: of a file hardly anything is sent
        // again, whatever was killed.
        for video in there["videos"].as_array().unwrap() {
            let of = |put: &&Json| put["upload"] == video["upload"];
            let puts = there["puts"].as_array().unwrap().iter().filter(of);
            let received: u64 = puts.map(|put| put["bytes"].as_u64().unwrap()).sum();
            let again = received - video["bytes"].as_u64().unwrap();
            assert!(again <= CHUNK * here.max(1), "{again} bytes again of {video:#}");
            most = most.max(again);
        }
        worlds += 1;
    }
    println!(
        "{killed} kills in {worlds} series; {settled} lost answers were asked about; {most} bytes of a file again"
    );
}
