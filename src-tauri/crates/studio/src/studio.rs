//! The studio: one creator's data folder, opened.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use media::{Ffmpeg, NotFound};
use preview::Preview;
use series::{DraftId, Fingerprint, Value};
use storage::Store;
use tokio::sync::{Mutex, OnceCell, broadcast};

use crate::{
    Job, JobId, Problem, ProblemCode, Settings,
    analyses::KeptAnalyses,
    connections::Lines,
    drafts::OpenDrafts,
    jobs::Jobs,
    login::Logins,
    pace::LearnedPace,
    publish::{Creators, Troubles, Uplink},
    rules::RuleBook,
    shelf::Glance,
    words,
};

/// One creator's data folder, opened. Everything a window or the command line does goes through here.
///
/// Several may be open on one folder at once, in one process or in many: every edit is taken on top
/// of what the store holds, never on top of a stale copy.
#[derive(Debug)]
pub struct Studio {
    pub(crate) data: PathBuf,
    pub(crate) store: Arc<Store>,
    /// A damaged store was found and moved here.
    pub(crate) set_aside: Option<PathBuf>,
    pub(crate) rules: RuleBook,
    pub(crate) analyses: Arc<KeptAnalyses>,
    /// The content that is read through before others: somebody looks at it.
    pub(crate) read_next: std::sync::Mutex<Option<Fingerprint>>,
    pub(crate) pace: LearnedPace,
    /// Held while the pace is measured.
    pub(crate) measuring: Mutex<()>,
    pub(crate) jobs: Jobs,
    pub(crate) events: broadcast::Sender<Event>,
    /// The connections to the outside.
    pub(crate) lines: Arc<Lines>,
    /// How fast files leave this machine.
    pub(crate) uplink: Uplink,
    /// What accounts may post, as they were told last.
    pub(crate) creators: Creators,
    /// What keeps drafts from being sent just now.
    pub(crate) troubles: Troubles,
    pub(crate) open: Mutex<OpenDrafts>,
    /// The drafts as the shelf showed them last.
    pub(crate) glances: std::sync::Mutex<BTreeMap<DraftId, Glance>>,
    pub(crate) preview: OnceCell<Preview>,
    pub(crate) logins: Logins,
    ffmpeg: RwLock<Option<Arc<Ffmpeg>>>,
}

/// What happens in the studio without being asked for.
#[derive(Debug, Clone)]
pub enum Event {
    /// A job began, went on or ended.
    Job(Box<Job>),
    /// Somebody else edited a draft, started one, put one away or took one out again.
    DraftChanged(DraftId),
    /// More is known of an open draft's clips.
    Analysed(DraftId),
    /// Something happened to a draft's postings, other than that more of a file was sent.
    Posted(DraftId),
    /// More of a posting's file was sent.
    SentSoFar(Box<crate::SentSoFar>),
    /// A day's work of sending is done.
    WorkDone(crate::WorkDone),
    /// Something was done at the desk of a draft; or, without one, more is known of the creator, or somebody
    /// else wrote.
    DeskChanged(Option<DraftId>),
    /// A connection to the outside was opened or closed: the hosts that some are open to, one for each.
    Connections(Vec<String>),
}

impl Studio {
    /// Opens the data folder, which is made if it is missing.
    ///
    /// # Errors
    /// A [`Problem`] when the folder cannot be written or its store is from a newer Showrunner. A
    /// damaged store is no error: it is set aside, and [`Studio::set_aside`] says so.
    pub async fn open(data: PathBuf) -> Result<Self, Problem> {
        let folder = data.clone();
        let opened = blocking(move || Store::open(&folder)).await??;
        let rules = RuleBook::read(&data);
        let cache = data.join("cache");
        let (events, _) = broadcast::channel(1024);
        let store = Arc::new(opened.store);
        let studio = Self {
            logins: Logins::of(&data, Arc::clone(&store)),
            analyses: Arc::new(KeptAnalyses::new(&cache)),
            read_next: std::sync::Mutex::default(),
            pace: LearnedPace::read(&cache),
            measuring: Mutex::default(),
            data,
            store,
            set_aside: opened.set_aside,
            rules,
            jobs: Jobs::new(events.clone()),
            lines: Arc::new(Lines::new(events.clone())),
            events,
            uplink: Uplink::read(&cache),
            creators: Creators::default(),
            troubles: Troubles::default(),
            open: Mutex::default(),
            glances: std::sync::Mutex::default(),
            preview: OnceCell::new(),
            ffmpeg: RwLock::default(),
        };
        Ok(studio)
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// The jobs of this process, oldest first: all that run, and those that ended last.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        self.jobs.all()
    }

    /// One job as it stands.
    #[must_use]
    pub fn job(&self, id: JobId) -> Option<Job> {
        self.jobs.get(id)
    }

