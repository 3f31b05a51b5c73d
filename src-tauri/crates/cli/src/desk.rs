//! What every command works with.

use std::{path::Path, sync::Arc};

use series::{DraftId, Edit, Message, Step, Value};
use studio::{DraftView, Problem, ProblemCode, Studio};

use crate::{
    answer::{Answer, Failure},
    shapes,
    voice::{Voice, shown},
};

/// The studio and the voice a command works with.
pub(crate) struct Desk {
    pub(crate) studio: Arc<Studio>,
    pub(crate) voice: Voice,
}

impl Desk {
    /// The draft of that id or unambiguous title.
    pub(crate) async fn open(&self, name: &str) -> Result<DraftView, Problem> {
        let id: DraftId = self.studio.find_draft(name).await?;
        self.studio.open_draft(id).await
    }

    /// The draft of that name, if it is not a file's.
    pub(crate) async fn meant(&self, name: &Path) -> Result<Option<DraftView>, Failure> {
        let Some(text) = name.to_str().filter(|_| !name.exists()) else { return Ok(None) };
        match self.open(text).await {
            Ok(view) => Ok(Some(view)),
            Err(problem) if problem.code != ProblemCode::UnknownDraft => Err(problem.into()),
            // It looks like a file's name: then the file is missing.
            Err(_) if name.extension().is_some() || name.components().count() > 1 => Ok(None),
            Err(_) => Err(Failure::input("nothing_of_that_name").with("name", Value::Text(text.to_owned()))),
        }
    }

    /// Makes an edit of the draft that is seen.
    pub(crate) async fn edit(&self, seen: &DraftView, edit: Edit) -> Result<DraftView, Problem> {
        self.studio.step(seen.draft.id, seen.revision, Step::Edit { edit }).await
    }

    /// The answer to a change: what was done, in one sentence.
    pub(crate) fn changed(&self, view: &DraftView, done: &Message) -> Answer {
        Answer::new(format!("{}\n", self.voice.say(done)), shapes::draft(view, &self.voice))
    }

    /// What is wrong with the creator's own rules files, to be said beside every verdict.
    pub(crate) fn refused_rules(&self) -> Vec<String> {
        let said = |refused: &series::RulesError| {
            let problem = self.voice.say(&refused.problem);
            let message = Message::new("cli.rules.refused")
                .with("file", Value::Text(refused.file.clone()))
                .with("line", Value::Text(refused.line.to_string()));
            format!("{} {}", self.voice.say(&message), shown(&problem))
        };
        self.studio.rules().refused.iter().map(said).collect()
    }
}
