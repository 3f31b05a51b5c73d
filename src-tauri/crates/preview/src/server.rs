//! The server itself: how it starts and stops, and what is registered with it.

use std::{fmt, net::Ipv4Addr, path::PathBuf, sync::Arc};

use media::Ffmpeg;
use series::{ClipId, Fingerprint};
use tokio::{net::TcpListener, runtime::Handle, sync::oneshot};

use crate::{
    PreviewError, routes,
    shared::{Registered, Shared},
    stills::Stills,
};

/// The running server. It stops when this is dropped.
pub struct Preview {
    shared: Arc<Shared>,
    url: String,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
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
        let shared = Arc::new(Shared::new(address, token()?, pictures, stills));
        shared.stills.sweep();
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

    /// `http://127.0.0.1:PORT/TOKEN`. Below it lie `/clip/{id}`, `/still/{id}?at={micros}&height={pixels}`,
    /// `/peaks/{id}` and `/cover/{fingerprint}`. A secret: whoever has it can read every registered clip.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lets a clip be played, and stills be made of it. Registering it again points it at another file.
    pub fn register(&self, id: ClipId, path: PathBuf, fingerprint: Fingerprint) {
        self.shared.clips().insert(id, Registered { path, fingerprint, plays: true });
    }

    /// Lets stills be made of a clip that is not to be played: the shelf shows drafts that are not
    /// open. One that may be played stays as it is.
    pub fn register_poster(&self, id: ClipId, path: PathBuf, fingerprint: Fingerprint) {
        let mut clips = self.shared.clips();
        if clips.get(&id).is_none_or(|clip| !clip.plays) {
            clips.insert(id, Registered { path, fingerprint, plays: false });
        }
    }

    /// Lets a clip be played no more; stills of it may still be made. What is being sent of it is
    /// still sent.
    pub fn unregister(&self, id: ClipId) {
        if let Some(clip) = self.shared.clips().get_mut(&id) {
            clip.plays = false;
        }
    }

    /// May the clip be played?
    #[must_use]
    pub fn plays(&self, id: ClipId) -> bool {
        self.shared.clips().get(&id).is_some_and(|clip| clip.plays)
    }

    /// The ffmpeg that makes stills; without one there are only those that are kept already.
    pub fn set_ffmpeg(&self, ffmpeg: Option<Arc<Ffmpeg>>) {
        self.shared.set_ffmpeg(ffmpeg);
    }

    /// Where waveforms come from: the bytes of `media::Peaks` by a clip's content, if they are kept.
    /// `kept` may block. Until this is called there are none.
    pub fn set_peaks(&self, kept: impl Fn(&Fingerprint) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.shared.set_peaks(Arc::new(kept));
    }
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview").field("address", &self.shared.address).field("token", &"…").finish()
    }
}

fn token() -> Result<String, PreviewError> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(PreviewError::NoRandom)?;
    Ok(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}
