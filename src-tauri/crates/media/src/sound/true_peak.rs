//! True peak: the highest point of the wave between the samples too, as BS.1770 measures it: at four
//! times the rate.

use std::f64::consts::PI;

/// How many samples a point between two is made from.
const TAPS: usize = 12;
/// Points between two samples.
const BETWEEN: usize = 3;
/// How many samples are looked at together.
const BLOCK: usize = 64;

/// Measures the true peak of a stream of samples.
pub(super) struct TruePeak {
    /// For each point between two samples, what each sample around gives to it.
    filters: [[f32; TAPS]; BETWEEN],
    /// How much higher than every sample around a point between them can be at most.
    most: f32,
    /// The last samples of each channel.
    before: Vec<[f32; TAPS - 1]>,
    peak: f32,
}

impl TruePeak {
    /// Nothing heard yet.
    pub(super) fn new(channels: usize) -> Self {
        let filters: [[f32; TAPS]; BETWEEN] = std::array::from_fn(between);
        let gains = filters.map(|filter| filter.iter().map(|tap| tap.abs()).sum());
        // A little more, for what rounding may add.
        let most = gains.into_iter().fold(1.0, f32::max) * 1.000_1;
        Self { filters, most, before: vec![[0.0; TAPS - 1]; channels], peak: 0.0 }
    }

    /// Hears a step, channel by channel.
    pub(super) fn hear(&mut self, planes: &[Vec<f32>]) {
        for (plane, before) in planes.iter().zip(&mut self.before) {
            for block in plane.chunks(BLOCK) {
                let mut around = [0.0; TAPS - 1 + BLOCK];
                around[..TAPS - 1].copy_from_slice(before);
                around[TAPS - 1..][..block.len()].copy_from_slice(block);
                let reach = highest(&around);
                self.peak = self.peak.max(reach);
                // Where no point between can be higher than what was found already, none is made.
                if reach * self.most > self.peak {
                    self.peak = self.filters.iter().fold(self.peak, |peak, filter| {
                        let points = points(filter, &around);
                        peak.max(highest(&points[..block.len()]))
                    });
                }
                before.copy_from_slice(&around[block.len()..][..TAPS - 1]);
            }
        }
    }

    /// The highest point so far, where 1 is full scale.
    pub(super) fn get(&self) -> f32 {
        self.peak
    }
}

/// What the samples around give to the point so many quarters behind the middle one: a sine over its
/// angle, faded out, so that a level line stays level.
fn between(quarters: usize) -> [f32; TAPS] {
    let middle = TAPS as f64 / 2.0;
    let taps: [f64; TAPS] = std::array::from_fn(|tap| {
        let angle = PI * (tap as f64 + 1.0 - middle - (quarters + 1) as f64 / 4.0);
        let window = 0.5 + 0.5 * (angle / middle).cos();
        angle.sin() / angle * window
    });
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (tap / sum) as f32)
}

/// The points between, one behind each sample that has enough others around it.
fn points(filter: &[f32; TAPS], around: &[f32; TAPS - 1 + BLOCK]) -> [f32; BLOCK] {
    let mut points = [0.0; BLOCK];
    for (tap, given) in filter.iter().enumerate() {
        for (point, sample) in points.iter_mut().zip(&around[tap..]) {
            *point += given * sample;
        }
    }
    points
}

/// How far the samples reach from zero.
fn highest(samples: &[f32]) -> f32 {
    let (eights, rest) = samples.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for eight in eights {
        for (lane, sample) in lanes.iter_mut().zip(eight) {
            *lane = lane.max(sample.abs());
        }
    }
    lanes.iter().chain(rest).fold(0.0, |most, sample| most.max(sample.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(samples: impl Iterator<Item = f64>, step: usize) -> f32 {
        let samples: Vec<f32> = samples.map(|sample| sample as f32).collect();
        let mut peak = TruePeak::new(1);
        for step in samples.chunks(step) {
            peak.hear(&[step.to_vec()]);
        }
        peak.get()
    }

    /// A tone that begins and ends softly.
    fn tone(quarters: f64, phase: f64) -> impl Iterator<Item = f64> {
        (0..4_800).map(move |n| {
            let fade = (f64::from(n) / 1_000.0).min((4_799.0 - f64::from(n)) / 1_000.0).min(1.0);
            fade * (PI / 2.0 * quarters * f64::from(n) + phase).sin()
        })
    }

    #[test]
    fn a_point_between_the_samples_is_found() {
        // A quarter of the rate, sampled beside its peaks: the samples reach 0.707 only.
        let found = peak(tone(1.0, PI / 4.0), 480);
        assert!((found - 1.0).abs() < 0.01, "{found}");
        for (quarters, phase) in [(0.02, 0.0), (0.7, 0.1), (1.3, 0.5)] {
            let found = peak(tone(quarters, phase), 441);
            assert!((found - 1.0).abs() < 0.03, "{quarters}: {found}");
        }
    }

    #[test]
    fn what_is_left_out_changes_nothing_however_the_samples_come() {
        let noise = |n: u32| {
            let noise = f64::from(n.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24) - 0.5;
            noise * (1.0 + (f64::from(n) / 500.0).sin())
        };
        let samples: Vec<f32> = (0..20_000).map(|n| noise(n) as f32).collect();
        let taps = TruePeak::new(1).filters;
        let mut expect = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let padded: Vec<f32> = [0.0; TAPS - 1].into_iter().chain(samples).collect();
        for around in padded.windows(TAPS) {
            for filter in taps {
                let point: f32 = around.iter().zip(filter).map(|(sample, tap)| sample * tap).sum();
                expect = expect.max(point.abs());
            }
        }
        for step in [1, 64, 441, 480, 20_000] {
            let found = peak((0..20_000).map(noise), step);
            assert!((found - expect).abs() < 1e-5, "{step}: {found} {expect}");
        }
    }
}
