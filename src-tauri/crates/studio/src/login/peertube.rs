//! Logging in to a PeerTube server: with a name and a password, which goes there once and is not kept.

use std::sync::Arc;

use publish::{Backoff, Net, NetError, peertube};
use series::{AccountId, Secret, Value};

use super::{Known, login_of, plain};
use crate::{
    Account, AccountKind, Channel, Problem, ProblemCode, Studio, publish::InVault, studio::blocking,
};

/// Who logs in to a PeerTube server.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name of the user.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// The number that an authenticator app shows, for an account that asks for one.
    pub second_factor: Option<Secret>,
}

impl Studio {
    /// Logs in to a PeerTube server.
    ///
    /// # Errors
    /// `NotAServer`, `WrongPassword`, `PlatformRefused` (it asks for the second factor, or the user is blocked),
    /// `Offline`; what the keychain says, before anything is sent.
    pub async fn log_in_to_peertube(&self, server: &str, who: &Credentials) -> Result<Account, Problem> {
        let vault = self.vault();
        vault.proven().await?;
        let there = peertube_at(server)?;
        let net = Net::new(there.reach().clone(), self.witness())?;
        let credentials = peertube::Credentials {
            user: who.user.clone(),
            password: who.password.clone(),
            second_factor: who.second_factor.clone(),
        };
        let tokens = peertube::log_in(&net, &there, &credentials).await.map_err(|error| match &error {
            NetError::Refused(refused) if refused.code == "invalid_grant" => {
                let user = Value::Text(who.user.clone());
                Problem::new(ProblemCode::WrongPassword).with("user", user).detail(error.to_string())
            }
            _ => error.into(),
        })?;
        let id = there.account(&who.user);
        vault.keep(&login_of(&id), tokens.to_keep()).await?;
        let me = self.peertube_client(&id, &there).await?.me().await;
        let known = Known {
            server: Some(plain(server)),
            kind: AccountKind::Peertube,
            // A name that cannot be had now is no reason to log in again.
            nickname: me.as_ref().map_or_else(|_| who.user.clone(), |me| me.account.display_name.clone()),
            username: Some(who.user.clone()),
            channels: me.map(|me| channels(&me)).unwrap_or_default(),
            scopes: Vec::new(),
            until_ms: Some(tokens.refresh_until_ms),
        };
        let (accounts, lasts, put) = (Arc::clone(&self.logins.accounts), vault.lasts(), id.clone());
        blocking(move || accounts.put(&put, known, lasts)).await??;
        self.account(&id).await
    }

    /// Asks a server who somebody is there, and remembers the channels.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub(crate) async fn met_at_peertube(
        &self,
        client: &peertube::Client,
        account: &AccountId,
    ) -> Result<peertube::Me, Problem> {
        let me = client.me().await?;
        let (accounts, account, now) = (Arc::clone(&self.logins.accounts), account.clone(), channels(&me));
        blocking(move || accounts.has_channels(&account, now)).await??;
        Ok(me)
    }

    /// Asks a PeerTube server which channels an account has by now, and remembers them: one may have been made
    /// since the login.
    ///
    /// # Errors
    /// `UnknownAccount`, also for one that is not PeerTube's; why there is no answer, or what was refused.
    pub async fn look_for_channels(&self, account: &AccountId) -> Result<Account, Problem> {
        let client = self.peertube_of(account).await?;
        self.met_at_peertube(&client, account).await?;
        self.account(account).await
    }

    /// Asks a PeerTube server for an account that is logged in there.
    ///
    /// # Errors
    /// `UnknownAccount`, also for one that is not PeerTube's; what the keychain says.
    pub(crate) async fn peertube_of(&self, account: &AccountId) -> Result<peertube::Client, Problem> {
        let known = self.account(account).await?;
        match (known.kind, known.server) {
            (AccountKind::Peertube, Some(server)) => {
                self.peertube_client(account, &peertube_at(&server)?).await
            }
            _ => {
                Err(Problem::new(ProblemCode::UnknownAccount).with("account", Value::Text(account.0.clone())))
            }
        }
    }

    async fn peertube_client(
        &self,
        account: &AccountId,
        server: &peertube::Server,
    ) -> Result<peertube::Client, Problem> {
        let session = self.peertube_session(account, server).await?;
        Ok(peertube::Client::new(session, Backoff::default()))
    }

    async fn peertube_session(
        &self,
        account: &AccountId,
        server: &peertube::Server,
    ) -> Result<peertube::Session, Problem> {
        let net = Net::new(server.reach().clone(), self.witness())?;
        let lock = self.login_lock(account);
        let keeper = InVault { vault: self.vault(), accounts: Arc::clone(&self.logins.accounts) };
        Ok(peertube::Session::new(net, server.clone(), account.clone(), Arc::new(keeper), lock))
    }

    /// Ends a login at its server.
    pub(super) async fn end_at_peertube(&self, account: &AccountId) -> Result<(), Problem> {
        Ok(self.peertube_of(account).await?.session().end().await?)
    }
}

fn channels(me: &peertube::Me) -> Vec<Channel> {
    let shown = |channel: &peertube::Channel| match channel.display_name.as_str() {
        "" => channel.name.clone(),
        shown => shown.to_owned(),
    };
    me.channels.iter().map(|one| Channel { name: one.name.clone(), shown: shown(one) }).collect()
}

/// A PeerTube server.
///
/// # Errors
/// `NotAServer` for what is no address, or one that may not be called.
pub(crate) fn peertube_at(server: &str) -> Result<peertube::Server, Problem> {
    let none = || Problem::new(ProblemCode::NotAServer).with("server", Value::Text(server.to_owned()));
    Ok(peertube::Server::new(&plain(server).parse().map_err(|_| none())?)?)
}
