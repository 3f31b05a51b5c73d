//! The two ways out: the series kit, and the network.
//!
//! A Series has no public API: a person submits it at the portal. So the main road of publishing is
//! a folder with everything the portal asks for, in order: the episodes' files, the cover, a
//! checklist with a copy button for every field (`submit.html`), and the same as data
//! (`series.json`, `episodes.csv`), written whole or not at all.
//!
//! What has an API is posted to over the network: see [`Net`] and [`tiktok`].

mod contents;
mod error;
mod files;
mod folder;
mod manifest;
mod net;
mod page;
mod table;
#[cfg(test)]
mod tests;

pub use contents::*;
pub use error::*;
pub use folder::*;
pub use net::*;
