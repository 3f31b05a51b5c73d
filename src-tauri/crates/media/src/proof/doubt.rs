//! What speaks against a finished file.

use series::Micros;
use thiserror::Error;

/// Why a finished file is not proven to be what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Doubt {
    /// It is too long, or too short.
    #[error("it is {found} long, not {asked}")]
    Length {
        /// How long it was to be.
        asked: Micros,
        /// How long it is.
        found: Micros,
    },
    /// Frames were lost or doubled.
    #[error("it shows {found} frames, not {asked}")]
    Frames {
        /// How many it was to show.
        asked: u64,
        /// How many it shows.
        found: u64,
    },
    /// A frame is shown at another time.
    #[error("frame {frame} is shown at {found}, not at {asked}")]
    Time {
        /// Which, from 0, in the order they are shown in.
        frame: u64,
        /// When it was to be shown.
        asked: Micros,
        /// When it is shown.
        found: Micros,
    },
    /// A frame that was to be copied is not the source's.
    #[error("frame {frame} is no copy of its source")]
    Copy {
        /// Which, from 0, in the order they are shown in.
        frame: u64,
    },
    /// A frame that was encoded anew shows another one of the source's.
    #[error("frame {frame} shows another picture than its source")]
    Picture {
        /// Which, from 0, in the order they are shown in.
        frame: u64,
    },
    /// Sound is missing, or there is some that nobody asked for.
    #[error("{}", if *.asked { "it has no sound" } else { "it has sound that was not asked for" })]
    Silence {
        /// Was there to be sound?
        asked: bool,
    },
    /// The sound comes too early or too late.
    #[error("its sound is off by {0}")]
    Sync(
        /// By how much it comes late; early, below zero.
        Micros,
    ),
    /// Sound that was to be copied is not the source's.
    #[error("its sound at {0} is no copy of its source")]
    Sound(
        /// When it is heard.
        Micros,
    ),
    /// It cannot be decoded there.
    #[error("it does not decode around {at}: {detail}")]
    Decoding {
        /// Where.
        at: Micros,
        /// What ffmpeg says.
        detail: String,
    },
    /// What stands in it cannot be told.
    #[error("it cannot be read: {0}")]
    Unread(
        /// Why.
        String,
    ),
}
