//! Decides which frames of a clip are copied and which few around its cuts are encoded anew. Pure: it
//! sees samples, never bytes.

use std::ops::Range;

use series::{Micros, Trim, Uncuttable};

use crate::Track;

/// What becomes of the frames between two times. Frames are numbers of samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Encoded anew before those that are copied, in the order they are shown in.
    pub head: Vec<usize>,
    /// Copied, in the order they are decoded in. The first is a keyframe; at least one.
    pub copied: Vec<usize>,
    /// Encoded anew after those that are copied, in the order they are shown in.
    pub tail: Vec<usize>,
}

/// Divides the frames that are shown from `span.start` up to, but without, `span.end`: what a copy can
/// hold is copied. `begins` tells of a keyframe whether a copy can begin at it, once all that is shown
/// before it is left out.
pub(crate) fn cut(
    track: &Track,
    span: Trim,
    mut begins: impl FnMut(usize) -> bool,
) -> Result<Cut, Uncuttable> {
    let (from, to) = (first_tick(track, span.start), first_tick(track, span.end));
    let samples = &track.samples;
    let mut shown_before = i64::MIN;
    let first = samples.iter().enumerate().position(|(number, sample)| {
        // All that is decoded before it must be shown before it, or the copy would miss frames.
        let whole = sample.pts > shown_before;
        shown_before = shown_before.max(sample.pts);
        whole && sample.shown && sample.key && (from..to).contains(&sample.pts) && begins(number)
    });
    let first = first.ok_or(Uncuttable::NoKeyframe)?;
    let begin = samples[first].pts;
    let end = first + clean_length(track, first, to);
    let copied: Vec<usize> = (first..end).filter(|number| samples[*number].pts >= begin).collect();
    let behind = copied.iter().map(|number| samples[*number].pts).max().unwrap_or(begin);
    let cut = Cut { head: shown(track, from..begin)?, copied, tail: shown(track, behind + 1..to)? };
    let asked = shown(track, from..to)?.len();
    // What is copied is shown without a gap: else the stream is none that we understand.
    if cut.head.len() + cut.copied.len() + cut.tail.len() != asked {
        return Err(Uncuttable::Index);
    }
    Ok(cut)
}

/// Where a copy that encodes nothing anew begins and ends: at the last keyframe up to `span.start`, and
/// no longer than the span is. None where there is no keyframe so early, or nothing would be left.
pub(crate) fn at_keyframes(
    track: &Track,
    span: Trim,
    mut begins: impl FnMut(usize) -> bool,
) -> Option<(Trim, Vec<usize>)> {
    let samples = &track.samples;
    let from = first_tick(track, span.start + Micros::new(1));
    let first = (0..samples.len()).rev().find(|number| {
        let sample = &samples[*number];
        sample.shown && sample.key && sample.pts < from && begins(*number)
    })?;
    let begin = samples[first].pts;
    let start = track.time(begin).min(span.start);
    let most = span.end.min(start + span.length());
    let end = first + clean_length(track, first, first_tick(track, most));
    let copied: Vec<usize> = (first..end).filter(|number| samples[*number].pts >= begin).collect();
    let last = copied.iter().map(|number| samples[*number].pts).max()?;
    // The frame behind, which is left out, ends it.
    let next =
        samples.iter().filter(|sample| sample.shown && sample.pts > last).map(|sample| sample.pts).min();
    let end = next.map_or(most, |next| track.time(next).min(most));
    Some((Trim { start, end }, copied))
}

/// How many samples from `first` on can be copied: as many as are shown in one row, all before `to`.
fn clean_length(track: &Track, first: usize, to: i64) -> usize {
    let run = &track.samples[first..];
    let begin = run[0].pts;
    // Of each place, the first that is shown of all that is decoded from there on.
    let mut later: Vec<i64> = vec![i64::MAX; run.len() + 1];
    for (number, sample) in run.iter().enumerate().rev() {
        let counts = sample.shown && sample.pts >= begin;
        later[number] = if counts { later[number + 1].min(sample.pts) } else { later[number + 1] };
    }
    let (mut clean, mut behind) = (0, i64::MIN);
    for (number, sample) in run.iter().enumerate() {
        // What an edit list hides would be shown in a copy.
        if sample.pts >= begin && !sample.shown {
            break;
        }
        behind = behind.max(sample.pts);
        if behind >= to {
            break;
        }
        if behind < later[number + 1] {
            clean = number + 1;
        }
    }
    clean
}

/// The samples one must decode to see those frames.
pub(crate) fn needed(track: &Track, frames: &[usize], mut begins: impl FnMut(usize) -> bool) -> Range<usize> {
    let samples = &track.samples;
    let earliest = frames.iter().map(|number| samples[*number].pts).min().unwrap_or(i64::MIN);
    let (Some(lowest), Some(highest)) = (frames.iter().min(), frames.iter().max()) else { return 0..0 };
    let from = (0..=*lowest)
        .rev()
        .find(|number| samples[*number].key && samples[*number].pts <= earliest && begins(*number));
    from.unwrap_or(0)..highest + 1
}

/// The frames that are shown within those ticks, in order. No two may be shown at once.
pub(crate) fn shown(track: &Track, ticks: Range<i64>) -> Result<Vec<usize>, Uncuttable> {
    let samples = &track.samples;
    let mut frames: Vec<usize> = (0..samples.len())
        .filter(|number| samples[*number].shown && ticks.contains(&samples[*number].pts))
        .collect();
    frames.sort_unstable_by_key(|number| samples[*number].pts);
    if frames.windows(2).any(|two| samples[two[0]].pts == samples[two[1]].pts) {
        return Err(Uncuttable::Index);
    }
    Ok(frames)
}

/// The first tick whose time is not before that. The frames from there on are those shown from then on.
pub(crate) fn first_tick(track: &Track, time: Micros) -> i64 {
    let ticks = i128::from(time.get()) * i128::from(track.timescale) / 1_000_000;
    let near = i64::try_from(ticks).unwrap_or(i64::MAX - 2).clamp(i64::MIN + 2, i64::MAX - 2);
    // A time is rounded to the nearest microsecond; where a tick is finer, several have one time.
    let coarse = i64::from(track.timescale / 1_000_000);
    let (mut low, mut high) = (near.saturating_sub(coarse + 2), near.saturating_add(coarse + 2));
    while low < high {
        let middle = low + (high - low) / 2;
        if track.time(middle) < time {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests;
