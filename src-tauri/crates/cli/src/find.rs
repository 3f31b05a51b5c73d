//! What a person means: episodes by id or number, places by number, times as they are written.

use std::{collections::BTreeSet, num::NonZeroUsize, path::Path};

use series::{CoverSource, Draft, Episode, EpisodeId, Micros, Number, Place, Trim, Value};
use studio::{Problem, ProblemCode};

use crate::{answer::Failure, args::Cut};

/// The episode of that id or number; `T1` is the first teaser.
pub(crate) fn episode<'a>(draft: &'a Draft, name: &str) -> Result<(Number, &'a Episode), Problem> {
    let number = name.parse::<Number>().ok();
    let id = name.parse::<EpisodeId>().ok();
    let found = draft.by_number().find(|(its, episode)| Some(*its) == number || Some(episode.id) == id);
    found.map(|(number, episode)| (number, episode.as_ref())).ok_or_else(|| {
        Problem::new(ProblemCode::UnknownEpisode).with("episode", Value::Text(name.to_owned()))
    })
}

/// The episodes of those ids or numbers, each once.
pub(crate) fn episodes(draft: &Draft, names: &[String]) -> Result<Vec<EpisodeId>, Problem> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let (_, episode) = episode(draft, name)?;
        if seen.insert(episode.id) {
            found.push(episode.id);
        }
    }
    Ok(found)
}

/// The place that gives the first of `moved` the number `to`, among those of its kind.
pub(crate) fn place(draft: &Draft, moved: &[EpisodeId], to: NonZeroUsize) -> Result<Place, Failure> {
    let teasers = draft.teasers().iter().any(|episode| moved.first() == Some(&episode.id));
    let kind = if teasers { draft.teasers() } else { draft.paid() };
    let staying: Vec<_> = kind.iter().map(|episode| episode.id).filter(|id| !moved.contains(id)).collect();
    match to.get() - 1 {
        0 => Ok(Place::First),
        before if before <= staying.len() => Ok(Place::After(staying[before - 1])),
        _ => Err(Failure::input("no_such_place")
            .with("number", Value::Text(to.to_string()))
            .with("last", Value::Text((staying.len() + 1).to_string()))),
    }
}

/// What a trim keeps: an end that is not named stays where it is. None for the whole clip.
pub(crate) fn trim(draft: &Draft, episode: &Episode, cut: &Cut) -> Result<Option<Trim>, Problem> {
    let whole = draft.clip_of(episode).map(|clip| Trim { start: Micros::ZERO, end: clip.facts.duration });
    if cut.clear {
        return Ok(None);
    }
    let read = |text: &Option<String>| text.as_deref().map(str::parse::<Micros>).transpose();
    let (start, end) = (read(&cut.start)?, read(&cut.end)?);
    let Some(now) = episode.first.trim.or(whole) else {
        return Err(series::Refusal::UnknownClip { clip: episode.first.clip }.into());
    };
    let trim = Trim { start: start.unwrap_or(now.start), end: end.unwrap_or(now.end) };
    Ok(Some(trim).filter(|trim| Some(*trim) != whole))
}

