//! `check`: every rule against files, or against a draft.

use std::path::PathBuf;

use serde_json::json;
use series::{Finding, Severity, Subject, describe};
use studio::DraftView;
use tokio_util::sync::CancellationToken;

use crate::{
    analyse::read_draft,
    answer::{Answer, Exit, Failure},
    desk::Desk,
    longer::{Line, interrupted},
    report, shapes,
    voice::shown,
};

/// `listen`: the clips of a draft are read through first, if they were not yet. Loudness, for one, is
/// only known then.
pub(crate) async fn check(desk: &Desk, what: &[PathBuf], listen: bool) -> Result<Answer, Failure> {
    let meant = match what {
        [one] => desk.meant(one).await?,
        _ => None,
    };
    let mut answer = match meant {
        Some(view) if listen => {
            let unread = read_draft(desk, view.draft.id).await?;
            let mut answer = check_draft(desk, &desk.studio.open_draft(view.draft.id).await?);
            answer.json["refused"] = shapes::refused(&unread, &desk.voice);
            answer.refusing(unread)
        }
        Some(view) => check_draft(desk, &view),
        None if listen => return Err(Failure::input("listens_to_series")),
        None => check_files(desk, what).await?,
    };
    answer.notes = desk.refused_rules();
    Ok(answer)
}

fn check_draft(desk: &Desk, view: &DraftView) -> Answer {
    let (draft, voice) = (&view.draft, &desk.voice);
    let all = &view.preflight.findings;
    let clips = draft.by_number().filter_map(|(number, episode)| {
        let clip = draft.clip_of(episode)?;
        let own = all.iter().filter(|finding| finding.subject == Subject::Episode(episode.id));
        let mut shape = shapes::clip(clip, shapes::findings(own, Some(draft), voice));
        shape["episode"] = json!({
            "number": shapes::number(number),
            "id": episode.id,
            "title": episode.title,
            "duration_ms": draft.length_of(episode).as_millis(),
        });
        Some(shape)
    });
    let series = all.iter().filter(|finding| finding.subject == Subject::Series);
    let json = json!({
        "clips": clips.collect::<Vec<_>>(),
        "findings": shapes::findings(series, Some(draft), voice),
    });
    let text = format!("{}\n{}", report::heading(view, voice), verdict(desk, all));
    with_exit(Answer::new(text, json), all)
}

async fn check_files(desk: &Desk, paths: &[PathBuf]) -> Result<Answer, Failure> {
    let voice = &desk.voice;
    let cancel = CancellationToken::new();
    let checked = {
        let line = Line::new(*voice);
        let tell = |done: usize, total: usize, current: &str| line.pieces(done, total, current);
        let mut checking = std::pin::pin!(desk.studio.check_files(paths.to_vec(), &cancel, tell));
        tokio::select! {
            checked = &mut checking => checked?,
            () = interrupted() => {
                cancel.cancel();
                checking.await?
            }
        }
    };
    let all: Vec<Finding> =
        checked.clips.iter().flat_map(|(_, findings)| findings).chain(&checked.findings).cloned().collect();
    let clips =
        checked.clips.iter().map(|(clip, own)| shapes::clip(clip, shapes::findings(own, None, voice)));
    let json = json!({
        "clips": clips.collect::<Vec<_>>(),
        "findings": shapes::findings(&checked.findings, None, voice),
        "refused": shapes::refused(&checked.refused, voice),
    });
    let mut text = String::new();
    for (clip, _) in &checked.clips {
        let facts: Vec<_> = describe(&clip.facts).iter().map(|fact| voice.say(fact)).collect();
        text += &format!("{}\n  {}\n", shown(&clip.path), facts.join(" · "));
    }
    if !checked.clips.is_empty() {
        text += &verdict(desk, &all);
    }
    Ok(with_exit(Answer::new(text, json), &all).refusing(checked.refused))
}

/// All findings, and how many there are.
pub(crate) fn verdict(desk: &Desk, findings: &[Finding]) -> String {
    let gap = if findings.is_empty() { "" } else { "\n" };
    let verdict = report::verdict(findings.iter(), &desk.voice);
    format!("{}{gap}{verdict}\n", report::findings(findings, &desk.voice))
}

fn with_exit(mut answer: Answer, findings: &[Finding]) -> Answer {
    if findings.iter().any(|finding| finding.severity == Severity::Block) {
        answer.exit = Exit::Blocked;
    }
    answer
}
