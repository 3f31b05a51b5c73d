//! Loudness as ITU-R BS.1770 and EBU R 128 measure it.

use std::f64::consts::PI;

use series::Decibels;

use super::{Form, STEPS_A_SECOND};

/// The level of what cannot be heard at all.
pub(super) const SILENT: Decibels = Decibels::new(-12_000);
/// Between the power of weighted samples and loudness, in dB: a tone of 1 kHz is as loud as it is high.
const OFFSET: f64 = -0.691;
/// Blocks that are softer are no part of the programme, in LUFS.
const GATE: f64 = -70.0;
/// Blocks that are softer than the others by so much are not either, in LU.
const RELATIVE_GATE: f64 = 10.0;
/// A block is 400 ms, and one begins every 100 ms.
const PARTS_A_BLOCK: usize = 4;
const STEPS_A_PART: u32 = STEPS_A_SECOND / 10;
/// What the channels of 5.1 count for: the bass does not, what comes from behind counts for more.
const WEIGHTS: [f64; 6] = [1.0, 1.0, 1.0, 0.0, 1.41, 1.41];

/// Measures the loudness of a stream of samples.
pub(super) struct Loudness {
    ear: Weighting,
    /// What the filters remember, two channels at a time.
    states: Vec<[State; 2]>,
    /// Power and samples of the part being heard, and its steps.
    part: (f64, u64),
    steps: u32,
    /// Power and samples of the last parts, and how many there were.
    last: [(f64, u64); PARTS_A_BLOCK],
    parts: usize,
    /// The mean power of every block above the gate.
    blocks: Vec<f64>,
}

impl Loudness {
    /// Nothing heard yet.
    pub(super) fn new(form: Form) -> Self {
        Self {
            ear: Weighting::new(f64::from(form.rate)),
            states: vec![Default::default(); form.channels.div_ceil(2)],
            part: (0.0, 0),
            steps: 0,
            last: [(0.0, 0); PARTS_A_BLOCK],
            parts: 0,
            blocks: Vec::new(),
        }
    }

    /// Hears a step, channel by channel, and says its mean power as the ear weighs it.
    pub(super) fn hear(&mut self, planes: &[Vec<f32>]) -> f64 {
        let samples = planes.first().map_or(0, Vec::len);
        let mut sum = 0.0;
        // Two at a time: one filter waits for itself, two keep the machine busy.
        for ((pair, states), weights) in planes.chunks(2).zip(&mut self.states).zip(WEIGHTS.chunks(2)) {
            let powers = match pair {
                [left, right] => self.ear.power(left.iter().zip(right).map(|(l, r)| [*l, *r]), states),
                _ => self.ear.power(pair.iter().flatten().map(|sample| [*sample, 0.0]), states),
            };
            sum += weights[0] * powers[0] + weights[1] * powers[1];
        }
        self.part = (self.part.0 + sum, self.part.1 + samples as u64);
        self.steps += 1;
        if self.steps == STEPS_A_PART {
            self.end_part();
        }
        sum / samples.max(1) as f64
    }

    fn end_part(&mut self) {
        self.steps = 0;
        self.last[self.parts % PARTS_A_BLOCK] = std::mem::take(&mut self.part);
        self.parts += 1;
        let power: f64 = self.last.iter().map(|part| part.0).sum();
        let samples: u64 = self.last.iter().map(|part| part.1).sum();
        let mean = power / samples as f64;
        if self.parts >= PARTS_A_BLOCK && mean > power_of(GATE - OFFSET) {
            self.blocks.push(mean);
        }
    }

    /// The loudness of all that was heard, in LUFS; none if all of it is below the gate.
    pub(super) fn integrated(&self) -> Option<Decibels> {
        let mean_above = |gate: f64| {
            let blocks = || self.blocks.iter().filter(|block| **block > gate);
            let count = blocks().count();
            (count > 0).then(|| blocks().sum::<f64>() / count as f64)
        };
        let all = mean_above(0.0)?;
        mean_above(all * power_of(-RELATIVE_GATE)).map(|mean| level(mean * power_of(OFFSET)))
    }
}

/// The power of a level in dB.
pub(super) fn power_of(level: f64) -> f64 {
    10_f64.powf(level / 10.0)
}

/// A power as a level, never below [`SILENT`].
pub(super) fn level(power: f64) -> Decibels {
    // A float becomes the nearest integer there is; the logarithm of nothing becomes the lowest.
    Decibels::new((1_000.0 * power.log10()).round() as i32).max(SILENT)
}

/// The weighting of the ear: a shelf for the head, then a high pass.
struct Weighting {
    shelf: Filter,
    pass: Filter,
}

/// A filter of second order: what it takes of the last samples, and of its own last answers.
#[derive(Debug)]
struct Filter {
    forth: [f64; 3],
    back: [f64; 2],
}

/// What a filter remembers of two channels.
type State = [[f64; 2]; 2];

impl Filter {
    /// Lets a sample of each of two channels through.
    #[inline(always)]
    fn pass(&self, sample: [f64; 2], [near, far]: &mut State) -> [f64; 2] {
        let mut passed = [0.0; 2];
        for channel in 0..2 {
            let (from, to) = (sample[channel], self.forth[0] * sample[channel] + near[channel]);
            near[channel] = self.forth[1] * from - self.back[0] * to + far[channel];
            far[channel] = self.forth[2] * from - self.back[1] * to;
            passed[channel] = to;
        }
        passed
    }
}

