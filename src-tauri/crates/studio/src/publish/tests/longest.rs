//! How long an account's videos may be is asked anew before each post: a list waits for days.

use rehearsal::Endpoint;
use serde_json::json;
use series::{Remedy, Stage as Stands, Target, Why};

use super::Stage;

/// An account that may post so many seconds.
async fn account_of(seconds: u32) -> Stage {
    let script = rehearsal::Script::default();
    let mut creators = serde_json::to_value(script.creators).expect("it is JSON");
    creators[0]["max_video_post_duration_sec"] = json!(seconds);
    Stage::set(&json!({ "creators": creators })).await
}

#[tokio::test]
async fn a_post_over_what_the_account_may_post_by_now_asks_for_no_place() {
    // Each is forty seconds long.
    for (seconds, fits) in [(40, true), (39, false)] {
        let stage = account_of(seconds).await;
        stage.plan(&[Target::TiktokPost, Target::TiktokDraft], None).await;
        let outcome = stage.round(false).await.unwrap();
        assert!(matches!(outcome.episodes[1].stage, Stands::Posted { .. }), "a draft may be longer");
        assert_eq!((stage.asked(Endpoint::CreatorInfo), stage.asked(Endpoint::InitPost)), (1, fits.into()));
        match &outcome.episodes[0].stage {
            Stands::Posted { .. } => assert!(fits),
            Stands::Refused { refused } => {
                assert!(!fits && !refused.is_answer());
                assert_eq!((refused.why, refused.why.remedy()), (Why::OverAccount, Remedy::MendFile));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_the_account_says_passes_or_waits_as_if_the_place_had_been_refused() {
    let refuse = |code: &str| json!({ "rules": [{ "on": "creator_info", "fault": { "does": "refuse", "code": code } }] });
    for (code, goes_on) in [("internal_error", true), ("rate_limit_exceeded", true), ("spam_risk", false)] {
        let stage = Stage::set(&refuse(code)).await;
        stage.plan(&[Target::TiktokPost], None).await;
        stage.round(false).await.unwrap();
        let stands = stage.stage().await;
        assert_eq!(matches!(stands, Stands::Posted { .. }), goes_on, "{code}: {stands:?}");
        assert_eq!(stage.asked(Endpoint::InitPost), u32::from(goes_on), "{code}");
    }
    let stage = Stage::set(&refuse("spam_risk_too_many_posts")).await;
    stage.plan(&[Target::TiktokPost], None).await;
    let outcome = stage.round(false).await.unwrap();
    assert!(outcome.waits_until_ms.is_some(), "tomorrow: {outcome:?}");
}
