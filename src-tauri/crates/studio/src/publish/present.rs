//! An episode as it would go out now: by that, what is on the list and not begun is held against the draft.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use series::{
    CoverSource, Draft, EpisodeId, EpisodePlan, ExportPlan, Fingerprint, Message, Micros, Posting,
    PostingFile, Road, Stage, Target, Value,
};
use storage::Standing;

use super::calendar::comes_back;
use crate::queue::{Key, Prepared};

/// An episode as it would go out now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Present {
    title: String,
    cover: Option<Micros>,
    /// Where its file is, or will be once it is made.
    path: PathBuf,
    /// The content of a file that is sent as the creator has it. What is made lies where its recipe says.
    content: Option<Fingerprint>,
}

impl Present {
    /// None where a clip is missing.
    pub(super) fn of(draft: &Draft, planned: &EpisodePlan, prepared: &Prepared) -> Option<Self> {
        let (_, episode) = draft.episode(planned.episode)?;
        let (path, content) = if planned.recipe.road == Road::Copy {
            let clip = draft.clips.get(&planned.recipe.parts.first()?.clip)?;
            (PathBuf::from(&clip.path), Some(clip.facts.fingerprint.clone()))
        } else {
            (prepared.path_of(&Key::of(&planned.recipe, &draft.clips)?), None)
        };
        Some(Self { title: episode.title.clone(), cover: cover(draft, episode.id), path, content })
    }

    pub(super) fn title(&self) -> String {
        self.title.clone()
    }

    /// Would that posting send it so?
    pub(super) fn is(&self, posting: &Posting) -> bool {
        posting.words.caption == self.title
            && (posting.target != Target::TiktokPost || posting.words.cover == self.cover)
            && Path::new(&posting.file.path) == self.path
            && self.content.as_ref().is_none_or(|content| *content == posting.file.fingerprint)
    }

    /// Have both the same file?
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.path == other.path,
            _ => false,
        }
    }

    /// What is worth knowing of a posting that shows otherwise and was begun: it goes on as it is.
    /// `is_blocked`: what would go out now does not pass preflight.
    pub(super) fn differs(&self, standing: &Standing, is_blocked: bool) -> Option<Message> {
        let posting = &standing.posting;
        if is_to_begin(standing) {
            return (is_blocked && !self.is(posting)).then(|| Message::new("posting.blocked"));
        }
        let is_told = standing.stage.is_under_way()
            || matches!(standing.stage, Stage::Posted { .. } | Stage::Unconfirmed { .. });
        (is_told && (posting.title != self.title || !self.is_file(&posting.file))).then(|| {
            Message::new("posting.other")
                .with("title", Value::Text(posting.title.clone()))
                .with("length", Value::Time(posting.file.duration))
        })
    }

    /// Is that its file, as far as it is known before it is made?
    pub(super) fn is_file(&self, file: &PostingFile) -> bool {
        match &self.content {
            Some(content) => file.fingerprint == *content,
            None => Path::new(&file.path) == self.path,
        }
    }
}

/// Every episode as it would go out now.
pub(super) fn presents(
    draft: &Draft,
    plan: &ExportPlan,
    prepared: &Prepared,
) -> BTreeMap<EpisodeId, Present> {
    let all = plan.episodes.iter();
    all.filter_map(|planned| Some((planned.episode, Present::of(draft, planned, prepared)?))).collect()
}

/// The frame of the file that the series cover was taken from, if it lies in the first part of this episode:
/// a cover's time is the clip's. Without one the platform takes the first frame.
pub(super) fn cover(draft: &Draft, episode: EpisodeId) -> Option<Micros> {
    let CoverSource::Frame { episode: from, at } = &draft.cover.as_ref()?.from else { return None };
    let (_, episode) = draft.episode(episode).filter(|(_, found)| found.id == *from)?;
    let (first, clip) = draft.parts_of(episode).next()?;
    let span = first.span(clip);
    (span.start <= *at && *at < span.end).then(|| *at - span.start)
}

/// Has nothing of it begun, so that it goes out as the draft is by then?
pub(super) fn is_to_begin(standing: &Standing) -> bool {
    standing.stage == Stage::Waiting || comes_back(&standing.stage)
}

/// Calls what has not begun by the title that it goes out with.
pub(super) fn call_as_now<'a>(standings: impl IntoIterator<Item = &'a mut Standing>, draft: &Draft) {
    for standing in standings.into_iter().filter(|one| is_to_begin(one)) {
        if let Some((_, episode)) = draft.episode(standing.posting.episode) {
            standing.posting.title.clone_from(&episode.title);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use series::{Cover, Trim, samples};

    use super::*;

    #[test]
    fn a_cover_is_a_frame_of_the_file_only_where_it_lies_in_it() {
        let mut draft = samples::draft_of(vec![samples::clip(1), samples::clip(2)]);
        let [first, second] = [0, 1].map(|at: usize| draft.episodes[at].id);
        assert_eq!(cover(&draft, first), None);
        let at = Micros::from_secs(20);
        draft.cover = Some(Arc::new(Cover {
            picture: Fingerprint::new("00"),
            width: 9,
            height: 16,
            from: CoverSource::Frame { episode: first, at },
        }));
        assert_eq!((cover(&draft, first), cover(&draft, second)), (Some(at), None));
        let trim =
            |from: i64, to: i64| Some(Trim { start: Micros::from_secs(from), end: Micros::from_secs(to) });
        for (kept, expected) in [((15, 30), Some(Micros::from_secs(5))), ((21, 30), None), ((5, 20), None)] {
            Arc::make_mut(&mut draft.episodes[0]).first.trim = trim(kept.0, kept.1);
            assert_eq!(cover(&draft, first), expected, "{kept:?}");
        }
    }
}
