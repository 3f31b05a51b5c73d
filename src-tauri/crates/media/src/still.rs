//! Single frames, as pictures.

use std::{io::Write, path::Path, time::Duration};

use series::Micros;
use tokio_util::sync::CancellationToken;

use crate::{
    Ffmpeg, MediaError,
    args::{self, Moment, Picture},
    copy,
    process::Run,
};

const LIMIT: Duration = Duration::from_secs(60);
/// More than any frame of a clip takes as PNG.
const PICTURE_MAX_BYTES: usize = 512 * 1024 * 1024;

impl Ffmpeg {
    /// Writes the frame at that time of the clip as a JPEG of that height in pixels, turned as a player
    /// shows it. Behind the clip's end it is its last frame, or nearly. `out` appears whole or not at
    /// all.
    ///
    /// # Errors
    /// `Missing`, `Failed`, `Unwritable`, `DiskFull`, `NotStarted`, `TooSlow`, `Killed`.
    pub async fn still(&self, path: &Path, at: Micros, height: u32, out: &Path) -> Result<(), MediaError> {
        let picture = self.frame(path, at, Picture::Jpeg { height }).await?;
        let failed = |error| copy::not_written(out, error);
        let folder = out.parent().unwrap_or(Path::new("."));
        let mut part = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        part.write_all(&picture).map_err(failed)?;
        part.persist(out).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// The frame at that time of the clip as a PNG in full size, turned as a player shows it. Behind
    /// the clip's end it is its last frame, or nearly.
    ///
    /// # Errors
    /// `Missing`, `Failed`, `NotStarted`, `TooSlow`, `Killed`.
    pub async fn frame_png(&self, path: &Path, at: Micros) -> Result<Vec<u8>, MediaError> {
        self.frame(path, at, Picture::Png).await
    }

    async fn frame(&self, path: &Path, at: Micros, picture: Picture) -> Result<Vec<u8>, MediaError> {
        let near_the_end =
            [Moment::BeforeEnd(Micros::from_millis(100)), Moment::BeforeEnd(Micros::from_secs(2))];
        let moments = [Moment::At(at)].into_iter().chain(near_the_end).chain([Moment::At(Micros::ZERO)]);
        let mut detail = String::new();
        for moment in moments {
            let cancel = CancellationToken::new();
            let args = args::frame(path, moment, picture);
            let run = Run { program: &self.ffmpeg, args, limit: Some(LIMIT), cancel: &cancel };
            let (ended, output) = run.capturing(PICTURE_MAX_BYTES).await?;
            if ended.status.success() && !output.is_empty() {
                return Ok(output);
            }
            detail = ended.tail;
        }
        let path = path.to_owned();
        Err(if path.exists() { MediaError::Failed { path, detail } } else { MediaError::Missing { path } })
    }
}
