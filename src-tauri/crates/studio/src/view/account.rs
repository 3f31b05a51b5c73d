//! Accounts as the window is shown them. No secret is in here.

use serde::{Deserialize, Serialize};
use series::AccountId;
use ts_rs::TS;

use crate::{JobId, Problem};

/// An account that is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Its name here, in the ledger and on the command line.
    pub id: AccountId,
    /// The server it is on: `http://127.0.0.1:…`. None: TikTok itself.
    pub server: Option<String>,
    /// What it is an account of.
    pub kind: AccountKind,
    /// The name that is shown.
    pub nickname: String,
    /// The unique name, where the platform told.
    pub username: Option<String>,
    /// Where its videos can go, as the server said last; none at TikTok.
    pub channels: Vec<Channel>,
    /// What the creator allowed, as the platform calls it.
    pub scopes: Vec<String>,
    /// What was asked for and not allowed.
    pub missing: Vec<String>,
    /// Until when the login lasts without being used, in milliseconds since 1970; none: until it is ended.
    pub until_ms: Option<i64>,
    /// Does it still last?
    pub standing: LoginStanding,
    /// Is it forgotten when Showrunner is closed?
    pub this_session: bool,
}

impl Account {
    /// The page in a browser where the creator sees what is posted there. What waits in TikTok's inbox is seen
    /// in the app alone.
    #[must_use]
    pub fn posts_page(&self) -> String {
        match (self.kind, &self.server, &self.username) {
            (AccountKind::Peertube, Some(server), _) => format!("{server}/my-library/videos"),
            (_, Some(server), _) => server.clone(),
            (_, None, Some(name)) => format!("https://www.tiktok.com/@{name}"),
            (_, None, None) => "https://www.tiktok.com/".to_owned(),
        }
    }
}

/// A channel of a PeerTube account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Channel {
    /// Names it on the server, and in what is said of a posting.
    pub name: String,
    /// The name that is shown.
    pub shown: String,
}

/// What an account is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// TikTok, or a server that speaks its API.
    Tiktok,
    /// A PeerTube server.
    Peertube,
}

/// Does a login still last?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LoginStanding {
    /// For more than a month.
    Good,
    /// It ends within a month, unless it is used.
    EndsSoon,
    /// It has ended: the creator logs in again.
    Ended,
}

/// What is wanted of a login.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogIn {
    /// The server, if not TikTok itself.
    pub server: Option<String>,
    /// Another account than the one the browser knows: the page of consent is shown in any case.
    pub another: bool,
}

/// A login that waits for the creator to come back from the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoginBegun {
    /// The job that waits; cancelling it ends the login.
    pub job: JobId,
    /// The page for the creator's browser, and for nobody else.
    pub url: String,
}

/// A login that was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoggedOut {
    /// The account. Nothing of it is kept here any more.
    pub account: Account,
    /// Why the platform could not be told; none: it was, and the login is dead there too.
    pub untold: Option<Problem>,
}

/// Where secrets are kept, and whether that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum KeychainState {
    /// They are kept, and last.
    Ready,
    /// By the creator's choice they are kept until Showrunner is closed.
    ForThisSession,
    /// There is no keychain.
    Absent {
        /// What the system says. Not translated.
        why: String,
    },
    /// It is locked, or waits for a person.
    Locked {
        /// What the system says. Not translated.
        why: String,
    },
    /// It refused, or what it holds is damaged.
    Failing {
        /// What the system says. Not translated.
        why: String,
    },
}

/// Everything the settings show of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountsView {
    /// Those that are logged in.
    pub accounts: Vec<Account>,
    /// The client key of the creator's app, if there is one. Its secret is never shown.
    pub client_key: Option<String>,
    /// Where secrets are kept.
    pub keychain: KeychainState,
    /// The server that stands in for TikTok, if the program was started with one.
    pub server: Option<String>,
    /// What the creator's app must name as the address to come back to.
    pub redirect: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_posted_is_seen_at_the_account_s_own_page() {
        let page = |kind, server: Option<&str>, username: Option<&str>| {
            let account = Account {
                id: AccountId("tiktok:1".into()),
                server: server.map(Into::into),
                kind,
                nickname: "Ana".into(),
                username: username.map(Into::into),
                channels: Vec::new(),
                scopes: Vec::new(),
                missing: Vec::new(),
                until_ms: None,
                standing: LoginStanding::Good,
                this_session: false,
            };
            account.posts_page()
        };
        assert_eq!(page(AccountKind::Tiktok, None, Some("ana")), "https://www.tiktok.com/@ana");
        assert_eq!(page(AccountKind::Tiktok, None, None), "https://www.tiktok.com/");
        let here = Some("http://127.0.0.1:9");
        assert_eq!(page(AccountKind::Tiktok, here, Some("ana")), "http://127.0.0.1:9");
        assert_eq!(
            page(AccountKind::Peertube, Some("https://tube.example"), Some("ana")),
            "https://tube.example/my-library/videos"
        );
    }
}
