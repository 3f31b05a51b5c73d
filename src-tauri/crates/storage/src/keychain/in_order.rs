//! Work that may take for ever, done one after the other on a thread of its own.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
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

/// Gives work to the thread, and starts it for the first. Where the system gives no thread, the work is
/// dropped: whoever waits for it is told at once.
fn give(work: Work) {
    let mut way = THREAD.lock().unwrap_or_else(PoisonError::into_inner);
    if way.is_none() {
        let (sender, receiver) = channel::<Work>();
        let each = move || {
            for work in receiver {
                // A panic is told by the answer that never comes; the next one's work is done all the same.
                let _ = catch_unwind(AssertUnwindSafe(work));
            }
        };
        *way = thread::Builder::new().name("keychain".into()).spawn(each).is_ok().then_some(sender);
    }
    if let Some(way) = &*way {
        // The thread never ends: there is always somebody to take it.
        let _ = way.send(work);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_given_up_and_nothing_overtakes_it() {
        let done = Arc::new(Mutex::new(Vec::new()));
        let step = |number: u32| {
            let done = Arc::clone(&done);
            move || done.lock().unwrap().push(number)
        };
        // It takes as long as it is not let go.
        let (let_go, may_go) = std::sync::mpsc::channel();
        let first = step(1);
        let waits = move || {
            may_go.recv().unwrap();
            first();
        };
        assert_eq!(in_order(Duration::from_millis(20), waits), None);
        assert_eq!(in_order(Duration::from_millis(20), step(2)), None, "it waits behind the first");
        let_go.send(()).unwrap();
        assert_eq!(in_order(Duration::from_secs(60), step(3)), Some(()));
        assert_eq!(*done.lock().unwrap(), [1, 3], "what was given up before it began is never done");
        let panicked = in_order(Duration::from_secs(60), || panic!("as a test"));
        assert_eq!(panicked, None::<()>);
        assert_eq!(in_order(Duration::from_secs(60), || 4), Some(4), "a panic costs nobody else anything");
    }
}
