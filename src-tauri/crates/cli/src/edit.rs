//! Commands that change a draft.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use serde_json::json;
use series::{Edit, EditKind, EpisodeId, Message, Place, Step, Target, Trim, Value};
use studio::{DraftView, JobState, Problem, ProblemCode};

use crate::{
    answer::{Answer, Failure},
    args::Cut,
    desk::Desk,
    find, longer,
    report::count,
    shapes,
};

pub(crate) async fn add(desk: &Desk, draft: &str, files: &[PathBuf]) -> Result<Answer, Failure> {
    let id = desk.studio.find_draft(draft).await?;
    let job = desk.studio.import_files(id, files.to_vec(), Place::Last).await?;
    let JobState::Imported { outcome } = longer::wait(&desk.studio, job, &desk.voice).await? else {
        return Err(Problem::new(ProblemCode::Unexpected).into());
    };
    let view = desk.studio.open_draft(id).await?;
    let mut answer =
        desk.changed(&view, &Message::new("cli.add.done").with("count", count(outcome.added.len())));
    for twin in &outcome.duplicates {
        let message = Message::new("cli.add.twin")
            .with("file", Value::Text(twin.path.clone()))
            .with("number", first_of(&view, &[twin.episode]));
        answer.notes.push(desk.voice.say(&message));
    }
    answer.json["added"] = json!(outcome.added);
    answer.json["duplicates"] =
        outcome.duplicates.iter().map(|twin| json!({ "path": twin.path, "episode": twin.episode })).collect();
    answer.json["refused"] = shapes::refused(&outcome.refused, &desk.voice);
    Ok(answer.refusing(outcome.refused))
}

pub(crate) async fn set(
    desk: &Desk,
    draft: &str,
    field: &str,
    value: &str,
    unconfirmed: bool,
) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let text = || Value::Text(value.to_owned());
    let (view, done) = match field {
        "title" => {
            let view = desk.edit(&view, Edit::SetTitle { title: value.to_owned() }).await?;
            (view, Message::new("cli.set.title").with("title", text()))
        }
        "description" => {
            let view = desk.edit(&view, Edit::SetDescription { description: value.to_owned() }).await?;
            (view, Message::new("cli.set.description").with("count", count(value.chars().count())))
        }
        "price" => price(desk, &view, value, unconfirmed).await?,
        "cover" => cover(desk, &view, value).await?,
        other => {
            let unknown = Problem::new(ProblemCode::UnknownField);
            return Err(unknown.with("field", Value::Text(other.to_owned())).into());
        }
    };
    Ok(desk.changed(&view, &done))
}

/// Sets the price and confirms it, unless that is to be left open. No value takes it away.
async fn price(
    desk: &Desk,
    view: &DraftView,
    value: &str,
    unconfirmed: bool,
) -> Result<(DraftView, Message), Problem> {
    if value.is_empty() {
        return Ok((
            desk.edit(view, Edit::SetPrice { price: None }).await?,
            Message::new("cli.set.no_price"),
        ));
    }
    let view = desk.studio.set_price(view.draft.id, view.revision, value).await?;
    let Some(price) = view.draft.price else { return Err(Problem::new(ProblemCode::Unexpected)) };
    let said = |key: &str| Message::new(key).with("price", Value::Money(price));
    if unconfirmed {
        return Ok((view, said("cli.set.price_open")));
    }
    Ok((desk.edit(&view, Edit::ConfirmPrice { price }).await?, said("cli.set.price")))
}

/// Sets the cover. No value takes it away.
async fn cover(desk: &Desk, view: &DraftView, value: &str) -> Result<(DraftView, Message), Problem> {
    if value.is_empty() {
        return Ok((
            desk.edit(view, Edit::SetCover { cover: None }).await?,
            Message::new("cli.set.no_cover"),
        ));
    }
    let from = find::cover(&view.draft, value)?;
    let view = desk.studio.set_cover(view.draft.id, view.revision, from).await?;
    let pixels = view.draft.cover.as_ref().map_or((0, 0), |cover| (cover.width, cover.height));
    let done = Message::new("cli.set.cover")
        .with("width", Value::Text(pixels.0.to_string()))
        .with("height", Value::Text(pixels.1.to_string()));
    Ok((view, done))
}

