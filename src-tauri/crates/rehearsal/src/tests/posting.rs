//! The way of a post and of a draft, and what must be right about a place.

use serde_json::json;

use super::client::*;
use crate::{Creator, Script};

#[tokio::test]
async fn a_post_goes_the_whole_way() {
    let stage = Stage::set(Script::default());
    let info = stage.post(CREATOR, json!({})).await;
    let data = &info.json()["data"];
    assert_eq!(data["creator_nickname"], "Rehearsal");
    assert_eq!(data["privacy_level_options"][0], "PUBLIC_TO_EVERYONE");
    assert_eq!(data["max_video_post_duration_sec"], 600);
    assert_eq!(data["duet_disabled"], false);
    assert!(!info.json()["error"]["log_id"].as_str().unwrap().is_empty());

    let place = stage.post(POST, post_of("PUBLIC_TO_EVERYONE")).await;
    let (id, path) = stage.place(&place);
    assert!(id.starts_with("v_pub_file~") && id.len() <= 64, "{id}");
    assert!(place.json()["data"]["upload_url"].as_str().unwrap().len() <= 256);
    assert_eq!(stage.status(&id).await, json!({ "status": "PROCESSING_UPLOAD", "uploaded_bytes": 0 }));

    let sent = stage.put(&path, "bytes 0-9/10", b"0123456789").await.unwrap();
    assert_eq!((sent.status, sent.header("content-range")), (201, Some("bytes 0-10/10")));
    assert_eq!(stage.status(&id).await, json!({ "status": "PROCESSING_UPLOAD", "uploaded_bytes": 10 }));
    stage.jump(2);
    assert_eq!(stage.status(&id).await, json!({ "status": "PUBLISH_COMPLETE", "uploaded_bytes": 10 }));
    stage.jump(5);
    let done = stage.status(&id).await;
    let number = done["publicaly_available_post_id"][0].as_u64().unwrap();
    assert!(number > 1 << 53, "{number} tests whether int64 is kept");

    let shown = &stage.server.shown().posts[0];
    let sha256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    assert_eq!(shown.sha256.as_deref(), Some(sha256));
    assert_eq!((shown.held, shown.received, shown.puts, shown.copies), (10, 10, 1, 1));
}

#[tokio::test]
async fn a_draft_ends_in_the_inbox_and_what_is_not_public_has_no_number() {
    let stage = Stage::set(Script::default());
    let (id, path) = stage.draft(10, 10, 1).await;
    assert!(id.starts_with("v_inbox_file~"), "{id}");
    stage.put(&path, "bytes 0-9/10", b"0123456789").await.unwrap();
    let place = stage.post(POST, post_of("SELF_ONLY")).await;
    let (private, path) = stage.place(&place);
    stage.put(&path, "bytes 0-9/10", b"0123456789").await.unwrap();
    stage.jump(60);
    assert_eq!(stage.status(&id).await["status"], "SEND_TO_USER_INBOX");
    let private = stage.status(&private).await;
    assert_eq!(private["status"], "PUBLISH_COMPLETE");
    assert!(private.get("publicaly_available_post_id").is_none(), "{private}");
    // The same bytes went twice to the same account: a doubled publish is seen.
    assert!(stage.server.shown().posts.iter().all(|post| post.copies == 2));
}

#[tokio::test]
async fn plans_of_chunks_that_are_refused_in_the_field_are_refused() {
    let script = Script {
        limits: crate::Limits { init_a_minute: 99, drafts_a_day: 99, ..Default::default() },
        ..Script::default()
    };
    let stage = Stage::set(script);
    for (size, chunk, count, message) in [
        (66_259_900, 64_000_000, 1, "The chunk size is invalid"),
        (66_259_900, 66_259_900, 1, "The chunk size is invalid"),
        (64_000_001, 64_000_001, 1, "The chunk size is invalid"),
        (66_259_900, 10_000_000, 7, "The total chunk count is invalid"),
        (20_971_516, 5_242_879, 4, "The chunk size is invalid"),
        (0, 0, 0, "The video size is invalid"),
    ] {
        let heard = stage.post(DRAFT, source(size, chunk, count)).await;
        assert_eq!((heard.status, heard.code().as_str()), (400, "invalid_params"));
        assert_eq!(heard.json()["error"]["message"], message);
    }
    for (size, chunk, count) in [
        (1, 1, 1),
        (4_194_304, 4_194_304, 1),
        (50_000_123, 10_000_000, 5),
        (20_971_520, 5_242_880, 4),
        (64_000_000, 64_000_000, 1),
        (64_000_001, 10_000_000, 6),
        (4_294_967_296, 10_000_000, 429),
    ] {
        stage.draft(size, chunk, count).await;
    }
}

