//! The way out, for the creator to see: which connections are open, and every one there was.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use publish::{Connection, Purpose, Witness};
use storage::{Connected, Store};
use tokio::sync::broadcast;

use crate::{ConnectionView, Event, Problem, Studio};

/// As long as the pauses between calls to a host for one purpose are shorter, they are one line of the list:
/// a file goes out in hundreds of calls over one connection.
const ONE_LINE: Duration = Duration::from_secs(15);
/// How often it is written down how much went over a connection while it goes on.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);

impl Studio {
    /// Every connection that was made, the newest first: the last 2,000.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn connections(&self) -> Result<Vec<ConnectionView>, Problem> {
        let lines = Arc::clone(&self.lines);
        let kept = self
            .with_store(move |store| {
                lines.write_all(store);
                store.connections(u32::MAX)
            })
            .await?;
        Ok(kept.into_iter().map(ConnectionView::from).collect())
    }

    /// The hosts that connections are open to just now, one for each.
    #[must_use]
    pub fn open_connections(&self) -> Vec<String> {
        self.lines.hosts()
    }

    /// Who is told of every call to the outside.
    pub(crate) fn witness(&self) -> Arc<dyn Witness> {
        Arc::new(Told { store: Arc::clone(&self.store), lines: Arc::clone(&self.lines) })
    }
}

/// The connections of this process: those that are open, and those that the next call may go on with.
#[derive(Debug)]
pub(crate) struct Lines {
    known: Mutex<BTreeMap<(String, Purpose), Line>>,
    events: broadcast::Sender<Event>,
}

/// A line of the list that may still grow.
#[derive(Debug)]
struct Line {
    /// Its number in the store; none where it could not be written.
    number: Option<i64>,
    /// Calls that go on over it.
    open: u32,
    bytes_out: u64,
    bytes_in: u64,
    last: Instant,
    written: Instant,
    /// Went more over it than was written?
    is_ahead: bool,
}

impl Lines {
    pub(crate) fn new(events: broadcast::Sender<Event>) -> Self {
        Self { known: Mutex::default(), events }
    }

    fn hosts(&self) -> Vec<String> {
        let known = self.lock();
        let open = |((host, _), line): (&(String, Purpose), &Line)| {
            std::iter::repeat_n(host.clone(), line.open as usize)
        };
        known.iter().flat_map(open).collect()
    }

    /// Writes down what is not yet. What is wrong with the store is told by whoever writes the ledger.
    fn write_all(&self, store: &Store) {
        self.lock().values_mut().for_each(|line| line.write(store));
    }

    fn tell(&self) {
        // Nobody may listen.
        let _ = self.events.send(Event::Connections(self.hosts()));
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, Purpose), Line>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Begins a line, on disk before anything goes out.
    fn begun(store: &Store, at_ms: i64, host: &str, purpose: Purpose) -> Self {
        let (host, purpose) = (host.to_owned(), purpose.name().to_owned());
        let number = store.connected(&Connected { at_ms, host, purpose, bytes_out: 0, bytes_in: 0 }).ok();
        let now = Instant::now();
        Self { number, open: 0, bytes_out: 0, bytes_in: 0, last: now, written: now, is_ahead: false }
    }

    fn may_go_on(&self) -> bool {
        self.open > 0 || self.last.elapsed() < ONE_LINE
    }

    fn write(&mut self, store: &Store) {
        if let Some(number) = self.number.filter(|_| self.is_ahead) {
            self.is_ahead = store.carried(number, self.bytes_out, self.bytes_in).is_err();
            self.written = Instant::now();
        }
    }
}

/// Puts calls on the list in the store, and tells which go on.
struct Told {
    store: Arc<Store>,
    lines: Arc<Lines>,
}

impl Witness for Told {
    fn opening(&self, at_ms: i64, host: &str, purpose: Purpose) {
        let mut known = self.lines.lock();
        let of = (host.to_owned(), purpose);
        known.retain(|other, line| {
            let may_go_on = line.may_go_on();
            // What ended is written whole when the next thing is done; not what goes on with this.
            if line.open == 0 && !(may_go_on && *other == of) {
                line.write(&self.store);
            }
            may_go_on
        });
        let line = known.entry(of);
        line.or_insert_with(|| Line::begun(&self.store, at_ms, host, purpose)).open += 1;
        drop(known);
        self.lines.tell();
    }

