//! `analyse`: what reading clips through finds: loudness, pauses, keyframes, scenes, chapters.

use std::{
    collections::BTreeSet,
    path::Path,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};
use series::{Analysis, Clip, Decibels, DraftId, Message, Micros, PictureIndex, SoundAnalysis, Value};
use studio::{DraftView, JobState, Problem, ProblemCode, RefusedFile};
use tokio_util::sync::CancellationToken;

use crate::{
    answer::{Answer, Failure},
    desk::Desk,
    longer::{self, Line, interrupted},
    report::count,
    shapes,
    table::{Edge, indented, table},
    voice::{Voice, shown},
};

/// How often the line is written over.
const TELL_EVERY: Duration = Duration::from_millis(100);

pub(crate) async fn analyse(desk: &Desk, what: &Path) -> Result<Answer, Failure> {
    let Some(view) = desk.meant(what).await? else {
        let (clip, analysis) = read_file(desk, what).await?;
        return Ok(answer([(&clip, &*analysis)], &desk.voice));
    };
    let unread = read_draft(desk, view.draft.id).await?;
    let known = known(desk, &view).await?;
    let clips = known.iter().map(|(clip, analysis)| (&**clip, analysis));
    let mut answer = answer(clips, &desk.voice);
    answer.json["refused"] = shapes::refused(&unread, &desk.voice);
    Ok(answer.refusing(unread))
}

/// Reads a file through, unless that was done before. An interrupt stops it.
///
/// # Errors
/// When the file is no clip, or cannot be read; `Cancelled`.
pub(crate) async fn read_file(desk: &Desk, path: &Path) -> Result<(Clip, Arc<Analysis>), Problem> {
    let (cancel, line) = (CancellationToken::new(), Line::new(desk.voice));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut told = None;
    let tell = move |at| {
        if told.is_none_or(|told: Instant| told.elapsed() > TELL_EVERY) {
            told = Some(Instant::now());
            line.heard(at, &name);
        }
    };
    let mut reading = pin!(desk.studio.analyse_file(path, tell, &cancel));
    tokio::select! {
        read = &mut reading => read,
        () = interrupted() => {
            cancel.cancel();
            reading.await
        }
    }
}

/// Reads the clips of a draft through that were not yet, and answers those that cannot be. A clip whose
/// file is gone is not read: there is a finding for that.
///
/// # Errors
/// `FfmpegMissing`, `Cancelled`; or when the store cannot be read.
pub(crate) async fn read_draft(desk: &Desk, draft: DraftId) -> Result<Vec<RefusedFile>, Problem> {
    let job = desk.studio.analyse(draft).await?;
    match longer::wait(&desk.studio, job, &desk.voice).await? {
        JobState::Analysed { outcome } => Ok(outcome.failed),
        _ => Err(Problem::new(ProblemCode::Unexpected)),
    }
}

/// The clips of a draft, each once, in order of episodes, with what is known of each.
async fn known(desk: &Desk, view: &DraftView) -> Result<Vec<(Arc<Clip>, Analysis)>, Problem> {
    let draft = &view.draft;
    let (mut seen, mut known) = (BTreeSet::new(), Vec::new());
    for (_, clip) in draft.episodes.iter().flat_map(|episode| draft.parts_of(episode)) {
        if seen.insert(clip.id) {
            let found = desk.studio.analysis(draft.id, clip.id).await?;
            known.push((Arc::clone(clip), Analysis { index: found.index, sound: found.sound }));
        }
    }
    Ok(known)
}

fn answer<'a>(clips: impl IntoIterator<Item = (&'a Clip, &'a Analysis)>, voice: &Voice) -> Answer {
    let (mut text, mut shapes) = (Vec::new(), Vec::new());
    for (clip, analysis) in clips {
        let rows = rows(clip, analysis, voice);
        text.push(format!("{}\n{}", shown(&clip.path), indented(&table(&rows, [Edge::Left, Edge::Left]))));
        shapes.push(shape(clip, analysis, voice));
    }
    Answer::new(text.join("\n"), json!({ "clips": shapes }))
}

