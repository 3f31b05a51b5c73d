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
}

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
        Self { address, token, pictures, stills, clips: RwLock::default(), ffmpeg: RwLock::default() }
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
}
