//! Renewals: one at a time, kept before use, one replay.

use std::sync::atomic::Ordering;

use rehearsal::Endpoint;
use series::Why;

use super::*;

fn asked(stage: &Stage, endpoint: Endpoint) -> u32 {
    stage.server.shown().asked.get(&endpoint).copied().unwrap_or_default()
}

/// How many logins were said to have ended.
fn ended(stage: &Stage) -> usize {
    stage.shelf.ended.lock().unwrap().len()
}

/// Lets the access token run out, as far as we know.
fn run_out(stage: &Stage) {
    stage.shelf.tokens.lock().unwrap().as_mut().unwrap().access_until_ms = now_ms() + 1_000;
}

#[tokio::test]
async fn many_who_need_a_fresh_token_renew_it_once() {
    let stage = Stage::with(json!([{ "on": "refresh", "fault": { "does": "late", "ms": 150 } }]));
    run_out(&stage);
    // Two processes, and several who wait in each of them.
    let (one, other) = (stage.tokens(), stage.tokens());
    let all: Vec<_> = [&one, &other, &one, &other, &one]
        .map(|tokens| {
            let tokens = tokens.clone();
            tokio::spawn(async move { tokens.fresh(Duration::ZERO).await.unwrap() })
        })
        .into();
    let mut renewed = Vec::new();
    for each in all {
        renewed.push(each.await.unwrap());
    }
    assert_eq!(asked(&stage, Endpoint::Refresh), 1);
    assert!(renewed.windows(2).all(|two| two[0] == two[1]));
    let kept = stage.shelf.tokens.lock().unwrap().clone();
    assert_eq!(kept.as_ref(), renewed.first(), "it was kept");
    assert_ne!(kept.unwrap().refresh.expose(), stage.server.refresh_token());
    assert!(stage.client().user().await.is_ok());
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_and_the_question_asked_again() {
    for on in ["user_info", "creator_info", "status", "init_draft"] {
        let stage = Stage::with(json!([{ "on": on, "fault": { "does": "expire_token" } }]));
        let client = stage.client();
        match on {
            "user_info" => drop(client.user().await.unwrap()),
            "creator_info" => drop(client.creator_info().await.unwrap()),
            "status" => assert_eq!(code(client.status("v_pub_file~none").await), "invalid_publish_id"),
            _ => drop(client.reserve_draft(ChunkPlan::of(9).unwrap()).await.unwrap()),
        }
        assert_eq!(asked(&stage, Endpoint::Refresh), 1, "{on}");
        assert!(stage.server.shown().posts.len() <= 1, "{on}");
    }
    let refusing = json!([{ "on": "user_info", "times": 9, "fault": { "does": "refuse", "code": "access_token_invalid" } }]);
    let stage = Stage::with(refusing);
    assert_eq!(code(stage.client().user().await), "access_token_invalid");
    assert_eq!((asked(&stage, Endpoint::Refresh), asked(&stage, Endpoint::UserInfo)), (1, 2));
    assert_eq!(ended(&stage), 1, "it was renewed in vain");
}

#[tokio::test]
async fn a_login_has_ended_when_the_platform_says_so_and_not_before() {
    // By the app on the phone, in the middle of a session.
    let stage = Stage::with(json!([{ "on": "status", "fault": { "does": "revoke" } }]));
    let client = stage.client();
    let known = stage.shelf.tokens.lock().unwrap().clone().unwrap();
    client.user().await.unwrap();
    assert_eq!(ended(&stage), 0);
    assert_eq!(code(client.status("v_pub_file~1").await), "invalid_grant");
    let told = stage.shelf.ended.lock().unwrap().clone();
    assert_eq!(told.iter().map(Secret::expose).collect::<Vec<_>>(), [known.access.expose()]);

    // Whoever else says no to a renewal does not end it: wrong keys, a gateway, a server in trouble.
    for fault in [
        json!({ "does": "refuse", "code": "invalid_client", "status": 401 }),
        json!({ "does": "refuse", "code": "invalid_request" }),
        json!({ "does": "refuse", "code": "rate_limit_exceeded" }),
        json!({ "does": "gateway", "status": 401 }),
        json!({ "does": "gateway", "status": 403 }),
        json!({ "does": "gateway", "status": 502 }),
        json!({ "does": "drop" }),
        json!({ "does": "garble" }),
    ] {
        let stage = Stage::with(json!([{ "on": "refresh", "times": 9, "fault": fault }]));
        run_out(&stage);
        stage.tokens().fresh(Duration::ZERO).await.unwrap_err();
        assert_eq!(ended(&stage), 0, "{fault}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_is_not_used() {
    let stage = Stage::with(json!([]));
    run_out(&stage);
    stage.shelf.locked.store(true, Ordering::Relaxed);
    let error = stage.client().user().await.unwrap_err();
    assert!(matches!(error, NetError::Keeper { .. }), "{error:?}");
    assert_eq!((asked(&stage, Endpoint::Refresh), asked(&stage, Endpoint::UserInfo)), (1, 0));
}

#[tokio::test]
async fn a_renewal_is_kept_even_if_nobody_waits_for_it_any_more() {
    let stage = Stage::with(json!([{ "on": "refresh", "fault": { "does": "late", "ms": 200 } }]));
    run_out(&stage);
    let before = stage.shelf.tokens.lock().unwrap().clone();
    let tokens = stage.tokens();
    let waiting = tokens.fresh(Duration::ZERO);
    assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
    let renewed = stage.tokens().fresh(Duration::ZERO).await.unwrap();
    assert_ne!(Some(renewed), before);
    assert_eq!(asked(&stage, Endpoint::Refresh), 1);
}

#[tokio::test]
async fn a_renewal_that_breaks_is_tried_again_and_one_that_is_refused_is_not() {
    let stage = Stage::with(json!([{ "on": "refresh", "fault": { "does": "drop" } }]));
    run_out(&stage);
    stage.tokens().fresh(Duration::ZERO).await.unwrap();
    assert_eq!(asked(&stage, Endpoint::Refresh), 2);

    let stage = Stage::with(json!([]));
    run_out(&stage);
    stage.shelf.tokens.lock().unwrap().as_mut().unwrap().refresh = Secret::new("rft.gone");
    let error = stage.tokens().fresh(Duration::ZERO).await.unwrap_err();
    assert!(matches!(&error, NetError::Refused(refused) if refused.why == Why::LoggedOut), "{error:?}");
    assert_eq!(asked(&stage, Endpoint::Refresh), 1);
    assert_eq!(ended(&stage), 1);
    stage.tokens().revoke().await.unwrap();
    assert_eq!(asked(&stage, Endpoint::Revoke), 0, "what has ended is not ended again");

    stage.shelf.tokens.lock().unwrap().as_mut().unwrap().refresh = Secret::new("");
    let error = stage.tokens().fresh(Duration::ZERO).await.unwrap_err();
    assert!(matches!(&error, NetError::Refused(refused) if refused.why == Why::LoggedOut), "{error:?}");
    assert_eq!(asked(&stage, Endpoint::Refresh), 2, "nobody is asked with nothing");
    assert_eq!(ended(&stage), 3);

    *stage.shelf.tokens.lock().unwrap() = None;
    let error = stage.tokens().fresh(Duration::ZERO).await.unwrap_err();
    assert!(matches!(&error, NetError::NotLoggedIn { account } if account.0 == "tiktok:open"));
}

#[tokio::test]
async fn a_long_upload_gets_a_token_that_holds_for_it() {
    let stage = Stage::with(json!([]));
    let hour = Duration::from_secs(3_600);
    stage.tokens().fresh(hour).await.unwrap();
    assert_eq!(asked(&stage, Endpoint::Refresh), 0);
    let renewed = stage.tokens().fresh(2 * hour + Duration::from_millis(1)).await.unwrap();
    assert_eq!(asked(&stage, Endpoint::Refresh), 1, "it holds for 7,200 s");
    assert!(renewed.access_until_ms > now_ms());
}
