//! A file that is to be delivered, and how.

use std::path::Path;

use series::{ClipFacts, Cuts, Decibels, Micros, PictureWork, Proof, Road, SoundWork, Trim};

/// One file to make.
#[derive(Debug, Clone)]
pub struct ExportJob<'a> {
    /// What it shows, in order. At least one part.
    pub parts: Vec<Source<'a>>,
    /// The file to make; one that is there is overwritten. Its name may end in anything.
    pub output: &'a Path,
    /// How it is made, unless that fails its proof.
    pub road: Road,
    /// Where cuts may fall.
    pub cuts: Cuts,
    /// What is done to a picture that is encoded anew.
    pub picture: PictureWork,
    /// What is done to sound that is encoded anew.
    pub sound: SoundWork,
}

/// A part of a file to make.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The clip's file.
    pub path: &'a Path,
    /// What probing found in the clip.
    pub facts: &'a ClipFacts,
    /// The part of the clip to keep; all of it where there is none.
    pub trim: Option<Trim>,
    /// By how much its sound is made louder, if it is.
    pub gain: Option<Decibels>,
}

/// A file that was made and proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// How it was made in the end.
    pub road: Road,
    /// What was proven of it.
    pub proof: Proof,
    /// What probing found in it.
    pub facts: ClipFacts,
    /// Roads that were tried before and why their files were not good enough, in English, for the
    /// curious.
    pub detours: Vec<(Road, String)>,
}

impl Source<'_> {
    /// How long the part is.
    #[must_use]
    pub fn length(&self) -> Micros {
        self.span().length()
    }

    /// From where to where in the clip it reaches.
    #[must_use]
    pub fn span(&self) -> Trim {
        self.trim.unwrap_or(Trim { start: Micros::ZERO, end: self.facts.duration })
    }
}

impl<'a> ExportJob<'a> {
    /// One part of one clip, with nothing done to it.
    #[must_use]
    pub fn plain(
        path: &'a Path,
        facts: &'a ClipFacts,
        trim: Option<Trim>,
        road: Road,
        output: &'a Path,
    ) -> Self {
        Self {
            parts: vec![Source { path, facts, trim, gain: None }],
            output,
            road,
            cuts: Cuts::default(),
            picture: PictureWork::default(),
            sound: SoundWork::default(),
        }
    }

    /// The length the file must not exceed.
    #[must_use]
    pub fn length(&self) -> Micros {
        self.parts.iter().map(Source::length).sum()
    }
}
