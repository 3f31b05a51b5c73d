//! Going on: what is to be done next for 80 episodes with 20 lines each.

use std::time::Instant;

use series::{
    AccountId, ChunkPlan, DraftId, EpisodeId, Fingerprint, Happened, Micros, Next, Posting, PostingFile,
    PostingId, PostingWords, Target,
};
use storage::Store;
use uuid::Uuid;

use crate::{Measured, table::Row};

const EPISODES: u128 = 80;
const LINES: u64 = 20;
const BYTES: u64 = 170_000_000;
const RUNS: usize = 5;

/// Writes it all as the studio does, opens it as the studio does, and decides.
pub fn measure() -> Measured {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?.store;
    store.plan(&(0..EPISODES).map(posting).collect::<Vec<_>>(), &[], 0)?;
    let plan = ChunkPlan::of(BYTES).ok_or("a plan")?;
    let mut way = vec![
        Happened::Reserving,
        Happened::Reserved { ticket: "v_inbox_file~1".into(), plan, until_ms: 3_600_000 },
    ];
    let last = BYTES - plan.chunk;
    way.extend((plan.chunk..=last).step_by(plan.chunk as usize).map(|bytes| Happened::Held { bytes }));
    way.push(Happened::Sending { from: last });
    for number in 0..EPISODES {
        for (lines, happened) in (1..).zip(&way) {
            store.happened(posting(number).id, lines, happened, 0)?;
        }
    }
    drop(store);
    let (mut opened, mut decided) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let began = Instant::now();
        let store = Store::open(folder.path())?.store;
        opened.push(began.elapsed());
        let began = Instant::now();
        let open = store.open_postings()?;
        let next: Vec<_> = open.iter().map(|one| one.stage.next(false)).collect();
        decided.push(began.elapsed());
        let whole = open.iter().all(|one| one.lines == LINES);
        if next.len() as u128 != EPISODES || !whole || next.iter().any(|next| *next != Next::AskHeld) {
            return Err(format!("{} open, {:?}", open.len(), next.first()).into());
        }
    }
    let (opened, decided) = (crate::table::median(opened), crate::table::median(decided));
    Ok(vec![Row {
        work: "what is next for 80 episodes of 20 ledger lines each, read from the disk",
        measured: format!(
            "{:.1} ms (median of {RUNS}); opening the store and proving its seals before that: {:.1} ms",
            decided.as_secs_f64() * 1e3,
            opened.as_secs_f64() * 1e3
        ),
        goal: "≤ 100 ms",
        reached: Some(decided.as_millis() <= 100),
    }])
}

fn posting(number: u128) -> Posting {
    Posting {
        id: PostingId::new(Uuid::from_u128(number)),
        draft: DraftId::new(Uuid::from_u128(9)),
        revision: 12,
        episode: EpisodeId::new(Uuid::from_u128(number)),
        title: format!("Episode {number}"),
        target: Target::TiktokDraft,
        meant: Some(Target::TiktokDraft),
        account: AccountId("tiktok:bench".into()),
        file: PostingFile {
            path: format!("/films/{number}.mp4"),
            bytes: BYTES,
            fingerprint: Fingerprint::new(format!("{number:064x}")),
            duration: Micros::from_secs(300),
            mime: "video/mp4".into(),
            mark: None,
        },
        words: PostingWords::default(),
    }
}