    /// Asks a job to stop; it leaves no process and no half file.
    pub fn cancel_job(&self, id: JobId) {
        self.jobs.cancel(id);
    }

    /// Pauses a job that can be paused. The file that is being made or sent is finished first.
    pub fn pause_job(&self, id: JobId) {
        self.jobs.pause(id, true);
    }

    /// Lets a paused job go on.
    pub fn resume_job(&self, id: JobId) {
        self.jobs.pause(id, false);
    }

    /// Stops every job and waits until each has cleaned up behind itself, a few seconds at most.
    pub async fn stop_jobs(&self) {
        self.jobs.stop().await;
    }

    /// The folder everything is kept in.
    #[must_use]
    pub fn data_folder(&self) -> &Path {
        &self.data
    }

    /// What to tell of a damaged store that was found at opening, if one was: where it lies now.
    #[must_use]
    pub fn set_aside(&self) -> Option<Problem> {
        self.set_aside.as_ref().map(|path| {
            Problem::new(ProblemCode::StoreDamaged).with("path", Value::Text(path.display().to_string()))
        })
    }

    /// The rules in force, with their sources, and the files that were refused.
    #[must_use]
    pub fn rules(&self) -> crate::RulesInForce {
        self.rules.in_force()
    }

    /// The creator's settings.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn settings(&self) -> Result<Settings, Problem> {
        Ok(Settings::read(self.with_store(Store::settings).await?.as_ref()))
    }

    /// Keeps the settings, and looks for ffmpeg where they say.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_settings(&self, settings: &Settings) -> Result<(), Problem> {
        let own = settings.own().map_err(|error| Problem::unexpected(&error))?;
        // What a newer version, or anybody else, keeps beside them stays.
        self.with_store(move |store| store.change_settings(|kept| kept.extend(own))).await?;
        // What was not found is told by whoever needs it.
        let _ = self.find_ffmpeg().await;
        Ok(())
    }

    /// Keeps whether the desk's window stays above all others.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_desk_on_top(&self, on: bool) -> Result<(), Problem> {
        let keep =
            move |kept: &mut serde_json::Map<_, _>| drop(kept.insert("desk_on_top".to_owned(), on.into()));
        self.with_store(move |store| store.change_settings(keep)).await
    }

    /// Looks for ffmpeg again, and tries which encoders of hardware work here.
    pub async fn look_for_ffmpeg(&self) -> crate::Ffmpeg {
        let found = self.find_ffmpeg().await;
        if let Ok(ffmpeg) = &found {
            ffmpeg.try_encoders().await;
        }
        found.into()
    }

    /// Finds ffmpeg and asks it what it is, and takes it from now on.
    pub(crate) async fn find_ffmpeg(&self) -> Result<Arc<Ffmpeg>, NotFound> {
        self.take_ffmpeg(
            Ffmpeg::find_and_keep(self.chosen_ffmpeg().await.as_deref(), &self.kept_ffmpeg()).await,
        )
    }

    /// The ffmpeg in use; looked for once, and again after it was missing. What it said of itself
    /// lately is believed.
    pub(crate) async fn ffmpeg(&self) -> Result<Arc<Ffmpeg>, Problem> {
        if let Some(known) = self.ffmpeg.read().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(known);
        }
        let found = Ffmpeg::find_kept(self.chosen_ffmpeg().await.as_deref(), &self.kept_ffmpeg()).await;
        self.take_ffmpeg(found).map_err(|missing| Problem::no_ffmpeg(&missing.looked))
    }

    /// Where the creator says it is.
    async fn chosen_ffmpeg(&self) -> Option<PathBuf> {
        self.settings().await.ok().and_then(|settings| settings.ffmpeg)
    }

    /// Where it is kept what ffmpeg said of itself.
    fn kept_ffmpeg(&self) -> PathBuf {
        self.data.join("cache/ffmpeg.json")
    }

    /// Takes what was found, or that nothing was, from now on.
    fn take_ffmpeg(&self, found: Result<Ffmpeg, NotFound>) -> Result<Arc<Ffmpeg>, NotFound> {
        let found = found.map(Arc::new);
        let ready = found.as_ref().ok().cloned();
        if let Some(preview) = self.preview.get() {
            preview.set_ffmpeg(ready.clone());
        }
        *self.ffmpeg.write().unwrap_or_else(PoisonError::into_inner) = ready;
        found
    }

    /// Runs `work` on the store, off the async threads.
    pub(crate) async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, storage::StorageError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = Arc::clone(&self.store);
        Ok(blocking(move || work(&store)).await??)
    }

    /// The texts in a language.
    #[must_use]
    pub fn words(language: series::Language) -> &'static series::Words {
        words::words(language)
    }
}

/// Runs `work` where blocking is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::unexpected(&error))
}

/// Milliseconds since 1970, now.
pub(crate) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
