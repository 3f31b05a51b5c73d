//! Proves that a file is another's copy, byte for byte.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use series::{ClipFacts, Decoded, Micros, Proof};
use tokio_util::sync::CancellationToken;

use super::{Doubt, frames};
use crate::{Ffmpeg, MediaError, fingerprint};

/// So many places between a file's ends are compared, with so many bytes each.
const PLACES: u64 = 64;
const PLACE_BYTES: u64 = 64 * 1024;

impl Ffmpeg {
    /// Proves that a finished file is the source: as long, the same at its ends, and at some places
    /// between. The rest was copied by the system.
    ///
    /// # Errors
    /// `Unproven` where it is not. Or `Missing`, `Unreadable`, `Damaged`, `NotStarted`, `Cancelled`.
    pub async fn prove_same(
        &self,
        source: &Path,
        facts: &ClipFacts,
        output: &Path,
        cancel: &CancellationToken,
    ) -> Result<Proof, MediaError> {
        let index = self.index(source, facts, cancel).await?;
        let (from, to) = (source.to_owned(), output.to_owned());
        let comparing = tokio::task::spawn_blocking(move || {
            let ((mut a, size), (mut b, found)) = (fingerprint::open(&from)?, fingerprint::open(&to)?);
            let failed = |source| MediaError::Unreadable { path: to.clone(), source };
            Ok::<_, MediaError>(size == found && same(&mut a, &mut b, size).map_err(failed)?)
        });
        if !comparing.await.unwrap_or(Err(MediaError::Cancelled))? {
            return Err(MediaError::Unproven { path: output.to_owned(), doubt: Doubt::Copy { frame: 0 } });
        }
        let shown = frames::shown(&index.video);
        let time = |nth: Option<&usize>| {
            nth.map_or(Micros::ZERO, |nth| index.video.time(index.video.samples[*nth].pts))
        };
        Ok(Proof {
            frames: shown.len() as u64,
            copied: shown.len() as u64,
            first: time(shown.first()),
            last: time(shown.last()),
            seams: Vec::new(),
            duration: facts.duration,
            sound_offset: Micros::ZERO,
            decoded: Decoded::Nothing,
        })
    }
}

/// Are two files of that size the same, wherever they are looked at?
fn same(a: &mut File, b: &mut File, size: u64) -> io::Result<bool> {
    if fingerprint::of_file(a, size)? != fingerprint::of_file(b, size)? {
        return Ok(false);
    }
    let piece = |file: &mut File, at: u64| {
        let mut piece = Vec::new();
        file.seek(SeekFrom::Start(at))?;
        file.take(PLACE_BYTES).read_to_end(&mut piece).map(|_| piece)
    };
    for place in 0..PLACES {
        let at = size / PLACES * place;
        if piece(a, at)? != piece(b, at)? {
            return Ok(false);
        }
    }
    Ok(true)
}
