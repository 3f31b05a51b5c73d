//! The connections that were made, as the window is shown them.

use serde::Serialize;
use storage::Connected;
use ts_rs::TS;

/// A connection that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// When it began, in milliseconds since 1970.
    pub at_ms: i64,
    /// To which host; with a port where it is not the usual one.
    pub host: String,
    /// Is that this computer: a rehearsal?
    pub here: bool,
    /// What for: `purpose.<name>` in the locale files words it.
    pub purpose: String,
    /// Bytes of what was said, without the headers.
    pub bytes_out: u64,
    /// Bytes of what was answered, without the headers.
    pub bytes_in: u64,
}

impl From<Connected> for ConnectionView {
    fn from(connected: Connected) -> Self {
        let Connected { at_ms, host, purpose, bytes_out, bytes_in } = connected;
        Self { here: is_here(&host), at_ms, host, purpose, bytes_out, bytes_in }
    }
}

/// Is the host this computer, by number? A name could be answered with any address.
fn is_here(host: &str) -> bool {
    let address = host.rsplit_once(':').map_or(host, |(address, _)| address);
    address.trim_matches(['[', ']']).parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_computer_is_told_from_the_others() {
        for (host, here) in [
            ("127.0.0.1:4000", true),
            ("127.0.0.1", true),
            ("[::1]:4000", true),
            ("open.tiktokapis.com", false),
            ("localhost:80", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_here(host), here, "{host}");
        }
    }
}
