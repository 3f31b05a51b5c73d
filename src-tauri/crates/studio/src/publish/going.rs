//! How it goes within a walk: whether more arrives than ever did, and how long nothing went well.

use std::time::Duration;

use series::Stage;

/// How long is waited after something that may go well by itself.
const AGAIN_AFTER_MS: [i64; 7] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
/// So often a platform may answer to a part of the file that it holds nothing of it, before no more is sent.
const TAKES_NOTHING: u32 = 3;

/// How it goes.
#[derive(Debug)]
pub(super) struct Going {
    /// How long to go on without anything going well.
    patience: Duration,
    /// The most bytes that the platform said it holds; none before there is a place.
    most: Option<u64>,
    /// How often nothing was taken since something went well.
    took_nothing: u32,
    /// Failures since something went well.
    failures: usize,
    /// How long was waited because of them.
    waited_ms: i64,
}

impl Going {
    /// Of a walk that begins there.
    pub(super) const fn from(stage: &Stage, patience: Duration) -> Self {
        let most = if let Stage::Sending { held, .. } = stage { Some(*held) } else { None };
        Self { patience, most, took_nothing: 0, failures: 0, waited_ms: 0 }
    }

    /// It stands there now. Did that go well? Of a file that is sent only more than was ever held counts: neither
    /// that the platform answers, nor that it takes again what it lost.
    pub(super) fn comes_to(&mut self, stage: &Stage) -> bool {
        if let Stage::Sending { held, .. } = stage {
            if self.most.is_some_and(|most| *held <= most) {
                return false;
            }
            self.most = Some(*held);
        }
        (self.took_nothing, self.failures, self.waited_ms) = (0, 0, 0);
        true
    }

    /// A part of the file was sent, and nothing of it is held.
    pub(super) const fn takes_nothing(&mut self) {
        self.took_nothing += 1;
    }

    /// Would it be for nothing to send more?
    pub(super) const fn is_stuck(&self) -> bool {
        self.took_nothing >= TAKES_NOTHING
    }

    /// It failed. How long to wait before the next try; none when the patience is at its end. Only what was
    /// waited counts: a machine that slept meanwhile has waited for nothing.
    pub(super) fn pause(&mut self) -> Option<i64> {
        let pause = AGAIN_AFTER_MS[self.failures.min(AGAIN_AFTER_MS.len() - 1)];
        let left = u128::try_from(self.waited_ms).unwrap_or(0) < self.patience.as_millis();
        self.failures += 1;
        self.waited_ms = self.waited_ms.saturating_add(pause);
        left.then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use series::ChunkPlan;

    use super::*;

    fn sending(held: u64) -> Stage {
        let plan = ChunkPlan { size: 70, chunk: 10, count: 7 };
        Stage::Sending { ticket: "v".into(), plan, held, all_went: false, until_ms: 0 }
    }

    fn pauses(going: &mut Going) -> Vec<i64> {
        std::iter::from_fn(|| going.pause()).collect()
    }

    #[test]
    fn pauses_grow_and_end_with_the_patience() {
        let mut going = Going::from(&Stage::Waiting, Duration::from_secs(100));
        assert_eq!(pauses(&mut going), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
        let mut going = Going::from(&Stage::Waiting, Duration::ZERO);
        assert!(pauses(&mut going).is_empty());
    }

    #[test]
    fn only_more_than_was_ever_held_goes_well() {
        let mut going = Going::from(&Stage::Waiting, Duration::from_secs(1));
        assert!(going.comes_to(&Stage::Reserving) && going.comes_to(&sending(0)));
        assert!(going.comes_to(&sending(20)));
        assert_eq!(pauses(&mut going), [1_000]);
        for held in [20, 0, 10, 20] {
            assert!(!going.comes_to(&sending(held)), "{held}");
            assert!(pauses(&mut going).is_empty(), "{held}: the patience is at its end");
        }
        assert!(going.comes_to(&sending(21)));
        assert_eq!(pauses(&mut going), [1_000]);
        // One that goes on at 20 has to get further than that.
        let mut going = Going::from(&sending(20), Duration::from_secs(1));
        assert!(!going.comes_to(&sending(20)) && going.comes_to(&Stage::Processing { ticket: "v".into() }));
    }

    #[test]
    fn what_takes_nothing_three_times_takes_no_more() {
        let mut going = Going::from(&sending(0), Duration::from_secs(1));
        for _ in 0..2 {
            going.takes_nothing();
        }
        assert!(!going.is_stuck() && going.comes_to(&sending(10)));
        for nth in 1..=3 {
            assert!(!going.comes_to(&sending(0)));
            going.takes_nothing();
            assert_eq!(going.is_stuck(), nth == 3);
        }
    }
}
