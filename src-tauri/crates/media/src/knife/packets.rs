//! Decides which packets of sound are copied for the parts of a file. Pure, like `plan`.

use std::ops::Range;

use series::{Micros, Trim};

use crate::{Sample, Track};

/// The sound of a file whose packets are all copied. Times are ticks of the sound's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packets {
    /// The numbers of the packets, part by part. They follow one another, in a part as far as the clip
    /// itself has no gap.
    pub runs: Vec<Range<usize>>,
    /// How much of the first packets is not heard: they are there so that decoders run in.
    pub hidden: i64,
    /// How long nothing is heard at the file's start.
    pub silent: i64,
    /// How long it is heard.
    pub heard: i64,
}

/// The packets of parts that follow one another, all of tracks with the same ticks a second. `run_in`
/// tells how many ticks a decoder needs to run in. None where nothing is heard, or where the packets of
/// several parts cannot follow one another: then their sound must be encoded anew.
pub(crate) fn packets(parts: &[(&Track, Trim)], run_in: i64) -> Option<Packets> {
    let (track, span) = parts.first()?;
    let (from, to) = (ticks(track, span.start), ticks(track, span.end));
    let heard = heard(track, from..to)?;
    let samples = &track.samples;
    let begin = run_in_from(samples, heard.start, run_in);
    let start = samples[heard.start].pts.max(from);
    let first = Packets {
        hidden: start - samples[begin].pts,
        silent: start - from,
        heard: end_of(&samples[heard.end - 1]).min(to) - start,
        runs: std::iter::once(begin..heard.end).collect(),
    };
    match parts {
        [_] => Some(first),
        _ => (first.silent == 0).then(|| joined(parts, begin, first.hidden)).flatten(),
    }
}

/// The packets of several parts, each join at that border of packets which is nearest to it.
fn joined(parts: &[(&Track, Trim)], begin: usize, hidden: i64) -> Option<Packets> {
    let scale = parts[0].0;
    let (mut runs, mut at, mut before) = (Vec::new(), -hidden, Micros::ZERO);
    for (number, (track, span)) in parts.iter().enumerate() {
        let samples = &track.samples;
        let heard = heard(track, ticks(track, span.start)..ticks(track, span.end))?;
        // What a time of the clip is in the file.
        let zero = ticks(scale, before) - ticks(track, span.start);
        before = before + span.length();
        let end = ticks(scale, before);
        let from = match number {
            0 => begin,
            _ => (0..heard.end)
                .filter(|n| samples[*n].pts + zero < end)
                .min_by_key(|n| (samples[*n].pts + zero - at).abs())?,
        };
        let last = number + 1 == parts.len();
        let mut to = from;
        // What an edit list hides behind a clip's end is none of it.
        while let Some(sample) = samples.get(to).filter(|sample| sample.shown || to < heard.start) {
            let length = i64::from(sample.duration);
            let room = if last { at < end } else { at + length / 2 <= end };
            if !room {
                break;
            }
            if (sample.pts + zero - at).abs() > length {
                return None;
            }
            at += length;
            to += 1;
        }
        let packet = i64::from(samples.get(from)?.duration);
        if !last && (at - end).abs() > packet {
            return None;
        }
        runs.push(from..to);
    }
    Some(Packets { runs, hidden, silent: 0, heard: at.min(ticks(scale, before)) })
}

/// The packets of which something is heard within those ticks.
fn heard(track: &Track, within: Range<i64>) -> Option<Range<usize>> {
    let heard = |sample: &Sample| sample.shown && end_of(sample) > within.start && sample.pts < within.end;
    let first = track.samples.iter().position(heard)?;
    let last = track.samples.iter().rposition(heard)?;
    Some(first..last + 1)
}

/// Where decoding begins so that what is heard from `first` on is right.
fn run_in_from(samples: &[Sample], first: usize, run_in: i64) -> usize {
    let mut begin = first;
    while begin > 0
        && samples[first].pts - samples[begin].pts < run_in
        && end_of(&samples[begin - 1]) == samples[begin].pts
    {
        begin -= 1;
    }
    begin
}

fn end_of(sample: &Sample) -> i64 {
    sample.pts.saturating_add(sample.duration.into())
}

/// A time in ticks, rounded to the nearest.
pub(crate) fn ticks(track: &Track, time: Micros) -> i64 {
    let ticks = (i128::from(time.get()) * i128::from(track.timescale) * 2 + 1_000_000).div_euclid(2_000_000);
    i64::try_from(ticks).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// AAC at 48 kHz: its first packet is only there to run in.
    fn aac(packets: usize) -> Track {
        let sample = |number: usize| Sample {
            offset: 10 * number as u64,
            size: 10,
            dts: number as i64 * 1_024 - 1_024,
            pts: number as i64 * 1_024 - 1_024,
            duration: 1_024,
            key: true,
            shown: number > 0,
            description: 0,
        };
        Track { timescale: 48_000, samples: (0..packets).map(sample).collect(), ..Track::default() }
    }

    fn span(start: i64, end: i64) -> Trim {
        Trim { start: Micros::new(start), end: Micros::new(end) }
    }

    fn ends(packets: &Packets) -> Vec<(usize, usize)> {
        packets.runs.iter().map(|run| (run.start, run.end)).collect()
    }

    #[test]
    fn sound_begins_to_the_sample_behind_packets_to_run_in() {
        let track = aac(500);
        // One second is 48,000 ticks: within packet 47, which begins at 46 × 1,024.
        let found = packets(&[(&track, span(1_000_000, 2_000_000))], 2_048).unwrap();
        assert_eq!(ends(&found), [(45, 95)]);
        assert_eq!((found.hidden, found.silent, found.heard), (48_000 - 44 * 1_024, 0, 48_000));
        let start = packets(&[(&track, span(0, 1_000_000))], 2_048).unwrap();
        assert_eq!((ends(&start), start.hidden, start.heard), (vec![(0, 48)], 1_024, 48_000));
    }

    #[test]
    fn sound_that_begins_late_or_ends_early_is_told() {
        let mut track = aac(50);
        track.samples.drain(..10);
        let found = packets(&[(&track, span(0, 5_000_000))], 2_048).unwrap();
        assert_eq!((ends(&found), found.hidden, found.silent), (vec![(0, 40)], 0, 9 * 1_024));
        assert_eq!(found.heard, 40 * 1_024);
        assert_eq!(packets(&[(&track, span(9_000_000, 10_000_000))], 2_048), None);
        let late = span(0, 500_000);
        assert_eq!(packets(&[(&track, late), (&track, late)], 2_048), None);
        let early = span(500_000, 5_000_000);
        assert_eq!(packets(&[(&track, early), (&track, late)], 2_048), None);
    }

    proptest! {
        #[test]
        fn at_no_join_is_sound_off_by_a_packet(cuts in prop::collection::vec((0_i64..5_000_000, 40_000_i64..5_000_000), 2..12)) {
            let track = aac(600);
            let parts: Vec<_> = cuts.iter().map(|(start, length)| (&track, span(*start, start + length))).collect();
            let found = packets(&parts, 2_048).unwrap();
            let (mut at, mut before) = (-found.hidden, Micros::ZERO);
            for (run, (_, span)) in found.runs.iter().zip(&parts) {
                let place = track.samples[run.start].pts + ticks(&track, before) - ticks(&track, span.start);
                prop_assert!((place - at).abs() <= 1_024, "{place} {at}");
                at += run.len() as i64 * 1_024;
                before = before + span.length();
            }
            prop_assert!(at >= ticks(&track, before));
            prop_assert_eq!(found.heard, ticks(&track, before));
        }
    }
}
