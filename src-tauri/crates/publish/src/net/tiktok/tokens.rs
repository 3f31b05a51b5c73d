//! Keeps a login fresh: one renewal at a time, in this process and on this machine, because a renewal kills
//! the tokens before it.

use std::{path::PathBuf, sync::Arc, time::Duration};

use reqwest::Method;
use series::{AccountId, Secret};

use super::{AppKeys, Keeper, Site, TokenSet, answer};
use crate::net::{Backoff, Net, NetError, Purpose, kept::Kept};

/// What is left of a token's time when it is renewed, at least: a request takes some time too.
const MARGIN: Duration = Duration::from_secs(60);

/// The login of one account, always fresh. Clones share one renewal.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    net: Net,
    site: Site,
    keys: AppKeys,
    kept: Kept,
    backoff: Backoff,
}

impl Tokens {
    /// The login of that account. `lock` is a file, made where there is none, that every process which may
    /// renew this login names. `backoff` is for what may be asked again after a fault.
    #[must_use]
    pub fn new(
        net: Net,
        site: Site,
        keys: AppKeys,
        account: AccountId,
        keeper: Arc<dyn Keeper>,
        lock: PathBuf,
        backoff: Backoff,
    ) -> Self {
        Self(Arc::new(Inner { net, site, keys, kept: Kept::new(account, keeper, lock), backoff }))
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        self.0.kept.account()
    }

    /// How calls are made, where to, and how patiently.
    pub(super) fn wire(&self) -> (&Net, &Site, &Backoff) {
        (&self.0.net, &self.0.site, &self.0.backoff)
    }

    /// A login whose access token holds for that long, if any does: before a long upload, ask for all the
    /// time it takes.
    ///
    /// # Errors
    /// [`NetError::NotLoggedIn`], what the keeper said, or why it was not renewed.
    pub async fn fresh(&self, at_least: Duration) -> Result<TokenSet, NetError> {
        let tokens = self.0.kept.load().await?;
        let until = self.0.net.now_ms().saturating_add(millis(at_least.max(MARGIN)));
        if tokens.access_until_ms >= until {
            return Ok(tokens);
        }
        self.renewed(&tokens.access).await
    }

    /// A login with another access token than that one, which is no longer good. Whoever asks first renews
    /// it; the others take what they find then.
    ///
    /// # Errors
    /// [`NetError::NotLoggedIn`], what the keeper said, or why it was not renewed.
    pub async fn renewed(&self, stale: &Secret) -> Result<TokenSet, NetError> {
        let (inner, stale) = (Arc::clone(&self.0), stale.clone());
        // On its own: whoever waits for it may be cancelled, but what was answered must be kept.
        let renewal = tokio::spawn(async move { inner.renew(&stale).await });
        match renewal.await {
            Ok(renewed) => renewed,
            Err(gone) if gone.is_panic() => std::panic::resume_unwind(gone.into_panic()),
            Err(gone) => Err(NetError::Keeper { source: gone.into() }),
        }
    }

    /// That login was renewed just now, and its token is refused all the same.
    pub(super) async fn ended(&self, login: TokenSet) {
        self.0.kept.ended(login).await;
    }

    /// Ends the login at TikTok, if it has not ended there already. What is kept of it is for the caller to delete.
    ///
    /// # Errors
    /// Why it was not ended.
    pub async fn revoke(&self) -> Result<(), NetError> {
        let Inner { net, site, keys, .. } = &*self.0;
        let token = match self.fresh(Duration::ZERO).await {
            Ok(login) => login.access,
            Err(error) if error.is_logged_out() => return Ok(()),
            Err(error) => return Err(error),
        };
        let form = [
            ("client_key", keys.key.as_str()),
            ("client_secret", keys.secret.expose()),
            ("token", token.expose()),
        ];
        let request = net.request(Method::POST, site.endpoint("/v2/oauth/revoke/")).form(&form);
        answer::revoked(&net.ask(Purpose::Revoke, request).await?, &[&keys.secret, &token])
    }
}

impl Inner {
    async fn renew(&self, stale: &Secret) -> Result<TokenSet, NetError> {
        let refresh = async |login: TokenSet| self.backoff.ask(|| self.refresh(&login.refresh)).await;
        self.kept.renewed(stale, refresh).await
    }

    async fn refresh(&self, refresh: &Secret) -> Result<TokenSet, NetError> {
        let Self { net, site, keys, .. } = self;
        let form = [
            ("client_key", keys.key.as_str()),
            ("client_secret", keys.secret.expose()),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose()),
        ];
        let now = net.now_ms();
        let request = net.request(Method::POST, site.endpoint("/v2/oauth/token/")).form(&form);
        let answer = net.ask(Purpose::Refresh, request).await?;
        Ok(TokenSet::answered(answer::tokens(&answer, &[&keys.secret, refresh])?, now))
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
