//! Logins: the creator's own app keys, the accounts that allowed it something, and where the secrets of both
//! are kept.
//!
//! What opens an account is only in the vault: the system's keychain, unless somebody chose otherwise. What
//! is shown of it ([`Account`](crate::Account)) stands in the settings, so that looking asks the keychain
//! nothing.

mod accounts;
mod client;
mod keys;
mod log_in;
mod log_out;
mod peertube;
mod secrets;

pub(crate) use accounts::{Accounts, Known};
pub(crate) use client::site_of;
pub use peertube::Credentials;
pub(crate) use peertube::peertube_at;
pub(crate) use secrets::Logins;

use series::AccountId;
use url::Url;

/// Where creators make an app of their own.
pub const DEVELOPERS: &str = "https://developers.tiktok.com/";
/// What the app must name as the address to come back to: any port of this machine.
pub const REDIRECT: &str = "http://127.0.0.1:*/callback/";

/// The vault's name for an account's login.
pub(crate) fn login_of(account: &AccountId) -> String {
    format!("login {}", account.0)
}

/// An account of a server that speaks TikTok's API. Each server but TikTok's is a world of its own, however its
/// address is written: under two names an account would be sent everything twice.
pub(crate) fn account_at(server: Option<&str>, open_id: &str) -> AccountId {
    AccountId(format!("{}:{open_id}", server.map_or_else(|| "tiktok".to_owned(), plain)))
}

/// A server's address as it is kept and compared.
fn plain(server: &str) -> String {
    let server = server.trim();
    let origin = server.parse::<Url>().ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    // What is no address is refused where it is asked for.
    origin.map_or_else(|| server.trim_end_matches('/').to_owned(), |origin| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_one_name_however_its_server_is_written() {
        let account = |server| account_at(server, "me").0;
        assert_eq!(account(None), "tiktok:me");
        for server in
            ["http://127.0.0.1:80", "HTTP://127.1/", " http://127.0.0.1 ", "http://127.0.0.1/any?a=b"]
        {
            assert_eq!(account(Some(server)), "http://127.0.0.1:me", "{server}");
        }
        assert_eq!(account(Some("https://Video.Example:8443//")), "https://video.example:8443:me");
        assert_eq!(account(Some("nothing/")), "nothing:me");
    }
}