pub(crate) async fn retitle(desk: &Desk, draft: &str, episode: &str, title: &str) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let (number, episode) = find::episode(&view.draft, episode)?;
    let edit = Edit::Retitle { episode: episode.id, title: title.to_owned() };
    let done = Message::new("cli.retitle.done")
        .with("number", number.into())
        .with("title", Value::Text(title.to_owned()));
    Ok(desk.changed(&desk.edit(&view, edit).await?, &done))
}

pub(crate) async fn shift(
    desk: &Desk,
    draft: &str,
    episodes: &[String],
    to: NonZeroUsize,
) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let episodes = find::episodes(&view.draft, episodes)?;
    let place = find::place(&view.draft, &episodes, to)?;
    let done = Message::new("cli.move.done").with("count", count(episodes.len()));
    let view = desk.edit(&view, Edit::Move { episodes: episodes.clone(), place }).await?;
    Ok(desk.changed(&view, &done.with("number", first_of(&view, &episodes))))
}

/// Sells episodes in the series, or gives them away as teasers.
pub(crate) async fn send(
    desk: &Desk,
    draft: &str,
    episodes: &[String],
    target: Target,
) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let episodes = find::episodes(&view.draft, episodes)?;
    let key = if target.is_portal() { "cli.send.sold" } else { "cli.send.free" };
    let done = Message::new(key).with("count", count(episodes.len()));
    let view = desk.edit(&view, Edit::Send { episodes: episodes.clone(), target }).await?;
    Ok(desk.changed(&view, &done.with("number", first_of(&view, &episodes))))
}

/// What the first of those episodes is called by.
fn first_of(view: &DraftView, episodes: &[EpisodeId]) -> Value {
    let mut named = view.draft.by_number().filter(|(_, episode)| episodes.contains(&episode.id));
    named.next().map_or(Value::Count(0), |(number, _)| number.into())
}

pub(crate) async fn remove(desk: &Desk, draft: &str, episodes: &[String]) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let episodes = find::episodes(&view.draft, episodes)?;
    let done = Message::new("cli.remove.done").with("count", count(episodes.len()));
    Ok(desk.changed(&desk.edit(&view, Edit::Remove { episodes }).await?, &done))
}

pub(crate) async fn trim(desk: &Desk, draft: &str, episode: &str, cut: &Cut) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let (number, episode) = find::episode(&view.draft, episode)?;
    let trim = find::trim(&view.draft, episode, cut)?;
    let done = match trim {
        Some(Trim { start, end }) => Message::new("cli.trim.done")
            .with("in", Value::Time(start))
            .with("out", Value::Time(end))
            .with("length", Value::Time(end - start)),
        None => Message::new("cli.trim.cleared"),
    };
    let edit = Edit::Trim { episode: episode.id, trim };
    Ok(desk.changed(&desk.edit(&view, edit).await?, &done.with("number", number.into())))
}

/// Undo or redo.
pub(crate) async fn back(desk: &Desk, draft: &str, step: Step) -> Result<Answer, Failure> {
    let before = desk.open(draft).await?;
    let (kind, key) =
        if step == Step::Undo { (before.undoes, "cli.undo.done") } else { (before.redoes, "cli.redo.done") };
    let view = desk.studio.step(before.draft.id, before.revision, step).await?;
    if view.merged {
        // Somebody else was quicker: it would have taken back their edit.
        return Err(Problem::new(ProblemCode::DraftMovedOn).into());
    }
    let edit = kind.map(word).unwrap_or_default();
    Ok(desk.changed(&view, &Message::new(key).with("edit", Value::Word(edit))))
}

/// The key of a kind of edit: `edit.set_title`.
fn word(kind: EditKind) -> String {
    let name = json!(kind);
    format!("edit.{}", name.as_str().unwrap_or_default())
}

/// An absolute path: what the program is told is meant from where it was started.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
