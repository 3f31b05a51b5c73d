//! Long work: each piece has a name, honest progress, an estimate and a way to stop it.

mod progress;

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use series::{AccountId, DraftId};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

pub(crate) use progress::Progress;

use crate::{Event, Job, JobId, JobKind, JobState, Problem, ProblemCode};

/// How long ending jobs are waited for.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// How many jobs that ended are remembered.
const ENDED_KEPT: usize = 50;

/// The jobs of this process: all that run, and those that ended last.
#[derive(Debug, Clone)]
pub(crate) struct Jobs {
    next: Arc<AtomicU32>,
    stopping: Arc<AtomicBool>,
    /// Held while one is started that must not be started twice.
    starting: Arc<Mutex<()>>,
    known: Arc<Mutex<Known>>,
    events: broadcast::Sender<Event>,
}

/// What a job works for. Two jobs of a kind do not work for the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct For {
    draft: Option<DraftId>,
    account: Option<AccountId>,
}

impl From<DraftId> for For {
    fn from(draft: DraftId) -> Self {
        Self { draft: Some(draft), account: None }
    }
}

impl From<Option<DraftId>> for For {
    fn from(draft: Option<DraftId>) -> Self {
        Self { draft, account: None }
    }
}

impl From<(DraftId, Option<&AccountId>)> for For {
    fn from((draft, account): (DraftId, Option<&AccountId>)) -> Self {
        Self { draft: Some(draft), account: account.cloned() }
    }
}

/// What a job is told.
#[derive(Debug, Clone, Default)]
struct Reins {
    cancel: CancellationToken,
    paused: Arc<watch::Sender<bool>>,
}

#[derive(Debug, Default)]
struct Known {
    jobs: BTreeMap<JobId, (Job, Reins)>,
    /// Those that ended, in the order they did.
    ended: VecDeque<JobId>,
}

impl Jobs {
    pub(crate) fn new(events: broadcast::Sender<Event>) -> Self {
        Self {
            next: Arc::new(AtomicU32::new(1)),
            stopping: Arc::default(),
            starting: Arc::default(),
            known: Arc::default(),
            events,
        }
    }

    /// Starts `work` and returns at once.
    pub(crate) fn spawn<F>(
        &self,
        kind: JobKind,
        of: impl Into<For>,
        work: impl FnOnce(Progress) -> F,
    ) -> JobId
    where
        F: Future<Output = Result<JobState, Problem>> + Send + 'static,
    {
        let For { draft, account } = of.into();
        let id = JobId(self.next.fetch_add(1, Ordering::Relaxed));
        let job = Job {
            id,
            kind,
            draft,
            account,
            state: JobState::Running,
            done: 0,
            total: 0,
            thousandths: 0,
            current: String::new(),
            left_ms: None,
        };
        let reins = Reins::default();
        let progress = Progress::begun(job, &reins, self.clone());
        let work = work(progress.clone());
        tokio::spawn(async move {
            // In a task of its own: one that panics must not look as if it went on for ever.
            let worked = tokio::spawn(work).await;
            let state = match worked.unwrap_or_else(|error| Err(Problem::unexpected(&error))) {
                Ok(state) => state,
                Err(_) if reins.cancel.is_cancelled() => JobState::Cancelled,
                Err(problem) => JobState::Failed { problem },
            };
            progress.end(state);
        });
        id
    }

    /// Starts `work`, unless a job of that kind works for the same already: then that one is answered.
    pub(crate) fn once<F>(&self, kind: JobKind, of: impl Into<For>, work: impl FnOnce(Progress) -> F) -> JobId
    where
        F: Future<Output = Result<JobState, Problem>> + Send + 'static,
    {
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        let of = of.into();
        self.running(kind, of.clone()).unwrap_or_else(|| self.spawn(kind, of, work))
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
        if let Some((_, reins)) = self.lock().jobs.get(&id) {
            reins.cancel.cancel();
        }
    }

    /// Asks all jobs of a kind to stop.
    pub(crate) fn cancel_all(&self, kind: JobKind) {
        let known = self.lock();
        let those = known.jobs.values().filter(|(job, _)| job.kind == kind);
        those.for_each(|(_, reins)| reins.cancel.cancel());
    }

    /// Pauses a job that can be paused, or lets it go on. It answers through its state once it has.
    pub(crate) fn pause(&self, id: JobId, paused: bool) {
        if let Some((job, reins)) = self.lock().jobs.get(&id)
            && matches!(job.kind, JobKind::Prepare | JobKind::Publish)
        {
            reins.paused.send_replace(paused);
        }
    }

