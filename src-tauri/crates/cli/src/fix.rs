//! `fix`: everything that can be fixed, first as a table, then as one change and a queue of files.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use series::{DraftId, DryRow, FixTicks, Message, Value};
use studio::{DraftView, DryRunView, JobId, JobState, PrepareOutcome, Problem, ProblemCode, RefusedFile};

use crate::{
    analyse::read_draft,
    answer::{Answer, Failure},
    desk::Desk,
    find,
    longer::{Interrupt, wait_or},
    report, road, shapes,
    table::{Edge, table},
    voice::{Voice, shown},
};

/// What would be done. Nothing is.
pub(crate) async fn dry_run(
    desk: &Desk,
    draft: &str,
    skip: &[String],
    also: &[String],
) -> Result<Answer, Failure> {
    let (view, unread) = read(desk, draft).await?;
    let ticks = ticks(desk, &view, skip, also).await?;
    let run = desk.studio.dry_run(view.draft.id, &ticks).await?;
    let mut answer = Answer::new(told(&run, &desk.voice), shape(&run, &desk.voice));
    answer.notes = desk.refused_rules();
    answer.json["refused"] = shapes::refused(&unread, &desk.voice);
    Ok(answer.refusing(unread))
}

/// Does it, and makes the files that take a while if they are to be waited for.
pub(crate) async fn fix(
    desk: &Desk,
    draft: &str,
    skip: &[String],
    also: &[String],
    wait: bool,
) -> Result<Answer, Failure> {
    let (view, unread) = read(desk, draft).await?;
    let ticks = ticks(desk, &view, skip, also).await?;
    let run = desk.studio.dry_run(view.draft.id, &ticks).await?;
    let fixed = desk.studio.fix_all(view.draft.id, run.run.revision, &ticks).await?;
    let changed = match run.run.total.ticked {
        0 => Message::new("cli.fix.unchanged"),
        rows => Message::new("cli.fix.done").with("count", Value::Count(rows)),
    };
    let mut answer = desk.changed(&fixed.view, &changed);
    answer.text = format!("{}\n{}", told(&run, &desk.voice), answer.text);
    answer.json["dry_run"] = shape(&run, &desk.voice);
    let outcome = match fixed.job {
        Some(_) if !wait => {
            // What is to be made is on the list: it is made another time.
            desk.studio.stop_jobs().await;
            answer.text += &format!("{}\n", desk.voice.key("cli.fix.later"));
            None
        }
        None if !wait => None,
        Some(job) => Some(prepared(desk, job).await?),
        None => left(desk, view.draft.id).await?,
    };
    answer.json["prepared"] = outcome.as_ref().map_or(Json::Null, |outcome| made_shape(outcome, &desk.voice));
    let mut refused = unread;
    if let Some(outcome) = outcome {
        let made = Message::new("cli.fix.made")
            .with("count", Value::Count(outcome.made))
            .with("ready", Value::Count(outcome.ready));
        answer.text += &format!("{}\n", desk.voice.say(&made));
        for detour in &outcome.detours {
            answer.text += &format!("{}\n", desk.voice.say(&road::detour(detour)));
        }
        refused.extend(
            outcome
                .failed
                .into_iter()
                .map(|failed| RefusedFile { path: failed.title, problem: failed.problem }),
        );
    }
    answer.text += &format!("{}\n", report::verdict(fixed.view.preflight.findings.iter(), &desk.voice));
    answer.notes = desk.refused_rules();
    answer.json["refused"] = shapes::refused(&refused, &desk.voice);
    Ok(answer.refusing(refused))
}

/// Makes what an earlier run that was killed had still to make of a draft. None if there is nothing.
///
/// # Errors
/// When it is stopped; when the store cannot be read; `FfmpegMissing`.
pub(crate) async fn left(desk: &Desk, draft: DraftId) -> Result<Option<PrepareOutcome>, Failure> {
    let jobs = desk.studio.resume_work().await?;
    let own = |job: &JobId| desk.studio.job(*job).is_some_and(|job| job.draft == Some(draft));
    match jobs.into_iter().find(own) {
        Some(job) => prepared(desk, job).await.map(Some),
        None => Ok(None),
    }
}

