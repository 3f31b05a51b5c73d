//! A login as it is kept: read, and renewed by one at a time on this machine, because a renewal kills the
//! tokens before it.

use std::{path::PathBuf, sync::Arc};

use series::{AccountId, Refused, Secret};

use super::{
    NetError,
    lock::FileLock,
    tiktok::{Keeper, KeeperError, TokenSet},
};

/// The login of one account, as it is kept.
pub(crate) struct Kept {
    account: AccountId,
    keeper: Arc<dyn Keeper>,
    lock: PathBuf,
    flight: tokio::sync::Mutex<()>,
}

impl Kept {
    /// The login of that account. `lock` is a file that every process which may renew it names.
    pub fn new(account: AccountId, keeper: Arc<dyn Keeper>, lock: PathBuf) -> Self {
        Self { account, keeper, lock, flight: tokio::sync::Mutex::default() }
    }

    /// The account.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// What is kept.
    pub async fn load(&self) -> Result<TokenSet, NetError> {
        let found = self.ask(|keeper, account| keeper.load(account)).await?;
        found.ok_or_else(|| NetError::NotLoggedIn { account: self.account.clone() })
    }

    /// A login with another access token than that one. Whoever asks first renews it; the others take what
    /// they find then. It is kept before it is given out. A login without a refresh token has ended.
    pub async fn renewed(
        &self,
        stale: &Secret,
        renew: impl AsyncFnOnce(TokenSet) -> Result<TokenSet, NetError>,
    ) -> Result<TokenSet, NetError> {
        let _alone_here = self.flight.lock().await;
        let _alone_on_this_machine = FileLock::get(&self.lock).await?;
        let login = self.load().await?;
        if login.access != *stale {
            return Ok(login);
        }
        let renewal = if login.refresh.expose().is_empty() {
            let refused = Refused::of("access_token_invalid", "there is nothing to renew it with", "");
            Err(NetError::Refused(refused))
        } else {
            renew(login.clone()).await
        };
        let renewed = match renewal {
            Ok(renewed) => renewed,
            Err(error) => {
                if error.is_logged_out() {
                    self.ended(login).await;
                }
                return Err(error);
            }
        };
        let kept = renewed.clone();
        self.ask(move |keeper, account| keeper.store(account, &kept)).await?;
        Ok(renewed)
    }

    /// That login is refused, and was just renewed or cannot be: it has ended.
    pub async fn ended(&self, login: TokenSet) {
        let told = move |keeper: &dyn Keeper, account: &AccountId| {
            keeper.ended(account, &login);
            Ok(())
        };
        // What was refused is told in any case.
        let _ = self.ask(told).await;
    }

    /// Asks the keeper on a thread that may wait.
    async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Keeper, &AccountId) -> Result<T, KeeperError> + Send + 'static,
    ) -> Result<T, NetError> {
        let (keeper, account) = (Arc::clone(&self.keeper), self.account.clone());
        match tokio::task::spawn_blocking(move || ask(&*keeper, &account)).await {
            Ok(answer) => answer.map_err(|source| NetError::Keeper { source }),
            Err(gone) => Err(NetError::Keeper { source: gone.into() }),
        }
    }
}
