//! The server's own time: as fast as the script has it, and it can jump.

use std::time::{Duration, Instant, SystemTime};

/// A clock.
#[derive(Debug)]
pub struct Clock {
    since: Instant,
    from_ms: i64,
    speed: u32,
}

impl Clock {
    /// A clock that begins with the wall's time.
    pub fn start(speed: u32) -> Self {
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { since: Instant::now(), from_ms: whole(wall.as_millis()), speed }
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> i64 {
        let passed = self.since.elapsed().as_micros() * u128::from(self.speed) / 1_000;
        self.from_ms.saturating_add(whole(passed))
    }

    /// Goes on at another speed, without a jump.
    pub fn set_speed(&mut self, speed: u32) {
        *self = Self { since: Instant::now(), from_ms: self.now(), speed };
    }

    /// Goes forward at once.
    pub fn jump(&mut self, by: Duration) {
        self.from_ms = self.from_ms.saturating_add(whole(by.as_millis()));
    }
}

fn whole(ms: u128) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_still_jumps_and_runs() {
        let mut clock = Clock::start(0);
        let then = clock.now();
        clock.jump(Duration::from_secs(3_600));
        assert_eq!(clock.now(), then + 3_600_000);
        clock.set_speed(1_000_000);
        std::thread::sleep(Duration::from_millis(2));
        clock.set_speed(0);
        assert!(clock.now() >= then + 3_600_000 + 2_000_000);
        assert_eq!(clock.now(), clock.now());
    }
}
