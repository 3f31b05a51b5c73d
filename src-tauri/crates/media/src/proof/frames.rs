//! The frames of a finished file, held against those that were to be shown. Pure.

use std::ops::Range;

use series::Micros;

use super::{
    Doubt,
    promise::{Frame, Promise, Shown},
};
use crate::{Sample, Track};

/// So many frames before and behind a seam are decoded.
const BEFORE: usize = 2;
const BEHIND: usize = 3;

/// So near to each other, frames are cheaper to decode than to seek.
const CLOSE: usize = 8;

/// More frames than this are not decoded to see a few: some recordings have one keyframe an hour.
pub(super) const FAR_FROM_KEY: usize = 600;

/// The samples of the frames a track shows, in the order they are shown in.
pub(super) fn shown(track: &Track) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..track.samples.len()).filter(|nth| track.samples[*nth].shown).collect();
    shown.sort_by_key(|nth| track.samples[*nth].pts);
    shown
}

/// Holds what a track shows against what it was to show: as many frames, each at its time, and of
/// those that were copied as many bytes.
pub(super) fn held(
    promise: &Promise<'_>,
    frames: &[Frame],
    track: &Track,
    shown: &[usize],
) -> Result<(), Doubt> {
    if frames.len() != shown.len() || frames.is_empty() {
        return Err(Doubt::Frames { asked: frames.len() as u64, found: shown.len() as u64 });
    }
    let mut before = None;
    for ((frame, sample), nth) in frames.iter().zip(shown).zip(0..) {
        let sample = &track.samples[*sample];
        let found = track.time(sample.pts);
        let part = &promise.parts[frame.part];
        let source = &part.index.video;
        let first = before.is_none_or(|(_, part)| part != frame.part);
        // What is shown first in a part may be shown from its very start.
        let at_begin = first && near(found, promise.begin(frame.part), track, source);
        let doubled = before.is_some_and(|(pts, _)| pts >= sample.pts);
        if doubled || !(near(found, frame.at, track, source) || at_begin) {
            return Err(Doubt::Time { frame: nth, asked: frame.at, found });
        }
        before = Some((sample.pts, frame.part));
        if frame.copied && part.index.copyable && source.samples[frame.sample].size != sample.size {
            return Err(Doubt::Copy { frame: nth });
        }
    }
    Ok(())
}

/// Are two times the same, as near as the ticks of both tracks tell? Rounding may push a frame by one.
fn near(found: Micros, asked: Micros, track: &Track, source: &Track) -> bool {
    let tick = |track: &Track| 1_000_000 / i64::from(track.timescale.max(1)) + 1;
    (found.get() - asked.get()).abs() <= 2 * tick(track) + tick(source)
}

/// Holds the number of frames against an even rate, where that is all that was asked.
pub(super) fn held_by_rate(promise: &Promise<'_>, found: u64) -> Result<(), Doubt> {
    let of_part = |shown: Shown<'_>, length: Micros, frames: u64| match shown {
        Shown::Rate(rate) => {
            let frames = i128::from(length.get()) * i128::from(rate.num) / (i128::from(rate.den) * 1_000_000);
            u64::try_from(frames).unwrap_or(0)
        }
        Shown::Copied(_) | Shown::Anew { .. } => frames,
    };
    let parts = promise.parts.iter();
    let asked = parts.map(|part| of_part(part.picture, part.span.length(), part.frames().len() as u64)).sum();
    // One frame more or less at each end of a part.
    let room = 2 * promise.parts.len() as u64;
    if found.abs_diff(asked) <= room { Ok(()) } else { Err(Doubt::Frames { asked, found }) }
}

/// The frames that are the first behind a seam: where copied and encoded frames meet, and where a part
/// ends.
pub(super) fn seams(frames: &[Frame]) -> Vec<usize> {
    let differ = |two: &[Frame]| two[0].copied != two[1].copied || two[0].part != two[1].part;
    frames.windows(2).zip(1..).filter(|(two, _)| differ(two)).map(|(_, nth)| nth).collect()
}

