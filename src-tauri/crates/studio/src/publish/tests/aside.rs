//! Whatever is answered otherwise than it should be keeps back the posting it was answered for, and no other.

use rehearsal::Endpoint;
use serde_json::{Value as Json, json};
use series::{Remedy, Stage as Stands, Target, Unanswered, Why};

use super::{SEVEN_CHUNKS, Stage};
use crate::{Problem, ProblemCode, PublishOutcome, Settled};

/// A status refused by a code that says nothing of the posting, nor of the login, and is no other a little later.
const NO_WORDS: &[(u16, &str)] = &[
    (400, "invalid_param"),
    (400, "invalid_params"),
    (400, "publish_not_cancellable"),
    (400, "app_version_check_failed"),
    (400, "invalid_file_upload"),
    (403, "spam_risk_too_many_posts"),
    (403, "spam_risk_too_many_pending_share"),
    (403, "spam_risk_user_banned_from_posting"),
    (403, "reached_active_user_cap"),
    (403, "unaudited_client_can_only_post_to_private_accounts"),
    (403, "url_ownership_unverified"),
    (403, "privacy_level_option_mismatch"),
    (400, "nobody_documented_this"),
    (403, "nobody_documented_this"),
    (404, "nobody_documented_this"),
];

fn rule(on: &str, nth: u32, times: u32, fault: Json) -> Json {
    json!({ "on": on, "nth": nth, "times": times, "fault": fault })
}

fn refuse(code: &str, status: u16) -> Json {
    json!({ "does": "refuse", "code": code, "status": status })
}

/// Two of three drafts, the first of which meets that.
async fn two(rules: Json, bytes: Option<u64>) -> (Stage, Result<PublishOutcome, Problem>) {
    let stage = Stage::set(&json!({ "rules": rules })).await;
    stage.draw(Stage::draft(), 1, &[Target::TiktokDraft; 3]).await;
    stage.enlist([1, 2].map(|nth| stage.posting(nth, Target::TiktokDraft, bytes)).to_vec()).await;
    let went = stage.round(false).await;
    (stage, went)
}

/// The third is sent after them.
async fn third(stage: &Stage) -> Stands {
    stage.enlist(vec![stage.posting(3, Target::TiktokDraft, None)]).await;
    stage.round(false).await.expect("nothing is in its way");
    stage.standings().await.remove(2).stage
}

/// From now on that is met.
fn follows(stage: &Stage, rules: Json) {
    stage.server.follow(rehearsal::Script::default().with(&json!({ "rules": rules })).expect("a script"));
}

async fn stages(stage: &Stage) -> [Stands; 2] {
    let mut all = stage.standings().await.into_iter().map(|one| one.stage);
    [(); 2].map(|()| all.next().expect("two at least"))
}

fn is_unsure(stands: &Stands) -> bool {
    matches!(stands, Stands::Unconfirmed { what: Unanswered::Status, ticket: Some(_) })
}

fn is_posted(stands: &Stands) -> bool {
    matches!(stands, Stands::Posted { .. })
}

/// Each draft is there once, at the places that were asked for, and no other place was.
fn once(stage: &Stage, places: usize) {
    let shown = stage.shown();
    let whole = shown.posts.iter().filter(|post| post.done_ms.is_some()).count();
    assert_eq!((whole, shown.posts.len(), stage.asked(Endpoint::InitDraft)), (2, places, places as u32));
    assert!(shown.posts.iter().all(|post| post.copies <= 1));
}

#[tokio::test]
async fn a_refusal_at_status_asks_the_creator_and_is_asked_about_again_and_the_others_go_out() {
    for (status, code) in NO_WORDS {
        let (stage, went) = two(json!([rule("status", 1, 1, refuse(code, *status))]), None).await;
        went.unwrap();
        let [first, second] = stages(&stage).await;
        assert!(is_unsure(&first) && is_posted(&second), "{code}: {first:?}, {second:?}");
        stage.round(false).await.unwrap();
        assert!(is_posted(&stage.stage().await), "{code}");
        once(&stage, 2);
    }
}

