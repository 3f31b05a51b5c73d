//! The edits that split an episode, join several, or take a join apart again.

use std::sync::Arc;

use crate::{Cuts, Draft, Edit, Episode, EpisodeId, Micros, Part, Refusal, TITLE_MAX_BYTES, Treatment, Trim};

impl Draft {
    /// The edit that splits an episode of one part at `cuts`: times from its clip's start, in any order.
    /// The parts are named after it ("Title 1", "Title 2" …) and treated like it.
    ///
    /// # Errors
    /// `UnknownEpisode`; `UnknownClip`; `Joined` for an episode of several parts; `NoEpisode` without a
    /// cut; `TrimOutside` for a cut that leaves nothing before or behind it.
    pub fn split_into(
        &self,
        episode: EpisodeId,
        cuts: &[Micros],
        ids: &mut dyn FnMut() -> EpisodeId,
    ) -> Result<Edit, Refusal> {
        let found = self.known(episode)?;
        if !found.is_single() {
            return Err(Refusal::Joined);
        }
        let clip = self.clip_of(found).ok_or(Refusal::UnknownClip { clip: found.first.clip })?;
        let span = found.first.span(clip);
        let mut cuts = cuts.to_vec();
        cuts.sort_unstable();
        cuts.dedup();
        let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else { return Err(Refusal::NoEpisode) };
        if *first <= span.start || *last >= span.end {
            return Err(Refusal::TrimOutside);
        }
        let starts = std::iter::once(span.start).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([span.end]);
        let kept = |(start, end)| Part { trim: Some(Trim { start, end }), ..found.first };
        Ok(self.parted(found, starts.zip(ends).map(kept), ids))
    }

    /// The edit that joins episodes into one named `id`, in the order they have in the series. What
    /// follows on in the same clip becomes one part; what was done to one of them is done to all.
    ///
    /// # Errors
    /// `UnknownEpisode`; `NoEpisode` for fewer than two.
    pub fn merge_of(&self, episodes: &[EpisodeId], id: EpisodeId) -> Result<Edit, Refusal> {
        let mut found = Vec::with_capacity(episodes.len());
        for episode in episodes {
            found.push(self.episode(*episode).ok_or(Refusal::UnknownEpisode { episode: *episode })?);
        }
        found.sort_unstable_by_key(|(at, _)| *at);
        found.dedup_by_key(|(at, _)| *at);
        let [(_, first), _, ..] = found.as_slice() else { return Err(Refusal::NoEpisode) };
        let mut parts: Vec<Part> = Vec::new();
        for part in found.iter().flat_map(|(_, episode)| episode.parts()) {
            match parts.last_mut().and_then(|last| Some((self.followed_by(*last, part)?, last))) {
                Some((both, last)) => *last = both,
                None => parts.push(part),
            }
        }
        let treatments = found.iter().map(|(_, episode)| episode.treatment);
        let into = Episode {
            id,
            title: first.title.clone(),
            // There are at least two episodes, each of at least one part.
            first: parts.first().copied().unwrap_or(first.first),
            joined: parts.get(1..).unwrap_or_default().to_vec(),
            treatment: treatments.reduce(Treatment::and).unwrap_or_default(),
            target: first.target,
        };
        let episodes = found.iter().map(|(_, episode)| episode.id).collect();
        Ok(Edit::Merge { episodes, into: Arc::new(into) })
    }

    /// The edit that makes every part of a joined episode an episode again.
    ///
    /// # Errors
    /// `UnknownEpisode`; `NoEpisode` when it is of one part: nothing to take apart.
    pub fn take_apart(
        &self,
        episode: EpisodeId,
        ids: &mut dyn FnMut() -> EpisodeId,
    ) -> Result<Edit, Refusal> {
        let found = self.known(episode)?;
        if found.is_single() {
            return Err(Refusal::NoEpisode);
        }
        Ok(self.parted(found, found.parts(), ids))
    }

    fn known(&self, id: EpisodeId) -> Result<&Episode, Refusal> {
        self.episode(id).map(|(_, episode)| &**episode).ok_or(Refusal::UnknownEpisode { episode: id })
    }

    /// Both parts as one, if the second follows on in the same clip.
    fn followed_by(&self, part: Part, next: Part) -> Option<Part> {
        let clip = self.clips.get(&part.clip).filter(|_| part.clip == next.clip)?;
        let (span, follows) = (part.span(clip), next.span(clip));
        let whole = Trim { start: span.start, end: follows.end };
        (span.end == follows.start).then_some(Part { trim: Some(whole), ..part })
    }

    fn parted(
        &self,
        episode: &Episode,
        parts: impl Iterator<Item = Part>,
        ids: &mut dyn FnMut() -> EpisodeId,
    ) -> Edit {
        let parts: Vec<Part> = parts.collect();
        let titles = self.numbered(episode, parts.len());
        let part = |(part, title)| {
            let (treatment, target) = (episode.treatment, episode.target);
            Arc::new(Episode { id: ids(), title, first: part, joined: Vec::new(), treatment, target })
        };
        Edit::Split { episode: episode.id, into: parts.into_iter().zip(titles).map(part).collect() }
    }

    /// The episode's title with numbers behind it, so that no other episode bears one of them: "Bread 1",
    /// "Lesson 3.1".
    fn numbered(&self, episode: &Episode, count: usize) -> Vec<String> {
        let room = TITLE_MAX_BYTES - 16;
        let end = (0..=room).rev().find(|end| episode.title.is_char_boundary(*end)).unwrap_or(0);
        let stem = episode.title.get(..end).unwrap_or(&episode.title).trim_end();
        let titles = |between: &str| (1..=count).map(|n| format!("{stem}{between}{n}")).collect::<Vec<_>>();
        let others: Vec<String> = self.episodes.iter().map(|other| other.title.to_lowercase()).collect();
        let free = |titles: &Vec<String>| !titles.iter().any(|title| others.contains(&title.to_lowercase()));
        let betweens: &[&str] =
            if stem.ends_with(|c: char| c.is_ascii_digit()) { &[".", " - "] } else { &[" ", ".", " - "] };
        betweens.iter().map(|between| titles(between)).find(free).unwrap_or_else(|| titles(betweens[0]))
    }
}

impl Treatment {
    /// What one of the two asks for.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            framing: self.framing.or(other.framing),
            upright: self.upright || other.upright,
            sdr: self.sdr || other.sdr,
            even: self.even || other.even,
            conform: self.conform || other.conform,
            anew: self.anew || other.anew,
            level: self.level.or(other.level),
            silence: self.silence || other.silence,
            cuts: if self.cuts == other.cuts { self.cuts } else { Cuts::Exact },
        }
    }
}

#[cfg(test)]
mod tests;
