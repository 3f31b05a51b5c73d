//! Series whose files take a while to make, and what was made of them ahead of the kit.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use series::{DraftId, Edit, EpisodeId, Micros, Place, Step, Trim};
use studio::{DraftView, Studio};
use uuid::Uuid;

use crate::facts::episodes;

/// A draft of `count` episodes, each a trim of its own of the clip at `path`, two seconds long.
///
/// # Panics
/// If it is refused.
pub async fn trims(studio: &Arc<Studio>, path: &Path, count: u32) -> DraftView {
    let view = studio.new_draft("Waiting").await.expect("a draft");
    let (clips, mut made) = episodes(path, u128::from(count)).await;
    for (at, episode) in (1..).zip(&mut made) {
        let start = Micros::from_millis(40 * at);
        let trim = Trim { start, end: start + Micros::from_secs(2) };
        let episode = Arc::make_mut(episode);
        episode.id = EpisodeId::new(Uuid::now_v7());
        episode.first.clip = clips[0].id;
        episode.first.trim = Some(trim);
    }
    let edit = Edit::Add { clips: clips[..1].to_vec(), episodes: made, place: Place::Last };
    studio.step(view.draft.id, view.revision, Step::Edit { edit }).await.expect("it fits")
}

/// Takes the last edit back.
///
/// # Panics
/// If there is none.
pub async fn undo(studio: &Studio, draft: DraftId) -> DraftView {
    let revision = studio.look_again(draft).await.expect("a draft").revision;
    studio.step(draft, revision, Step::Undo).await.expect("there is something to undo")
}

/// The files that are prepared in a data folder, each by its folder's name with what would change if it
/// were made again.
#[must_use]
pub fn prepared(data: &Path) -> BTreeMap<String, (u64, SystemTime, PathBuf)> {
    let entries = fs::read_dir(data.join("prepared")).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().join("made.json").is_file())
        .map(|entry| {
            let path = entry.path().join("episode.mp4");
            let about = fs::metadata(&path).expect("what has its name is whole");
            let key = entry.file_name().to_string_lossy().into_owned();
            (key, (about.ino(), about.modified().expect("it has a time"), path))
        })
        .collect()
}

/// What lies half made in a data folder.
#[must_use]
pub fn half_made(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data.join("prepared/making")).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// The files that were read through whole in a data folder, each by the name of what was heard in it, and
/// when that was written.
#[must_use]
pub fn read_through(data: &Path) -> BTreeMap<OsString, SystemTime> {
    let entries = fs::read_dir(data.join("cache/analysis")).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().extension().is_some_and(|kind| kind == "json"))
        .filter_map(|entry| Some((entry.file_name(), entry.metadata().ok()?.modified().ok()?)))
        .collect()
}
