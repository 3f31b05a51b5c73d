use proptest::prelude::*;

use super::*;
use crate::Sample;

/// A stream as encoders make them: groups of so many frames, `between` B-frames between two others, the
/// keyframes of open groups behind the B-frames that are shown before them.
fn stream(groups: &[usize], between: usize, open: bool, timescale: u32, step: i64) -> Track {
    let mut order: Vec<(i64, bool)> = Vec::new();
    let mut shown = 0_i64;
    for (number, frames) in groups.iter().enumerate() {
        let leading = if open && number > 0 { between as i64 } else { 0 };
        order.push((shown + leading, true));
        order.extend((0..leading).map(|b| (shown + b, false)));
        let end = shown + leading + (*frames as i64).max(1);
        let mut at = shown + leading + 1;
        while at < end {
            let anchor = (at + between as i64).min(end - 1);
            order.push((anchor, false));
            order.extend((at..anchor).map(|b| (b, false)));
            at = anchor + 1;
        }
        shown = end;
    }
    let samples = order.iter().enumerate().map(|(number, (pts, key))| Sample {
        offset: 100 * number as u64,
        size: 100,
        dts: (number as i64 - between as i64) * step,
        pts: pts * step,
        duration: step as u32,
        key: *key,
        shown: true,
        description: 0,
    });
    Track { timescale, samples: samples.collect(), ..Track::default() }
}

fn span(start: i64, end: i64) -> Trim {
    Trim { start: Micros::new(start), end: Micros::new(end) }
}

#[test]
fn a_keyframe_at_the_in_point_needs_no_head_and_an_end_between_groups_no_tail() {
    let track = stream(&[5, 5, 5, 5], 2, false, 25, 1);
    let cut = cut(&track, span(200_000, 600_000), |_| true).unwrap();
    assert_eq!((cut.head.len(), cut.copied, cut.tail.len()), (0, (5..15).collect(), 0));
}

#[test]
fn what_is_shown_before_a_keyframe_but_decoded_after_it_is_not_copied() {
    // Frames as decoded: 0, 3 1 2, 4; 7 (key), 5 6, 10 8 9, 11.
    let track = stream(&[5, 5], 2, true, 25, 1);
    let shown = |frames: &[usize]| frames.iter().map(|f| track.samples[*f].pts).collect::<Vec<_>>();
    let cut = cut(&track, span(200_000, 440_000), |n| n > 0).unwrap();
    assert_eq!(shown(&cut.head), [5, 6]);
    assert_eq!(shown(&cut.copied), [7, 10, 8, 9]);
    assert!(cut.tail.is_empty());
    assert_eq!(needed(&track, &cut.head, |_| true), 0..8);
}

#[test]
fn no_keyframe_in_reach_is_told() {
    let track = stream(&[5, 50], 0, false, 25, 1);
    assert_eq!(cut(&track, span(240_000, 1_000_000), |_| true), Err(Uncuttable::NoKeyframe));
    assert_eq!(cut(&track, span(0, 1_000_000), |_| false), Err(Uncuttable::NoKeyframe));
    assert!(cut(&track, span(200_000, 240_000), |_| true).is_ok());
}

#[test]
fn what_an_edit_list_hides_is_not_copied() {
    let mut track = stream(&[5, 5, 5], 0, false, 25, 1);
    track.samples[12].shown = false;
    let cut = cut(&track, span(200_000, 600_000), |_| true).unwrap();
    assert_eq!(cut.copied, (5..12).collect::<Vec<_>>());
    assert_eq!(cut.tail, [13, 14]);
}

#[test]
fn two_frames_at_once_are_not_understood() {
    let mut track = stream(&[5, 5], 0, false, 25, 1);
    track.samples[3].pts = 4;
    assert_eq!(cut(&track, span(0, 400_000), |_| true), Err(Uncuttable::Index));
}

#[test]
fn at_keyframes_nothing_is_encoded_and_nothing_is_longer() {
    let track = stream(&[5, 5, 5, 5], 2, false, 25, 1);
    let (kept, copied) = at_keyframes(&track, span(280_000, 600_000), |_| true).unwrap();
    // Begins two frames early, so it ends before frame 13; and 11 and 12 are made from that.
    assert_eq!(kept, span(200_000, 440_000));
    assert_eq!(copied.len(), 6);
    let (kept, copied) = at_keyframes(&track, span(200_000, 600_000), |_| true).unwrap();
    assert_eq!((kept, copied), (span(200_000, 600_000), (5..15).collect()));
}

proptest! {
    #[test]
    fn each_frame_asked_for_comes_once_and_in_order(
        groups in prop::collection::vec(1_usize..14, 1..8),
        between in 0_usize..5,
        open: bool,
        (timescale, step) in prop::sample::select(vec![(25_u32, 1_i64), (15_360, 512), (30_000, 1_001), (90_000, 3_754), (10_000_000, 333_667)]),
        start in 0_i64..2_000_000,
        length in 1_i64..2_000_000,
        every in 1_usize..4,
    ) {
        let track = stream(&groups, between, open, timescale, step);
        let span = span(start, start + length);
        let asked: Vec<i64> = {
            let mut all: Vec<i64> = track.samples.iter().map(|s| s.pts).filter(|pts| (span.start..span.end).contains(&track.time(*pts))).collect();
            all.sort_unstable();
            all
        };
        let keys: Vec<usize> = (0..track.samples.len()).filter(|n| track.samples[*n].key).collect();
        let begins = |n: usize| keys.iter().position(|key| *key == n).is_some_and(|k| k % every == 0);
        match cut(&track, span, begins) {
            Err(why) => {
                prop_assert_eq!(why, Uncuttable::NoKeyframe);
                prop_assert!(!keys.iter().any(|n| begins(*n) && asked.contains(&track.samples[*n].pts)));
            }
            Ok(cut) => {
                let pts = |frames: &[usize]| frames.iter().map(|f| track.samples[*f].pts).collect::<Vec<_>>();
                let mut copied = pts(&cut.copied);
                let begin = copied[0];
                copied.sort_unstable();
                prop_assert_eq!(copied[0], begin);
                let all = [pts(&cut.head), copied, pts(&cut.tail)].concat();
                prop_assert_eq!(all, asked);
                // Whatever is copied finds all it was made from: nothing in between is left out but what
                // is shown before the keyframe.
                let last = *cut.copied.last().unwrap();
                for number in cut.copied[0]..=last {
                    prop_assert!(cut.copied.contains(&number) || track.samples[number].pts < begin);
                }
                prop_assert!(cut.tail.len() <= between.max(1) * 2, "{:?}", cut.tail);
                for frames in [&cut.head, &cut.tail] {
                    let range = needed(&track, frames, begins);
                    prop_assert!(frames.iter().all(|frame| range.contains(frame)));
                    let first = frames.first().map(|f| track.samples[*f].pts);
                    prop_assert!(range.is_empty() || range.start == 0 || Some(track.samples[range.start].pts) <= first);
                }
            }
        }
    }

    #[test]
    fn a_tick_is_found_by_its_time(timescale in 1_u32..20_000_000, time in -10_000_000_i64..10_000_000_000) {
        let track = Track { timescale, ..Track::default() };
        let tick = first_tick(&track, Micros::new(time));
        prop_assert!(track.time(tick) >= Micros::new(time));
        prop_assert!(track.time(tick - 1) < Micros::new(time));
    }
}
