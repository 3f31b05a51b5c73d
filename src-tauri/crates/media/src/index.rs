//! A file's sample index: which bytes are which frame, and when each is shown. Read without decoding.

use series::Micros;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Ticks a second of every time in it.
    pub timescale: u32,
    /// The sample descriptions (whole boxes of `stsd`, such as `avc1`), as they stand in the file. Empty
    /// where the file is none that has them.
    pub descriptions: Vec<Vec<u8>>,
    /// The samples.
    pub samples: Vec<Sample>,
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

impl Track {
    /// Ticks as a time, rounded to the nearest microsecond.
    #[must_use]
    pub fn time(&self, ticks: i64) -> Micros {
        let scale = i128::from(self.timescale.max(1));
        let micros = (i128::from(ticks) * 2_000_000 + scale).div_euclid(2 * scale);
        Micros::new(i64::try_from(micros).unwrap_or(if ticks < 0 { i64::MIN } else { i64::MAX }))
    }
}