/// Which frames to decode: some around each seam and at both ends. What lies close together is decoded
/// at once; what is too far from any keyframe is left to what stands beside it.
pub(super) fn windows(track: &Track, shown: &[usize], seams: &[usize]) -> Vec<Range<usize>> {
    let places = [0].into_iter().chain(seams.iter().copied()).chain([shown.len().saturating_sub(1)]);
    let mut windows: Vec<Range<usize>> = Vec::new();
    for place in places {
        let mut window = place.saturating_sub(BEFORE)..(place + BEHIND).min(shown.len());
        window.start = window
            .clone()
            .find(|from| from - key_before(track, shown, *from) <= FAR_FROM_KEY)
            .unwrap_or(window.end);
        match windows.last_mut() {
            _ if window.is_empty() => {}
            Some(last) if last.end + CLOSE >= window.start => {
                last.end = last.end.max(window.end);
            }
            _ => windows.push(window),
        }
    }
    windows
}

/// The frame from which that one is decoded, by their places in the order they are shown in.
pub(super) fn key_before(track: &Track, shown: &[usize], place: usize) -> usize {
    let key = |nth: &usize| track.samples[shown[*nth]].key;
    (0..=place.min(shown.len().saturating_sub(1))).rev().find(key).unwrap_or(0)
}

/// From when to when a run of frames is shown: between them and their neighbours, so that rounding
/// changes nothing. None where nothing comes before, or behind.
pub(super) fn between(
    track: &Track,
    shown: &[usize],
    window: &Range<usize>,
) -> (Option<Micros>, Option<Micros>) {
    let time = |place: usize| shown.get(place).map(|nth| track.time(track.samples[*nth].pts));
    let gap = |place: usize| {
        let (before, behind) = (time(place.checked_sub(1)?)?, time(place)?);
        Some(Micros::new(before.get().midpoint(behind.get())))
    };
    (gap(window.start), gap(window.end))
}

/// Some of many: the first two, the last two, and some in between, always the same.
pub(super) fn some(copied: &[usize]) -> Vec<usize> {
    const BETWEEN: usize = 32;
    let last = copied.len().saturating_sub(2);
    let step = (copied.len() / BETWEEN).max(1);
    let chosen = copied.iter().enumerate();
    chosen.filter(|(nth, _)| *nth < 2 || *nth >= last || nth % step == 0).map(|(_, place)| *place).collect()
}

