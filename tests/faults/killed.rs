//! Killed without a warning (`kill -9`) right behind an acknowledged edit: nothing is lost.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use series::{DraftId, Edit, Step};
use showrunner_tests::cli::Home;
use studio::Studio;

const ROUNDS: u64 = 50;

#[test]
fn the_command_line_killed_as_it_answers_has_kept_the_edit() {
    let home = Home::new();
    let id = home.series("Kept", &[home.lesson("a.mp4", 0), home.lesson("b.mp4", 1)]);
    let start = home.draft(&id)["revision"].as_u64().unwrap();
    for round in 1..=ROUNDS {
        let title = format!("Round {round}");
        let words: &[&str] = match round % 5 {
            0 => &["--json", "move", &id, "2", "--to", "1"],
            1 => &["--json", "set", &id, "title", &title],
            2 => &["--json", "undo", &id],
            3 => &["--json", "redo", &id],
            _ => &["--json", "retitle", &id, "1", &title],
        };
        let before = home.draft(&id);
        let mut child =
            home.command(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut first = [0];
        child.stdout.as_mut().expect("piped").read_exact(&mut first).expect("it acknowledges");
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        let after = home.draft(&id);
        assert_eq!(after["revision"], start + round, "{words:?}");
        assert_eq!(after["episodes"].as_array().map(Vec::len), Some(2));
        match round % 5 {
            0 => assert_eq!(after["episodes"][0]["id"], before["episodes"][1]["id"]),
            1 => assert_eq!(after["title"], title),
            2 | 3 => assert_ne!(after["title"], before["title"]),
            _ => assert_eq!(after["episodes"][0]["title"], title),
        }
    }
}

#[test]
fn the_command_line_killed_at_any_moment_leaves_all_or_nothing() {
    let home = Home::new();
    let id = home.series("Kept", &[home.lesson("a.mp4", 0), home.lesson("b.mp4", 1)]);
    let mut before = home.draft(&id);
    let mut taken = 0;
    for round in 0..ROUNDS {
        let title = format!("Round {round}");
        let mut child = home
            .command(&["set", &id, "title", &title])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        thread::sleep(Duration::from_micros(round * 1_300));
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        let shelf = home.ask(&["list"]).fine();
        assert!(shelf["problem"].is_null(), "{shelf:#}");
        let after = home.draft(&id);
        if after["title"] == title {
            taken += 1;
        } else {
            assert_eq!(after, before, "round {round}");
        }
        before = after;
    }
    println!("{taken} of {ROUNDS} were taken before the kill");
}

const DATA: &str = "SHOWRUNNER_TEST_KILLED_DATA";
const DRAFT: &str = "SHOWRUNNER_TEST_KILLED_DRAFT";

/// The step that makes that revision.
fn step(revision: u64) -> Step {
    let title = format!("Revision {revision}");
    match revision % 7 {
        3 => Step::Undo,
        4 => Step::Redo,
        5 => Step::Edit { edit: Edit::SetDescription { description: title } },
        _ => Step::Edit { edit: Edit::SetTitle { title } },
    }
}

/// Not a test of its own: the process that is killed. It edits for ever and says so.
#[test]
fn editing_for_ever() {
    let (Ok(data), Ok(draft)) = (env::var(DATA), env::var(DRAFT)) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let id: DraftId = draft.parse().expect("an id");
        let studio = Studio::open(data.into()).await.expect("opens");
        let mut revision = studio.open_draft(id).await.expect("is there").revision;
        loop {
            revision = studio.step(id, revision, step(revision + 1)).await.expect("is taken").revision;
            let mut out = std::io::stdout().lock();
            writeln!(out, "\nkept {revision}").and_then(|()| out.flush()).expect("somebody listens");
        }
    });
}

/// Starts the editor, kills it behind its `nth` acknowledgement; the last one it gave.
fn killed_after(nth: u64, data: &Path, draft: &str) -> u64 {
    let mut child = Command::new(env::current_exe().expect("it runs"))
        .args(["--exact", "killed::editing_for_ever", "--nocapture", "--test-threads=1"])
        .env(DATA, data)
        .env(DRAFT, draft)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let (mut seen, mut last) = (0, None);
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    for line in lines {
        if let Some(revision) = line.strip_prefix("kept ") {
            last = Some(revision.parse().expect("a number"));
            seen += 1;
            if seen == nth {
                child.kill().expect("it is ours");
            }
        }
    }
    assert!(!child.wait().expect("it is ours").success());
    assert!(seen >= nth, "it died by itself");
    last.expect("an acknowledgement")
}

#[tokio::test]
async fn a_studio_killed_behind_an_edit_has_kept_it() {
    let home = Home::new();
    let id = home.series("Kept", &[]);
    let draft: DraftId = id.parse().unwrap();
    let mut before = 0;
    for round in 0..ROUNDS {
        let acknowledged = killed_after(1 + round * 5 % 11, &home.data(), &id);
        let studio = Studio::open(home.data()).await.unwrap();
        assert_eq!(studio.shelf().await.unwrap().problem, None);
        let view = studio.open_draft(draft).await.unwrap();
        // One more may be there: kept, and killed before it could say so.
        assert!(
            (acknowledged..=acknowledged + 1).contains(&view.revision),
            "{acknowledged}: {}",
            view.revision
        );
        assert!(view.revision > before);
        before = view.revision;
        let mut history = series::History::new(series::Draft::new(draft, "Kept"));
        (1..=view.revision).for_each(|revision| history.apply(&step(revision)).unwrap());
        assert_eq!(&view.draft, history.draft(), "the journal is the state");
    }
}
