//! What the network half is handed: who keeps a login.

use std::sync::Arc;

use publish::tiktok;
use series::{AccountId, Secret};

use super::vault::Vault;
use crate::{
    login::{Accounts, login_of},
    studio::now_ms,
};

/// A login that somebody handed in: an access token and nothing to renew it with.
pub(super) struct Given(Secret);

impl Given {
    pub(super) fn new(token: &Secret) -> Self {
        Self(token.clone())
    }

    /// The account it is taken for until the platform says whose it is.
    pub(super) fn account(&self) -> AccountId {
        AccountId("given".to_owned())
    }
}

impl tiktok::Keeper for Given {
    fn load(&self, _: &AccountId) -> Result<Option<tiktok::TokenSet>, tiktok::KeeperError> {
        Ok(Some(tiktok::TokenSet {
            open_id: String::new(),
            scopes: tiktok::Scope::ALL.iter().map(|scope| scope.name().to_owned()).collect(),
            access: self.0.clone(),
            access_until_ms: i64::MAX,
            refresh: Secret::new(""),
            refresh_until_ms: i64::MAX,
        }))
    }

    fn store(&self, _: &AccountId, _: &tiktok::TokenSet) -> Result<(), tiktok::KeeperError> {
        Ok(())
    }

    /// Nothing is shown of it that could go on saying otherwise.
    fn ended(&self, _: &AccountId, _: &tiktok::TokenSet) {}
}

/// Keeps logins in the vault, and what may be shown of them beside the other accounts.
pub(crate) struct InVault {
    /// Where the tokens are.
    pub(crate) vault: Vault,
    /// Who knows the accounts.
    pub(crate) accounts: Arc<Accounts>,
}

impl tiktok::Keeper for InVault {
    fn load(&self, account: &AccountId) -> Result<Option<tiktok::TokenSet>, tiktok::KeeperError> {
        let kept = self.vault.get(&login_of(account)).map_err(Box::new)?;
        // What cannot be read is as good as lost: the creator logs in again.
        Ok(kept.as_ref().and_then(tiktok::TokenSet::from_kept))
    }

    fn store(&self, account: &AccountId, tokens: &tiktok::TokenSet) -> Result<(), tiktok::KeeperError> {
        self.vault.set(&login_of(account), Some(&tokens.to_keep())).map_err(Box::new)?;
        // The tokens are kept. That an end date is shown which is too early does no harm.
        let _ = self.accounts.renewed(account, tokens);
        Ok(())
    }

    fn ended(&self, account: &AccountId, tokens: &tiktok::TokenSet) {
        // Where it cannot be noted, the next to use it is told the same.
        let _ = self.accounts.ended(account, tokens, now_ms());
    }
}
