//! What was begun and is not wanted any more: called back until the last of it is under way, and asked about behind that.

use std::time::Duration;

use rehearsal::Endpoint;
use serde_json::json;
use series::{Edit, Stage as Stands, Target, Unanswered};
use tokio_util::sync::CancellationToken;

use super::{SEVEN_CHUNKS, Stage};
use crate::{ProblemCode, Settled};

const BOTH: [Target; 2] = [Target::TiktokDraft, Target::TiktokPost];

/// From the nth chunk on nothing arrives.
async fn stuck_from(nth: u32) -> Stage {
    let fault = json!({ "does": "gateway", "status": 502 });
    let rule = json!({ "on": "chunk", "nth": nth, "times": 1_000_000, "fault": fault });
    Stage::set(&json!({ "rules": [rule] })).await
}

fn heals(stage: &Stage) {
    stage.server.follow(rehearsal::Script { processing_ms: 2_000, ..rehearsal::Script::default() });
}

/// The first episode is sold again, or gone.
async fn is_taken_away(stage: &Stage, sold: bool) {
    let episode = Stage::episode(1);
    let edit = if sold {
        Edit::Send { episodes: vec![episode], target: Target::Portal }
    } else {
        Edit::Remove { episodes: vec![episode] }
    };
    stage.edit(edit).await;
}

/// Is its address kept?
async fn is_kept(stage: &Stage) -> bool {
    let name = format!("place/{}", stage.standings().await[0].posting.id);
    stage.vault.find(&name).await.unwrap().is_some()
}

#[tokio::test]
async fn what_is_half_sent_and_sold_again_or_removed_goes_no_further_and_the_others_go_out() {
    for (target, sold) in BOTH.into_iter().flat_map(|target| [(target, true), (target, false)]) {
        let mut stage = stuck_from(3).await;
        stage.plan_films(&[target, Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Chunk, 4).await;
        assert!(is_kept(&stage).await);
        is_taken_away(&stage, sold).await;
        heals(&stage);
        stage.restart().await;
        stage.round(false).await.unwrap();
        let standings = stage.standings().await;
        assert_eq!(standings[0].stage, Stands::Withdrawn);
        assert!(matches!(standings[1].stage, Stands::Posted { .. }), "{:?}", standings[1].stage);
        let posts = stage.shown().posts;
        assert_eq!((posts[0].held, posts[0].copies, posts[1].copies), (20_000_000, 0, 1));
        assert!(!is_kept(&stage).await, "its address is forgotten");
    }
}

#[tokio::test]
async fn behind_the_last_chunk_nothing_more_is_sent_and_what_the_platform_says_counts() {
    // The last chunk is lost, or its answer is, or it is the last but one.
    for (nth, arrives) in [(7, false), (7, true), (6, false), (6, true)] {
        let fault = json!({ "does": "gateway", "status": 502, "done": arrives });
        let rule = json!({ "on": "chunk", "nth": nth, "fault": fault });
        let silent =
            json!({ "on": "status", "times": 1_000_000, "fault": { "does": "gateway", "status": 502 } });
        let stage = Stage::set(&json!({ "rules": [rule, silent] })).await;
        stage.plan(&[Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Status, 2).await;
        is_taken_away(&stage, true).await;
        heals(&stage);
        let asked = stage.asked(Endpoint::Chunk);
        stage.round(false).await.unwrap();
        assert_eq!(stage.asked(Endpoint::Chunk), asked, "{nth} {arrives}: nothing more is sent");
        let stands = stage.stage().await;
        let is_right = match (nth, arrives) {
            (6, _) => stands == Stands::Withdrawn,
            (_, true) => matches!(stands, Stands::Posted { .. }),
            (_, false) => matches!(stands, Stands::Unconfirmed { what: Unanswered::Status, .. }),
        };
        assert!(is_right, "{nth} {arrives}: {stands:?}");
        assert_eq!(stage.shown().posts[0].copies, u32::from(nth == 7 && arrives));
    }
}

#[tokio::test]
async fn the_creator_skips_what_is_half_sent_also_while_it_goes_out_and_not_behind_the_last_chunk() {
    for runs in [false, true] {
        let stage = stuck_from(3).await;
        stage.plan(&[Target::TiktokPost, Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        let job = if runs {
            let job = stage.begun(true);
            while stage.asked(Endpoint::Chunk) < 4 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Some(job)
        } else {
            stage.round_until(Endpoint::Chunk, 4).await;
            None
        };
        // It may have gone on just now: then it is said again, as the window does.
        let id = stage.standings().await[0].posting.id;
        while let Err(problem) = stage.studio.settle(id, Settled::Skip).await {
            assert_eq!(problem.code, ProblemCode::PostingMovedOn);
        }
        heals(&stage);
        match job {
            Some(job) => drop(stage.studio.jobs.ended(job, &CancellationToken::new()).await.unwrap()),
            None => drop(stage.round(false).await.unwrap()),
        }
        let standings = stage.standings().await;
        assert_eq!(standings[0].stage, Stands::Skipped);
        assert!(matches!(standings[1].stage, Stands::Posted { .. }));
        assert_eq!(stage.shown().posts[0].held, 20_000_000);
        assert!(!is_kept(&stage).await, "its address is forgotten");
    }
    let stage = stuck_from(7).await;
    stage.plan(&[Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
    stage.round_until(Endpoint::Chunk, 8).await;
    let (id, stands) = (stage.standings().await[0].posting.id, stage.stage().await);
    let said = stage.studio.settle(id, Settled::Skip).await.unwrap_err();
    assert_eq!(said.code, ProblemCode::PastRecall);
    assert_eq!(stage.stage().await, stands);
    // Nobody took it away: it goes on.
    heals(&stage);
    stage.round(false).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }));
}

#[tokio::test]
async fn what_is_sold_while_it_goes_out_goes_no_further() {
    let stage = stuck_from(3).await;
    stage.plan(&[Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
    let job = stage.begun(true);
    while stage.asked(Endpoint::Chunk) < 4 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    is_taken_away(&stage, true).await;
    heals(&stage);
    stage.studio.jobs.ended(job, &CancellationToken::new()).await.unwrap();
    assert_eq!(stage.stage().await, Stands::Withdrawn);
    assert_eq!(stage.shown().posts[0].held, 20_000_000);
}

#[tokio::test]
async fn what_is_out_of_reach_and_sold_again_does_not_go_on_when_it_is_back() {
    for back in [true, false] {
        let stage = stuck_from(3).await;
        stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Chunk, 4).await;
        let (file, away) = (stage.folder.path().join("1.mp4"), stage.folder.path().join("away"));
        std::fs::rename(&file, &away).unwrap();
        heals(&stage);
        stage.round(false).await.unwrap();
        assert!(matches!(stage.stage().await, Stands::Unreachable { .. }));
        is_taken_away(&stage, true).await;
        if back {
            std::fs::rename(&away, &file).unwrap();
        }
        stage.round(false).await.unwrap();
        assert_eq!(stage.stage().await, Stands::Withdrawn);
        assert_eq!(stage.shown().posts[0].held, 20_000_000);
        assert!(!is_kept(&stage).await);
    }
}
