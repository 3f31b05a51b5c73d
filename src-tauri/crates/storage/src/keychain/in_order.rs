//! Work that may take for ever, done one after the other on a thread of its own.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Sender, channel},
    },
    thread,
    time::Duration,
};

type Work = Box<dyn FnOnce() + Send>;

/// The way to the one thread of this process that does the work.
static THREAD: Mutex<Option<Sender<Work>>> = Mutex::new(None);

/// What comes of the work, if it is done in time. What was begun goes on without us; what was not is never
/// begun. Nothing overtakes: something old never comes after something new.
pub(super) fn in_order<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let given_up = Arc::new(AtomicBool::new(false));
    let (answer, answered) = channel();
    let asked = {
        let given_up = Arc::clone(&given_up);
        move || {
            if !given_up.load(Ordering::SeqCst) {
                // Nobody listens any more: then nobody wants to know.
                let _ = answer.send(work());
            }
        }
    };
    give(Box::new(asked));
    let answer = answered.recv_timeout(patience).ok();
    given_up.store(true, Ordering::SeqCst);
    answer
}

/// Gives work to the thread; to a new one where there is none, or it died of a panic.
fn give(work: Work) {
    let mut way = THREAD.lock().unwrap_or_else(PoisonError::into_inner);
    let left = match &*way {
        Some(there) => there.send(work).err().map(|returned| returned.0),
        None => Some(work),
    };
    if let Some(work) = left {
        start(&mut way, work);
    }
}

fn start(way: &mut Option<Sender<Work>>, first: Work) {
    let (sender, receiver) = channel::<Work>();
    // Where the system gives no thread, the work is dropped, and whoever waits for it is told at once.
    let started = thread::Builder::new().name("keychain".into()).spawn(move || {
        first();
        receiver.into_iter().for_each(|work| work());
    });
    *way = started.is_ok().then_some(sender);
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn what_takes_too_long_is_given_up_and_nothing_overtakes_it() {
        let done = Arc::new(Mutex::new(Vec::new()));
        let step = |number: u32, lasts: u64| {
            let done = Arc::clone(&done);
            move || {
                thread::sleep(Duration::from_millis(lasts));
                done.lock().unwrap().push(number);
            }
        };
        let began = Instant::now();
        assert_eq!(in_order(Duration::from_millis(20), step(1, 300)), None);
        assert_eq!(in_order(Duration::from_millis(20), step(2, 0)), None, "it waits behind the first");
        assert!(began.elapsed() < Duration::from_millis(250));
        assert_eq!(in_order(Duration::from_secs(5), step(3, 0)), Some(()));
        assert_eq!(*done.lock().unwrap(), [1, 3], "what was given up before it began is never done");
        let panicked = in_order(Duration::from_secs(5), || panic!("as a test"));
        assert_eq!(panicked, None::<()>);
        assert_eq!(in_order(Duration::from_secs(5), || 4), Some(4), "a panic costs nobody else anything");
    }
}
