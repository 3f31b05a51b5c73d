//! `kit`: writes the upload-ready folder.

use std::path::Path;

use series::{Message, Value};
use studio::{JobState, Problem, ProblemCode};

use crate::{
    answer::{Answer, Failure},
    check,
    desk::Desk,
    edit::absolute,
    fix, longer,
    report::count,
    road, shapes,
};

pub(crate) async fn kit(desk: &Desk, draft: &str, out: &Path) -> Result<Answer, Failure> {
    let id = desk.studio.find_draft(draft).await?;
    if !desk.studio.open_draft(id).await?.preflight.blocks() {
        // What an earlier run had still to make is the kit's, too.
        fix::left(desk, id).await?;
    }
    let job = match desk.studio.write_kit(id, absolute(out), desk.voice.language()).await {
        Ok(job) => job,
        Err(problem) if problem.code == ProblemCode::Blocked => return Err(blocked(desk, id, problem).await),
        Err(problem) => return Err(problem.into()),
    };
    let JobState::KitWritten { outcome } = longer::wait(&desk.studio, job, &desk.voice).await? else {
        return Err(Problem::new(ProblemCode::Unexpected).into());
    };
    let done = Message::new("cli.kit.done")
        .with("count", Value::Count(outcome.episodes))
        .with("bytes", Value::Bytes(outcome.bytes))
        .with("untouched", count(outcome.untouched as usize))
        .with("folder", Value::Text(outcome.folder.display().to_string()));
    let mut answer = Answer::new(format!("{}\n", desk.voice.say(&done)), shapes::kit(&outcome));
    for detour in &outcome.detours {
        answer.text += &format!("{}\n", desk.voice.say(&road::detour(detour)));
    }
    answer.notes = desk.refused_rules();
    Ok(answer)
}

/// The failure with the findings that block, so that nobody has to ask again.
async fn blocked(desk: &Desk, draft: series::DraftId, problem: Problem) -> Failure {
    let mut failure = Failure::from(problem);
    if let Ok(view) = desk.studio.open_draft(draft).await {
        let findings = &view.preflight.findings;
        let json = shapes::findings(findings, Some(&view.draft), &desk.voice);
        failure.findings = Some(Box::new((format!("{}\n", check::verdict(desk, findings)), json)));
    }
    failure
}
