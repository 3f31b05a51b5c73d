//! Which road leads to a legal file at the least cost, and why no cheaper one will do.

use super::{
    Ground, Shot,
    picture::{Picture, same_form},
    seams,
    sound::Sound,
};
use crate::describe::{codec_name, container_name, hdr_key};
use crate::{
    Container, Cuts, Encodes, Limit, Message, Micros, Road, Rules, Severity, Trim, Uncuttable, Value,
};

/// What MP4 can hold without encoding anew.
const HELD: [&str; 5] = ["h264", "hevc", "av1", "vp9", "mpeg4"];

/// The road, why, and where the picture is encoded anew on it.
pub(super) struct Course {
    pub(super) road: Road,
    pub(super) reason: Message,
    /// From the file's start.
    pub(super) anew: Vec<Trim>,
}

pub(super) fn course(
    first: &Shot<'_>,
    shots: &[Shot<'_>],
    cuts: Cuts,
    picture: &Picture,
    sound: &Sound,
    ground: Ground<'_>,
) -> Course {
    let whole = shots.len() == 1 && first.trim.is_none();
    // What is cut or joined and encoded anew has its sound encoded too: exact to the sample.
    let with_picture = Road::Transcode { video: true, audio: sound.anew || (sound.is_there && !whole) };
    let encoded = |reason| Course { road: with_picture, reason, anew: all(shots) };
    if let Some(reason) = &picture.reason {
        return encoded(reason.clone());
    }
    if whole {
        return uncut(first, sound, ground.rules, &encoded);
    }
    if let Some(shot) = shots.iter().find(|shot| refused(&shot.clip.facts.video.codec, ground.rules)) {
        return encoded(Message::new("reason.codec").with("video", video_name(shot)));
    }
    if let Some(reason) = shots.iter().find_map(|shot| Some(why_not(shot, uncuttable(shot, cuts, ground)?))) {
        return encoded(reason);
    }
    let alike = |shot: &Shot<'_>| same_form(&first.clip.facts.video, &shot.clip.facts.video);
    if !shots.iter().all(alike) && encoder(first, ground) < Encodes::Seams {
        return encoded(why_not(first, Uncuttable::Encoder));
    }
    let anew = seams(shots, cuts, alike);
    let seam: Micros = anew.iter().map(|span| span.length()).sum();
    let joined = shots.len() > 1;
    if joined && seam == Micros::ZERO && !sound.anew && shots.iter().all(|shot| shot.trim.is_none()) {
        let reason = Message::new("reason.joined").with("count", parts(shots));
        return Course { road: Road::Remux, reason, anew };
    }
    let mut reason = match (joined, seam > Micros::ZERO) {
        (true, true) if !shots.iter().all(alike) => Message::new("reason.joined_unlike"),
        (true, true) => Message::new("reason.joined_seams"),
        (true, false) => Message::new("reason.joined"),
        (false, true) => Message::new("reason.cut"),
        (false, false) => Message::new("reason.cut_copied"),
    };
    reason = reason.with("seam", Value::Time(seam)).with("count", parts(shots));
    let span = first.trim.unwrap_or(Trim { start: Micros::ZERO, end: first.length });
    reason = reason.with("in", Value::Time(span.start)).with("out", Value::Time(span.end));
    // That the sound is levelled says more than where the cut is.
    if let Some(levelled) = sound.reason.as_ref().filter(|_| sound.anew) {
        reason = levelled.clone();
    }
    Course { road: Road::SmartCut { audio: sound.anew }, reason, anew }
}

/// One whole clip whose picture nothing is done to.
fn uncut(shot: &Shot<'_>, sound: &Sound, rules: &Rules, encoded: &dyn Fn(Message) -> Course) -> Course {
    let (facts, codec) = (&shot.clip.facts, &shot.clip.facts.video.codec);
    if !HELD.contains(&codec.as_str()) || refused(codec, rules) {
        let key = match (&facts.audio, sound.anew) {
            (None, _) => "reason.silent_video",
            (Some(_), true) => "reason.both",
            (Some(_), false) => "reason.video",
        };
        let reason = Message::new(key).with("video", video_name(shot));
        return encoded(match &facts.audio {
            Some(audio) => reason.with("audio", codec_name(&audio.codec)),
            None => reason,
        });
    }
    let (road, reason) = match &sound.reason {
        Some(reason) if sound.anew => (Road::Transcode { video: false, audio: true }, reason.clone()),
        unheard if facts.container == Container::Mp4 => {
            (Road::Copy, unheard.clone().unwrap_or_else(|| Message::new("reason.copy")))
        }
        unheard => {
            let remux = || Message::new("reason.remux").with("container", container_name(&facts.container));
            (Road::Remux, unheard.clone().unwrap_or_else(remux))
        }
    };
    Course { road, reason, anew: Vec::new() }
}

/// Why a shot cannot be cut by encoding only its seams anew, as far as is known.
fn uncuttable(shot: &Shot<'_>, cuts: Cuts, ground: Ground<'_>) -> Option<Uncuttable> {
    let video = &shot.clip.facts.video;
    if !matches!(video.codec.as_str(), "h264" | "hevc") {
        return Some(Uncuttable::Codec);
    }
    shot.trim?;
    let index = shot.analysis.and_then(|analysis| analysis.index.as_ref());
    let known = index.and_then(|index| index.uncuttable);
    let exact = cuts == Cuts::Exact;
    match known {
        Some(Uncuttable::Codec | Uncuttable::Index | Uncuttable::NoKeyframe) => return known,
        Some(Uncuttable::Depth | Uncuttable::Hdr | Uncuttable::Interlaced) if exact => return known,
        // Whether there is an encoder is asked now: ffmpeg may have been another one then.
        Some(_) | None => {}
    }
    if exact && video.hdr.is_some() {
        return Some(Uncuttable::Hdr);
    }
    if exact && (video.bit_depth != 8 || !matches!(video.pixel_format.as_str(), "yuv420p" | "yuvj420p")) {
        return Some(Uncuttable::Depth);
    }
    if exact && encoder(shot, ground) < Encodes::Seams {
        return Some(Uncuttable::Encoder);
    }
    seams::head(shot).is_none().then_some(Uncuttable::NoKeyframe)
}

fn encoder(shot: &Shot<'_>, ground: Ground<'_>) -> Encodes {
    let encoders = ground.means.encoders;
    if shot.clip.facts.video.codec == "hevc" { encoders.hevc } else { encoders.h264 }
}

fn why_not(shot: &Shot<'_>, why: Uncuttable) -> Message {
    let key = match why {
        Uncuttable::Codec => "reason.uncuttable.codec",
        Uncuttable::Depth => "reason.uncuttable.depth",
        Uncuttable::Hdr => "reason.uncuttable.hdr",
        Uncuttable::Interlaced => "reason.uncuttable.interlaced",
        Uncuttable::NoKeyframe => "reason.uncuttable.no_keyframe",
        Uncuttable::Index => "reason.uncuttable.index",
        Uncuttable::Encoder => "reason.uncuttable.encoder",
    };
    let hdr = shot.clip.facts.video.hdr.map_or("facts.hdr.pq", hdr_key);
    Message::new(key).with("video", video_name(shot)).with("hdr", Value::Word(hdr.to_owned()))
}

/// Where the picture is encoded anew: behind in points, and where a clip takes the first one's form.
fn seams(shots: &[Shot<'_>], cuts: Cuts, alike: impl Fn(&Shot<'_>) -> bool) -> Vec<Trim> {
    let (mut anew, mut start) = (Vec::new(), Micros::ZERO);
    for shot in shots {
        let seam = match cuts {
            _ if !alike(shot) => shot.length,
            Cuts::Exact => seams::head(shot).unwrap_or(shot.length),
            Cuts::AtKeyframes => Micros::ZERO,
        };
        if seam > Micros::ZERO {
            anew.push(Trim { start, end: start + seam });
        }
        start = start + shot.length;
    }
    anew
}

fn all(shots: &[Shot<'_>]) -> Vec<Trim> {
    vec![Trim { start: Micros::ZERO, end: shots.iter().map(|shot| shot.length).sum() }]
}

fn parts(shots: &[Shot<'_>]) -> Value {
    Value::Count(u32::try_from(shots.len()).unwrap_or(u32::MAX))
}

fn video_name(shot: &Shot<'_>) -> Value {
    codec_name(&shot.clip.facts.video.codec)
}

/// Does a rule that blocks refuse the codec, where H.264 would do? Then encoding anew is the way.
fn refused(codec: &str, rules: &Rules) -> bool {
    let rule = rules.get("series.video.codec").filter(|rule| rule.on && rule.severity == Severity::Block);
    match rule.and_then(|rule| rule.limit.as_ref()) {
        Some(Limit::Names(names)) => {
            names.iter().any(|name| name == "h264") && !names.iter().any(|name| name == codec)
        }
        _ => false,
    }
}
