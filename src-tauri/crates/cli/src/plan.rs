//! `plan`: ways to split a recording, each cut with its reason.

use std::path::Path;

use serde_json::{Value as Json, json};
use series::{
    Draft, Episode, Message, Number, SplitName, SplitPart, SplitPlan, SplitWish, Target, Trim, Unsplittable,
    Value,
};
use studio::{DraftView, Problem};

use crate::{
    analyse::read_file,
    answer::{Answer, Failure},
    args::{Limits, Said, Wish},
    desk::Desk,
    find, shapes,
    table::{Edge, indented, table},
    voice::{Voice, shown},
};

pub(crate) async fn plan(
    desk: &Desk,
    what: &Path,
    episode: Option<&str>,
    wish: &Wish,
    limits: &Limits,
) -> Result<Answer, Failure> {
    let (wish, limits) = (wish.read()?, limits.read()?);
    let mut answer = match desk.meant(what).await? {
        Some(view) => plan_draft(desk, &view, episode, &wish, limits).await?,
        None if episode.is_some() => return Err(Failure::input("episode_of_file")),
        None => plan_file(desk, what, wish, limits).await?,
    };
    answer.notes.extend(desk.refused_rules());
    Ok(answer)
}

/// One way to split a recording, or to leave it whole.
pub(crate) struct Split {
    /// As JSON and the locale files write it.
    name: String,
    /// What speaks for it.
    merit: Message,
    pub(crate) parts: Vec<SplitPart>,
}

impl From<SplitPlan> for Split {
    fn from(plan: SplitPlan) -> Self {
        let name = json!(plan.name).as_str().unwrap_or_default().to_owned();
        Self { name, merit: plan.merit, parts: plan.parts }
    }
}

impl Split {
    /// A recording that is legal as it is.
    fn whole(span: Trim) -> Self {
        let reason = Message::new("cli.plan.as_it_is");
        Self { name: "whole".to_owned(), merit: reason.clone(), parts: vec![SplitPart { span, reason }] }
    }

    /// Is it the plan of that name?
    pub(crate) fn is(&self, name: SplitName) -> bool {
        json!(name) == self.name
    }

    pub(crate) fn shape(&self, voice: &Voice) -> Json {
        let part = |part: &SplitPart| {
            let Trim { start, end } = part.span;
            json!({
                "in_ms": start.as_millis(),
                "out_ms": end.as_millis(),
                "reason": voice.plain(&part.reason),
                "in_us": start,
                "out_us": end,
            })
        };
        json!({
            "name": self.name,
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
            "merit": voice.plain(&self.merit),
        })
    }

    /// Its name and what speaks for it, and below that the parts, numbered from `first`.
    pub(crate) fn text(&self, first: Number, voice: &Voice) -> String {
        if let [only] = &*self.parts {
            return format!("{}\n", voice.say(&only.reason));
        }
        let row = |(place, part): (u32, &SplitPart)| {
            let time = |time| voice.value(&Value::Time(time));
            let Trim { start, end } = part.span;
            [
                first.behind(place).to_string(),
                time(start),
                time(end),
                time(part.span.length()),
                voice.say(&part.reason),
            ]
        };
        let rows: Vec<_> = (0..).zip(&self.parts).map(row).collect();
        let parts = table(&rows, [Edge::Right, Edge::Right, Edge::Right, Edge::Right, Edge::Left]);
        let name = voice.key(&format!("cli.plan.name.{}", self.name));
        format!("{name} · {}\n{}", voice.say(&self.merit), indented(&parts))
    }
}

async fn plan_file(desk: &Desk, path: &Path, wish: SplitWish, limits: Said) -> Result<Answer, Failure> {
    let limits = limits.at(&desk.studio, Target::Portal);
    // With progress, and to be interrupted; the plan then finds it known.
    let (clip, _) = read_file(desk, path).await?;
    let planned = desk.studio.plan_file(path, wish, Some(limits)).await.map(|(_, plans)| plans);
    let whole = Trim { start: series::Micros::ZERO, end: clip.facts.duration };
    let splits = or_whole(planned, whole)?;
    let voice = &desk.voice;
    let heading = format!("{} · {}", shown(clip.file_name()), voice.value(&Value::Time(whole.end)));
    let shapes: Vec<_> = splits.iter().map(|split| split.shape(voice)).collect();
    Ok(Answer::new(told(&heading, Number::Paid(1), &splits, voice), json!({ "plans": shapes })))
}

