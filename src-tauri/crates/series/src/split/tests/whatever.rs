//! Whatever the recording: each plan is legal, and none is better. Held against trying all.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::{Words, words::tests::both};

static BOTH: LazyLock<[Words; 2]> = LazyLock::new(both);

fn recording() -> impl Strategy<Value = Recording> {
    let times = |most| prop::collection::btree_set(0i64..600, 0..most);
    let pauses = prop::collection::vec((1i64..40, 1i64..6), 0..24);
    (0i64..20, 1i64..600, pauses, times(8), times(5), times(30), times(3)).prop_map(
        |(start, length, gaps, scenes, chapters, keyframes, marks)| {
            let mut at = 0;
            let pauses = gaps.into_iter().map(|(gap, long)| {
                let pause = (at + gap, at + gap + long);
                at = pause.1 + 1;
                (pause.0 * 100, pause.1 * 100)
            });
            let hundreds =
                |times: std::collections::BTreeSet<i64>| times.into_iter().map(|at| at * 100).collect();
            Recording {
                span: (start * 100, (start + length) * 100),
                pauses: pauses.collect(),
                scenes: hundreds(scenes),
                chapters: hundreds(chapters),
                keyframes: hundreds(keyframes),
                marks: hundreds(marks),
                cuts: Cuts::Exact,
            }
        },
    )
}

