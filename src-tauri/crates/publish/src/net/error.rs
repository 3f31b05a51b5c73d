//! Why something that was to go out did not.

use std::{error::Error, io, path::PathBuf};

use series::{AccountId, Refused, Remedy, Why};
use thiserror::Error;

/// Why something that was to go out did not, or was not taken. No secret is in it, however it is printed.
#[derive(Debug, Error)]
pub enum NetError {
    /// That is not a place that may be called. Nothing was sent.
    #[error("{url} is not a place that may be called")]
    Forbidden {
        /// The address, without the values of its query.
        url: String,
    },
    /// No connection came about. Nothing was sent.
    #[error("{host} cannot be reached: {cause}")]
    Offline {
        /// Who was called.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// Nothing happened for too long.
    #[error("{host} took too long to answer")]
    TimedOut {
        /// Who was called.
        host: String,
        /// May the request have arrived?
        sent: bool,
    },
    /// The connection broke before there was a whole answer. The request may have arrived.
    #[error("the connection to {host} broke: {cause}")]
    Dropped {
        /// Who was called.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// It was refused, with a reason.
    #[error("it was refused: {} {}", .0.code, .0.detail)]
    Refused(Refused),
    /// There was an answer, but not one that can be read. The request may have been carried out.
    #[error("{host} answered (HTTP {status}) what cannot be read: {raw}")]
    Unreadable {
        /// Who was called.
        host: String,
        /// The status of the answer.
        status: u16,
        /// The answer's beginning, without what is or looks like a secret.
        raw: String,
    },
    /// The file has another size than it had when it was put on the list. Nothing was sent.
    #[error("{} has {found} bytes, not {wanted}", .path.display())]
    FileChanged {
        /// The file.
        path: PathBuf,
        /// Bytes it is to have.
        wanted: u64,
        /// Bytes it has.
        found: u64,
    },
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nobody is logged in there.
    #[error("nobody is logged in as {}", .account.0)]
    NotLoggedIn {
        /// The account.
        account: AccountId,
    },
    /// The keychain did not give the login, or did not take it.
    #[error("the login could not be kept: {source}")]
    Keeper {
        /// What it said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Another process holds the login's lock for too long, or the lock cannot be made.
    #[error("{} cannot be locked: {source}", .path.display())]
    Lock {
        /// The lock's file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The answer of the browser cannot be waited for.
    #[error("no port could be opened for the browser's answer: {source}")]
    NoPort {
        /// What the system said.
        source: io::Error,
    },
    /// The creator did not allow it, in the browser.
    #[error("the creator did not allow it")]
    Denied,
    /// Nobody came back from the browser in time.
    #[error("nobody came back from the browser in time")]
    NobodyCame,
    /// Connections cannot be made on this machine: no certificates, or none that can be read.
    #[error("connections cannot be made here: {cause}")]
    NoClient {
        /// What the system said.
        cause: String,
    },
    /// The system has no random numbers.
    #[error("the system has no random numbers")]
    NoRandom,
}

impl NetError {
    /// May it have been carried out all the same? What cannot be done twice is then not asked for again
    /// before somebody looked.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::TimedOut { sent, .. } => *sent,
            Self::Dropped { .. } | Self::Unreadable { .. } => true,
            Self::Refused(refused) => refused.why == Why::Platform,
            Self::Forbidden { .. }
            | Self::Offline { .. }
            | Self::FileChanged { .. }
            | Self::File { .. }
            | Self::NotLoggedIn { .. }
            | Self::Keeper { .. }
            | Self::Lock { .. }
            | Self::NoPort { .. }
            | Self::Denied
            | Self::NobodyCame
            | Self::NoClient { .. }
            | Self::NoRandom => false,
        }
    }

    /// May it go well later without anybody doing anything? Not whether it may be asked twice: see
    /// [`Self::is_ambiguous`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Offline { .. }
            | Self::TimedOut { .. }
            | Self::Dropped { .. }
            | Self::Unreadable { .. }
            | Self::Lock { .. } => true,
            // Out of step: asked where it is, it may be in step again.
            Self::Refused(refused) => {
                refused.why == Why::OutOfStep
                    || matches!(
                        refused.why.remedy(),
                        Remedy::TryAgain | Remedy::WaitAMinute | Remedy::WaitADay
                    )
            }
            Self::Forbidden { .. }
            | Self::FileChanged { .. }
            | Self::File { .. }
            | Self::NotLoggedIn { .. }
            | Self::Keeper { .. }
            | Self::NoPort { .. }
            | Self::Denied
            | Self::NobodyCame
            | Self::NoClient { .. }
            | Self::NoRandom => false,
        }
    }

    /// May it go well within seconds?
    pub(crate) fn is_soon_over(&self) -> bool {
        match self {
            Self::Refused(refused) => refused.why == Why::Platform,
            Self::Lock { .. } => false,
            other => other.is_retryable(),
        }
    }

    /// Does the answer say that the login has ended?
    pub(crate) fn is_logged_out(&self) -> bool {
        matches!(self, Self::Refused(refused) if refused.why == Why::LoggedOut)
    }

    /// Does the answer say that the access token is no longer good?
    pub(crate) fn is_stale_token(&self) -> bool {
        matches!(self, Self::Refused(refused) if refused.code == "access_token_invalid")
    }
}
