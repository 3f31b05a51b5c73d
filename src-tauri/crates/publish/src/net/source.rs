//! A file on its way out: read piece by piece, so that memory stays small however large it is.

use std::{
    io::{self, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use reqwest::Body;
use tokio::{
    fs::File,
    io::{AsyncRead, AsyncReadExt, AsyncSeekExt, ReadBuf},
    time::Instant,
};
use tokio_util::io::ReaderStream;

use super::NetError;

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// The file that is sent. It must keep the size it has.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    bytes: u64,
    mime: String,
    sent: Arc<AtomicU64>,
}

impl Source {
    /// That file, which has so many bytes and is of that kind: `video/mp4`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, bytes: u64, mime: impl Into<String>) -> Self {
        Self { path: path.into(), bytes, mime: mime.into(), sent: Arc::default() }
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes the file has.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What kind of file it is.
    #[must_use]
    pub fn mime(&self) -> &str {
        &self.mime
    }

    /// How far it is on its way: the byte that goes out next. For showing only.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Is it as large as the upload it is sent to?
    ///
    /// # Errors
    /// [`NetError::FileChanged`] if not.
    pub(crate) fn has(&self, wanted: u64) -> Result<(), NetError> {
        let (path, found) = (&self.path, self.bytes);
        let other = || NetError::FileChanged { path: path.clone(), wanted, found };
        if found == wanted { Ok(()) } else { Err(other()) }
    }

    /// A part of it, to be sent once.
    ///
    /// # Errors
    /// [`NetError::FileChanged`] if it has another size by now, [`NetError::File`] if it cannot be read.
    pub(crate) async fn part(&self, range: Range<u64>) -> Result<Part, NetError> {
        let unreadable = |source| NetError::File { path: self.path.clone(), source };
        let mut file = File::open(&self.path).await.map_err(unreadable)?;
        let found = file.metadata().await.map_err(unreadable)?.len();
        if found != self.bytes || range.end > found {
            return Err(NetError::FileChanged { path: self.path.clone(), wanted: self.bytes, found });
        }
        file.seek(SeekFrom::Start(range.start)).await.map_err(unreadable)?;
        self.sent.store(range.start, Ordering::Relaxed);
        let pulse = Arc::new(Pulse::new(range.end - range.start));
        let left = range.end - range.start;
        let reader = Reader {
            file: file.take(left),
            left,
            path: self.path.clone(),
            sent: Arc::clone(&self.sent),
            pulse: Arc::clone(&pulse),
        };
        Ok(Part { body: Body::wrap_stream(ReaderStream::with_capacity(reader, PIECE)), pulse })
    }
}

/// A part of a file, ready to go.
pub(crate) struct Part {
    pub body: Body,
    pub pulse: Arc<Pulse>,
}

/// Tells that something still moves, and how much went out.
pub(crate) struct Pulse {
    wanted: u64,
    out: AtomicU64,
    beat: Mutex<Instant>,
    fault: Mutex<Option<NetError>>,
}

impl Pulse {
    /// Nothing has moved yet; so many bytes are to.
    pub fn new(wanted: u64) -> Self {
        Self { wanted, out: AtomicU64::new(0), beat: Mutex::new(Instant::now()), fault: Mutex::default() }
    }

    /// Bytes that went out.
    pub fn out(&self) -> u64 {
        self.out.load(Ordering::Relaxed)
    }

    /// What was wrong with the file, if that is why it stopped.
    pub fn fault(&self) -> Option<NetError> {
        held(&self.fault).take()
    }

    /// Ends when nothing has moved for that long: `idle` while bytes go out, `answer` once all are out.
    pub async fn still(&self, idle: Duration, answer: Duration) {
        loop {
            let limit = if self.out() < self.wanted { idle } else { answer };
            let until = *held(&self.beat) + limit;
            if until <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }

    fn moved(&self, bytes: u64) {
        self.out.fetch_add(bytes, Ordering::Relaxed);
        *held(&self.beat) = Instant::now();
    }
}

/// What is behind the lock. Nobody panics while holding one.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Reads a part of the file, and tells how far it is.
struct Reader {
    file: tokio::io::Take<File>,
    left: u64,
    path: PathBuf,
    sent: Arc<AtomicU64>,
    pulse: Arc<Pulse>,
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = ready!(Pin::new(&mut self.file).poll_read(cx, buf));
        let bytes = (buf.filled().len() - before) as u64;
        // A file that became shorter meanwhile must not look like the end of the part.
        let read = match read {
            Ok(()) if bytes == 0 && self.left > 0 => Err(io::ErrorKind::UnexpectedEof.into()),
            other => other,
        };
        if let Err(source) = read {
            let kind = source.kind();
            *held(&self.pulse.fault) = Some(NetError::File { path: self.path.clone(), source });
            return Poll::Ready(Err(kind.into()));
        }
        self.left -= bytes;
        self.sent.fetch_add(bytes, Ordering::Relaxed);
        self.pulse.moved(bytes);
        Poll::Ready(Ok(()))
    }
}
