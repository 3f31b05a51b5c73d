//! Any sequence of edits, undo and redo, on any draft.

use std::{collections::BTreeSet, sync::Arc};

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use super::*;
use crate::{
    Cents, Cuts, Episode, EpisodeId, Framing, Level, Micros, Part, Place, Target, Treatment, Trim, samples,
};

/// What a creator tries. Episodes are picked from those there are, sometimes one that is not.
#[derive(Debug, Clone)]
enum Try {
    Add { ids: Vec<u32>, new_clips: bool, place: (u8, Pick) },
    Remove(Vec<Pick>),
    Move(Vec<Pick>, (u8, Pick)),
    Retitle(Pick, String),
    Trim(Pick, Option<(i64, i64)>),
    Split(Pick, Vec<i64>),
    SplitInto(Pick, Vec<(u32, u32)>),
    Merge(Vec<Pick>),
    TakeApart(Pick),
    Treat(Vec<Pick>, Treatment),
    Send(Vec<Pick>, Target),
    All(Vec<Try>),
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

fn treatment() -> impl Strategy<Value = Treatment> {
    (any::<[bool; 7]>(), 0u8..4).prop_map(
        |([upright, sdr, even, conform, anew, silence, copied], framing)| {
            let framing =
                [None, Some(Framing::Crop), Some(Framing::Pad), Some(Framing::Blur)][framing as usize];
            let level = upright.then(Level::default);
            let cuts = if copied { Cuts::AtKeyframes } else { Cuts::Exact };
            Treatment { framing, upright, sdr, even, conform, anew, level, silence, cuts }
        },
    )
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let several = vec(one(), 0..4).prop_map(Try::All);
    let nested = vec(one(), 1..3).prop_map(|tries| Try::All(vec![Try::All(tries)]));
    vec(prop_oneof![20 => one(), 3 => several, 1 => nested], 0..60)
}

fn one() -> impl Strategy<Value = Try> {
    prop_oneof![
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
        3 => (pick(), vec(-5i64..70, 0..4)).prop_map(|(pick, cuts)| Try::Split(pick, cuts)),
        1 => (pick(), vec((100u32..130, 1u32..60), 0..3)).prop_map(|(pick, into)| Try::SplitInto(pick, into)),
        3 => vec(pick(), 0..4).prop_map(Try::Merge),
        2 => pick().prop_map(Try::TakeApart),
        2 => (vec(pick(), 0..3), treatment()).prop_map(|(picks, treatment)| Try::Treat(picks, treatment)),
        4 => (vec(pick(), 0..4), select(&Target::ALL[..])).prop_map(|(picks, target)| Try::Send(picks, target)),
        4 => Just(Try::Undo),
        3 => Just(Try::Redo),
    ]
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
    match tried {
        Try::Undo => Step::Undo,
        Try::Redo => Step::Redo,
        edit => Step::Edit { edit: edit_of(draft, edit) },
    }
}

/// The edit, or one that is refused where none can be made.
fn edit_of(draft: &Draft, tried: &Try) -> Edit {
    let none = Edit::Remove { episodes: Vec::new() };
    let mut fresh = (1_000..).map(samples::episode_id).filter(|id| draft.episode(*id).is_none());
    let mut free = || fresh.next().unwrap();
    let all = |picks: &[Pick]| picks.iter().map(|pick| picked(draft, pick)).collect();
    match tried {
        Try::Undo | Try::Redo => none,
        Try::Split(pick, cuts) => {
            let cuts: Vec<_> = cuts.iter().map(|at| Micros::from_secs(*at)).collect();
            draft.split_into(picked(draft, pick), &cuts, &mut free).unwrap_or(none)
        }
        Try::SplitInto(pick, into) => Edit::Split {
            episode: picked(draft, pick),
            into: into.iter().map(|(id, clip)| Arc::new(shows(*id, *clip))).collect(),
        },
        Try::Merge(picks) => {
            let picks: Vec<_> = picks.iter().map(|pick| picked(draft, pick)).collect();
            draft.merge_of(&picks, free()).unwrap_or(none)
        }
        Try::TakeApart(pick) => draft.take_apart(picked(draft, pick), &mut free).unwrap_or(none),
        Try::Treat(picks, treatment) => Edit::Treat { episodes: all(picks), treatment: *treatment },
        Try::Send(picks, target) => Edit::Send { episodes: all(picks), target: *target },
        Try::All(tries) => {
            // Each is made for the draft that those before it leave.
            let mut draft = draft.clone();
            let made = |tried| {
                let edit = edit_of(&draft, tried);
                draft = draft.apply(&edit).unwrap_or_else(|_| draft.clone());
                edit
            };
            Edit::All { edits: tries.iter().map(made).collect() }
        }
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
    }
}

/// An episode that shows a sample clip, which may not be in the draft.
fn shows(id: u32, clip: u32) -> Episode {
    Episode { first: Part::whole(samples::clip_id(clip)), ..samples::episode(id) }
}

fn order(draft: &Draft) -> Vec<EpisodeId> {
    draft.episodes.iter().map(|episode| episode.id).collect()
}

/// What holds of every draft, however it came about.
fn assert_whole(draft: &Draft) {
    let ids: BTreeSet<_> = order(draft).into_iter().collect();
    assert_eq!(ids.len(), draft.episodes.len(), "ids are unique");
    assert!(draft.episodes.is_sorted_by_key(|episode| !episode.is_paid()), "teasers stand behind");
    let numbers: Vec<_> = (0..draft.episodes.len()).map(|place| draft.number_at(place)).collect();
    assert!(draft.by_number().map(|(number, _)| number).eq(numbers));
    let shown: BTreeSet<_> =
        draft.episodes.iter().flat_map(|episode| episode.parts().map(|part| part.clip)).collect();
    assert_eq!(shown, draft.clips.keys().copied().collect(), "every episode its clip, no clip unused");
    for episode in &draft.episodes {
        assert!(!episode.title.trim().is_empty());
        assert_eq!(draft.parts_of(episode).count(), 1 + episode.joined.len());
        for (part, clip) in draft.parts_of(episode) {
            assert!(part.length(clip) > Micros::ZERO && part.length(clip) <= clip.facts.duration);
            let whole = Trim { start: Micros::ZERO, end: clip.facts.duration };
            assert_ne!(part.trim, Some(whole), "a trim that keeps everything is none");
        }
    }
}

/// Of those that are sold, and of the teasers: the moved stand together, and everyone kept the order among
/// those that moved and those that did not.
fn assert_moved(before: &Draft, after: &Draft, moved: &[EpisodeId]) {
    let split = |order: &[EpisodeId]| -> (Vec<_>, Vec<_>) {
        order.iter().copied().partition(|id| moved.contains(id))
    };
    for kind in [Draft::paid, Draft::teasers] {
        let [old, new] =
            [before, after].map(|draft| kind(draft).iter().map(|episode| episode.id).collect::<Vec<_>>());
        assert_eq!(split(&old), split(&new));
        let first = new.iter().position(|id| moved.contains(id)).unwrap_or(new.len());
        assert!(new[first..].iter().take_while(|id| moved.contains(id)).eq(&split(&old).0));
    }
    assert_eq!(before.clips, after.clips);
}

/// Those that were sent go there, everybody else is as before, and the order changed only where the kind
/// did.
fn assert_sent(before: &Draft, after: &Draft, sent: &[EpisodeId], target: Target) {
    let split = |draft: &Draft| -> (Vec<_>, Vec<_>) {
        draft.episodes.iter().map(Arc::clone).partition(|episode| sent.contains(&episode.id))
    };
    let ((was_sent, others), (is_sent, still)) = (split(before), split(after));
    assert_eq!(others, still);
    let there = was_sent.iter().map(|episode| Arc::new(Episode { target, ..Episode::clone(episode) }));
    assert_eq!(there.collect::<Vec<_>>(), is_sent);
    if was_sent.iter().all(|episode| episode.is_paid() == target.is_portal()) {
        assert_eq!(order(before), order(after));
    }
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
                    match edit {
                        Edit::Move { episodes, .. } => {
                            assert_moved(before.draft(), history.draft(), episodes);
                        }
                        Edit::Send { episodes, target } => {
                            assert_sent(before.draft(), history.draft(), episodes, *target);
                        }
                        Edit::All { edits } => {
                            let one_by_one = edits.iter().try_fold(before.draft().clone(), |d, e| d.apply(e));
                            prop_assert_eq!(one_by_one.as_ref(), Ok(history.draft()), "all is each in turn");
                        }
                        _ => {}
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

/// Lines of a journal as the first version wrote them: no parts, no treatments.
#[test]
fn a_journal_from_before_parts_and_treatments_still_reads() {
    let clip = r#"{"id":"00000000-0000-0000-0000-00000000c001","path":"/clips/01 - clip.mp4","facts":{
        "sizeBytes":10000000,"modifiedMs":0,
        "fingerprint":"0000000000000000000000000000000000000000000000000000000000000001",
        "container":"mp4","duration":60000000,
        "video":{"codec":"h264","profile":"High","pixelFormat":"yuv420p","bitDepth":8,"width":1080,
            "height":1920,"codedWidth":1080,"codedHeight":1920,"rotation":0,"fps":{"num":30000,"den":1001},
            "variableRate":false,"hdr":null,"span":null,"frames":null},
        "audio":{"codec":"aac","channels":2,"sampleRate":48000,"tracks":1,"span":null},"created":null}}"#;
    let (one, two) = ("00000000-0000-0000-0000-00000000e001", "00000000-0000-0000-0000-00000000e002");
    let clip_id = "00000000-0000-0000-0000-00000000c001";
    let add = format!(
        r#"{{"step":"edit","edit":"add","clips":[{clip}],"episodes":[
            {{"id":"{one}","title":"Episode 1","clip":"{clip_id}","trim":null}},
            {{"id":"{two}","title":"Episode 2","clip":"{clip_id}","trim":{{"in":1000000,"out":31000000}}}}],
            "place":{{"at":"last"}}}}"#
    );
    let trim =
        format!(r#"{{"step":"edit","edit":"trim","episode":"{one}","trim":{{"in":0,"out":40000000}}}}"#);
    let mut history = History::new(Draft::new(samples::draft(1).id, "Sourdough from zero"));
    for line in [add.as_str(), trim.as_str(), r#"{"step":"undo"}"#] {
        history.apply(&serde_json::from_str(line).unwrap()).unwrap();
    }
    let trim = Some(Trim { start: Micros::from_secs(1), end: Micros::from_secs(31) });
    let second = Episode { first: Part { trim, ..samples::episode(1).first }, ..samples::episode(2) };
    assert_eq!(history.draft().episodes, [samples::episode(1), second].map(Arc::new));
    assert_eq!(*history.draft().clips[&samples::clip_id(1)], samples::clip(1));
    // And what needs neither is still written so, for an older Showrunner to read.
    let plain = format!(r#"{{"id":"{one}","title":"Episode 1","clip":"{clip_id}","trim":null}}"#);
    assert_eq!(serde_json::to_string(&samples::episode(1)).unwrap(), plain);
}

#[test]
fn several_edits_are_taken_all_or_none() {
    let mut history = History::new(samples::draft(2));
    let title = |title: &str| Edit::SetTitle { title: title.into() };
    let remove = |n| Edit::Remove { episodes: vec![samples::episode_id(n)] };
    let refused = |edits| History::new(samples::draft(2)).apply(&Step::Edit { edit: Edit::All { edits } });
    let unknown = Refusal::UnknownEpisode { episode: samples::episode_id(1) };
    assert_eq!(refused(vec![title("Bread"), remove(1), remove(1)]), Err(unknown));
    assert_eq!(refused(vec![]), Err(Refusal::NoEpisode));
    assert_eq!(refused(vec![Edit::All { edits: vec![title("Bread")] }]), Err(Refusal::Nested));

    let edit = Edit::All { edits: vec![title("Bread"), remove(1)] };
    history.apply(&Step::Edit { edit }).unwrap();
    assert_eq!((history.draft().title.as_str(), history.draft().episodes.len()), ("Bread", 1));
    assert_eq!(history.undoes(), Some(EditKind::All));
    history.apply(&Step::Undo).unwrap();
    assert_eq!(history.draft(), &samples::draft(2), "one undo takes all of it back");
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
