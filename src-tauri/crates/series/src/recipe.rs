//! A recipe: everything that decides the bytes of a delivered file, and nothing else. Two episodes of
//! one recipe have one file: what was made once is not made again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ClipId, Cuts, Decibels, Framing, Ratio, Trim};

/// How an episode's file is made. The first that does it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "road", rename_all = "snake_case")]
pub enum Road {
    /// The file is copied, byte for byte.
    Copy,
    /// The streams are copied into an MP4.
    Remux,
    /// The picture is copied but for the frames around its cuts.
    SmartCut {
        /// Is the sound encoded anew, or copied?
        audio: bool,
    },
    /// Streams are encoded anew.
    Transcode {
        /// Is the picture encoded anew, or copied?
        video: bool,
        /// Is the sound encoded anew, or copied?
        audio: bool,
    },
}

/// Everything that decides the bytes of a delivered file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Recipe {
    /// What it shows, in order. At least one part.
    pub parts: Vec<RecipePart>,
    /// How it is made.
    pub road: Road,
    /// Where cuts may fall.
    pub cuts: Cuts,
    /// What is done to the picture. Anything here means that it is encoded anew.
    pub picture: PictureWork,
    /// What is done to the sound. Anything here means that it is encoded anew.
    pub sound: SoundWork,
}

/// One part of a recipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct RecipePart {
    /// The clip.
    pub clip: ClipId,
    /// What is kept of it; the whole clip where there is none.
    pub trim: Option<Trim>,
    /// By how much its sound is made louder (or softer, below zero), if it is.
    pub gain: Option<Decibels>,
}

/// What is done to a picture that is encoded anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct PictureWork {
    /// Is a turn that players make baked in?
    pub upright: bool,
    /// How it is fitted into an upright 9:16 frame, if it is.
    pub framing: Option<Framing>,
    /// Width and height it is scaled to, in pixels as shown, if it is.
    pub size: Option<(u32, u32)>,
    /// The even rate it is put on, if it is.
    pub rate: Option<Ratio>,
    /// Is high dynamic range mapped to standard?
    pub sdr: bool,
    /// Does it become H.264 of 8 bits a sample, whatever it was? Otherwise more bits are kept, in HEVC.
    #[serde(default)]
    pub plain: bool,
}

/// What is done to sound that is encoded anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct SoundWork {
    /// The highest true peak that gain may lead to, in dBTP; where there is none, peaks are left alone.
    pub ceiling: Option<Decibels>,
    /// Is a silent track added where a clip has none?
    pub silence: bool,
}

impl PictureWork {
    /// Is nothing done?
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
