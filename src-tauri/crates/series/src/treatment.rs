//! What is done to an episode's picture and sound on the way out: the creator's answers to findings.
//! Nothing of it touches the clip; every bit of it can be undone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Decibels;

/// What is done to an episode on the way out. By default nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(default, rename_all = "camelCase")]
pub struct Treatment {
    /// How the picture is fitted into an upright 9:16 frame, if it is.
    pub framing: Option<Framing>,
    /// Is a turn that players make baked into the picture?
    pub upright: bool,
    /// Is high dynamic range mapped to standard?
    pub sdr: bool,
    /// Are frames that come at uneven times put on an even beat?
    pub even: bool,
    /// Are codec, size and rate brought to the nearest form that the rules allow?
    pub conform: bool,
    /// Is all of it made anew as H.264 of 8 bits with AAC, whatever the rules take of it as it is? A platform
    /// that refused the file wants another.
    #[serde(skip_serializing_if = "is_off")]
    #[ts(as = "Option<bool>", optional)]
    pub anew: bool,
    /// The loudness the sound is levelled to, if it is.
    pub level: Option<Level>,
    /// Is silence added where there is no sound?
    pub silence: bool,
    /// Where cuts may fall.
    pub cuts: Cuts,
}

/// What is not done is not written down: marks and journals from before it could be done stay as they are.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
const fn is_off(on: &bool) -> bool {
    !*on
}

impl Treatment {
    /// Is nothing done?
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// How a picture is fitted into an upright 9:16 frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// The middle is kept, the sides are cut off.
    Crop,
    /// All of it is kept, with black above and below.
    Pad,
    /// All of it is kept, with a blurred copy of itself above and below.
    Blur,
}

/// A loudness to level to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Level {
    /// Integrated loudness to reach (EBU R 128), in LUFS.
    pub loudness: Decibels,
    /// The highest true peak allowed, in dBTP.
    pub true_peak: Decibels,
}

impl Default for Level {
    /// −14 LUFS and −1 dBTP: what the large platforms play at.
    fn default() -> Self {
        Self { loudness: Decibels::new(-1_400), true_peak: Decibels::new(-100) }
    }
}

/// Where cuts may fall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cuts {
    /// Exactly where they were set; what must be encoded anew for that is.
    #[default]
    Exact,
    /// At the keyframe before: nothing is encoded anew, the episode may begin a little earlier.
    AtKeyframes,
}
