//! The time publishing goes by. In a rehearsal nobody waits: waits are skipped, and what is sent takes as
//! long as it would on the real way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use crate::studio::now_ms;

/// A clock.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    /// The one on the wall.
    Wall,
    /// A rehearsal's.
    Skipping(Arc<Skipping>),
}

/// The clock of a rehearsal: as far ahead of the one on the wall as waits were skipped, on its server and
/// here alike.
#[derive(Debug)]
pub(crate) struct Skipping {
    server: Arc<rehearsal::Rehearsal>,
    ahead_ms: AtomicI64,
    /// Bytes a second on the real way.
    pace: u64,
}

impl Clock {
    /// One that goes with that server's, and on which files are sent at that pace, in bytes a second.
    pub(crate) fn skipping(server: Arc<rehearsal::Rehearsal>, pace: u64) -> Self {
        Self::Skipping(Arc::new(Skipping { server, ahead_ms: AtomicI64::new(0), pace }))
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        match self {
            Self::Wall => now_ms(),
            Self::Skipping(skipping) => now_ms().saturating_add(skipping.ahead_ms.load(Ordering::SeqCst)),
        }
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
            let left = Duration::from_millis(left);
            match self {
                Self::Wall => tokio::time::sleep(left.min(Duration::from_secs(60))).await,
                Self::Skipping(skipping) => {
                    skipping.skip(left);
                    // Whoever else is there gets a turn.
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    /// So many bytes went out: in a rehearsal, that took as long as on the real way.
    pub(crate) fn sent(&self, bytes: u64) {
        if let Self::Skipping(skipping) = self {
            let took = u64::try_from(series::sending_ms(bytes, skipping.pace)).unwrap_or(0);
            skipping.skip(Duration::from_millis(took));
        }
    }
}

impl Skipping {
    /// The server first: nothing that is over here may still hold there.
    fn skip(&self, by: Duration) {
        self.server.jump(by);
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(by, Ordering::SeqCst);
    }
}

/// A time at the creator's place, to the minute: `2026-11-23 14:05`.
#[must_use]
pub fn local_time(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::MAX);
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use rehearsal::{Rehearsal, Script};

    use super::*;

    #[tokio::test]
    async fn waits_are_skipped_on_both_sides_and_what_is_sent_takes_its_time() {
        let server = Arc::new(Rehearsal::start(Script::default()).unwrap());
        let clock = Clock::skipping(Arc::clone(&server), 1_000_000);
        let began = clock.now_ms();
        clock.until(began + 86_400_000).await;
        clock.sent(60_000_000);
        let passed = clock.now_ms() - began;
        assert!((86_460_000..86_465_000).contains(&passed), "{passed}");
        let apart = clock.now_ms() - server.shown().now_ms;
        assert!(apart.abs() < 1_000, "{apart}");
    }
}
