//! Two writers on one draft: nothing is lost, the order is one order, and merges are told.

use std::{sync::Arc, thread};

use series::{Edit, Micros, Place, Step, Trim};
use showrunner_tests::{
    cli::{Home, lesson},
    facts::{ended, episodes},
};
use studio::{JobState, ProblemCode, Studio};

#[test]
fn two_command_lines_at_once_lose_nothing() {
    let home = Home::new();
    let files: Vec<_> = (0..4).map(|n| home.lesson(&format!("{n}.mp4"), n)).collect();
    let id = home.series("Together", &files);
    let before = home.draft(&id)["revision"].as_u64().unwrap();
    let ids: Vec<_> =
        home.draft(&id)["episodes"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect();
    const EACH: usize = 12;
    thread::scope(|scope| {
        for writer in 0..4 {
            let (home, id, ids) = (&home, &id, &ids);
            scope.spawn(move || {
                for round in 0..EACH {
                    let title = format!("{writer} for the {round}th time");
                    let said = match writer % 2 {
                        0 => home.ask(&["retitle", id, ids[writer].as_str().unwrap(), &title]),
                        _ => home.ask(&["move", id, ids[writer].as_str().unwrap(), "--to", "1"]),
                    };
                    said.fine();
                }
            });
        }
    });
    let after = home.draft(&id);
    assert_eq!(after["revision"].as_u64(), Some(before + 4 * EACH as u64), "every one is in the journal");
    for writer in [0, 2] {
        let episodes = after["episodes"].as_array().unwrap();
        let own = episodes.iter().find(|episode| episode["id"] == ids[writer]).unwrap();
        assert_eq!(own["title"], format!("{writer} for the {}th time", EACH - 1));
    }
    let mut order: Vec<_> =
        after["episodes"].as_array().unwrap().iter().map(|e| e["id"].to_string()).collect();
    order.sort();
    let mut all: Vec<_> = ids.iter().map(ToString::to_string).collect();
    all.sort();
    assert_eq!(order, all);
}

#[test]
fn two_imports_at_once_both_arrive() {
    let home = Home::new();
    for n in 0..12 {
        home.lesson(&format!("{}/{n}.mp4", ["a", "b"][n as usize % 2]), n);
    }
    let id = home.series("Together", &[]);
    thread::scope(|scope| {
        for folder in ["a", "b"] {
            let (home, id) = (&home, &id);
            scope.spawn(move || home.ask(&["add", id, folder]).fine());
        }
    });
    let titles = home.titles(&id);
    assert_eq!(titles.len(), 12);
    // Each import stays together and in order, whichever came first.
    let sorted = |parity: usize| (0..12).filter(move |n: &usize| n % 2 == parity).map(|n| n.to_string());
    let (a_first, b_first): (Vec<_>, Vec<_>) =
        (sorted(0).chain(sorted(1)).collect(), sorted(1).chain(sorted(0)).collect());
    assert!(titles == a_first || titles == b_first, "{titles:?}");
}

#[tokio::test]
async fn two_studios_on_one_draft_merge_and_say_so() {
    let home = Home::new();
    let open = || async { Arc::new(Studio::open(home.data()).await.unwrap()) };
    let (one, other) = (open().await, open().await);
    let draft = one.new_draft("Together").await.unwrap();
    let id = draft.draft.id;
    let (clips, added) = episodes(&lesson(0).file(), 3).await;
    let add = Step::Edit { edit: Edit::Add { clips, episodes: added.clone(), place: Place::Last } };
    let seen = one.step(id, draft.revision, add).await.unwrap();
    assert!(!seen.merged);
    let (a, b, c) = (added[0].id, added[1].id, added[2].id);
    other.open_draft(id).await.unwrap();

    // One removes what the other moves beside: theirs is refused with a reason, nothing else is lost.
    let remove = Step::Edit { edit: Edit::Remove { episodes: vec![b] } };
    let gone = one.step(id, seen.revision, remove).await.unwrap();
    let beside = Edit::Move { episodes: vec![a], place: Place::After(b) };
    let refused = other.step(id, seen.revision, Step::Edit { edit: beside }).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::UnknownEpisode);

    // On top of a stale view: made on top of what is there, and told.
    let title = Edit::Retitle { episode: c, title: "Late".into() };
    let merged = other.step(id, seen.revision, Step::Edit { edit: title }).await.unwrap();
    assert!(merged.merged);
    assert_eq!(merged.revision, gone.revision + 1);
    assert_eq!(merged.draft.episodes.len(), 2);
    assert_eq!(merged.draft.episode(c).unwrap().1.title, "Late");

    // An undo that would take back another's edit is not made.
    let undone = one.step(id, gone.revision, Step::Undo).await.unwrap();
    assert!(undone.merged);
    assert_eq!(undone.draft, merged.draft);
    // Having seen it, it may.
    let undone = one.step(id, undone.revision, Step::Undo).await.unwrap();
    assert_eq!(undone.draft.episode(c).unwrap().1.title, "Episode 3");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_studios_at_full_speed_keep_every_step() {
    let home = Home::new();
    let one = Arc::new(Studio::open(home.data()).await.unwrap());
    let draft = one.new_draft("Together").await.unwrap();
    let id = draft.draft.id;
    let (clips, added) = episodes(&lesson(0).file(), 2).await;
    let add = Step::Edit { edit: Edit::Add { clips, episodes: added.clone(), place: Place::Last } };
    let start = one.step(id, draft.revision, add).await.unwrap().revision;
    const EACH: i64 = 60;
    let mut writers = Vec::new();
    for episode in [added[0].id, added[1].id] {
        let studio = Arc::new(Studio::open(home.data()).await.unwrap());
        writers.push(tokio::spawn(async move {
            let mut revision = studio.open_draft(id).await.unwrap().revision;
            let mut merges = 0;
            for round in 1..=EACH {
                let trim = Some(Trim { start: Micros::ZERO, end: Micros::from_millis(round) });
                let view = studio
                    .step(id, revision, Step::Edit { edit: Edit::Trim { episode, trim } })
                    .await
                    .unwrap();
                assert_eq!(view.draft.episode(episode).unwrap().1.first.trim, trim);
                assert_eq!(view.merged, view.revision > revision + 1);
                merges += u32::from(view.merged);
                revision = view.revision;
            }
            merges
        }));
    }
    let mut merges = 0;
    for writer in writers {
        merges += writer.await.unwrap();
    }
    assert!(merges > 0, "they never met");
    let end = one.look_again(id).await.unwrap();
    assert_eq!(end.revision, start + 2 * EACH as u64);
    assert!(end.draft.episodes.iter().all(|e| e.first.trim.unwrap().end == Micros::from_millis(EACH)));
}

#[test]
fn a_kit_is_of_one_moment_while_others_edit() {
    let home = Home::new();
    let id = home.series("Together", &[home.lesson("a.mp4", 0), home.lesson("b.mp4", 1)]);
    home.offer(&id);
    let rounds = thread::scope(|scope| {
        let editing = scope.spawn(|| {
            for round in 0..10 {
                home.ask(&["retitle", &id, "1", &format!("Round {round}")]).fine();
                home.ask(&["retitle", &id, "2", &format!("Round {round}, second")]).fine();
            }
        });
        let mut rounds = 0;
        while !editing.is_finished() {
            let out = format!("kit{rounds}");
            home.ask(&["kit", &id, "--out", &out]).fine();
            let manifest = std::fs::read_to_string(home.at(&out).join("series.json")).unwrap();
            let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
            for episode in manifest["episodes"].as_array().unwrap() {
                let file = home.at(&out).join(episode["file"].as_str().unwrap());
                assert!(file.exists() && file.to_string_lossy().contains(episode["title"].as_str().unwrap()));
            }
            rounds += 1;
        }
        rounds
    });
    assert!(rounds > 0);
}

#[tokio::test]
async fn a_job_that_loses_its_draft_place_still_adds() {
    let home = Home::new();
    let studio = Arc::new(Studio::open(home.data()).await.unwrap());
    let draft = studio.new_draft("Together").await.unwrap();
    let (clips, added) = episodes(&lesson(0).file(), 1).await;
    let add = Edit::Add { clips, episodes: added.clone(), place: Place::Last };
    let view = studio.step(draft.draft.id, draft.revision, Step::Edit { edit: add }).await.unwrap();
    let files = vec![home.lesson("new.mp4", 3)];
    let job = studio.import_files(draft.draft.id, files, Place::After(added[0].id)).await.unwrap();
    let remove = Step::Edit { edit: Edit::Remove { episodes: vec![added[0].id] } };
    studio.step(draft.draft.id, view.revision, remove).await.unwrap();
    assert!(matches!(ended(&studio, job).await, JobState::Imported { .. }));
    let view = studio.look_again(draft.draft.id).await.unwrap();
    let titles: Vec<_> = view.draft.episodes.iter().map(|episode| episode.title.as_str()).collect();
    assert_eq!(titles, ["new"]);
}
