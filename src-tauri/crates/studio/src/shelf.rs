//! The shelf: every draft at a glance; new ones, copies, and those that are put away.

use std::sync::{Arc, PoisonError};

use series::{Analyses, Clip, Draft, DraftId, FileStates, Fingerprint, Preflight, Severity, Step, Value};
use storage::{DraftRow, Store};
use uuid::Uuid;

use crate::{
    DraftSummary, DraftView, Problem, ProblemCode, Shelf, Studio,
    analyses::all_known,
    studio::{blocking, now_ms},
};

/// A draft as the shelf showed it, good until its next step, or until more is known of its clips.
#[derive(Debug, Clone)]
pub(crate) struct Glance {
    revision: u64,
    /// What its clips hold.
    contents: Vec<Fingerprint>,
    /// How many of them were read through.
    read: usize,
    summary: DraftSummary,
    /// The clips of `summary.clips`.
    posters: Vec<Arc<Clip>>,
}

impl Studio {
    /// Every draft, newest edit first. Stills of the clips it names can be had from now on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn shelf(&self) -> Result<Shelf, Problem> {
        let mut problem = self.set_aside();
        let mut drafts = Vec::new();
        for row in self.with_store(Store::list).await? {
            // One draft that cannot be read must not hide the others.
            match self.glance(&row).await {
                Ok(glance) => {
                    self.show_posters(&glance);
                    drafts.push(glance.summary);
                }
                Err(unreadable) => problem = Some(unreadable),
            }
        }
        Ok(Shelf { drafts, problem })
    }

    /// The draft at a glance. Replaying a journal takes a while, so it is done once a revision.
    async fn glance(&self, row: &DraftRow) -> Result<Glance, Problem> {
        let known = || self.glances.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = known().get(&row.id).filter(|seen| seen.revision == row.revision).cloned();
        let seen = match seen {
            Some(glance) => {
                let (kept, contents) = (Arc::clone(&self.analyses), glance.contents.clone());
                let read = blocking(move || read_through(&kept.of(contents.iter()))).await?;
                (glance.read == read).then_some(glance)
            }
            None => None,
        };
        let mut glance = match seen {
            Some(glance) => glance,
            None => {
                let id = row.id;
                let history = self.with_store(move |store| store.load(id)).await?;
                let (kept, draft) = (Arc::clone(&self.analyses), history.draft().clone());
                let analyses = blocking(move || kept.of_draft(&draft)).await?;
                let glance = self.glance_at(history.revision(), history.draft(), &analyses);
                known().insert(id, glance.clone());
                glance
            }
        };
        glance.summary.archived = row.archived;
        glance.summary.edited_ms = row.edited_ms;
        Ok(glance)
    }

    fn glance_at(&self, revision: u64, draft: &Draft, analyses: &Analyses) -> Glance {
        // The shelf does not look at files: a drive that sleeps must not hold it up.
        let preflight = series::preflight(draft, &FileStates::new(), analyses, &self.rules.rules);
        let contents = draft.clips.values().map(|clip| clip.facts.fingerprint.clone()).collect();
        let posters: Vec<_> =
            draft.episodes.iter().filter_map(|episode| draft.clip_of(episode)).take(3).cloned().collect();
        let summary = DraftSummary {
            id: draft.id,
            title: draft.title.clone(),
            episodes: count(draft.paid().len()),
            running_time: draft.running_time(),
            price: draft.price,
            cover: draft.cover.as_ref().map(|cover| cover.picture.clone()),
            clips: posters.iter().map(|clip| clip.id).collect(),
            to_fix: findings(&preflight, Severity::Block),
            to_review: findings(&preflight, Severity::Warn),
            archived: false,
            edited_ms: 0,
        };
        Glance { revision, contents, read: read_through(analyses), summary, posters }
    }

    fn show_posters(&self, glance: &Glance) {
        let Some(preview) = self.preview.get() else { return };
        for clip in &glance.posters {
            preview.register_poster(clip.id, clip.path.clone().into(), clip.facts.fingerprint.clone());
        }
    }

    /// Starts a draft and opens it. It is on disk when this returns.
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

    /// Copies a draft with its whole history, and numbers the copy's title where there is room for a
    /// number.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be written.
    pub async fn duplicate_draft(&self, draft: DraftId) -> Result<DraftId, Problem> {
        let copy = DraftId::new(Uuid::now_v7());
        self.with_store(move |store| store.duplicate(draft, copy, now_ms())).await?;
        let view = self.look_again(copy).await?;
        let title = format!("{} 2", view.draft.title);
        match self.step(copy, view.revision, Step::Edit { edit: series::Edit::SetTitle { title } }).await {
            Err(problem) if problem.code != ProblemCode::EditRefused => Err(problem),
            _ => Ok(copy),
        }
    }

    /// Puts a draft away, or back on the shelf. Nothing is ever deleted.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be written.
    pub async fn archive_draft(&self, draft: DraftId, archived: bool) -> Result<(), Problem> {
        self.with_store(move |store| store.set_archived(draft, archived)).await
    }

    /// The id of the draft that `name` means: its id, or its title if only one has it.
    ///
    /// # Errors
    /// `UnknownDraft` or `AmbiguousDraft`, or when the store cannot be read.
    pub async fn find_draft(&self, name: &str) -> Result<DraftId, Problem> {
        if let Ok(id) = name.parse::<DraftId>()
            && self.with_store(Store::list).await?.iter().any(|row| row.id == id)
        {
            return Ok(id);
        }
        let shelf = self.shelf().await?;
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
}

/// How many were read through to the end.
fn read_through(analyses: &Analyses) -> usize {
    analyses.values().filter(|analysis| all_known(analysis)).count()
}

fn findings(preflight: &Preflight, severity: Severity) -> u32 {
    count(preflight.findings.iter().filter(|finding| finding.severity == severity).count())
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
