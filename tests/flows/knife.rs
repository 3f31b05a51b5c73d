//! Reading clips through, splitting, joining, fixing all: the studio's answers.

use std::sync::Arc;

use series::{Edit, FixTicks, Micros, Place, SplitLimits, SplitWish, Step};
use showrunner_tests::{
    cli::{Home, lesson},
    facts::{ended, episodes},
    recipes::{Audio, Clip},
    waiting::{read_through, undo},
};
use studio::{AnalyseOutcome, DraftView, Event, JobState, ProblemCode, Studio};

async fn studio(home: &Home) -> Arc<Studio> {
    Arc::new(Studio::open(home.data()).await.expect("opens"))
}

/// A draft of one episode for each file, whole.
async fn whole(studio: &Arc<Studio>, files: &[std::path::PathBuf]) -> DraftView {
    let view = studio.new_draft("Whole").await.expect("a draft");
    let (mut clips, mut shown) = (Vec::new(), Vec::new());
    for file in files {
        let (clip, episode) = episodes(file, 1).await;
        let (mut clip, mut episode) = ((*clip[0]).clone(), (*episode[0]).clone());
        clip.id = series::ClipId::new(uuid::Uuid::now_v7());
        episode.id = series::EpisodeId::new(uuid::Uuid::now_v7());
        episode.first.clip = clip.id;
        clips.push(Arc::new(clip));
        shown.push(Arc::new(episode));
    }
    let edit = Edit::Add { clips, episodes: shown, place: Place::Last };
    studio.step(view.draft.id, view.revision, Step::Edit { edit }).await.expect("it fits")
}

/// A clip with sound. Clips of different numbers are different.
fn talk(number: u64) -> std::path::PathBuf {
    Clip::new("talk").millis(3_000 + number).file()
}

