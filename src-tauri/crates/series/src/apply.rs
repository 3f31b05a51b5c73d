//! Applying an edit is total: it gives the next draft or a typed refusal, never a panic, so a journal of
//! edits replays for ever.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    Clip, DESCRIPTION_MAX_BYTES, Draft, EPISODES_MAX, Edit, Episode, EpisodeId, Micros, Part, Place, Refusal,
    TITLE_MAX_BYTES, Trim,
};

impl Draft {
    /// The draft after `edit`.
    ///
    /// # Errors
    /// A [`Refusal`] when the edit does not fit this draft.
    pub fn apply(&self, edit: &Edit) -> Result<Self, Refusal> {
        let mut next = self.clone();
        match edit {
            Edit::Add { clips, episodes, place } => next.add(clips, episodes, *place)?,
            Edit::Remove { episodes } => {
                let named = self.named(episodes)?;
                next.episodes.retain(|episode| !named.contains(&episode.id));
                next.drop_unused_clips();
            }
            Edit::Move { episodes, place } => {
                let named = self.named(episodes)?;
                next.move_to(&named, *place)?;
            }
            Edit::Retitle { episode, title } => {
                let title = episode_title(title)?;
                next.change_episode(*episode, |episode| episode.title = title)?;
            }
            Edit::Trim { episode, trim } => {
                let (_, found) = self.found(*episode)?;
                if !found.is_single() {
                    return Err(Refusal::Joined);
                }
                let trim = self.kept(Part { trim: *trim, ..found.first })?.trim;
                next.change_episode(*episode, |episode| episode.first.trim = trim)?;
            }
            Edit::Split { episode, into } => next.replace(&[*episode], into)?,
            Edit::Merge { episodes, into } => next.replace(episodes, std::slice::from_ref(into))?,
            Edit::Treat { episodes, treatment } => {
                for id in self.named(episodes)? {
                    next.change_episode(id, |episode| episode.treatment = *treatment)?;
                }
            }
            Edit::Send { episodes, target } => {
                for id in self.named(episodes)? {
                    next.change_episode(id, |episode| episode.target = *target)?;
                }
            }
            Edit::All { edits } => {
                if edits.is_empty() {
                    return Err(Refusal::NoEpisode);
                }
                for edit in edits {
                    if matches!(edit, Edit::All { .. }) {
                        return Err(Refusal::Nested);
                    }
                    next = next.apply(edit)?;
                }
            }
            Edit::Relink { clip } => next.relink(clip)?,
            Edit::SetTitle { title } => next.title = line(title, TITLE_MAX_BYTES)?,
            Edit::SetDescription { description } => {
                next.description = text(description, DESCRIPTION_MAX_BYTES)?.into();
            }
            Edit::SetPrice { price } => next.price = *price,
            Edit::ConfirmPrice { price } => {
                if self.price != Some(*price) {
                    return Err(Refusal::PriceDiffers);
                }
                next.confirmed_price = Some(*price);
            }
            Edit::SetCover { cover } => next.cover.clone_from(cover),
        }
        // Stable: among themselves both keep their order.
        next.episodes.sort_by_key(|episode| !episode.is_paid());
        Ok(next)
    }

    fn add(&mut self, clips: &[Arc<Clip>], episodes: &[Arc<Episode>], place: Place) -> Result<(), Refusal> {
        if episodes.is_empty() {
            return Err(Refusal::NoEpisode);
        }
        if self.episodes.len() + episodes.len() > EPISODES_MAX {
            return Err(Refusal::TooManyEpisodes { max: EPISODES_MAX });
        }
        let known = Arc::make_mut(&mut self.clips);
        for clip in clips {
            if known.insert(clip.id, Arc::clone(clip)).is_some() {
                return Err(Refusal::IdTaken);
            }
        }
        let at = self.index_of(place)?;
        let added = self.fitting(episodes)?;
        self.episodes.splice(at..at, added);
        self.drop_unused_clips();
        Ok(())
    }

    /// Puts episodes in the place of others, where the first of those stood.
    fn replace(&mut self, gone: &[EpisodeId], come: &[Arc<Episode>]) -> Result<(), Refusal> {
        let named = self.named(gone)?;
        if come.is_empty() {
            return Err(Refusal::NoEpisode);
        }
        if self.episodes.len() - named.len() + come.len() > EPISODES_MAX {
            return Err(Refusal::TooManyEpisodes { max: EPISODES_MAX });
        }
        // There is one: `named` refuses an empty list.
        let at = self.episodes.iter().position(|episode| named.contains(&episode.id)).unwrap_or(0);
        self.episodes.retain(|episode| !named.contains(&episode.id));
        let added = self.fitting(come)?;
        self.episodes.splice(at..at, added);
        self.drop_unused_clips();
        Ok(())
    }

