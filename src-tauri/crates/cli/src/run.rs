//! Runs a command: opens the data folder and does what is asked.

use std::sync::Arc;

use serde_json::json;
use series::{DraftId, Edit, Message, Step, Value};
use studio::{DraftView, Problem, Studio, data_folder, system_language};

use crate::{
    answer::{Answer, Failure},
    args::{Args, Command},
    check, complain, edit, kit, report, rules, shapes,
    voice::{Voice, shown},
};

/// The studio and the voice a command works with.
pub(crate) struct Desk {
    pub(crate) studio: Arc<Studio>,
    pub(crate) voice: Voice,
}

/// Runs the command of `args`. The voice is the one to tell of the result in.
pub(crate) async fn run(args: &Args) -> (Voice, Result<Answer, Failure>) {
    let asked = args.lang.map(series::Language::from);
    let speak = |language: Option<series::Language>| {
        Voice::new(Studio::words(language.unwrap_or_else(system_language)))
    };
    let studio = match open(args).await {
        Ok(studio) => studio,
        Err(problem) => return (speak(asked), Err(problem.into())),
    };
    let chosen = studio.settings().await.ok().and_then(|settings| settings.language);
    let desk = Desk { studio, voice: speak(asked.or(chosen)) };
    // A damaged store is told of by the command that finds it, whichever it is and however it ends.
    if let Some(problem) = desk.studio.set_aside() {
        complain(&format!("{}\n", desk.voice.say(&problem.message)));
    }
    let result = desk.answer(&args.command).await;
    (desk.voice, result)
}

async fn open(args: &Args) -> Result<Arc<Studio>, Problem> {
    let folder = args.data.clone().map_or_else(data_folder, Ok)?;
    Ok(Arc::new(Studio::open(folder).await?))
}

impl Desk {
    async fn answer(&self, command: &Command) -> Result<Answer, Failure> {
        match command {
            Command::New { title } => self.new_draft(title).await,
            Command::List => self.list().await,
            Command::Show { draft } => self.show(draft).await,
            Command::Add { draft, files } => edit::add(self, draft, files).await,
            Command::Check { what } => check::check(self, what).await,
            Command::Set { draft, field, value, unconfirmed } => {
                edit::set(self, draft, field, value, *unconfirmed).await
            }
            Command::Retitle { draft, episode, title } => edit::retitle(self, draft, episode, title).await,
            Command::Move { draft, episodes, to } => edit::shift(self, draft, episodes, *to).await,
            Command::Remove { draft, episodes } => edit::remove(self, draft, episodes).await,
            Command::Trim { draft, episode, cut } => edit::trim(self, draft, episode, cut).await,
            Command::Undo { draft } => edit::back(self, draft, Step::Undo).await,
            Command::Redo { draft } => edit::back(self, draft, Step::Redo).await,
            Command::Kit { draft, out } => kit::kit(self, draft, out).await,
            Command::Rules => Ok(rules::rules(self)),
        }
    }

    async fn new_draft(&self, title: &str) -> Result<Answer, Failure> {
        let view = self.studio.new_draft(title).await?;
        let message = Message::new("cli.new.done")
            .with("title", Value::Text(title.to_owned()))
            .with("id", Value::Text(view.draft.id.to_string()));
        Ok(self.changed(&view, &message))
    }

    async fn list(&self) -> Result<Answer, Failure> {
        let shelf = self.studio.shelf().await?;
        let json = json!({
            "drafts": shelf.drafts.iter().map(shapes::summary).collect::<Vec<_>>(),
            "problem": shelf.problem.as_ref().map(|problem| shapes::problem(problem, &self.voice)),
        });
        let mut answer = Answer::new(report::shelf(&shelf.drafts, &self.voice), json);
        let told_anyway = self.studio.set_aside();
        let problem = shelf.problem.filter(|problem| Some(problem) != told_anyway.as_ref());
        answer.notes.extend(problem.map(|problem| self.voice.say(&problem.message)));
        Ok(answer)
    }

    async fn show(&self, name: &str) -> Result<Answer, Failure> {
        let view = self.open(name).await?;
        Ok(Answer::new(report::draft(&view, &self.voice), shapes::draft(&view, &self.voice)))
    }

    /// The draft of that id or unambiguous title.
    pub(crate) async fn open(&self, name: &str) -> Result<DraftView, Problem> {
        let id: DraftId = self.studio.find_draft(name).await?;
        self.studio.open_draft(id).await
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
