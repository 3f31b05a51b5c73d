//! Decodes a few frames of a finished file, and looks whether they show what they were to show.

use std::{
    cmp::Reverse,
    collections::BTreeSet,
    iter,
    num::NonZero,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread::available_parallelism,
    time::Duration,
};

use series::Micros;
use tokio_util::sync::CancellationToken;

use super::{
    Doubt,
    frames::{FAR_FROM_KEY, between, key_before, windows},
    promise::{Frame, Promise, Shown},
};
use crate::{Ffmpeg, MediaError, SampleIndex, Track, args, process::Run};

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

/// So much earlier one begins where it is not known where a seek leads.
const UNSURE: Micros = Micros::from_secs(1);

/// A small grey picture.
type Picture = Vec<u8>;

/// Frames to look at.
#[derive(Debug, Clone)]
pub(super) struct Look {
    path: PathBuf,
    /// Their places in the order they are shown in.
    window: Range<usize>,
    from: Option<Micros>,
    to: Option<Micros>,
    /// How long before it is shown a frame may be decoded.
    delay: Micros,
    sound: bool,
    /// How many frames are decoded to see them.
    frames: usize,
}

/// What is seen of a finished file: which frames, their pictures, and what ffmpeg complains about.
struct Seen {
    look: Look,
    pictures: Vec<Picture>,
    complaint: String,
}

/// A frame that was encoded anew, and where the source shows it.
pub(super) struct Glimpse {
    /// The frame's place in the finished file.
    place: usize,
    /// The source's frame and its neighbours.
    look: Look,
    /// Which of them it is.
    nth: usize,
}

impl Look {
    fn new(path: &Path, track: &Track, shown: &[usize], window: Range<usize>, sound: bool) -> Self {
        let (from, to) = between(track, shown, &window);
        let delays = track.samples.iter().map(|sample| sample.pts - sample.dts);
        let delay = track.time(delays.max().unwrap_or(0).max(0));
        // Where no table tells when frames are decoded, nobody knows where a seek leads.
        let delay = if track.descriptions.is_empty() { delay.max(UNSURE) } else { delay };
        let frames = window.end.saturating_sub(key_before(track, shown, window.start));
        Self { path: path.to_owned(), window, from, to, delay, sound, frames }
    }

    /// What to look at of a finished file: its sound, if it has any, at its ends only.
    pub fn at_output(path: &Path, index: &SampleIndex, shown: &[usize], seams: &[usize]) -> Vec<Self> {
        let (track, sound) = (&index.video, index.audio.is_some());
        let at_end = |window: &Range<usize>| sound && (window.start == 0 || window.end == shown.len());
        let look = |window: Range<usize>| Self::new(path, track, shown, window.clone(), at_end(&window));
        windows(track, shown, seams).into_iter().map(look).collect()
    }

    /// The same frames where the source shows them; none where they are of several parts, or the source
    /// has them too far from a keyframe.
    fn at_source(&self, promise: &Promise<'_>, frames: &[Frame]) -> Option<Self> {
        let frames = frames.get(self.window.clone())?;
        let (first, last) = (frames.first()?, frames.last()?);
        let part = promise.parts.get(first.part).filter(|_| first.part == last.part)?;
        let (track, all) = (&part.index.video, part.all_frames());
        let place = |frame: &Frame| all.iter().position(|sample| *sample == frame.sample);
        let window = place(first)?..place(last)? + 1;
        let near = window.start - key_before(track, &all, window.start) <= FAR_FROM_KEY;
        let sound = self.sound && part.index.audio.is_some();
        near.then(|| Self::new(part.path, track, &all, window, sound))
    }
}

impl Glimpse {
    /// The first and the last frame, where they were encoded anew and look the same.
    pub fn of(promise: &Promise<'_>, frames: &[Frame]) -> Vec<Self> {
        let last = frames.len().saturating_sub(1);
        let places = if last > 0 { vec![0, last] } else { vec![0] };
        let glimpse = |place: usize| {
            let frame = frames.get(place)?;
            let part = &promise.parts[frame.part];
            let alike = match part.picture {
                Shown::Copied(_) => !frame.copied,
                Shown::Anew { alike } => alike,
                Shown::Rate(_) => false,
            };
            let (track, all) = (&part.index.video, part.all_frames());
            let nth = all.iter().position(|sample| *sample == frame.sample).filter(|_| alike)?;
            let window = nth.saturating_sub(1)..(nth + 2).min(all.len());
            let near = window.start - key_before(track, &all, window.start) <= FAR_FROM_KEY;
            let nth = nth - window.start;
            near.then(|| Self { place, look: Look::new(part.path, track, &all, window, false), nth })
        };
        places.into_iter().filter_map(glimpse).collect()
    }
}

