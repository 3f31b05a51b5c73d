//! The series kit: an upload-ready folder, written whole or not at all.
//!
//! A Series has no public API: a person submits it at the portal. So the main road of publishing is
//! a folder with everything the portal asks for, in order: the episodes' files, the cover, a
//! checklist with a copy button for every field (`submit.html`), and the same as data
//! (`series.json`, `episodes.csv`).

mod contents;
mod error;
mod files;
mod folder;
mod manifest;
mod page;
mod table;
#[cfg(test)]
mod tests;

pub use contents::*;
pub use error::*;
pub use folder::*;
