//! What a row changes, in a few words: "22:41" becomes "11:32 + 11:09".

use super::works::Work;
use crate::{
    Message, Micros, Number, Value,
    describe::{codec_name, hdr_key, pixels},
    plan::{Delivered, Outlook},
};

/// How something is before and after.
pub(super) type Effect = (Message, Message);

pub(super) fn length(time: Micros) -> Message {
    Message::new("effect.length").with("length", Value::Time(time))
}

pub(super) fn split(before: Micros, parts: &[Outlook]) -> Effect {
    let lengths: Vec<Micros> = parts.iter().map(|part| part.length).collect();
    // To the second, as everywhere where several are told.
    let time = |length: Micros| Value::Time(Micros::from_secs(length.get() / 1_000_000));
    let after = match lengths.as_slice() {
        [a, b] => Message::new("effect.parts_2").with("a", time(*a)).with("b", time(*b)),
        [a, b, c] => {
            Message::new("effect.parts_3").with("a", time(*a)).with("b", time(*b)).with("c", time(*c))
        }
        many => {
            let count = u32::try_from(many.len()).unwrap_or(u32::MAX);
            let sum: Micros = many.iter().copied().sum();
            let mean = Micros::new(sum.get() / i64::from(count.max(1)));
            Message::new("effect.parts").with("count", Value::Count(count)).with("length", time(mean))
        }
    };
    (length(before), after)
}

pub(super) fn joined(before: Micros, after: Micros, with: Number) -> Effect {
    let joined = Message::new("effect.joined").with("length", Value::Time(after));
    (length(before), joined.with("number", with.into()))
}

pub(super) fn removed(before: Micros) -> Effect {
    (length(before), Message::new("effect.removed"))
}

/// Of what is treated the worst finding is told.
pub(super) fn treated(work: &Work, before: &Delivered, after: &Delivered) -> Effect {
    let of = |delivered: &Delivered| -> Option<Message> {
        Some(match work.rules.first()?.as_str() {
            "own.video.vfr" | "series.video.fps.min" | "series.video.fps.max" => rate(delivered),
            "own.video.hdr" => match delivered.hdr {
                Some(hdr) => Message::new("effect.hdr").with("hdr", Value::Word(hdr_key(hdr).to_owned())),
                None => Message::new("effect.sdr"),
            },
            "series.video.codec" => Message::new("effect.codec").with("codec", codec_name(&delivered.codec)),
            "series.video.px.min" | "series.video.px.max" => Message::new("effect.size")
                .with("width", pixels(delivered.width))
                .with("height", pixels(delivered.height)),
            "own.audio.loudness" => {
                let loudness = delivered.levels.iter().find_map(|(loudness, _)| *loudness)?;
                Message::new("effect.loudness").with("loudness", Value::Loudness(loudness))
            }
            _ => return None,
        })
    };
    match (of(before), of(after)) {
        (Some(before), Some(after)) => (before, after),
        _ => (Message::new("effect.as_it_is"), Message::new("effect.treated")),
    }
}

fn rate(delivered: &Delivered) -> Message {
    match delivered.fps {
        None => Message::new("effect.rate_unknown"),
        Some(fps) => {
            let key = if delivered.variable_rate { "effect.rate_varies" } else { "effect.rate" };
            Message::new(key).with("rate", Value::Rate(fps))
        }
    }
}
