//! One episode as the rules see it, be it of a draft or a bare file.

use super::{Finding, Subject};
use crate::{Clip, Container, Episode, EpisodeId, Message, Micros, Road, Rule, Rules, Trim, Value, road};

pub(super) struct Shown<'a> {
    pub(super) id: EpisodeId,
    /// Its place, from 1.
    pub(super) number: u32,
    /// Its title, or the file's name.
    pub(super) name: &'a str,
    pub(super) clip: &'a Clip,
    pub(super) trim: Option<Trim>,
    /// How long the delivered file will be.
    pub(super) length: Micros,
    /// How the delivered file is made; none for a bare file, which is delivered as it is.
    pub(super) road: Option<(Road, Message)>,
}

impl<'a> Shown<'a> {
    pub(super) fn of_draft(number: u32, episode: &'a Episode, clip: &'a Clip, rules: &Rules) -> Self {
        Self {
            id: episode.id,
            number,
            name: &episode.title,
            clip,
            trim: episode.first.trim,
            length: episode.first.length(clip),
            road: Some(road(clip, episode.first.trim, rules)),
        }
    }

    pub(super) fn of_file(number: u32, clip: &'a Clip) -> Self {
        Self {
            id: EpisodeId::new(clip.id.uuid()),
            number,
            name: clip.file_name(),
            clip,
            trim: None,
            length: clip.facts.duration,
            road: None,
        }
    }

    /// The part of the clip it keeps.
    pub(super) fn kept(&self) -> Trim {
        self.trim.unwrap_or(Trim { start: Micros::ZERO, end: self.clip.facts.duration })
    }

    /// The codec of the delivered picture. What is encoded anew becomes H.264, or HEVC where more than
    /// 8 bits are to be kept.
    pub(super) fn video_codec(&self) -> &str {
        let video = &self.clip.facts.video;
        match &self.road {
            Some((Road::Transcode { video: true, .. }, _)) => {
                if video.bit_depth > 8 || video.hdr.is_some() {
                    "hevc"
                } else {
                    "h264"
                }
            }
            _ => &video.codec,
        }
    }

    /// The kind of the delivered file: the kit holds MP4 only.
    pub(super) fn container(&self) -> &Container {
        if self.road.is_some() { &Container::Mp4 } else { &self.clip.facts.container }
    }

    /// A finding about it that names it.
    pub(super) fn finding(&self, rule: &Rule) -> Finding {
        Finding::new(rule, Subject::Episode(self.id))
            .with("name", Value::Text(self.name.to_owned()))
            .with("number", Value::Count(self.number))
    }
}
