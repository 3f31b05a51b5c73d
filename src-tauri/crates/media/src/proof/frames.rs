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

/// Which frames to decode: some around each seam and at both ends. What is decoded from one keyframe
/// is decoded once.
pub(super) fn windows(track: &Track, shown: &[usize], seams: &[usize]) -> Vec<Range<usize>> {
    let places = [0].into_iter().chain(seams.iter().copied()).chain([shown.len().saturating_sub(1)]);
    let mut windows: Vec<Range<usize>> = Vec::new();
    for place in places {
        let window = place.saturating_sub(BEFORE)..(place + BEHIND).min(shown.len());
        match windows.last_mut() {
            Some(last) if last.end >= key_before(track, shown, window.start) => {
                last.end = last.end.max(window.end);
            }
            _ => windows.push(window),
        }
    }
    windows
}

/// The frame from which that one is decoded, by their places in the order they are shown in.
fn key_before(track: &Track, shown: &[usize], place: usize) -> usize {
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

/// The packet of sound that plays at a place, by its bytes.
pub(super) fn packets_within(track: &Track, begin: Micros, end: Micros) -> Vec<&Sample> {
    let within = |sample: &&Sample| sample.shown && (begin..end).contains(&track.time(sample.pts));
    track.samples.iter().filter(within).collect()
}
