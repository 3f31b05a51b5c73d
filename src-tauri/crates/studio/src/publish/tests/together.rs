//! Several that send to one account take turns, and count each other's places.

use std::{sync::Arc, time::Duration};

use rehearsal::Endpoint;
use serde_json::json;
use series::{DraftId, Message, Posting, Stage as Stands, Target};
use uuid::Uuid;

use super::Stage;
use crate::{JobState, ProblemCode};

impl Stage {
    fn trouble(&self) -> Option<Message> {
        self.studio.troubles.of(Self::draft(), &self.account())
    }

    async fn until_busy(&self) {
        while self.trouble().is_none_or(|trouble| trouble.key != "send.busy") {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

#[tokio::test]
async fn whoever_else_sends_is_waited_for_and_that_is_told() {
    let stage = Stage::set(&json!({})).await;
    stage.plan(&[Target::TiktokDraft], None).await;
    let account = stage.account();
    let lease = stage.studio.with_store(move |store| store.lease(&account)).await.unwrap();

    // It can be stopped and paused meanwhile.
    let job = stage.begun(false);
    stage.until_busy().await;
    stage.studio.cancel_job(job);
    assert!(stage.ended(job).await.is_err_and(|problem| problem.code == ProblemCode::Cancelled));
    assert_eq!(stage.trouble(), None);
    let job = stage.begun(false);
    stage.until_busy().await;
    stage.studio.pause_job(job);
    while stage.studio.jobs.get(job).is_none_or(|job| job.state != JobState::Paused) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    stage.studio.resume_job(job);
    assert_eq!((stage.stage().await, stage.asked(Endpoint::InitDraft)), (Stands::Waiting, 0));

    drop(lease);
    stage.ended(job).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }));
    assert_eq!(stage.trouble(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_that_send_to_one_account_keep_its_caps_together() {
    let stage = Stage::set(&json!({})).await;
    let other = DraftId::new(Uuid::from_u128(8));
    stage.plan(&[Target::TiktokDraft; 4], None).await;
    stage.draw(other, 11, &[Target::TiktokDraft; 4]).await;
    let theirs = |nth| Posting { draft: other, ..stage.posting(nth, Target::TiktokDraft, None) };
    stage.enlist((11..15).map(theirs).collect()).await;
    let second = Stage {
        server: Arc::clone(&stage.server),
        studio: Stage::studio(&stage.folder).await,
        clock: stage.clock.clone(),
        vault: stage.vault.clone(),
        folder: tempfile::tempdir().unwrap(),
    };
    let jobs = (stage.begun(false), second.begun_with(other, false));
    let (one, two) = tokio::join!(stage.ended(jobs.0), second.ended(jobs.1));
    let outcomes = [one.unwrap(), two.unwrap()];
    let all: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.episodes).collect();
    let posted = all.iter().filter(|one| matches!(one.stage, Stands::Posted { .. })).count();
    let waiting = all.iter().filter(|one| one.stage == Stands::Waiting).count();
    assert_eq!((posted, waiting, stage.asked(Endpoint::InitDraft)), (5, 3, 5), "{outcomes:#?}");
    assert!(stage.shown().posts.iter().all(|post| post.copies == 1));
}
