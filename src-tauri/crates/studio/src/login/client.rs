//! Asks TikTok's API for an account that is logged in.

use std::{path::PathBuf, sync::Arc};

use publish::{Backoff, Net, tiktok};
use series::{AccountId, Value};

use crate::{Problem, ProblemCode, Studio, publish::InVault};

impl Studio {
    /// Asks for an account that is logged in. Its login is kept fresh, by one process at a time.
    ///
    /// # Errors
    /// `UnknownAccount`, `NoAppKeys`; what the keychain says.
    pub(crate) async fn client_of(&self, account: &AccountId) -> Result<tiktok::Client, Problem> {
        let server = self.account(account).await?.server;
        let keys = self.keys(server.as_deref()).await?;
        self.client_with(account, server.as_deref(), keys).await
    }

    /// The same with these app keys.
    pub(super) async fn client_with(
        &self,
        account: &AccountId,
        server: Option<&str>,
        keys: tiktok::AppKeys,
    ) -> Result<tiktok::Client, Problem> {
        let site = site_of(server)?;
        let net = self.net(&site)?;
        let lock = self.login_lock(account);
        let keeper = InVault { vault: self.vault(), accounts: Arc::clone(&self.logins.accounts) };
        let tokens =
            tiktok::Tokens::new(net, site, keys, account.clone(), Arc::new(keeper), lock, Backoff::default());
        Ok(tiktok::Client::new(tokens))
    }

    /// The file that every process which may renew that login locks.
    pub(super) fn login_lock(&self, account: &AccountId) -> PathBuf {
        // An account is named by strangers: what it is called is nothing to call a file.
        let name = format!("login-{}.lock", &blake3::hash(account.0.as_bytes()).to_hex()[..32]);
        self.data.join("leases").join(name)
    }

    /// The way out to a site, each call of which the creator can read about.
    pub(super) fn net(&self, site: &tiktok::Site) -> Result<Net, Problem> {
        Ok(Net::new(site.reach().clone(), self.witness())?)
    }
}

/// TikTok, or a server that speaks its API.
///
/// # Errors
/// `NotAServer` for what is no address, or one that may not be called.
pub(crate) fn site_of(server: Option<&str>) -> Result<tiktok::Site, Problem> {
    let Some(server) = server else { return Ok(tiktok::Site::tiktok()) };
    let url = server
        .parse()
        .map_err(|_| Problem::new(ProblemCode::NotAServer).with("server", Value::Text(server.to_owned())))?;
    Ok(tiktok::Site::rehearsal(&url)?)
}
