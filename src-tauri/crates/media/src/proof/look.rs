//! Decodes a few frames of a finished file, and looks whether they show what they were to show.

use std::{ops::Range, path::Path, time::Duration};

use series::Micros;
use tokio_util::sync::CancellationToken;

use super::{
    Doubt,
    frames::{FAR_FROM_KEY, between, key_before, windows},
    promise::{Frame, Promise, Shown},
};
use crate::{Ffmpeg, MediaError, Track, args, process::Run};

/// A few frames take a second; a hard one on a slow machine may take more.
const LIMIT: Duration = Duration::from_secs(120);
/// More small pictures than any group of frames between two keyframes has.
const PICTURES_MAX_BYTES: usize = 64 * 1024 * 1024;
const PICTURE_BYTES: usize = args::SMALL.0 * args::SMALL.1;

/// How far a frame may be from its source's, in hundredths of a shade of grey: far more than encoding
/// anew takes, and less than from one scene to another.
const FAR: u64 = 2_000;
/// By so much another frame of the source must be nearer to be taken for the one that is shown.
const NEARER: u64 = 50;

/// A small grey picture.
type Picture = Vec<u8>;

/// What was decoded of a finished file.
pub(super) struct Looked {
    windows: Vec<(Range<usize>, Vec<Picture>)>,
}

impl Looked {
    /// Was every frame decoded?
    pub fn all(&self, frames: usize) -> bool {
        self.windows.iter().map(|(window, _)| window.len()).sum::<usize>() >= frames
    }

    fn picture(&self, place: usize) -> Option<&Picture> {
        let (window, pictures) = self.windows.iter().find(|(window, _)| window.contains(&place))?;
        pictures.get(place - window.start)
    }
}

impl Ffmpeg {
    /// Decodes a finished file around those places and at both ends: each frame, and the sound.
    pub(super) async fn decode(
        &self,
        path: &Path,
        track: &Track,
        shown: &[usize],
        seams: &[usize],
        cancel: &CancellationToken,
    ) -> Result<Result<Looked, Doubt>, MediaError> {
        let mut looked = Looked { windows: Vec::new() };
        // Two at a time: most of it is waiting for the first keyframe.
        for pair in windows(track, shown, seams).chunks(2) {
            let look =
                async |window: &Range<usize>| self.look(path, track, shown, window, true, cancel).await;
            let (first, second) = match pair {
                [first, second] => {
                    let (first, second) = tokio::try_join!(look(first), look(second))?;
                    (first, Some(second))
                }
                _ => (look(&pair[0]).await?, None),
            };
            for ((pictures, complaint), window) in [Some(first), second].into_iter().flatten().zip(pair) {
                if !complaint.is_empty() || pictures.len() != window.len() {
                    let at = shown.get(window.start).map_or(0, |nth| track.samples[*nth].pts);
                    let counted = format!("{} of {} frames {complaint}", pictures.len(), window.len());
                    return Ok(Err(Doubt::Decoding {
                        at: track.time(at),
                        detail: counted.trim().to_owned(),
                    }));
                }
                looked.windows.push((window.clone(), pictures));
            }
        }
        Ok(Ok(looked))
    }

    /// Compares the first and the last frame, where they were encoded anew, with the source's and its
    /// neighbours.
    pub(super) async fn compare(
        &self,
        promise: &Promise<'_>,
        frames: &[Frame],
        looked: &Looked,
        cancel: &CancellationToken,
    ) -> Result<Result<(), Doubt>, MediaError> {
        let places = [Some(0), frames.len().checked_sub(1)].into_iter().flatten();
        let compare = async |place: usize| {
            let (frame, Some(ours)) = (&frames[place], looked.picture(place)) else { return Ok(true) };
            let part = &promise.parts[frame.part];
            let alike = match part.picture {
                Shown::Copied(_) => !frame.copied,
                Shown::Anew { alike } => alike,
                Shown::Rate(_) => false,
            };
            let (track, all) = (&part.index.video, part.all_frames());
            let Some(nth) = all.iter().position(|sample| *sample == frame.sample).filter(|_| alike) else {
                return Ok(true);
            };
            let window = nth.saturating_sub(1)..(nth + 2).min(all.len());
            if window.start - key_before(track, &all, window.start) > FAR_FROM_KEY {
                return Ok(true);
            }
            let (theirs, _) = self.look(part.path, track, &all, &window, false, cancel).await?;
            // A source that does not decode well enough to be compared with speaks against nothing.
            let same = theirs.len() != window.len() || shows(ours, &theirs, nth - window.start);
            Ok::<_, MediaError>(same)
        };
        let mut doubt = None;
        let results = tokio::try_join!(async { compare(0).await }, async {
            compare(frames.len().saturating_sub(1)).await
        })?;
        for (place, same) in places.zip([results.0, results.1]) {
            if !same && doubt.is_none() {
                doubt = Some(Doubt::Picture { frame: place as u64 });
            }
        }
        Ok(doubt.map_or(Ok(()), Err))
    }

    /// Small pictures of some frames of a file, and what ffmpeg complains about.
    async fn look(
        &self,
        path: &Path,
        track: &Track,
        shown: &[usize],
        window: &Range<usize>,
        sound: bool,
        cancel: &CancellationToken,
    ) -> Result<(Vec<Picture>, String), MediaError> {
        let (from, to): (Option<Micros>, Option<Micros>) = between(track, shown, window);
        let args = args::look(path, from, to, sound);
        let run = Run { program: &self.ffmpeg, args, limit: Some(LIMIT), cancel };
        let (ended, output) = run.capturing(PICTURES_MAX_BYTES).await?;
        let mut complaint = ended.tail;
        if !ended.status.success() && complaint.is_empty() {
            complaint = ended.status.to_string();
        }
        Ok((output.chunks_exact(PICTURE_BYTES).map(<[u8]>::to_vec).collect(), complaint))
    }
}

/// Does a picture show that one of the source's, rather than one beside it?
fn shows(ours: &[u8], theirs: &[Picture], nth: usize) -> bool {
    let Some(own) = theirs.get(nth).map(|picture| difference(ours, picture)) else { return true };
    own <= FAR && theirs.iter().all(|picture| difference(ours, picture) + NEARER >= own)
}

/// By how much two pictures differ, in hundredths of a shade of grey a pixel.
fn difference(a: &[u8], b: &[u8]) -> u64 {
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum * 100 / a.len().max(1) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_told_from_its_neighbours_where_they_differ() {
        let theirs: Vec<Picture> = [10_u8, 20, 30].iter().map(|grey| vec![*grey; 100]).collect();
        assert!(shows(&[21; 100], &theirs, 1));
        assert!(!shows(&[21; 100], &theirs, 0));
        assert!(!shows(&[21; 100], &theirs, 2));
        let still = vec![vec![10; 100]; 3];
        assert!((0..3).all(|nth| shows(&[11; 100], &still, nth)));
        assert!(shows(&[30; 100], &still, 1) && !shows(&[31; 100], &still, 1));
    }
}
