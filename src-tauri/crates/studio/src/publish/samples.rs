//! Postings for tests.

use series::{
    AccountId, DraftId, EpisodeId, Fingerprint, Micros, Posting, PostingFile, PostingId, PostingWords, Stage,
    Target,
};
use storage::Standing;
use uuid::Uuid;

/// The posting of the nth episode of a draft.
pub(crate) fn standing(nth: u128, target: Target, stage: Stage, since_ms: i64) -> Standing {
    let posting = Posting {
        id: PostingId::new(Uuid::from_u128(nth)),
        draft: DraftId::new(Uuid::from_u128(1)),
        revision: 1,
        episode: EpisodeId::new(Uuid::from_u128(nth)),
        title: format!("Episode {nth}"),
        target,
        meant: Some(target),
        account: AccountId("tiktok:me".into()),
        file: PostingFile {
            path: "a.mp4".into(),
            bytes: 10_000_000,
            fingerprint: Fingerprint::new("07"),
            duration: Micros::from_secs(40),
            mime: "video/mp4".into(),
            mark: None,
        },
        words: PostingWords::default(),
    };
    Standing { posting, lines: 1, stage, planned_ms: 0, since_ms, asked_ms: Vec::new() }
}
