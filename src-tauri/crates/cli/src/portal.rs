//! `desk`: what is done by hand in the Series portal, with ticks that last.

use serde_json::{Value as Json, json};
use series::{DeskTick, DraftId, FieldName, Message, Micros, PORTAL, RuleId, StepId, StepKind, Value};
use studio::{DeskStep, DeskView, Eligible, Problem, ProblemCode, Submission};

use crate::{
    answer::{Answer, Failure},
    args::AtDesk,
    desk::Desk,
    login,
    table::{Edge, indented, table},
    voice::{Voice, shown},
};

/// What the ids of the rules for accounts begin with; the rest is what they are called here.
const ELIGIBILITY: &str = "elig.";

/// Does what is asked, in that order, and shows how the desk stands then.
pub(crate) async fn desk(desk: &Desk, draft: &str, asked: &AtDesk) -> Result<Answer, Failure> {
    let id = desk.studio.find_draft(draft).await?;
    let mut view = desk.studio.desk(id).await?;
    let ticks = [
        (&asked.tick, Some(DeskTick::Ticked)),
        (&asked.skip, Some(DeskTick::Skipped)),
        (&asked.untick, None),
    ];
    let mut wanted = Vec::new();
    for (names, tick) in ticks {
        for name in names {
            wanted.push((meant(&view, name)?, tick));
        }
    }
    for (step, tick) in wanted {
        view = desk.studio.desk_tick(id, step, tick).await?;
    }
    for (points, so) in [(&asked.agree, true), (&asked.withdraw, false)] {
        for point in points {
            view = desk.studio.desk_declare(id, (*point).into(), so).await?;
        }
    }
    if let Some(status) = asked.status {
        view = desk.studio.desk_status(id, status.into(), asked.reason.clone()).await?;
    }
    for (rules, so) in [(&asked.meets, true), (&asked.misses, false)] {
        for rule in rules {
            let rule = RuleId::new(format!("{ELIGIBILITY}{}", rule.trim_start_matches(ELIGIBILITY)));
            view.eligibility = desk.studio.declare_eligible(&rule, so).await?;
        }
    }
    if asked.followers {
        login::apply(desk, &asked.secrets, None)?;
        view.eligibility = desk.studio.count_followers().await?;
    }
    Ok(Answer::new(told(&view, &desk.voice), shape(id, &view, &desk.voice)))
}

/// What a step is called here: an episode's by its number.
fn name(step: &DeskStep) -> String {
    step.episode.as_ref().map_or_else(|| step.id.to_string(), |episode| episode.number.to_string())
}

/// The step of that name; an episode's goes by its id, too.
fn meant(view: &DeskView, named: &str) -> Result<StepId, Problem> {
    let by_id = |step: &DeskStep| {
        step.id.to_string() == named || step.episode.as_ref().is_some_and(|one| one.id.to_string() == named)
    };
    let step = view.steps.iter().find(|step| name(step) == named || by_id(step));
    step.map(|step| step.id)
        .ok_or_else(|| Problem::new(ProblemCode::UnknownStep).with("step", Value::Text(named.to_owned())))
}

fn told(view: &DeskView, voice: &Voice) -> String {
    let rows: Vec<_> = view.steps.iter().map(|step| row(step, view, voice)).collect();
    let mut text = table(&rows, [Edge::Left; 4]);
    let mut say = |message: Message| text += &format!("{}\n", voice.say(&message));
    let total = u32::try_from(view.steps.len()).unwrap_or(u32::MAX);
    say(Message::new("cli.desk.far")
        .with("done", Value::Count(view.done))
        .with("count", Value::Count(total))
        .with("in", Value::Count(view.episodes_done))
        .with("of", Value::Count(view.episodes)));
    if let Some(left) = view.left_ms.filter(|left| *left > 0) {
        // To the minute: it is no more than a guess.
        let left = Micros::from_secs(
            i64::try_from(left.div_ceil(60_000)).unwrap_or(i64::MAX / 60).saturating_mul(60),
        );
        say(Message::new("cli.desk.left").with("time", Value::Time(left)));
    }
    match &view.kit {
        None => say(Message::new("cli.desk.no_kit")),
        Some(kit) => {
            let state = if !kit.whole {
                "broken"
            } else if kit.current {
                "kit"
            } else {
                "old"
            };
            let folder = Value::Text(kit.folder.display().to_string());
            say(Message::new(format!("cli.desk.{state}")).with("folder", folder));
        }
    }
    for point in view.guidelines.iter().filter(|point| point.ticked_at_ms.is_none() || point.stale) {
        say(Message::new("cli.desk.point")
            .with("point", Value::Text(point.point.name().replace('_', "-")))
            .with("what", Value::Word(format!("portal.point.{}", point.point.name()))));
    }
    for one in view.eligibility.iter().filter(|one| one.answered.is_none()) {
        say(Message::new("cli.desk.asks")
            .with("rule", Value::Text(one.rule.as_str().trim_start_matches(ELIGIBILITY).to_owned()))
            .with("what", Value::Text(voice.plain(&one.asks))));
    }
    let counted = |one: &&Eligible| one.answered.as_ref().is_some_and(|answer| answer.value.is_some());
    for one in view.eligibility.iter().filter(counted) {
        let Some(answer) = &one.answered else { continue };
        let key = if answer.met { "cli.desk.counted" } else { "cli.desk.too_few" };
        let value = u32::try_from(answer.value.unwrap_or_default()).unwrap_or(u32::MAX);
        say(Message::new(key)
            .with("count", Value::Count(value))
            .with("time", Value::Text(studio::local_time(answer.at_ms))));
    }
    if let Some(submission) = &view.submission {
        text += &standing(submission, voice);
    }
    text
}

