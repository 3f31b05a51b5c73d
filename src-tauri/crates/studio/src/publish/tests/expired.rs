//! An upload's address holds for an hour. What is not sent by then is told of, and never doubled.

use rehearsal::Endpoint;
use serde_json::json;
use series::{Remedy, Stage as Stands, Why};

use super::{SEVEN_CHUNKS, Stage};
use crate::Settled;

const HOUR_MS: i64 = 3_600_000;

/// The server answers nothing that helps to that kind of request, from the nth on.
fn silent_from(on: &str, nth: u32) -> serde_json::Value {
    json!([{ "on": on, "nth": nth, "times": 1_000_000, "fault": { "does": "gateway", "status": 502 } }])
}

async fn an_hour_later(stage: &Stage) {
    stage.clock.until(stage.clock.now_ms() + HOUR_MS + 1_000).await;
    stage.server.follow(rehearsal::Script { processing_ms: 2_000, ..rehearsal::Script::default() });
}

#[tokio::test]
async fn a_place_that_ended_in_the_middle_is_told_of_and_another_taken_only_when_asked_for() {
    let stage = Stage::set(&json!({ "rules": silent_from("chunk", 3) })).await;
    stage.plan(&[series::Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
    stage.round_until(Endpoint::Chunk, 5).await;
    let Stands::Sending { held, .. } = stage.stage().await else { panic!("{:?}", stage.stage().await) };
    assert_eq!(held, 20_000_000);
    an_hour_later(&stage).await;

    for _ in 0..3 {
        stage.round(true).await.unwrap();
        let Stands::Refused { refused } = stage.stage().await else { panic!("{:?}", stage.stage().await) };
        assert_eq!((refused.why, refused.why.remedy()), (Why::UploadExpired, Remedy::SendAnew));
        assert_eq!(stage.asked(Endpoint::InitDraft), 1, "no second place by itself");
    }
    stage.settle(Settled::Again).await;
    stage.round(true).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }));
    let whole: Vec<_> = stage.shown().posts.into_iter().filter(|post| post.done_ms.is_some()).collect();
    assert_eq!((whole.len(), whole[0].copies, stage.asked(Endpoint::InitDraft)), (1, 1, 2));
}

#[tokio::test]
async fn what_had_arrived_before_its_place_ended_is_not_sent_a_second_time() {
    // The last chunk's answer is lost, and nobody says how far it is until an hour has gone by.
    let lost = json!({ "on": "chunk", "nth": 7, "fault": { "does": "lose_answer" } });
    let mut rules = silent_from("status", 1);
    rules.as_array_mut().unwrap().push(lost);
    let stage = Stage::set(&json!({ "rules": rules })).await;
    stage.plan(&[series::Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
    stage.round_until(Endpoint::Status, 5).await;
    assert!(matches!(stage.stage().await, Stands::Sending { held: 60_000_000, all_went: true, .. }));
    an_hour_later(&stage).await;
    stage.round(true).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }), "{:?}", stage.stage().await);
    let posts = stage.shown().posts;
    assert_eq!((posts.len(), posts[0].received, posts[0].copies), (1, SEVEN_CHUNKS, 1));
}