fn wish() -> impl Strategy<Value = SplitWish> {
    prop_oneof![
        3 => Just(SplitWish::Best),
        1 => (0u32..9).prop_map(|parts| SplitWish::Into { parts }),
        1 => (0i64..20_000).prop_map(|time| SplitWish::Every { time: Micros::from_millis(time) }),
        1 => Just(SplitWish::Chapters),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_plan_tiles_the_span_within_the_limits(
        recording in recording(),
        wish in wish(),
        min in 0i64..8_000,
        max in 1i64..20_000,
        aim in prop::option::of(1i64..20_000),
    ) {
        let limits = SplitLimits { aim: aim.map(Micros::from_millis), ..limits(min, max) };
        let plans = recording.split(&limits, &wish);
        prop_assert_eq!(&plans, &recording.split(&limits, &wish));
        let length = recording.span.1 - recording.span.0;
        let fewest = (length + max - 1) / max;
        let feasible = fewest * min.max(1) <= length;
        let plans = match plans {
            Ok(plans) => plans,
            Err(Unsplittable::Limits) => {
                prop_assert!(!feasible || !matches!(wish, SplitWish::Best | SplitWish::Chapters));
                return Ok(());
            }
            Err(_) => return Ok(()),
        };
        prop_assert!(feasible);
        let [english, french] = &*BOTH;
        for plan in &plans {
            let mut at = Micros::from_millis(recording.span.0);
            for part in &plan.parts {
                prop_assert_eq!(part.span.start, at);
                at = part.span.end;
                prop_assert!(part.span.length() >= limits.min && part.span.length() > Micros::ZERO);
                prop_assert!(limits.max.is_none_or(|max| part.span.length() <= max));
                for message in [&part.reason, &plan.merit] {
                    for said in [english.say(message), french.say(message)] {
                        prop_assert!(!said.contains(['{', '}']) && said != message.key, "{}", said);
                    }
                }
            }
            prop_assert_eq!(at, Micros::from_millis(recording.span.1));
            prop_assert!(plan.parts.len() > 1);
            if plan.name == SplitName::Fewest && recording.marks.is_empty() {
                prop_assert_eq!(plan.parts.len() as i64, fewest);
            }
        }
        prop_assert!(matches!(wish, SplitWish::Best) || plans.len() == 1);
    }

    /// Brute force over every subset of pauses, through the front door.
    #[test]
    fn no_choice_of_pauses_is_better(recording in recording(), max in 5_000i64..20_000) {
        let recording = Recording {
            scenes: vec![], chapters: vec![], keyframes: vec![], marks: vec![], ..recording
        };
        let middles: Vec<i64> = recording.pauses.iter().take(14).map(|(from, to)| (from + to) / 2).collect();
        let recording = Recording { pauses: recording.pauses.iter().copied().take(14).collect(), ..recording.clone() };
        let limits = limits(1_000, max);
        let Ok(plans) = recording.split(&limits, &SplitWish::Best) else { return Ok(()) };
        let fewest = plans.iter().find(|plan| plan.name == SplitName::Fewest).unwrap();
        let tenths = |at: i64| {
            let pause = recording.pauses.iter().find(|(from, to)| *from < at && at < *to);
            pause.map(|(from, to)| (to - from) / 100)
        };
        let (start, end) = recording.span;
        let worth = |cuts: &[i64]| cuts.iter().map(|at| tenths(*at)).sum::<Option<i64>>();
        let ours = worth(&cuts(fewest));
        for set in 0u32..1 << middles.len() {
            if set.count_ones() as usize != fewest.parts.len() - 1 {
                continue;
            }
            let cuts: Vec<i64> = (0..middles.len()).filter(|at| set >> at & 1 == 1).map(|at| middles[at]).collect();
            let edges: Vec<i64> = [start].into_iter().chain(cuts.iter().copied()).chain([end]).collect();
            if edges.windows(2).all(|pair| (1_000..=max).contains(&(pair[1] - pair[0]))) {
                prop_assert!(ours >= worth(&cuts), "{cuts:?}");
            }
        }
    }

    /// Times are from files: whatever they say, there is an answer.
    #[test]
    fn nonsense_does_no_harm(
        times in prop::collection::vec(any::<i64>(), 8),
        small in prop::collection::vec(-100i64..100, 12),
        wish in wish(),
    ) {
        let micros = |times: &[i64]| -> Vec<Micros> { times.iter().copied().map(Micros::new).collect() };
        for (times, span) in [(&times, &times), (&small, &times), (&times, &small), (&small, &small)] {
            let trims: Vec<Trim> = times.chunks_exact(2)
                .map(|pair| Trim { start: Micros::new(pair[0]), end: Micros::new(pair[1]) }).collect();
            let all = micros(times);
            let ground = SplitGround {
                span: Trim { start: Micros::new(span[0]), end: Micros::new(span[1]) },
                pauses: &trims, scenes: &all, chapters: &all, keyframes: &all, marks: &all,
                cuts: Cuts::Exact,
            };
            for (min, max, aim) in [(span[2], span[3], span[4]), (1, 50, 20), (i64::MIN, i64::MAX, i64::MIN)] {
                let limits = SplitLimits {
                    min: Micros::new(min), max: Some(Micros::new(max)), aim: Some(Micros::new(aim)),
                };
                let _ = split_plans(&ground, &limits, &wish);
                let _ = split_plans(&ground, &SplitLimits { max: None, ..limits }, &wish);
            }
        }
    }
}

#[test]
fn cut_at_keyframes_only_every_cut_is_one() {
    let keyframes: Vec<i64> = (0..=400).map(|n| n * 7_300).collect();
    let talk = Recording::of(2_900_000).pauses(&[(1_191_000, 1_196_000), (1_449_000, 1_452_000)]);
    let exact = Recording { keyframes: keyframes.clone(), ..talk.clone() };
    assert!(cuts(&exact.best(&usual())[0]).iter().any(|cut| cut % 7_300 != 0));
    // The mark is one only in what begins before it.
    let snapped = Recording { cuts: Cuts::AtKeyframes, ..exact }.marks(&[700_000]);
    for wish in
        [SplitWish::Best, SplitWish::Into { parts: 5 }, SplitWish::Every { time: Micros::from_secs(600) }]
    {
        for plan in snapped.split(&usual(), &wish).unwrap() {
            assert!(cuts(&plan).iter().all(|cut| cut % 7_300 == 0), "{wish:?}: {plan:#?}");
            assert!(cuts(&plan).contains(&(95 * 7_300)), "{wish:?}: {plan:#?}");
        }
    }
    // Where keyframes lie too far apart, nothing is legal.
    let far =
        Recording { keyframes: vec![0, 1_200_001], cuts: Cuts::AtKeyframes, ..Recording::of(2_000_000) };
    assert_eq!(far.split(&usual(), &SplitWish::Best), Err(Unsplittable::Limits));
    let near = Recording { keyframes: vec![0, 1_200_000], ..far };
    assert_eq!(cuts(&near.best(&usual())[0]), [1_200_000]);
}

/// The fewest legal parts with cuts at keyframes only, found by trying all.
fn fewest_at(keyframes: &[i64], (start, end): (i64, i64), (min, max): (i64, i64)) -> Option<usize> {
    let mut points: Vec<i64> = keyframes.iter().copied().filter(|at| start <= *at && *at < end).collect();
    points.push(end);
    let mut least: Vec<Option<usize>> = vec![None; points.len()];
    least[0] = Some(0);
    for to in 1..points.len() {
        let legal = |from: &usize| (min..=max).contains(&(points[to] - points[*from]));
        least[to] = (0..to).filter(legal).filter_map(|from| Some(least[from]? + 1)).min();
    }
    *least.last()?
}

proptest! {
    #[test]
    fn between_keyframes_as_few_as_can_be_and_all_legal_as_they_come_out(
        gaps in prop::collection::vec(1i64..60, 1..40),
        off in 0i64..60,
        (min, more) in (1i64..60, 0i64..90),
    ) {
        let mut keyframes = vec![0];
        for gap in gaps {
            keyframes.push(keyframes[keyframes.len() - 1] + gap * 1_000);
        }
        let end = keyframes.pop().unwrap();
        let start = (off * 1_000).min(end - 500);
        let from = *keyframes.iter().rev().find(|key| **key <= start).unwrap();
        let (min, max) = (min * 1_000, (min + more) * 1_000);
        let recording =
            Recording { span: (start, end), keyframes: keyframes.clone(), cuts: Cuts::AtKeyframes, ..Recording::default() };
        let fewest = fewest_at(&keyframes, (from, end), (min, max));
        match recording.split(&limits(min, max), &SplitWish::Best) {
            Ok(plans) => {
                let least = plans.iter().find(|plan| plan.name == SplitName::Fewest).unwrap_or(&plans[0]);
                prop_assert_eq!(Some(least.parts.len()), fewest);
                for plan in &plans {
                    let cuts = cuts(plan);
                    prop_assert!(cuts.iter().all(|cut| keyframes.contains(cut)), "{:?}", cuts);
                    let begins = std::iter::once(from).chain(cuts.iter().copied());
                    let ends = cuts.iter().copied().chain([end]);
                    prop_assert!(begins.zip(ends).all(|(begin, end)| (min..=max).contains(&(end - begin))));
                }
            }
            Err(Unsplittable::Whole) => prop_assert_eq!(fewest, Some(1)),
            Err(_) => prop_assert_eq!(fewest, None),
        }
    }
}

proptest! {
    #[test]
    fn the_plan_with_the_fewest_parts_is_the_same_looked_for_alone(
        recording in recording(),
        (min, max) in (0i64..8_000, 1i64..20_000),
        snaps in any::<bool>(),
    ) {
        let recording = Recording { cuts: if snaps { Cuts::AtKeyframes } else { Cuts::Exact }, marks: Vec::new(), ..recording };
        let plans = recording.split(&limits(min, max), &SplitWish::Best);
        match recording.on(|ground| fewest_plan(ground, &limits(min, max))) {
            Ok(plan) => prop_assert_eq!(Ok(&plan), plans.as_ref().map(|plans| &plans[0])),
            // There may be something to split all the same: for better pauses.
            Err(Unsplittable::Whole) => prop_assert!(plans.map_or(true, |plans| plans[0].name != SplitName::Fewest)),
            Err(why) => prop_assert_eq!(plans, Err(why)),
        }
    }
}
