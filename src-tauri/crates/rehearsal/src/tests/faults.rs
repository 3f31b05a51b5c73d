//! Each way to misbehave.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::client::*;
use crate::{Script, names::hex};

const TEN: &[u8] = b"0123456789";
const RANGE: &str = "bytes 0-9/10";

/// A stage with one rule, and a draft on it.
async fn draft(rule: Value) -> (Stage, String, String) {
    let stage = Stage::with(json!([rule]));
    let (id, path) = stage.draft(10, 10, 1).await;
    (stage, id, path)
}

#[tokio::test]
async fn a_lost_answer_is_work_that_is_done() {
    let fault = json!({ "does": "lose_answer" });
    let stage =
        Stage::with(json!([{ "on": "init_draft", "fault": fault }, { "on": "chunk", "fault": fault }]));
    assert!(stage.try_post(DRAFT, &source(10, 10, 1)).await.is_err());
    assert_eq!(stage.server.shown().posts.len(), 1, "a place was given");
    let (id, path) = stage.draft(10, 10, 1).await;
    assert!(stage.put(&path, RANGE, TEN).await.is_err());
    assert_eq!(stage.status(&id).await["uploaded_bytes"], 10);
    assert_eq!(stage.put(&path, RANGE, TEN).await.unwrap().status, 416);
}

#[tokio::test]
async fn a_connection_that_breaks_does_nothing() {
    let stage = Stage::with(json!([
        { "on": "init_draft", "fault": { "does": "drop" } },
        { "on": "chunk", "fault": { "does": "drop", "after_bytes": 1_000_000 } },
    ]));
    assert!(stage.try_post(DRAFT, &source(10, 10, 1)).await.is_err());
    assert!(stage.server.shown().posts.is_empty());
    let (id, path) = stage.draft(10_000_000, 10_000_000, 1).await;
    let bytes = vec![7; 10_000_000];
    assert!(stage.put(&path, "bytes 0-9999999/10000000", &bytes).await.is_err());
    assert_eq!(stage.status(&id).await["uploaded_bytes"], 0);
    let received = stage.server.shown().posts[0].received;
    assert!((1_000_000..10_000_000).contains(&received), "{received}");
    assert_eq!(stage.put(&path, "bytes 0-9999999/10000000", &bytes).await.unwrap().status, 201);
}

#[tokio::test]
async fn a_gateway_answers_before_or_after_the_work() {
    for done in [false, true] {
        let fault = json!({ "does": "gateway", "status": 502, "done": done });
        let stage =
            Stage::with(json!([{ "on": "init_draft", "fault": fault }, { "on": "chunk", "fault": fault }]));
        let heard = stage.post(DRAFT, source(10, 10, 1)).await;
        assert_eq!((heard.status, &heard.body[..6]), (502, "<html>"));
        assert_eq!(stage.server.shown().posts.len(), usize::from(done));
        let (id, path) = stage.draft(10, 10, 1).await;
        assert_eq!(stage.put(&path, RANGE, TEN).await.unwrap().status, 502);
        assert_eq!(stage.status(&id).await["uploaded_bytes"], if done { 10 } else { 0 });
        let again = if done { 416 } else { 201 };
        assert_eq!(stage.put(&path, RANGE, TEN).await.unwrap().status, again);
    }
}

#[tokio::test]
async fn it_stalls_and_it_is_late() {
    for fault in [json!({ "does": "stall", "ms": 200 }), json!({ "does": "late", "ms": 200 })] {
        let (stage, _, path) = draft(json!({ "on": "chunk", "fault": fault })).await;
        let since = Instant::now();
        let heard = stage.put(&path, RANGE, TEN).await.unwrap();
        assert_eq!(heard.status, 201);
        assert!(since.elapsed() >= Duration::from_millis(200), "{fault}");
    }
    let stage = Stage::with(json!([{ "on": "init_draft", "fault": { "does": "late", "ms": 1_000 } }]));
    let answered = Cell::new(false);
    let asking = async {
        stage.post(DRAFT, source(10, 10, 1)).await;
        answered.set(true);
    };
    let looking = async {
        stage.until(|shown| shown.posts.len() == 1).await;
        assert!(!answered.get(), "done before it is answered");
    };
    tokio::join!(asking, looking);
}

