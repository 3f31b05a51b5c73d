//! Long work: each piece has a name, honest progress, an estimate and a way to stop it.

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use series::DraftId;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::{Event, Job, JobId, JobKind, JobState, Problem};

/// Progress is told at most this often.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// Before this much is known of a job's pace, an estimate would be a guess.
const ESTIMATE_AFTER: Duration = Duration::from_millis(700);
/// How long ending jobs are waited for.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// How many jobs that ended are remembered.
const ENDED_KEPT: usize = 50;

/// The jobs of this process: all that run, and those that ended last.
#[derive(Debug, Clone)]
pub(crate) struct Jobs {
    next: Arc<AtomicU32>,
    known: Arc<Mutex<Known>>,
    events: broadcast::Sender<Event>,
}

#[derive(Debug, Default)]
struct Known {
    jobs: BTreeMap<JobId, (Job, CancellationToken)>,
    /// Those that ended, in the order they did.
    ended: VecDeque<JobId>,
}

impl Jobs {
    pub(crate) fn new(events: broadcast::Sender<Event>) -> Self {
        Self { next: Arc::new(AtomicU32::new(1)), known: Arc::default(), events }
    }

    /// Starts `work` and returns at once.
    pub(crate) fn spawn<F>(&self, kind: JobKind, draft: DraftId, work: impl FnOnce(Progress) -> F) -> JobId
    where
        F: Future<Output = Result<JobState, Problem>> + Send + 'static,
    {
        let id = JobId(self.next.fetch_add(1, Ordering::Relaxed));
        let job = Job {
            id,
            kind,
            draft: Some(draft),
            state: JobState::Running,
            done: 0,
            total: 0,
            thousandths: 0,
            current: String::new(),
            left_ms: None,
        };
        let cancel = CancellationToken::new();
        self.put(job.clone(), cancel.clone());
        let progress = Progress {
            cancel: cancel.clone(),
            jobs: self.clone(),
            pace: Arc::new(Mutex::new(Pace { job, started: Instant::now(), told: None })),
        };
        let work = work(progress.clone());
        tokio::spawn(async move {
            // In a task of its own: one that panics must not look as if it went on for ever.
            let worked = tokio::spawn(work).await;
            let state = match worked.unwrap_or_else(|error| Err(Problem::unexpected(&error))) {
                Ok(state) => state,
                Err(_) if cancel.is_cancelled() => JobState::Cancelled,
                Err(problem) => JobState::Failed { problem },
            };
            progress.end(state);
        });
        id
    }

    /// The jobs, oldest first.
    pub(crate) fn all(&self) -> Vec<Job> {
        self.lock().jobs.values().map(|(job, _)| job.clone()).collect()
    }

    pub(crate) fn get(&self, id: JobId) -> Option<Job> {
        self.lock().jobs.get(&id).map(|(job, _)| job.clone())
    }

    /// Asks a job to stop. It answers through its state.
    pub(crate) fn cancel(&self, id: JobId) {
        if let Some((_, cancel)) = self.lock().jobs.get(&id) {
            cancel.cancel();
        }
    }

    pub(crate) async fn stop(&self) {
        for (_, cancel) in self.lock().jobs.values() {
            cancel.cancel();
        }
        let mut events = self.events.subscribe();
        let ended = async {
            while self.all().iter().any(|job| job.state == JobState::Running) {
                // An event that was missed is made up for by looking at all jobs again.
                let _ = events.recv().await;
            }
        };
        // A job that does not let go must not keep the program from ending.
        let _ = tokio::time::timeout(STOP_WITHIN, ended).await;
    }

    fn put(&self, job: Job, cancel: CancellationToken) {
        let mut known = self.lock();
        known.jobs.insert(job.id, (job.clone(), cancel));
        if job.state != JobState::Running && !known.ended.contains(&job.id) {
            known.ended.push_back(job.id);
        }
        if known.ended.len() > ENDED_KEPT
            && let Some(oldest) = known.ended.pop_front()
        {
            known.jobs.remove(&oldest);
        }
        drop(known);
        // Nobody listening is fine: the state is kept and can be asked for.
        let _ = self.events.send(Event::Job(job));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Pace {
    job: Job,
    started: Instant,
    told: Option<Instant>,
}

/// A running job's way to tell how far it is, and to learn that it should stop.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) cancel: CancellationToken,
    jobs: Jobs,
    pace: Arc<Mutex<Pace>>,
}

impl Progress {
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

    /// Says how much of everything is done, as `done` of `all` in any unit.
    pub(crate) fn part(&self, done: u64, all: u64) {
        let thousandths = (u128::from(done) * 1000).checked_div(u128::from(all)).unwrap_or(0).min(1000);
        self.change(false, |job| {
            // Never backwards: a piece that turned out larger must not look like a loss.
            job.thousandths = job.thousandths.max(u32::try_from(thousandths).unwrap_or(1000));
        });
    }

    fn end(&self, state: JobState) {
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
        if pace.job.state == JobState::Running && elapsed > ESTIMATE_AFTER && pace.job.thousandths > 0 {
            let left = elapsed.as_millis() * u128::from(1000 - pace.job.thousandths)
                / u128::from(pace.job.thousandths);
            pace.job.left_ms = u64::try_from(left).ok();
        }
        pace.told = Some(Instant::now());
        self.jobs.put(pace.job.clone(), self.cancel.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs() -> (Jobs, DraftId) {
        (Jobs::new(broadcast::channel(16).0), DraftId::new(uuid::Uuid::from_u128(1)))
    }

    async fn ended(jobs: &Jobs, id: JobId) -> JobState {
        let mut events = jobs.events.subscribe();
        loop {
            match jobs.get(id).map(|job| job.state) {
                Some(JobState::Running) => drop(events.recv().await),
                state => return state.expect("it is remembered"),
            }
        }
    }

    #[tokio::test]
    async fn one_that_panics_has_failed() {
        let (jobs, draft) = jobs();
        let id = jobs.spawn(JobKind::Kit, draft, |_| async { panic!("on purpose") });
        assert!(matches!(ended(&jobs, id).await, JobState::Failed { .. }));
    }

    #[tokio::test]
    async fn those_that_run_are_remembered_and_the_last_that_ended() {
        let (jobs, draft) = jobs();
        let running = jobs.spawn(JobKind::Kit, draft, |progress| async move {
            progress.cancel.cancelled().await;
            Err(Problem::new(crate::ProblemCode::Cancelled))
        });
        let mut last = running;
        for _ in 0..ENDED_KEPT + 20 {
            last = jobs.spawn(JobKind::Import, draft, |_| async {
                Ok(JobState::Imported { outcome: crate::ImportOutcome::default() })
            });
            ended(&jobs, last).await;
        }
        assert_eq!(jobs.all().len(), ENDED_KEPT + 1);
        assert!(jobs.get(running).is_some() && jobs.get(last).is_some());
        jobs.stop().await;
        assert_eq!(jobs.get(running).map(|job| job.state), Some(JobState::Cancelled));
    }
}