/// Waits for the files. An interrupt stops them; the next time they go on.
async fn prepared(desk: &Desk, job: JobId) -> Result<PrepareOutcome, Failure> {
    match wait_or(&desk.studio, job, &desk.voice, Interrupt::Stops).await {
        Ok(JobState::Prepared { outcome }) => Ok(outcome),
        Ok(_) => Err(Problem::new(ProblemCode::Unexpected).into()),
        Err(problem) if problem.code == ProblemCode::Cancelled => {
            Err(Failure { message: Message::new("cli.error.stopped"), ..Failure::from(problem) })
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The draft once its clips are read through: without that, loudness and pauses are not known.
async fn read(desk: &Desk, draft: &str) -> Result<(DraftView, Vec<RefusedFile>), Failure> {
    let id = desk.studio.find_draft(draft).await?;
    let unread = read_draft(desk, id).await?;
    Ok((desk.studio.open_draft(id).await?, unread))
}

/// Which rows are ticked otherwise than they come. A row is named by its key, or all of an episode's by
/// the episode.
async fn ticks(desk: &Desk, view: &DraftView, skip: &[String], also: &[String]) -> Result<FixTicks, Failure> {
    if skip.is_empty() && also.is_empty() {
        return Ok(FixTicks::default());
    }
    let rows = desk.studio.dry_run(view.draft.id, &FixTicks::default()).await?.run.rows;
    let keys = |names: &[String], ticked: bool| -> Result<BTreeSet<String>, Failure> {
        let mut keys = BTreeSet::new();
        for name in names {
            let number = find::episode(&view.draft, name).map(|(number, _)| number).ok();
            let meant =
                |row: &&DryRow| row.key == *name || (row.ticked == ticked && Some(row.number) == number);
            let before = keys.len();
            keys.extend(rows.iter().filter(meant).map(|row| row.key.clone()));
            if keys.len() == before {
                return Err(Failure::input("no_such_row").with("name", Value::Text(name.clone())));
            }
        }
        Ok(keys)
    };
    Ok(FixTicks { unticked: keys(skip, true)?, ticked: keys(also, false)? })
}

/// The table, and below it what it comes to.
fn told(view: &DryRunView, voice: &Voice) -> String {
    let (run, total) = (&view.run, &view.run.total);
    if run.rows.is_empty() {
        return format!("{}\n", voice.key("cli.fix.nothing"));
    }
    let heading = ["ticked", "number", "title", "road", "encoded", "time", "size", "effect", "reason"]
        .map(|column| voice.key(&format!("cli.fix.column.{column}")));
    let time = |time| voice.value(&Value::Time(road::about(time)));
    let row = |row: &DryRow| {
        [
            voice.key(if row.ticked { "cli.yes" } else { "cli.no" }),
            row.number.to_string(),
            shown(&row.title),
            voice.key(&road::key(row.road)),
            time(row.encoded),
            time(row.time),
            voice.value(&Value::Bytes(row.bytes)),
            format!("{} → {}", voice.say(&row.before), voice.say(&row.after)),
            voice.say(&row.reason),
        ]
    };
    let rows: Vec<_> = std::iter::once(heading).chain(run.rows.iter().map(row)).collect();
    let (left, right) = (Edge::Left, Edge::Right);
    let mut text = table(&rows, [left, right, left, left, right, right, right, left, left]);
    let sum = Message::new("cli.fix.total")
        .with("count", Value::Count(total.ticked))
        .with("encoded", Value::Time(road::about(total.encoded)))
        .with("length", Value::Time(road::about(total.length)))
        .with("time", Value::Time(road::about(total.time)))
        .with("bytes", Value::Bytes(total.bytes));
    let findings = Message::new("cli.fix.findings")
        .with("to_fix", Value::Count(total.to_fix.0))
        .with("to_fix_then", Value::Count(total.to_fix.1))
        .with("to_review", Value::Count(total.to_review.0))
        .with("to_review_then", Value::Count(total.to_review.1));
    text += &format!("\n{}\n{}\n", voice.say(&sum), voice.say(&findings));
    if let Some(free) = view.free_bytes.filter(|free| *free < total.bytes) {
        let message = Message::new("cli.fix.no_room").with("free", Value::Bytes(free));
        text += &format!("{}\n", voice.say(&message));
    }
    text
}

fn shape(view: &DryRunView, voice: &Voice) -> Json {
    let total = &view.run.total;
    let row = |row: &DryRow| {
        json!({
            "key": row.key,
            "ticked": row.ticked,
            "episode": row.episode,
            "number": shapes::number(row.number),
            "title": row.title,
            "rules": row.rules,
            "road": road::shape(row.road),
            "levelled": row.levelled,
            "reason": voice.plain(&row.reason),
            "encoded_ms": row.encoded.as_millis(),
            "length_ms": row.length.as_millis(),
            "time_ms": row.time.as_millis(),
            "bytes": row.bytes,
            "before": voice.plain(&row.before),
            "after": voice.plain(&row.after),
        })
    };
    json!({
        "revision": view.run.revision,
        "rows": view.run.rows.iter().map(row).collect::<Vec<_>>(),
        "total": {
            "ticked": total.ticked,
            "to_fix": total.to_fix.0,
            "to_fix_then": total.to_fix.1,
            "to_review": total.to_review.0,
            "to_review_then": total.to_review.1,
            "encoded_ms": total.encoded.as_millis(),
            "length_ms": total.length.as_millis(),
            "time_ms": total.time.as_millis(),
            "bytes": total.bytes,
        },
        "free_bytes": view.free_bytes,
    })
}

fn made_shape(outcome: &PrepareOutcome, voice: &Voice) -> Json {
    let failed = outcome.failed.iter().map(|failed| {
        let mut shape = shapes::problem(&failed.problem, voice);
        shape["title"] = failed.title.clone().into();
        shape
    });
    json!({
        "made": outcome.made,
        "ready": outcome.ready,
        "failed": failed.collect::<Vec<_>>(),
        "detours": outcome.detours,
    })
}