async fn plan_draft(
    desk: &Desk,
    view: &DraftView,
    episode: Option<&str>,
    wish: &SplitWish,
    limits: Said,
) -> Result<Answer, Failure> {
    let (draft, voice) = (&view.draft, &desk.voice);
    let (mut texts, mut shapes, mut notes, mut failed) = (Vec::new(), Vec::new(), Vec::new(), None);
    for (number, found) in meant(desk, draft, episode, wish, limits)? {
        match splits(desk, draft, found, wish, limits).await {
            Ok(splits) => {
                let length = voice.value(&Value::Time(draft.length_of(found)));
                let heading = format!("{number} · {} · {length}", shown(&found.title));
                texts.push(told(&heading, number, &splits, voice));
                shapes.extend(splits.iter().map(|split| {
                    let mut shape = split.shape(voice);
                    shape["episode"] = named(number, found);
                    shape
                }));
            }
            Err(problem) if episode.is_some() || problem.code == studio::ProblemCode::Cancelled => {
                return Err(problem.into());
            }
            Err(problem) => {
                let message = Message::new("cli.plan.without")
                    .with("number", number.into())
                    .with("why", Value::Text(voice.say(&problem.message)));
                notes.push(voice.say(&message));
                failed = Some(problem);
            }
        }
    }
    if let Some(problem) = failed.filter(|_| shapes.is_empty()) {
        return Err(problem.into());
    }
    if texts.is_empty() {
        // Nothing is too long: every recording is a plan of its own.
        texts.push(format!("{}\n", voice.key("cli.plan.none_too_long")));
        shapes = draft.by_number().map(|(number, episode)| whole(draft, number, episode, voice)).collect();
    }
    let mut answer = Answer::new(texts.join("\n"), json!({ "plans": shapes }));
    answer.notes = notes;
    Ok(answer)
}

fn whole(draft: &Draft, number: Number, episode: &Episode, voice: &Voice) -> Json {
    let single = draft.clip_of(episode).filter(|_| episode.is_single());
    let joined = || Trim { start: series::Micros::ZERO, end: draft.length_of(episode) };
    let span = single.map_or_else(joined, |clip| episode.first.span(clip));
    let mut shape = Split::whole(span).shape(voice);
    shape["episode"] = named(number, episode);
    shape
}

/// An episode as every plan names it.
fn named(number: Number, episode: &Episode) -> Json {
    json!({ "number": shapes::number(number), "id": episode.id, "title": episode.title })
}

/// The episodes that are to be planned, each with its number: the one that is named, or those that are
/// too long. A wish of a single episode is for that one, however long it is.
fn meant<'a>(
    desk: &Desk,
    draft: &'a Draft,
    episode: Option<&str>,
    wish: &SplitWish,
    limits: Said,
) -> Result<Vec<(Number, &'a Episode)>, Failure> {
    if let Some(name) = episode {
        return Ok(vec![find::episode(draft, name)?]);
    }
    let too_long = |episode: &Episode| {
        limits.at(&desk.studio, episode.target).max.is_some_and(|max| draft.length_of(episode) > max)
    };
    let all = || draft.by_number().map(|(number, episode)| (number, episode.as_ref()));
    let long: Vec<_> = all().filter(|(_, episode)| too_long(episode)).collect();
    match (&*long, wish) {
        ([], SplitWish::Best) => Ok(long),
        ([], _) if draft.episodes.len() == 1 => Ok(all().collect()),
        ([], _) => Err(Failure::input("which_episode")),
        _ => Ok(long),
    }
}

/// The ways to split an episode, best first. What is read through for it is told on the way.
pub(crate) async fn splits(
    desk: &Desk,
    draft: &Draft,
    episode: &Episode,
    wish: &SplitWish,
    limits: Said,
) -> Result<Vec<Split>, Problem> {
    let clip = draft.clip_of(episode).ok_or(series::Refusal::UnknownClip { clip: episode.first.clip })?;
    if episode.is_single() {
        let known = desk.studio.analysis(draft.id, clip.id).await?;
        if known.index.is_none() || known.sound.is_none() {
            read_file(desk, clip.path.as_ref()).await?;
        }
    }
    let limits = Some(limits.at(&desk.studio, episode.target));
    let planned = desk.studio.split_plans(draft.id, episode.id, wish.clone(), limits, Vec::new()).await;
    or_whole(planned, episode.first.span(clip))
}

/// The plans, or the one that leaves the recording whole.
fn or_whole(planned: Result<Vec<SplitPlan>, Problem>, span: Trim) -> Result<Vec<Split>, Problem> {
    match planned {
        Ok(plans) => Ok(plans.into_iter().map(Split::from).collect()),
        Err(problem) if problem == Problem::from(Unsplittable::Whole) => Ok(vec![Split::whole(span)]),
        Err(problem) => Err(problem),
    }
}

fn told(heading: &str, first: Number, splits: &[Split], voice: &Voice) -> String {
    let splits: Vec<_> = splits.iter().map(|split| split.text(first, voice)).collect();
    format!("{heading}\n\n{}", splits.join("\n"))
}
