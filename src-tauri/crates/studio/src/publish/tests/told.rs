//! What whoever looks is told while files go out.

use serde_json::json;
use series::{Stage as Stands, Target};

use super::{SEVEN_CHUNKS, Stage};
use crate::Event;

#[tokio::test]
async fn each_chunk_is_told_alone_and_all_else_is_a_reason_to_look() {
    let stage = Stage::set(&json!({})).await;
    stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
    let mut events = stage.studio.events();
    stage.round(false).await.unwrap();
    let (mut held, mut looks, mut sent_last) = (Vec::new(), 0, false);
    while let Ok(event) = events.try_recv() {
        match event {
            Event::SentSoFar(sent) => {
                let Stands::Sending { held: so_far, .. } = sent.posted.stage else { panic!("{sent:?}") };
                assert_eq!(sent.means, sent.posted.stage.message(sent.posted.target));
                held.push(so_far);
                sent_last = true;
            }
            Event::Posted(_) => {
                looks += 1;
                sent_last = false;
            }
            _ => {}
        }
    }
    // Each that arrived, once; and that the last is under way, from where nothing can be called back.
    assert_eq!(held, [1, 2, 3, 4, 5, 6, 6].map(|chunk| chunk * 10_000_000));
    assert!(!sent_last, "what came of it is told at the end");
    assert!((1..=6).contains(&looks), "{looks}");
}
