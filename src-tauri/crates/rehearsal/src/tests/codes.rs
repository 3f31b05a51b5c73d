//! Every code of `platform.md` B6, with its HTTP status, in its envelope.

use serde_json::json;

use super::client::*;
use crate::{Creator, Script};

#[tokio::test]
async fn any_code_can_be_scripted_and_comes_with_its_status() {
    for (status, code) in [
        (400, "invalid_param"),
        (400, "invalid_params"),
        (400, "invalid_publish_id"),
        (400, "token_not_authorized_for_specified_publish_id"),
        (400, "publish_not_cancellable"),
        (400, "app_version_check_failed"),
        (400, "invalid_file_upload"),
        (400, "scope_permission_missed"),
        (401, "access_token_invalid"),
        (401, "scope_not_authorized"),
        (403, "spam_risk_too_many_posts"),
        (403, "spam_risk_too_many_pending_share"),
        (403, "spam_risk_user_banned_from_posting"),
        (403, "reached_active_user_cap"),
        (403, "unaudited_client_can_only_post_to_private_accounts"),
        (403, "url_ownership_unverified"),
        (403, "privacy_level_option_mismatch"),
        (429, "rate_limit_exceeded"),
        (500, "internal_error"),
    ] {
        let fault = json!({ "does": "refuse", "code": code });
        let stage = Stage::with(json!([{ "on": "init_post", "fault": fault }]));
        let heard = stage.post(POST, post_of("SELF_ONLY")).await;
        assert_eq!((heard.status, heard.code().as_str()), (status, code));
        assert_eq!(heard.json()["data"], json!({}));
        assert!(stage.server.shown().posts.is_empty(), "what is refused is not done");
        assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "ok", "only the first");
    }
    let fault = json!({ "does": "refuse", "code": "reached_active_user_cap", "status": 200 });
    let stage = Stage::with(json!([{ "on": "creator_info", "fault": fault }]));
    let heard = stage.post(CREATOR, json!({})).await;
    assert_eq!((heard.status, heard.code().as_str()), (200, "reached_active_user_cap"));
}

#[tokio::test]
async fn codes_that_come_by_themselves() {
    let creators = vec![Creator { banned: true, ..Creator::default() }];
    let stage = Stage::set(Script { creators, ..Script::default() });
    let banned = "spam_risk_user_banned_from_posting";
    let page = stage.post(CREATOR, json!({})).await;
    assert_eq!((page.status, page.code().as_str()), (200, banned));
    for heard in [stage.post(POST, post_of("SELF_ONLY")).await, stage.post(DRAFT, source(10, 10, 1)).await] {
        assert_eq!((heard.status, heard.code().as_str()), (403, banned));
    }

    let mut stage = Stage::set(Script::default());
    let (id, _) = stage.draft(10, 10, 1).await;
    let unknown = stage.post(STATUS, json!({ "publish_id": "v_pub_file~1" })).await;
    assert_eq!((unknown.status, unknown.code().as_str()), (400, "invalid_publish_id"));
    let cancel = stage.post(CANCEL, json!({ "publish_id": id })).await;
    assert_eq!((cancel.status, cancel.code().as_str()), (400, "publish_not_cancellable"));
    let fields = stage.get("/v2/user/info/").await;
    assert_eq!((fields.status, fields.code().as_str()), (400, "invalid_params"));
    let followers = stage.get("/v2/user/info/?fields=follower_count").await;
    assert_eq!(followers.json()["data"]["user"], json!({ "follower_count": 12_345 }));
    let all = "open_id,union_id,avatar_url,avatar_url_100,avatar_large_url,display_name,bio_description,\
               profile_deep_link,profile_web_link,is_verified,username,follower_count,following_count,\
               likes_count,video_count";
    let user = stage.get(&format!("/v2/user/info/?fields={all}")).await.json()["data"]["user"].take();
    assert!(all.split(',').all(|field| user.get(field).is_some()), "{user}");
    assert_eq!((&user["is_verified"], &user["username"]), (&json!(false), &json!("rehearsal")));
    let unknown = stage.get("/v2/user/info/?fields=open_id,age").await;
    assert_eq!((unknown.status, unknown.code().as_str()), (400, "invalid_params"));
    stage.token = "act.other".into();
    for path in [CREATOR, POST, DRAFT, STATUS, CANCEL] {
        let heard = stage.post(path, json!({})).await;
        assert_eq!((heard.status, heard.code().as_str()), (401, "access_token_invalid"), "{path}");
    }
    let heard = stage.ask(&format!("POST {POST}"), &[], b"{}").await.unwrap();
    assert_eq!((heard.status, heard.code().as_str()), (401, "access_token_invalid"));
}

#[tokio::test]
async fn nobody_else_is_answered() {
    let stage = Stage::set(Script::default());
    let origin = [("Origin", "https://example.com")];
    assert_eq!(stage.ask("POST /rehearsal/clock", &origin, b"{}").await.unwrap().status, 403);
    assert_eq!(stage.ask("POST /rehearsal/clock", &[], b"{}").await.unwrap().status, 200);
    assert_eq!(stage.ask("GET /v2/nothing/", &[], b"").await.unwrap().status, 404);
    assert_eq!(stage.ask("GET /v2/post/publish/video/init/", &[], b"").await.unwrap().status, 405);
}
