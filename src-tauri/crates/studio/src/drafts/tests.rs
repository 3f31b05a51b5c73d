//! Open drafts: how their files are, who may play what, and who hears of what.

use series::{ClipId, Edit, FileState, Place, samples};
use tokio::sync::broadcast::error::TryRecvError;

use super::*;

/// A studio in a folder, with an open draft of two episodes whose files are there.
async fn two_episodes(folder: &std::path::Path) -> (Arc<Studio>, DraftView) {
    let studio = Arc::new(Studio::open(folder.join("data")).await.unwrap());
    let view = studio.new_draft("Two").await.unwrap();
    let clips: Vec<_> = (1..=2)
        .map(|n| {
            let mut clip = samples::clip(n);
            let path = folder.join(format!("{n}.mp4"));
            std::fs::write(&path, format!("bytes {n}")).unwrap();
            clip.facts.fingerprint = media::fingerprint(&path).unwrap();
            clip.path = path.to_str().unwrap().to_owned();
            Arc::new(clip)
        })
        .collect();
    let episodes = (1..=2).map(|n| Arc::new(samples::episode(n))).collect();
    let add = edit(Edit::Add { clips, episodes, place: Place::Last });
    let view = studio.step(view.draft.id, view.revision, add).await.unwrap();
    assert_eq!(view.files, FileStates::new());
    (studio, view)
}

fn edit(edit: Edit) -> Step {
    Step::Edit { edit }
}

fn title(text: &str) -> Step {
    edit(Edit::SetTitle { title: text.into() })
}

#[tokio::test]
async fn a_clip_that_comes_back_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, view) = two_episodes(folder.path()).await;
    let id = view.draft.id;
    let remove = edit(Edit::Remove { episodes: vec![samples::episode_id(1)] });
    let view = studio.step(id, view.revision, remove).await.unwrap();
    std::fs::remove_file(folder.path().join("1.mp4")).unwrap();
    let view = studio.step(id, view.revision, Step::Undo).await.unwrap();
    assert_eq!(view.files, FileStates::from([(samples::clip_id(1), FileState::Missing)]));
    std::fs::write(folder.path().join("1.mp4"), "bytes 1").unwrap();
    assert_eq!(studio.look_again(id).await.unwrap().files, FileStates::new());
}

#[tokio::test]
async fn only_what_open_drafts_show_is_played() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, view) = two_episodes(folder.path()).await;
    studio.start().await.unwrap();
    let id = view.draft.id;
    let plays = |n| studio.preview.get().unwrap().plays(samples::clip_id(n));
    studio.open_draft(id).await.unwrap();
    assert!(plays(1) && plays(2));

    let remove = edit(Edit::Remove { episodes: vec![samples::episode_id(1)] });
    let view = studio.step(id, view.revision, remove).await.unwrap();
    assert!(!plays(1) && plays(2));
    let view = studio.step(id, view.revision, Step::Undo).await.unwrap();
    assert!(plays(1) && plays(2));

    // A copy shows the same clips; it is not open, and closing the one must not silence the other.
    let copy = studio.duplicate_draft(id).await.unwrap();
    studio.open_draft(copy).await.unwrap();
    studio.close_draft(id).await;
    assert!(plays(1) && plays(2));
    studio.close_draft(copy).await;
    assert!(!plays(1) && !plays(2));

    // What is still done with a draft that is closed does not open it.
    studio.step(id, view.revision, title("Closed")).await.unwrap();
    studio.look_again(id).await.unwrap();
    studio.export_plan(id).await.unwrap();
    assert!(!plays(1) && !plays(2));
}

