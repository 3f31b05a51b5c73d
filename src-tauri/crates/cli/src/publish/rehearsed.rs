//! `publish --target rehearsal`: what would happen, with the real files and nothing that leaves the machine.

use serde_json::json;
use series::{DraftId, Stage, Value};
use studio::{JobState, Problem, ProblemCode, RehearsalOutcome, StartRehearsal};

use super::moment;
use crate::{
    answer::{Answer, Exit, Failure},
    args::Sending,
    desk::Desk,
    longer::{self, Interrupt},
    table::{Edge, table},
    voice::{Voice, shown},
};

/// Rehearses, and tells what would happen.
pub(super) async fn rehearse(desk: &Desk, draft: DraftId, sending: &Sending) -> Result<Answer, Failure> {
    let account = match sending.account.as_deref() {
        None => None,
        named => Some(desk.studio.find_account(named).await?.id),
    };
    let start =
        StartRehearsal { account, settings: sending.settings(), what_if: sending.what_if.map(Into::into) };
    let job = desk.studio.start_rehearsal(draft, start).await?;
    let ended = longer::wait_or(&desk.studio, job, &desk.voice, Interrupt::Cancels).await?;
    let JobState::Rehearsed { outcome } = ended else {
        return Err(Problem::new(ProblemCode::Unexpected).into());
    };
    Ok(told(&outcome, &desk.voice))
}

fn told(outcome: &RehearsalOutcome, voice: &Voice) -> Answer {
    let names = ["title", "target", "size", "when", "stage"];
    let mut rows = vec![names.map(|name| voice.key(&format!("cli.publish.column.{name}")))];
    rows.extend(outcome.episodes.iter().map(|episode| {
        [
            shown(&episode.title),
            episode.target.name().to_owned(),
            voice.value(&Value::Bytes(episode.bytes)),
            episode.begins_ms.map(moment).unwrap_or_default(),
            voice.say(&episode.means),
        ]
    }));
    let mut text = table(&rows, [Edge::Left, Edge::Left, Edge::Right, Edge::Left, Edge::Left]);
    let unfit = outcome.unfit.iter();
    let unfit = unfit.map(|episode| format!("{}: {}", shown(&episode.title), voice.say(&episode.reason)));
    let said = outcome.notes.iter().chain(&outcome.lacks).map(|message| voice.say(message));
    for line in unfit.chain(said) {
        text += &line;
        text.push('\n');
    }
    let asks = outcome.episodes.iter().any(|episode| episode.remedy.is_some());
    let posted = outcome.episodes.iter().filter(|episode| matches!(episode.stage, Stage::Posted { .. }));
    let json = json!({
        "posted": posted.count(),
        "bytes": outcome.bytes,
        "ends_ms": outcome.ends_ms,
        "episodes": outcome.episodes.iter().map(|episode| json!({
            "episode": episode.episode,
            "title": episode.title,
            "target": episode.target,
            "stage": episode.stage,
            "means": voice.plain(&episode.means),
            "bytes": episode.bytes,
            "begins_ms": episode.begins_ms,
            "ends_ms": episode.ends_ms,
            "tries": episode.tries,
        })).collect::<Vec<_>>(),
        "unfit": outcome.unfit.iter().map(|episode| json!({
            "episode": episode.episode,
            "title": episode.title,
            "reason": voice.plain(&episode.reason),
        })).collect::<Vec<_>>(),
        "notes": outcome.notes.iter().map(|note| voice.plain(note)).collect::<Vec<_>>(),
        "lacks": outcome.lacks.iter().map(|lack| voice.plain(lack)).collect::<Vec<_>>(),
    });
    Answer { exit: if asks { Exit::Blocked } else { Exit::Fine }, ..Answer::new(text, json) }
}
