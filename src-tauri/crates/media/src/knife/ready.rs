//! A part of a clip, ready to be cut: its samples, and what is copied and encoded anew of them.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use series::{ClipFacts, Cuts, Micros, Trim, Uncuttable};

use super::{
    entry,
    keys::{Keys, read_at},
    nal::{self, Codec},
    plan::{self, Cut},
};
use crate::{MediaError, SampleIndex, Track, fingerprint};

/// A part of a clip whose samples can be copied.
#[derive(Clone)]
pub(crate) struct Ready {
    /// The file with the samples.
    pub path: PathBuf,
    /// What probing found in the clip.
    pub facts: Arc<ClipFacts>,
    /// The samples.
    pub index: Arc<SampleIndex>,
    /// What is kept of it.
    pub span: Trim,
}

/// A part of a clip, divided.
pub(crate) struct Divided {
    /// The part. Its span is what is really kept.
    pub part: Ready,
    /// The codec of its picture.
    pub codec: Codec,
    /// Its frames.
    pub cut: Cut,
    /// What one decodes to see the frames that are encoded anew.
    pub needed: [Vec<usize>; 2],
    /// Numbers for the parameter sets of the head and the tail.
    pub sets: [u32; 2],
}

impl Ready {
    /// Why it cannot be cut.
    pub fn refused(&self, why: Uncuttable) -> MediaError {
        MediaError::Uncuttable { path: self.path.clone(), why }
    }

    /// Divides the frames of the part, which is so many parts behind the file's first. Reads a few bytes of
    /// keyframes.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`; `Uncuttable` says why it cannot be cut.
    pub fn divide(mut self, part: usize, cuts: Cuts, anew: bool) -> Result<Divided, MediaError> {
        let path = self.path.clone();
        let refused = |why| MediaError::Uncuttable { path: path.clone(), why };
        let index = Arc::clone(&self.index);
        let track = &index.video;
        let codec = codec(&self.facts, &index).map_err(refused)?;
        let (file, _) = fingerprint::open(&self.path)?;
        let mut keys = Keys::new(file, codec, track);
        let cut = match cuts {
            Cuts::Exact => plan::cut(track, self.span, |key| keys.begins(track, key)).map_err(refused)?,
            Cuts::AtKeyframes => {
                let found = plan::at_keyframes(track, self.span, |key| keys.begins(track, key));
                let (span, copied) = found.ok_or_else(|| refused(Uncuttable::NoKeyframe))?;
                self.span = span;
                Cut { head: Vec::new(), copied, tail: Vec::new() }
            }
        };
        if !(cut.head.is_empty() && cut.tail.is_empty()) {
            alike(&self.facts, track, codec).map_err(refused)?;
            if !anew {
                return Err(refused(Uncuttable::Encoder));
            }
        }
        let needed = [&cut.head, &cut.tail].map(|frames| {
            let range = plan::needed(track, frames, |key| keys.begins(track, key));
            let wanted: HashSet<_> = frames.iter().collect();
            range.filter(|number| wanted.contains(number) || !keys.is_disposable(track, *number)).collect()
        });
        let config = track.descriptions.first().and_then(|entry| entry::config(codec, entry));
        let [head, tail, _] = config.map_or([1, 2, 3], |config| config.free(part));
        let sets = [head, tail];
        Ok(Divided { codec, cut, needed, sets, part: self })
    }
}

/// The bytes of a frame that something stands before which it was not made to follow: with its parameter
/// sets, for players that know only a file's first description, and saying that the link to what was before
/// is broken, where it must.
///
/// # Errors
/// `Missing`, `Unreadable`.
pub(crate) fn opening(codec: Codec, path: &Path, track: &Track, frame: usize) -> Result<Vec<u8>, MediaError> {
    let (mut file, _) = fingerprint::open(path)?;
    let sample = &track.samples[frame];
    let bytes = read_at(&mut file, sample.offset, sample.size as usize);
    let mut bytes = bytes.map_err(|source| MediaError::Unreadable { path: path.to_owned(), source })?;
    let Some(entry) = track.descriptions.get(usize::from(sample.description)) else { return Ok(bytes) };
    if let Some(config) = entry::config(codec, entry).filter(|_| codec == Codec::Hevc) {
        nal::break_link(&mut bytes, config.width);
    }
    let mut sets = entry::sets(codec, entry).unwrap_or_default();
    sets.append(&mut bytes);
    Ok(sets)
}

