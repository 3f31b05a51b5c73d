//! `cut`: the knife on one file that is in no series. The file it makes is proven, or there is none.

use std::{fs, path::Path};

use serde_json::json;
use series::{Cuts, Message, Micros, Road, Trim, Value};
use studio::{CutOutcome, JobState, Problem, ProblemCode};

use crate::{
    answer::{Answer, Failure},
    desk::Desk,
    edit::absolute,
    longer,
    report::count,
    road,
    voice::Voice,
};

pub(crate) async fn cut(
    desk: &Desk,
    file: &Path,
    (start, end): (&str, &str),
    output: &Path,
    cuts: Cuts,
    force: bool,
) -> Result<Answer, Failure> {
    let time = |text: &str| text.parse::<Micros>().map_err(Problem::from);
    let trim = Trim { start: time(start)?, end: time(end)? };
    let (file, output) = (absolute(file), absolute(output));
    may_write(&file, &output, force)?;
    let cutting = async {
        let job = desk.studio.cut_file(&file, trim, output.clone(), cuts).await?;
        match longer::wait(&desk.studio, job, &desk.voice).await? {
            JobState::FileCut { outcome } => Ok(outcome),
            _ => Err(Problem::new(ProblemCode::Unexpected)),
        }
    };
    let outcome = cutting.await.map_err(|problem| worded(problem, trim, &output))?;
    let mut answer = Answer::new(told(&outcome, &desk.voice), shape(&outcome));
    if !output
        .extension()
        .is_some_and(|ending| ["mp4", "m4v", "mov"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
    {
        let note = Message::new("cli.cut.is_mp4").with("file", text(&output));
        answer.notes.push(desk.voice.say(&note));
    }
    Ok(answer)
}

/// Sees that nothing is written over that is not meant to be.
fn may_write(file: &Path, output: &Path, force: bool) -> Result<(), Failure> {
    let refused = |code: &str| Err(Failure::input(code).with("file", text(output)));
    if file == output || same_file(file, output) {
        return refused("output_is_input");
    }
    if output.is_dir() {
        return refused("output_is_folder");
    }
    // Asked of the name itself: a link to nowhere is there, too.
    if !force && fs::symlink_metadata(output).is_ok() {
        return refused("output_exists");
    }
    match output.parent() {
        Some(folder) if folder.is_dir() => Ok(()),
        folder => Err(Failure::input("no_such_folder").with("folder", text(folder.unwrap_or(output)))),
    }
}

/// Do both names lead to one file?
fn same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// A problem in the words of a cut, where those of a series would puzzle.
fn worded(problem: Problem, trim: Trim, output: &Path) -> Failure {
    match problem.code {
        ProblemCode::EditRefused => Failure::input("cut_outside")
            .with("in", Value::Time(trim.start))
            .with("out", Value::Time(trim.end)),
        ProblemCode::KitFolderUnwritable => Failure {
            detail: problem.detail,
            ..Failure::input("output_unwritable").with("file", text(output))
        },
        _ => problem.into(),
    }
}

fn text(path: &Path) -> Value {
    Value::Text(path.display().to_string())
}

/// How much of the picture was encoded anew.
fn encoded(outcome: &CutOutcome) -> Micros {
    let proof = &outcome.proof;
    let anew = u128::from(proof.frames.saturating_sub(proof.copied));
    let length = u128::from(proof.duration.get().max(0).unsigned_abs());
    let micros = (length * anew).checked_div(u128::from(proof.frames)).unwrap_or(0);
    Micros::new(i64::try_from(micros).unwrap_or(i64::MAX))
}

fn told(outcome: &CutOutcome, voice: &Voice) -> String {
    let proof = &outcome.proof;
    let done = Message::new("cli.cut.done")
        .with("file", text(&outcome.file))
        .with("length", Value::Time(proof.duration))
        .with("bytes", Value::Bytes(outcome.bytes));
    let way = Message::new("cli.cut.road")
        .with("road", Value::Word(road::key(outcome.road)))
        .with("encoded", Value::Time(road::about(encoded(outcome))))
        .with("length", Value::Time(road::about(proof.duration)));
    // Every frame of a file that is a copy is its own.
    let own = if outcome.road == Road::Copy { proof.frames } else { proof.copied };
    let frames = u32::try_from(proof.frames).unwrap_or(u32::MAX);
    let proven = Message::new("cli.cut.proven")
        .with("count", Value::Count(frames))
        .with("own", count(usize::try_from(own).unwrap_or(usize::MAX)))
        .with("offset", Value::Distance(proof.sound_offset))
        .with("proof", text(&outcome.proof_file));
    let mut lines = vec![voice.say(&done), voice.say(&way), voice.say(&proven)];
    if let Some(detour) = &outcome.detour {
        lines.insert(2, voice.say(&road::detour(detour)));
    }
    lines.join("\n") + "\n"
}

fn shape(outcome: &CutOutcome) -> serde_json::Value {
    json!({
        "cut": {
            "file": outcome.file.display().to_string(),
            "proof_file": outcome.proof_file.display().to_string(),
            "bytes": outcome.bytes,
            "duration_ms": outcome.proof.duration.as_millis(),
            "road": road::shape(outcome.road),
            "encoded_ms": encoded(outcome).as_millis(),
            "proof": outcome.proof,
            "detour": outcome.detour,
        }
    })
}
