//! When what waits goes out, as the platform's caps and what it said have it. The page foretells by it, and
//! a round goes by it.

use std::collections::BTreeMap;

use series::{Caps, Moment, Remedy, Stage, Target, Turn, Why};
use storage::Standing;

const MINUTE_MS: i64 = 60_000;
pub(crate) const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// What stands between two clocks.
const MARGIN_MS: i64 = 1_000;
/// What was written down further ahead than this was written by a clock that was set back since.
const AHEAD_MS: i64 = MINUTE_MS;

/// Was it refused for a while only, so that it goes on by itself?
pub(crate) fn comes_back(stage: &Stage) -> bool {
    let Stage::Refused { refused } = stage else { return false };
    matches!(refused.why.remedy(), Remedy::WaitAMinute | Remedy::WaitADay | Remedy::FinishDrafts)
}

/// Is there something to do for it without asking the creator?
pub(crate) fn goes_on(stage: &Stage) -> bool {
    matches!(stage, Stage::Waiting) || stage.is_under_way() || comes_back(stage)
}

/// Until when targets take nothing, because they said so to an account's postings.
fn held<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> BTreeMap<Target, i64> {
    let mut held = BTreeMap::new();
    for standing in standings {
        let Stage::Refused { refused } = &standing.stage else { continue };
        let (window_ms, targets): (_, &[Target]) = match refused.why {
            Why::TooFast if standing.posting.target == Target::Peertube => (MINUTE_MS, &[Target::Peertube]),
            Why::TooFast => (MINUTE_MS, &[Target::TiktokDraft, Target::TiktokPost]),
            Why::TooManyUsers => (DAY_MS, &[Target::TiktokDraft, Target::TiktokPost]),
            Why::TooManyPosts => (DAY_MS, &[Target::TiktokPost]),
            Why::TooManyDrafts => (DAY_MS, &[Target::TiktokDraft]),
            _ => continue,
        };
        let until = standing.since_ms.saturating_add(window_ms + MARGIN_MS);
        for target in targets {
            let known = held.entry(*target).or_insert(until);
            *known = until.max(*known);
        }
    }
    held
}

/// What is known of an account's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// How much the platform takes.
    pub(crate) caps: Caps,
    /// The places that were asked for.
    pub(crate) past: Vec<Moment>,
    /// Until when targets take nothing.
    pub(crate) held: BTreeMap<Target, i64>,
}

impl Day {
    /// By what the ledger has of the account: the places it asked for, and where its postings stand. What a
    /// clock wrote down that was ahead says nothing of this day; if it was after all, the platform says so.
    pub(crate) fn of(caps: Caps, mut past: Vec<Moment>, standings: &[Standing], now_ms: i64) -> Self {
        let latest_ms = now_ms.saturating_add(AHEAD_MS);
        past.retain(|moment| moment.at_ms <= latest_ms);
        let standings = standings.iter().filter(|standing| standing.since_ms <= latest_ms);
        Self { caps, past, held: held(standings) }
    }

    /// When each begins, in milliseconds since 1970, none before `from_ms`.
    pub(crate) fn begins(&self, turns: &[Turn], from_ms: i64) -> Vec<i64> {
        self.caps.calendar(turns, &self.past, &self.held, from_ms)
    }
}

#[cfg(test)]
mod tests {
    use series::Refused;

    use super::*;
    use crate::publish::samples::standing;

    fn refused(code: &str) -> Stage {
        Stage::Refused { refused: Refused::of(code, "", "") }
    }

    #[test]
    fn what_a_platform_says_holds_its_targets_and_no_others() {
        let post = |code: &str, since_ms| standing(1, Target::TiktokPost, refused(code), since_ms);
        let both = [Target::TiktokDraft, Target::TiktokPost];
        assert_eq!(held(&[post("spam_risk_user_banned_from_posting", 5)]), BTreeMap::new());
        let day = DAY_MS + MARGIN_MS;
        let posts = held(&[post("spam_risk_too_many_posts", 5), post("spam_risk_too_many_posts", 9)]);
        assert_eq!(posts, BTreeMap::from([(Target::TiktokPost, 9 + day)]));
        let drafts = held(&[post("spam_risk_too_many_pending_share", 5)]);
        assert_eq!(drafts, BTreeMap::from([(Target::TiktokDraft, 5 + day)]));
        assert_eq!(held(&[post("reached_active_user_cap", 5)]), both.map(|target| (target, 5 + day)).into());
        let minute = MINUTE_MS + MARGIN_MS;
        assert_eq!(held(&[post("rate_limit_exceeded", 5)]), both.map(|target| (target, 5 + minute)).into());
    }

    #[test]
    fn what_a_clock_wrote_down_that_was_ahead_does_not_count() {
        let caps = Caps { asked_a_minute: 6, drafts_a_day: 1, posts_a_day: 1 };
        let now_ms = 5 * DAY_MS;
        let day = |at_ms| {
            let past = vec![Moment { at_ms, target: Target::TiktokPost }];
            let full = refused("spam_risk_too_many_pending_share");
            Day::of(caps, past, &[standing(1, Target::TiktokDraft, full, at_ms)], now_ms)
        };
        let turns = [Target::TiktokPost, Target::TiktokDraft].map(|target| Turn { target, lasts_ms: 0 });
        for (at_ms, counts) in [
            (now_ms - 1, true),
            (now_ms, true),
            (now_ms + AHEAD_MS, true),
            (now_ms + AHEAD_MS + 1, false),
            (now_ms + 30 * DAY_MS, false),
        ] {
            let begins = if counts { at_ms + DAY_MS + MARGIN_MS } else { now_ms };
            assert_eq!(day(at_ms).begins(&turns, now_ms), [begins; 2], "{}", at_ms - now_ms);
        }
    }

    #[test]
    fn what_was_refused_for_a_while_goes_on_and_what_asks_does_not() {
        assert!(goes_on(&Stage::Waiting) && goes_on(&Stage::Reserving));
        assert!(goes_on(&refused("spam_risk_too_many_pending_share")));
        assert!(!goes_on(&refused("privacy_level_option_mismatch")) && !goes_on(&Stage::Skipped));
        assert!(!goes_on(&Stage::Posted { post: None }));
    }
}