/// The codec of a picture that can be cut at all.
fn codec(facts: &ClipFacts, index: &SampleIndex) -> Result<Codec, Uncuttable> {
    let codec = Codec::named(&facts.video.codec).ok_or(Uncuttable::Codec)?;
    let known = |entry: &Vec<u8>| entry::config(codec, entry).is_some();
    let track = &index.video;
    if !index.copyable || track.descriptions.is_empty() || !track.descriptions.iter().all(known) {
        return Err(Uncuttable::Index);
    }
    Ok(codec)
}

/// Can frames be encoded that stand beside those of this picture?
fn alike(facts: &ClipFacts, track: &Track, codec: Codec) -> Result<(), Uncuttable> {
    drawn_alike(facts)?;
    let progressive = |entry: &Vec<u8>| entry::config(codec, entry).is_some_and(|config| config.progressive);
    if !track.descriptions.iter().all(progressive) {
        return Err(Uncuttable::Interlaced);
    }
    Ok(())
}

/// Are its pixels such as seams are encoded with?
fn drawn_alike(facts: &ClipFacts) -> Result<(), Uncuttable> {
    let video = &facts.video;
    if video.hdr.is_some() {
        return Err(Uncuttable::Hdr);
    }
    if video.bit_depth != 8 || !matches!(video.pixel_format.as_str(), "yuv420p" | "yuvj420p") {
        return Err(Uncuttable::Depth);
    }
    Ok(())
}

/// The keyframes at which a copy can begin, and what, if anything, keeps the picture from being cut
/// between them. `anew` tells whether there is an encoder for its seams. Reads a few bytes of each
/// keyframe.
///
/// # Errors
/// `Missing`, `Unreadable`, `Folder`.
pub(crate) fn keyframes(
    path: &Path,
    facts: &ClipFacts,
    index: &SampleIndex,
    anew: bool,
) -> Result<(Vec<Micros>, Option<Uncuttable>), MediaError> {
    let track = &index.video;
    let codec = match codec(facts, index) {
        Ok(codec) => codec,
        // It is put into an MP4 before it is cut; what stands in its samples is seen then.
        Err(Uncuttable::Index) if !index.copyable => {
            let why = drawn_alike(facts).err().or((!anew).then_some(Uncuttable::Encoder));
            return Ok((all_keys(track), why));
        }
        Err(why) => return Ok((all_keys(track), Some(why))),
    };
    let (file, _) = fingerprint::open(path)?;
    let mut keys = Keys::new(file, codec, track);
    let mut found: Vec<i64> = (0..track.samples.len())
        .filter(|number| track.samples[*number].shown && keys.begins(track, *number))
        .map(|number| track.samples[number].pts)
        .collect();
    found.sort_unstable();
    found.dedup();
    let why = match alike(facts, track, codec) {
        Err(why) => Some(why),
        Ok(()) if found.is_empty() => Some(Uncuttable::NoKeyframe),
        Ok(()) if !anew => Some(Uncuttable::Encoder),
        Ok(()) => None,
    };
    Ok((found.into_iter().map(|tick| track.time(tick)).collect(), why))
}

fn all_keys(track: &Track) -> Vec<Micros> {
    let keys = track.samples.iter().filter(|sample| sample.key && sample.shown);
    let mut ticks: Vec<i64> = keys.map(|sample| sample.pts).collect();
    ticks.sort_unstable();
    ticks.into_iter().map(|tick| track.time(tick)).collect()
}
