//! What a clip is, in plain sentence parts: `Vertical 1080 × 1920`, `29.97 fps, constant` …

use std::cmp::Ordering;

use crate::{AudioFacts, ClipFacts, Container, Hdr, Message, Value, VideoFacts};

/// What a clip is, part by part: picture, rate, codec, range, turn, sound, container, size and length.
#[must_use]
pub fn describe(facts: &ClipFacts) -> Vec<Message> {
    let video = &facts.video;
    let mut parts = vec![picture(video)];
    parts.extend(rate(video));
    parts.push(
        Message::new("facts.codec")
            .with("codec", codec_name(&video.codec))
            .with("bits", Value::Count(u32::from(video.bit_depth))),
    );
    parts.extend(video.hdr.map(|hdr| Message::new(hdr_key(hdr))));
    if video.rotation != 0 {
        parts.push(Message::new("facts.turned").with("degrees", Value::Count(u32::from(video.rotation))));
    }
    parts.push(facts.audio.as_ref().map_or_else(|| Message::new("facts.silent"), sound));
    parts.push(Message::new("facts.container").with("container", container_name(&facts.container)));
    parts.push(
        Message::new("facts.size")
            .with("size", Value::Bytes(facts.size_bytes))
            .with("length", Value::Time(facts.duration)),
    );
    parts
}

fn picture(video: &VideoFacts) -> Message {
    Message::new("facts.picture")
        .with("shape", Value::Word(shape_word(video.width, video.height).1.to_owned()))
        .with("width", pixels(video.width))
        .with("height", pixels(video.height))
}

/// The shape of a picture: the name the rules use, and the key of the word for it.
pub(crate) fn shape_word(width: u32, height: u32) -> (&'static str, &'static str) {
    match width.cmp(&height) {
        Ordering::Less => ("vertical", "facts.shape.vertical"),
        Ordering::Equal => ("square", "facts.shape.square"),
        Ordering::Greater => ("horizontal", "facts.shape.horizontal"),
    }
}

fn rate(video: &VideoFacts) -> Option<Message> {
    let key = if video.variable_rate { "facts.rate_varies" } else { "facts.rate" };
    Some(Message::new(key).with("rate", Value::Rate(video.fps?)))
}

fn sound(audio: &AudioFacts) -> Message {
    let key = match audio.channels {
        1 => "facts.mono",
        2 => "facts.stereo",
        _ => "facts.channels",
    };
    Message::new(key)
        .with("codec", codec_name(&audio.codec))
        .with("channels", Value::Count(audio.channels))
        .with("khz", Value::Rate(crate::Ratio { num: audio.sample_rate, den: 1_000 }))
}

/// Pixels are never grouped: 1080, not 1,080.
pub(crate) fn pixels(pixels: u32) -> Value {
    Value::Text(pixels.to_string())
}

pub(crate) fn hdr_key(hdr: Hdr) -> &'static str {
    match hdr {
        Hdr::Hlg => "facts.hdr.hlg",
        Hdr::Pq => "facts.hdr.pq",
        Hdr::DolbyVision => "facts.hdr.dolby_vision",
    }
}

/// How people write a codec; the name is the same in every language.
pub(crate) fn codec_name(codec: &str) -> Value {
    let name = match codec {
        "h264" => "H.264",
        "hevc" => "HEVC",
        "av1" => "AV1",
        "vp8" => "VP8",
        "vp9" => "VP9",
        "mpeg4" => "MPEG-4",
        "mpeg2video" => "MPEG-2",
        "prores" => "ProRes",
        "dnxhd" => "DNxHD",
        "mjpeg" => "Motion JPEG",
        "aac" => "AAC",
        "mp3" => "MP3",
        "ac3" => "AC-3",
        "eac3" => "E-AC-3",
        "opus" => "Opus",
        "vorbis" => "Vorbis",
        "alac" => "ALAC",
        "flac" => "FLAC",
        pcm if pcm.starts_with("pcm_") => "PCM",
        other => return Value::Text(other.to_uppercase()),
    };
    Value::Text(name.to_owned())
}

/// How people write a kind of file.
pub(crate) fn container_name(container: &Container) -> Value {
    let name = match container {
        Container::Mp4 => "MP4",
        Container::Mov => "QuickTime",
        Container::Matroska => "Matroska",
        Container::Webm => "WebM",
        Container::Other(name) => return Value::Text(name.to_uppercase()),
    };
    Value::Text(name.to_owned())
}
