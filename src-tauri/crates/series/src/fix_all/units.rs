//! Which episodes had best be joined so that none is too short.

use super::works::Work;
use crate::{
    Micros,
    plan::same_form,
    preflight::{length::Bounds, shown::Shown},
};

/// Episodes that stand one behind the other and become one; most stand alone.
pub(super) struct Unit {
    /// Their places, from 0.
    pub(super) members: Vec<usize>,
    /// As delivered alone, and with every cut exactly where it was asked for.
    lengths: [Micros; 2],
    /// May others be joined to it?
    open: bool,
    /// Is it too short, and not yet given up?
    short: bool,
}

/// The episodes that are joined, in order; a teaser never is. `shown` is every episode as it will be by
/// then, `gone` those that are left out.
pub(super) fn joined(works: &[Work], shown: &[Shown<'_>], bounds: Bounds, gone: &[bool]) -> Vec<Unit> {
    let is_there = |at: &usize| shown[*at].paid && !gone.get(*at).is_some_and(|gone| *gone);
    let mut units: Vec<Unit> = (0..works.len().min(shown.len()))
        .filter(is_there)
        .map(|at| Unit {
            members: vec![at],
            lengths: shown[at].lengths(),
            open: works[at].split.is_none(),
            short: works[at].short && works[at].trim.is_none(),
        })
        .collect();
    while let Some(at) = units.iter().position(|unit| unit.short) {
        match neighbour(&units, at, shown, bounds).or_else(|| stretch(&units, at, bounds)) {
            Some((from, to)) => {
                let rest: Vec<Unit> = units.drain(from + 1..=to).collect();
                let whole = &mut units[from];
                for unit in rest {
                    whole.lengths = sum(whole.lengths, unit.lengths);
                    whole.members.extend(unit.members);
                }
                whole.short = false;
            }
            None => units[at].short = false,
        }
    }
    units.retain(|unit| unit.members.len() > 1);
    units
}

/// The neighbour it fits with: one of the same form, so that both are copied; of two such the shorter.
fn neighbour(units: &[Unit], at: usize, shown: &[Shown<'_>], bounds: Bounds) -> Option<(usize, usize)> {
    let video = |unit: &Unit| &shown[unit.members[0]].clip().facts.video;
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let fits = |other: &usize| {
        let open = |unit: &Unit| unit.open && bounds.take_both(units[at].lengths, unit.lengths);
        units.get(*other).is_some_and(open)
    };
    let best = beside.filter(fits).min_by_key(|other| {
        (!same_form(video(&units[at]), video(&units[*other])), units[*other].lengths[0])
    })?;
    Some((at.min(best), at.max(best)))
}

/// As many behind it, or before it, as make it long enough.
fn stretch(units: &[Unit], at: usize, bounds: Bounds) -> Option<(usize, usize)> {
    let reach = |places: &mut dyn Iterator<Item = usize>| {
        let mut lengths = units[at].lengths;
        let enough = |next: &usize| {
            lengths = sum(lengths, units[*next].lengths);
            lengths.iter().all(|length| *length >= bounds.min)
        };
        let last = places.take_while(|at| units[*at].open).find(enough);
        last.filter(|_| lengths.iter().all(|length| bounds.takes(*length)))
    };
    reach(&mut (at + 1..units.len()))
        .map(|to| (at, to))
        .or_else(|| reach(&mut (0..at).rev()).map(|from| (from, at)))
}

fn sum(one: [Micros; 2], other: [Micros; 2]) -> [Micros; 2] {
    [one[0] + other[0], one[1] + other[1]]
}