/// The packets of sound that begin within those times.
pub(super) fn packets_within(track: &Track, begin: Micros, end: Micros) -> Vec<&Sample> {
    let within = |sample: &&Sample| sample.shown && (begin..end).contains(&track.time(sample.pts));
    track.samples.iter().filter(within).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use series::{Ratio, Trim};

    use super::*;
    use crate::{SampleIndex, proof::Promised};

    /// Frames of 40 ms on ticks of a millisecond, a keyframe every five. Every third is shown before
    /// the one in front of it.
    fn index(frames: i64) -> SampleIndex {
        let sample = |nth: i64| Sample {
            offset: nth as u64 * 10,
            size: 10 + nth as u32 % 3,
            dts: nth * 40,
            pts: nth * 40,
            duration: 40,
            key: nth % 5 == 0,
            shown: true,
            description: 0,
        };
        let mut samples: Vec<Sample> = (0..frames).map(sample).collect();
        for at in (2..samples.len()).step_by(5) {
            (samples[at - 1].pts, samples[at].pts) = (samples[at].pts, samples[at - 1].pts);
        }
        let video = Track { timescale: 1_000, samples, ..Track::default() };
        SampleIndex { video, audio: None, copyable: true }
    }

    fn promise<'a>(parts: &[(&'a SampleIndex, i64, i64, Shown<'a>)]) -> Promise<'a> {
        let part = |(index, from, to, picture): &(&'a SampleIndex, i64, i64, Shown<'a>)| Promised {
            path: Path::new("a.mp4"),
            index,
            span: Trim { start: Micros::from_millis(*from), end: Micros::from_millis(*to) },
            picture: *picture,
            sound_copied: false,
        };
        let parts: Vec<_> = parts.iter().map(part).collect();
        let length = parts.iter().map(|part| part.span.length()).sum();
        Promise { output: Path::new("b.mp4"), length, short: Micros::ZERO, parts, sound: false }
    }

    const ANEW: Shown<'static> = Shown::Anew { alike: true };

    #[test]
    fn every_frame_within_the_span_is_expected_at_its_own_time() {
        let clip = index(20);
        let promise = promise(&[(&clip, 100, 300, Shown::Copied(&[5, 7])), (&clip, 0, 80, ANEW)]);
        let frames = promise.frames().unwrap();
        let told: Vec<_> =
            frames.iter().map(|frame| (frame.part, frame.sample, frame.at.as_millis())).collect();
        let first = [(0, 3, 20), (0, 4, 60), (0, 5, 100), (0, 7, 140), (0, 6, 180)];
        assert_eq!(told, [&first[..], &[(1, 0, 200), (1, 2, 240)]].concat());
        assert_eq!(seams(&frames), [2, 4, 5]);
    }

    /// What is found wrong when these frames are shown at these times.
    fn found(promise: &Promise<'_>, times: &[i64]) -> Result<(), Doubt> {
        let mut track = index(times.len() as i64).video;
        for (sample, time) in track.samples.iter_mut().zip(times) {
            (sample.pts, sample.size) = (*time, 10);
        }
        let shown = shown(&track);
        held(promise, &promise.frames().unwrap(), &track, &shown)
    }

    #[test]
    fn a_frame_too_many_too_late_or_of_another_size_is_told() {
        let clip = index(20);
        let promise = promise(&[(&clip, 410, 600, ANEW)]);
        // 440, 480, 520, 560: the first may be shown from the very start.
        assert_eq!(found(&promise, &[0, 70, 110, 150]), Ok(()));
        assert_eq!(found(&promise, &[30, 72, 110, 149]), Ok(()));
        let frames = |found| Err(Doubt::Frames { asked: 4, found });
        assert_eq!(found(&promise, &[0, 70, 110]), frames(3));
        assert_eq!(found(&promise, &[0, 70, 110, 150, 190]), frames(5));
        let late = |frame, asked, found| {
            Err(Doubt::Time { frame, asked: Micros::from_millis(asked), found: Micros::from_millis(found) })
        };
        assert_eq!(found(&promise, &[0, 74, 110, 150]), late(1, 70, 74));
        assert_eq!(found(&promise, &[10, 70, 110, 150]), late(0, 30, 10));
        assert_eq!(found(&promise, &[0, 70, 70, 150]), late(2, 110, 70));
        // Frame 11 of the clip has 12 bytes, not 10.
        let copied = self::promise(&[(&clip, 410, 600, Shown::Copied(&[11]))]);
        assert_eq!(found(&copied, &[0, 70, 110, 150]), Err(Doubt::Copy { frame: 1 }));
    }

    #[test]
    fn at_another_rate_frames_are_only_counted() {
        let clip = index(50);
        let rate = Ratio::new(30, 1).map_or(ANEW, Shown::Rate);
        let promise = promise(&[(&clip, 0, 2_000, rate)]);
        assert_eq!(promise.frames(), None);
        assert!((58..=62).all(|frames| held_by_rate(&promise, frames).is_ok()));
        assert_eq!(held_by_rate(&promise, 57), Err(Doubt::Frames { asked: 60, found: 57 }));
    }

    #[test]
    fn what_lies_close_together_is_decoded_at_once() {
        let track = index(40).video;
        let shown = shown(&track);
        assert_eq!(windows(&track, &shown, &[]), [0..3, 37..40]);
        assert_eq!(windows(&track, &shown, &[4, 22]), [0..7, 20..25, 37..40]);
        assert_eq!(windows(&track, &shown, &[13, 28]), [0..16, 26..40]);
        assert_eq!(windows(&track, &shown, &[14, 28]), [0..3, 12..17, 26..40]);
        // One keyframe an hour: only the seam that has one of its own is decoded.
        let mut long = index(2_000).video;
        long.samples.iter_mut().zip(0..).for_each(|(sample, nth)| sample.key = nth == 0 || nth == 1_500);
        let shown_long = self::shown(&long);
        assert_eq!(windows(&long, &shown_long, &[1_000, 1_500]), [0..3, 1_500..1_503, 1_997..2_000]);
        let (from, to) = between(&track, &shown, &(20..25));
        assert_eq!((from, to), (Some(Micros::from_millis(780)), Some(Micros::from_millis(980))));
        assert_eq!(between(&track, &shown, &(0..40)), (None, None));
    }

    #[test]
    fn some_of_many_are_both_ends_and_a_few_between() {
        assert_eq!(some(&[4, 7, 9]), [4, 7, 9]);
        let many: Vec<usize> = (0..10_000).collect();
        let chosen = some(&many);
        assert!(chosen.len() < 40 && chosen.is_sorted());
        assert_eq!((&chosen[..2], &chosen[chosen.len() - 2..]), (&[0, 1][..], &[9_998, 9_999][..]));
        assert!(some(&[]).is_empty());
    }
}
