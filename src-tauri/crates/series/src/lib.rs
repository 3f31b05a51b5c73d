//! The pure ground of Showrunner: what a series is, which edits it takes, which rules it must meet.
//!
//! Nothing here does IO, reads a clock or draws a random number (`clippy.toml` beside this crate
//! bans it): ids and times are handed in. So every rule can be tested in a microsecond and a journal
//! of edits replays to the same draft for ever.
//!
//! # Words
//! * **clip**: a source file that was probed. Never written to.
//! * **episode**: a clip or several in a row, perhaps trimmed, with a title; **part**: what an episode
//!   keeps of one clip; **treatment**: what is done to its picture and sound on the way out.
//! * **series**: the ordered episodes with title, description, price and cover.
//! * **teaser**: an episode that is free: it goes elsewhere than the series and stands behind what is sold.
//! * **draft**: the whole unpublished work; **edit**: one change of it; **history**: the draft with
//!   what undo and redo need.
//! * **rule**: one limit of the platform, as data; **preflight**: every rule against a draft;
//!   **finding**: one result of preflight; **fix**: an edit that answers a finding.
//! * **analysis**: what reading a clip through found: keyframes, pauses, loudness.
//! * **road**: how an episode's file is made (copy, remux, smart cut, transcode); **seam**: what is encoded
//!   anew around a cut; **recipe**: everything that decides the bytes of a file; **export plan**: the
//!   recipes of a whole draft, before anything is done; **dry run**: the same of everything that could be
//!   fixed; **proof**: what was found right of a finished file.
//! * **kit**: the upload-ready folder.
//! * **target**: where an episode can go; **posting**: its file on the way there; **ledger**: what happened
//!   to each posting; **chunk**: bytes that are sent at once; **rehearsal**: a publish to a server of our own
//!   that speaks the platform's language.
//! * **desk**: what is done by hand in the portal, and what was ticked of it.
//! * **message**: a sentence that is not worded yet: a key and its values. Locale files word it.

mod analysis;
mod apply;
mod clip;
mod cover;
mod decibels;
mod describe;
mod desk;
mod draft;
mod edit;
mod episode;
mod filename;
mod fix_all;
mod history;
mod ids;
mod means;
mod message;
mod micros;
mod money;
mod natural;
mod number;
mod part;
mod plan;
mod posting;
mod preflight;
mod proof;
mod recipe;
mod regroup;
mod rules;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod scenes;
mod secret;
mod split;
mod treatment;
mod words;

pub use analysis::*;
pub use clip::*;
pub use cover::*;
pub use decibels::*;
pub use describe::*;
pub use desk::*;
pub use draft::*;
pub use edit::*;
pub use episode::*;
pub use filename::*;
pub use fix_all::*;
pub use history::*;
pub use ids::*;
pub use means::*;
pub use message::*;
pub use micros::*;
pub use money::*;
pub use natural::*;
pub use number::*;
pub use part::*;
pub use plan::*;
pub use posting::*;
pub use preflight::*;
pub use proof::*;
pub use recipe::*;
pub use rules::*;
pub use scenes::*;
pub use secret::*;
pub use split::*;
pub use treatment::*;
pub use words::*;
