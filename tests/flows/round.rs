//! A round that goes on over days, as the window runs it: it waits, takes along what is added, pauses, stops.

use std::{fs, sync::Arc};

use rehearsal::{Rehearsal, Script};
use serde_json::json;
use series::{DraftId, Edit, EpisodeId, PostSettings, Secret, Stage, Step, Target};
use showrunner_tests::cli::{Home, Said};
use studio::{Event, Job, JobId, JobState, Outlet, Right, Settled, Studio, WorkDone};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// The studio ends before its home.
struct Round {
    studio: Arc<Studio>,
    home: Home,
    server: Rehearsal,
    draft: DraftId,
}

impl Round {
    /// A series whose last six are drafts for the inbox: one more than a day takes.
    async fn new() -> Self {
        let server = Rehearsal::start(Script { processing_ms: 0, ..Script::default() });
        let home = Home::new();
        fs::create_dir_all(home.data().join("rules")).expect("the folder is ours");
        let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n";
        fs::write(home.data().join("rules/tiny.toml"), rules).expect("the folder is ours");
        let files: Vec<_> = (0..8).map(|n| home.lesson(&format!("Lesson {n}.mp4"), n)).collect();
        let id = home.series("Sent over days", &files);
        home.offer(&id);
        home.ask(&["send", &id, "3", "4", "5", "6", "7", "8", "--to", "tiktok-draft"]).fine();
        let studio = Studio::open(home.data()).await.expect("the folder is ours");
        let draft = id.parse().expect("an id");
        Self { home, server: server.expect("a port is free"), studio: Arc::new(studio), draft }
    }

    async fn publish(&self, resumes: bool) -> JobId {
        let token = Secret::new(self.server.access_token());
        let right = Right::Token { server: Some(self.server.base_url()), token, secrets: None };
        let settings = PostSettings::default();
        let outlet = Outlet { target: None, episodes: None, right, waits: true, resumes, settings };
        self.studio.publish(self.draft, outlet).await.expect("it can be sent")
    }

    /// How the postings stand, in order: posted and waiting ones by their number.
    async fn stages(&self) -> (usize, usize) {
        let all = self.studio.published(self.draft).await.expect("it reads").episodes;
        let posted = all.iter().filter(|one| matches!(one.stage, Stage::Posted { .. })).count();
        (posted, all.iter().filter(|one| one.stage == Stage::Waiting).count())
    }
}

/// Waits for what is told.
async fn told<T>(events: &mut Receiver<Event>, is: impl Fn(Event) -> Option<T>) -> T {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Some(told) = is(event) {
                    return told;
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => panic!("the studio is gone"),
        }
    }
}

fn job(wanted: JobId, is: fn(&JobState) -> bool) -> impl Fn(Event) -> Option<Job> {
    move |event| match event {
        Event::Job(job) if job.id == wanted && is(&job.state) => Some(*job),
        _ => None,
    }
}

