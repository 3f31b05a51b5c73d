//! How long is waited before something that may be asked again is asked again.

use std::time::Duration;

use super::NetError;

/// How often something is asked, and how long is waited between.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// How often it is asked in all; at least once.
    pub tries: u32,
    /// The wait after the first time; it doubles each time.
    pub first: Duration,
    /// The longest wait.
    pub most: Duration,
    /// Makes a wait a little shorter by chance, so that not all clients come back at once.
    pub jitter: fn(Duration) -> Duration,
}

impl Default for Backoff {
    /// Four times within about seven seconds.
    fn default() -> Self {
        Self { tries: 4, first: Duration::from_secs(1), most: Duration::from_secs(8), jitter }
    }
}

impl Backoff {
    /// The wait after that many times, or none if it is not asked again.
    #[must_use]
    pub fn wait(&self, asked: u32) -> Option<Duration> {
        let doubled =
            self.first.saturating_mul(1_u32.checked_shl(asked.saturating_sub(1)).unwrap_or(u32::MAX));
        (asked < self.tries).then(|| (self.jitter)(doubled.min(self.most)))
    }

    /// Asks until it is answered, refused for good, or asked often enough. Only for what can be asked twice.
    pub(crate) async fn ask<T, A: Future<Output = Result<T, NetError>>>(
        &self,
        mut question: impl FnMut() -> A,
    ) -> Result<T, NetError> {
        let mut asked = 0;
        loop {
            let answer = question().await;
            asked += 1;
            let Err(error) = &answer else { return answer };
            let Some(wait) = self.wait(asked).filter(|_| error.is_soon_over()) else { return answer };
            tokio::time::sleep(wait).await;
        }
    }
}

/// Between half and all of it.
fn jitter(wait: Duration) -> Duration {
    let mut random = [0; 1];
    // Without random numbers every wait is whole: they only spread the load.
    let _ = getrandom::fill(&mut random);
    wait - wait / 2 * u32::from(random[0]) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        let backoff = Backoff {
            tries: 5,
            first: Duration::from_secs(1),
            most: Duration::from_secs(3),
            jitter: |wait| wait,
        };
        let waits: Vec<_> = (1..=5).map(|asked| backoff.wait(asked).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(3), Some(3), None]);
        assert_eq!(Backoff { tries: u32::MAX, ..backoff }.wait(40).map(|wait| wait.as_secs()), Some(3));
        let eight = Duration::from_secs(8);
        assert!((0..200).map(|_| jitter(eight)).all(|wait| wait >= eight / 2 && wait <= eight));
    }
}
