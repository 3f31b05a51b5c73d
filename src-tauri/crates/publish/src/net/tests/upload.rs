//! Whole uploads, and broken ones.

use series::{InitRequest, PostInfo};
use sha2::{Digest, Sha256};

use super::{tiktok::Status, *};

fn sha256(source: &Source) -> String {
    super::super::random::digits(&Sha256::digest(std::fs::read(source.path()).unwrap()))
}

/// Goes on until the server holds all, as `studio` does: after an error it asks first.
async fn send_all(upload: &impl Resumable, plan: ChunkPlan, source: &Source) -> u32 {
    let (mut held, mut errors) = (Held::Bytes(0), 0);
    while let Held::Bytes(bytes) = held {
        held = match upload.send(plan.after(bytes).unwrap(), source).await {
            Ok(held) => held,
            Err(error) => {
                assert!(error.is_retryable(), "{error:?}");
                errors += 1;
                upload.held().await.unwrap()
            }
        };
    }
    errors
}

async fn posted(stage: &Stage, ticket: &str) -> Status {
    loop {
        match stage.client().status(ticket).await.unwrap() {
            Status::Working { .. } => tokio::time::sleep(Duration::from_millis(20)).await,
            done => return done,
        }
    }
}

const SIZE: u64 = 17_000_000;

#[tokio::test]
async fn a_draft_arrives_whole() {
    let stage = Stage::with(json!([]));
    let (source, plan) = stage.file(64_000_001);
    let client = stage.client();
    let place = client.reserve_draft(plan).await.unwrap();
    assert!((place.until_ms - now_ms() - 3_600_000).abs() < 60_000);
    let upload = client.upload(&place.ticket, &place.url, plan).unwrap();
    assert_eq!(send_all(&upload, plan, &source).await, 0);
    assert_eq!(source.sent(), plan.size);
    assert_eq!(posted(&stage, &place.ticket).await, Status::InInbox);
    let post = stage.server.shown().posts.remove(0);
    assert_eq!((post.sha256, post.received, post.puts), (Some(sha256(&source)), plan.size, plan.count));
    let told = stage.seen.of(Purpose::Upload);
    assert_eq!(told.iter().map(|seen| seen.bytes_out).sum::<u64>(), plan.size);
    assert_eq!(upload.held().await.unwrap(), Held::All);
}

#[tokio::test]
async fn a_post_says_what_the_creator_said() {
    let stage = Stage::with(json!([]));
    let (source, plan) = stage.file(1_000);
    let client = stage.client();
    let privacy_level = client.creator_info().await.unwrap().privacy_level_options.remove(0);
    let asked = json!({
        "post_info": {
            "privacy_level": privacy_level, "title": "Du pain 🍞", "brand_content_toggle": false,
            "brand_organic_toggle": false
        },
        "source_info": { "source": "FILE_UPLOAD", "video_size": 0, "chunk_size": 0, "total_chunk_count": 0 }
    });
    let info: PostInfo = serde_json::from_value::<InitRequest>(asked).unwrap().post_info.unwrap();
    let place = client.reserve_post(plan, info).await.unwrap();
    let upload = client.upload(&place.ticket, &place.url, plan).unwrap();
    assert_eq!(upload.send(0..1_000, &source).await.unwrap(), Held::All);
    assert!(matches!(posted(&stage, &place.ticket).await, Status::Posted { .. }));
    assert_eq!(stage.server.shown().posts[0].caption.as_deref(), Some("Du pain 🍞"));
}

#[tokio::test]
async fn whatever_breaks_it_goes_on_where_the_server_is() {
    let chunk = 7_000_000;
    for (fault, again) in [
        (json!({ "does": "lose_answer" }), 0),
        (json!({ "does": "drop", "after_bytes": 3_000_000 }), chunk),
        (json!({ "does": "gateway", "status": 502 }), chunk),
        (json!({ "does": "gateway", "status": 503, "done": true }), 0),
    ] {
        let stage = Stage::with(json!([{ "on": "chunk", "nth": 3, "fault": fault }]));
        let (source, plan) = stage.chunked();
        let place = stage.client().reserve_draft(plan).await.unwrap();
        let upload = stage.client().upload(&place.ticket, &place.url, plan).unwrap();
        assert_eq!(send_all(&upload, plan, &source).await, 1, "{fault}");
        let post = stage.server.shown().posts.remove(0);
        assert_eq!(post.sha256, Some(sha256(&source)), "{fault}");
        assert!(post.received <= SIZE + again, "{fault}: {} again", post.received - SIZE);
    }
}

