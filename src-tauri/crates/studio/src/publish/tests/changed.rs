//! A file that becomes another while it waits or is sent is not sent on, holds nothing else up, and has a way out.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    time::Duration,
};

use rehearsal::Endpoint;
use serde_json::{Value as Json, json};
use series::{Remedy, Stage as Stands, Target, Unanswered, Why};
use tokio_util::sync::CancellationToken;

use super::{SEVEN_CHUNKS, Stage};
use crate::{ProblemCode, Settled};

/// What may become of a file.
const CHANGES: [fn(&Path); 4] = [
    |file| {
        let file = fs::File::options().write(true).open(file).expect("it is ours");
        file.write_all_at(b"another", 0).expect("it is ours");
    },
    |file| {
        fs::File::options().write(true).open(file).and_then(|file| file.set_len(30_000_000)).expect("ours")
    },
    |file| fs::write(file, b"").expect("it is ours"),
    |file| {
        let other = file.with_extension("other");
        fs::write(&other, b"another").and_then(|()| fs::rename(other, file)).expect("it is ours");
    },
];

/// From the nth chunk on nothing arrives.
fn stuck_from(nth: u32) -> Json {
    let fault = json!({ "does": "gateway", "status": 502 });
    json!([{ "on": "chunk", "nth": nth, "times": 1_000_000, "fault": fault }])
}

fn file(stage: &Stage, nth: u32) -> PathBuf {
    stage.folder.path().join(format!("{nth}.mp4"))
}

/// Everything goes well again.
fn heals(stage: &Stage) {
    stage.server.follow(rehearsal::Script { processing_ms: 2_000, ..rehearsal::Script::default() });
}

fn is_changed(stands: &Stands) -> bool {
    let Stands::Refused { refused } = stands else { return false };
    (refused.why, refused.why.remedy()) == (Why::FileChanged, Remedy::SendAnew)
}

#[tokio::test]
async fn a_file_that_changes_between_two_chunks_is_not_sent_on_and_the_others_go_out() {
    for change in CHANGES {
        let stage = Stage::set(&json!({ "rules": stuck_from(3) })).await;
        stage.plan(&[Target::TiktokDraft, Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Chunk, 4).await;
        change(&file(&stage, 1));
        heals(&stage);
        let outcome = stage.round(false).await.unwrap();
        assert!(is_changed(&outcome.episodes[0].stage), "{outcome:?}");
        assert!(matches!(outcome.episodes[1].stage, Stands::Posted { .. }), "{outcome:?}");
        assert_eq!(stage.shown().posts[0].held, 20_000_000, "nothing more of it went out");
        assert_eq!((stage.asked(Endpoint::InitDraft), stage.asked(Endpoint::InitPost)), (1, 1));
        stage.settle(Settled::Skip).await;
        assert_eq!(stage.standings().await[0].stage, Stands::Skipped);
    }
}

#[tokio::test]
async fn a_file_that_changes_while_the_round_goes_on_ends_only_its_own_sending() {
    for change in CHANGES {
        let stage = Stage::set(&json!({ "rules": stuck_from(3) })).await;
        stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
        let job = stage.begun(true);
        while stage.asked(Endpoint::Chunk) < 4 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        change(&file(&stage, 1));
        stage.studio.jobs.ended(job, &CancellationToken::new()).await.unwrap();
        assert!(is_changed(&stage.stage().await), "{:?}", stage.stage().await);
    }
}

#[tokio::test]
async fn where_all_may_be_there_before_the_file_changed_the_platforms_word_counts() {
    // The last chunk arrived, and nobody heard; or perhaps not, and the platform does not say.
    let lost =
        json!([{ "on": "chunk", "nth": 7, "fault": { "does": "gateway", "status": 502, "done": true } }]);
    for (rules, is_there) in [(lost, true), (stuck_from(7), false)] {
        let stage = Stage::set(&json!({ "rules": rules })).await;
        let [mut rules, silent] = [
            rules,
            json!({ "on": "status", "nth": 1, "times": 1_000_000,
            "fault": { "does": "gateway", "status": 502 } }),
        ];
        rules.as_array_mut().unwrap().push(silent);
        stage.server.follow(rehearsal::Script::default().with(&json!({ "rules": rules })).unwrap());
        stage.plan(&[Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Status, 3).await;
        fs::write(file(&stage, 1), b"another").unwrap();
        heals(&stage);
        stage.round(false).await.unwrap();
        match stage.stage().await {
            Stands::Posted { .. } => assert!(is_there),
            Stands::Unconfirmed { what: Unanswered::Status, .. } => assert!(!is_there),
            other => panic!("{other:?}"),
        }
        assert_eq!(stage.asked(Endpoint::InitPost), 1);
    }
}

#[tokio::test]
async fn no_place_is_asked_for_when_the_file_is_another_before_it_is_sent() {
    for change in CHANGES {
        let stage = Stage::set(&json!({})).await;
        stage.plan(&[Target::TiktokDraft, Target::TiktokDraft], None).await;
        change(&file(&stage, 1));
        let outcome = stage.round(false).await.unwrap();
        assert!(is_changed(&outcome.episodes[0].stage), "{outcome:?}");
        assert!(matches!(outcome.episodes[1].stage, Stands::Posted { .. }), "{outcome:?}");
        assert_eq!(stage.asked(Endpoint::InitDraft), 1);
    }
}

#[tokio::test]
async fn sent_anew_is_the_file_it_was_or_else_the_one_the_draft_has_now() {
    let stage = Stage::set(&json!({})).await;
    stage.plan(&[Target::TiktokDraft], None).await;
    let (file, kept) = (file(&stage, 1), stage.folder.path().join("kept"));
    fs::rename(&file, &kept).unwrap();
    fs::write(&file, b"another").unwrap();
    stage.round(false).await.unwrap();
    let stands = stage.stage().await;
    assert!(is_changed(&stands), "{stands:?}");
    // The clips of the series are not there: that comes first, and nothing is changed.
    let id = stage.standings().await[0].posting.id;
    let said = stage.studio.settle(id, Settled::Again).await;
    assert!(said.is_err_and(|problem| problem.code == ProblemCode::Blocked));
    assert_eq!(stage.stage().await, stands);
    fs::rename(&kept, &file).unwrap();
    stage.settle(Settled::Again).await;
    stage.round(false).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }));
    let said = stage.studio.settle(id, Settled::Again).await.unwrap_err();
    assert_eq!((said.code, said.detail), (ProblemCode::NotSettled, None), "no insides are shown");
}
