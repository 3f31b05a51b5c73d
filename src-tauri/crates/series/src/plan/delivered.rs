//! What a delivered file will be like: what the rules are held against.

use super::{Shot, picture::encoded_codec, sound::Sound};
use crate::{Clip, ClipFacts, Container, Decibels, Hdr, PictureWork, Ratio, Road};

/// What a file will be like.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) container: Container,
    /// ffprobe's name of the picture's codec.
    pub(crate) codec: String,
    /// In pixels as shown.
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) fps: Option<Ratio>,
    pub(crate) variable_rate: bool,
    pub(crate) hdr: Option<Hdr>,
    /// The turn that a player makes, in degrees.
    pub(crate) rotation: u16,
    pub(crate) has_sound: bool,
    /// Loudness and true peak of each of its parts, as far as they are known.
    pub(crate) levels: Vec<(Option<Decibels>, Option<Decibels>)>,
}

impl Delivered {
    /// A clip's own file, as it is.
    pub(crate) fn as_it_is(clip: &Clip) -> Self {
        Self::found(&clip.facts)
    }

    /// A file with what probing found in it.
    pub(crate) fn found(facts: &ClipFacts) -> Self {
        let video = &facts.video;
        Self {
            container: facts.container.clone(),
            codec: video.codec.clone(),
            width: video.width,
            height: video.height,
            fps: video.fps,
            variable_rate: video.variable_rate,
            hdr: video.hdr,
            rotation: video.rotation,
            has_sound: facts.audio.is_some(),
            levels: Vec::new(),
        }
    }

    /// Several clips take the first one's form.
    pub(super) fn of(
        first: &Shot<'_>,
        shots: &[Shot<'_>],
        road: Road,
        work: &PictureWork,
        sound: &Sound,
    ) -> Self {
        let mut delivered = Self::as_it_is(first.clip);
        let video = &first.clip.facts.video;
        // The kit holds MP4 only.
        delivered.container = Container::Mp4;
        delivered.variable_rate = shots.iter().any(|shot| shot.clip.facts.video.variable_rate);
        if matches!(road, Road::Transcode { video: true, .. }) {
            encoded_codec(video, work).clone_into(&mut delivered.codec);
            (delivered.width, delivered.height) = work.size.unwrap_or((video.width, video.height));
            delivered.hdr = video.hdr.filter(|_| !work.sdr);
            // ffmpeg turns what it encodes.
            delivered.rotation = 0;
        }
        if let Some(rate) = work.rate {
            (delivered.fps, delivered.variable_rate) = (Some(rate), false);
        }
        delivered.has_sound = sound.is_there || sound.work.silence;
        delivered.levels.clone_from(&sound.levels);
        delivered
    }
}
