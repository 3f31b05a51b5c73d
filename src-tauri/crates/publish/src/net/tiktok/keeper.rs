//! A login, and who keeps it.

use std::error::Error;

use serde::{Deserialize, Serialize};
use series::{AccountId, Secret, TokenAnswer};

use super::Scope;

/// A login: what proves that an account allowed us something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSet {
    /// Names the account to this app.
    pub open_id: String,
    /// What it allowed, as TikTok calls it.
    pub scopes: Vec<String>,
    /// Goes with every request.
    pub access: Secret,
    /// Until when, in milliseconds since 1970.
    pub access_until_ms: i64,
    /// Gets the next two tokens, once.
    pub refresh: Secret,
    /// Until when, in milliseconds since 1970.
    pub refresh_until_ms: i64,
}

/// How a login is written for the keychain.
#[derive(Serialize)]
struct Kept<'a> {
    open_id: &'a str,
    scopes: Vec<&'a str>,
    access: &'a str,
    access_until_ms: i64,
    refresh: &'a str,
    refresh_until_ms: i64,
}

impl TokenSet {
    /// What was answered at that time.
    pub(super) fn answered(answer: TokenAnswer, now_ms: i64) -> Self {
        let until = |seconds: u64| {
            now_ms.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000))
        };
        Self {
            scopes: answer.scope.split(',').map(|scope| scope.trim().to_owned()).collect(),
            access_until_ms: until(answer.expires_in),
            refresh_until_ms: until(answer.refresh_expires_in),
            open_id: answer.open_id,
            access: Secret::new(answer.access_token),
            refresh: Secret::new(answer.refresh_token),
        }
    }

    /// The account it is of.
    #[must_use]
    pub fn account(&self) -> AccountId {
        AccountId(format!("tiktok:{}", self.open_id))
    }

    /// Did the account allow that? A creator can allow a part of what is asked for.
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|allowed| allowed == scope.name())
    }

    /// As a text for the keychain, and for nothing else.
    #[must_use]
    pub fn to_keep(&self) -> Secret {
        let kept = Kept {
            open_id: &self.open_id,
            scopes: self.scopes.iter().map(String::as_str).collect(),
            access: self.access.expose(),
            access_until_ms: self.access_until_ms,
            refresh: self.refresh.expose(),
            refresh_until_ms: self.refresh_until_ms,
        };
        Secret::new(serde_json::to_string(&kept).expect("texts and numbers are always JSON"))
    }

    /// From what the keychain kept. None if that is not a login.
    #[must_use]
    pub fn from_kept(kept: &Secret) -> Option<Self> {
        #[derive(Deserialize)]
        struct Read {
            open_id: String,
            scopes: Vec<String>,
            access: Secret,
            access_until_ms: i64,
            refresh: Secret,
            refresh_until_ms: i64,
        }
        let Read { open_id, scopes, access, access_until_ms, refresh, refresh_until_ms } =
            serde_json::from_str(kept.expose()).ok()?;
        Some(Self { open_id, scopes, access, access_until_ms, refresh, refresh_until_ms })
    }
}

/// Why a keeper did not give or take a login. It must name no secret.
pub type KeeperError = Box<dyn Error + Send + Sync>;

/// Keeps the logins: the system's keychain, through `studio`. It may block: it is only asked off the
/// runtime's own threads.
pub trait Keeper: Send + Sync + 'static {
    /// The login of an account, if it has one.
    ///
    /// # Errors
    /// If that cannot be told.
    fn load(&self, account: &AccountId) -> Result<Option<TokenSet>, KeeperError>;

    /// Keeps a login, instead of the one before. It must last before this returns: the one before is dead.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn store(&self, account: &AccountId, tokens: &TokenSet) -> Result<(), KeeperError>;

    /// The platform ended that login: it is renewed no more. Whoever shows accounts may say so, unless there is
    /// another login by now.
    fn ended(&self, account: &AccountId, tokens: &TokenSet);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_kept_whole_and_shown_without_its_tokens() {
        let answer = TokenAnswer {
            open_id: "open-1".into(),
            scope: "user.info.basic, video.upload".into(),
            access_token: "act.\"quoted\"".into(),
            expires_in: 7_200,
            refresh_token: "rft.1".into(),
            refresh_expires_in: u64::MAX,
            token_type: "Bearer".into(),
        };
        let tokens = TokenSet::answered(answer, 1_000);
        assert_eq!((tokens.access_until_ms, tokens.refresh_until_ms), (7_201_000, i64::MAX));
        assert!(tokens.allows(Scope::Drafts) && tokens.allows(Scope::Name) && !tokens.allows(Scope::Posts));
        assert_eq!(tokens.account(), AccountId("tiktok:open-1".into()));
        let kept = tokens.to_keep();
        assert_eq!(TokenSet::from_kept(&kept), Some(tokens.clone()));
        let shown = format!("{tokens:?} {kept:?}");
        assert!(!shown.contains("act.") && !shown.contains("rft."), "{shown}");
        assert_eq!(TokenSet::from_kept(&Secret::new("{}")), None);
    }
}
