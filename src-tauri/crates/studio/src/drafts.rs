//! Drafts that are open, and the one way a draft changes: a step.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use series::{Analyses, ClipId, Draft, DraftId, FileStates, History, Step};
use storage::{DraftRow, Store};

use crate::{
    DraftView, Event, Problem, ProblemCode, Studio,
    files::{file_states, file_states_of},
    studio::{blocking, now_ms},
};

/// How often others' edits are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// A draft with its past, as the store had it last, how its files are, and what is known of them.
#[derive(Debug)]
pub(crate) struct OpenDraft {
    pub(crate) history: History,
    pub(crate) files: FileStates,
    /// What is known from reading its clips through.
    pub(crate) analyses: Analyses,
}

/// The drafts that are open. Whatever else is done with a draft reads it for that alone.
pub(crate) type OpenDrafts = BTreeMap<DraftId, OpenDraft>;

impl Studio {
    /// Opens a draft: its clips can be played until it is closed.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn open_draft(&self, draft: DraftId) -> Result<DraftView, Problem> {
        let loaded = self.load(draft).await?;
        let mut open = self.open.lock().await;
        let entry = open.entry(draft).or_insert(loaded);
        self.catch_up(draft, entry).await?;
        self.play(entry.history.draft());
        Ok(self.view(entry, false))
    }

    /// Closes a draft: its clips can no longer be played.
    pub async fn close_draft(&self, draft: DraftId) {
        let mut open = self.open.lock().await;
        if let Some(closed) = open.remove(&draft) {
            self.stop_playing(&open, closed.history.draft().clips.keys());
        }
    }

    /// The draft as the store has it now, its files looked at again.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn look_again(&self, draft: DraftId) -> Result<DraftView, Problem> {
        let seen = match self.open.lock().await.get_mut(&draft) {
            Some(entry) => {
                self.catch_up(draft, entry).await?;
                Some(entry.history.draft().clone())
            }
            None => None,
        };
        let Some(seen) = seen else { return Ok(self.view(&self.load(draft).await?, false)) };
        // Nobody who edits has to wait for a drive that sleeps.
        let (looking, kept) = (seen.clone(), Arc::clone(&self.analyses));
        let (files, analyses) = blocking(move || (file_states(&looking), kept.of_draft(&looking))).await?;
        let mut open = self.open.lock().await;
        let Some(entry) = open.get_mut(&draft) else {
            return Ok(self.view(&self.load(draft).await?, false));
        };
        let now = entry.history.draft();
        let same = |id: &ClipId| now.clips.get(id) == seen.clips.get(id);
        entry.files.retain(|id, _| !same(id));
        entry.files.extend(files.into_iter().filter(|(id, _)| same(id)));
        entry.analyses.extend(analyses);
        self.play(now);
        Ok(self.view(entry, false))
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
        let Some(entry) = open.get_mut(&draft) else {
            let mut closed = self.load(draft).await?;
            let merged = self.take(draft, &mut closed, revision, &step).await?;
            return Ok(self.view(&closed, merged));
        };
        let before = entry.history.draft().clone();
        let merged = self.take(draft, entry, revision, &step).await?;
        let (view, now) = (self.view(entry, merged), entry.history.draft().clone());
        self.play(&now);
        self.stop_playing(&open, before.clips.keys().filter(|clip| !now.clips.contains_key(clip)));
        Ok(view)
    }

    /// Takes the step, in the store first and then in memory: what is in memory is never ahead of the
    /// disk. Says whether others' steps were found.
    async fn take(
        &self,
        draft: DraftId,
        entry: &mut OpenDraft,
        revision: u64,
        step: &Step,
    ) -> Result<bool, Problem> {
        loop {
            let base = entry.history.revision();
            let merged = base > revision;
            if merged && matches!(step, Step::Undo | Step::Redo) {
                return Ok(true);
            }
            if let Err(refusal) = entry.history.fits(step) {
                // Perhaps it fits what others made of the draft meanwhile.
                if self.catch_up(draft, entry).await? {
                    continue;
                }
                return Err(refusal.into());
            }
            let journalled = step.clone();
            match self.with_store(move |store| store.append(draft, base, &journalled, now_ms())).await {
                Ok(_) => {
                    self.advance(entry, std::slice::from_ref(step)).await?;
                    return Ok(merged);
                }
                Err(problem) if problem.code == ProblemCode::DraftMovedOn => {
                    // A journal that is shorter than what is in memory is another one.
                    if !self.catch_up(draft, entry).await? {
                        *entry = self.load(draft).await?;
                    }
                }
                Err(problem) => return Err(problem),
            }
        }
    }

    /// Takes the steps that others journalled since. Says whether there were any.
    async fn catch_up(&self, draft: DraftId, entry: &mut OpenDraft) -> Result<bool, Problem> {
        let revision = entry.history.revision();
        let steps = self.with_store(move |store| store.steps_since(draft, revision)).await?;
        if !steps.is_empty() && self.advance(entry, &steps).await.is_err() {
            *entry = self.load(draft).await?;
        }
        Ok(!steps.is_empty())
    }

    /// Takes steps that are in the store, and looks at the files that came with them.
    async fn advance(&self, entry: &mut OpenDraft, steps: &[Step]) -> Result<(), Problem> {
        let before = Arc::clone(&entry.history.draft().clips);
        for step in steps {
            entry.history.apply(step)?;
        }
        let now = &entry.history.draft().clips;
        entry.files.retain(|id, _| before.get(id).is_some_and(|clip| now.get(id) == Some(clip)));
        let new: Vec<_> = now.values().filter(|clip| before.get(&clip.id) != Some(clip)).cloned().collect();
        if !new.is_empty() {
            let (seen, kept) = (entry.history.draft().clone(), Arc::clone(&self.analyses));
            let looked = move || (file_states_of(new.iter().map(AsRef::as_ref)), kept.of_draft(&seen));
            let (files, analyses) = blocking(looked).await?;
            entry.files.extend(files);
            entry.analyses = analyses;
        }
        Ok(())
    }

    /// The draft as the store has it.
    pub(crate) async fn load(&self, draft: DraftId) -> Result<OpenDraft, Problem> {
        let history = self.with_store(move |store| store.load(draft)).await?;
        let (seen, kept) = (history.draft().clone(), Arc::clone(&self.analyses));
        let (files, analyses) = blocking(move || (file_states(&seen), kept.of_draft(&seen))).await?;
        Ok(OpenDraft { history, files, analyses })
    }

    /// The draft as the store has it, and what reading its clips through found. Of one that is open only what
    /// others did meanwhile is read: this may be asked for often.
    pub(crate) async fn as_it_is(&self, draft: DraftId) -> Result<(Draft, Analyses), Problem> {
        if let Some(entry) = self.open.lock().await.get_mut(&draft) {
            self.catch_up(draft, entry).await?;
            return Ok((entry.history.draft().clone(), entry.analyses.clone()));
        }
        let OpenDraft { history, analyses, .. } = self.load(draft).await?;
        Ok((history.draft().clone(), analyses))
    }

    /// What the window shows of a draft.
    fn view(&self, seen: &OpenDraft, merged: bool) -> DraftView {
        let draft = seen.history.draft();
        DraftView {
            draft: draft.clone(),
            revision: seen.history.revision(),
            preflight: series::preflight(draft, &seen.files, &seen.analyses, &self.rules.rules),
            running_time: draft.running_time(),
            undoes: seen.history.undoes(),
            redoes: seen.history.redoes(),
            files: seen.files.clone(),
            merged,
        }
    }

    /// Lets the clips of an open draft be played.
    fn play(&self, draft: &Draft) {
        let Some(preview) = self.preview.get() else { return };
        for clip in draft.clips.values() {
            preview.register(clip.id, clip.path.clone().into(), clip.facts.fingerprint.clone());
        }
    }

    /// Lets those clips be played no more, but for those that an open draft shows.
    fn stop_playing<'a>(&self, open: &OpenDrafts, clips: impl Iterator<Item = &'a ClipId>) {
        let Some(preview) = self.preview.get() else { return };
        for clip in clips.filter(|clip| !open.values().any(|o| o.history.draft().clips.contains_key(clip))) {
            preview.unregister(*clip);
        }
    }

    /// Tells of what others do to drafts, for as long as the studio is there.
    pub fn watch_others(self: &Arc<Self>) {
        let studio = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut version = None;
            let mut rows: Option<Vec<DraftRow>> = None;
            loop {
                let Some(studio) = studio.upgrade() else { return };
                // What cannot be read now is looked at again the next time, and then whatever it says: behind that, it
                // is perhaps another connection's count.
                let now = studio.with_store(Store::data_version).await;
                if now.is_err() {
                    version = None;
                }
                if let Ok(now) = now
                    && version != Some(now)
                    && let Ok(found) = studio.with_store(Store::list).await
                {
                    if let Some(rows) = &rows {
                        studio.tell_of_others(rows, &found).await;
                        // Whose desk it was is not told: whoever shows one looks again.
                        let _ = studio.events.send(Event::DeskChanged(None));
                    }
                    (version, rows) = (Some(now), Some(found));
                }
                drop(studio);
                tokio::time::sleep(LOOK_EVERY).await;
            }
        });
    }

    /// Tells of the drafts that are not as they were, unless an open one is known as it is now.
    async fn tell_of_others(&self, before: &[DraftRow], now: &[DraftRow]) {
        let open = self.open.lock().await;
        for row in now.iter().filter(|row| !before.contains(row)) {
            if open.get(&row.id).is_none_or(|open| open.history.revision() < row.revision) {
                // Nobody listening is fine: whoever edits next finds them.
                let _ = self.events.send(Event::DraftChanged(row.id));
            }
        }
    }
}

#[cfg(test)]
mod tests;
