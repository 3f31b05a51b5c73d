//! A draft: the whole unpublished work, as a value. Cloning shares clips, episodes and the description:
//! a history holds as many drafts as it has steps.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Cents, Clip, ClipId, Cover, DraftId, Episode, EpisodeId, Micros, Part};

/// The whole unpublished work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Names the draft.
    pub id: DraftId,
    /// The series title. May be empty: preflight says so.
    pub title: String,
    /// The series description.
    pub description: Arc<str>,
    /// What the series costs, once a price is set.
    pub price: Option<Cents>,
    /// The price the creator confirmed as final. A price that differs is not confirmed.
    pub confirmed_price: Option<Cents>,
    /// The series cover.
    pub cover: Option<Arc<Cover>>,
    /// The episodes in order.
    pub episodes: Vec<Arc<Episode>>,
    /// Every clip that an episode shows.
    pub clips: Arc<BTreeMap<ClipId, Arc<Clip>>>,
}

impl Draft {
    /// An empty draft.
    #[must_use]
    pub fn new(id: DraftId, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            description: "".into(),
            price: None,
            confirmed_price: None,
            cover: None,
            episodes: Vec::new(),
            clips: Arc::default(),
        }
    }

    /// The episode of that name with its place from 0.
    #[must_use]
    pub fn episode(&self, id: EpisodeId) -> Option<(usize, &Arc<Episode>)> {
        self.episodes.iter().enumerate().find(|(_, episode)| episode.id == id)
    }

    /// The clip an episode shows first. There is one for every part of a draft: `apply` sees to it.
    #[must_use]
    pub fn clip_of(&self, episode: &Episode) -> Option<&Arc<Clip>> {
        self.clips.get(&episode.first.clip)
    }

    /// Everything an episode shows, in order, each part with its clip.
    pub fn parts_of(&self, episode: &Episode) -> impl Iterator<Item = (Part, &Arc<Clip>)> {
        episode.parts().filter_map(|part| Some((part, self.clips.get(&part.clip)?)))
    }

    /// How long an episode's delivered file will be: what the limits are compared with.
    #[must_use]
    pub fn length_of(&self, episode: &Episode) -> Micros {
        self.parts_of(episode).map(|(part, clip)| part.length(clip)).sum()
    }

    /// The length of the whole series as it would be delivered.
    #[must_use]
    pub fn running_time(&self) -> Micros {
        self.episodes.iter().map(|episode| self.length_of(episode)).sum()
    }

    /// Is the present price the one the creator confirmed?
    #[must_use]
    pub fn price_is_confirmed(&self) -> bool {
        self.price.is_some() && self.price == self.confirmed_price
    }
}
