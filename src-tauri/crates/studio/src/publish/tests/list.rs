//! What stands on the list follows the series: what is sold again or removed is not given away.

use rehearsal::Endpoint;
use serde_json::json;
use series::{Edit, Posting, Stage as Stands, Target};

use super::{SEVEN_CHUNKS, Stage};
use crate::ProblemCode;

async fn stands(stage: &Stage) -> Vec<Stands> {
    stage.standings().await.into_iter().map(|one| one.stage).collect()
}

fn sell(nth: u128) -> Edit {
    Edit::Send { episodes: vec![Stage::episode(nth)], target: Target::Portal }
}

fn remove(nth: u128) -> Edit {
    Edit::Remove { episodes: vec![Stage::episode(nth)] }
}

#[tokio::test]
async fn what_is_sold_again_or_removed_is_not_sent_nor_finished() {
    let stage = Stage::set(&json!({})).await;
    stage.plan_films(&[Target::TiktokDraft; 4], Some(SEVEN_CHUNKS)).await;
    stage.round_until(Endpoint::Chunk, 3).await;
    stage.edit(sell(1)).await;
    stage.edit(sell(2)).await;
    stage.edit(remove(3)).await;
    let outcome = stage.round(true).await.unwrap();
    let stands = stands(&stage).await;
    assert_eq!(stands[..3], [Stands::Withdrawn, Stands::Withdrawn, Stands::Withdrawn]);
    assert!(matches!(stands[3], Stands::Posted { .. }));
    assert_eq!(outcome.episodes.len(), 4, "it is told");
    assert_eq!((stage.asked(Endpoint::InitDraft), stage.shown().posts.len()), (2, 2));
    assert!(stage.shown().posts[0].held < SEVEN_CHUNKS);
}

#[tokio::test]
async fn what_waits_for_its_next_day_is_looked_up_before_it_is_asked_for_again() {
    let code = "spam_risk_too_many_pending_share";
    let fault = json!({ "does": "refuse", "code": code, "status": 403 });
    let stage = Stage::set(&json!({ "rules": [{ "on": "init_draft", "fault": fault }] })).await;
    stage.plan(&[Target::TiktokDraft], None).await;
    let until_ms = stage.round(false).await.unwrap().waits_until_ms.unwrap();
    stage.edit(sell(1)).await;
    stage.clock.until(until_ms).await;
    assert_eq!(stage.round(false).await.unwrap().waits_until_ms, None);
    assert_eq!(stands(&stage).await, [Stands::Withdrawn]);
    assert_eq!(stage.asked(Endpoint::InitDraft), 1);
}

#[tokio::test]
async fn what_was_sent_past_its_own_target_goes_on_until_that_changes_or_it_is_removed() {
    use Target::{Portal, TiktokDraft, TiktokPost};
    let stage = Stage::set(&json!({})).await;
    // Sold ones and a teaser, all sent as posts, and named so.
    let films = (1..=4).map(|nth| stage.posting(nth, TiktokPost, None).file).collect();
    stage.draw_of(Stage::draft(), 1, &[Portal, Portal, TiktokDraft, TiktokDraft], films).await;
    let meant = |nth: u128| if nth < 3 { Portal } else { TiktokDraft };
    let posting = |nth| Posting { meant: Some(meant(nth)), ..stage.posting(nth, TiktokPost, None) };
    stage.enlist((1..=4).map(posting).collect()).await;
    stage.edit(remove(2)).await;
    stage.edit(sell(4)).await;
    stage.round(false).await.unwrap();
    let posted: Vec<_> =
        stands(&stage).await.iter().map(|stands| matches!(stands, Stands::Posted { .. })).collect();
    assert_eq!(posted, [true, false, true, false]);
    assert_eq!(stage.asked(Endpoint::InitPost), 2);
}

#[tokio::test]
async fn what_was_changed_and_cannot_go_out_so_holds_nothing_up_and_stays_on_the_list() {
    let stage = Stage::set(&json!({})).await;
    stage.plan_films(&[Target::TiktokPost; 2], None).await;
    let episode = Stage::episode(1);
    stage.edit(Edit::Retitle { episode, title: "Mended".into() }).await;
    // The series has no description, no price and no cover.
    let ended = stage.round(false).await;
    assert!(ended.is_err_and(|problem| problem.code == ProblemCode::Blocked));
    let standings = stands(&stage).await;
    assert!(
        standings[0] == Stands::Waiting && matches!(standings[1], Stands::Posted { .. }),
        "{standings:?}"
    );
    let captions: Vec<_> = stage.shown().posts.into_iter().filter_map(|post| post.caption).collect();
    assert_eq!(captions, ["Episode 2"]);
    // As it was, it goes out.
    stage.edit(Edit::Retitle { episode, title: "Episode 1".into() }).await;
    stage.round(false).await.unwrap();
    assert_eq!(stage.asked(Endpoint::InitPost), 2);
}

#[tokio::test]
async fn of_a_series_that_is_gone_nothing_more_goes_out() {
    let stage = Stage::set(&json!({})).await;
    stage.enlist(vec![stage.posting(1, Target::TiktokDraft, None)]).await;
    stage.round(true).await.unwrap();
    assert_eq!(stands(&stage).await, [Stands::Withdrawn]);
    assert_eq!(stage.asked(Endpoint::InitDraft), 0);
}
