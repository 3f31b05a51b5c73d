//! A draft: the whole unpublished work, as a value. Cloning shares clips, episodes and the description:
//! a history holds as many drafts as it has steps.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Cents, Clip, ClipId, Cover, DraftId, Episode, EpisodeId, Micros, Number, Part};

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
    /// The episodes in order: what is sold, and behind it the teasers.
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

    /// The episodes that are sold, in order.
    #[must_use]
    pub fn paid(&self) -> &[Arc<Episode>] {
        self.by_kind().0
    }

    /// The free ones, in order: they stand behind all that is sold.
    #[must_use]
    pub fn teasers(&self) -> &[Arc<Episode>] {
        self.by_kind().1
    }

    fn by_kind(&self) -> (&[Arc<Episode>], &[Arc<Episode>]) {
        self.episodes.split_at(self.episodes.partition_point(|episode| episode.is_paid()))
    }

    /// What an episode is called by, from its place from 0: `7`, or `T1` for the first teaser.
    #[must_use]
    pub fn number_at(&self, place: usize) -> Number {
        let paid = self.paid().len();
        let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match place.checked_sub(paid) {
            None => Number::Paid(whole(place + 1)),
            Some(before) => Number::Teaser(whole(before + 1)),
        }
    }

    /// All episodes in order, each with what it is called by.
    pub fn by_number(&self) -> impl Iterator<Item = (Number, &Arc<Episode>)> {
        let (paid, teasers) = self.by_kind();
        (1..).map(Number::Paid).zip(paid).chain((1..).map(Number::Teaser).zip(teasers))
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

    /// The length of all that is sold as it would be delivered.
    #[must_use]
    pub fn running_time(&self) -> Micros {
        self.paid().iter().map(|episode| self.length_of(episode)).sum()
    }

    /// Is the present price the one the creator confirmed?
    #[must_use]
    pub fn price_is_confirmed(&self) -> bool {
        self.price.is_some() && self.price == self.confirmed_price
    }
}
