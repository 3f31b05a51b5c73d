//! What `--json` prints. Times are whole milliseconds where they inform, microseconds where they cut.

use serde::Serialize;
use serde_json::{Value as Json, json};
use series::{Clip, Draft, Episode, Finding, FindingText, Number, Part, Rule};
use studio::{DraftSummary, DraftView, KitOutcome, Problem, ProblemCode, RefusedFile, RulesInForce};

use crate::voice::Voice;

#[derive(Serialize)]
struct FindingShape<'a> {
    rule: &'a str,
    severity: series::Severity,
    message: String,
    fix: Option<String>,
    /// The episode it is about; none for the series, or a file in no draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    episode: Option<String>,
}

/// Findings as JSON. `draft` is theirs, if they are of one.
pub(crate) fn findings<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    draft: Option<&Draft>,
    voice: &Voice,
) -> Json {
    let shapes = findings.into_iter().map(|finding| FindingShape {
        rule: finding.rule.as_str(),
        severity: finding.severity,
        message: voice.plain(&finding.text(FindingText::Sentence)),
        fix: finding.fix.as_ref().map(|fix| voice.plain(&fix.label)),
        episode: match finding.subject {
            series::Subject::Episode(id) => draft.map(|_| id.to_string()),
            series::Subject::Series => None,
        },
    });
    json!(shapes.collect::<Vec<_>>())
}

/// A clip with its findings. The caller adds the episode, if there is one.
pub(crate) fn clip(clip: &Clip, findings: Json) -> Json {
    let facts = &clip.facts;
    json!({
        "path": clip.path,
        "duration_ms": facts.duration.as_millis(),
        "size_bytes": facts.size_bytes,
        "width": facts.video.width,
        "height": facts.video.height,
        "container": facts.container.name(),
        "video_codec": facts.video.codec,
        "audio_codec": facts.audio.as_ref().map(|audio| &audio.codec),
        "findings": findings,
    })
}

/// A draft with its findings: what every command that makes or changes one prints.
pub(crate) fn draft(view: &DraftView, voice: &Voice) -> Json {
    let draft = &view.draft;
    let episodes = draft.by_number().map(|(number, episode)| {
        let clip = draft.clip_of(episode);
        json!({
            "number": self::number(number),
            "id": episode.id,
            "title": episode.title,
            "target": episode.target,
            "path": clip.map(|clip| &clip.path),
            "duration_ms": draft.length_of(episode).as_millis(),
            "trim": trim(episode.first),
            "joined": joined(draft, episode),
            "treatment": (!episode.treatment.is_none()).then_some(episode.treatment),
        })
    });
    json!({
        "draft": {
            "id": draft.id,
            "revision": view.revision,
            "title": draft.title,
            "description": draft.description,
            "price_usd": draft.price.map(series::Cents::as_decimal),
            "price_cents": draft.price,
            "price_confirmed": draft.price_is_confirmed(),
            "cover": draft.cover.as_ref().map(|cover| json!({ "width": cover.width, "height": cover.height })),
            "running_time_ms": view.running_time.as_millis(),
            "ready": view.preflight.ready,
            "episodes": episodes.collect::<Vec<_>>(),
        },
        "findings": findings(&view.preflight.findings, Some(draft), voice),
    })
}

/// What an episode is called by: `7`, and `"T1"` for the first teaser.
pub(crate) fn number(number: Number) -> Json {
    if number.is_paid() { number.place().into() } else { number.to_string().into() }
}

/// What an episode shows behind its first part.
fn joined(draft: &Draft, episode: &Episode) -> Json {
    let parts = draft.parts_of(episode).skip(1);
    parts.map(|(part, clip)| json!({ "path": clip.path, "trim": trim(part) })).collect()
}

fn trim(part: Part) -> Option<Json> {
    part.trim.map(|trim| json!({ "in_us": trim.start, "out_us": trim.end }))
}

pub(crate) fn summary(draft: &DraftSummary) -> Json {
    json!({
        "id": draft.id,
        "title": draft.title,
        "episodes": draft.episodes,
        "running_time_ms": draft.running_time.as_millis(),
        "price_usd": draft.price.map(series::Cents::as_decimal),
        "price_cents": draft.price,
        "to_fix": draft.to_fix,
        "to_review": draft.to_review,
        "archived": draft.archived,
        "edited_ms": draft.edited_ms,
    })
}

pub(crate) fn kit(outcome: &KitOutcome) -> Json {
    json!({
        "kit": {
            "folder": outcome.folder.display().to_string(),
            "episodes": outcome.episodes,
            "bytes": outcome.bytes,
            "untouched": outcome.untouched,
            "prepared": outcome.prepared,
            "detours": outcome.detours,
        }
    })
}

pub(crate) fn rules(rules: &RulesInForce, voice: &Voice) -> Json {
    let rule = |rule: &Rule| {
        let mut shape = json!(rule);
        shape["name"] = voice.key(&format!("rule.{}.name", rule.id)).into();
        shape
    };
    json!({
        "read": rules.read,
        "rules": rules.rules.iter().map(rule).collect::<Vec<_>>(),
        "refused": rules.refused.iter().map(|refused| json!({
            "file": refused.file,
            "line": refused.line,
            "message": voice.plain(&refused.problem),
        })).collect::<Vec<_>>(),
    })
}

pub(crate) fn refused(files: &[RefusedFile], voice: &Voice) -> Json {
    let shape = |file: &RefusedFile| {
        let Problem { code: kind, message, .. } = &file.problem;
        json!({ "path": file.path, "code": code(*kind), "message": voice.plain(message) })
    };
    json!(files.iter().map(shape).collect::<Vec<_>>())
}

pub(crate) fn problem(problem: &Problem, voice: &Voice) -> Json {
    error(&code(problem.code), &voice.plain(&problem.message), problem.detail.as_deref())["error"].take()
}

pub(crate) fn error(code: &str, message: &str, detail: Option<&str>) -> Json {
    json!({ "error": { "code": code, "message": message, "detail": detail } })
}

/// The code as the locale files and JSON write it: `file_missing`.
pub(crate) fn code(code: ProblemCode) -> String {
    match json!(code) {
        Json::String(name) => name,
        other => other.to_string(),
    }
}
