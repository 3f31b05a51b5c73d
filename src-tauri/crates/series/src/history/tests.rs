//! Any sequence of edits, undo and redo, on any draft.

use std::{collections::BTreeSet, sync::Arc};

use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;
use crate::{Cents, EpisodeId, Micros, Place, Trim, samples};

/// What a creator tries. Episodes are picked from those there are, sometimes one that is not.
#[derive(Debug, Clone)]
enum Try {
    Add { ids: Vec<u32>, new_clips: bool, place: (u8, Pick) },
    Remove(Vec<Pick>),
    Move(Vec<Pick>, (u8, Pick)),
    Retitle(Pick, String),
    Trim(Pick, Option<(i64, i64)>),
    Relink(Pick, i64),
    SetTitle(String),
    SetDescription(String),
    SetPrice(Option<u32>),
    ConfirmPrice(u32),
    ClearCover,
    Undo,
    Redo,
}

/// An episode of the draft, or with a small chance one that is not there.
#[derive(Debug, Clone)]
struct Pick {
    index: Index,
    unknown: bool,
}

fn pick() -> impl Strategy<Value = Pick> {
    (any::<Index>(), prop::bool::weighted(0.05)).prop_map(|(index, unknown)| Pick { index, unknown })
}

fn place() -> impl Strategy<Value = (u8, Pick)> {
    (0u8..4, pick())
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = prop_oneof![
        6 => (vec(0u32..60, 0..5), prop::bool::weighted(0.9), place())
            .prop_map(|(ids, new_clips, place)| Try::Add { ids, new_clips, place }),
        3 => vec(pick(), 0..4).prop_map(Try::Remove),
        5 => (vec(pick(), 0..5), place()).prop_map(|(picks, place)| Try::Move(picks, place)),
        2 => (pick(), "[ a-z\n]{0,6}").prop_map(|(pick, title)| Try::Retitle(pick, title)),
        3 => (pick(), prop::option::of((-5i64..70, -5i64..70))).prop_map(|(pick, trim)| Try::Trim(pick, trim)),
        1 => (pick(), 1i64..90).prop_map(|(pick, secs)| Try::Relink(pick, secs)),
        1 => "\\PC{0,6}".prop_map(Try::SetTitle),
        1 => ".{0,6}".prop_map(Try::SetDescription),
        1 => prop::option::of(0u32..3).prop_map(Try::SetPrice),
        1 => (0u32..3).prop_map(Try::ConfirmPrice),
        1 => Just(Try::ClearCover),
        4 => Just(Try::Undo),
        3 => Just(Try::Redo),
    ];
    vec(one, 0..60)
}

fn picked(draft: &Draft, pick: &Pick) -> EpisodeId {
    if pick.unknown || draft.episodes.is_empty() {
        samples::episode_id(999)
    } else {
        draft.episodes[pick.index.index(draft.episodes.len())].id
    }
}

fn placed(draft: &Draft, (kind, beside): &(u8, Pick)) -> Place {
    match kind {
        0 => Place::First,
        1 => Place::Last,
        2 => Place::Before(picked(draft, beside)),
        _ => Place::After(picked(draft, beside)),
    }
}

fn step(draft: &Draft, tried: &Try) -> Step {
    let all = |picks: &[Pick]| picks.iter().map(|pick| picked(draft, pick)).collect();
    let edit = match tried {
        Try::Undo => return Step::Undo,
        Try::Redo => return Step::Redo,
        Try::Add { ids, new_clips, place } => {
            let new: BTreeSet<_> = ids.iter().filter(|_| *new_clips).collect();
            Edit::Add {
                clips: new.into_iter().map(|n| Arc::new(samples::clip(*n))).collect(),
                episodes: ids.iter().map(|n| Arc::new(samples::episode(*n))).collect(),
                place: placed(draft, place),
            }
        }
        Try::Remove(picks) => Edit::Remove { episodes: all(picks) },
        Try::Move(picks, place) => Edit::Move { episodes: all(picks), place: placed(draft, place) },
        Try::Retitle(pick, title) => Edit::Retitle { episode: picked(draft, pick), title: title.clone() },
        Try::Trim(pick, trim) => Edit::Trim {
            episode: picked(draft, pick),
            trim: trim.map(|(a, b)| Trim { start: Micros::from_secs(a), end: Micros::from_secs(b) }),
        },
        Try::Relink(pick, secs) => {
            let clip = draft.episode(picked(draft, pick)).and_then(|(_, episode)| draft.clip_of(episode));
            let mut clip = clip.map_or_else(|| samples::clip(999), |clip| clip.as_ref().clone());
            clip.facts.duration = Micros::from_secs(*secs);
            Edit::Relink { clip: Arc::new(clip) }
        }
        Try::SetTitle(title) => Edit::SetTitle { title: title.clone() },
        Try::SetDescription(description) => Edit::SetDescription { description: description.clone() },
        Try::SetPrice(cents) => Edit::SetPrice { price: cents.map(Cents::new) },
        Try::ConfirmPrice(cents) => Edit::ConfirmPrice { price: Cents::new(*cents) },
        Try::ClearCover => Edit::SetCover { cover: None },
    };
    Step::Edit { edit }
}

