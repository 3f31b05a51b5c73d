//! A file that cannot be read for a while: nothing is given up, the others go out, and it goes on where it was.

use std::{fs, path::PathBuf, time::Duration};

use rehearsal::Endpoint;
use serde_json::json;
use series::{Remedy, Stage as Stands, Target, Why};
use tokio_util::sync::CancellationToken;

use super::{SEVEN_CHUNKS, Stage};
use crate::Settled;

/// The drive with the first file is unplugged, and plugged in again.
struct Drive {
    file: PathBuf,
    away: PathBuf,
}

impl Drive {
    fn of(stage: &Stage) -> Self {
        let folder = stage.folder.path();
        Self { file: folder.join("1.mp4"), away: folder.join("away") }
    }

    fn unplug(&self) {
        fs::rename(&self.file, &self.away).expect("it is ours");
    }

    fn plug_in(&self) {
        fs::rename(&self.away, &self.file).expect("it is ours");
    }
}

fn is_away(stands: &Stands) -> bool {
    matches!(stands, Stands::Unreachable { .. }) && stands.remedy() == Some(Remedy::TryAgain)
}

/// From the third chunk on nothing arrives.
async fn stuck() -> Stage {
    let fault = json!({ "does": "gateway", "status": 502 });
    let rule = json!({ "on": "chunk", "nth": 3, "times": 1_000_000, "fault": fault });
    Stage::set(&json!({ "rules": [rule] })).await
}

fn heals(stage: &Stage) {
    stage.server.follow(rehearsal::Script { processing_ms: 2_000, ..rehearsal::Script::default() });
}

#[tokio::test]
async fn a_file_out_of_reach_holds_nothing_up_and_goes_on_where_it_was_after_a_restart() {
    let mut stage = stuck().await;
    stage.plan(&[Target::TiktokDraft, Target::TiktokPost], Some(SEVEN_CHUNKS)).await;
    stage.round_until(Endpoint::Chunk, 4).await;
    let drive = Drive::of(&stage);
    drive.unplug();
    heals(&stage);
    let outcome = stage.round(false).await.unwrap();
    assert!(is_away(&outcome.episodes[0].stage), "{outcome:?}");
    assert!(matches!(outcome.episodes[1].stage, Stands::Posted { .. }), "{outcome:?}");
    stage.restart().await;
    assert!(is_away(&stage.round(false).await.unwrap().episodes[0].stage), "it is still away");
    drive.plug_in();
    // Going on looks by itself.
    let outcome = stage.round(false).await.unwrap();
    assert!(matches!(outcome.episodes[0].stage, Stands::Posted { .. }), "{outcome:?}");
    assert_eq!((stage.asked(Endpoint::InitDraft), stage.asked(Endpoint::InitPost)), (1, 1));
    let again = stage.shown().posts.iter().map(|post| post.received - post.held).max();
    assert!(again.is_some_and(|bytes| bytes <= 20_000_000), "{again:?}");
}

#[tokio::test]
async fn a_file_that_goes_away_while_it_is_sent_can_be_gone_on_with_by_its_own_button() {
    let stage = stuck().await;
    stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
    let drive = Drive::of(&stage);
    let job = stage.begun(true);
    while stage.asked(Endpoint::Chunk) < 4 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    drive.unplug();
    stage.studio.jobs.ended(job, &CancellationToken::new()).await.unwrap();
    assert!(is_away(&stage.stage().await), "{:?}", stage.stage().await);
    heals(&stage);
    drive.plug_in();
    stage.settle(Settled::Again).await;
    stage.round(false).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }));
    assert_eq!(stage.asked(Endpoint::InitDraft), 1);
}

#[tokio::test]
async fn one_that_comes_back_as_another_is_told_as_changed_and_one_that_never_does_can_be_skipped() {
    for comes_back in [true, false] {
        let stage = stuck().await;
        stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
        stage.round_until(Endpoint::Chunk, 4).await;
        Drive::of(&stage).unplug();
        heals(&stage);
        stage.round(false).await.unwrap();
        if comes_back {
            fs::write(&Drive::of(&stage).file, b"another").unwrap();
            stage.round(false).await.unwrap();
            let Stands::Refused { refused } = stage.stage().await else { panic!("it was refused") };
            assert_eq!(refused.why, Why::FileChanged);
        } else {
            stage.settle(Settled::Skip).await;
            assert_eq!(stage.stage().await, Stands::Skipped);
        }
        assert_eq!(stage.shown().posts[0].held, 20_000_000, "nothing more of it went out");
    }
}

#[tokio::test]
async fn no_place_is_asked_for_while_the_file_is_away() {
    let stage = Stage::set(&json!({})).await;
    stage.plan(&[Target::TiktokDraft, Target::TiktokDraft], None).await;
    Drive::of(&stage).unplug();
    let outcome = stage.round(false).await.unwrap();
    assert!(is_away(&outcome.episodes[0].stage), "{outcome:?}");
    assert_eq!(stage.asked(Endpoint::InitDraft), 1);
    Drive::of(&stage).plug_in();
    let outcome = stage.round(false).await.unwrap();
    assert!(matches!(outcome.episodes[0].stage, Stands::Posted { .. }), "{outcome:?}");
}
