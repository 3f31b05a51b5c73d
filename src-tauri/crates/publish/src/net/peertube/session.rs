//! A login at a PeerTube server, always fresh.

use std::{path::PathBuf, sync::Arc, time::Duration};

use series::{AccountId, Secret};

use super::{Server, login};
use crate::net::{
    Bearer, Net, NetError,
    kept::Kept,
    tiktok::{Keeper, TokenSet},
};

/// What is left of a token's time when it is renewed, at least: sending a chunk takes a while.
const MARGIN: Duration = Duration::from_secs(600);

/// A login at a server, always fresh. Clones share one renewal.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    net: Net,
    server: Server,
    kept: Kept,
}

impl Session {
    /// The login of that account. `lock` is a file, made where there is none, that every process which may
    /// renew this login names.
    #[must_use]
    pub fn new(net: Net, server: Server, account: AccountId, keeper: Arc<dyn Keeper>, lock: PathBuf) -> Self {
        Self(Arc::new(Inner { net, server, kept: Kept::new(account, keeper, lock) }))
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.0.server
    }

    /// How calls are made.
    pub(super) fn net(&self) -> &Net {
        &self.0.net
    }

    /// A login that holds for some minutes at least.
    ///
    /// # Errors
    /// [`NetError::NotLoggedIn`], what the keeper said, or why it was not renewed.
    pub async fn fresh(&self) -> Result<TokenSet, NetError> {
        let login = self.0.kept.load().await?;
        let margin = i64::try_from(MARGIN.as_millis()).unwrap_or(i64::MAX);
        if login.access_until_ms >= self.0.net.now_ms().saturating_add(margin) {
            return Ok(login);
        }
        self.renewed(&login.access).await
    }

    /// Ends the login at the server. What is kept of it is for the caller to delete.
    ///
    /// # Errors
    /// Why it was not ended.
    pub async fn end(&self) -> Result<(), NetError> {
        login::log_out(&self.0.net, &self.0.server, &self.0.kept.load().await?).await
    }

    /// That login was renewed just now, and its token is refused all the same.
    pub(super) async fn ended(&self, login: TokenSet) {
        self.0.kept.ended(login).await;
    }

    /// A login with another access token than that one, which is no longer good.
    ///
    /// # Errors
    /// [`NetError::NotLoggedIn`], what the keeper said, or why it was not renewed.
    pub(super) async fn renewed(&self, stale: &Secret) -> Result<TokenSet, NetError> {
        let (inner, stale) = (Arc::clone(&self.0), stale.clone());
        // On its own: whoever waits for it may be cancelled, but what was answered must be kept.
        let renewal = tokio::spawn(async move {
            let Inner { net, server, kept } = &*inner;
            kept.renewed(&stale, async |login| login::renew(net, server, &login).await).await
        });
        match renewal.await {
            Ok(renewed) => renewed,
            Err(gone) => Err(NetError::Keeper { source: gone.into() }),
        }
    }
}

impl Bearer for Session {
    async fn token(&self) -> Result<Option<Secret>, NetError> {
        Ok(Some(self.fresh().await?.access))
    }
}
