//! Postings to write down, and everything that happens to one that goes well.

use series::{
    AccountId, ChunkPlan, DraftId, EpisodeId, Fingerprint, Happened, Micros, Posting, PostingFile, PostingId,
    PostingWords, Stage, Target,
};
use storage::Store;
use uuid::Uuid;

const SIZE: u64 = 140_000_000;

pub fn id(number: u128) -> PostingId {
    PostingId::new(Uuid::from_u128(number))
}

pub fn account() -> AccountId {
    AccountId("tiktok:723f24d7".into())
}

pub fn draft() -> DraftId {
    DraftId::new(Uuid::from_u128(9))
}

/// The posting of that number: its episode has the number too.
pub fn posting(number: u128) -> Posting {
    Posting {
        id: id(number),
        draft: draft(),
        revision: 12,
        episode: EpisodeId::new(Uuid::from_u128(number)),
        title: format!("L’été, épisode {number} 🎬"),
        target: Target::TiktokDraft,
        meant: Some(Target::TiktokDraft),
        account: account(),
        file: PostingFile {
            path: format!("/films/été/{number}.mp4"),
            bytes: SIZE,
            fingerprint: Fingerprint::new(format!("{number:064x}")),
            duration: Micros::from_secs(300),
            mime: "video/mp4".into(),
            mark: None,
        },
        words: PostingWords { caption: "\"caption\"\nsecond line".into(), ..PostingWords::default() },
    }
}

pub fn reserved() -> Happened {
    let plan = ChunkPlan::of(SIZE).unwrap();
    Happened::Reserved { ticket: "v_inbox_file~1".into(), plan, until_ms: 3_600_000 }
}

/// Everything that happens to a posting that goes well: 20 lines with its planning.
pub fn way() -> Vec<Happened> {
    let chunk = ChunkPlan::of(SIZE).unwrap().chunk;
    let mut way = vec![Happened::Reserving, reserved()];
    let last = SIZE - chunk;
    way.extend((chunk..=last).step_by(usize::try_from(chunk).unwrap()).map(|bytes| Happened::Held { bytes }));
    way.extend([Happened::Sending { from: last }, Happened::Held { bytes: SIZE }]);
    way.extend([Happened::Sent, Happened::Posted { post: Some("7".into()) }]);
    way
}

/// Writes down what happened next, in order.
pub fn happened(store: &Store, id: PostingId, all: &[Happened]) -> Stage {
    for happened in all {
        let lines = store.posting(id).unwrap().lines;
        store.happened(id, lines, happened, 100).unwrap();
    }
    store.posting(id).unwrap().stage
}
