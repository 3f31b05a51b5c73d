//! Drafts: the shelf, opening and closing, and the one way a draft changes: a step.

use std::{collections::BTreeMap, sync::Arc};

use series::{Draft, DraftId, FileStates, Preflight, Severity, Step, Value};
use storage::{DraftRow, Store};
use tokio::sync::MutexGuard;
use uuid::Uuid;

use crate::{
    DraftSummary, DraftView, Event, Problem, ProblemCode, Shelf, Studio,
    files::file_states,
    studio::{OpenDraft, blocking, now_ms},
};

type OpenDrafts<'a> = MutexGuard<'a, BTreeMap<DraftId, OpenDraft>>;

impl Studio {
    /// Every draft, newest edit first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn shelf(&self) -> Result<Shelf, Problem> {
        let rows = self.with_store(Store::list).await?;
        let mut problem = self.set_aside();
        let mut drafts = Vec::with_capacity(rows.len());
        for row in rows {
            // One draft that cannot be read must not hide the others.
            match self.with_store(move |store| store.load(row.id)).await {
                Ok(history) => drafts.push(self.summary(history.draft(), &row)),
                Err(unreadable) => problem = Some(unreadable),
            }
        }
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.edited_ms));
        Ok(Shelf { drafts, problem })
    }

    fn summary(&self, draft: &Draft, row: &DraftRow) -> DraftSummary {
        // The shelf does not look at files: a drive that sleeps must not hold it up.
        let preflight = series::preflight(draft, &FileStates::new(), &self.rules.rules);
        DraftSummary {
            id: draft.id,
            title: draft.title.clone(),
            episodes: count(draft.episodes.len()),
            running_time: draft.running_time(),
            price: draft.price,
            cover: draft.cover.as_ref().map(|cover| cover.picture.clone()),
            clips: draft.episodes.iter().take(3).map(|episode| episode.clip).collect(),
            to_fix: findings(&preflight, Severity::Block),
            to_review: findings(&preflight, Severity::Warn),
            archived: row.archived,
            edited_ms: row.edited_ms,
        }
    }

    /// Starts a draft. It is on disk when this returns.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn new_draft(&self, title: &str) -> Result<DraftView, Problem> {
        // The title goes through the same door as any later one.
        let draft = Draft::new(DraftId::new(Uuid::now_v7()), "")
            .apply(&series::Edit::SetTitle { title: title.to_owned() })?;
        let id = draft.id;
        self.with_store(move |store| store.create(&draft, now_ms())).await?;
        self.open_draft(id).await
    }

    /// Copies a draft with its whole history, and numbers the copy's title.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be written.
    pub async fn duplicate_draft(&self, draft: DraftId) -> Result<DraftId, Problem> {
        let copy = DraftId::new(Uuid::now_v7());
        self.with_store(move |store| store.duplicate(draft, copy, now_ms())).await?;
        let view = self.look_again(copy).await?;
        let title = format!("{} 2", view.draft.title);
        self.step(copy, view.revision, Step::Edit { edit: series::Edit::SetTitle { title } }).await?;
        Ok(copy)
    }

    /// Puts a draft away, or back on the shelf. Nothing is ever deleted.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be written.
    pub async fn archive_draft(&self, draft: DraftId, archived: bool) -> Result<(), Problem> {
        self.with_store(move |store| store.set_archived(draft, archived)).await
    }

    /// Opens a draft: its clips can be played until it is closed.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn open_draft(&self, draft: DraftId) -> Result<DraftView, Problem> {
        self.look_again(draft).await
    }

    /// Closes a draft: its clips can no longer be played.
    pub async fn close_draft(&self, draft: DraftId) {
        let closed = self.open.lock().await.remove(&draft);
        if let (Some(closed), Some(preview)) = (closed, self.preview.get()) {
            for clip in closed.history.draft().clips.keys() {
                preview.unregister(*clip);
            }
        }
    }

    /// The draft as the store has it now, its files looked at again.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn look_again(&self, draft: DraftId) -> Result<DraftView, Problem> {
        let mut open = self.open.lock().await;
        let loaded = self.load(draft).await?;
        let loaded = open.entry(draft).insert_entry(loaded).into_mut();
        Ok(self.view(loaded, false))
    }

    /// The id of the draft that `name` means: its id, or its title if only one has it.
    ///
    /// # Errors
    /// `UnknownDraft` or `AmbiguousDraft`.
    pub async fn find_draft(&self, name: &str) -> Result<DraftId, Problem> {
        let shelf = self.shelf().await?;
        if let Ok(id) = name.parse::<DraftId>()
            && shelf.drafts.iter().any(|draft| draft.id == id)
        {
            return Ok(id);
        }
        let same = |title: &str| title.to_lowercase() == name.to_lowercase();
        let exact: Vec<_> = shelf.drafts.iter().filter(|draft| draft.title == name).collect();
        let named = if exact.is_empty() {
            shelf.drafts.iter().filter(|draft| same(&draft.title)).collect()
        } else {
            exact
        };
        match named.as_slice() {
            [draft] => Ok(draft.id),
            [] => Err(Problem::new(ProblemCode::UnknownDraft).with("draft", Value::Text(name.to_owned()))),
            _ => Err(Problem::new(ProblemCode::AmbiguousDraft)
                .with("draft", Value::Text(name.to_owned()))
                .with("count", Value::Count(count(named.len())))),
        }
    }

    /// One edit, undo or redo on top of `revision`. It is on disk when this returns.
    ///
    /// When somebody else edited the draft since `revision`, an edit is made on top of theirs, and
    /// the view says `merged`; an undo or redo would take back another's edit, so it is not made, and
    /// the view shows the draft as it is, `merged` too.
    ///
    /// # Errors
    /// `EditRefused` when it does not fit the draft as it is; or when the store cannot be written, and
    /// then nothing changed.
    pub async fn step(&self, draft: DraftId, revision: u64, step: Step) -> Result<DraftView, Problem> {
        let mut open = self.open.lock().await;
        let merged = self.take(&mut open, draft, revision, &step).await?;
        let entry = open.get(&draft).ok_or_else(|| Problem::unknown_draft(draft))?;
        Ok(self.view(entry, merged))
    }

    /// Takes the step in memory and in the store; both, or neither. Says whether others' were found.
    async fn take(
        &self,
        open: &mut OpenDrafts<'_>,
        draft: DraftId,
        revision: u64,
        step: &Step,
    ) -> Result<bool, Problem> {
        loop {
            let entry = match open.remove(&draft) {
                Some(entry) => entry,
                None => self.load(draft).await?,
            };
            let entry = open.entry(draft).or_insert(entry);
            let base = entry.history.revision();
            let merged = base > revision;
            if merged && matches!(step, Step::Undo | Step::Redo) {
                return Ok(true);
            }
            entry.history.apply(step)?;
            let journalled = step.clone();
            match self.with_store(move |store| store.append(draft, base, &journalled, now_ms())).await {
                Ok(_) => return Ok(merged),
                // What is in memory is ahead of the disk: read the draft again.
                Err(problem) => {
                    open.remove(&draft);
                    if problem.code != ProblemCode::DraftMovedOn {
                        return Err(problem);
                    }
                }
            }
        }
    }

    async fn load(&self, draft: DraftId) -> Result<OpenDraft, Problem> {
        let history = self.with_store(move |store| store.load(draft)).await?;
        let seen = history.draft().clone();
        let files = blocking(move || file_states(&seen)).await?;
        Ok(OpenDraft { history, files })
    }

    /// What the window shows of an open draft; its clips can be played from now on.
    pub(crate) fn view(&self, open: &OpenDraft, merged: bool) -> DraftView {
        let draft = open.history.draft();
        if let Some(preview) = self.preview.get() {
            for clip in draft.clips.values() {
                preview.register(clip.id, clip.path.clone().into(), clip.facts.fingerprint.clone());
            }
        }
        DraftView {
            draft: draft.clone(),
            revision: open.history.revision(),
            preflight: series::preflight(draft, &open.files, &self.rules.rules),
            running_time: draft.running_time(),
            undoes: open.history.undoes(),
            redoes: open.history.redoes(),
            files: open
                .files
                .iter()
                .filter(|(id, _)| draft.clips.contains_key(id))
                .map(|(id, state)| (*id, *state))
                .collect(),
            merged,
        }
    }

    /// Tells of edits that others make to open drafts, until the last receiver of events is gone.
    pub fn watch_others(self: &Arc<Self>) {
        let studio = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut seen = None;
            loop {
                tokio::time::sleep(std::time::Duration::from_millis(700)).await;
                let Some(studio) = studio.upgrade() else { return };
                let Ok(version) = studio.with_store(Store::data_version).await else { continue };
                if seen.replace(version).is_some_and(|seen| seen != version) {
                    studio.tell_of_others().await;
                }
            }
        });
    }

    async fn tell_of_others(&self) {
        let Ok(rows) = self.with_store(Store::list).await else { return };
        let open = self.open.lock().await;
        for row in rows {
            if open.get(&row.id).is_some_and(|open| open.history.revision() < row.revision) {
                let _ = self.events.send(Event::DraftChanged(row.id));
            }
        }
    }
}

fn findings(preflight: &Preflight, severity: Severity) -> u32 {
    count(preflight.findings.iter().filter(|finding| finding.severity == severity).count())
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
