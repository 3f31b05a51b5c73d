//! An answer to a question for a place that was lost: nothing more is asked for until the platform answers.

use rehearsal::Endpoint;
use serde_json::{Value as Json, json};
use series::{Stage as Stands, Target, Unanswered};

use super::Stage;
use crate::ProblemCode;

fn silent(on: &str, times: u32) -> Json {
    json!({ "on": on, "times": times, "fault": { "does": "gateway", "status": 503 } })
}

fn is_lost(stands: &Stands) -> bool {
    matches!(stands, Stands::Unconfirmed { what: Unanswered::Place, .. })
}

async fn stands(stage: &Stage) -> Vec<Stands> {
    stage.standings().await.into_iter().map(|one| one.stage).collect()
}

#[tokio::test]
async fn where_the_platform_answers_again_the_others_go_out() {
    for (target, init) in
        [(Target::TiktokPost, Endpoint::InitPost), (Target::TiktokDraft, Endpoint::InitDraft)]
    {
        let on = if target == Target::TiktokPost { "init_post" } else { "init_draft" };
        let stage = Stage::set(&json!({ "rules": [silent(on, 1), silent("user_info", 5)] })).await;
        stage.plan(&[target; 4], None).await;
        stage.round(false).await.unwrap();
        let stands = stands(&stage).await;
        assert!(is_lost(&stands[0]), "{stands:?}");
        assert!(stands[1..].iter().all(|stands| matches!(stands, Stands::Posted { .. })), "{stands:?}");
        assert_eq!(stage.asked(init), 4);
        assert!(stage.asked(Endpoint::UserInfo) >= 6, "it was asked until it answered");
    }
}

#[tokio::test]
async fn while_it_does_not_answer_one_place_is_asked_for_and_no_more_by_whoever_goes_on() {
    let stage =
        Stage::set(&json!({ "rules": [silent("init_draft", 1000), silent("user_info", 1000)] })).await;
    stage.plan(&[Target::TiktokDraft; 5], None).await;
    for _ in 0..3 {
        assert_eq!(stage.round(false).await.unwrap_err().code, ProblemCode::PlatformRefused);
        let stands = stands(&stage).await;
        assert!(is_lost(&stands[0]) && stands[1..].iter().all(|one| *one == Stands::Waiting), "{stands:?}");
        assert_eq!(stage.asked(Endpoint::InitDraft), 1);
    }
    stage.server.follow(rehearsal::Script::default());
    stage.round(false).await.unwrap();
    let stands = stands(&stage).await;
    assert!(is_lost(&stands[0]), "it stays for the creator to say");
    assert!(stands[1..].iter().all(|one| matches!(one, Stands::Posted { .. })), "{stands:?}");
}

#[tokio::test]
async fn where_only_places_are_not_answered_two_are_asked_for_and_then_one_for_each_go_on() {
    let stage = Stage::set(&json!({ "rules": [silent("init_post", 1000)] })).await;
    stage.plan(&[Target::TiktokPost; 6], None).await;
    for lost in [2, 3] {
        assert_eq!(stage.round(true).await.unwrap_err().code, ProblemCode::PlacesUnanswered);
        let stands = stands(&stage).await;
        assert_eq!(stands.iter().filter(|stands| is_lost(stands)).count(), lost);
        assert_eq!(usize::try_from(stage.asked(Endpoint::InitPost)), Ok(lost));
    }
}