#[tokio::test]
async fn what_ends_before_its_time() {
    let (stage, ..) = draft(json!({ "on": "creator_info", "fault": { "does": "expire_token" } })).await;
    let heard = stage.post(CREATOR, json!({})).await;
    assert_eq!((heard.status, heard.code().as_str()), (401, "access_token_invalid"));
    let (key, secret, refresh) =
        (stage.server.client_key(), stage.server.client_secret(), stage.server.refresh_token());
    let fields = [
        ("client_key", key.as_str()),
        ("client_secret", &secret),
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh),
    ];
    assert_eq!(stage.form("/v2/oauth/token/", &fields).await.status, 200, "its refresh token holds");

    let (stage, _, path) = draft(json!({ "on": "chunk", "fault": { "does": "expire_url" } })).await;
    assert_eq!(stage.put(&path, RANGE, TEN).await.unwrap().status, 403);

    let (stage, id, path) = draft(json!({ "on": "status", "nth": 2, "fault": { "does": "revoke" } })).await;
    stage.status(&id).await;
    let heard = stage.post(STATUS, json!({ "publish_id": id })).await;
    assert_eq!(heard.code(), "access_token_invalid");
    assert_eq!(stage.put(&path, RANGE, TEN).await.unwrap().status, 404);
    let shown = &stage.server.shown().posts[0];
    assert_eq!((shown.status.as_str(), shown.fail_reason.as_deref()), ("FAILED", Some("auth_removed")));

    let stage = Stage::with(json!([{ "on": "init_draft", "nth": 2, "fault": { "does": "run_out" } }]));
    stage.draft(10, 10, 1).await;
    assert_eq!(stage.post(DRAFT, source(10, 10, 1)).await.code(), "spam_risk_too_many_pending_share");
    assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "spam_risk_too_many_posts");
    stage.jump(86_400);
    stage.draft(10, 10, 1).await;
}