#[tokio::test]
async fn a_request_that_is_not_right_is_refused() {
    let limits = crate::Limits { init_a_minute: 99, ..Default::default() };
    let stage = Stage::set(Script { limits, ..Script::default() });
    let changed = |pointer: &str, value| {
        let mut body = post_of("SELF_ONLY");
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, code) in [
        (json!({}), "invalid_params"),
        (source(10, 10, 1), "invalid_params"),
        (changed("/post_info/privacy_level", json!(null)), "invalid_params"),
        (changed("/post_info/privacy_level", json!("FOLLOWER_OF_CREATOR")), "privacy_level_option_mismatch"),
        (changed("/post_info/brand_content_toggle", json!(true)), "invalid_params"),
        (changed("/post_info/title", json!("😀".repeat(1_101))), "invalid_params"),
        (changed("/source_info/source", json!("PULL_FROM_URL")), "url_ownership_unverified"),
        (changed("/source_info/video_size", json!("10")), "invalid_params"),
    ] {
        assert_eq!(stage.post(POST, body.clone()).await.code(), code, "{body}");
    }
    for required in ["privacy_level", "brand_content_toggle", "brand_organic_toggle"] {
        let mut bare = post_of("SELF_ONLY");
        bare["post_info"].as_object_mut().unwrap().remove(required);
        let heard = stage.post(POST, bare).await;
        assert_eq!((heard.status, heard.code().as_str()), (400, "invalid_params"), "{required}");
        assert!(heard.json()["error"]["message"].as_str().unwrap().contains(required), "{heard:?}");
    }
    let mut bare = post_of("SELF_ONLY");
    let info = bare["post_info"].as_object_mut().unwrap();
    info.retain(|name, _| name.starts_with("brand_") || name == "privacy_level");
    assert_eq!(stage.post(POST, bare).await.code(), "ok", "the rest may be left out");
    let longest = changed("/post_info/title", json!("😀".repeat(1_100)));
    assert_eq!(stage.post(POST, longest).await.code(), "ok");
    let headers =
        [("Authorization", format!("Bearer {}", stage.token)), ("Content-Type", "text/plain".into())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let body = post_of("SELF_ONLY").to_string();
    let heard = stage.ask(&format!("POST {POST}"), &headers, body.as_bytes()).await.unwrap();
    assert_eq!((heard.status, heard.code().as_str()), (400, "invalid_params"));
    assert_eq!(stage.server.shown().posts.len(), 2);
}

#[tokio::test]
async fn an_app_that_is_not_audited_posts_to_private_accounts_only() {
    let refused = "unaudited_client_can_only_post_to_private_accounts";
    for (private, privacy, code) in
        [(false, "SELF_ONLY", refused), (true, "MUTUAL_FOLLOW_FRIENDS", refused), (true, "SELF_ONLY", "ok")]
    {
        let creators = vec![Creator { private, ..Creator::default() }];
        let stage = Stage::set(Script { audited: false, creators, ..Script::default() });
        assert_eq!(stage.post(POST, post_of(privacy)).await.code(), code, "{private} {privacy}");
        let info = stage.post(CREATOR, json!({})).await.json();
        assert_eq!(info["data"]["duet_disabled"], private);
        let first = if private { "FOLLOWER_OF_CREATOR" } else { "PUBLIC_TO_EVERYONE" };
        assert_eq!(info["data"]["privacy_level_options"][0], first);
    }
}
