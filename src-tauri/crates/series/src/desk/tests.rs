use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::{Draft, DraftId, Edit, Place, samples};

fn draft(episodes: u32) -> Draft {
    let id = DraftId::new(uuid::Uuid::from_u128(1));
    let add = Edit::Add {
        clips: (1..=episodes).map(|n| Arc::new(samples::clip(n))).collect(),
        episodes: (1..=episodes).map(|n| Arc::new(samples::episode(n))).collect(),
        place: Place::Last,
    };
    let price = Edit::SetPrice { price: Some(crate::Cents::new(999)) };
    let about = Edit::SetDescription { description: "All of it.".into() };
    [add, price, about].iter().fold(Draft::new(id, "Bread"), |draft, edit| draft.apply(edit).unwrap())
}

fn retitled(draft: &Draft, index: usize, title: &str) -> Draft {
    let edit = Edit::Retitle { episode: draft.episodes[index].id, title: title.into() };
    draft.apply(&edit).unwrap()
}

fn version(draft: &Draft) -> SubmittedVersion {
    SubmittedVersion::of(draft, 7, &portal_steps(draft))
}

/// Ticks a step as a creator does.
fn tick(desk: &mut Desk, draft: &Draft, step: StepId, tick: Option<DeskTick>, at_ms: i64) -> usize {
    let steps = portal_steps(draft);
    let step = steps.iter().find(|one| one.id == step).unwrap();
    let lines = desk.ticking(step, tick, version(draft));
    let count = lines.len();
    lines.into_iter().for_each(|line| desk.take(at_ms, line));
    count
}

fn report(desk: &mut Desk, draft: &Draft, status: ReviewStatus, reason: Option<&str>, at_ms: i64) {
    for line in desk.reporting(status, reason.map(str::to_owned), version(draft)) {
        desk.take(at_ms, line);
    }
}

#[test]
fn the_steps_are_the_portals_in_its_order() {
    let draft = draft(3);
    let steps = portal_steps(&draft);
    let names: Vec<_> = steps.iter().map(|step| (step.number, step.id.kind().name())).collect();
    let expected = [
        (1, "sign-in"),
        (2, "new-series"),
        (3, "title"),
        (4, "description"),
        (5, "price"),
        (6, "episode"),
        (6, "episode"),
        (6, "episode"),
        (7, "order"),
        (8, "submit"),
    ];
    assert_eq!(names, expected);
    let third: Vec<_> = steps[7].fields.iter().map(|field| (field.name, field.text.as_str())).collect();
    let title = draft.episodes[2].title.as_str();
    let file = crate::episode_file_name(crate::Number::Paid(3), 3, title);
    assert_eq!(third, [(FieldName::File, file.as_str()), (FieldName::VideoTitle, title)]);
    assert_eq!(steps[4].fields[0].text, "9.99");
    // What is free does not go in.
    let free = Edit::Send { episodes: vec![draft.episodes[0].id], target: crate::Target::TiktokPost };
    let steps = portal_steps(&draft.apply(&free).unwrap());
    assert_eq!(steps.iter().filter(|step| step.id.episode().is_some()).count(), 2);
    assert_eq!(portal_steps(&Draft::new(draft.id, "Bread")).last().unwrap().id, StepId::Submit);
}

#[test]
fn a_step_reads_as_it_is_written() {
    for step in portal_steps(&draft(2)) {
        assert_eq!(step.id.to_string().parse(), Ok(step.id));
        let json = serde_json::to_string(&step.id).unwrap();
        assert_eq!(serde_json::from_str::<StepId>(&json).unwrap(), step.id);
    }
    for wrong in ["", "episode", "episode:7", "Title", "sign_in"] {
        assert_eq!(wrong.parse::<StepId>(), Err(NotAStep(wrong.into())));
    }
    assert_eq!(
        StepKind::ALL.map(|kind| serde_json::to_value(kind).unwrap()),
        StepKind::ALL.map(|k| k.name())
    );
}

