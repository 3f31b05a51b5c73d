//! Remembers which kit of a draft was written last: its files are those that go into the portal.

use std::path::{Path, PathBuf};

use publish::{COVER, KitContents};
use series::{DeskEntry, DraftId, StepId, WrittenKit, marks_of, portal_steps};
use storage::About;

use crate::{Event, Problem, ProblemCode, Studio, studio::now_ms};

impl Studio {
    /// Notes a kit that was written there.
    pub(crate) async fn note_kit(&self, contents: &KitContents, folder: &Path) -> Result<(), Problem> {
        let (draft, kit) = (contents.publishable.id, written_kit(contents, folder));
        self.with_store(move |store| {
            store.note(About::Draft(draft), now_ms(), |_| vec![DeskEntry::Kit { kit }])
        })
        .await?;
        // Nobody listening is fine: whoever looks next sees it.
        let _ = self.events.send(Event::DeskChanged(Some(draft)));
        Ok(())
    }

    /// The file, if it is one that the desk of that draft hands out: only such a file is dragged out of it.
    ///
    /// # Errors
    /// `NotFromTheKit` for any other; when the store cannot be read.
    pub async fn desk_file(&self, draft: DraftId, path: &Path) -> Result<PathBuf, Problem> {
        let desk = self.desk(draft).await?;
        let files = desk.steps.into_iter().filter_map(|step| step.file);
        let mut paths = files.map(|file| file.path);
        paths.find(|one| one == path).ok_or_else(|| Problem::file(ProblemCode::NotFromTheKit, path))
    }
}

fn written_kit(contents: &KitContents, folder: &Path) -> WrittenKit {
    let draft = &contents.publishable;
    let plans = contents.episodes.iter().map(|made| &made.plan);
    let files = plans.map(|plan| (StepId::Episode(plan.episode), plan.file_name.clone()));
    let cover = draft.cover.as_ref().map(|_| (StepId::Cover, COVER.to_owned()));
    WrittenKit {
        folder: folder.display().to_string(),
        revision: draft.revision(),
        files: files.chain(cover).collect(),
        marks: marks_of(&portal_steps(draft)),
    }
}