#[tokio::test]
async fn a_status_that_is_refused_for_ever_keeps_nothing_back_and_the_creator_decides() {
    for (status, code) in NO_WORDS.iter().rev().step_by(5) {
        let (stage, went) = two(json!([rule("status", 1, 1_000, refuse(code, *status))]), None).await;
        went.unwrap();
        assert!(stages(&stage).await.iter().all(is_unsure), "{code}");
        // They are asked about again, and refused again.
        follows(&stage, json!([rule("status", 1, 2, refuse(code, *status))]));
        assert!(is_posted(&third(&stage).await), "{code}");
        assert!(stages(&stage).await.iter().all(is_unsure), "{code}");
        stage.settle(Settled::Skip).await;
        assert_eq!(stage.stage().await, Stands::Skipped, "{code}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_of_the_platforms_gets_nothing_and_the_others_go_out() {
    let misdirect = json!({ "does": "misdirect", "host": "127.0.0.1:9" });
    let (stage, went) = two(json!([rule("init_draft", 1, 1, misdirect)]), None).await;
    went.unwrap();
    let [first, second] = stages(&stage).await;
    let Stands::Refused { refused } = first else { panic!("{first:?}") };
    assert_eq!((refused.why, refused.why.remedy()), (Why::StrangeAddress, Remedy::Report));
    assert!(refused.detail.contains("127.0.0.1:9") && refused.is_answer(), "{refused:?}");
    assert!(refused.detail.split('=').skip(1).all(|value| value.starts_with('…')), "{refused:?}");
    assert!(is_posted(&second), "{second:?}");
    assert_eq!(stage.shown().posts[0].received, 0);
    stage.settle(Settled::Again).await;
    stage.round(false).await.unwrap();
    once(&stage, 3);
}

#[tokio::test]
async fn an_upload_that_is_not_allowed_is_no_matter_of_the_login() {
    let (stage, went) = two(json!([rule("chunk", 3, 1, refuse("", 401))]), Some(SEVEN_CHUNKS)).await;
    went.unwrap();
    let [first, second] = stages(&stage).await;
    let Stands::Refused { refused } = first else { panic!("{first:?}") };
    assert_eq!((refused.why, refused.code.as_str()), (Why::UploadExpired, "HTTP 401"));
    assert!(is_posted(&second), "{second:?}");
    stage.settle(Settled::Again).await;
    stage.round(false).await.unwrap();
    once(&stage, 3);
}

#[tokio::test]
async fn what_was_lost_before_keeps_nothing_back_when_it_is_asked_about_again() {
    let (stage, went) = two(json!([rule("status", 1, 1, refuse("invalid_publish_id", 400))]), None).await;
    went.unwrap();
    assert!(is_unsure(&stage.stage().await));
    follows(&stage, json!([rule("status", 1, 1, refuse("invalid_param", 400))]));
    assert!(is_posted(&third(&stage).await) && is_unsure(&stage.stage().await));
}

#[tokio::test]
async fn what_nothing_helps_within_the_patience_is_left_and_the_others_go_out() {
    let page = json!({ "does": "gateway", "status": 502 });
    // As often as it is tried within five minutes.
    let (stage, went) = two(json!([rule("chunk", 3, 11, page)]), Some(SEVEN_CHUNKS)).await;
    let problem = went.unwrap_err();
    assert_eq!(problem.code, ProblemCode::PlatformRefused);
    let [first, second] = stages(&stage).await;
    assert!(matches!(first, Stands::Sending { held: 20_000_000, .. }), "{first:?}");
    assert!(is_posted(&second), "{second:?}");
    stage.round(false).await.unwrap();
    once(&stage, 2);
}

#[tokio::test]
async fn where_nothing_goes_well_each_of_the_others_has_one_try() {
    let page = json!({ "does": "gateway", "status": 404 });
    let (stage, went) = two(json!([rule("status", 1, 1_000, page)]), None).await;
    assert_eq!(went.unwrap_err().code, ProblemCode::PlatformUnreadable);
    let stands = stages(&stage).await;
    assert!(stands.iter().all(|stands| matches!(stands, Stands::Processing { .. })), "{stands:?}");
    // Eleven times within the patience, and once; each time four times at once.
    assert_eq!(stage.asked(Endpoint::Status), 12 * 4);
    follows(&stage, json!([]));
    stage.round(false).await.unwrap();
    once(&stage, 2);
}

#[tokio::test]
async fn a_server_that_takes_a_part_and_holds_nothing_of_it_gets_no_more_of_the_file() {
    let forget = json!({ "does": "forget" });
    for (nth, received) in [(1, 30_000_000), (5, 70_000_000)] {
        let (stage, went) = two(json!([rule("chunk", nth, 3, forget.clone())]), Some(SEVEN_CHUNKS)).await;
        went.unwrap();
        let [first, second] = stages(&stage).await;
        let Stands::Refused { refused } = first else { panic!("{first:?}") };
        assert_eq!((refused.why, refused.why.remedy()), (Why::TakesNothing, Remedy::SendAnew));
        assert!(is_posted(&second), "{second:?}");
        assert_eq!(stage.shown().posts[0].received, received);
        stage.settle(Settled::Again).await;
        stage.round(false).await.unwrap();
        once(&stage, 3);
    }
}

#[tokio::test]
async fn what_a_server_lost_once_is_sent_again() {
    let (stage, went) =
        two(json!([rule("chunk", 5, 1, json!({ "does": "forget" }))]), Some(SEVEN_CHUNKS)).await;
    went.unwrap();
    assert!(stages(&stage).await.iter().all(is_posted));
    assert_eq!(stage.shown().posts[0].received, SEVEN_CHUNKS + 50_000_000);
    once(&stage, 2);
}

#[tokio::test]
async fn where_the_last_part_is_taken_and_not_held_the_creator_looks() {
    let (stage, went) = two(json!([rule("chunk", 1, 3, json!({ "does": "forget" }))]), None).await;
    went.unwrap();
    let [first, second] = stages(&stage).await;
    assert!(is_unsure(&first) && is_posted(&second), "{first:?}, {second:?}");
}
