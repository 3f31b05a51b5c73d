//! Files made ahead of the kit: once, in the background, and taken by the kit as they are.

use std::{fs, sync::Arc};

use series::{Edit, Place, Step};
use showrunner_tests::{
    cli::Home,
    facts::ended,
    recipes::Clip,
    waiting::{half_made, prepared, trims, undo},
};
use studio::{JobState, PrepareOutcome, Studio};

async fn studio(home: &Home) -> Arc<Studio> {
    Arc::new(Studio::open(home.data()).await.expect("opens"))
}

fn talk() -> std::path::PathBuf {
    Clip::new("waiting").seconds(8).gop(25).file()
}

fn outcome(state: JobState) -> PrepareOutcome {
    match state {
        JobState::Prepared { outcome } => outcome,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_made_once_is_not_made_again() {
    let home = Home::new();
    let studio = studio(&home).await;
    let draft = trims(&studio, &talk(), 3).await.draft.id;
    let job = studio.prepare(draft).await.unwrap();
    let made = outcome(ended(&studio, job).await);
    assert_eq!((made.made, made.ready, made.failed), (3, 0, Vec::new()));
    let before = prepared(&home.data());
    assert_eq!(before.len(), 3);
    assert!(half_made(&home.data()).is_empty());
    let job = studio.prepare(draft).await.unwrap();
    let again = outcome(ended(&studio, job).await);
    assert_eq!((again.made, again.ready), (0, 3));
    // The same cut of the same content in another draft is the same file.
    let copy = studio.duplicate_draft(draft).await.unwrap();
    let job = studio.prepare(copy).await.unwrap();
    assert_eq!(outcome(ended(&studio, job).await).ready, 3);
    assert_eq!(prepared(&home.data()), before);
}

#[tokio::test]
async fn a_file_that_was_damaged_is_made_again() {
    let home = Home::new();
    let studio = studio(&home).await;
    let draft = trims(&studio, &talk(), 2).await.draft.id;
    let job = studio.prepare(draft).await.unwrap();
    ended(&studio, job).await;
    let before = prepared(&home.data());
    let (key, (_, _, path)) = before.first_key_value().unwrap();
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(100).unwrap();
    let job = studio.prepare(draft).await.unwrap();
    let again = outcome(ended(&studio, job).await);
    assert_eq!((again.made, again.ready), (1, 1));
    let after = prepared(&home.data());
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(fs::metadata(&after[key].2).unwrap().len() > 100);
}

#[tokio::test]
async fn paused_it_makes_nothing_and_then_goes_on() {
    let home = Home::new();
    let studio = studio(&home).await;
    let draft = trims(&studio, &talk(), 6).await.draft.id;
    let job = studio.prepare(draft).await.unwrap();
    studio.pause_job(job);
    let mut events = studio.events();
    while studio.job(job).unwrap().state != JobState::Paused {
        events.recv().await.unwrap();
    }
    let made = prepared(&home.data()).len();
    assert!(made < 6, "it was paused at once");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(prepared(&home.data()).len(), made);
    assert_eq!(studio.prepare(draft).await.unwrap(), job, "it is the one that is paused");
    assert_eq!(studio.job(job).unwrap().state, JobState::Paused);
    studio.resume_job(job);
    assert_eq!(outcome(ended(&studio, job).await).made, 6);
}

#[tokio::test]
async fn what_is_cancelled_is_given_up_and_what_is_stopped_is_not() {
    let home = Home::new();
    let studio = studio(&home).await;
    let draft = trims(&studio, &talk(), 6).await.draft.id;
    let job = studio.prepare(draft).await.unwrap();
    studio.cancel_job(job);
    assert_eq!(ended(&studio, job).await, JobState::Cancelled);
    assert!(half_made(&home.data()).is_empty());
    assert_eq!(studio.resume_work().await.unwrap(), []);

    let job = studio.prepare(draft).await.unwrap();
    studio.stop_jobs().await;
    assert_eq!(studio.job(job).unwrap().state, JobState::Cancelled);
    assert!(half_made(&home.data()).is_empty());
    let kept = prepared(&home.data());
    drop(studio);
    let studio = self::studio(&home).await;
    let jobs = studio.resume_work().await.unwrap();
    let [job] = jobs[..] else { panic!("{jobs:?}") };
    let made = outcome(ended(&studio, job).await);
    assert_eq!(made.made as usize + kept.len(), 6);
    let after = prepared(&home.data());
    assert!(kept.iter().all(|(key, file)| after.get(key) == Some(file)), "nothing was made twice");
}

#[tokio::test]
async fn what_is_undone_is_not_waited_for() {
    let home = Home::new();
    let studio = studio(&home).await;
    let view = trims(&studio, &talk(), 6).await;
    let draft = view.draft.id;
    let job = studio.prepare(draft).await.unwrap();
    studio.pause_job(job);
    undo(&studio, draft).await;
    studio.resume_job(job);
    let made = outcome(ended(&studio, job).await);
    assert!(made.made < 6, "{made:?}");
    assert_eq!(made.failed, []);
    assert_eq!(studio.resume_work().await.unwrap(), []);
}

#[tokio::test]
async fn two_processes_make_each_file_once() {
    let home = Home::new();
    let (one, other) = (studio(&home).await, studio(&home).await);
    let draft = trims(&one, &talk(), 6).await.draft.id;
    let jobs = tokio::join!(one.prepare(draft), other.prepare(draft));
    let (first, second) = tokio::join!(ended(&one, jobs.0.unwrap()), ended(&other, jobs.1.unwrap()));
    let (first, second) = (outcome(first), outcome(second));
    assert_eq!(first.made + second.made, 6, "{first:?} {second:?}");
    assert_eq!(prepared(&home.data()).len(), 6);
}

#[tokio::test]
async fn a_kit_waits_for_what_another_process_is_making() {
    use std::os::unix::fs::MetadataExt;
    let home = Home::new();
    let lessons = [0, 1, 2].map(|n| home.lesson(&format!("{n}.mp4"), 0));
    let id = home.series("Ready", &lessons);
    home.offer(&id);
    for (number, start) in [("1", "0:00.3"), ("2", "0:00.4"), ("3", "0:00.5")] {
        home.ask(&["trim", &id, number, "--in", start, "--out", "0:31"]).fine();
    }
    let (one, other) = (studio(&home).await, studio(&home).await);
    let draft = id.parse().unwrap();
    let queue = one.prepare(draft).await.unwrap();
    let kit = home.at("kit");
    let job = other.write_kit(draft, kit.clone(), studio::Language::En).await.unwrap();
    let (made, written) = tokio::join!(ended(&one, queue), ended(&other, job));
    let made = outcome(made);
    assert_eq!((made.made + made.ready, made.failed), (3, Vec::new()));
    let JobState::KitWritten { outcome } = written else { panic!("{written:?}") };
    assert_eq!((outcome.episodes, outcome.prepared), (3, made.made), "each was made by one of them");
    let inode = |file: &fs::DirEntry| fs::metadata(file.path()).unwrap().ino();
    let films = fs::read_dir(&kit).unwrap().flatten();
    let films = films.filter(|file| file.path().extension().is_some_and(|extension| extension == "mp4"));
    let mut delivered: Vec<u64> = films.map(|file| inode(&file)).collect();
    delivered.sort_unstable();
    let mut once: Vec<u64> = prepared(&home.data()).values().map(|(inode, ..)| *inode).collect();
    once.sort_unstable();
    assert_eq!((delivered.len(), &delivered), (3, &once), "nothing was made twice");
}

#[tokio::test]
async fn a_kit_takes_what_is_prepared() {
    let home = Home::new();
    let lesson = home.lesson("a.mp4", 0);
    let id = home.series("Ready", &[lesson]);
    home.offer(&id);
    home.ask(&["trim", &id, "1", "--in", "0:00.3", "--out", "0:31"]).fine();
    let studio = studio(&home).await;
    let draft = id.parse().unwrap();
    let job = studio.prepare(draft).await.unwrap();
    assert_eq!(outcome(ended(&studio, job).await).made, 1);
    let (_, (inode, _, path)) = prepared(&home.data()).pop_first().unwrap();
    let kit = home.at("kit");
    let job = studio.write_kit(draft, kit.clone(), studio::Language::En).await.unwrap();
    let JobState::KitWritten { outcome } = ended(&studio, job).await else { panic!("a kit") };
    assert_eq!((outcome.episodes, outcome.prepared), (1, 1));
    let file = fs::read_dir(&kit)
        .unwrap()
        .flatten()
        .find(|file| file.path().extension().is_some_and(|extension| extension == "mp4"));
    let delivered = file.unwrap().path();
    use std::os::unix::fs::MetadataExt;
    assert_eq!(fs::metadata(&delivered).unwrap().ino(), inode, "it is the same file");
    // What was changed by hand since is not what was proven.
    let mut bytes = fs::read(&delivered).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&delivered, &bytes).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let job = studio.write_kit(draft, home.at("again"), studio::Language::En).await.unwrap();
    let JobState::KitWritten { outcome } = ended(&studio, job).await else { panic!("a kit") };
    assert_eq!(outcome.prepared, 0);
}

#[tokio::test]
async fn a_source_that_is_gone_fails_alone() {
    let home = Home::new();
    let studio = studio(&home).await;
    let (kept, lost) = (home.keep("kept.mp4", &talk()), home.lesson("lost.mp4", 3));
    let draft = trims(&studio, &kept, 2).await.draft.id;
    let other = trims(&studio, &lost, 1).await.draft;
    let view = studio.look_again(draft).await.unwrap();
    // The clip and the episode of the other draft, under names of their own.
    let mut clip = (**other.clips.values().next().unwrap()).clone();
    clip.id = series::ClipId::new(uuid::Uuid::now_v7());
    let mut episode = (*other.episodes[0]).clone();
    episode.first.clip = clip.id;
    let edit = Edit::Add { clips: vec![clip.into()], episodes: vec![episode.into()], place: Place::First };
    studio.step(draft, view.revision, Step::Edit { edit }).await.unwrap();
    fs::remove_file(lost).unwrap();
    let job = studio.prepare(draft).await.unwrap();
    let came = outcome(ended(&studio, job).await);
    assert_eq!((came.made, came.failed.len()), (2, 1));
    assert_eq!(came.failed[0].problem.code, studio::ProblemCode::FileMissing);
    assert_eq!(studio.resume_work().await.unwrap(), [], "it is not tried for ever");
}