    fn seen(&self, connection: Connection) {
        let Connection { host, purpose, bytes_out, bytes_in, .. } = connection;
        let mut known = self.lines.lock();
        if let Some(line) = known.get_mut(&(host, purpose)) {
            line.open = line.open.saturating_sub(1);
            line.bytes_out = line.bytes_out.saturating_add(bytes_out);
            line.bytes_in = line.bytes_in.saturating_add(bytes_in);
            line.last = Instant::now();
            line.is_ahead = true;
            // The parts of a file follow each other quickly.
            if purpose != Purpose::Upload || line.written.elapsed() >= WRITTEN_EVERY {
                line.write(&self.store);
            }
        }
        drop(known);
        self.lines.tell();
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").field("lines", &self.lines).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn stage() -> (tempfile::TempDir, Studio) {
        let folder = tempfile::tempdir().unwrap();
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        (folder, studio)
    }

    fn over(host: &str, purpose: Purpose, bytes_out: u64) -> Connection {
        Connection { at_ms: 5, host: host.into(), purpose, bytes_out, bytes_in: 2 }
    }

    #[tokio::test]
    async fn a_connection_is_on_the_list_before_anything_goes_out() {
        let (_folder, studio) = stage().await;
        let (witness, mut events) = (studio.witness(), studio.events());
        assert_eq!(studio.connections().await.unwrap(), []);
        witness.opening(5, "open.tiktokapis.com", Purpose::Status);
        assert_eq!(studio.open_connections(), ["open.tiktokapis.com"]);
        let Ok(Event::Connections(hosts)) = events.try_recv() else { panic!("nobody was told") };
        assert_eq!(hosts, ["open.tiktokapis.com"]);
        // As a process would find it that comes after a kill.
        let kept = studio.store.connections(9).unwrap();
        assert_eq!((kept.len(), kept[0].at_ms, kept[0].bytes_out), (1, 5, 0));
        witness.seen(over("open.tiktokapis.com", Purpose::Status, 40));
        assert_eq!(studio.open_connections(), [""; 0]);
        let Ok(Event::Connections(hosts)) = events.try_recv() else { panic!("nobody was told") };
        assert_eq!(hosts, [""; 0]);
        assert_eq!(studio.store.connections(9).unwrap()[0].bytes_out, 40);
    }

    #[tokio::test]
    async fn the_parts_of_a_file_are_one_line_and_everything_else_has_its_own() {
        let (_folder, studio) = stage().await;
        let witness = studio.witness();
        for part in 0..300 {
            witness.opening(5, "upload.example", Purpose::Upload);
            if part == 1 {
                let written = studio.store.connections(9).unwrap();
                assert_eq!(written[0].bytes_out, 0, "no part waits for how much went before it");
            }
            witness.seen(over("upload.example", Purpose::Upload, 10_000_000));
        }
        witness.opening(6, "open.example", Purpose::Status);
        witness.opening(6, "open.example", Purpose::Status);
        assert_eq!(studio.open_connections(), ["open.example", "open.example"]);
        witness.seen(over("open.example", Purpose::Status, 1));
        witness.seen(over("open.example", Purpose::Status, 1));
        let all = studio.connections().await.unwrap();
        let told: Vec<_> =
            all.iter().map(|one| (&*one.host, &*one.purpose, one.bytes_out, one.bytes_in)).collect();
        assert_eq!(
            told,
            [("open.example", "status", 2, 4), ("upload.example", "upload", 3_000_000_000, 600)]
        );
    }

    #[test]
    fn every_purpose_is_worded_in_both_languages() {
        for language in [series::Language::En, series::Language::Fr] {
            for purpose in Purpose::ALL {
                assert!(Studio::words(language).has(&format!("purpose.{}", purpose.name())), "{purpose:?}");
            }
        }
    }
}
