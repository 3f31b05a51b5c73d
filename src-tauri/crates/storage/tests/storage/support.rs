//! Clips, episodes and steps to keep.

use std::{path::Path, sync::Arc};

pub use series::samples::episode_id;
use series::{Cents, Clip, Draft, DraftId, Edit, Place, Step, samples};
use storage::Store;
use uuid::Uuid;

/// Opens a folder that must not be damaged.
pub fn open(folder: &Path) -> Store {
    let opened = Store::open(folder).expect("opens");
    assert_eq!(opened.set_aside, None);
    opened.store
}

/// A new id.
pub fn draft_id() -> DraftId {
    DraftId::new(Uuid::now_v7())
}

/// A store with one new draft.
pub fn with_draft(folder: &Path, title: &str) -> (Store, DraftId) {
    let store = open(folder);
    let draft = Draft::new(draft_id(), title);
    store.create(&draft, 1_000).expect("creates");
    (store, draft.id)
}

/// An edit of the series title.
pub fn titled(title: impl Into<String>) -> Step {
    Step::Edit { edit: Edit::SetTitle { title: title.into() } }
}

/// The clip of that number, with a name that is hard to keep.
pub fn clip(number: u32) -> Arc<Clip> {
    Arc::new(Clip { path: format!("/films/été/clip {number} 🎬.mp4"), ..samples::clip(number) })
}

/// Adds the episodes of those numbers, each with its clip.
pub fn added(numbers: impl Iterator<Item = u32> + Clone, place: Place) -> Step {
    let edit = Edit::Add {
        clips: numbers.clone().map(clip).collect(),
        episodes: numbers.map(|number| Arc::new(samples::episode(number))).collect(),
        place,
    };
    Step::Edit { edit }
}

/// An edit of the price.
pub fn priced(cents: u32) -> Step {
    Step::Edit { edit: Edit::SetPrice { price: Some(Cents::new(cents)) } }
}
