//! Logging in with a name and a password, as PeerTube documents it. The password goes to the server once and
//! is not kept.

use reqwest::Method;
use serde::de::DeserializeOwned;
use series::Secret;

use super::{
    Server,
    wire::{LocalClient, TokenAnswer},
};
use crate::net::{Answer, Net, NetError, Purpose, refusal::refused, tiktok::TokenSet};

/// How long a renewal is possible where a server does not say: PeerTube's own setting, two weeks.
const RENEWABLE_MS: i64 = 14 * 24 * 3_600_000;

/// A name, a password, and the number that an app shows where the account asks for one.
pub struct Credentials {
    /// The name of the user, or the e-mail address.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// The number for the second factor, if the account has one.
    pub second_factor: Option<Secret>,
}

/// Logs in. Once.
///
/// # Errors
/// Why there is no answer, or what was refused: `missing_two_factor` asks for the number.
pub async fn log_in(net: &Net, server: &Server, who: &Credentials) -> Result<TokenSet, NetError> {
    let form = [("grant_type", "password"), ("username", &who.user), ("password", who.password.expose())];
    let secrets = [Some(&who.password), who.second_factor.as_ref()];
    let secrets: Vec<_> = secrets.into_iter().flatten().collect();
    let asked = Grant { purpose: Purpose::Login, form: &form, second_factor: who.second_factor.as_ref() };
    tokens(net, server, &who.user, &asked, &secrets).await
}

/// Ends a login.
pub(super) async fn log_out(net: &Net, server: &Server, login: &TokenSet) -> Result<(), NetError> {
    let request = net.request(Method::POST, server.endpoint("api/v1/users/revoke-token"));
    let answer = net.ask(Purpose::Revoke, request.bearer_auth(login.access.expose())).await?;
    // 401: it has ended already.
    if answer.status < 300 || answer.status == 401 { Ok(()) } else { Err(refused(&answer, &[&login.access])) }
}

/// The next tokens; those before stop working.
pub(super) async fn renew(net: &Net, server: &Server, login: &TokenSet) -> Result<TokenSet, NetError> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", login.refresh.expose())];
    let asked = Grant { purpose: Purpose::Refresh, form: &form, second_factor: None };
    tokens(net, server, &login.open_id, &asked, &[&login.refresh]).await
}

/// What tokens are asked for with.
struct Grant<'a> {
    purpose: Purpose,
    form: &'a [(&'a str, &'a str)],
    second_factor: Option<&'a Secret>,
}

async fn tokens(
    net: &Net,
    server: &Server,
    user: &str,
    asked: &Grant<'_>,
    secrets: &[&Secret],
) -> Result<TokenSet, NetError> {
    // The server's own client: it tells everybody, and changes when it is set up anew.
    let request = net.request(Method::GET, server.endpoint("api/v1/oauth-clients/local"));
    let client: LocalClient = read(&net.ask(asked.purpose, request).await?, secrets)?;
    let mut form = asked.form.to_vec();
    form.extend([("client_id", client.client_id.as_str()), ("client_secret", client.client_secret.expose())]);
    let mut request = net.request(Method::POST, server.endpoint("api/v1/users/token")).form(&form);
    if let Some(number) = asked.second_factor {
        request = request.header("x-peertube-otp", number.expose());
    }
    let now_ms = net.now_ms();
    let secrets: Vec<_> = secrets.iter().copied().chain([&client.client_secret]).collect();
    let answer: TokenAnswer = read(&net.ask(asked.purpose, request).await?, &secrets)?;
    let until = |seconds: u64| {
        now_ms.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000))
    };
    Ok(TokenSet {
        open_id: user.to_owned(),
        scopes: Vec::new(),
        access: answer.access_token,
        access_until_ms: until(answer.expires_in),
        refresh: answer.refresh_token,
        refresh_until_ms: answer.refresh_token_expires_in.map_or(now_ms.saturating_add(RENEWABLE_MS), until),
    })
}

/// What an answer holds, if it is a success.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer, secrets: &[&Secret]) -> Result<T, NetError> {
    if answer.status >= 300 {
        return Err(refused(answer, secrets));
    }
    serde_json::from_str(answer.body.expose()).map_err(|_| answer.unreadable(secrets))
}
