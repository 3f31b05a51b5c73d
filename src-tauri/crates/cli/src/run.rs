//! Runs a command: opens the data folder and does what is asked.

use std::sync::Arc;

use serde_json::json;
use series::{Cuts, Message, Step, Value};
use studio::{Problem, Studio, data_folder, system_language};

use crate::{
    analyse,
    answer::{Answer, Failure},
    args::{Args, Command},
    check, connections, cut,
    desk::Desk,
    edit, fix, kit, login,
    out::complain,
    plan, portal, publish, regroup, report, rules, shapes, treat,
    voice::Voice,
};

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
    let result = answer(&desk, &args.command, args.json).await;
    (desk.voice, result)
}

async fn open(args: &Args) -> Result<Arc<Studio>, Problem> {
    let folder = args.data.clone().map_or_else(data_folder, Ok)?;
    Ok(Arc::new(Studio::open(folder).await?))
}

async fn answer(desk: &Desk, command: &Command, json: bool) -> Result<Answer, Failure> {
    match command {
        Command::New { title } => new_draft(desk, title).await,
        Command::List => list(desk).await,
        Command::Show { draft } => show(desk, draft).await,
        Command::Add { draft, files } => edit::add(desk, draft, files).await,
        Command::Check { what, listen } => check::check(desk, what, *listen).await,
        Command::Analyse { what } => analyse::analyse(desk, what).await,
        Command::Set { draft, field, value, unconfirmed } => {
            edit::set(desk, draft, field, value, *unconfirmed).await
        }
        Command::Retitle { draft, episode, title } => edit::retitle(desk, draft, episode, title).await,
        Command::Move { draft, episodes, to } => edit::shift(desk, draft, episodes, *to).await,
        Command::Remove { draft, episodes } => edit::remove(desk, draft, episodes).await,
        Command::Trim { draft, episode, cut } => edit::trim(desk, draft, episode, cut).await,
        Command::Plan { what, episode, wish, limits } => {
            plan::plan(desk, what, episode.as_deref(), wish, limits).await
        }
        Command::Split { draft, episode, way, limits } => {
            regroup::split(desk, draft, episode, way, limits).await
        }
        Command::Merge { draft, episodes } => regroup::merge(desk, draft, episodes).await,
        Command::Apart { draft, episode } => regroup::apart(desk, draft, episode).await,
        Command::Treat { draft, episodes, treating } => treat::treat(desk, draft, episodes, treating).await,
        Command::Send { draft, episodes, to } => edit::send(desk, draft, episodes, (*to).into()).await,
        Command::Fix { draft, dry_run: true, skip, also, .. } => fix::dry_run(desk, draft, skip, also).await,
        Command::Fix { draft, skip, also, no_wait, .. } => fix::fix(desk, draft, skip, also, !no_wait).await,
        Command::Cut { file, start, end, output, keyframes, force } => {
            let cuts = if *keyframes { Cuts::AtKeyframes } else { Cuts::Exact };
            cut::cut(desk, file, (start, end), output, cuts, *force).await
        }
        Command::Undo { draft } => edit::back(desk, draft, Step::Undo).await,
        Command::Redo { draft } => edit::back(desk, draft, Step::Redo).await,
        Command::Kit { draft, out } => kit::kit(desk, draft, out).await,
        Command::Desk { draft, asked } => portal::desk(desk, draft, asked).await,
        Command::Publish { draft, sending } => publish::publish(desk, draft, sending).await,
        Command::Status { draft } => publish::status(desk, draft).await,
        Command::Settle { draft, episode, settling } => publish::settle(desk, draft, episode, settling).await,
        Command::Login { how } => login::login(desk, json, how).await,
        Command::Logout { account, secrets } => login::logout(desk, account.as_deref(), secrets).await,
        Command::Accounts => login::accounts(desk).await,
        Command::Keys { keys } => login::keys(desk, keys).await,
        Command::Rehearse { script, unaudited } => {
            publish::rehearse(desk, json, script.as_deref(), *unaudited).await
        }
        Command::Connections => connections::connections(desk).await,
        Command::Rules => Ok(rules::rules(desk)),
    }
}

async fn new_draft(desk: &Desk, title: &str) -> Result<Answer, Failure> {
    let view = desk.studio.new_draft(title).await?;
    let message = Message::new("cli.new.done")
        .with("title", Value::Text(title.to_owned()))
        .with("id", Value::Text(view.draft.id.to_string()));
    Ok(desk.changed(&view, &message))
}

async fn list(desk: &Desk) -> Result<Answer, Failure> {
    let shelf = desk.studio.shelf().await?;
    let json = json!({
        "drafts": shelf.drafts.iter().map(shapes::summary).collect::<Vec<_>>(),
        "problem": shelf.problem.as_ref().map(|problem| shapes::problem(problem, &desk.voice)),
    });
    let mut answer = Answer::new(report::shelf(&shelf.drafts, &desk.voice), json);
    let told_anyway = desk.studio.set_aside();
    let problem = shelf.problem.filter(|problem| Some(problem) != told_anyway.as_ref());
    answer.notes.extend(problem.map(|problem| desk.voice.say(&problem.message)));
    Ok(answer)
}

async fn show(desk: &Desk, name: &str) -> Result<Answer, Failure> {
    let view = desk.open(name).await?;
    Ok(Answer::new(report::draft(&view, &desk.voice), shapes::draft(&view, &desk.voice)))
}