impl Weighting {
    /// For so many samples a second: BS.1770 gives the filters for 48 kHz, these are the same curves.
    fn new(rate: f64) -> Self {
        let (gain, q) = (10_f64.powf(3.999_843_853_973_347 / 20.0), 0.707_175_236_955_419_6);
        let k = (PI * 1_681.974_450_955_533 / rate).tan();
        let edge = gain.powf(0.499_666_774_154_541_6) * k / q;
        let forth = [gain + edge + k * k, 2.0 * (k * k - gain), gain - edge + k * k];
        let norm = 1.0 + k / q + k * k;
        let shelf = Filter { forth: forth.map(|part| part / norm), back: poles(k, q) };
        let (k, q) = ((PI * 38.135_470_876_024_44 / rate).tan(), 0.500_327_037_323_877_3);
        Self { shelf, pass: Filter { forth: [1.0, -2.0, 1.0], back: poles(k, q) } }
    }

    /// The power of two channels' samples behind both filters.
    fn power(&self, samples: impl Iterator<Item = [f32; 2]>, states: &mut [State; 2]) -> [f64; 2] {
        let mut power = [0.0; 2];
        let [mut shelf, mut pass] = *states;
        for sample in samples {
            let bent = self.shelf.pass(sample.map(f64::from), &mut shelf);
            let heard = self.pass.pass(bent, &mut pass);
            for channel in 0..2 {
                power[channel] += heard[channel] * heard[channel];
            }
        }
        // What fades away must not linger among the slowest numbers there are.
        let settled = |part: f64| if part.abs() < 1e-30 { 0.0 } else { part };
        *states = [shelf, pass].map(|state| state.map(|two| two.map(settled)));
        power
    }
}

/// How a filter of that corner and quality takes its own answers back in.
fn poles(k: f64, q: f64) -> [f64; 2] {
    let norm = 1.0 + k / q + k * k;
    [2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many seconds of a tone, in each of so many channels.
    fn tone(form: Form, hertz: f64, peak: f64, seconds: u32, into: &mut Loudness, loud: &[bool]) {
        let step = (form.rate / STEPS_A_SECOND) as usize;
        for number in 0..(seconds * STEPS_A_SECOND) as usize {
            let at = |sample: usize| (2.0 * PI * hertz * sample as f64 / f64::from(form.rate)).sin() * peak;
            let plane: Vec<f32> = (number * step..(number + 1) * step).map(|n| at(n) as f32).collect();
            let planes: Vec<_> =
                loud.iter().map(|loud| if *loud { plane.clone() } else { vec![0.0; step] }).collect();
            into.hear(&planes);
        }
    }

    fn loudness(rate: u32, loud: &[bool], tones: &[(f64, u32)]) -> Option<i32> {
        let form = Form { rate, channels: loud.len() };
        let mut meter = Loudness::new(form);
        for (decibels, seconds) in tones {
            tone(form, 997.0, 10_f64.powf(decibels / 20.0), *seconds, &mut meter, loud);
        }
        meter.integrated().map(Decibels::get)
    }

    #[test]
    fn the_filters_are_those_of_the_standard() {
        let Weighting { shelf, pass } = Weighting::new(48_000.0);
        let near = |found: &[f64], standard: &[f64]| {
            for (found, standard) in found.iter().zip(standard) {
                assert!((found - standard).abs() < 1e-12, "{found} {standard}");
            }
        };
        near(&shelf.forth, &[1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85]);
        near(&shelf.back, &[-1.690_659_293_182_41, 0.732_480_774_215_85]);
        near(&pass.back, &[-1.990_047_454_833_98, 0.990_072_250_366_21]);
    }

    #[test]
    fn tones_are_as_loud_as_the_standard_says() {
        // BS.1770: 0 dBFS at 997 Hz in one channel is −3.01 LUFS.
        for rate in [48_000, 44_100, 32_000, 16_000, 8_000] {
            let found = loudness(rate, &[true], &[(0.0, 3)]).unwrap();
            assert!((found + 301).abs() <= 5, "{rate} Hz: {found}");
        }
        // Tech 3341, cases 1 to 4: stereo, and what is soft does not count.
        for (tones, expect) in [
            (&[(-23.0, 20)][..], -2_300),
            (&[(-33.0, 20)], -3_300),
            (&[(-36.0, 10), (-23.0, 60), (-36.0, 10)], -2_300),
            (&[(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)], -2_300),
        ] {
            let found = loudness(48_000, &[true, true], tones).unwrap();
            assert!((found - expect).abs() <= 10, "{found} {expect}");
        }
        // Behind counts for 1.5 dB more, the bass for nothing.
        let behind = [false, false, false, true, true, false];
        let found = loudness(48_000, &behind, &[(0.0, 3)]).unwrap();
        assert!((found + 301 - 149).abs() <= 2, "{found}");
    }

    #[test]
    fn silence_and_what_is_too_short_have_no_loudness() {
        assert_eq!(loudness(48_000, &[true], &[(-200.0, 3)]), None);
        assert_eq!(loudness(48_000, &[true], &[(-71.0 + 3.01, 3)]), None);
        assert_eq!(loudness(48_000, &[true], &[]), None);
        assert_eq!(level(0.0), SILENT);
        assert_eq!(level(1.0), Decibels::ZERO);
    }
}
