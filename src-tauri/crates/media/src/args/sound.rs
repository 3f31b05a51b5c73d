//! What is done to sound that is encoded anew: it is cut to the sample, made louder with its peaks held
//! down, and becomes AAC. Where there is none, silence.

use series::{ClipFacts, Decibels, Micros, SoundWork};

use super::{
    Args,
    reach::{Reach, samples},
};
use crate::Source;

/// Samples a second that AAC can hold, up to what players are sure to play.
const AAC_RATES: [u32; 9] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/// The form sound is encoded into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SoundForm {
    /// Samples a second.
    pub rate: u32,
    /// Channels.
    pub channels: u32,
}

impl SoundForm {
    /// Silence where there is nothing to go by: 48 kHz, stereo.
    pub const SILENCE: Self = Self { rate: 48_000, channels: 2 };

    /// The form a clip's own sound is encoded into.
    pub fn of(facts: &ClipFacts) -> Self {
        let Some(audio) = &facts.audio else { return Self::SILENCE };
        let rate = if AAC_RATES.contains(&audio.sample_rate) { audio.sample_rate } else { 48_000 };
        // What so many channels mean nobody knows, and AAC neither.
        let channels = if (1..=8).contains(&audio.channels) { audio.channels } else { 2 };
        Self { rate, channels }
    }

    /// ffmpeg's name of what its channels are.
    fn layout(self) -> &'static str {
        match self.channels {
            1 => "mono",
            2 => "stereo",
            3 => "3.0",
            4 => "4.0",
            5 => "5.0",
            6 => "5.1",
            7 => "6.1",
            _ => "7.1",
        }
    }
}

/// The filters for a part's sound, if it has any.
pub(super) fn filter(part: &Source<'_>, work: SoundWork, form: SoundForm) -> String {
    let mut filter = Reach::of(part).samples(form.rate);
    if let Some(gain) = part.gain {
        filter.push_str(&louder(gain, work.ceiling, form.rate));
    }
    let channels = part.facts.audio.as_ref().map_or(form.channels, |audio| audio.channels);
    if channels != form.channels {
        filter.push_str(&format!(",aformat=channel_layouts={}", form.layout()));
    }
    filter
}

/// The filters that make silence.
pub(super) fn silence(length: Micros, form: SoundForm) -> String {
    let (rate, layout, samples) = (form.rate, form.layout(), samples(length, form.rate));
    format!("anullsrc=sample_rate={rate}:channel_layout={layout},atrim=end_sample={samples}")
}

/// Encodes as AAC.
pub(super) fn encoded(args: Args, form: SoundForm) -> Args {
    let rate = match form.channels {
        1 => "128k",
        2 => "192k",
        3..=6 => "384k",
        _ => "512k",
    };
    args.with(["-c:a", "aac", "-b:a", rate])
}

/// What encoding may add to a peak.
const HEADROOM: Decibels = Decibels::new(75);

/// Gain, and no true peak above the ceiling: peaks between samples show at four times the rate.
fn louder(gain: Decibels, ceiling: Option<Decibels>, rate: u32) -> String {
    let volume = format!(",volume=volume={}dB:precision=float", exact(gain));
    let Some(ceiling) = ceiling else { return volume };
    let limit = exact((ceiling - HEADROOM).clamp(LIMITS.0, LIMITS.1));
    format!(
        "{volume},aresample={},alimiter=limit={limit}dB:attack=5:release=50:level=disabled:latency=enabled,\
         aresample={rate}",
        4 * rate
    )
}

/// What the limiter can hold down to and up to.
const LIMITS: (Decibels, Decibels) = (Decibels::new(-2_400), Decibels::ZERO);

/// Decibels with both places.
fn exact(level: Decibels) -> String {
    let (hundredths, sign) = (level.get().unsigned_abs(), if level.get() < 0 { "-" } else { "" });
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::facts;

    #[test]
    fn a_level_is_written_with_both_places() {
        for (hundredths, text) in [(-5, "-0.05"), (1_234, "12.34"), (-150, "-1.50"), (0, "0.00")] {
            assert_eq!(exact(Decibels::new(hundredths)), text);
        }
    }

    #[test]
    fn sound_gets_a_form_that_players_play() {
        let mut facts = facts();
        let mut form = |rate, channels| {
            if let Some(audio) = &mut facts.audio {
                (audio.sample_rate, audio.channels) = (rate, channels);
            }
            let SoundForm { rate, channels } = SoundForm::of(&facts);
            (rate, channels)
        };
        assert_eq!(form(44_100, 2), (44_100, 2));
        assert_eq!(form(96_000, 6), (48_000, 6));
        assert_eq!(form(0, 0), (48_000, 2));
        assert_eq!(form(48_000, 16), (48_000, 2));
    }
}
