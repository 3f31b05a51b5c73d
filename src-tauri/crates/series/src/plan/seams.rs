//! Where cuts meet keyframes: how much around a cut is encoded anew.

use super::Shot;
use crate::{Micros, Trim};

/// What a seam is taken for as long as nobody knows the keyframes.
const UNKNOWN: Micros = Micros::from_secs(1);

/// The trim moved so that it begins at the keyframe before, where that is known.
pub(super) fn at_keyframe(shot: &Shot<'_>) -> Option<Trim> {
    let trim = shot.trim?;
    let Some(keyframes) = keyframes(shot) else { return Some(trim) };
    let before = keyframes.partition_point(|at| *at <= trim.start);
    let start = before.checked_sub(1).map_or(Micros::ZERO, |at| keyframes[at]).max(Micros::ZERO);
    let whole = start == Micros::ZERO && trim.end == shot.clip.facts.duration;
    (!whole).then_some(Trim { start, ..trim })
}

/// How much behind the in point is encoded anew: up to the next keyframe. None where there is no
/// keyframe to begin a copy at.
pub(super) fn head(shot: &Shot<'_>) -> Option<Micros> {
    let Some(trim) = shot.trim.filter(|trim| trim.start > Micros::ZERO) else { return Some(Micros::ZERO) };
    let Some(keyframes) = keyframes(shot) else { return Some(UNKNOWN.min(shot.length)) };
    let next = keyframes.get(keyframes.partition_point(|at| *at < trim.start))?;
    (*next < trim.end).then(|| *next - trim.start)
}

fn keyframes<'a>(shot: &Shot<'a>) -> Option<&'a [Micros]> {
    Some(&shot.analysis?.index.as_ref()?.keyframes)
}