fn rows(clip: &Clip, analysis: &Analysis, voice: &Voice) -> Vec<[String; 2]> {
    let mut rows = Vec::new();
    let mut row = |name: &str, text: String| rows.push([voice.key(&format!("cli.analyse.{name}")), text]);
    row("length", voice.value(&Value::Time(clip.facts.duration)));
    match &analysis.sound {
        None => row("sound", voice.key("cli.analyse.unread")),
        Some(_) if clip.facts.audio.is_none() => row("sound", voice.key("facts.silent")),
        Some(sound) => {
            let level = |level: Option<Value>| {
                level.map_or_else(|| voice.key("cli.analyse.silence"), |level| voice.value(&level))
            };
            row("loudness", level(sound.loudness.map(Value::Loudness)));
            row("true_peak", level(sound.true_peak.map(Value::Peak)));
            row("pauses", pauses(sound, voice));
        }
    }
    match &analysis.index {
        None => row("picture", voice.key("cli.analyse.unread")),
        Some(index) => {
            row("keyframes", keyframes(index, clip.facts.duration, voice));
            row("scenes", voice.value(&count(index.scenes.len())));
            row("chapters", chapters(index, voice));
            row("cuts", voice.key(&exactness(index)));
        }
    }
    rows
}

fn pauses(sound: &SoundAnalysis, voice: &Voice) -> String {
    let Some(longest) = sound.pauses.iter().map(|pause| pause.length()).max() else {
        return voice.key("cli.analyse.none");
    };
    let message = Message::new("cli.analyse.pauses_of")
        .with("count", count(sound.pauses.len()))
        .with("longest", Value::Time(longest));
    voice.say(&message)
}

fn keyframes(index: &PictureIndex, length: Micros, voice: &Voice) -> String {
    let Some(furthest) = furthest(index, length) else { return voice.key("cli.analyse.none") };
    let message = Message::new("cli.analyse.keyframes_of")
        .with("count", count(index.keyframes.len()))
        .with("furthest", Value::Time(furthest));
    voice.say(&message)
}

fn chapters(index: &PictureIndex, voice: &Voice) -> String {
    if index.chapters.is_empty() {
        return voice.key("cli.analyse.none");
    }
    let chapter = |chapter: &series::Chapter| {
        let at = voice.value(&Value::Time(chapter.start));
        if chapter.title.is_empty() { at } else { format!("{at} {}", shown(&chapter.title)) }
    };
    index.chapters.iter().map(chapter).collect::<Vec<_>>().join(" · ")
}

/// The longest way from a keyframe to the next, or to the end.
fn furthest(index: &PictureIndex, length: Micros) -> Option<Micros> {
    let ends = index.keyframes.iter().copied().skip(1).chain([length]);
    index.keyframes.iter().zip(ends).map(|(at, next)| next - *at).max()
}

/// The key of how the picture can be cut exactly.
fn exactness(index: &PictureIndex) -> String {
    match index.uncuttable {
        None => "cli.cuts.exact".to_owned(),
        Some(why) => format!("cli.cuts.{}", json!(why).as_str().unwrap_or_default()),
    }
}

fn shape(clip: &Clip, analysis: &Analysis, voice: &Voice) -> Json {
    let (sound, index) = (analysis.sound.as_ref(), analysis.index.as_ref());
    // Whole hundredths are exact enough for JSON's numbers.
    let level = |level: Option<Decibels>| level.map(|level| f64::from(level.get()) / 100.0);
    let pause =
        |pause: &series::Trim| json!({ "in_ms": pause.start.as_millis(), "out_ms": pause.end.as_millis() });
    let millis = |times: &[Micros]| times.iter().map(|at| at.as_millis()).collect::<Vec<_>>();
    json!({
        "path": clip.path,
        "duration_ms": clip.facts.duration.as_millis(),
        "has_sound": clip.facts.audio.is_some(),
        "loudness_lufs": level(sound.and_then(|sound| sound.loudness)),
        "true_peak_dbtp": level(sound.and_then(|sound| sound.true_peak)),
        "pauses": sound.map(|sound| sound.pauses.iter().map(pause).collect::<Vec<_>>()),
        "frames": index.map(|index| index.frames),
        "keyframes_ms": index.map(|index| millis(&index.keyframes)),
        "keyframe_distance_ms": index.and_then(|index| furthest(index, clip.facts.duration)).map(Micros::as_millis),
        "scenes_ms": index.map(|index| millis(&index.scenes)),
        "chapters": index.map(|index| {
            let chapter = |chapter: &series::Chapter| json!({ "at_ms": chapter.start.as_millis(), "title": chapter.title });
            index.chapters.iter().map(chapter).collect::<Vec<_>>()
        }),
        "exact": index.map(|index| index.uncuttable.is_none()),
        "uncuttable": index.and_then(|index| index.uncuttable),
        "cuts": index.map(|index| voice.key(&exactness(index))),
    })
}
