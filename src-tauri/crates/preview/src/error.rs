//! What can go wrong with the loopback server.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why the server did not start.
#[derive(Debug, Error)]
pub enum PreviewError {
    /// It was started outside a tokio runtime.
    #[error("the preview server needs a tokio runtime")]
    NoRuntime,
    /// No port of 127.0.0.1 could be had.
    #[error("the preview server cannot listen on 127.0.0.1")]
    NoPort(#[source] io::Error),
    /// The folder for stills cannot be made.
    #[error("the folder {} cannot be made", folder.display())]
    NoCache {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The system gave no random bytes for the token.
    #[error("the system gave no random bytes")]
    NoRandom(#[source] getrandom::Error),
}