impl Ffmpeg {
    /// Decodes those frames of a finished file, and holds some against the source's. Tells how many
    /// frames were decoded.
    pub(super) async fn seen(
        &self,
        promise: &Promise<'_>,
        frames: &[Frame],
        looks: Vec<Look>,
        cancel: &CancellationToken,
    ) -> Result<Result<usize, Doubt>, MediaError> {
        let glimpses = Glimpse::of(promise, frames);
        let count = looks.len();
        let of_source = glimpses.iter().map(|glimpse| glimpse.look.clone());
        let mut ours = self.look(looks.into_iter().chain(of_source).collect(), cancel).await?;
        let theirs = ours.split_off(count);
        for seen in &ours {
            let whole = seen.pictures.len() == seen.look.window.len();
            if !whole || !(seen.complaint.is_empty() || self.usual(seen, promise, frames, cancel).await?) {
                let counted = format!("{} of {} frames", seen.pictures.len(), seen.look.window.len());
                let detail = format!("{counted} {}", seen.complaint).trim().to_owned();
                return Ok(Err(Doubt::Decoding { at: seen.look.from.unwrap_or_default(), detail }));
            }
        }
        let picture = |place: usize| {
            let seen = ours.iter().find(|seen| seen.look.window.contains(&place))?;
            seen.pictures.get(place - seen.look.window.start)
        };
        for (glimpse, theirs) in glimpses.iter().zip(&theirs) {
            // A source that does not decode well enough to be compared with speaks against nothing.
            let whole = theirs.pictures.len() == glimpse.look.window.len();
            let same = picture(glimpse.place).is_none_or(|ours| shows(ours, &theirs.pictures, glimpse.nth));
            if whole && !same {
                return Ok(Err(Doubt::Picture { frame: glimpse.place as u64 }));
            }
        }
        Ok(Ok(ours.iter().map(|seen| seen.look.window.len()).sum()))
    }

    /// Does ffmpeg complain of the source's same frames, too? Of open groups it does wherever it begins
    /// within them: the pictures are right all the same.
    async fn usual(
        &self,
        seen: &Seen,
        promise: &Promise<'_>,
        frames: &[Frame],
        cancel: &CancellationToken,
    ) -> Result<bool, MediaError> {
        let Some(look) = seen.look.at_source(promise, frames) else { return Ok(false) };
        let theirs = self.look_once(look, 1, cancel).await?;
        Ok(complaints(&seen.complaint).is_subset(&complaints(&theirs.complaint)))
    }

    /// Small pictures of frames, each look a process, two at a time; the longest first, so that none is
    /// left to look alone, and with all cores, which the others soon leave to it.
    async fn look(&self, looks: Vec<Look>, cancel: &CancellationToken) -> Result<Vec<Seen>, MediaError> {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let mut looks: Vec<_> = looks.into_iter().enumerate().collect();
        looks.sort_by_key(|(_, look)| Reverse(look.frames));
        let threads = iter::once(cores).chain(iter::repeat(cores.div_ceil(2)));
        let left = Mutex::new(looks.into_iter().zip(threads));
        let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
        let eye = async || {
            let mut seen = Vec::new();
            while let Some(((place, look), threads)) = next() {
                seen.push((place, self.look_once(look, threads, cancel).await?));
            }
            Ok::<_, MediaError>(seen)
        };
        let (mut seen, others) = tokio::try_join!(eye(), eye())?;
        seen.extend(others);
        seen.sort_unstable_by_key(|(place, _)| *place);
        Ok(seen.into_iter().map(|(_, seen)| seen).collect())
    }

    /// Decodes all of a finished file whose picture was encoded anew; tells what is wrong with it. However
    /// long it is: making it took longer.
    pub(super) async fn drained(
        &self,
        path: &Path,
        cancel: &CancellationToken,
    ) -> Result<Result<(), Doubt>, MediaError> {
        let run = Run { program: &self.ffmpeg, args: args::drain(path), limit: None, cancel };
        let (ended, _) = run.capturing(0).await?;
        let complaint = of_decoders(&ended.tail);
        if ended.status.success() && complaint.is_empty() {
            return Ok(Ok(()));
        }
        let detail = if complaint.is_empty() { ended.status.to_string() } else { complaint };
        Ok(Err(Doubt::Decoding { at: Micros::ZERO, detail }))
    }

    async fn look_once(
        &self,
        look: Look,
        threads: usize,
        cancel: &CancellationToken,
    ) -> Result<Seen, MediaError> {
        let args = args::look(&look.path, (look.from, look.to), look.delay, look.sound, threads);
        let run = Run { program: &self.ffmpeg, args, limit: Some(LIMIT), cancel };
        let (ended, output) = run.capturing(PICTURES_MAX_BYTES).await?;
        let mut complaint = of_decoders(&ended.tail);
        if !ended.status.success() && complaint.is_empty() {
            complaint = ended.status.to_string();
        }
        let pictures = output.chunks_exact(PICTURE_BYTES).map(<[u8]>::to_vec).collect();
        Ok(Seen { look, pictures, complaint })
    }
}

/// What decoders complain about. What only splits a stream into frames (`NULL`) knows a file's first
/// description alone.
fn of_decoders(said: &str) -> String {
    let (mut kept, mut before) = (Vec::new(), true);
    for line in said.lines() {
        before = if line.contains("Last message repeated") { before } else { !line.starts_with("[NULL @") };
        kept.extend(before.then_some(line));
    }
    kept.join("\n")
}

/// What ffmpeg complains about, without who says it.
fn complaints(said: &str) -> BTreeSet<&str> {
    said.lines().map(|line| line.split_once("] ").map_or(line, |(_, complaint)| complaint)).collect()
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
    fn only_decoders_are_heard() {
        let said = "[NULL @ 0x1] odd\n    Last message repeated 2 times\n[h264 @ 0x2] bad\n    Last message repeated 1 times\n[NULL @ 0x1] odd";
        assert_eq!(of_decoders(said), "[h264 @ 0x2] bad\n    Last message repeated 1 times");
    }

    #[test]
    fn a_complaint_is_the_same_whoever_says_it() {
        let ours =
            complaints("[h264 @ 0x55] mmco: unref short failure\n[h264 @ 0x56] mmco: unref short failure");
        let theirs = complaints("[h264 @ 0x77] mmco: unref short failure\nError");
        assert!(ours.is_subset(&theirs) && !theirs.is_subset(&ours));
        assert!(!complaints("[h264 @ 0x55] error while decoding MB 3 1").is_subset(&theirs));
    }

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
