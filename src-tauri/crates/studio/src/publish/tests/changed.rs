//! A file that becomes another while it is sent is not sent on.

use std::{fs, os::unix::fs::FileExt, time::Duration};

use rehearsal::Endpoint;
use serde_json::json;
use series::{Stage as Stands, Target};
use tokio_util::sync::CancellationToken;

use super::{SEVEN_CHUNKS, Stage};
use crate::ProblemCode;

#[tokio::test]
async fn a_file_that_changes_between_two_chunks_is_not_sent_on() {
    let fault = json!({ "does": "gateway", "status": 502 });
    let rules = json!([{ "on": "chunk", "nth": 3, "times": 1_000_000, "fault": fault }]);
    let stage = Stage::set(&json!({ "rules": rules })).await;
    stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
    let job = stage.begun(true);
    while stage.asked(Endpoint::Chunk) < 4 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let file = fs::File::options().write(true).open(stage.folder.path().join("1.mp4")).unwrap();
    file.write_all_at(b"another", 0).unwrap();
    let ended = stage.studio.jobs.ended(job, &CancellationToken::new()).await;
    assert!(ended.as_ref().is_err_and(|problem| problem.code == ProblemCode::SourceChanged), "{ended:?}");
    assert!(matches!(stage.stage().await, Stands::Sending { held: 20_000_000, .. }));
}