#[tokio::test]
async fn a_server_that_is_elsewhere_in_the_file_is_believed() {
    let stage = Stage::with(json!([]));
    let (source, plan) = stage.chunked();
    let place = stage.client().reserve_draft(plan).await.unwrap();
    let upload = stage.client().upload(&place.ticket, &place.url, plan).unwrap();
    assert_eq!(upload.send(0..5_242_880, &source).await.unwrap(), Held::Bytes(5_242_880));
    assert_eq!(upload.send(0..5_242_880, &source).await.unwrap(), Held::Bytes(5_242_880));
    assert_eq!(upload.send(10_485_760..17_000_000, &source).await.unwrap(), Held::Bytes(5_242_880));
    assert_eq!(upload.held().await.unwrap(), Held::Bytes(5_242_880));
    send_all(&upload, plan, &source).await;
    assert_eq!(upload.send(0..5_242_880, &source).await.unwrap(), Held::All);
}

#[tokio::test]
async fn what_is_kept_of_a_broken_chunk_is_not_sent_again() {
    let fault = json!({ "does": "drop", "after_bytes": 3_000_000 });
    let script = json!({ "keeps_partial": true, "rules": [{ "on": "chunk", "nth": 2, "fault": fault }] });
    let stage = Stage::set(script);
    let (source, plan) = stage.chunked();
    let place = stage.client().reserve_draft(plan).await.unwrap();
    let upload = stage.client().upload(&place.ticket, &place.url, plan).unwrap();
    assert_eq!(send_all(&upload, plan, &source).await, 1);
    let post = stage.server.shown().posts.remove(0);
    assert_eq!((post.sha256, post.received), (Some(sha256(&source)), SIZE));
}

#[tokio::test]
async fn places_that_are_gone_are_refused_for_good() {
    let stage = Stage::with(json!([{ "on": "chunk", "fault": { "does": "expire_url" } }]));
    let (source, plan) = stage.file(1_000);
    let place = stage.client().reserve_draft(plan).await.unwrap();
    let upload = stage.client().upload(&place.ticket, &place.url, plan).unwrap();
    let error = upload.send(0..1_000, &source).await.unwrap_err();
    assert!(!error.is_retryable() && !error.is_ambiguous());
    assert_eq!(code::<()>(Err(error)), "HTTP 403");
    let unknown = Secret::new(format!("{}/video/?upload_id=1&upload_token=2", stage.server.base_url()));
    let unknown = stage.client().upload(&place.ticket, &unknown, plan).unwrap();
    assert_eq!(code(unknown.send(0..1_000, &source).await), "HTTP 404");
}

#[tokio::test]
async fn a_file_that_changed_is_not_sent() {
    let stage = Stage::with(json!([]));
    let (source, plan) = stage.file(1_000);
    let place = stage.client().reserve_draft(plan).await.unwrap();
    let upload = stage.client().upload(&place.ticket, &place.url, plan).unwrap();
    std::fs::write(source.path(), "shorter").unwrap();
    let error = upload.send(0..1_000, &source).await.unwrap_err();
    assert!(matches!(error, NetError::FileChanged { wanted: 1_000, found: 7, .. }), "{error:?}");
    std::fs::remove_file(source.path()).unwrap();
    let error = upload.send(0..1_000, &source).await.unwrap_err();
    assert!(matches!(error, NetError::File { .. }) && !error.is_retryable(), "{error:?}");
    assert_eq!(stage.server.shown().posts[0].received, 0);
}

#[tokio::test]
async fn a_cancelled_chunk_stops() {
    let stall = json!([{ "on": "chunk", "fault": { "does": "stall", "ms": 1_000, "after_bytes": 100_000 } }]);
    let stage = Stage::with(stall);
    // More than the system holds of a connection that nobody reads from.
    let bytes = 60_000_000;
    let (source, plan) = stage.file(bytes);
    let place = stage.client().reserve_draft(plan).await.unwrap();
    let upload = stage.client().upload(&place.ticket, &place.url, plan).unwrap();
    let sending = upload.send(0..bytes, &source);
    assert!(tokio::time::timeout(Duration::from_millis(300), sending).await.is_err());
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let post = stage.server.shown().posts.remove(0);
    assert!(post.held == 0 && post.received < bytes, "the rest of it did not go out: {post:?}");
    assert_eq!(send_all(&upload, plan, &source).await, 0);
}
