//! What a finished file was to hold.

use std::{collections::HashSet, path::Path};

use series::{Micros, Ratio, Trim};

use crate::SampleIndex;

/// What a finished file was to hold.
#[derive(Debug, Clone)]
pub struct Promise<'a> {
    /// The file.
    pub output: &'a Path,
    /// How long it was to be.
    pub length: Micros,
    /// By how much it may be shorter.
    pub short: Micros,
    /// What it was to show, in order.
    pub parts: Vec<Promised<'a>>,
    /// Was there to be sound?
    pub sound: bool,
}

/// A part of a finished file.
#[derive(Debug, Clone)]
pub struct Promised<'a> {
    /// The clip it is from; or a file with the same samples at the same times.
    pub path: &'a Path,
    /// Its index.
    pub index: &'a SampleIndex,
    /// What is kept of it.
    pub span: Trim,
    /// Its picture.
    pub picture: Shown<'a>,
    /// Was its sound copied? Else it was encoded anew.
    pub sound_copied: bool,
}

/// How the picture of a part was made.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// Those samples of the clip were copied, byte for byte; the others within the span were encoded
    /// anew and look the same.
    Copied(&'a [usize]),
    /// All was encoded anew, each frame at its own time.
    Anew {
        /// Does it look the same, but for its size?
        alike: bool,
    },
    /// All was encoded anew and put on an even rate.
    Rate(Ratio),
}

/// A frame that was to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Which part it is of.
    pub part: usize,
    /// Which sample of the part's clip it is.
    pub sample: usize,
    /// When it was to be shown.
    pub at: Micros,
    /// Was it to be copied?
    pub copied: bool,
}

impl Promise<'_> {
    /// When a part begins.
    pub(super) fn begin(&self, part: usize) -> Micros {
        self.parts.iter().take(part).map(|part| part.span.length()).sum()
    }

    /// Was all of the picture encoded anew?
    pub(super) fn is_anew(&self) -> bool {
        self.parts.iter().all(|part| !matches!(part.picture, Shown::Copied(_)))
    }

    /// The frames that were to be shown, in order; none where a part was put on another rate.
    pub(super) fn frames(&self) -> Option<Vec<Frame>> {
        let mut frames = Vec::new();
        for (nth, part) in self.parts.iter().enumerate() {
            let copied: HashSet<usize> = match part.picture {
                Shown::Copied(samples) => samples.iter().copied().collect(),
                Shown::Anew { .. } => HashSet::new(),
                Shown::Rate(_) => return None,
            };
            let begin = self.begin(nth);
            frames.extend(part.frames().into_iter().map(|sample| {
                let time = part.index.video.time(part.index.video.samples[sample].pts);
                Frame {
                    part: nth,
                    sample,
                    at: begin + (time - part.span.start),
                    copied: copied.contains(&sample),
                }
            }));
        }
        Some(frames)
    }
}

impl Promised<'_> {
    /// The samples of all frames that the clip shows, in the order they are shown in. What comes before
    /// the first keyframe cannot be decoded.
    pub(super) fn all_frames(&self) -> Vec<usize> {
        let samples = &self.index.video.samples;
        let first = samples.iter().position(|sample| sample.key).unwrap_or(0);
        let mut frames: Vec<usize> = (first..samples.len()).filter(|nth| samples[*nth].shown).collect();
        frames.sort_by_key(|nth| samples[*nth].pts);
        frames
    }

    /// The samples of the frames that are shown within the span, in the order they are shown in.
    pub(super) fn frames(&self) -> Vec<usize> {
        let track = &self.index.video;
        let mut frames = self.all_frames();
        frames.retain(|nth| {
            let time = track.time(track.samples[*nth].pts);
            self.span.start <= time && time < self.span.end
        });
        frames
    }
}
