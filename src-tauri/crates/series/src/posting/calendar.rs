//! When each posting goes out: a platform takes only so many within a minute and a day, whoever sends
//! them. What was sent counts, by this app's own ledger; what other apps sent, the platform tells by
//! refusing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Target;
use crate::{Limit, Rules};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// What stands between two clocks, and between asking and being asked.
const MARGIN_MS: i64 = 1_000;

/// How many places an account may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Caps {
    /// Places within a minute, of all targets together (DP, UP).
    pub asked_a_minute: u32,
    /// Drafts within 24 hours (UP).
    pub drafts_a_day: u32,
    /// Posts within 24 hours: about so many, and for all apps together (CSG).
    pub posts_a_day: u32,
}

/// A place that an account asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Moment {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// For which target.
    pub target: Target,
}

/// Something that waits for its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Where it goes.
    pub target: Target,
    /// How long sending it takes, in milliseconds.
    pub lasts_ms: i64,
}

impl Caps {
    /// Those of the rules in force. A rule that is off limits nothing.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        let number = |id: &str| match rules.limit(id) {
            Some(Limit::Number(number)) => u32::try_from(*number).unwrap_or(u32::MAX),
            _ => u32::MAX,
        };
        Self {
            asked_a_minute: number("api.rate.init"),
            drafts_a_day: number("api.cap.pending_24h"),
            posts_a_day: number("api.cap.posts_24h"),
        }
    }

    /// When each may ask for its place, one at a time, in milliseconds since 1970: whichever may first goes
    /// first, and of those that may at the same moment, the first of them. `past` are the places asked for
    /// before, in any order; `held` says until when a target takes nothing, because it said so; nothing
    /// begins before `from_ms`.
    #[must_use]
    pub fn calendar(
        &self,
        turns: &[Turn],
        past: &[Moment],
        held: &BTreeMap<Target, i64>,
        from_ms: i64,
    ) -> Vec<i64> {
        let mut asked = past.to_vec();
        asked.sort_unstable_by_key(|moment| moment.at_ms);
        let mut free = from_ms;
        let mut begins = vec![from_ms; turns.len()];
        let mut left: Vec<usize> = (0..turns.len()).collect();
        while !left.is_empty() {
            let mut first: BTreeMap<Target, (usize, usize)> = BTreeMap::new();
            for (at, place) in left.iter().enumerate() {
                first.entry(turns[*place].target).or_insert((at, *place));
            }
            let begin = |target: &Target| {
                let from = held.get(target).map_or(free, |until| free.max(*until));
                self.earliest(*target, &asked, from)
            };
            let next = first.iter().map(|(target, at)| (begin(target), at.1, at.0)).min();
            let Some((at_ms, place, at)) = next else { break };
            left.remove(at);
            begins[place] = at_ms;
            let turn = &turns[place];
            let after = asked.partition_point(|moment| moment.at_ms <= at_ms);
            asked.insert(after, Moment { at_ms, target: turn.target });
            free = at_ms.saturating_add(turn.lasts_ms.max(0));
        }
        begins
    }

    /// The first moment from `from_ms` on at which one more place may be asked for.
    fn earliest(&self, target: Target, asked: &[Moment], from_ms: i64) -> i64 {
        if !target.capabilities().sends || target == Target::Peertube {
            return from_ms;
        }
        let tiktok = |moment: &&Moment| moment.target != Target::Peertube;
        let same = |moment: &&Moment| moment.target == target;
        let times = |wanted: &dyn Fn(&&Moment) -> bool| -> Vec<i64> {
            asked.iter().filter(|moment| wanted(moment)).map(|moment| moment.at_ms).collect()
        };
        let a_day = if target == Target::TiktokDraft { self.drafts_a_day } else { self.posts_a_day };
        let by_day = free_from(&times(&same), a_day, DAY_MS, from_ms);
        free_from(&times(&tiktok), self.asked_a_minute, MINUTE_MS, by_day)
    }
}

