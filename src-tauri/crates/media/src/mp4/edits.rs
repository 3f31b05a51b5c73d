//! Edit lists: which part of a track is shown, and when.

use std::ops::Range;

use super::boxes::{inner, number, word};
use crate::Sample;

/// What a track's edit list says, as far as players agree on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edits {
    /// There is none: all is shown, at its own times.
    None,
    /// One part of the track is shown.
    One {
        /// When, in the track's ticks.
        at: i64,
        /// From which of its ticks on.
        from: i64,
        /// For how many.
        ticks: i64,
    },
    /// Several parts, other speeds, or nothing.
    Odd,
}

/// Reads the edit list of a track; `movie` and `track` are ticks a second.
pub(super) fn read(index: &[u8], track_box: &Range<usize>, movie: u32, track: u32) -> Option<Edits> {
    let Some(list) = inner(index, track_box, &[b"edts", b"elst"]) else { return Some(Edits::None) };
    let width = if *index.get(list.start)? == 1 { 8 } else { 4 };
    let count = word(index, list.start + 4)? as usize;
    let (mut at, mut shown) = (0_i64, None);
    for nth in 0..count {
        let entry = list.start + 8 + nth.checked_mul(2 * width + 4)?;
        if entry + 2 * width + 4 > list.end {
            return Some(Edits::Odd);
        }
        let ticks = scaled(number(index, entry, width)?, track, movie)?;
        let from = number(index, entry + width, width)?;
        let from = if width == 8 { from as i64 } else { (from as u32 as i32).into() };
        let speed = word(index, entry + 2 * width)?;
        match from {
            -1 if shown.is_none() => at = at.checked_add(ticks)?,
            0.. if shown.is_none() && ticks > 0 && speed == 0x1_0000 => shown = Some((from, ticks)),
            _ => return Some(Edits::Odd),
        }
    }
    Some(match shown {
        Some((from, ticks)) => Edits::One { at, from, ticks },
        None if count == 0 => Edits::None,
        None => Edits::Odd,
    })
}

/// Ticks of one scale in another, rounded to the nearest.
fn scaled(ticks: u64, to: u32, from: u32) -> Option<i64> {
    let (to, from) = (u128::from(to), u128::from(from));
    let scaled = (u128::from(ticks) * to * 2 + from).checked_div(2 * from)?;
    i64::try_from(scaled).ok()
}

impl Edits {
    /// Puts samples on the movie's time, from `pts` as the tables say; tells when the track begins.
    ///
    /// The picture begins with its first frame within the part, as in ffmpeg and most players: not with
    /// a blank, nor with half a frame. Sound begins where the edit says, within a packet if need be.
    pub fn apply(self, samples: &mut [Sample], sound: bool) -> Option<i64> {
        let (at, from, ticks) = match self {
            Self::None => return samples.first().map(|sample| sample.pts),
            Self::One { at, from, ticks } => (at, from, ticks),
            Self::Odd => return None,
        };
        let end = from.checked_add(ticks)?;
        for sample in &mut *samples {
            let reach = if sound { i64::from(sample.duration).max(1) } else { 1 };
            sample.shown = sample.pts < end && sample.pts.checked_add(reach)? > from;
        }
        let mut shown = samples.iter().filter(|sample| sample.shown);
        let first = shown.clone().next()?.dts;
        let earliest = shown.by_ref().map(|sample| sample.pts).min()?;
        let zero = if sound { from } else { earliest };
        if !sound && earliest < first {
            // Shown before it is decoded: what players make of it differs.
            return None;
        }
        let mut begins = at;
        for sample in &mut *samples {
            sample.pts = sample.pts.checked_sub(zero)?.checked_add(at)?;
            sample.dts = sample.dts.checked_sub(zero)?.checked_add(at)?;
        }
        if !sound {
            begins = samples.iter().find(|sample| sample.shown)?.pts;
        }
        Some(begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of ten ticks, in the order of decoding, shown at these times.
    fn frames(times: &[i64]) -> Vec<Sample> {
        let frame = |(nth, pts): (usize, &i64)| Sample {
            offset: 0,
            size: 1,
            dts: nth as i64 * 10,
            pts: *pts,
            duration: 10,
            key: nth == 0,
            shown: true,
            description: 0,
        };
        times.iter().enumerate().map(frame).collect()
    }

    fn shown(samples: &[Sample]) -> Vec<(i64, bool)> {
        samples.iter().map(|sample| (sample.pts, sample.shown)).collect()
    }

    #[test]
    fn a_picture_begins_with_a_frame_and_sound_within_one() {
        let mut picture = frames(&[20, 50, 30, 40]);
        let edits = Edits::One { at: 100, from: 25, ticks: 20 };
        assert_eq!(edits.apply(&mut picture, false), Some(100));
        assert_eq!(shown(&picture), [(90, false), (120, false), (100, true), (110, true)]);
        assert_eq!(picture[0].dts, 70);

        let mut sound = frames(&[0, 10, 20, 30]);
        assert_eq!(Edits::One { at: 0, from: 15, ticks: 15 }.apply(&mut sound, true), Some(0));
        assert_eq!(shown(&sound), [(-15, false), (-5, true), (5, true), (15, false)]);
    }

    #[test]
    fn without_a_list_times_stay_and_what_is_odd_is_told() {
        let mut picture = frames(&[20, 50]);
        assert_eq!(Edits::None.apply(&mut picture, false), Some(20));
        assert_eq!(shown(&picture), [(20, true), (50, true)]);
        assert_eq!(Edits::Odd.apply(&mut picture, false), None);
        assert_eq!(Edits::One { at: 0, from: 60, ticks: 9 }.apply(&mut picture, false), None);
    }

    fn list(entries: &[[u32; 3]]) -> Option<Edits> {
        let mut list = [vec![0, entries.len() as u32], entries.concat()].concat();
        list.splice(0..0, [list.len() as u32 * 4 + 16, u32::from_be_bytes(*b"edts"), 0, 0]);
        (list[2], list[3]) = (list[0] - 8, u32::from_be_bytes(*b"elst"));
        let bytes: Vec<u8> = list.iter().flat_map(|word| word.to_be_bytes()).collect();
        read(&bytes, &(0..bytes.len()), 1_000, 30_000)
    }

    #[test]
    fn lists_are_read_on_the_tracks_own_ticks() {
        let one = 0x1_0000;
        assert_eq!(list(&[]), Some(Edits::None));
        let edit = Edits::One { at: 42_000, from: 1_024, ticks: 60_000 };
        assert_eq!(list(&[[1_400, u32::MAX, one], [2_000, 1_024, one]]), Some(edit));
        for odd in [
            &[[1, u32::MAX, one]][..],
            &[[0, 0, one]],
            &[[5, 0, 2 * one]],
            &[[5, u32::MAX - 1, one]],
            &[[5, 0, one], [5, 90, one]],
            &[[5, 0, one], [5, u32::MAX, one]],
        ] {
            assert_eq!(list(odd), Some(Edits::Odd), "{odd:?}");
        }
    }
}
