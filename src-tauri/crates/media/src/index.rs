//! A file's sample index: which bytes are which frame, and when each is shown. Read without decoding.

use std::path::Path;

use series::{ClipFacts, Container, Micros};
use tokio_util::sync::CancellationToken;

use crate::{Ffmpeg, MediaError, fingerprint, mp4};

/// More samples than any clip has in a track: 18 hours at 60 frames a second. What a file claims is no
/// reason to fill the memory.
pub(crate) const SAMPLES_MAX: usize = 4_000_000;

/// The samples of a file's picture and of its first sound track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleIndex {
    /// The picture.
    pub video: Track,
    /// The first sound track, if there is one.
    pub audio: Option<Track>,
    /// Are the samples' bytes as MP4 holds them, so that they can be copied as they are?
    pub copyable: bool,
}

/// The samples of one track, in the order they are decoded in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Track {
    /// Ticks a second of every time in it.
    pub timescale: u32,
    /// How it is placed on the screen, and its language.
    pub head: TrackHead,
    /// The sample descriptions (whole boxes of `stsd`, such as `avc1`), as they stand in the file. Empty
    /// where the file is none that has them.
    pub descriptions: Vec<Vec<u8>>,
    /// The samples.
    pub samples: Vec<Sample>,
}

/// How a track is placed on the screen, and its language, as an MP4 tells (`tkhd`, `mdhd`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackHead {
    /// Turns and moves the picture: nine fixed-point numbers, row by row.
    pub matrix: [i32; 9],
    /// Width as shown before the matrix, in 1/65536 of a pixel.
    pub width: u32,
    /// Height as shown before the matrix, in 1/65536 of a pixel.
    pub height: u32,
    /// The language, as packed in the file.
    pub language: u16,
}

impl Default for TrackHead {
    fn default() -> Self {
        const ONE: i32 = 0x1_0000;
        // "und", five bits a letter.
        Self { matrix: [ONE, 0, 0, 0, ONE, 0, 0, 0, 0x4000_0000], width: 0, height: 0, language: 0x55c4 }
    }
}

/// One sample: a frame, or a packet of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Where its bytes begin in the file.
    pub offset: u64,
    /// How many bytes it has.
    pub size: u32,
    /// When it is decoded, in ticks; of the same zero as `pts`.
    pub dts: i64,
    /// When it is shown, in ticks from the clip's start: edit lists applied, the file's own start taken
    /// off. Below zero or behind the end where an edit list hides it.
    pub pts: i64,
    /// How long it lasts, in ticks; of the last one what the file says or, if it does not, as long as
    /// the one before.
    pub duration: u32,
    /// Can decoding begin here?
    pub key: bool,
    /// Is it shown, or hidden by an edit list?
    pub shown: bool,
    /// Which description it needs, from 0.
    pub description: u16,
}

impl Ffmpeg {
    /// Reads which bytes of a clip are which frame. Takes milliseconds for an MP4 or QuickTime file,
    /// whose tables tell it; ffprobe reads any other file through.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Damaged`, `Folder`, `NotStarted`, `Killed`, `Cancelled`.
    pub async fn index(
        &self,
        path: &Path,
        facts: &ClipFacts,
        cancel: &CancellationToken,
    ) -> Result<SampleIndex, MediaError> {
        let movie = match facts.container {
            Container::Mp4 | Container::Mov => movie(path).await?,
            Container::Matroska | Container::Webm | Container::Other(_) => None,
        };
        let tables = match movie {
            Some(movie) => match movie.clone().agreed(facts) {
                Some(index) => return Ok(index),
                None => Some(movie),
            },
            None => None,
        };
        // What the tables say of times is not what players make of it: their bytes, ffprobe's times.
        let mut index = self.packets(path, cancel).await?;
        index.copyable = tables.is_some_and(|movie| movie.describe(&mut index));
        Ok(index)
    }
}

async fn movie(path: &Path) -> Result<Option<mp4::read::Movie>, MediaError> {
    let owned = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let (mut file, _) = fingerprint::open(&owned)?;
        mp4::read::movie(&mut file).map_err(|source| MediaError::Unreadable { path: owned, source })
    });
    reading.await.unwrap_or(Err(MediaError::Cancelled))
}

impl Track {
    /// Ticks as a time, rounded to the nearest microsecond.
    #[must_use]
    pub fn time(&self, ticks: i64) -> Micros {
        let scale = i128::from(self.timescale.max(1));
        let micros = (i128::from(ticks) * 2_000_000 + scale).div_euclid(2 * scale);
        Micros::new(i64::try_from(micros).unwrap_or(if ticks < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Takes the file's own start off all times; none if they overflow.
    pub(crate) fn begin_at(&mut self, start: Micros) -> Option<()> {
        let ticks =
            (i128::from(start.get()) * i128::from(self.timescale) * 2 + 1_000_000).div_euclid(2_000_000);
        let ticks = i64::try_from(ticks).ok()?;
        for sample in &mut self.samples {
            (sample.pts, sample.dts) = (sample.pts.checked_sub(ticks)?, sample.dts.checked_sub(ticks)?);
        }
        Some(())
    }
}
