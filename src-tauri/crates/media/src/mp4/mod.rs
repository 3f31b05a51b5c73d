//! MP4 and QuickTime files by their own boxes: reading the tables that tell which bytes are which
//! frame, writing such tables for a new file, and shortening what a finished file shows.
//!
//! Everything here takes bytes from strangers: each access is checked, each count is bounded by the
//! bytes there are, and what is odd is none rather than a guess; ffprobe is asked then.

mod begun;
pub(crate) mod boxes;
mod edits;
mod header;
mod layout;
mod movie;
pub(crate) mod read;
mod shorten;
mod tables;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use begun::Begun;
pub(crate) use layout::Layout;
pub(crate) use movie::{Edit, Kind, Movie, NewSample, NewTrack};
pub(crate) use shorten::end_by;
pub(crate) use tables::last_lasts;
