//! A movie to write: what it shows, and of which bytes of which files it is made.

use series::Micros;

use crate::TrackHead;

/// Ticks a second of a written movie: its length is exact to the microsecond.
pub(super) const MOVIE_SCALE: u32 = 1_000_000;

/// A movie to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Movie {
    /// Its tracks, the picture first.
    pub tracks: Vec<NewTrack>,
    /// The container's duration.
    pub duration: Micros,
}

/// A track to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewTrack {
    /// What it holds.
    pub kind: Kind,
    /// Ticks a second of every time in it.
    pub timescale: u32,
    /// How it is placed, and its language.
    pub head: TrackHead,
    /// The sample descriptions, whole boxes, as they are to stand in the file.
    pub descriptions: Vec<Vec<u8>>,
    /// The samples, in the order of decoding.
    pub samples: Vec<NewSample>,
    /// What of it is shown, and when.
    pub edit: Edit,
}

/// What a track holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A picture.
    Picture,
    /// Sound.
    Sound,
}

/// What of a track is shown, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edit {
    /// When it begins in the movie.
    pub at: Micros,
    /// What is shown first, in ticks as the samples' `pts`. A picture begins on a frame.
    pub from: i64,
    /// How long it is shown.
    pub length: Micros,
}

/// A sample to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewSample {
    /// Which of the source files its bytes are in, from 0.
    pub source: u16,
    /// Where they begin there.
    pub offset: u64,
    /// How many they are.
    pub size: u32,
    /// When it is decoded, in ticks. Never before the sample in front of it.
    pub dts: i64,
    /// When it is shown, in ticks of the same zero.
    pub pts: i64,
    /// How long the last one lasts, in ticks; the others last until the next is decoded.
    pub duration: u32,
    /// Can decoding begin here?
    pub key: bool,
    /// Which description it needs, from 0.
    pub description: u16,
}

impl NewTrack {
    /// When its first sample is decoded: its media's zero.
    pub(super) fn zero(&self) -> i64 {
        self.samples.first().map_or(0, |sample| sample.dts)
    }

    /// By how many ticks all are shown later, so that none is shown before it is decoded. The edit takes
    /// them off again.
    pub(super) fn delay(&self) -> i64 {
        let late = self.samples.iter().map(|sample| sample.dts.saturating_sub(sample.pts));
        late.max().unwrap_or(0).max(0)
    }

    /// When a sample is decoded on the movie's time, in microseconds.
    pub(super) fn time(&self, sample: &NewSample) -> i64 {
        let ticks = i128::from(sample.dts) - i128::from(self.edit.from);
        let micros = ticks * i128::from(MOVIE_SCALE) / i128::from(self.timescale.max(1));
        i64::try_from(micros).unwrap_or(i64::MAX).saturating_add(self.edit.at.get())
    }
}