    /// The job of that kind that goes on for the same, if there is one.
    pub(crate) fn running(&self, kind: JobKind, of: impl Into<For>) -> Option<JobId> {
        let (of, known) = (of.into(), self.lock());
        let mut jobs = known.jobs.values().map(|(job, _)| job);
        let same = |job: &Job| job.kind == kind && job.draft == of.draft && job.account == of.account;
        jobs.find(|job| same(job) && job.state.goes_on()).map(|job| job.id)
    }

    /// Waits for a job to end as it should; `cancel` cancels it.
    pub(crate) async fn ended(&self, id: JobId, cancel: &CancellationToken) -> Result<JobState, Problem> {
        let mut events = self.events.subscribe();
        loop {
            match self.get(id).map(|job| job.state) {
                Some(state) if state.goes_on() => {}
                Some(JobState::Failed { problem }) => return Err(problem),
                Some(JobState::Cancelled) | None => return Err(Problem::new(ProblemCode::Cancelled)),
                Some(ended) => return Ok(ended),
            }
            tokio::select! {
                // An event that was missed is made up for by looking at the job again.
                _ = events.recv() => {}
                () = cancel.cancelled() => {
                    self.cancel(id);
                    return Err(Problem::new(ProblemCode::Cancelled));
                }
            }
        }
    }

    /// Is the program ending? Then what is cancelled is not given up.
    pub(crate) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    pub(crate) async fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        for (_, reins) in self.lock().jobs.values() {
            reins.cancel.cancel();
        }
        let mut events = self.events.subscribe();
        let ended = async {
            while self.all().iter().any(|job| job.state.goes_on()) {
                // An event that was missed is made up for by looking at all jobs again.
                let _ = events.recv().await;
            }
        };
        // A job that does not let go must not keep the program from ending.
        let _ = tokio::time::timeout(STOP_WITHIN, ended).await;
    }

    fn put(&self, job: Job, reins: Reins) {
        let mut known = self.lock();
        known.jobs.insert(job.id, (job.clone(), reins));
        if !job.state.goes_on() && !known.ended.contains(&job.id) {
            known.ended.push_back(job.id);
        }
        if known.ended.len() > ENDED_KEPT
            && let Some(oldest) = known.ended.pop_front()
        {
            known.jobs.remove(&oldest);
        }
        drop(known);
        // Nobody listening is fine: the state is kept and can be asked for.
        let _ = self.events.send(Event::Job(Box::new(job)));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
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
    async fn one_that_is_paused_waits_and_goes_on_or_is_cancelled() {
        let (jobs, draft) = jobs();
        let pausing = |jobs: &Jobs| {
            jobs.spawn(JobKind::Prepare, draft, |progress| async move {
                loop {
                    progress.go_on().await?;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            })
        };
        let stands = async |id, wanted: JobState| {
            while jobs.get(id).map(|job| job.state) != Some(wanted.clone()) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let id = pausing(&jobs);
        assert_eq!(jobs.running(JobKind::Prepare, draft), Some(id));
        for _ in 0..2 {
            stands(id, JobState::Running).await;
            jobs.pause(id, true);
            stands(id, JobState::Paused).await;
            assert_eq!(jobs.running(JobKind::Prepare, draft), Some(id));
            jobs.pause(id, false);
        }
        jobs.pause(id, true);
        stands(id, JobState::Paused).await;
        jobs.cancel(id);
        stands(id, JobState::Cancelled).await;
        assert_eq!(jobs.running(JobKind::Prepare, draft), None);
    }

    #[tokio::test]
    async fn one_of_a_kind_works_for_the_same_draft_and_account() {
        let (jobs, draft) = jobs();
        let [ada, mary] = ["tiktok:ada", "tube:mary"].map(|id| AccountId(id.into()));
        let once = |of: For| {
            jobs.once(JobKind::Publish, of, |progress| async move {
                progress.cancel.cancelled().await;
                Err(Problem::new(ProblemCode::Cancelled))
            })
        };
        let first = once((draft, Some(&ada)).into());
        assert_eq!(once((draft, Some(&ada)).into()), first);
        assert_ne!(once((draft, Some(&mary)).into()), first);
        assert_eq!(jobs.running(JobKind::Publish, draft), None);
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