/// The first moment from `from_ms` on within whose last `window_ms` there are fewer than `most`. The times
/// are in order; none after the moment counts.
fn free_from(times: &[i64], most: u32, window_ms: i64, from_ms: i64) -> i64 {
    let most = (most as usize).max(1);
    let Some(oldest) = times.len().checked_sub(most).and_then(|nth| times.get(nth)) else { return from_ms };
    from_ms.max(oldest.saturating_add(window_ms + MARGIN_MS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn caps() -> Caps {
        Caps::of(&crate::rules::tests::built_in())
    }

    const DRAFT: Turn = Turn { target: Target::TiktokDraft, lasts_ms: 1_000 };

    #[test]
    fn eighty_drafts_take_sixteen_days() {
        let all = caps().calendar(&[DRAFT; 80], &[], &BTreeMap::new(), 0);
        assert_eq!(&all[..5], [0, 1_000, 2_000, 3_000, 4_000]);
        assert_eq!(all[5], DAY_MS + MARGIN_MS);
        let days = (all[79] + DAY_MS - 1) / DAY_MS;
        assert_eq!(days, 16, "fifteen full days and the last five");
    }

    #[test]
    fn what_was_sent_before_counts_and_other_targets_have_places_of_their_own() {
        let moment = |at_ms, target| Moment { at_ms, target };
        let past: Vec<_> = (0..5).map(|n| moment(n * 1_000, Target::TiktokDraft)).collect();
        let calendar =
            |target, from| caps().calendar(&[Turn { target, lasts_ms: 0 }], &past, &BTreeMap::new(), from)[0];
        assert_eq!(calendar(Target::TiktokDraft, 5_000), DAY_MS + MARGIN_MS);
        assert_eq!(calendar(Target::TiktokDraft, DAY_MS + MARGIN_MS - 1), DAY_MS + MARGIN_MS);
        assert_eq!(calendar(Target::TiktokPost, 5_000), 5_000);
        assert_eq!(calendar(Target::Peertube, 5_000), 5_000);
    }

    #[test]
    fn six_within_a_minute() {
        let post = Turn { target: Target::TiktokPost, lasts_ms: 0 };
        let all = caps().calendar(&[post; 7], &[], &BTreeMap::new(), 7);
        assert_eq!(all[..6], [7; 6]);
        assert_eq!(all[6], 7 + MINUTE_MS + MARGIN_MS);
    }

    #[test]
    fn what_is_held_waits_and_the_others_go_first() {
        let turn = |target| Turn { target, lasts_ms: 10 };
        let turns = [Target::TiktokDraft, Target::TiktokPost, Target::TiktokDraft].map(turn);
        let held = BTreeMap::from([(Target::TiktokDraft, 5_000)]);
        assert_eq!(caps().calendar(&turns, &[], &held, 100), [5_000, 100, 5_010]);
    }

    proptest! {
        #[test]
        fn no_window_holds_too_many_and_none_is_later_than_it_must(
            kinds in prop::collection::vec(0..2_usize, 1..60),
            lasts in 0..100_000_i64,
            drafts in 1..6_u32,
            posts in 1..16_u32,
        ) {
            let caps = Caps { asked_a_minute: 6, drafts_a_day: drafts, posts_a_day: posts };
            let target = |kind: usize| [Target::TiktokDraft, Target::TiktokPost][kind];
            let turns: Vec<_> =
                kinds.iter().map(|kind| Turn { target: target(*kind), lasts_ms: lasts }).collect();
            let begins = caps.calendar(&turns, &[], &BTreeMap::new(), 0);
            let within = |end: i64, window: i64, of: Option<Target>| {
                begins.iter().zip(&turns)
                    .filter(|(at, turn)| **at <= end && **at > end - window && of.is_none_or(|of| of == turn.target))
                    .count() as u32
            };
            for (at, turn) in begins.iter().zip(&turns) {
                prop_assert!(within(*at, MINUTE_MS, None) <= 6);
                let most = if turn.target == Target::TiktokDraft { drafts } else { posts };
                prop_assert!(within(*at, DAY_MS, Some(turn.target)) <= most);
            }
            // Each begins when the one before has ended, or when a window has just become free.
            let mut in_order = begins.clone();
            in_order.sort_unstable();
            for pair in in_order.windows(2) {
                let just_free = begins.iter().any(|at| [MINUTE_MS, DAY_MS].contains(&(pair[1] - at - MARGIN_MS)));
                prop_assert!(pair[1] == pair[0] + lasts || just_free);
            }
            // Of one kind, in their order.
            for kind in 0..2 {
                let same = || begins.iter().zip(&kinds).filter(|(_, of)| **of == kind).map(|(at, _)| at);
                prop_assert!(same().is_sorted());
            }
        }
    }
}
