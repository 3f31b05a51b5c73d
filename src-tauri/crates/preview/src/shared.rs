//! What the server knows while it runs.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard},
};

use media::Ffmpeg;
use series::{ClipId, Fingerprint};

use crate::stills::Stills;

/// What every answer is made from.
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
    peaks: RwLock<Option<Arc<KeptPeaks>>>,
}

/// Where the bytes of a content's waveform come from. May block.
pub(crate) type KeptPeaks = dyn Fn(&Fingerprint) -> Option<Vec<u8>> + Send + Sync;

/// A clip of which something may be given out.
#[derive(Debug, Clone)]
pub(crate) struct Registered {
    /// Its file.
    pub(crate) path: PathBuf,
    /// Its content when it was probed.
    pub(crate) fingerprint: Fingerprint,
    /// May the file itself be given out, not only stills of it?
    pub(crate) plays: bool,
}

impl Shared {
    /// Nothing is registered yet, and there is no ffmpeg.
    pub(crate) fn new(address: String, token: String, pictures: PathBuf, stills: Stills) -> Self {
        let (clips, ffmpeg, peaks) = Default::default();
        Self { address, token, pictures, stills, clips, ffmpeg, peaks }
    }

    /// The registered clip of that id.
    pub(crate) fn clip(&self, id: &str) -> Option<Registered> {
        let id: ClipId = id.parse().ok()?;
        self.clips.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Every registered clip, to be changed.
    pub(crate) fn clips(&self) -> RwLockWriteGuard<'_, HashMap<ClipId, Registered>> {
        self.clips.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ffmpeg to make stills with, if there is one.
    pub(crate) fn ffmpeg(&self) -> Option<Arc<Ffmpeg>> {
        self.ffmpeg.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes another ffmpeg, or none.
    pub(crate) fn set_ffmpeg(&self, ffmpeg: Option<Arc<Ffmpeg>>) {
        *self.ffmpeg.write().unwrap_or_else(PoisonError::into_inner) = ffmpeg;
    }

    /// The bytes of a content's waveform, if they are kept. May block.
    pub(crate) fn peaks(&self, content: &Fingerprint) -> Option<Vec<u8>> {
        let kept = self.peaks.read().unwrap_or_else(PoisonError::into_inner).clone();
        kept.and_then(|kept| kept(content))
    }

    /// Takes waveforms from there.
    pub(crate) fn set_peaks(&self, kept: Arc<KeptPeaks>) {
        *self.peaks.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}
