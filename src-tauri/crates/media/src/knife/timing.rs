//! When the frames of a new track are decoded, and on which ticks its times stand.

use series::Micros;

use crate::mp4::NewSample;

/// Coarser ticks than this are divided, so that a cut falls near enough to one.
const COARSEST: u32 = 10_000;
/// Finer ticks than this are not made: an hour must fit into 32 bits.
const FINEST: u64 = 1_000_000;

/// Ticks a second on which times of all of those tracks stand, if there are such; those of the first,
/// made finer, if not.
pub(crate) fn common_scale(scales: impl IntoIterator<Item = u32>) -> u32 {
    let mut scales = scales.into_iter().map(|scale| u64::from(scale.max(1)));
    let first = scales.next().unwrap_or(1);
    let common = scales.try_fold(first, |common, scale| {
        let both = common / gcd(common, scale) * scale;
        (both <= FINEST).then_some(both)
    });
    let mut scale = common.unwrap_or(first);
    while scale < COARSEST.into() {
        scale *= 2;
    }
    u32::try_from(scale).unwrap_or(u32::MAX)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A tick of a clip as a tick of the file: `start` of the clip is shown at `at` of the file. Rounded to
/// the nearest.
pub(crate) fn placed(tick: i64, scale: u32, start: Micros, at: Micros, to: u32) -> i64 {
    let (scale, to) = (i128::from(scale.max(1)), i128::from(to));
    let behind = i128::from(tick) * 1_000_000 + (i128::from(at.get()) - i128::from(start.get())) * scale;
    let ticks = (behind * to * 2 + scale * 1_000_000).div_euclid(scale * 2_000_000);
    i64::try_from(ticks).unwrap_or(i64::MAX)
}

/// Says of frames in the order of decoding, each with its `pts`, when they are decoded and how long the
/// last one lasts: as little before they are shown as their order allows. The last is shown until `end`.
pub(crate) fn timed(frames: &mut [NewSample], end: i64) {
    let mut shown: Vec<i64> = frames.iter().map(|frame| frame.pts).collect();
    shown.sort_unstable();
    let rank = |pts: i64| shown.partition_point(|other| *other < pts);
    let late = frames.iter().enumerate().map(|(number, frame)| number.saturating_sub(rank(frame.pts)));
    let late = late.max().unwrap_or(0);
    let step = match shown[..] {
        [_, first, second, ..] => second - first,
        [first, second] => second - first,
        _ => 1,
    };
    for (number, frame) in frames.iter_mut().enumerate() {
        frame.dts = match number.checked_sub(late) {
            Some(number) => shown[number],
            None => shown[0] - (late - number) as i64 * step.max(1),
        };
    }
    // The track is as long as what is shown of it: what is decoded early ends early.
    let begin = frames.first().map_or(0, |first| first.dts);
    if let (Some(last), Some(first)) = (frames.last_mut(), shown.first()) {
        let left = (end - first) - (last.dts - begin);
        last.duration = u32::try_from(left.max(1)).unwrap_or(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frames(shown: &[i64]) -> Vec<NewSample> {
        let frame = |pts: &i64| NewSample {
            source: 0,
            offset: 0,
            size: 1,
            dts: 0,
            pts: *pts,
            duration: 0,
            key: true,
            description: 0,
        };
        shown.iter().map(frame).collect()
    }

    #[test]
    fn frames_are_decoded_just_before_they_are_shown() {
        let mut even = frames(&[0, 30, 10, 20, 60, 40, 50]);
        timed(&mut even, 70);
        let decoded: Vec<_> = even.iter().map(|frame| frame.dts).collect();
        assert_eq!((decoded, even[6].duration), (vec![-10, 0, 10, 20, 30, 40, 50], 10));
        let mut one = frames(&[5]);
        timed(&mut one, 12);
        assert_eq!((one[0].dts, one[0].duration), (5, 7));
    }

    #[test]
    fn times_of_several_clips_stand_on_common_ticks() {
        assert_eq!(common_scale([15_360]), 15_360);
        assert_eq!(common_scale([25]), 12_800);
        assert_eq!(common_scale([30_000, 24_000]), 120_000);
        assert_eq!(common_scale([90_000, 1_000_003]), 90_000);
        assert_eq!(common_scale([0]), 16_384);
        // 12.34 s are 189542.4 ticks.
        assert_eq!(placed(230_400, 15_360, Micros::new(12_340_000), Micros::ZERO, 15_360), 40_858);
        assert_eq!(placed(1, 25, Micros::ZERO, Micros::from_secs(1), 12_800), 13_312);
    }

    proptest! {
        #[test]
        fn nothing_is_shown_before_it_is_decoded(order in prop::collection::vec(any::<i16>(), 1..60)) {
            let mut shown: Vec<i64> = order.iter().map(|time| i64::from(*time)).collect();
            shown.sort_unstable();
            shown.dedup();
            // Within a few places of where they are shown.
            let mut mixed = shown.clone();
            for (place, by) in order.iter().enumerate().take(shown.len()) {
                let other = (place + usize::from(by.unsigned_abs() % 4)).min(shown.len() - 1);
                mixed.swap(place, other);
            }
            let mut frames = frames(&mixed);
            timed(&mut frames, shown[shown.len() - 1] + 40);
            prop_assert!(frames.windows(2).all(|two| two[0].dts < two[1].dts));
            prop_assert!(frames.iter().all(|frame| frame.dts <= frame.pts && frame.duration < 1 << 31));
        }
    }
}
