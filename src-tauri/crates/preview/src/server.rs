//! The server itself: what is registered, and how it starts and stops.

use std::{
    collections::HashMap,
    fmt,
    net::Ipv4Addr,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use media::Ffmpeg;
use series::{ClipId, Fingerprint};
use tokio::{net::TcpListener, runtime::Handle, sync::oneshot};

use crate::{
    PreviewError, routes,
    stills::{self, Stills},
};

/// The running server. It stops when this is dropped.
pub struct Preview {
    shared: Arc<Shared>,
    url: String,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
}

/// What the server knows.
pub(crate) struct Shared {
    /// `127.0.0.1:PORT`: the only `Host` it answers to.
    pub(crate) address: String,
    /// 256 random bits in hex.
    pub(crate) token: String,
    /// Where covers lie.
    pub(crate) pictures: PathBuf,
    /// The stills.
    pub(crate) stills: Stills,
    clips: RwLock<HashMap<ClipId, Registered>>,
    ffmpeg: RwLock<Option<Arc<Ffmpeg>>>,
}

/// A clip that may be given out.
#[derive(Debug, Clone)]
pub(crate) struct Registered {
    /// Its file.
    pub(crate) path: PathBuf,
    /// Its content when it was probed.
    pub(crate) fingerprint: Fingerprint,
}

impl Preview {
    /// Starts the server on the current tokio runtime. Stills are kept below `cache`, the oldest
    /// only as long as there is room; covers are read from `pictures`.
    ///
    /// # Errors
    /// A [`PreviewError`] when there is no runtime, no port, no cache folder or no random bytes.
    pub fn start(cache: PathBuf, pictures: PathBuf) -> Result<Self, PreviewError> {
        let runtime = Handle::try_current().map_err(|_| PreviewError::NoRuntime)?;
        let folder = cache.join("stills");
        let stills =
            Stills::new(folder.clone()).map_err(|source| PreviewError::NoCache { folder, source })?;
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(PreviewError::NoPort)?;
        listener.set_nonblocking(true).map_err(PreviewError::NoPort)?;
        let address = listener.local_addr().map_err(PreviewError::NoPort)?.to_string();
        let listener = TcpListener::from_std(listener).map_err(PreviewError::NoPort)?;
        let shared = Arc::new(Shared {
            address,
            token: token()?,
            pictures,
            stills,
            clips: RwLock::default(),
            ffmpeg: RwLock::default(),
        });
        let sweeping = shared.stills.folder().to_owned();
        // A cache that cannot be tidied is only large: nothing to stop for.
        runtime.spawn_blocking(move || stills::sweep(&sweeping, stills::CAP_BYTES, SystemTime::now()));
        let (stop, stopped) = oneshot::channel::<()>();
        let router = routes::router(Arc::clone(&shared));
        runtime.spawn(async move {
            let stopping = async { drop(stopped.await) };
            // `serve` never fails: a connection that breaks is its own affair.
            let _ = axum::serve(listener, router).with_graceful_shutdown(stopping).await;
        });
        let url = format!("http://{}/{}", shared.address, shared.token);
        Ok(Self { shared, url, _stop: stop })
    }

    /// `http://127.0.0.1:PORT/TOKEN`. Below it lie `/clip/{id}`, `/still/{id}?at={micros}&height={pixels}`
    /// and `/cover/{fingerprint}`. A secret: whoever has it can read every registered clip.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lets a clip be played. Registering it again points it at another file.
    pub fn register(&self, id: ClipId, path: PathBuf, fingerprint: Fingerprint) {
        self.clips().insert(id, Registered { path, fingerprint });
    }

    /// Lets a clip be played no more. What is being sent of it is still sent.
    pub fn unregister(&self, id: ClipId) {
        self.clips().remove(&id);
    }

    /// The ffmpeg that makes stills; without one there are only those that are kept already.
    pub fn set_ffmpeg(&self, ffmpeg: Option<Arc<Ffmpeg>>) {
        *self.shared.ffmpeg.write().unwrap_or_else(PoisonError::into_inner) = ffmpeg;
    }

    fn clips(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<ClipId, Registered>> {
        self.shared.clips.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview").field("address", &self.shared.address).field("token", &"…").finish()
    }
}

impl Shared {
    /// The registered clip of that id.
    pub(crate) fn clip(&self, id: &str) -> Option<Registered> {
        let id: ClipId = id.parse().ok()?;
        self.clips.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// The ffmpeg to make stills with, if there is one.
    pub(crate) fn ffmpeg(&self) -> Option<Arc<Ffmpeg>> {
        self.ffmpeg.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn token() -> Result<String, PreviewError> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(PreviewError::NoRandom)?;
    Ok(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}