#[test]
fn what_changed_since_it_went_in_is_named() {
    let before = draft(2);
    let (mut desk, first) = (Desk::default(), before.episodes[0].id);
    tick(&mut desk, &before, StepId::Episode(first), Some(DeskTick::Ticked), 5);
    let changed = |desk: &Desk, draft: &Draft| desk.changed(&portal_steps(draft)[5]);
    assert_eq!(changed(&desk, &before), []);
    let titled = retitled(&before, 0, "Another");
    assert_eq!(changed(&desk, &titled), [FieldName::VideoTitle]);
    assert!(!desk.is_done(&portal_steps(&titled)[5]));
    let trim = crate::Trim { start: crate::Micros::from_secs(1), end: crate::Micros::from_secs(40) };
    let trimmed = before.apply(&Edit::Trim { episode: first, trim: Some(trim) }).unwrap();
    assert_eq!(changed(&desk, &trimmed), [FieldName::File]);
    // A move changes the list, not the file.
    let moved = Edit::Move { episodes: vec![first], place: Place::Last };
    let moved = portal_steps(&before.apply(&moved).unwrap());
    assert!(desk.changed(&moved[6]).is_empty() && desk.is_done(&moved[6]));
    // Ticked once more, it is done again.
    assert_eq!(tick(&mut desk, &titled, StepId::Episode(first), Some(DeskTick::Ticked), 9), 1);
    assert!(desk.is_done(&portal_steps(&titled)[5]));
    assert_eq!(desk.tick(StepId::Episode(first)).unwrap().at_ms, 9);
    assert_eq!(tick(&mut desk, &titled, StepId::Episode(first), Some(DeskTick::Skipped), 10), 1);
    assert!(desk.is_done(&portal_steps(&before)[5]), "what was left out does not change");
}

#[test]
fn a_version_is_what_was_submitted_and_what_became_of_it() {
    let (draft, mut desk) = (draft(2), Desk::default());
    report(&mut desk, &draft, ReviewStatus::Draft, None, 1);
    assert_eq!(desk.review().map(|review| (review.status, review.since_ms)), Some((ReviewStatus::Draft, 1)));
    tick(&mut desk, &draft, StepId::Submit, Some(DeskTick::Ticked), 2);
    report(&mut desk, &draft, ReviewStatus::InReview, None, 3);
    assert_eq!(desk.versions().len(), 1, "it was submitted once");
    report(&mut desk, &draft, ReviewStatus::Rejected, Some("music"), 4);
    assert_eq!(desk.tick(StepId::Submit), None, "it is to be submitted again");
    tick(&mut desk, &draft, StepId::Submit, Some(DeskTick::Ticked), 5);
    report(&mut desk, &draft, ReviewStatus::Approved, None, 6);
    let versions: Vec<_> = desk.versions().iter().map(|one| (one.at_ms, one.review.clone())).collect();
    let review = |status, reason: Option<&str>, since_ms| Review {
        status,
        reason: reason.map(str::to_owned),
        since_ms,
    };
    let expected =
        [(2, review(ReviewStatus::Rejected, Some("music"), 4)), (5, review(ReviewStatus::Approved, None, 6))];
    assert_eq!(versions, expected);
    assert_eq!(desk.versions()[1].submitted, version(&draft));
}

#[test]
fn a_slip_of_the_hand_is_no_version_and_an_answer_makes_one() {
    let (draft, mut desk) = (draft(1), Desk::default());
    tick(&mut desk, &draft, StepId::Submit, Some(DeskTick::Ticked), 1);
    tick(&mut desk, &draft, StepId::Submit, None, 2);
    assert_eq!((desk.versions().len(), desk.review()), (0, None));
    report(&mut desk, &draft, ReviewStatus::Rejected, Some("too loud"), 3);
    assert_eq!(desk.versions().len(), 1);
    assert_eq!(desk.review().unwrap().reason.as_deref(), Some("too loud"));
}