/// How it stands, and what to do next.
fn standing(submission: &Submission, voice: &Voice) -> String {
    let status = Value::Word(format!("portal.status.{}", submission.status.name()));
    let key = if submission.version == 0 { "cli.desk.saved" } else { "cli.desk.version" };
    let stands = Message::new(key).with("version", Value::Count(submission.version)).with("status", status);
    let reason = submission.reason.iter().flat_map(|reason| reason.lines());
    let reason: String = reason.map(|line| shown(line) + "\n").collect();
    format!("{}\n{}{}\n", voice.say(&stands), indented(&reason), voice.say(&submission.next))
}

fn row(step: &DeskStep, view: &DeskView, voice: &Voice) -> [String; 4] {
    let mark = match (step.ticked_at_ms, step.skipped, step.changed.is_empty()) {
        (Some(_), false, true) => "✓",
        (Some(_), true, _) => "–",
        (Some(_), false, false) => "!",
        (None, ..) if view.here == Some(step.id) => "→",
        (None, ..) => "",
    };
    let note = if step.changed.is_empty() {
        match (&step.file, &step.fields[..]) {
            (Some(file), _) => shown(&file.name),
            (None, [field]) if fits_a_line(&field.text) && field.name != FieldName::Order => {
                shown(&field.text)
            }
            (None, _) => String::new(),
        }
    } else {
        let fields: Vec<_> = step.changed.iter().map(|name| voice.key(&field(*name))).collect();
        voice.say(&Message::new("cli.desk.changed").with("fields", Value::Text(fields.join(", "))))
    };
    [mark.to_owned(), name(step), voice.say(&sentence(step)), note]
}

/// Does a text stand beside a step? A description seldom does; `--json` has all of it.
fn fits_a_line(text: &str) -> bool {
    text.chars().count() <= 60 && text.lines().count() <= 1
}

/// What is done in a step.
fn sentence(step: &DeskStep) -> Message {
    let message = Message::new(format!("portal.step.{}", step.kind.name()));
    match (&step.episode, step.kind) {
        (Some(episode), _) => message
            .with("number", Value::Count(episode.number))
            .with("title", Value::Text(episode.title.clone())),
        (None, StepKind::SignIn) => message.with("portal", Value::Text(PORTAL.to_owned())),
        (None, _) => message,
    }
}

fn field(name: FieldName) -> String {
    match json!(name) {
        Json::String(name) => format!("portal.field.{name}"),
        other => other.to_string(),
    }
}

fn shape(id: DraftId, view: &DeskView, voice: &Voice) -> Json {
    json!({
        "draft": id,
        "revision": view.revision,
        "here": view.here,
        "done": view.done,
        "episodes_done": view.episodes_done,
        "episodes": view.episodes,
        "left_ms": view.left_ms,
        "price_confirmed": view.price_confirmed,
        "steps": view.steps.iter().map(|step| json!({
            "id": step.id,
            "number": step.number,
            "what": voice.plain(&sentence(step)),
            "fields": step.fields,
            "file": step.file.as_ref().map(|file| file.path.display().to_string()),
            "ticked_at_ms": step.ticked_at_ms,
            "skipped": step.skipped,
            "changed": step.changed,
        })).collect::<Vec<_>>(),
        "kit": view.kit.as_ref().map(|kit| json!({
            "folder": kit.folder.display().to_string(),
            "revision": kit.revision,
            "current": kit.current,
            "whole": kit.whole,
        })),
        "guidelines": view.guidelines.iter().map(|point| json!({
            "point": point.point,
            "ticked_at_ms": point.ticked_at_ms,
            "stale": point.stale,
        })).collect::<Vec<_>>(),
        "eligibility": view.eligibility.iter().map(|one| json!({
            "rule": one.rule,
            "asks": voice.plain(&one.asks),
            "answered": one.answered.as_ref().map(|answer| json!({
                "at_ms": answer.at_ms,
                "by": answer.by,
                "value": answer.value,
                "met": answer.met,
            })),
        })).collect::<Vec<_>>(),
        "submission": view.submission.as_ref().map(|one| submission(one, voice)),
        "versions": view.versions.iter().map(|one| submission(one, voice)).collect::<Vec<_>>(),
    })
}

fn submission(one: &Submission, voice: &Voice) -> Json {
    json!({
        "version": one.version,
        "at_ms": one.at_ms,
        "status": one.status,
        "since_ms": one.since_ms,
        "reason": one.reason,
        "next": voice.plain(&one.next),
        "revision": one.revision,
        "title": one.title,
        "price_cents": one.price,
        "episodes": one.episodes,
        "changed": one.changed,
    })
}