#[tokio::test]
async fn the_shelf_is_as_the_drafts_are() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, view) = two_episodes(folder.path()).await;
    let other = Studio::open(folder.path().join("data")).await.unwrap();
    let id = view.draft.id;
    let clips: Vec<ClipId> = vec![samples::clip_id(1), samples::clip_id(2)];
    for (revision, name) in (view.revision..).zip(["One", "Two", "Three"]) {
        studio.step(id, revision, title(name)).await.unwrap();
        other.archive_draft(id, name == "Two").await.unwrap();
        for studio in [&*studio, &other] {
            let shelf = studio.shelf().await.unwrap().drafts;
            let seen = (shelf[0].title.as_str(), shelf[0].archived, &shelf[0].clips);
            assert_eq!(seen, (name, name == "Two", &clips));
        }
    }
    let copies = ["Three 2", "Three 2 2"];
    let copy = studio.duplicate_draft(id).await.unwrap();
    studio.duplicate_draft(copy).await.unwrap();
    let titles: Vec<_> = other.shelf().await.unwrap().drafts.into_iter().map(|draft| draft.title).collect();
    assert!(copies.iter().all(|copy| titles.contains(&(*copy).to_owned())), "{titles:?}");
    assert_eq!(other.find_draft(&id.to_string()).await.unwrap(), id);
}

#[tokio::test]
async fn a_title_without_room_for_a_number_is_copied_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let studio = Studio::open(folder.path().to_owned()).await.unwrap();
    let longest = "x".repeat(series::TITLE_MAX_BYTES);
    let draft = studio.new_draft(&longest).await.unwrap().draft.id;
    let copy = studio.duplicate_draft(draft).await.unwrap();
    assert_eq!(studio.look_again(copy).await.unwrap().draft.title, longest);
}

#[tokio::test]
async fn what_others_do_is_told_and_what_one_does_oneself_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, view) = two_episodes(folder.path()).await;
    let other = Studio::open(folder.path().join("data")).await.unwrap();
    let id = view.draft.id;
    let before = studio.with_store(Store::list).await.unwrap();
    let told = async || {
        let mut events = studio.events();
        let now = studio.with_store(Store::list).await.unwrap();
        studio.tell_of_others(&before, &now).await;
        let mut told = Vec::new();
        while let Ok(Event::DraftChanged(draft)) = events.try_recv() {
            told.push(draft);
        }
        assert!(matches!(events.try_recv(), Err(TryRecvError::Empty)));
        told
    };
    let view = studio.step(id, view.revision, title("Mine")).await.unwrap();
    assert_eq!(told().await, []);
    other.step(id, view.revision, title("Theirs")).await.unwrap();
    assert_eq!(told().await, [id]);
    studio.look_again(id).await.unwrap();
    let theirs = other.new_draft("New").await.unwrap().draft.id;
    assert_eq!(told().await, [theirs]);
}

#[tokio::test]
async fn what_fits_only_what_others_made_of_it_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, view) = two_episodes(folder.path()).await;
    let other = Studio::open(folder.path().join("data")).await.unwrap();
    let id = view.draft.id;
    let add = edit(Edit::Add {
        clips: vec![Arc::new(samples::clip(3))],
        episodes: vec![Arc::new(samples::episode(3))],
        place: Place::Last,
    });
    let theirs = other.step(id, view.revision, add).await.unwrap();
    // `studio` has not heard of it yet, but whoever asks has.
    let retitle = edit(Edit::Retitle { episode: samples::episode_id(3), title: "Third".into() });
    let seen = studio.step(id, theirs.revision, retitle).await.unwrap();
    assert_eq!((seen.revision, seen.merged), (theirs.revision + 1, false));
    let unknown = edit(Edit::Remove { episodes: vec![samples::episode_id(9)] });
    let refused = studio.step(id, seen.revision, unknown).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::UnknownEpisode);
}

#[cfg(unix)]
#[tokio::test]
async fn a_data_folder_that_is_taken_away_is_named_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, view) = two_episodes(folder.path()).await;
    let (data, away, id) = (folder.path().join("data"), folder.path().join("away"), view.draft.id);
    let before = studio.shelf().await.unwrap();
    std::fs::rename(&data, &away).unwrap();
    let refused = studio.step(id, view.revision, title("Kept")).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::StoreGone);
    assert_eq!(studio.shelf().await.unwrap_err().code, ProblemCode::StoreGone, "it is not called empty");
    assert!(!data.exists());
    std::fs::rename(&away, &data).unwrap();
    assert_eq!(studio.shelf().await.unwrap(), before);
    assert!(studio.step(id, view.revision, title("Kept")).await.is_ok());
}