#[tokio::test]
async fn every_reason_to_fail_in_the_end() {
    for reason in [
        "file_format_check_failed",
        "duration_check_failed",
        "frame_rate_check_failed",
        "picture_size_check_failed",
        "internal",
        "video_pull_failed",
        "photo_pull_failed",
        "publish_cancelled",
        "auth_removed",
        "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
        "spam_risk_text",
        "spam_risk",
    ] {
        for on in ["init_draft", "chunk"] {
            let fault = json!({ "does": "fail", "reason": reason });
            let (stage, id, path) = draft(json!({ "on": on, "fault": fault })).await;
            assert_eq!(stage.put(&path, RANGE, TEN).await.unwrap().status, 201);
            assert_eq!(stage.status(&id).await["status"], "PROCESSING_UPLOAD");
            stage.jump(2);
            let status = stage.status(&id).await;
            assert_eq!(
                (&status["status"], &status["fail_reason"]),
                (&json!("FAILED"), &json!(reason)),
                "{on}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_json() {
    let stage = Stage::with(json!([{ "on": "init_draft", "fault": { "does": "garble" } }]));
    let heard = stage.post(DRAFT, source(10, 10, 1)).await;
    assert!(heard.status == 200 && serde_json::from_str::<Value>(&heard.body).is_err());
    assert_eq!(stage.server.shown().posts.len(), 1);
}

#[tokio::test]
async fn chances_fall_as_the_seed_has_it() {
    let falls = async |seed: u64| {
        let fault = json!({ "does": "gateway", "status": 503 });
        let chances = json!([{ "on": "chunk", "one_in": 3, "fault": fault }]);
        let script = Script::default().with(&json!({ "chances": chances, "seed": seed })).unwrap();
        let stage = Stage::set(script);
        let mut fallen = Vec::new();
        for _ in 0..60 {
            fallen.push(stage.put("/video", RANGE, TEN).await.unwrap().status == 503);
        }
        fallen
    };
    let (one, again, other) = (falls(1).await, falls(1).await, falls(2).await);
    assert_eq!(one, again);
    assert_ne!(one, other);
    let count = one.iter().filter(|fallen| **fallen).count();
    assert!((8..=32).contains(&count), "{count} of 60");
}

#[tokio::test]
async fn it_is_directed_while_it_runs() {
    let stage = Stage::set(Script::default());
    stage.draft(10, 10, 1).await;
    let rules = json!({ "rules": [{ "on": "init_draft", "times": 2, "fault": { "does": "drop" } }] });
    let followed = stage.post("/rehearsal/script", rules.clone()).await;
    assert_eq!(followed.json()["rules"][0]["nth"], 1, "counted from now");
    assert!(stage.try_post(DRAFT, &source(10, 10, 1)).await.is_err());
    assert!(stage.try_post(DRAFT, &source(10, 10, 1)).await.is_err());
    stage.draft(10, 10, 1).await;
    assert_eq!(stage.post("/rehearsal/script", json!({ "ruels": [] })).await.status, 400);
    let before = stage.server.shown().now_ms;
    let clock = stage.post("/rehearsal/clock", json!({ "jump_ms": 3_600_000 })).await;
    assert_eq!(clock.json()["now_ms"], before + 3_600_000);
    let state = stage.get("/rehearsal/state").await;
    assert_eq!(state.json()["asked"]["init_draft"], 4);
    assert_eq!(state.json()["posts"].as_array().unwrap().len(), 2);
    for secret in [stage.token.as_str(), &stage.server.client_secret(), "upload_token"] {
        assert!(!state.body.contains(secret));
    }
    assert!(!format!("{:?}", stage.server).contains(&stage.token));
}

#[tokio::test]
async fn a_later_chunk_takes_over_from_one_that_hangs() {
    let stall = json!({ "does": "stall", "ms": 1_500 });
    let (stage, _, path) = draft(json!({ "on": "chunk", "fault": stall })).await;
    let hanging = stage.put(&path, RANGE, b"abcdefghij");
    let later = async {
        stage.until(|shown| shown.posts[0].puts == 1).await;
        stage.put(&path, RANGE, TEN).await.unwrap().status
    };
    let (hung, later) = tokio::join!(hanging, later);
    assert_eq!((hung.unwrap().status, later), (416, 201));
    let sha256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    assert_eq!(stage.server.shown().posts[0].sha256.as_deref(), Some(sha256));
    assert_eq!(hex(&[0x0a, 0xff]), "0aff");
}

#[tokio::test]
async fn it_stops_when_it_is_dropped() {
    let stage = Stage::set(Script::default());
    let host = stage.host();
    drop(stage);
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(&host).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[tokio::test]
async fn what_is_forgotten_begins_anew_and_what_is_misdirected_is_at_another_server() {
    let forget = json!({ "on": "chunk", "nth": 2, "fault": { "does": "forget" } });
    let misdirect =
        json!({ "on": "init_draft", "nth": 2, "fault": { "does": "misdirect", "host": "127.0.0.1:9" } });
    let stage = Stage::with(json!([forget, misdirect]));
    let (id, path) = stage.draft(20_000_000, 10_000_000, 2).await;
    let ten = vec![7; 10_000_000];
    let put = async |range: &str| stage.put(&path, &format!("bytes {range}/20000000"), &ten).await.unwrap();
    assert_eq!(put("0-9999999").await.status, 206);
    let heard = put("10000000-19999999").await;
    assert_eq!((heard.status, heard.header("content-range")), (206, Some("bytes 0-0/20000000")));
    assert_eq!(stage.status(&id).await["uploaded_bytes"], 0);
    assert_eq!(put("10000000-19999999").await.status, 416);
    assert_eq!((put("0-9999999").await.status, put("10000000-19999999").await.status), (206, 201));
    let heard = stage.post(DRAFT, source(10, 10, 1)).await;
    let address = &heard.json()["data"]["upload_url"];
    assert!(address.as_str().unwrap().starts_with("http://127.0.0.1:9/video?"), "{address}");
}
