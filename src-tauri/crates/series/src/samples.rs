//! Clips and drafts for tests, of this crate and of those above it (feature `samples`). Nothing here has
//! a file behind it.

use std::sync::Arc;

use uuid::Uuid;

use crate::*;

/// The id of the sample clip of that number.
#[must_use]
pub fn clip_id(n: u32) -> ClipId {
    ClipId::new(Uuid::from_u128(0xC000 + u128::from(n)))
}

/// The id of the sample episode of that number.
#[must_use]
pub fn episode_id(n: u32) -> EpisodeId {
    EpisodeId::new(Uuid::from_u128(0xE000 + u128::from(n)))
}

/// A clip no rule finds fault with: a minute of vertical H.264 and AAC in an MP4.
#[must_use]
pub fn clip(n: u32) -> Clip {
    let video = VideoFacts {
        codec: "h264".into(),
        profile: Some("High".into()),
        pixel_format: "yuv420p".into(),
        bit_depth: 8,
        width: 1080,
        height: 1920,
        coded_width: 1080,
        coded_height: 1920,
        rotation: 0,
        fps: Ratio::new(30_000, 1_001),
        variable_rate: false,
        hdr: None,
        span: None,
        frames: None,
    };
    let audio = AudioFacts { codec: "aac".into(), channels: 2, sample_rate: 48_000, tracks: 1, span: None };
    Clip {
        id: clip_id(n),
        path: format!("/clips/{n:02} - clip.mp4"),
        facts: ClipFacts {
            size_bytes: 10_000_000,
            modified_ms: 0,
            fingerprint: Fingerprint::new(format!("{n:064x}")),
            container: Container::Mp4,
            duration: Micros::from_secs(60),
            video,
            audio: Some(audio),
            created: None,
        },
    }
}

/// The episode of that number: the whole of the clip of that number.
#[must_use]
pub fn episode(n: u32) -> Episode {
    Episode::whole(episode_id(n), format!("Episode {n}"), clip_id(n))
}

/// A draft of which nothing is to be said: these clips, everything set, the price confirmed.
#[must_use]
pub fn draft_of(clips: Vec<Clip>) -> Draft {
    let mut draft = Draft::new(DraftId::new(Uuid::from_u128(1)), "Sourdough from zero");
    draft.description = "Bread, step by step.".into();
    draft.price = Some(Cents::new(999));
    draft.confirmed_price = draft.price;
    draft.cover = Some(Arc::new(Cover {
        picture: Fingerprint::new("00"),
        width: 1080,
        height: 1440,
        from: CoverSource::File { path: "/cover.jpg".into() },
    }));
    for (n, clip) in (1..).zip(clips) {
        let shows = Episode { first: Part::whole(clip.id), ..episode(n) };
        Arc::make_mut(&mut draft.clips).insert(clip.id, Arc::new(clip));
        draft.episodes.push(Arc::new(shows));
    }
    draft
}

/// A draft of `count` faultless episodes.
#[must_use]
pub fn draft(count: u32) -> Draft {
    draft_of((1..=count).map(clip).collect())
}

/// The same draft, the episodes of those numbers sent elsewhere.
///
/// # Panics
/// When there is no such episode.
#[must_use]
pub fn sent(draft: &Draft, episodes: impl IntoIterator<Item = u32>, target: Target) -> Draft {
    let episodes: Vec<_> = episodes.into_iter().map(episode_id).collect();
    if episodes.is_empty() {
        return draft.clone();
    }
    draft.apply(&Edit::Send { episodes, target }).expect("the episodes are there")
}

/// The same draft, its `index`th episode trimmed.
///
/// # Panics
/// When there is no such episode, or the trim does not lie within its clip.
#[must_use]
pub fn trimmed(draft: &Draft, index: usize, start: Micros, end: Micros) -> Draft {
    let edit = Edit::Trim { episode: draft.episodes[index].id, trim: Some(Trim { start, end }) };
    draft.apply(&edit).expect("the trim lies within the clip")
}
