//! Ends a login: at the platform, and here in any case.

use std::sync::Arc;

use series::AccountId;

use super::login_of;
use crate::{AccountKind, AccountsView, LoggedOut, Problem, Studio, studio::blocking};

impl Studio {
    /// Ends a login. Where the platform cannot be told, it is forgotten here all the same, and that is said.
    ///
    /// # Errors
    /// `UnknownAccount`, `AccountBusy` while somebody sends for it; what the keychain says: then nothing was
    /// forgotten.
    pub async fn log_out(&self, account: &AccountId) -> Result<LoggedOut, Problem> {
        let known = self.account(account).await?;
        let leased = account.clone();
        let _lease = self.with_store(move |store| store.lease(&leased)).await?;
        let name = login_of(account);
        // A keychain that does not answer keeps the login: nothing is ended that stays behind.
        self.vault().find(&name).await?;
        let untold = match known.kind {
            AccountKind::Tiktok => self.revoke(account).await.err(),
            AccountKind::Peertube => self.end_at_peertube(account).await.err(),
        };
        self.vault().forget(&name).await?;
        let (accounts, gone) = (Arc::clone(&self.logins.accounts), account.clone());
        blocking(move || accounts.forget(&gone)).await??;
        Ok(LoggedOut { account: known, untold })
    }

    async fn revoke(&self, account: &AccountId) -> Result<(), Problem> {
        Ok(self.client_of(account).await?.tokens().revoke().await?)
    }

    /// Everything the settings show of accounts. `server` stands in for TikTok, if the program was started
    /// with one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn accounts_view(&self, server: Option<String>) -> Result<AccountsView, Problem> {
        Ok(AccountsView {
            accounts: self.accounts().await?,
            // Why it cannot be read is what the keychain's state says.
            client_key: self.app_keys(server.as_deref()).await.unwrap_or(None),
            keychain: self.keychain().await,
            server,
            redirect: super::REDIRECT.to_owned(),
        })
    }
}
