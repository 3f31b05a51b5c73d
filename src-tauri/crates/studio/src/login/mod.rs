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

use publish::tiktok;
use series::AccountId;

/// Where creators make an app of their own.
pub const DEVELOPERS: &str = "https://developers.tiktok.com/";
/// What the app must name as the address to come back to: any port of this machine.
pub const REDIRECT: &str = "http://127.0.0.1:*/callback/";

/// The vault's name for an account's login.
pub(crate) fn login_of(account: &AccountId) -> String {
    format!("login {}", account.0)
}

/// An account of a server that speaks TikTok's API. Each server but TikTok's is a world of its own.
fn account_at(server: Option<&str>, tokens: &tiktok::TokenSet) -> AccountId {
    AccountId(format!("{}:{}", server.unwrap_or("tiktok"), tokens.open_id))
}

/// A server's address as it is kept and compared.
fn plain(server: &str) -> String {
    server.trim().trim_end_matches('/').to_owned()
}
