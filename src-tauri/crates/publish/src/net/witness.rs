//! Who is told of every call that goes out.

use serde::Serialize;

/// Is told of every call that goes out, before it does and when it is over. The creator can read the list.
pub trait Witness: Send + Sync {
    /// A call is about to be made: nothing was sent yet. [`Self::seen`] follows, however it ends.
    fn opening(&self, _at_ms: i64, _host: &str, _purpose: Purpose) {}

    /// A call was made.
    fn seen(&self, connection: Connection);
}

/// A call that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// When it began, in milliseconds since 1970.
    pub at_ms: i64,
    /// Which host was called; with a port where it is not the usual one.
    pub host: String,
    /// What for.
    pub purpose: Purpose,
    /// Bytes of what was said, without the headers.
    pub bytes_out: u64,
    /// Bytes of what was answered, without the headers.
    pub bytes_in: u64,
}

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A login is made.
    Login,
    /// A login is renewed.
    Refresh,
    /// A login is ended.
    Revoke,
    /// What an account is and may.
    Account,
    /// A place to send a file to.
    Reserve,
    /// Bytes of a file.
    Upload,
    /// A file that is not to be finished.
    Forget,
    /// Where a file stands.
    Status,
    /// The order of what was sent.
    Arrange,
}

impl Purpose {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::Login,
        Self::Refresh,
        Self::Revoke,
        Self::Account,
        Self::Reserve,
        Self::Upload,
        Self::Forget,
        Self::Status,
        Self::Arrange,
    ];

    /// The name in lists and in the keys of texts: `purpose.login`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Refresh => "refresh",
            Self::Revoke => "revoke",
            Self::Account => "account",
            Self::Reserve => "reserve",
            Self::Upload => "upload",
            Self::Forget => "forget",
            Self::Status => "status",
            Self::Arrange => "arrange",
        }
    }
}
