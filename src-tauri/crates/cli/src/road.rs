//! How a file is made, in a word.

use serde_json::{Value as Json, json};
use series::{Message, Micros, Road, Value};
use studio::Detour;

/// The key of the word for a road.
pub(crate) fn key(road: Road) -> String {
    let word = match road {
        Road::Copy => "copy",
        Road::Remux => "remux",
        Road::SmartCut { audio: false } => "smart_cut",
        Road::SmartCut { audio: true } => "smart_cut_sound",
        Road::Transcode { video: false, .. } => "sound",
        Road::Transcode { video: true, audio: false } => "picture",
        Road::Transcode { video: true, audio: true } => "both",
    };
    format!("cli.road.{word}")
}

/// A road as JSON, without what it says of the streams: `copy`, `remux`, `smart_cut`, `transcode`.
pub(crate) fn shape(road: Road) -> Json {
    json!(road)["road"].take()
}

/// A file that took another road than planned, in one sentence.
pub(crate) fn detour(detour: &Detour) -> Message {
    Message::new("cli.detour")
        .with("title", Value::Text(detour.title.clone()))
        .with("planned", Value::Word(key(detour.planned)))
        .with("taken", Value::Word(key(detour.taken)))
        .with("why", Value::Text(detour.why.clone()))
}

/// A time that is only about right, to the tenth of a second, upwards: what is encoded is never nothing.
pub(crate) fn about(time: Micros) -> Micros {
    Micros::new(time.get().saturating_add(99_999) / 100_000 * 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_little_is_not_nothing() {
        for (micros, shown) in [(0, 0), (1, 100_000), (100_000, 100_000), (2_533_367, 2_600_000)] {
            assert_eq!(about(Micros::new(micros)), Micros::new(shown));
        }
        assert_eq!(shape(Road::SmartCut { audio: true }), "smart_cut");
    }
}