fn analysed(state: JobState) -> AnalyseOutcome {
    match state {
        JobState::Analysed { outcome } => outcome,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn clips_are_read_through_once_and_known_for_good() {
    let home = Home::new();
    let files = [talk(1), Clip::new("silent").seconds(3).audio(Audio::None).file()];
    let one = studio(&home).await;
    let view = whole(&one, &files).await;
    let (draft, clip) = (view.draft.id, view.draft.episodes[0].first.clip);
    one.open_draft(draft).await.unwrap();
    one.shelf().await.unwrap();
    let unknown = one.analysis(draft, clip).await.unwrap();
    assert_eq!((unknown.index, unknown.sound, unknown.peaks), (None, None, false));
    let mut events = one.events();
    let job = one.analyse(draft).await.unwrap();
    assert_eq!(analysed(ended(&one, job).await), AnalyseOutcome { analysed: 2, failed: Vec::new() });
    let mut told = 0;
    while let Ok(event) = events.try_recv() {
        told += usize::from(matches!(event, Event::Analysed(id) if id == draft));
    }
    assert!(told >= 2, "whoever looks is told: {told}");
    let known = one.analysis(draft, clip).await.unwrap();
    assert!(known.peaks && known.index.as_ref().is_some_and(|index| index.frames > 0));
    assert!(known.sound.as_ref().is_some_and(|sound| sound.loudness.is_some()));
    let silent = one.analysis(draft, view.draft.episodes[1].first.clip).await.unwrap();
    assert!(!silent.peaks && silent.sound.is_some_and(|sound| sound.loudness.is_none()));

    let warnings = one.look_again(draft).await.unwrap().preflight;
    let warnings = warnings.findings.iter().filter(|found| found.severity == series::Severity::Warn).count();
    assert!(warnings > 0, "it is too quiet or too loud");
    assert_eq!(one.shelf().await.unwrap().drafts[0].to_review as usize, warnings, "the shelf knows it, too");

    // Another process knows it, too, and reads nothing.
    let other = studio(&home).await;
    assert_eq!(other.analysis(draft, clip).await.unwrap(), known);
    let job = other.analyse(draft).await.unwrap();
    assert_eq!(analysed(ended(&other, job).await), AnalyseOutcome::default());
}

#[tokio::test]
async fn two_that_want_the_same_read_it_once() {
    let home = Home::new();
    let files: Vec<_> = (1..=4).map(talk).collect();
    let (one, other) = (studio(&home).await, studio(&home).await);
    let draft = whole(&one, &files).await.draft.id;
    let first = one.analyse(draft).await.unwrap();
    assert_eq!(one.analyse(draft).await.unwrap(), first, "it is one job");
    let second = other.analyse(draft).await.unwrap();
    ended(&one, first).await;
    let before = read_through(&home.data());
    ended(&other, second).await;
    assert_eq!(before.len(), 4);
    assert_eq!(read_through(&home.data()), before);
}

#[tokio::test]
async fn a_recording_is_split_as_planned_and_joined_again() {
    let home = Home::new();
    let studio = studio(&home).await;
    let view = whole(&studio, &[lesson(1).file()]).await;
    let (draft, episode) = (view.draft.id, view.draft.episodes[0].id);
    let refused = studio.split_plans(draft, episode, SplitWish::Best, None, Vec::new()).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::Unsplittable);
    let limits = SplitLimits { min: Micros::from_secs(5), max: Some(Micros::from_secs(12)), aim: None };
    let plans = studio.split_plans(draft, episode, SplitWish::Best, Some(limits), Vec::new()).await.unwrap();
    let parts: Vec<_> = plans[0].parts.iter().map(|part| part.span).collect();
    assert!(parts.len() >= 3 && parts.iter().all(|part| part.length() <= Micros::from_secs(12)), "{parts:?}");
    let cuts: Vec<_> = parts[1..].iter().map(|part| part.start).collect();
    let split = studio.split(draft, view.revision, episode, &cuts).await.unwrap();
    let kept: Vec<_> = split.draft.episodes.iter().map(|episode| episode.first.trim.unwrap()).collect();
    assert_eq!(kept, parts);
    let ids: Vec<_> = split.draft.episodes.iter().map(|episode| episode.id).collect();
    let joined = studio.merge(draft, split.revision, &ids[..2]).await.unwrap();
    assert_eq!(joined.draft.episodes.len(), parts.len() - 1);
    assert_eq!(joined.draft.running_time(), view.draft.running_time());
    assert_eq!(undo(&studio, draft).await.draft, split.draft);
    assert_eq!(undo(&studio, draft).await.draft, view.draft);
}

#[tokio::test]
async fn several_clips_are_joined_and_taken_apart() {
    let home = Home::new();
    let studio = studio(&home).await;
    let view = whole(&studio, &[lesson(1).file(), lesson(2).file()]).await;
    let draft = view.draft.id;
    let ids: Vec<_> = view.draft.episodes.iter().map(|episode| episode.id).collect();
    let joined = studio.merge(draft, view.revision, &ids).await.unwrap();
    let [both] = &joined.draft.episodes[..] else { panic!("one episode") };
    assert_eq!(both.parts().count(), 2);
    let apart = studio.take_apart(draft, joined.revision, both.id).await.unwrap();
    assert_eq!(apart.draft.episodes.len(), 2);
    assert_eq!(apart.draft.running_time(), view.draft.running_time());
}

#[tokio::test]
async fn fixing_all_is_one_undo_and_never_of_a_draft_that_moved_on() {
    let home = Home::new();
    let studio = studio(&home).await;
    let silent = Clip::new("silent").seconds(33).audio(Audio::None).file();
    let view =
        whole(&studio, &[lesson(1).file(), silent, Clip::new("turned").seconds(31).vfr().file()]).await;
    let (draft, ticks) = (view.draft.id, FixTicks::default());
    let job = studio.analyse(draft).await.unwrap();
    ended(&studio, job).await;
    let dry = studio.dry_run(draft, &ticks).await.unwrap();
    assert_eq!(dry.run.revision, view.revision);
    assert!(dry.free_bytes.is_some() && dry.run.rows.iter().any(|row| row.ticked), "{dry:#?}");
    let stale = studio.fix_all(draft, view.revision - 1, &ticks).await.unwrap_err();
    assert_eq!(stale.code, ProblemCode::DraftMovedOn);
    assert_eq!(studio.look_again(draft).await.unwrap().revision, view.revision);
    let fixed = studio.fix_all(draft, view.revision, &ticks).await.unwrap();
    assert_eq!(fixed.view.revision, view.revision + 1);
    let job = fixed.job.expect("there is something to make");
    let JobState::Prepared { outcome } = ended(&studio, job).await else { panic!("it is made") };
    assert_eq!(outcome.failed, []);
    assert!(outcome.made > 0);
    assert_eq!(undo(&studio, draft).await.draft, view.draft);
    let nothing = FixTicks { unticked: dry.run.rows.iter().map(|row| row.key.clone()).collect(), ..ticks };
    let revision = studio.look_again(draft).await.unwrap().revision;
    let left = studio.fix_all(draft, revision, &nothing).await.unwrap();
    assert_eq!((left.view.revision, left.job), (revision, None));
}

#[tokio::test]
async fn a_file_is_cut_with_its_proof_beside_it() {
    let home = Home::new();
    let studio = studio(&home).await;
    let (input, output) = (lesson(1).file(), home.at("cut.mp4"));
    let trim = series::Trim { start: Micros::from_millis(1_240), end: Micros::from_secs(20) };
    let job = studio.cut_file(&input, trim, output.clone(), series::Cuts::Exact).await.unwrap();
    let JobState::FileCut { outcome } = ended(&studio, job).await else { panic!("it is cut") };
    assert_eq!(outcome.file, output);
    assert_eq!(outcome.bytes, std::fs::metadata(&output).unwrap().len());
    let proof: serde_json::Value =
        serde_json::from_slice(&std::fs::read(home.at("cut.mp4.proof.json")).unwrap()).unwrap();
    assert_eq!(proof["proof"]["duration"], 18_760_000);
    let outside = series::Trim { start: Micros::ZERO, end: Micros::from_secs(100_000) };
    let refused = studio.cut_file(&input, outside, output, series::Cuts::Exact).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::EditRefused);
}

#[tokio::test]
async fn a_bare_file_is_planned_and_read_through() {
    let home = Home::new();
    let studio = studio(&home).await;
    let limits = SplitLimits { min: Micros::from_secs(5), max: Some(Micros::from_secs(12)), aim: None };
    let (clip, plans) = studio.plan_file(&lesson(1).file(), SplitWish::Best, Some(limits)).await.unwrap();
    assert_eq!(plans[0].parts.last().unwrap().span.end, clip.facts.duration);
    let cancel = Default::default();
    let (_, analysis) = studio.analyse_file(&lesson(1).file(), |_| (), &cancel).await.unwrap();
    assert!(analysis.sound.is_some());
}