fn order(draft: &Draft) -> Vec<EpisodeId> {
    draft.episodes.iter().map(|episode| episode.id).collect()
}

/// What holds of every draft, however it came about.
fn assert_whole(draft: &Draft) {
    let ids: BTreeSet<_> = order(draft).into_iter().collect();
    assert_eq!(ids.len(), draft.episodes.len(), "ids are unique");
    let shown: BTreeSet<_> = draft.episodes.iter().map(|episode| episode.first.clip).collect();
    assert_eq!(shown, draft.clips.keys().copied().collect(), "every episode its clip, no clip unused");
    for episode in &draft.episodes {
        assert!(!episode.title.trim().is_empty());
        let clip = draft.clip_of(episode).unwrap();
        assert_eq!(clip.id, episode.first.clip);
        assert!(episode.first.length(clip) > Micros::ZERO);
        assert!(episode.first.length(clip) <= clip.facts.duration);
        let whole = Trim { start: Micros::ZERO, end: clip.facts.duration };
        assert_ne!(episode.first.trim, Some(whole), "a trim that keeps everything is none");
    }
}

/// The moved episodes stand together, and everyone kept the order among their own kind.
fn assert_moved(before: &Draft, after: &Draft, moved: &[EpisodeId]) {
    let (old, new) = (order(before), order(after));
    let split = |order: &[EpisodeId]| -> (Vec<_>, Vec<_>) {
        order.iter().copied().partition(|id| moved.contains(id))
    };
    assert_eq!(split(&old), split(&new));
    let first = new.iter().position(|id| moved.contains(id)).unwrap();
    assert!(new[first..].iter().take_while(|id| moved.contains(id)).eq(&split(&old).0));
    assert_eq!(before.clips, after.clips);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_steps_leave_a_whole_draft_that_its_journal_replays(count in 0u32..9, tries in tries()) {
        let born = samples::draft(count);
        let mut history = History::new(born.clone());
        let mut journal = Vec::new();
        for tried in &tries {
            let before = history.clone();
            let step = step(history.draft(), tried);
            let fits = history.fits(&step);
            let applied = history.apply(&step);
            prop_assert_eq!(&fits, &applied);
            if applied.is_err() {
                prop_assert_eq!(&history, &before, "a refusal leaves everything as it was");
                continue;
            }
            prop_assert_eq!(history.revision(), before.revision() + 1);
            assert_whole(history.draft());
            match &step {
                Step::Edit { edit } => {
                    if let Edit::Move { episodes, .. } = edit {
                        assert_moved(before.draft(), history.draft(), episodes);
                    }
                    let mut back = history.clone();
                    back.apply(&Step::Undo).unwrap();
                    prop_assert_eq!(back.draft(), before.draft(), "undo takes the edit back");
                    prop_assert_eq!(back.redoes(), Some(edit.kind()));
                    back.apply(&Step::Redo).unwrap();
                    prop_assert_eq!(back.draft(), history.draft(), "redo does it again");
                }
                Step::Undo => prop_assert_eq!(history.redoes(), before.undoes()),
                Step::Redo => prop_assert_eq!(history.undoes(), before.redoes()),
            }
            journal.push(serde_json::to_string(&step).unwrap());
        }

        let mut replayed = History::new(serde_json::from_str(&serde_json::to_string(&born).unwrap()).unwrap());
        for line in &journal {
            replayed.apply(&serde_json::from_str(line).unwrap()).unwrap();
        }
        prop_assert_eq!(&replayed, &history);

        while history.apply(&Step::Undo).is_ok() {}
        prop_assert_eq!(history.draft(), &born, "undoing everything leads back to the start");
    }
}

#[test]
fn a_step_is_written_flat() {
    let step = Step::Edit { edit: Edit::SetTitle { title: "Bread".into() } };
    let json = r#"{"step":"edit","edit":"set_title","title":"Bread"}"#;
    assert_eq!(serde_json::to_string(&step).unwrap(), json);
    assert_eq!(serde_json::from_str::<Step>(json).unwrap(), step);
}

#[test]
fn a_trim_that_keeps_everything_is_none() {
    let whole = Some(Trim { start: Micros::ZERO, end: Micros::from_secs(60) });
    let draft = samples::trimmed(&samples::draft(1), 0, Micros::ZERO, Micros::from_secs(60));
    assert_eq!(draft, samples::draft(1));
    let add = Edit::Add {
        clips: vec![Arc::new(samples::clip(2))],
        episodes: vec![Arc::new(crate::Episode {
            first: crate::Part { trim: whole, ..samples::episode(2).first },
            ..samples::episode(2)
        })],
        place: Place::Last,
    };
    assert_eq!(draft.apply(&add).unwrap(), samples::draft(2));
}
