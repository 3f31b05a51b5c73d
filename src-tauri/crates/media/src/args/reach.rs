//! From where to where a part of a clip is read, and on which ticks its times are written.

use series::{ClipFacts, Micros, Ratio};

use super::Args;
use crate::Source;

/// How a part of a clip is reached: ffmpeg goes to a tick of the picture at or before the in point, on
/// whole seconds wherever those are ticks. What lies between it and the part, the filters take off: so
/// no time is rounded before it is compared.
pub(super) struct Reach {
    /// Where reading begins, from the clip's start.
    from: Micros,
    /// How far behind that the part begins, in nanoseconds.
    skipped: i128,
    /// How long the part is.
    pub length: Micros,
}

impl Reach {
    pub fn of(part: &Source<'_>) -> Self {
        let start = part.trim.map_or(Micros::ZERO, |trim| trim.start).max(Micros::ZERO);
        let from = tick_before(start, timebase(part.facts));
        let skipped = i128::from(start.get()) * 1_000 - from;
        // ffmpeg goes to the tick that is nearest: the same one.
        let from = Micros::new(i64::try_from((from + 500) / 1_000).unwrap_or(0));
        Self { from, skipped, length: part.length() }
    }

    /// Goes there; stands before the input.
    pub fn seek(&self, args: Args) -> Args {
        if self.from > Micros::ZERO { args.with(["-ss", &self.from.as_seconds()]) } else { args }
    }

    /// The filter that keeps the picture's frames shown within the part, and puts each on its own time
    /// from the in point, on the ticks the file will have. A frame's time is what every tool shows:
    /// rounded to the microsecond. Whatever is shown first is shown from the very start.
    pub fn frames(&self, ticks: u32) -> String {
        let end = self.skipped + i128::from(self.length.get()) * 1_000;
        // Behind the last frame nothing is decoded any more, with room for the coarsest ticks.
        let over = seconds(end + 1_000_000_000);
        // Half a microsecond before: what begins there is rounded to it.
        let (first, behind) = (seconds(self.skipped - 500), seconds(end - 500));
        let shift = (self.skipped * i128::from(ticks) + 500_000_000) / 1_000_000_000;
        format!(
            "trim=end={over},select='gte(t,{first})*lt(t,{behind})',settb=1/{ticks},\
             setpts='if(eq(N,0),0,PTS-{shift})'"
        )
    }

    /// The filter that keeps the sound within the part: silence where there is none, and exactly as many
    /// samples as the part is long.
    pub fn samples(&self, rate: u32) -> String {
        let first = (self.skipped * i128::from(rate) + 500_000_000) / 1_000_000_000;
        let end = first + i128::from(samples(self.length, rate));
        let whole = format!("aresample={rate}:async=1:first_pts=0,apad=whole_len={end}");
        if first > 0 {
            format!("{whole},atrim=start_sample={first}:end_sample={end},asetpts=N/SR/TB")
        } else {
            format!("{whole},atrim=end_sample={end},asetpts=N/SR/TB")
        }
    }
}

/// As many whole samples as fit into that time.
pub(super) fn samples(length: Micros, rate: u32) -> i64 {
    let samples = i128::from(length.get()) * i128::from(rate) / 1_000_000;
    i64::try_from(samples).unwrap_or(i64::MAX)
}

/// Nanoseconds as seconds.
fn seconds(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let abs = nanos.unsigned_abs();
    format!("{sign}{}.{:09}", abs / 1_000_000_000, abs % 1_000_000_000)
}

/// The picture's timebase; Matroska, which does not tell the length of streams, counts milliseconds.
fn timebase(facts: &ClipFacts) -> Ratio {
    facts.video.span.map_or(Ratio { num: 1, den: 1_000 }, |span| span.timebase)
}

/// The last whole second up to that time, and of it the tick at or before, in nanoseconds.
fn tick_before(time: Micros, Ratio { num, den }: Ratio) -> i128 {
    let (num, den) = (i128::from(num.max(1)), i128::from(den));
    let second = i128::from(time.get().div_euclid(1_000_000));
    second * den / num * num * 1_000_000_000 / den
}

/// Ticks a second for the picture's times: a multiple of the source's own and of a thousand, so that
/// each frame and each whole millisecond falls on one, and as fine as twenty minutes in 32 bits allow.
pub(super) fn ticks_a_second(facts: &ClipFacts, rate: Option<Ratio>) -> u32 {
    const MOST: u64 = 3_000_000;
    // At an even rate, a frame comes every den/num seconds.
    let den = rate.map_or(timebase(facts).den, |rate| rate.num);
    let both = u64::from(den) / gcd(den.into(), 1_000) * 1_000;
    if both <= MOST { (MOST / both * both) as u32 } else { den }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use series::StreamSpan;

    use super::*;
    use crate::args::samples::facts;

    #[test]
    fn reading_begins_on_a_tick() {
        let before = |micros, num, den| tick_before(Micros::new(micros), Ratio { num, den });
        assert_eq!(before(12_345_678, 1, 30_000), 12_000_000_000);
        assert_eq!(before(999_999, 1, 25), 0);
        // Ticks of 33.366 ms: the 359th is the last before second 12.
        assert_eq!(before(12_345_678, 1_001, 30_000), 11_978_633_333);
        assert_eq!(before(1_001_000_000, 1_001, 30_000), 1_001_000_000_000);
    }

    #[test]
    fn seconds_are_written_to_the_nanosecond() {
        assert_eq!(seconds(-500), "-0.000000500");
        assert_eq!(seconds(2_345_677_500), "2.345677500");
    }

    proptest! {
        #[test]
        fn ticks_hold_every_frame_and_every_millisecond(den in prop::sample::select(vec![1_000_u32, 12_800, 15_360, 24_000, 25, 30_000, 60_000, 90_000, 600, 48_000, 19_200])) {
            let mut facts = facts();
            facts.video.span = Some(StreamSpan { start: 0, ticks: 1, timebase: Ratio { num: 1, den } });
            let even = Ratio { num: den, den: 1_001 };
            for ticks in [ticks_a_second(&facts, None), ticks_a_second(&facts, Some(even))] {
                prop_assert!(ticks.is_multiple_of(den) && ticks.is_multiple_of(1_000), "{ticks}");
                prop_assert!(u64::from(ticks) * 1_200 <= u64::from(u32::MAX));
            }
        }

        #[test]
        fn a_tick_before_is_at_most_a_second_and_a_tick_away(time in 0_i64..100_000_000_000, num in 1_u32..2_000, den in 1_000_u32..90_000) {
            let before = tick_before(Micros::new(time), Ratio { num, den });
            let time = i128::from(time) * 1_000;
            prop_assert!(before <= time && before >= 0);
            let tick = i128::from(num) * 1_000_000_000 / i128::from(den) + 1;
            prop_assert!(time - before <= 1_000_000_000 + tick);
        }
    }
}
