//! Why a plan cuts where it does, and what speaks for it.

use super::{SplitGround, SplitName, SplitPart, SplitPlan, place::Place, plans::near};
use crate::{Message, Micros, Ratio, Trim, Value};

/// The plan with these cuts, in order and inside the span.
pub(super) fn plan(
    ground: &SplitGround<'_>,
    max: Option<Micros>,
    name: SplitName,
    cuts: &[i64],
) -> SplitPlan {
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut start = ground.span.start;
    for cut in cuts {
        let end = Micros::new(*cut);
        parts.push(SplitPart { span: Trim { start, end }, reason: reason(ground, max, name, cuts, *cut) });
        start = end;
    }
    let span = Trim { start, end: ground.span.end };
    parts.push(SplitPart { span, reason: Message::new("split.reason.end") });
    let merit = merit(ground, cuts, &parts);
    SplitPlan { name, parts, merit }
}

fn reason(ground: &SplitGround<'_>, max: Option<Micros>, name: SplitName, cuts: &[i64], cut: i64) -> Message {
    let marks: Vec<i64> = ground.marks.iter().map(|mark| mark.get()).collect();
    let lost: Vec<i64> = marks.iter().copied().filter(|mark| cuts.binary_search(mark).is_err()).collect();
    let place = Place::of(ground, cut);
    if marks.binary_search(&cut).is_ok() {
        return Message::new("split.reason.mark");
    }
    if let Some((mark, _)) = near(&lost, cut) {
        return Message::new("split.reason.mark_near").with("mark", Value::Time(Micros::new(mark)));
    }
    let chapter = place.chapter.map(Value::Count);
    match (place.pause, chapter) {
        (Some(pause), Some(number)) => {
            Message::new("split.reason.pause_chapter").with("length", seconds(pause)).with("number", number)
        }
        (Some(pause), None) if place.scene => {
            Message::new("split.reason.pause_scene").with("length", seconds(pause))
        }
        (Some(pause), None) => Message::new("split.reason.pause").with("length", seconds(pause)),
        (None, Some(number)) => Message::new("split.reason.chapter").with("number", number),
        (None, None) if place.scene => Message::new("split.reason.scene"),
        (None, None) if place.keyframe => Message::new("split.reason.keyframe"),
        (None, None) => match (name, max) {
            (SplitName::Every, _) => Message::new("split.reason.time"),
            (SplitName::Fewest | SplitName::Pauses | SplitName::Chapters, Some(max)) => {
                Message::new("split.reason.limit").with("limit", Value::Time(max))
            }
            _ => Message::new("split.reason.even"),
        },
    }
}

fn merit(ground: &SplitGround<'_>, cuts: &[i64], parts: &[SplitPart]) -> Message {
    let silent = cuts.iter().filter(|cut| Place::of(ground, **cut).pause.is_some()).count();
    let inside = |mark: &&Micros| ground.span.start < **mark && **mark < ground.span.end;
    let marks = ground.marks.iter().filter(inside);
    let kept = marks.clone().filter(|mark| cuts.binary_search(&mark.get()).is_ok()).count();
    let lengths = || parts.iter().map(|part| part.span.length());
    // Whole seconds, downwards: a part of 19:59.97 is not one of 20:00.
    let whole = |length: Option<Micros>| {
        Value::Time(Micros::from_secs(length.unwrap_or_default().get().div_euclid(1_000_000)))
    };
    let (shortest, longest) = (whole(lengths().min()), whole(lengths().max()));
    let alike = if shortest == longest { "_alike" } else { "" };
    let named = |key: &str| Message::new(format!("split.merit.{key}{alike}"));
    let message = if kept < marks.clone().count() {
        named("marks").with("kept", count(kept)).with("marks", count(marks.count()))
    } else if silent == cuts.len() {
        named("silence")
    } else if ground.pauses.is_empty() {
        named("parts")
    } else {
        named("some").with("silent", count(silent)).with("cuts", count(cuts.len()))
    };
    message.with("count", count(parts.len())).with("shortest", shortest).with("longest", longest)
}

/// A pause's length in seconds, to a tenth, downwards.
fn seconds(pause: Trim) -> Value {
    let tenths = pause.length().get().max(0) / 100_000;
    Value::Rate(Ratio { num: u32::try_from(tenths).unwrap_or(u32::MAX), den: 10 })
}

fn count(number: usize) -> Value {
    Value::Count(u32::try_from(number).unwrap_or(u32::MAX))
}
