//! Encodes the few frames around a cut anew: an excerpt of the clip that holds them is decoded, and
//! nothing else.

use std::{ops::Range, path::PathBuf};

use series::Micros;
use tokio_util::sync::CancellationToken;

use super::{
    assemble::Changed,
    ready::{Divided, Ready},
    timing::timed,
};
use crate::{
    Ffmpeg, MediaError, Track, args, fingerprint,
    mp4::{self, Edit, Kind, Movie, NewSample, NewTrack},
    progress::Progress,
};

/// An edit that ends nowhere within an excerpt.
const BEHIND: Micros = Micros::from_secs(100_000);

/// So many frames at the end are a group of their own, where there are many before them.
const LAST_GROUP: usize = 6;

/// Frames that were encoded anew.
pub(crate) struct Anew {
    /// The file they are in.
    pub path: PathBuf,
    /// Their samples.
    pub track: Track,
    /// The clip's frames they show: of each sample, the number of the clip's.
    pub frames: Vec<usize>,
    /// The first of them, where its bytes had to be changed.
    pub first: Option<Changed>,
}

/// Frames that are to be encoded anew.
pub(crate) struct Asked {
    part: Ready,
    frames: Vec<usize>,
    needed: Vec<usize>,
    set: u32,
    /// The files to make: the excerpt, and the frames.
    files: [PathBuf; 2],
}

impl Asked {
    /// The frames before those that are copied, and those behind, as far as there are any. `file` gives
    /// the files to make.
    pub fn of(divided: &Divided, mut file: impl FnMut() -> PathBuf) -> [Option<Self>; 2] {
        let [head, tail] = &divided.needed;
        let pieces = [(&divided.cut.head, head, 0), (&divided.cut.tail, tail, 1)];
        pieces.map(|(frames, needed, which)| {
            (!frames.is_empty()).then(|| Self {
                part: divided.part.clone(),
                frames: frames.clone(),
                needed: needed.clone(),
                set: divided.sets[which],
                files: [file(), file()],
            })
        })
    }

    /// Writes the excerpt of the clip.
    fn excerpt(&self, cancel: &CancellationToken) -> Result<(), MediaError> {
        let layout = excerpt(&self.part.index.video, &self.needed).layout();
        let layout = layout.ok_or_else(|| self.odd("its samples do not fit into an excerpt"))?;
        layout.write(&self.files[0], &[&self.part.path], |_| {}, cancel)
    }

    /// The ticks of the excerpt within which the frames are shown.
    fn shown(&self) -> Range<i64> {
        let samples = &self.part.index.video.samples;
        let time = |frame: Option<&usize>| frame.map_or(0, |frame| samples[*frame].pts);
        let zero = self.needed.first().map_or(0, |first| samples[*first].pts);
        time(self.frames.first()) - zero..time(self.frames.last()) - zero + 1
    }

    /// Reads what was encoded.
    fn encoded(self) -> Result<Anew, MediaError> {
        let (mut file, _) = fingerprint::open(&self.files[1])?;
        let tables = mp4::read::written(&mut file);
        let failed = |source| MediaError::Unreadable { path: self.files[1].clone(), source };
        let Some((Some(track), _)) = tables.map_err(failed)? else {
            return Err(self.odd("what was encoded anew cannot be read"));
        };
        let mut order: Vec<usize> = (0..track.samples.len()).collect();
        order.sort_unstable_by_key(|number| track.samples[*number].pts);
        if order.len() != self.frames.len() || !track.samples.first().is_some_and(|sample| sample.key) {
            return Err(self.odd(&format!("{} of {} frames were decoded", order.len(), self.frames.len())));
        }
        let mut frames = vec![0; order.len()];
        for (place, number) in order.into_iter().enumerate() {
            frames[number] = self.frames[place];
        }
        let [_, path] = self.files;
        Ok(Anew { path, track, frames, first: None })
    }

    fn odd(&self, detail: &str) -> MediaError {
        MediaError::Damaged { path: self.part.path.clone(), detail: detail.to_owned() }
    }
}

impl Ffmpeg {
    /// Encodes frames anew.
    pub(crate) async fn encode_seam(
        &self,
        asked: Asked,
        cancel: &CancellationToken,
    ) -> Result<Anew, MediaError> {
        let token = cancel.clone();
        let writing = tokio::task::spawn_blocking(move || asked.excerpt(&token).map(|()| asked));
        let asked = writing.await.unwrap_or(Err(MediaError::Cancelled))?;
        let seam = args::Seam {
            input: &asked.files[0],
            shown: asked.shown(),
            timescale: asked.part.index.video.timescale,
            video: &asked.part.facts.video,
            set: asked.set,
            key: asked.frames.len().checked_sub(LAST_GROUP).filter(|key| *key >= LAST_GROUP),
        };
        let args = args::seam(&seam, &asked.files[1]);
        let (progress, length) = (Progress::silent(), Micros::ZERO);
        self.work(args, &asked.part.path, &asked.files[1], length, &progress, cancel).await?;
        let reading = tokio::task::spawn_blocking(move || asked.encoded());
        reading.await.unwrap_or(Err(MediaError::Cancelled))
    }
}

/// A movie of some samples of a picture, in which the first of them is shown at once.
fn excerpt(track: &Track, samples: &[usize]) -> Movie {
    let taken = samples.iter().filter_map(|number| track.samples.get(*number));
    let zero = taken.clone().next().map_or(0, |sample| sample.pts);
    let mut frames: Vec<NewSample> = taken
        .map(|sample| NewSample {
            source: 0,
            offset: sample.offset,
            size: sample.size,
            dts: 0,
            pts: sample.pts - zero,
            duration: 0,
            key: sample.key,
            description: sample.description,
        })
        .collect();
    let end = frames.iter().map(|frame| frame.pts).max().unwrap_or(0) + 1;
    timed(&mut frames, end);
    let picture = NewTrack {
        kind: Kind::Picture,
        timescale: track.timescale,
        head: crate::TrackHead { width: track.head.width, height: track.head.height, ..Default::default() },
        descriptions: track.descriptions.clone(),
        samples: frames,
        edit: Edit { at: Micros::ZERO, from: 0, length: BEHIND },
    };
    Movie { tracks: vec![picture], duration: BEHIND }
}
