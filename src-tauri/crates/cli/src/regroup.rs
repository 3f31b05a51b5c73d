//! `split`, `merge` and `apart`: one episode becomes several, several one.

use serde_json::{Value as Json, json};
use series::{Draft, EpisodeId, Message, Micros, Number, Unsplittable, Value};
use studio::{DraftView, Problem};

use crate::{
    answer::{Answer, Failure},
    args::{Limits, Way},
    desk::Desk,
    find,
    plan::{Split, splits},
    report::count,
};

pub(crate) async fn split(
    desk: &Desk,
    draft: &str,
    episode: &str,
    way: &Way,
    limits: &Limits,
) -> Result<Answer, Failure> {
    let (at, wish, limits) = (way.at()?, way.wish.read()?, limits.read()?);
    let before = desk.open(draft).await?;
    let (number, found) = find::episode(&before.draft, episode)?;
    let (cuts, split) = match at {
        Some(cuts) => (cuts, None),
        None => {
            let splits = splits(desk, &before.draft, found, &wish, limits).await?;
            let split = chosen(splits, way)?;
            (split.parts.iter().skip(1).map(|part| part.span.start).collect::<Vec<Micros>>(), Some(split))
        }
    };
    let view = desk.studio.split(before.draft.id, before.revision, found.id, &cuts).await?;
    let mut answer = became(desk, number, &before.draft, &view);
    answer.json["plan"] = split.as_ref().map_or(Json::Null, |split| split.shape(&desk.voice));
    answer.text += &split.map(|split| split.text(number, &desk.voice)).unwrap_or_default();
    Ok(answer)
}

/// The plan that was asked for. One that is missing came out the same as the best.
fn chosen(splits: Vec<Split>, way: &Way) -> Result<Split, Problem> {
    let at = way.plan().and_then(|name| splits.iter().position(|split| split.is(name))).unwrap_or(0);
    match splits.into_iter().nth(at) {
        Some(split) if split.parts.len() > 1 => Ok(split),
        _ => Err(Unsplittable::Whole.into()),
    }
}

pub(crate) async fn merge(desk: &Desk, draft: &str, episodes: &[String]) -> Result<Answer, Failure> {
    let before = desk.open(draft).await?;
    let episodes = find::episodes(&before.draft, episodes)?;
    if episodes.len() < 2 {
        return Err(Failure::input("merge_of_one"));
    }
    let view = desk.studio.merge(before.draft.id, before.revision, &episodes).await?;
    let made = new(&before.draft, &view);
    let found = made.first().and_then(|id| view.draft.episode(*id));
    let mut done = Message::new("cli.merge.done").with("count", count(episodes.len()));
    if let Some((index, episode)) = found {
        done = done
            .with("number", view.draft.number_at(index).into())
            .with("title", Value::Text(episode.title.clone()))
            .with("length", Value::Time(view.draft.length_of(episode)));
    }
    let mut answer = desk.changed(&view, &done);
    answer.json["made"] = json!(made);
    Ok(answer)
}

pub(crate) async fn apart(desk: &Desk, draft: &str, episode: &str) -> Result<Answer, Failure> {
    let before = desk.open(draft).await?;
    let (number, found) = find::episode(&before.draft, episode)?;
    if found.is_single() {
        return Err(Failure::input("not_joined").with("number", number.into()));
    }
    let view = desk.studio.take_apart(before.draft.id, before.revision, found.id).await?;
    Ok(became(desk, number, &before.draft, &view))
}

/// One episode became several: which.
fn became(desk: &Desk, number: Number, before: &Draft, view: &DraftView) -> Answer {
    let made = new(before, view);
    let done = Message::new("cli.split.done")
        .with("number", number.into())
        .with("count", count(made.len()))
        .with("last", last(number, &made).into());
    let mut answer = desk.changed(view, &done);
    answer.json["made"] = json!(made);
    answer
}

/// The number of the last of those that were made, the first of which has that number.
fn last(first: Number, made: &[EpisodeId]) -> Number {
    first.behind(u32::try_from(made.len().saturating_sub(1)).unwrap_or(u32::MAX))
}

/// The episodes that were not there before, in order.
fn new(before: &Draft, view: &DraftView) -> Vec<EpisodeId> {
    let all = view.draft.episodes.iter().map(|episode| episode.id);
    all.filter(|id| before.episode(*id).is_none()).collect()
}