    /// New episodes as the draft takes them.
    fn fitting(&self, episodes: &[Arc<Episode>]) -> Result<Vec<Arc<Episode>>, Refusal> {
        let mut ids: BTreeSet<_> = self.episodes.iter().map(|episode| episode.id).collect();
        let fit = |episode: &Arc<Episode>| {
            if !ids.insert(episode.id) {
                return Err(Refusal::IdTaken);
            }
            Ok(Arc::new(Episode {
                id: episode.id,
                title: episode_title(&episode.title)?,
                first: self.kept(episode.first)?,
                joined: episode.joined.iter().map(|part| self.kept(*part)).collect::<Result<_, _>>()?,
                treatment: episode.treatment,
                target: episode.target,
            }))
        };
        episodes.iter().map(fit).collect()
    }

    /// The part, if its clip is there and its trim lies within it.
    fn kept(&self, part: Part) -> Result<Part, Refusal> {
        let clip = self.clips.get(&part.clip).ok_or(Refusal::UnknownClip { clip: part.clip })?;
        Ok(Part { trim: kept(part.trim, clip)?, ..part })
    }

    fn move_to(&mut self, named: &BTreeSet<EpisodeId>, place: Place) -> Result<(), Refusal> {
        // A place beside a moved episode means: beside where that episode stood.
        let at = self.index_of(place)?;
        let before = self.episodes[..at].iter().filter(|episode| !named.contains(&episode.id)).count();
        let (moved, mut rest): (Vec<_>, Vec<_>) =
            self.episodes.drain(..).partition(|episode| named.contains(&episode.id));
        rest.splice(before..before, moved);
        self.episodes = rest;
        Ok(())
    }

    fn relink(&mut self, clip: &Arc<Clip>) -> Result<(), Refusal> {
        if !self.clips.contains_key(&clip.id) {
            return Err(Refusal::UnknownClip { clip: clip.id });
        }
        // A trim that no longer fits the new file is refused rather than changed behind the creator's back.
        for episode in self.episodes.iter_mut().filter(|episode| episode.parts().any(|p| p.clip == clip.id)) {
            let mut fitting = Episode::clone(episode);
            for part in std::iter::once(&mut fitting.first).chain(&mut fitting.joined) {
                if part.clip == clip.id {
                    part.trim = kept(part.trim, clip)?;
                }
            }
            if fitting != **episode {
                *episode = Arc::new(fitting);
            }
        }
        Arc::make_mut(&mut self.clips).insert(clip.id, Arc::clone(clip));
        Ok(())
    }

    fn found(&self, id: EpisodeId) -> Result<(usize, &Arc<Episode>), Refusal> {
        self.episode(id).ok_or(Refusal::UnknownEpisode { episode: id })
    }

    fn named(&self, ids: &[EpisodeId]) -> Result<BTreeSet<EpisodeId>, Refusal> {
        if ids.is_empty() {
            return Err(Refusal::NoEpisode);
        }
        ids.iter().map(|id| self.found(*id).map(|_| *id)).collect()
    }

    fn index_of(&self, place: Place) -> Result<usize, Refusal> {
        Ok(match place {
            Place::First => 0,
            Place::Last => self.episodes.len(),
            Place::Before(id) => self.found(id)?.0,
            Place::After(id) => self.found(id)?.0 + 1,
        })
    }

    fn change_episode(&mut self, id: EpisodeId, change: impl FnOnce(&mut Episode)) -> Result<(), Refusal> {
        let (at, _) = self.found(id)?;
        change(Arc::make_mut(&mut self.episodes[at]));
        Ok(())
    }

    fn drop_unused_clips(&mut self) {
        let used: BTreeSet<_> =
            self.episodes.iter().flat_map(|episode| episode.parts().map(|part| part.clip)).collect();
        Arc::make_mut(&mut self.clips).retain(|id, _| used.contains(id));
    }
}

/// The trim, if it lies within the clip. One that keeps everything is none: the file can be copied.
fn kept(trim: Option<Trim>, clip: &Clip) -> Result<Option<Trim>, Refusal> {
    let Some(trim) = trim else { return Ok(None) };
    let whole = Trim { start: Micros::ZERO, end: clip.facts.duration };
    if trim.start < whole.start || trim.start >= trim.end || trim.end > whole.end {
        return Err(Refusal::TrimOutside);
    }
    Ok((trim != whole).then_some(trim))
}

fn episode_title(title: &str) -> Result<String, Refusal> {
    let title = line(title, TITLE_MAX_BYTES)?;
    if title.is_empty() { Err(Refusal::EmptyTitle) } else { Ok(title) }
}

/// One line: control characters become spaces, ends are trimmed.
fn line(line: &str, max_bytes: usize) -> Result<String, Refusal> {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text(line.trim(), max_bytes)
}

fn text(text: &str, max_bytes: usize) -> Result<String, Refusal> {
    if text.len() > max_bytes { Err(Refusal::TextTooLong { max_bytes }) } else { Ok(text.to_owned()) }
}
