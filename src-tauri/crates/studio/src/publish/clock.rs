//! The time publishing goes by. In a rehearsal it may run faster, so that days of caps pass in seconds.

use std::time::{Duration, Instant};

use crate::studio::now_ms;

/// A clock, perhaps one that runs faster than the one on the wall.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    began_ms: i64,
    began: Instant,
    factor: u32,
}

impl Clock {
    /// The clock on the wall.
    pub(crate) fn of_the_wall() -> Self {
        Self::faster(1)
    }

    /// One that runs so many times as fast from now on.
    pub(crate) fn faster(factor: u32) -> Self {
        Self { began_ms: now_ms(), began: Instant::now(), factor: factor.max(1) }
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        // The clock on the wall may be set, and goes on while the machine sleeps.
        if self.factor == 1 {
            return now_ms();
        }
        let passed = self.began.elapsed().as_millis().saturating_mul(u128::from(self.factor));
        self.began_ms.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    /// Waits until then; not at all for what is past. Looks at the clock anew every minute, in case the
    /// machine slept.
    pub(crate) async fn until(&self, then_ms: i64) {
        loop {
            let left = then_ms.saturating_sub(self.now_ms());
            let Ok(left) = u64::try_from(left) else { return };
            if left == 0 {
                return;
            }
            let real = Duration::from_millis(left.div_ceil(u64::from(self.factor)));
            tokio::time::sleep(real.min(Duration::from_secs(60))).await;
        }
    }
}

/// A time at the creator's place, to the minute: `2026-11-23 14:05`.
#[must_use]
pub fn local_time(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::MAX);
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