fn work_done(event: Event) -> Option<WorkDone> {
    match event {
        Event::WorkDone(done) => Some(done),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_the_next_day_takes_along_what_is_added_pauses_and_stops() {
    let round = Round::new().await;
    let mut events = round.studio.events();
    let id = round.publish(false).await;
    let done = told(&mut events, work_done).await;
    assert_eq!((done.title.as_str(), done.posted, done.asks), ("Sent over days", 5, 0));
    let waits = done.until_ms.expect("it waits");
    assert_eq!(round.stages().await, (5, 1));
    // Nobody is told that it takes some seconds more.
    let idle = |event| match event {
        Event::Job(job) if job.id == id && job.left_ms.is_none() => Some(job.done),
        _ => None,
    };
    assert_eq!(told(&mut events, idle).await, 5);
    // The page of nobody who is logged in shows the series, and asks nobody.
    let view = round.studio.publish_view(round.draft, None, None).await.unwrap();
    assert_eq!((view.rows.len(), view.account.is_none(), view.can_go_on), (8, true, 0));

    // One more is to be sent by now: the round takes it along.
    let draft = round.studio.open_draft(round.draft).await.unwrap();
    let second: EpisodeId = draft.draft.episodes[1].id;
    let send = Step::Edit { edit: Edit::Send { episodes: vec![second], target: Target::TiktokDraft } };
    round.studio.step(round.draft, draft.revision, send).await.unwrap();
    assert_eq!(round.publish(false).await, id, "the round that goes on is answered");
    assert_eq!(round.stages().await, (5, 2));

    // It can be paused while it waits, and goes on to wait.
    round.studio.pause_job(id);
    told(&mut events, job(id, |state| *state == JobState::Paused)).await;
    round.studio.resume_job(id);
    told(&mut events, job(id, |state| *state == JobState::Running)).await;
    // What is skipped meanwhile is waited for no more: without any other, the round is over.
    for posted in round.studio.published(round.draft).await.unwrap().episodes {
        if posted.stage == Stage::Waiting {
            round.studio.settle(posted.posting, Settled::Skip).await.unwrap();
        }
    }
    let over = told(&mut events, job(id, |state| matches!(state, JobState::Published { .. }))).await;
    assert_eq!((over.done, round.stages().await), (over.total, (5, 0)));

    // What was skipped and is wanted after all waits again; stopped, it stays on the list.
    let skipped = round.studio.published(round.draft).await.unwrap().episodes;
    let skipped = skipped.iter().find(|one| one.stage == Stage::Skipped).expect("one was skipped");
    round.studio.settle(skipped.posting, Settled::Again).await.unwrap();
    let again = round.publish(true).await;
    told(&mut events, job(again, |state| *state == JobState::Running)).await;
    round.studio.cancel_job(again);
    told(&mut events, job(again, |state| *state == JobState::Cancelled)).await;
    assert_eq!(round.stages().await, (5, 1));
    let begun = round.server.shown().posts[0].begun_ms;
    assert!((waits - begun - 86_400_000).abs() < 600_000, "{waits} {begun}");
    assert_eq!(round.server.shown().posts.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_that_fails_tells_what_was_posted_and_that_it_stopped() {
    let round = Round::new().await;
    let ended = json!({ "does": "refuse", "code": "access_token_invalid", "status": 401 });
    let rule = json!({ "on": "init_draft", "nth": 3, "times": 1_000, "fault": ended });
    let script = Script { processing_ms: 0, ..Script::default() };
    round.server.follow(script.with(&json!({ "rules": [rule] })).expect("a script"));
    let mut events = round.studio.events();
    let id = round.publish(false).await;
    let done = told(&mut events, work_done).await;
    assert_eq!((done.title.as_str(), done.posted, done.asks, done.until_ms), ("Sent over days", 2, 0, None));
    let failed = |event| match event {
        Event::Job(job) if job.id == id => match job.state {
            JobState::Failed { problem } => Some(problem),
            _ => None,
        },
        _ => None,
    };
    let problem = told(&mut events, failed).await;
    assert_eq!(done.stopped, Some(problem.message));
    // Who stops it knows.
    let again = round.publish(true).await;
    round.studio.cancel_job(again);
    let cancelled = |event| match event {
        Event::WorkDone(done) => Some(done.stopped.is_some()),
        Event::Job(job) if job.id == again && !matches!(job.state, JobState::Running) => Some(false),
        _ => None,
    };
    assert!(!told(&mut events, cancelled).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_waits_for_a_day_another_series_goes_out_and_what_is_sold_again_never_does() {
    let round = Round::new().await;
    let home = &round.home;
    let files = [8, 9].map(|n| home.lesson(&format!("Lesson {n}.mp4"), n));
    let other = home.series("Sent meanwhile", &files);
    home.offer(&other);
    home.ask(&["send", &other, "2", "--to", "tiktok-post"]).fine();
    let mut events = round.studio.events();
    let id = round.publish(false).await;
    told(&mut events, work_done).await;
    assert_eq!(round.stages().await, (5, 1));

    // Another program sends to the same account: a post, of which the day has room.
    let url = round.server.base_url();
    let words = ["--json", "publish", &other, "--server", &url, "--token-from-env", "--consent"];
    let mut command = home.command(&words);
    command.args(["--privacy", "SELF_ONLY"]).env("SHOWRUNNER_TIKTOK_TOKEN", round.server.access_token());
    let said = tokio::task::block_in_place(|| Said::of(&mut command)).fine();
    assert_eq!((&said["posted"], round.server.shown().posts.len()), (&1.into(), 6), "{said:#}");

    // The round waits still, until nothing is left to wait for.
    let goes_on = |job: &Job| job.id == id && job.state == JobState::Running;
    assert!(round.studio.jobs().iter().any(goes_on));
    let now = round.studio.open_draft(round.draft).await.unwrap();
    let sold: EpisodeId = now.draft.episodes[7].id;
    let sell = Step::Edit { edit: Edit::Send { episodes: vec![sold], target: Target::Portal } };
    round.studio.step(round.draft, now.revision, sell).await.unwrap();
    told(&mut events, job(id, |state| matches!(state, JobState::Published { .. }))).await;
    let all = round.studio.published(round.draft).await.unwrap().episodes;
    let off = all.iter().find(|one| one.episode == sold).map(|one| &one.stage);
    assert_eq!((off, round.stages().await), (Some(&Stage::Withdrawn), (5, 0)));
    assert_eq!(round.server.shown().posts.len(), 6);
}
