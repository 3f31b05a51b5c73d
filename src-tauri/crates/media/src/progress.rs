//! How far a file is.

use std::sync::{Arc, Mutex, PoisonError};

use series::Micros;

/// Tells how much of a file's length is done. Never less than before, whatever road is tried next.
#[derive(Clone)]
pub(crate) struct Progress {
    tell: Arc<Mutex<Tell>>,
    length: Micros,
    /// What this work is of the whole, in thousandths: from, and how many.
    share: (i64, i64),
}

struct Tell {
    tell: Box<dyn FnMut(Micros) + Send>,
    told: Option<Micros>,
}

/// All of a file.
const WHOLE: i64 = 1_000;

impl Progress {
    /// Of a file of that length.
    pub fn new(length: Micros, tell: impl FnMut(Micros) + Send + 'static) -> Self {
        let tell = Tell { tell: Box::new(tell), told: None };
        Self { tell: Arc::new(Mutex::new(tell)), length, share: (0, WHOLE) }
    }

    /// That nobody hears.
    pub fn silent() -> Self {
        Self::new(Micros::ZERO, |_| {})
    }

    /// Of work that is a share of this, in thousandths: from, and how many.
    pub fn share(&self, from: i64, of: i64) -> Self {
        let (begin, whole) = self.share;
        Self { share: (begin + from * whole / WHOLE, of * whole / WHOLE), ..self.clone() }
    }

    /// So much is done, of so much.
    pub fn done(&self, done: u64, of: u64) {
        let (from, share) = self.share;
        let (done, of) = (i128::from(done.min(of)), i128::from(of.max(1)));
        let thousandths = i128::from(from) * of + i128::from(share) * done;
        let position = i128::from(self.length.get()) * thousandths / (of * i128::from(WHOLE));
        self.tell(Micros::new(i64::try_from(position).unwrap_or(0)));
    }

    /// So much of some length is done.
    pub fn reached(&self, position: Micros, of: Micros) {
        let micros = |time: Micros| time.get().max(0).unsigned_abs();
        self.done(micros(position), micros(of));
    }

    fn tell(&self, position: Micros) {
        // Whoever panicked while telling has nothing half done here.
        let mut tell = self.tell.lock().unwrap_or_else(PoisonError::into_inner);
        if tell.told.is_none_or(|told| told < position) {
            tell.told = Some(position);
            (tell.tell)(position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_falls_back_and_shares_add_up() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let progress =
            Progress::new(Micros::from_secs(10), move |done| heard.lock().unwrap().push(done.get()));
        let (first, second) = (progress.share(0, 300), progress.share(300, 700));
        first.done(1, 2);
        first.reached(Micros::from_secs(9), Micros::from_secs(3));
        second.done(0, 0);
        second.done(5, 10);
        second.share(500, 500).done(1, 1);
        first.done(1, 1);
        assert_eq!(*told.lock().unwrap(), [1_500_000, 3_000_000, 6_500_000, 10_000_000]);
    }
}
