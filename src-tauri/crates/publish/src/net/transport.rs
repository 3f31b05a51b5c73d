//! What all resumable uploads have in common: the server says how much it holds, and takes what comes next.

use std::{future::Future, ops::Range};

use super::{NetError, Source};

/// How much of a file a server holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// That many bytes from its beginning. It waits for more.
    Bytes(u64),
    /// All of it, and it works on it or is done.
    All,
}

/// An upload that can go on where it stopped. It holds the upload's address, and nothing else that lasts:
/// where it stands is asked of the server or read in the ledger.
pub trait Resumable: Send + Sync {
    /// Asks how much the server holds.
    fn held(&self) -> impl Future<Output = Result<Held, NetError>> + Send;

    /// Sends these bytes once, and says how much the server then holds: what the server says counts, even
    /// where it took nothing, or is elsewhere in the file. How often that is tried is for whoever sends. After an error that is ambiguous, ask
    /// [`Self::held`] before anything is sent again. Dropping the future ends the sending.
    fn send(&self, range: Range<u64>, source: &Source)
    -> impl Future<Output = Result<Held, NetError>> + Send;
}
