//! Waiting for something to come about: a condition and a deadline, never a sleep that hopes.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Failure;

/// Asks until there is an answer, at most that many seconds.
pub fn until<T>(what: &str, seconds: u64, mut ask: impl FnMut() -> Option<T>) -> Result<T, Failure> {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(answer) = ask() {
            return Ok(answer);
        }
        if Instant::now() >= deadline {
            return Err(Failure::TooLate { what: what.into(), seconds });
        }
        sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_again_and_gives_up_in_time() {
        let mut asked = 0;
        let third = until("the third time", 5, || {
            asked += 1;
            (asked == 3).then_some(asked)
        });
        assert_eq!(third.expect("it comes about"), 3);
        let never = until("never", 0, || None::<()>).expect_err("it never comes about");
        assert_eq!(never.to_string(), "never did not come about in 0 s");
    }
}
