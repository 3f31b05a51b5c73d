//! Answers that are lost, or belong to somebody else: what may be there is never sent a second time by itself.

use rehearsal::Endpoint;
use serde_json::{Value as Json, json};
use series::{Happened, Stage as Stands, Target, Unanswered, Why};

use super::{SEVEN_CHUNKS, Stage};
use crate::Settled;

/// What the only posting is called in the vault.
async fn place_of(stage: &Stage) -> String {
    format!("place/{}", stage.standings().await[0].posting.id)
}

/// A gateway answers to the nth chunk, whose bytes arrived, or did not.
fn gateway(nth: u32, status: u16, done: bool) -> Json {
    json!({ "on": "chunk", "nth": nth, "fault": { "does": "gateway", "status": status, "done": done } })
}

#[tokio::test]
async fn whatever_a_gateway_answers_to_the_last_chunk_the_platforms_word_counts() {
    for status in [400, 403, 404, 408, 410, 418, 451, 502, 520, 524] {
        let stage = Stage::set(&json!({ "rules": [gateway(7, status, true)] })).await;
        stage.plan(&[Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        stage.round(false).await.unwrap();
        let stands = stage.stage().await;
        assert!(matches!(stands, Stands::Posted { .. }), "HTTP {status}: {stands:?}");
        let posts = stage.shown().posts;
        assert_eq!((posts.len(), posts[0].received, posts[0].copies), (1, SEVEN_CHUNKS, 1), "HTTP {status}");
    }
}

#[tokio::test]
async fn where_all_may_be_there_a_refusal_of_the_rest_asks_the_creator_to_look() {
    // The seventh chunk is the last: the sixth was never all of it.
    for (nth, unsure) in [(6, false), (7, true)] {
        let rules = json!([gateway(nth, 502, false), gateway(nth + 1, 404, false)]);
        let stage = Stage::set(&json!({ "rules": rules })).await;
        stage.plan(&[Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        stage.round(false).await.unwrap();
        match stage.stage().await {
            Stands::Unconfirmed { what: Unanswered::Status, ticket: Some(_) } => assert!(unsure),
            Stands::Refused { refused } => assert!(!unsure && refused.why == Why::UploadGone),
            other => panic!("{nth}: {other:?}"),
        }
        assert_eq!(stage.asked(Endpoint::InitPost), 1);
    }
}

#[tokio::test]
async fn an_address_that_is_lost_behind_the_last_chunk_asks_the_creator_to_look() {
    for (chunks, unsure) in [(3, false), (7, true)] {
        // From that chunk on nothing arrives, for as long as the program runs.
        let fault = json!({ "does": "gateway", "status": 502 });
        let rules = json!([{ "on": "chunk", "nth": chunks, "times": 1_000_000, "fault": fault }]);
        let mut stage = Stage::set(&json!({ "rules": rules })).await;
        stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Chunk, chunks + 1).await;
        stage.vault.forget(&place_of(&stage).await).await.unwrap();
        stage.restart().await;
        stage.round(false).await.unwrap();
        match stage.stage().await {
            Stands::Unconfirmed { what: Unanswered::Status, .. } => assert!(unsure),
            Stands::Refused { refused } => {
                assert!(!unsure && refused.why == Why::AddressLost && !refused.is_answer());
            }
            other => panic!("{chunks}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn the_place_of_an_earlier_question_does_not_answer_a_later_one() {
    let refused =
        json!([{ "on": "chunk", "nth": 4, "fault": { "does": "refuse", "code": "", "status": 403 } }]);
    let stage = Stage::set(&json!({ "rules": refused })).await;
    stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
    let name = place_of(&stage).await;
    stage.round_until(Endpoint::Chunk, 2).await;
    let place = stage.vault.find(&name).await.unwrap().expect("it is on its way");
    stage.round(false).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Refused { .. }));
    // Whoever wrote down the refusal was killed before the place was forgotten.
    stage.vault.keep(&name, place).await.unwrap();
    stage.settle(Settled::Again).await;
    // Another is killed while it asks for a second place.
    let standing = stage.standings().await.remove(0);
    let (id, lines) = (standing.posting.id, standing.lines);
    let asks = move |store: &storage::Store| store.happened(id, lines, &Happened::Reserving, 0);
    stage.studio.with_store(asks).await.unwrap();
    stage.round(false).await.unwrap();
    let stands = stage.stage().await;
    assert_eq!(stands, Stands::Unconfirmed { what: Unanswered::Place, ticket: None });
}

#[tokio::test]
async fn what_nobody_knew_is_asked_about_at_every_go_on_until_the_platform_says() {
    // The first word on it: no such post. Then it works, and fails or is there.
    for fails in [false, true] {
        let unknown = json!({ "does": "refuse", "code": "invalid_publish_id", "status": 400 });
        let unknown = json!({ "on": "status", "fault": unknown });
        let end =
            json!({ "on": "init_post", "fault": { "does": "fail", "reason": "file_format_check_failed" } });
        let rules = if fails { json!([unknown, end]) } else { json!([unknown]) };
        let stage = Stage::set(&json!({ "rules": rules })).await;
        stage.plan(&[Target::TiktokPost], None).await;
        stage.round(false).await.unwrap();
        let unsure = stage.stage().await;
        assert!(matches!(unsure, Stands::Unconfirmed { ticket: Some(_), .. }), "{unsure:?}");
        // It still works on it: nobody knows.
        stage.round(false).await.unwrap();
        assert_eq!(stage.stage().await, unsure);
        stage.clock.until(stage.clock.now_ms() + 10_000).await;
        stage.round(false).await.unwrap();
        match stage.stage().await {
            Stands::Posted { .. } => assert!(!fails),
            Stands::Refused { refused } => assert!(fails && refused.why == Why::Format),
            other => panic!("{other:?}"),
        }
        assert_eq!((stage.asked(Endpoint::InitPost), stage.shown().posts.len()), (1, 1));
    }
}
