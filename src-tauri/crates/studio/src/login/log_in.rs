//! Logs a creator in: the page is opened by the caller, the answer waited for by a job.

use std::sync::Arc;

use publish::tiktok::{AppKeys, LOGIN_TAKES, Login, Pages, Scope, TokenSet};

use super::{Known, account_at, login_of, plain, site_of};
use crate::{
    Account, AccountKind, JobKind, JobState, LogIn, LoginBegun, Problem, ProblemCode, Studio,
    studio::blocking, system_language,
};

impl Studio {
    /// Begins a login. The caller opens the page in the creator's browser; the job ends with the account.
    /// One that waits already is given up.
    ///
    /// # Errors
    /// `NoAppKeys`, `NotAServer`; what the keychain says, if it would not keep the login: all before the
    /// creator is sent anywhere.
    pub async fn log_in(self: &Arc<Self>, wish: LogIn) -> Result<LoginBegun, Problem> {
        let server = wish.server.as_deref().map(plain);
        let site = site_of(server.as_deref())?;
        let keys = self.keys(server.as_deref()).await?;
        self.vault().proven().await?;
        let login = Login::begin(&site, &keys, &Scope::ALL, wish.another).await?;
        let url = login.authorize_url().to_string();
        let (net, pages) = (self.net(&site)?, self.pages().await);
        self.jobs.cancel_all(JobKind::Login);
        let studio = Arc::clone(self);
        let job = self.jobs.spawn(JobKind::Login, None, |progress| async move {
            let tokens = tokio::select! {
                tokens = login.finish(&net, pages, LOGIN_TAKES) => tokens?,
                () = progress.cancel.cancelled() => return Err(Problem::new(ProblemCode::Cancelled)),
            };
            // From here on it is not cancelled: what was allowed is kept.
            let account = studio.logged_in(server, keys, tokens).await?;
            Ok(JobState::LoggedIn { account })
        });
        Ok(LoginBegun { job, url })
    }

    /// Keeps a login, and what may be shown of its account.
    async fn logged_in(
        &self,
        server: Option<String>,
        keys: AppKeys,
        tokens: TokenSet,
    ) -> Result<Account, Problem> {
        let id = account_at(server.as_deref(), &tokens.open_id);
        let vault = self.vault();
        vault.keep(&login_of(&id), tokens.to_keep()).await?;
        let client = self.client_with(&id, server.as_deref(), keys).await?;
        // A name that cannot be had now is no reason to log in again.
        let name = if tokens.allows(Scope::Name) { client.user().await.ok() } else { None };
        let creator = if tokens.allows(Scope::Posts) { client.creator_info().await.ok() } else { None };
        let nickname = name.map(|user| user.display_name).filter(|name| !name.is_empty());
        let known = Known {
            channels: Vec::new(),
            server,
            kind: AccountKind::Tiktok,
            nickname: nickname.unwrap_or(tokens.open_id),
            username: creator.map(|creator| creator.creator_username).filter(|name| !name.is_empty()),
            scopes: tokens.scopes,
            until_ms: Some(tokens.refresh_until_ms),
        };
        let (accounts, lasts) = (Arc::clone(&self.logins.accounts), vault.lasts());
        let put = id.clone();
        blocking(move || accounts.put(&put, known, lasts)).await??;
        self.account(&id).await
    }

    /// What the browser shows, in the creator's language.
    async fn pages(&self) -> Pages {
        let chosen = self.settings().await.ok().and_then(|settings| settings.language);
        let words = Self::words(chosen.unwrap_or_else(system_language));
        let say = |name: &str| words.say(&series::Message::new(format!("login.page.{name}")));
        let language = match words.language() {
            series::Language::En => "en",
            series::Language::Fr => "fr",
        };
        Pages {
            language: language.to_owned(),
            title: say("title"),
            allowed: say("allowed"),
            denied: say("denied"),
            stale: say("stale"),
        }
    }
}
