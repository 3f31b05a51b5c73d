//! Asks TikTok's API for an account that is logged in.

use std::{fs, sync::Arc};

use publish::{Backoff, Net, tiktok};
use series::{AccountId, Value};

use crate::{Problem, ProblemCode, Studio, publish::InVault, studio::blocking};

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
        let leases = self.data.join("leases");
        // An account is named by strangers: what it is called is nothing to call a file.
        let name = format!("login-{}.lock", &blake3::hash(account.0.as_bytes()).to_hex()[..32]);
        let lock = leases.join(name);
        blocking(move || fs::create_dir_all(&leases).map_err(|error| Problem::of_file(&leases, &error)))
            .await??;
        let keeper = InVault { vault: self.vault(), accounts: Arc::clone(&self.logins.accounts) };
        let tokens =
            tiktok::Tokens::new(net, site, keys, account.clone(), Arc::new(keeper), lock, Backoff::default());
        Ok(tiktok::Client::new(tokens))
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
