//! The ear: takes samples as they come and measures them step by step.

use series::{Decibels, Micros};

use super::{
    Form, STEP_MICROS, STEPS_A_SECOND,
    loudness::{Loudness, SILENT, level},
    peaks::{Peaks, Waveform},
    true_peak::TruePeak,
};

/// The loudest sample believed: 36 dB above full scale. What is louder, or no number, is a broken one.
const LOUDEST: f32 = 64.0;

/// Hears a stream of samples.
pub(super) struct Ear {
    form: Form,
    /// Bytes that do not make a whole step yet.
    waiting: Vec<u8>,
    /// The step being heard, channel by channel.
    planes: Vec<Vec<f32>>,
    /// How many steps were heard.
    steps: u64,
    loudness: Loudness,
    true_peak: TruePeak,
    waveform: Waveform,
    /// How loud each step was.
    levels: Vec<Decibels>,
}

impl Ear {
    /// An ear that heard nothing yet.
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            waiting: Vec::new(),
            planes: vec![Vec::new(); form.channels],
            steps: 0,
            loudness: Loudness::new(form),
            true_peak: TruePeak::new(form.channels),
            waveform: Waveform::default(),
            levels: Vec::new(),
        }
    }

    /// How much was heard, in whole steps.
    pub(super) fn time(&self) -> Micros {
        Micros::new(self.steps.cast_signed().saturating_mul(STEP_MICROS))
    }

    /// Hears some more bytes, cut anywhere.
    pub(super) fn hear(&mut self, bytes: &[u8]) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.extend_from_slice(bytes);
        let mut from = 0;
        while let Some(step) = waiting.get(from..from + self.step_bytes()) {
            self.step(step);
            from += step.len();
        }
        waiting.drain(..from);
        self.waiting = waiting;
    }

    /// How many bytes the next step has. Where a second's samples cannot be parted into equal steps,
    /// some have one more.
    fn step_bytes(&self) -> usize {
        let rate = u64::from(self.form.rate);
        let until = |steps: u64| steps * rate / u64::from(STEPS_A_SECOND);
        (until(self.steps + 1) - until(self.steps)) as usize * self.form.channels * size_of::<f32>()
    }

    fn step(&mut self, bytes: &[u8]) {
        let (samples, _) = bytes.as_chunks();
        match self.form.channels {
            1 => part::<1>(samples, &mut self.planes),
            2 => part::<2>(samples, &mut self.planes),
            _ => part::<6>(samples, &mut self.planes),
        }
        self.levels.push(level(self.loudness.hear(&self.planes)));
        self.waveform.hear(&self.planes);
        self.true_peak.hear(&self.planes);
        self.steps += 1;
    }

    /// Loudness, true peak, how loud each step was, and the waveform. What does not make a whole step
    /// at the very end counts for nothing but the true peak and the waveform.
    pub(super) fn finish(mut self) -> (Option<Decibels>, Option<Decibels>, Vec<Decibels>, Peaks) {
        let frame = self.form.channels * size_of::<f32>();
        if self.waiting.len() >= frame {
            let rest = std::mem::take(&mut self.waiting);
            self.step(&rest[..rest.len() / frame * frame]);
        }
        let true_peak = Some(level(f64::from(self.true_peak.get()).powi(2))).filter(|peak| *peak > SILENT);
        (self.loudness.integrated(), true_peak, self.levels, self.waveform.finish())
    }
}

/// Parts interleaved samples into channels.
fn part<const N: usize>(samples: &[[u8; 4]], planes: &mut [Vec<f32>]) {
    let (frames, _) = samples.as_chunks::<N>();
    for (channel, plane) in planes.iter_mut().enumerate() {
        plane.clear();
        plane.extend(frames.iter().map(|frame| {
            let sample = f32::from_le_bytes(frame[channel]);
            if sample.abs() <= LOUDEST { sample } else { 0.0 }
        }));
    }
}
