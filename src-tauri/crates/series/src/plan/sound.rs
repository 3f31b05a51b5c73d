//! What is done to the sound: a creator's treatment, and what joining clips asks for.

use super::Shot;
use crate::describe::codec_name;
use crate::{AudioFacts, Decibels, Message, RecipePart, SoundAnalysis, SoundWork, Treatment, Value};

/// What MP4 can hold without encoding anew.
const HELD: [&str; 6] = ["aac", "mp3", "ac3", "eac3", "opus", "alac"];
/// A difference nobody hears.
const NOTHING: Decibels = Decibels::new(10);
/// More than this would make noise loud, not speech.
const MOST_GAIN: i32 = 3_000;

/// What is done to the sound, and why.
pub(super) struct Sound {
    pub(super) work: SoundWork,
    /// By how much each shot is made louder.
    gains: Vec<Option<Decibels>>,
    /// Does any shot have sound?
    pub(super) is_there: bool,
    /// Is it encoded anew?
    pub(super) anew: bool,
    /// Why it is; or that it would be, were its loudness known.
    pub(super) reason: Option<Message>,
    /// Loudness and true peak of each shot as delivered, as far as they are known.
    pub(super) levels: Vec<(Option<Decibels>, Option<Decibels>)>,
}

pub(super) fn work(shots: &[Shot<'_>], treatment: Treatment) -> Sound {
    let tracks = || shots.iter().filter_map(|shot| shot.clip.facts.audio.as_ref());
    let missing = tracks().count() < shots.len();
    let is_there = tracks().next().is_some();
    let mut sound = Sound {
        work: SoundWork { ceiling: None, silence: missing && (treatment.silence || is_there) },
        gains: vec![None; shots.len()],
        is_there,
        anew: false,
        reason: None,
        levels: Vec::new(),
    };
    sound.level(shots, treatment);
    let held = |audio: &AudioFacts| HELD.contains(&audio.codec.as_str());
    let mut first = tracks();
    let first = first.next();
    let alike = |audio: &AudioFacts| first.is_none_or(|first| same_sound(first, audio));
    if let Some(audio) = tracks().find(|audio| !held(audio)) {
        sound.because(Message::new("reason.audio").with("audio", codec_name(&audio.codec)));
    } else if sound.work.silence {
        sound.because(Message::new("reason.silence"));
    } else if !tracks().all(alike) {
        sound.because(Message::new("reason.sounds_differ"));
    }
    if treatment.anew && is_there {
        sound.because(Message::new("reason.anew"));
    }
    let unheard = |shot: &Shot<'_>| shot.clip.facts.audio.is_some() && heard(shot).is_none();
    if let Some(level) = treatment.level.filter(|_| shots.iter().any(unheard)) {
        let unheard = Message::new("reason.unheard").with("target", Value::Loudness(level.loudness));
        sound.reason.get_or_insert(unheard);
    }
    sound
}

impl Sound {
    /// The first reason is the one that is told.
    fn because(&mut self, reason: Message) {
        self.anew = true;
        self.reason.get_or_insert(reason);
    }

    fn level(&mut self, shots: &[Shot<'_>], treatment: Treatment) {
        let heard: Vec<_> = shots.iter().map(heard).collect();
        let Some(level) = treatment.level else {
            self.levels = heard.iter().flatten().map(|sound| (sound.loudness, sound.true_peak)).collect();
            return;
        };
        for (gain, sound) in self.gains.iter_mut().zip(&heard) {
            let off = sound.and_then(|sound| sound.loudness).map(|loudness| level.loudness - loudness);
            *gain = off
                .map(|off| Decibels::new(off.get().clamp(-MOST_GAIN, MOST_GAIN)))
                .filter(|gain| gain.abs() >= NOTHING);
        }
        let gained = |(gain, sound): (&Option<Decibels>, &Option<&SoundAnalysis>)| {
            let (gain, sound) = (gain.unwrap_or_default(), (*sound)?);
            let louder = |level: Option<Decibels>| level.map(|level| level + gain);
            Some((louder(sound.loudness), louder(sound.true_peak)))
        };
        self.levels = self.gains.iter().zip(&heard).filter_map(gained).collect();
        let over = self.levels.iter().filter_map(|(_, peak)| *peak).find(|peak| *peak > level.true_peak);
        let (gain, target) = (self.gains.iter().flatten().next().copied(), Value::Loudness(level.loudness));
        if gain.is_some() || over.is_some() {
            self.work.ceiling = Some(level.true_peak);
            for (_, peak) in &mut self.levels {
                *peak = peak.map(|peak| peak.min(level.true_peak));
            }
        }
        if let Some(gain) = gain {
            let levelled = Message::new("reason.level").with("gain", Value::Gain(gain));
            self.because(levelled.with("target", target));
        } else if let Some(peak) = over {
            let held = Message::new("reason.peak").with("measured", Value::Peak(peak));
            self.because(held.with("limit", Value::Peak(level.true_peak)));
        }
    }

    /// The parts of the recipe.
    pub(super) fn parts(&self, shots: &[Shot<'_>]) -> Vec<RecipePart> {
        let part = |(shot, gain): (&Shot<'_>, &Option<Decibels>)| RecipePart {
            clip: shot.clip.id,
            trim: shot.trim,
            gain: *gain,
        };
        shots.iter().zip(&self.gains).map(part).collect()
    }
}

fn heard<'a>(shot: &Shot<'a>) -> Option<&'a SoundAnalysis> {
    shot.analysis?.sound.as_ref().filter(|_| shot.clip.facts.audio.is_some())
}

/// Can one sound follow on the other without encoding anew?
fn same_sound(one: &AudioFacts, other: &AudioFacts) -> bool {
    (&one.codec, one.channels, one.sample_rate) == (&other.codec, other.channels, other.sample_rate)
}