#[test]
fn a_point_holds_for_the_files_it_was_checked_of() {
    let (one, two, mut desk) = (draft(1), draft(2), Desk::default());
    let point = GuidelinePoint::Music;
    let line = desk.declaring(&one, point, true).unwrap();
    desk.take(1, line);
    assert_eq!(desk.declaring(&one, point, true), None);
    assert!(!desk.is_stale(point, &one) && desk.is_stale(point, &two));
    let line = desk.declaring(&two, point, true).unwrap();
    desk.take(2, line);
    assert!(!desk.is_stale(point, &one) && !desk.is_stale(point, &two));
    assert_eq!(desk.point(point).map(|point| point.at_ms), Some(2));
    let line = desk.declaring(&two, point, false).unwrap();
    desk.take(3, line);
    assert_eq!((desk.point(point), desk.declaring(&two, point, false)), (None, None));
}

#[test]
fn a_kits_file_is_for_its_step_as_long_as_its_content_is() {
    let draft = draft(2);
    let steps = portal_steps(&draft);
    let files = [(steps[5].id, "1.mp4".to_owned()), (steps[6].id, "2.mp4".to_owned())].into();
    let kit = WrittenKit { folder: "kit".into(), revision: 3, files, marks: marks_of(&steps) };
    assert!(kit.is_current(&marks_of(&steps)));
    assert_eq!(kit.file_for(&steps[6]), Some("2.mp4"));
    assert_eq!(kit.file_for(&steps[2]), None);
    let other = portal_steps(&retitled(&draft, 1, "Another"));
    assert!(!kit.is_current(&marks_of(&other)));
    assert_eq!(kit.file_for(&other[6]), Some("2.mp4"), "a title is not in the file");
}

#[test]
fn time_left_is_that_of_the_middle_tick_and_said_when_it_is_known() {
    let minutes = |times: &[i64]| times.iter().map(|minute| minute * 60_000).collect::<Vec<_>>();
    assert_eq!(time_left_ms(&[], 4), None);
    assert_eq!(time_left_ms(&minutes(&[3]), 4), None);
    assert_eq!(time_left_ms(&minutes(&[3, 5]), 4), Some(8 * 60_000));
    assert_eq!(time_left_ms(&minutes(&[5, 3]), 4), Some(8 * 60_000), "in any order");
    // A night in between, and some ticked in one go, say nothing.
    assert_eq!(time_left_ms(&minutes(&[3, 5, 600, 602, 602, 602]), 4), Some(8 * 60_000));
    assert_eq!(time_left_ms(&minutes(&[3, 3, 3, 600]), 4), None);
    assert_eq!(time_left_ms(&minutes(&[3, 5]), 0), Some(0));
}

fn any_tick() -> impl Strategy<Value = (usize, Option<DeskTick>)> {
    let tick = prop_oneof![Just(None), Just(Some(DeskTick::Ticked)), Just(Some(DeskTick::Skipped))];
    (0..10_usize, tick)
}

proptest! {
    /// What was said twice is written once, and the last word on a step counts, whatever was said before.
    #[test]
    fn the_last_tick_counts_and_is_written_once(ticks in proptest::collection::vec(any_tick(), 1..40)) {
        let draft = draft(3);
        let steps = portal_steps(&draft);
        let (mut desk, mut log) = (Desk::default(), Vec::new());
        let mut last = std::collections::BTreeMap::new();
        for (at_ms, (index, tick)) in (1..).zip(ticks) {
            let step = &steps[index % steps.len()];
            for line in desk.ticking(step, tick, version(&draft)) {
                desk.take(at_ms, line.clone());
                log.push((at_ms, line));
            }
            prop_assert_eq!(desk.ticking(step, tick, version(&draft)), vec![]);
            last.insert(step.id, tick);
        }
        for (id, tick) in last {
            let now = desk.tick(id).map(|now| if now.skipped { DeskTick::Skipped } else { DeskTick::Ticked });
            prop_assert_eq!(now, tick);
        }
        // A log that is read again, from text, comes to the same.
        let text = serde_json::to_string(&log).unwrap();
        prop_assert_eq!(Desk::of(serde_json::from_str::<Vec<(i64, DeskEntry)>>(&text).unwrap()), desk);
    }
}
