//! Places to cut, and how good each is.

use super::{SplitGround, bounds::Bounds};
use crate::{Micros, Trim};

/// What a cut outside every pause costs: more than any number of poor cuts inside one.
pub(super) const OUTSIDE: u64 = 1 << 32;

/// What a cut costs at most besides: one at a place that nothing speaks for.
pub(super) const POOR: u64 = PAUSE + CHAPTER + SCENE + EXACT * 3;

/// What a place is worth, in tenths of a second of pause: the pause itself, up to three seconds …
const PAUSE: u64 = 30;
/// … a chapter that begins near …
const CHAPTER: u64 = 20;
/// … a scene that begins near …
const SCENE: u64 = 10;
/// … and once more for a keyframe, a chapter or a scene exactly there: nothing, or less, is encoded anew.
const EXACT: u64 = 2;

/// A chapter or a scene is near within so many microseconds.
const NEAR: i64 = 1_000_000;

/// Silence longer than this has more than one place to cut, and one every so often.
const LONG: i64 = 2_000_000;
const EVERY: i64 = 1_000_000;

/// So many places in long silences there are at most.
const MOST_IN_SILENCE: i64 = 20_000;

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Where it is.
    pub at: i64,
    /// The pause it lies in.
    pub pause: Option<Trim>,
    /// Does a scene begin here, or near if it is in a pause?
    pub scene: bool,
    /// The chapter that begins here, or near if it is in a pause; the first is 1.
    pub chapter: Option<u32>,
    /// Can a copy begin exactly here?
    pub keyframe: bool,
    /// How many of chapter, scene and keyframe are exactly here.
    exact: u64,
    /// What it loses for not being the best place of its pause.
    loss: u64,
}

impl Place {
    /// What is known of an instant.
    pub(super) fn of(ground: &SplitGround<'_>, at: i64) -> Self {
        let pause = pause_at(ground.pauses, at);
        let near = |times: &[Micros]| nearest(times, at).filter(|(_, off)| *off == 0 || pause.is_some());
        let (scene, chapter) = (near(ground.scenes), near(ground.chapters));
        let keyframe = ground.keyframes.binary_search(&Micros::new(at)).is_ok();
        let here = |found: Option<(usize, i64)>| found.is_some_and(|(_, off)| off == 0);
        let exact = u64::from(here(scene)) + u64::from(here(chapter)) + u64::from(keyframe);
        Self {
            at,
            pause,
            scene: scene.is_some(),
            chapter: chapter.map(|(index, _)| u32::try_from(index + 1).unwrap_or(u32::MAX)),
            keyframe,
            exact,
            loss: pause.map_or(0, |pause| loss(pause, at, exact > 0)),
        }
    }

    /// What a cut here costs.
    pub(super) fn cost(&self) -> u64 {
        let pause = self.pause.map_or(0, |pause| tenths(pause.length()).min(PAUSE));
        let near = u64::from(self.chapter.is_some()) * CHAPTER + u64::from(self.scene) * SCENE;
        let worth = (pause + near + self.exact * EXACT).saturating_sub(self.loss);
        let outside = if self.pause.is_some() { 0 } else { OUTSIDE };
        outside + (POOR - worth)
    }
}

/// The places between two instants that something speaks for, in order, none twice.
pub(super) fn places(ground: &SplitGround<'_>, bounds: Bounds, start: i64, end: i64) -> Vec<Place> {
    let inside = |at: &i64| start < *at && *at < end;
    if ground.snaps() {
        let keys = ground.keyframes.iter().map(|at| at.get()).filter(inside);
        return keys.map(|at| Place::of(ground, at)).collect();
    }
    let named = [ground.scenes, ground.chapters, ground.keyframes, ground.marks].into_iter().flatten();
    let mut at: Vec<i64> = named.map(|at| at.get()).filter(inside).collect();
    let every = EVERY.max((end - start) / MOST_IN_SILENCE);
    let mut behind = start;
    for pause in ground.pauses {
        let (from, to) = (pause.start.get().max(behind), pause.end.get().min(end));
        if from >= to {
            continue;
        }
        behind = to;
        at.push(middle(*pause));
        if to - from >= LONG {
            at.extend((from..to).step_by(usize::try_from(every).unwrap_or(usize::MAX)).skip(1));
        }
    }
    // Where the limits leave one place only, and that is silent, it is a cut in silence.
    for parts in 1..=bounds.fewest(end - start).unwrap_or(1) {
        let limits = [start + parts * bounds.min, start + parts * bounds.max];
        let ends = [end - parts * bounds.min, end - parts * bounds.max];
        at.extend(limits.into_iter().chain(ends).filter(|at| pause_at(ground.pauses, *at).is_some()));
    }
    at.retain(inside);
    at.sort_unstable();
    at.dedup();
    at.into_iter().map(|at| Place::of(ground, at)).collect()
}

/// The pause that an instant lies in, its two ends not being in it.
fn pause_at(pauses: &[Trim], at: i64) -> Option<Trim> {
    let behind = pauses.partition_point(|pause| pause.start.get() < at);
    pauses.get(behind.checked_sub(1)?).copied().filter(|pause| at < pause.end.get())
}

fn middle(pause: Trim) -> i64 {
    let (start, end) = (pause.start.get(), pause.end.get());
    start + end.saturating_sub(start) / 2
}

/// What a place loses for where it lies in its pause.
fn loss(pause: Trim, at: i64, exact: bool) -> u64 {
    let edge = at.saturating_sub(pause.start.get()).min(pause.end.get().saturating_sub(at));
    // Breath is cut where a word is nearer than a tenth of a second.
    let breath = (pause.length().get() / 8).min(100_000);
    match () {
        () if edge < breath => EXACT * 3,
        () if exact || at == middle(pause) => 0,
        () => 1,
    }
}

/// The nearest of some times within reach: which it is, and how far off.
fn nearest(times: &[Micros], at: i64) -> Option<(usize, i64)> {
    let behind = times.partition_point(|time| time.get() < at);
    let around = [behind.checked_sub(1), Some(behind)].into_iter().flatten();
    around
        .filter_map(|index| Some((index, times.get(index)?.get().saturating_sub(at).saturating_abs())))
        .filter(|(_, off)| *off <= NEAR)
        .min_by_key(|(_, off)| *off)
}

fn tenths(length: Micros) -> u64 {
    u64::try_from(length.get() / 100_000).unwrap_or_default()
}
