//! How far a job is, told no more often than anybody looks; and how it hears that it should pause or stop.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Jobs, Reins};
use crate::{Job, JobState, Problem, ProblemCode};

/// Progress is told at most this often.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// Before this much is known of a job's pace, an estimate would be a guess.
const ESTIMATE_AFTER: Duration = Duration::from_millis(700);

#[derive(Debug)]
struct Pace {
    job: Job,
    started: Instant,
    told: Option<Instant>,
    /// Does it wait for something outside?
    idle: bool,
}

/// A running job's way to tell how far it is, and to learn that it should stop.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) cancel: CancellationToken,
    paused: Arc<watch::Sender<bool>>,
    jobs: Jobs,
    pace: Arc<Mutex<Pace>>,
}

impl Progress {
    /// That of a job which begins now, and is told of.
    pub(super) fn begun(job: Job, reins: &Reins, jobs: Jobs) -> Self {
        let pace = Pace { job, started: Instant::now(), told: None, idle: false };
        let Reins { cancel, paused } = reins.clone();
        let begun = Self { cancel, paused, jobs, pace: Arc::new(Mutex::new(pace)) };
        begun.change(true, |_| ());
        begun
    }

    /// Says how many pieces there are.
    pub(crate) fn total(&self, total: usize) {
        self.change(true, |job| job.total = u32::try_from(total).unwrap_or(u32::MAX));
    }

    /// Says which piece is worked on and how many are done.
    pub(crate) fn piece(&self, done: usize, current: &str) {
        self.change(true, |job| {
            job.done = u32::try_from(done).unwrap_or(u32::MAX);
            current.clone_into(&mut job.current);
        });
    }

    /// Says how many pieces are done.
    pub(crate) fn done(&self, done: usize) {
        self.change(true, |job| job.done = u32::try_from(done).unwrap_or(u32::MAX));
    }

    /// Says how much of everything is done, as `done` of `all` in any unit.
    pub(crate) fn part(&self, done: u64, all: u64) {
        let thousandths = (u128::from(done) * 1000).checked_div(u128::from(all)).unwrap_or(0).min(1000);
        self.change(false, |job| {
            // Never backwards: a piece that turned out larger must not look like a loss.
            job.thousandths = job.thousandths.max(u32::try_from(thousandths).unwrap_or(1000));
        });
    }

    /// Is the job to pause as soon as it can?
    pub(crate) fn is_paused(&self) -> bool {
        *self.paused.borrow()
    }

    /// Waits for something outside: no estimate holds meanwhile, and the wait counts for none after it.
    pub(crate) async fn idle(&self, wait: impl Future<Output = ()>) {
        let lock = || self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        let since = Instant::now();
        lock().idle = true;
        self.change(true, |job| job.left_ms = None);
        wait.await;
        let mut pace = lock();
        pace.idle = false;
        pace.started += since.elapsed();
    }

    /// Ends when the job is to pause.
    pub(crate) async fn to_pause(&self) {
        let mut paused = self.paused.subscribe();
        // The sender lives as long as this does: waiting never fails.
        let _ = paused.wait_for(|paused| *paused).await;
    }

    /// Waits while the job is paused. Fails when it is cancelled.
    pub(crate) async fn go_on(&self) -> Result<(), Problem> {
        let mut paused = self.paused.subscribe();
        if *paused.borrow_and_update() && !self.cancel.is_cancelled() {
            self.change(true, |job| {
                job.state = JobState::Paused;
                job.left_ms = None;
            });
            let since = Instant::now();
            tokio::select! {
                // The sender lives as long as this does: waiting never fails.
                _ = paused.wait_for(|paused| !paused) => {}
                () = self.cancel.cancelled() => {}
            }
            self.pace.lock().unwrap_or_else(PoisonError::into_inner).started += since.elapsed();
            self.change(true, |job| job.state = JobState::Running);
        }
        if self.cancel.is_cancelled() { Err(Problem::new(ProblemCode::Cancelled)) } else { Ok(()) }
    }

    /// Says how it ended.
    pub(super) fn end(&self, state: JobState) {
        self.change(true, |job| {
            if !matches!(state, JobState::Failed { .. } | JobState::Cancelled) {
                job.done = job.total;
                job.thousandths = 1000;
            }
            job.left_ms = None;
            job.state = state;
        });
    }

    fn change(&self, now: bool, change: impl FnOnce(&mut Job)) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut pace.job);
        if !now && pace.told.is_some_and(|told| told.elapsed() < TELL_EVERY) {
            return;
        }
        let elapsed = pace.started.elapsed();
        let told = !pace.idle && pace.job.thousandths > 0;
        if pace.job.state == JobState::Running && elapsed > ESTIMATE_AFTER && told {
            let left = elapsed.as_millis() * u128::from(1000 - pace.job.thousandths)
                / u128::from(pace.job.thousandths);
            pace.job.left_ms = u64::try_from(left).ok();
        }
        pace.told = Some(Instant::now());
        let reins = Reins { cancel: self.cancel.clone(), paused: Arc::clone(&self.paused) };
        self.jobs.put(pace.job.clone(), reins);
    }
}
