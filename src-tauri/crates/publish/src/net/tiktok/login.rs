//! Logs a creator in, with the system's browser.

use std::time::Duration;

use reqwest::Method;
use series::Secret;
use tokio::net::TcpListener;
use url::Url;

use super::{
    AppKeys, Scope, Site, TokenSet, answer,
    callback::{Came, Pages, wait},
    pkce::Verifier,
};
use crate::net::{Net, NetError, Purpose, random};

/// How long the creator has in the browser.
pub const LOGIN_TAKES: Duration = Duration::from_secs(300);

/// A login that waits for the creator to come back from the browser. Dropping it ends it.
pub struct Login {
    site: Site,
    keys: AppKeys,
    listener: TcpListener,
    redirect: String,
    state: Secret,
    verifier: Verifier,
    authorize: Url,
}

impl Login {
    /// Opens a port on this machine for the browser to come back to. With `choose`, the creator is asked
    /// again even if the browser knows an account.
    ///
    /// # Errors
    /// [`NetError::NoPort`], [`NetError::NoRandom`].
    pub async fn begin(
        site: &Site,
        keys: &AppKeys,
        scopes: &[Scope],
        choose: bool,
    ) -> Result<Self, NetError> {
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.map_err(|source| NetError::NoPort { source })?;
        let port = listener.local_addr().map_err(|source| NetError::NoPort { source })?.port();
        let redirect = format!("http://127.0.0.1:{port}/callback/");
        let (state, verifier) = (Secret::new(random::hex(24)?), Verifier::new()?);
        let scopes: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
        let mut authorize = site.authorize();
        authorize
            .query_pairs_mut()
            .append_pair("client_key", &keys.key)
            .append_pair("scope", &scopes.join(","))
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", &redirect)
            .append_pair("state", state.expose())
            .append_pair("code_challenge", &verifier.challenge())
            .append_pair("code_challenge_method", "S256");
        if choose {
            authorize.query_pairs_mut().append_pair("disable_auto_auth", "1");
        }
        Ok(Self { site: site.clone(), keys: keys.clone(), listener, redirect, state, verifier, authorize })
    }

    /// The page to open in the system's browser. Nobody else is to see it.
    #[must_use]
    pub const fn authorize_url(&self) -> &Url {
        &self.authorize
    }

    /// Waits until the creator comes back, for that long at most, and gets the tokens. The browser is shown
    /// one of the pages.
    ///
    /// # Errors
    /// [`NetError::Denied`], [`NetError::NobodyCame`], or why there are no tokens.
    pub async fn finish(self, net: &Net, pages: Pages, longest: Duration) -> Result<TokenSet, NetError> {
        let Self { site, keys, listener, redirect, state, verifier, .. } = self;
        let came = tokio::time::timeout(longest, wait(listener, state, pages)).await;
        let code = match came.map_err(|_| NetError::NobodyCame)?? {
            Came::Allowed { code } => code,
            Came::Refused { error, .. } if error == "access_denied" => return Err(NetError::Denied),
            Came::Refused { error, description } => {
                return Err(answer::refused(&error, &description, "", &[&keys.secret]));
            }
        };
        let form = [
            ("client_key", keys.key.as_str()),
            ("client_secret", keys.secret.expose()),
            ("code", code.expose()),
            ("grant_type", "authorization_code"),
            ("redirect_uri", &redirect),
            ("code_verifier", verifier.secret().expose()),
        ];
        let now = net.now_ms();
        let request = net.request(Method::POST, site.endpoint("/v2/oauth/token/")).form(&form);
        let answer = net.ask(Purpose::Login, request).await?;
        let secrets = [&keys.secret, &code, verifier.secret()];
        Ok(TokenSet::answered(answer::tokens(&answer, &secrets)?, now))
    }
}
