//! Clips, episodes and steps to keep.

use std::{path::Path, sync::Arc};

use series::{
    Cents, Clip, ClipFacts, ClipId, Container, Draft, DraftId, Edit, Episode, EpisodeId, Fingerprint, Micros,
    Place, Ratio, Step, VideoFacts,
};
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

/// The clip of that number, a minute long.
pub fn clip(number: u128) -> Arc<Clip> {
    Arc::new(Clip {
        id: ClipId::new(Uuid::from_u128(number)),
        path: format!("/films/été/clip {number} 🎬.mp4"),
        facts: ClipFacts {
            size_bytes: 12_345_678,
            modified_ms: 1_700_000_000_000,
            fingerprint: Fingerprint::new(format!("{number:064x}")),
            container: Container::Mp4,
            duration: Micros::from_secs(60),
            video: VideoFacts {
                codec: "h264".into(),
                profile: Some("High".into()),
                pixel_format: "yuv420p".into(),
                bit_depth: 8,
                width: 1080,
                height: 1920,
                coded_width: 1920,
                coded_height: 1080,
                rotation: 90,
                fps: Ratio::new(30_000, 1_001),
                variable_rate: false,
                hdr: None,
                span: None,
                frames: Some(1_800),
            },
            audio: None,
            created: None,
        },
    })
}

/// The id of the episode of that number.
pub fn episode_id(number: u128) -> EpisodeId {
    EpisodeId::new(Uuid::from_u128(number))
}

/// Adds the episodes of those numbers, each with its clip.
pub fn added(numbers: impl Iterator<Item = u128> + Clone, place: Place) -> Step {
    let episode = |number| {
        Arc::new(Episode {
            id: episode_id(number),
            clip: clip(number).id,
            title: format!("Part {number}"),
            trim: None,
        })
    };
    let edit = Edit::Add {
        clips: numbers.clone().map(clip).collect(),
        episodes: numbers.map(episode).collect(),
        place,
    };
    Step::Edit { edit }
}

/// An edit of the price.
pub fn priced(cents: u32) -> Step {
    Step::Edit { edit: Edit::SetPrice { price: Some(Cents::new(cents)) } }
}
