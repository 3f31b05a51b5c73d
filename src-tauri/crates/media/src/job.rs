//! A file that is to be delivered, and how.

use std::path::Path;

use series::{ClipFacts, Micros, Road, Trim};

/// One file to make.
#[derive(Debug, Clone, Copy)]
pub struct ExportJob<'a> {
    /// The clip's file.
    pub input: &'a Path,
    /// The file to make; one that is there is overwritten. Its name may end in anything.
    pub output: &'a Path,
    /// How it is made. Wherever there is a trim, picture and sound are encoded anew.
    pub road: Road,
    /// The part of the clip to keep.
    pub trim: Option<Trim>,
    /// What probing found in the clip.
    pub facts: &'a ClipFacts,
}

impl ExportJob<'_> {
    /// How it is made: a trim is exact only if everything is encoded anew.
    pub(crate) fn road(&self) -> Road {
        match self.trim {
            Some(_) => Road::Transcode { video: true, audio: true },
            None => self.road,
        }
    }

    /// The length it must not exceed.
    pub(crate) fn length(&self) -> Micros {
        self.trim.map_or(self.facts.duration, Trim::length)
    }
}
