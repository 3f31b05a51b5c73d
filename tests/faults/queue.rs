//! The queue, killed, starved and robbed: nothing is lost, nothing is half done, nothing is done twice.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use series::DraftId;
use showrunner_tests::{
    cli::Home,
    facts::ended,
    recipes::Clip,
    waiting::{half_made, prepared, trims},
};
use studio::{JobState, PrepareOutcome, ProblemCode, Studio};

use crate::disk::Disk;

const ROUNDS: u64 = 50;
const DATA: &str = "SHOWRUNNER_TEST_QUEUE_DATA";

async fn studio(home: &Home) -> Arc<Studio> {
    Arc::new(Studio::open(home.data()).await.expect("opens"))
}

fn outcome(state: JobState) -> PrepareOutcome {
    match state {
        JobState::Prepared { outcome } => outcome,
        other => panic!("{other:?}"),
    }
}

/// Not a test of its own: the process that is killed. It goes on with whatever waits.
#[test]
fn working_off_the_queue() {
    let Ok(data) = env::var(DATA) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let studio = Arc::new(Studio::open(data.into()).await.expect("opens"));
        for job in studio.resume_work().await.expect("there is an ffmpeg") {
            let came = outcome(ended(&studio, job).await);
            assert_eq!(came.failed, [], "{came:?}");
        }
    });
}

fn worker(data: &Path) -> Child {
    Command::new(env::current_exe().expect("it runs"))
        .args(["--exact", "queue::working_off_the_queue", "--nocapture", "--test-threads=1"])
        .env(DATA, data)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("it starts")
}

/// Numbers that look drawn by lot, the same ones every time.
fn lot(seed: u64) -> u64 {
    let hash = blake3::hash(&seed.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("eight bytes"))
}

#[tokio::test]
async fn killed_at_any_moment_it_loses_nothing_and_does_nothing_twice() {
    let home = Home::new();
    let talk = Clip::new("waiting").seconds(8).gop(25).file();
    // So many that there is something left to do in every round.
    const EPISODES: u32 = 40;
    let draft = {
        let studio = studio(&home).await;
        let draft = trims(&studio, &talk, EPISODES).await.draft.id;
        let job = studio.prepare(draft).await.unwrap();
        studio.stop_jobs().await;
        assert_eq!(studio.job(job).unwrap().state, JobState::Cancelled);
        draft
    };
    let mut before = prepared(&home.data());
    let mut in_the_middle = 0;
    for round in 0..ROUNDS {
        let mut child = worker(&home.data());
        // A third dies while it begins, a third while it makes a file, a third when it has made one.
        match round % 3 {
            0 => {}
            1 => soon("something is begun", || !half_made(&home.data()).is_empty()),
            _ => soon("one more is made", || prepared(&home.data()).len() > before.len()),
        }
        thread::sleep(Duration::from_millis(lot(round) % 250));
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        in_the_middle += usize::from(!half_made(&home.data()).is_empty());
        let after = prepared(&home.data());
        for (key, file) in &before {
            assert_eq!(after.get(key), Some(file), "round {round}: {key} was lost or made twice");
        }
        whole(&after);
        before = after;
    }
    println!("{} of {EPISODES} were made, {in_the_middle} kills came in the middle of one", before.len());
    let some_are_left = (10..EPISODES as usize).contains(&before.len());
    assert!(in_the_middle > 5 && some_are_left, "the kills come too early or too late");
    let mut child = worker(&home.data());
    assert!(child.wait().expect("it is ours").success());
    let after = prepared(&home.data());
    assert_eq!(after.len(), EPISODES as usize);
    assert!(before.iter().all(|(key, file)| after.get(key) == Some(file)));
    whole(&after);
    assert!(half_made(&home.data()).is_empty());
    all_ready(&home, draft, EPISODES).await;
}

/// Every file is as long as what is kept of it says.
fn whole<T>(files: &BTreeMap<String, (u64, T, PathBuf)>) {
    for (_, _, path) in files.values() {
        let made = fs::read(path.with_file_name("made.json")).expect("it is beside it");
        let made: serde_json::Value = serde_json::from_slice(&made).expect("it is whole");
        assert_eq!(made["facts"]["sizeBytes"], fs::metadata(path).expect("it is there").len());
    }
}

async fn all_ready(home: &Home, draft: DraftId, count: u32) {
    let studio = studio(home).await;
    assert_eq!(studio.resume_work().await.expect("it reads"), [], "nothing waits any more");
    let job = studio.prepare(draft).await.expect("it begins");
    let came = outcome(ended(&studio, job).await);
    assert_eq!((came.made, came.ready), (0, count));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_it_and_with_room_it_goes_on() {
    let home = Home::new();
    let Some(disk) = Disk::mounted(home.data(), "96m") else { return };
    let talk = Clip::new("waiting").seconds(8).gop(25).file();
    let studio = studio(&home).await;
    let draft = trims(&studio, &talk, 12).await.draft.id;
    let job = studio.prepare(draft).await.unwrap();
    soon("something is made", || !prepared(&home.data()).is_empty());
    let filler = disk.fill();
    let JobState::Failed { problem } = ended(&studio, job).await else { panic!("the disk is full") };
    assert_eq!(problem.code, ProblemCode::DiskFull);
    assert!(half_made(&home.data()).is_empty());
    let kept = prepared(&home.data());
    whole(&kept);
    fs::remove_file(filler).unwrap();
    let jobs = studio.resume_work().await.unwrap();
    let [job] = jobs[..] else { panic!("{jobs:?}") };
    outcome(ended(&studio, job).await);
    let after = prepared(&home.data());
    assert_eq!(after.len(), 12);
    assert!(kept.iter().all(|(key, file)| after.get(key) == Some(file)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ffmpeg_that_is_killed_fails_one_file_and_leaves_the_others() {
    let home = Home::new();
    let long = Clip::new("encoded").size(640, 360).seconds(60).gop(1500).file();
    let studio = studio(&home).await;
    let view = trims(&studio, &long, 2).await;
    // One that is encoded for a while.
    let trim = series::Trim { start: series::Micros::from_millis(40), end: series::Micros::from_secs(59) };
    let edit = series::Edit::Trim { episode: view.draft.episodes[0].id, trim: Some(trim) };
    let draft = view.draft.id;
    studio.step(draft, view.revision, series::Step::Edit { edit }).await.unwrap();
    let job = studio.prepare(draft).await.unwrap();
    soon("an ffmpeg is at work", || !working(&home).is_empty());
    for process in working(&home) {
        let _ = Command::new("kill").args(["-9", &process]).status();
    }
    let came = outcome(ended(&studio, job).await);
    assert!(came.failed.iter().all(|failed| failed.problem.code == ProblemCode::FfmpegKilled), "{came:?}");
    assert_eq!(came.failed.len(), 1, "{came:?}");
    assert_eq!(came.made, 1);
    assert!(half_made(&home.data()).is_empty());
    let jobs = studio.resume_work().await.unwrap();
    let [job] = jobs[..] else { panic!("{jobs:?}") };
    let came = outcome(ended(&studio, job).await);
    assert_eq!((came.made, came.failed), (1, Vec::new()));
}

/// The programs that write into the prepared files of this home, by their ids.
fn working(home: &Home) -> Vec<String> {
    let making = home.data().join("prepared/making").display().to_string();
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let at_work = |process: &fs::DirEntry| {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        line.starts_with('/')
            && line.contains("ffmpeg")
            && !line.starts_with("/bin/sh")
            && line.contains(&making)
    };
    all.filter(at_work).map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}

fn soon(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}