/// Where a cover is to be taken from: a file, or else `EPISODE@TIME`.
pub(crate) fn cover(draft: &Draft, value: &str) -> Result<CoverSource, Problem> {
    if !Path::new(value).exists()
        && let Some((name, at)) = value.rsplit_once('@')
        && let Ok((_, episode)) = episode(draft, name)
    {
        return Ok(CoverSource::Frame { episode: episode.id, at: at.parse::<Micros>()? });
    }
    let path =
        std::path::absolute(value).map_or_else(|_| value.to_owned(), |path| path.display().to_string());
    Ok(CoverSource::File { path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::draft;

    fn ids(draft: &Draft) -> Vec<EpisodeId> {
        draft.episodes.iter().map(|episode| episode.id).collect()
    }

    #[test]
    fn episodes_are_named_by_number_or_id() {
        let draft = draft(3);
        let ids = ids(&draft);
        assert_eq!(episode(&draft, "1").unwrap().1.id, ids[0]);
        assert_eq!(episode(&draft, &ids[2].to_string()).unwrap().0, Number::Paid(3));
        let edit = series::Edit::Send { episodes: ids[..2].to_vec(), target: series::Target::TiktokDraft };
        let sent = draft.apply(&edit).unwrap();
        assert_eq!(episode(&sent, "1").unwrap().1.id, ids[2]);
        assert_eq!(episode(&sent, "T2").unwrap(), episode(&sent, &ids[1].to_string()).unwrap());
        for name in ["2", "T3", "T0", "T"] {
            assert_eq!(episode(&sent, name).unwrap_err().code, ProblemCode::UnknownEpisode, "{name}");
        }
        for name in ["0", "4", "-1", "", "one", "01890000-0000-7000-8000-00000000ffff"] {
            assert_eq!(episode(&draft, name).unwrap_err().code, ProblemCode::UnknownEpisode, "{name}");
        }
        let names = ["3".to_owned(), "1".to_owned(), ids[2].to_string()];
        assert_eq!(episodes(&draft, &names).unwrap(), [ids[2], ids[0]]);
    }

    #[test]
    fn the_first_moved_gets_the_number() {
        let draft = draft(5);
        let ids = ids(&draft);
        for (moved, last) in [(&ids[1..2], 5), (&ids[1..3], 4), (&ids[..], 1), (&[ids[4], ids[0]], 4)] {
            for to in 1..=last {
                let place = place(&draft, moved, NonZeroUsize::new(to).unwrap()).unwrap();
                let edit = series::Edit::Move { episodes: moved.to_vec(), place };
                let next = draft.apply(&edit).unwrap();
                let first = next.episodes.iter().position(|episode| moved.contains(&episode.id));
                assert_eq!(first, Some(to - 1), "{moved:?} to {to}");
            }
            let beyond = place(&draft, moved, NonZeroUsize::new(last + 1).unwrap());
            assert_eq!(beyond.unwrap_err().code, "no_such_place");
        }
    }

    #[test]
    fn an_end_that_is_not_named_stays() {
        let mut draft = draft(1);
        let cut = |start: Option<&str>, end: Option<&str>| Cut {
            start: start.map(str::to_owned),
            end: end.map(str::to_owned),
            clear: false,
        };
        let kept = |draft: &Draft, cut: &Cut| trim(draft, &draft.episodes[0], cut);
        let span = |start, end| Some(Trim { start: Micros::from_secs(start), end: Micros::from_secs(end) });
        assert_eq!(kept(&draft, &cut(Some("10"), None)).unwrap(), span(10, 60));
        assert_eq!(kept(&draft, &cut(None, Some("0:50"))).unwrap(), span(0, 50));
        assert_eq!(kept(&draft, &cut(Some("0"), Some("1:00"))).unwrap(), None);
        let edit = series::Edit::Trim { episode: draft.episodes[0].id, trim: span(10, 50) };
        draft = draft.apply(&edit).unwrap();
        assert_eq!(kept(&draft, &cut(Some("5"), None)).unwrap(), span(5, 50));
        assert_eq!(kept(&draft, &cut(None, Some("40"))).unwrap(), span(10, 40));
        assert_eq!(kept(&draft, &Cut { start: None, end: None, clear: true }).unwrap(), None);
        assert_eq!(kept(&draft, &cut(Some("soon"), None)).unwrap_err().code, ProblemCode::NotATime);
    }

    #[test]
    fn a_cover_is_a_frame_or_a_file() {
        let draft = draft(2);
        let frame = CoverSource::Frame { episode: ids(&draft)[1], at: Micros::from_millis(12_500) };
        assert_eq!(cover(&draft, "2@12.5").unwrap(), frame);
        assert_eq!(cover(&draft, "2@noon").unwrap_err().code, ProblemCode::NotATime);
        for file in ["cover.png", "me@home.png", "7@1"] {
            assert!(
                matches!(cover(&draft, file).unwrap(), CoverSource::File { path } if path.ends_with(file))
            );
        }
    }
}
