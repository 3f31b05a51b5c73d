//! How much within a minute and a day, on a clock that jumps.

use serde_json::json;

use super::{client::*, login::log_in};
use crate::{Limits, Script};

#[tokio::test]
async fn a_minute_slides() {
    for (path, body, most, code) in [
        (CREATOR, json!({}), 20, "ok"),
        (POST, post_of("SELF_ONLY"), 6, "ok"),
        (STATUS, json!({ "publish_id": "none" }), 30, "invalid_publish_id"),
    ] {
        let stage = Stage::set(Script::default());
        for nth in 0..most {
            assert_eq!(stage.post(path, body.clone()).await.code(), code, "{path} {nth}");
            stage.jump(1);
        }
        let over = stage.post(path, body.clone()).await;
        assert_eq!((over.status, over.code().as_str()), (429, "rate_limit_exceeded"), "{path}");
        stage.jump(59 - most);
        assert_eq!(stage.post(path, body.clone()).await.code(), "rate_limit_exceeded", "{path}");
        stage.jump(1);
        assert_eq!(stage.post(path, body.clone()).await.code(), code, "{path}");
        assert_eq!(stage.post(path, body.clone()).await.code(), "rate_limit_exceeded", "{path}");
    }
}

#[tokio::test]
async fn five_drafts_within_a_day() {
    let stage = Stage::set(Script::default());
    for _ in 0..5 {
        stage.draft(10, 10, 1).await;
        stage.jump(60);
    }
    let over = stage.post(DRAFT, source(10, 10, 1)).await;
    assert_eq!((over.status, over.code().as_str()), (403, "spam_risk_too_many_pending_share"));
    assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "ok", "posts have a cap of their own");
    stage.jump(86_400 - 301);
    assert_eq!(stage.post(DRAFT, source(10, 10, 1)).await.code(), "spam_risk_too_many_pending_share");
    stage.jump(1);
    stage.draft(10, 10, 1).await;
    assert_eq!(stage.post(DRAFT, source(10, 10, 1)).await.code(), "spam_risk_too_many_pending_share");
}

#[tokio::test]
async fn fifteen_posts_within_a_day_and_the_page_is_told_so() {
    let stage = Stage::set(Script::default());
    for nth in 0..15 {
        assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "ok", "{nth}");
        stage.jump(10);
    }
    let over = stage.post(POST, post_of("SELF_ONLY")).await;
    assert_eq!((over.status, over.code().as_str()), (403, "spam_risk_too_many_posts"));
    let page = stage.post(CREATOR, json!({})).await;
    assert_eq!((page.status, page.code().as_str()), (200, "spam_risk_too_many_posts"));
    stage.jump(86_400 - 150);
    assert_eq!(stage.post(CREATOR, json!({})).await.code(), "ok");
    assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "ok");
}

#[tokio::test]
async fn five_accounts_within_a_day_before_the_audit() {
    let limits = Limits { access_s: 100_000, ..Limits::default() };
    let mut stage = Stage::set(Script { limits, ..Script::default() }.unaudited());
    let mut tokens = vec![stage.token.clone()];
    for nth in 1..6 {
        tokens.push(log_in(&stage, &format!("allow-{nth}")).await);
    }
    // Drafts count, too: the cap is documented for both questions for a place.
    stage.draft(10, 10, 1).await;
    for token in &tokens[1..5] {
        stage.jump(60);
        stage.token.clone_from(token);
        assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "ok");
    }
    for (path, body) in [(POST, post_of("SELF_ONLY")), (DRAFT, source(10, 10, 1))] {
        stage.token.clone_from(&tokens[5]);
        let over = stage.post(path, body.clone()).await;
        assert_eq!((over.status, over.code().as_str()), (403, "reached_active_user_cap"), "{path}");
        stage.token.clone_from(&tokens[4]);
        assert_eq!(stage.post(path, body).await.code(), "ok", "who is one of the five goes on: {path}");
    }
    stage.token.clone_from(&tokens[5]);
    let page = stage.post(CREATOR, json!({})).await;
    assert_eq!((page.status, page.code().as_str()), (200, "reached_active_user_cap"));
    // A day after the first account's draft.
    stage.jump(86_400 - 241);
    assert_eq!(stage.post(CREATOR, json!({})).await.code(), "reached_active_user_cap");
    stage.jump(1);
    assert_eq!(stage.post(POST, post_of("SELF_ONLY")).await.code(), "ok");

    let audited = Stage::set(Script { audited: true, ..Script::default().unaudited() });
    assert_eq!(audited.post(POST, post_of("MUTUAL_FOLLOW_FRIENDS")).await.code(), "ok");
}

#[tokio::test]
async fn other_quotas_if_the_script_has_them() {
    let limits = Limits { drafts_a_day: 1, init_a_minute: 2, ..Limits::default() };
    let stage = Stage::set(Script { limits, ..Script::default() });
    stage.draft(10, 10, 1).await;
    assert_eq!(stage.post(DRAFT, source(10, 10, 1)).await.code(), "spam_risk_too_many_pending_share");
    assert_eq!(stage.post(DRAFT, source(10, 10, 1)).await.code(), "rate_limit_exceeded");
}
