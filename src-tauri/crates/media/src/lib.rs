//! Everything that touches ffmpeg: find it, probe, take stills, export.
//!
//! The only crate that starts processes, and it starts them in one file, `process`. What ffmpeg is
//! asked is built by pure functions in `args`; what it answers becomes exact integers in `facts`.
//! Files come from strangers: ffmpeg is told which protocols and which kinds of file it may open, and
//! a name is always only a name.

mod args;
mod claims;
mod copy;
mod encoders;
mod error;
mod export;
mod facts;
mod find;
mod fingerprint;
mod index;
mod job;
mod kept;
mod knife;
mod level;
mod lines;
mod mp4;
mod pace;
mod packets;
mod probe;
mod process;
mod progress;
mod proof;
mod seen;
mod sniff;
mod sound;
mod still;

pub use encoders::{Encoder, EncoderKind, EncoderState};
pub use error::MediaError;
pub use find::{Ffmpeg, Looked, LookedFound, LookedPlace, NotFound, OLDEST};
pub use fingerprint::{fingerprint, middle};
pub use index::{Sample, SampleIndex, Track, TrackHead};
pub use job::{ExportJob, Made, Source};
pub use knife::SCRATCH;
pub use process::our_variables;
pub use proof::{Doubt, Promise, Promised, Shown};
pub use sound::{Bucket, Heard, Peaks};
