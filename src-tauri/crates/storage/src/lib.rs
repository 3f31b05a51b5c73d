//! What the creator made, kept: the journal of edits, settings, covers; the files that are to be made of
//! it; the ledger of what was sent where; notes of what was done by hand; and, in the system's keychain, what must stay secret.
//!
//! A draft is the replay of its journal ([`series::History`]); nothing else of it is stored. Every
//! step is on disk before [`Store::append`] returns, and several processes may hold a [`Store`] on
//! one folder: whoever appends to a draft that moved on is told so ([`StorageError::Conflict`]),
//! catches up with [`Store::steps_since`] and tries again.
//!
//! All calls block; async callers use a blocking thread. Times are handed in.

mod connections;
mod damage;
mod error;
mod journal;
mod keychain;
mod lease;
mod ledger;
mod notes;
mod pictures;
mod schema;
mod settings;
mod store;
mod work;

pub use connections::Connected;
pub use error::StorageError;
pub use journal::DraftRow;
pub use keychain::{Keychain, KeychainError};
pub use lease::Lease;
pub use ledger::{LogLine, Standing};
pub use notes::{About, Note};
pub use pictures::{make_folder, sync_folder};
pub use store::{Opened, Store};
