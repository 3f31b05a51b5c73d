//! What is done to sound that is encoded anew: it is cut to the sample, made louder with its peaks held
//! down, and becomes AAC. Where there is none, silence.

use std::ffi::OsString;

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
        filter.push_str(&louder(gain));
        if let Some(ceiling) = work.ceiling {
            filter.push_str(&held(ceiling, form.rate));
        }
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

/// So much louder, or softer below zero.
fn louder(gain: Decibels) -> String {
    format!(",volume=volume={}dB:precision=float", exact(gain))
}

/// No true peak above the ceiling: peaks between samples show at four times the rate.
fn held(ceiling: Decibels, rate: u32) -> String {
    let limit = exact((ceiling - HEADROOM).clamp(LIMITS.0, LIMITS.1));
    format!(
        ",aresample={},alimiter=limit={limit}dB:attack=5:release=50:level=disabled:latency=enabled,\
         aresample={rate}",
        4 * rate
    )
}

/// Asks ffmpeg how loud a part becomes by its gain alone, told on stderr, and with its peaks held down,
/// told on its output: line by line, the last counts.
pub(crate) fn loudness(part: &Source<'_>, ceiling: Decibels, form: SoundForm) -> Vec<OsString> {
    let reach = Reach::of(part);
    let gained = format!("{}{}", reach.samples(form.rate), louder(part.gain.unwrap_or_default()));
    let told =
        |pipe: u8| format!("ebur128=metadata=1,ametadata=mode=print:key={LOUDNESS}:file=pipe\\\\:{pipe}");
    let filter = format!(
        "[0:a:0]{gained},asplit[free][held];[free]{}[free];[held]{},{}[held]",
        told(2),
        &held(ceiling, form.rate)[1..],
        told(1)
    );
    reach
        .seek(Args::default().with(["-hide_banner", "-nostdin", "-v", "error"]))
        .input(part.path)
        .with(["-filter_complex", &filter, "-map", "[free]", "-map", "[held]", "-f", "null", "-"])
        .0
}

/// Under which name a loudness is told.
const LOUDNESS: &str = "lavfi.r128.I";

/// The integrated loudness up to here, by a line of an answer. That of silence is none.
pub(crate) fn integrated(line: &str) -> Option<Decibels> {
    let (whole, fraction) = line.trim().strip_prefix(LOUDNESS)?.strip_prefix('=')?.split_once('.')?;
    let hundredths: i32 = format!("{whole}{:0<2}", fraction.get(..2.min(fraction.len()))?).parse().ok()?;
    Some(Decibels::new(hundredths)).filter(|loudness| *loudness > Decibels::new(-6_990))
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
    use std::path::Path;

    use super::*;
    use crate::args::samples::{facts, shown};

    #[test]
    fn a_level_is_written_with_both_places() {
        for (hundredths, text) in [(-5, "-0.05"), (1_234, "12.34"), (-150, "-1.50"), (0, "0.00")] {
            assert_eq!(exact(Decibels::new(hundredths)), text);
        }
    }

    #[test]
    fn a_loudness_is_read_to_the_hundredth() {
        let read = |line| integrated(line).map(Decibels::get);
        assert_eq!(read("lavfi.r128.I=-14.567"), Some(-1_456));
        assert_eq!(read("lavfi.r128.I=-0.5"), Some(-50));
        assert_eq!(read("lavfi.r128.I=-70.000"), None);
        assert_eq!(read("lavfi.r128.I=nan"), None);
        assert_eq!(read("frame:3    pts:14400   pts_time:0.3"), None);
    }

    #[test]
    fn what_is_asked() {
        let (facts, ceiling) = (facts(), Decibels::new(-100));
        let part =
            Source { path: Path::new("-a.mp4"), facts: &facts, trim: None, gain: Some(Decibels::new(1_600)) };
        insta::assert_snapshot!("loudness", shown(&loudness(&part, ceiling, SoundForm::of(&facts))));
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
