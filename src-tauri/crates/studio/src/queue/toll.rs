//! How much of the queue is done, by the time each file takes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use series::{EpisodeId, EpisodePlan, Micros};

use crate::jobs::Progress;

/// The files of a queue with the time each takes, and how much of that is done.
#[derive(Debug, Clone, Default)]
pub(crate) struct Toll(Arc<Mutex<BTreeMap<EpisodeId, Share>>>);

#[derive(Debug, Clone, Copy)]
struct Share {
    whole: u64,
    done: u64,
}

impl Toll {
    /// Takes in files that are to be made.
    pub(crate) fn expect<'a>(&self, plans: impl Iterator<Item = &'a EpisodePlan>) {
        let mut shares = self.lock();
        for plan in plans {
            let whole = u64::try_from(plan.time.get()).unwrap_or(0).max(1);
            shares.entry(plan.episode).or_insert(Share { whole, done: 0 });
        }
    }

    /// Tells how far a file is.
    pub(crate) fn tell(&self, episode: EpisodeId, position: Micros, length: Micros, progress: &Progress) {
        let mut shares = self.lock();
        if let Some(share) = shares.get_mut(&episode) {
            let (position, length) =
                (position.get().max(0).unsigned_abs(), length.get().max(1).unsigned_abs());
            let done = u128::from(share.whole) * u128::from(position.min(length)) / u128::from(length);
            share.done = u64::try_from(done).unwrap_or(share.whole);
        }
        tell(&shares, progress);
    }

    /// Tells that a file is at its end.
    pub(crate) fn end(&self, episode: EpisodeId, progress: &Progress) {
        let mut shares = self.lock();
        if let Some(share) = shares.get_mut(&episode) {
            share.done = share.whole;
        }
        tell(&shares, progress);
    }

    /// How many files there are.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// How many are at their end.
    pub(crate) fn done(&self) -> usize {
        self.lock().values().filter(|share| share.done == share.whole).count()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<EpisodeId, Share>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(shares: &BTreeMap<EpisodeId, Share>, progress: &Progress) {
    progress
        .part(shares.values().map(|share| share.done).sum(), shares.values().map(|share| share.whole).sum());
}
