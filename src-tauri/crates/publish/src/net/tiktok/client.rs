//! Asks TikTok's API. Questions that change nothing are asked again after a fault; the question for a place
//! never is.

use std::time::Duration;

use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};
use series::{
    ChunkPlan, CreatorInfo, InitAnswer, InitRequest, PostInfo, Secret, SourceInfo, StatusAnswer,
    StatusRequest, User, UserInfo,
};
use url::Url;

use super::{Chunks, Scope, Site, Status, TokenSet, Tokens, answer};
use crate::net::{Backoff, Net, NetError, Purpose};

/// How long an address for an upload holds.
const PLACE_HOLDS_MS: i64 = 3_600_000;

/// Asks TikTok's API for one account.
#[derive(Clone)]
pub struct Client {
    tokens: Tokens,
}

/// A place that a file can be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// TikTok's name for the post to be.
    pub ticket: String,
    /// Where the bytes go. Whoever has it can upload.
    pub url: Secret,
    /// Until when the address holds, in milliseconds since 1970, counted from when it was asked for.
    pub until_ms: i64,
}

impl Client {
    /// Asks with the login of that account.
    #[must_use]
    pub const fn new(tokens: Tokens) -> Self {
        Self { tokens }
    }

    /// The login it asks with.
    #[must_use]
    pub const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// What the account may post just now.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn creator_info(&self) -> Result<CreatorInfo, NetError> {
        let url = self.site().endpoint("/v2/post/publish/creator_info/query/");
        self.backoff().ask(|| self.post(Purpose::Account, &url, &Empty {})).await
    }

    /// The account's name, and how many follow it where it allowed to tell.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn user(&self) -> Result<User, NetError> {
        let login = self.tokens.fresh(Duration::ZERO).await?;
        let mut fields = "open_id,display_name".to_owned();
        if login.allows(Scope::Followers) {
            fields += ",follower_count";
        }
        let mut url = self.site().endpoint("/v2/user/info/");
        url.query_pairs_mut().append_pair("fields", &fields);
        let ask = || self.ask::<(), UserInfo>(Purpose::Account, Method::GET, &url, None);
        Ok(self.backoff().ask(ask).await?.user)
    }

    /// Asks for a place for a draft in the inbox. Once: if the error is ambiguous, a place may be used up.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn reserve_draft(&self, plan: ChunkPlan) -> Result<Place, NetError> {
        self.reserve("/v2/post/publish/inbox/video/init/", None, plan).await
    }

    /// Asks for a place for a post. Once: if the error is ambiguous, a place may be used up.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn reserve_post(&self, plan: ChunkPlan, post: PostInfo) -> Result<Place, NetError> {
        self.reserve("/v2/post/publish/video/init/", Some(post), plan).await
    }

    /// Where a post stands.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn status(&self, ticket: &str) -> Result<Status, NetError> {
        let url = self.site().endpoint("/v2/post/publish/status/fetch/");
        let request = StatusRequest { publish_id: ticket.into() };
        let ask = || self.post::<_, StatusAnswer>(Purpose::Status, &url, &request);
        let answer = self.backoff().ask(ask).await?;
        let named = answer.status.clone();
        Status::answered(answer).ok_or_else(|| NetError::Unreadable {
            host: url.host_str().unwrap_or_default().into(),
            status: 200,
            raw: crate::net::words(&named, &[]),
        })
    }

    /// Sends a file to a place. Nothing goes out yet.
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if the place is not TikTok's.
    pub fn upload(&self, ticket: &str, url: &Secret, plan: ChunkPlan) -> Result<Chunks, NetError> {
        let place: Url = url
            .expose()
            .parse()
            .map_err(|_| NetError::Forbidden { url: "an address that is none".into() })?;
        self.site().reach().allows(&place)?;
        Ok(Chunks::new(self.clone(), self.net().clone(), ticket.into(), place, plan))
    }

    fn net(&self) -> &Net {
        self.tokens.wire().0
    }

    fn site(&self) -> &Site {
        self.tokens.wire().1
    }

    fn backoff(&self) -> &Backoff {
        self.tokens.wire().2
    }

    async fn reserve(&self, path: &str, post: Option<PostInfo>, plan: ChunkPlan) -> Result<Place, NetError> {
        let source_info = SourceInfo {
            source: "FILE_UPLOAD".into(),
            video_size: plan.size,
            chunk_size: plan.chunk,
            total_chunk_count: plan.count,
        };
        let asked_ms = self.net().now_ms();
        let request = InitRequest { post_info: post, source_info };
        let answer: InitAnswer = self.post(Purpose::Reserve, &self.site().endpoint(path), &request).await?;
        let until_ms = asked_ms.saturating_add(PLACE_HOLDS_MS);
        Ok(Place { ticket: answer.publish_id, url: Secret::new(answer.upload_url), until_ms })
    }

    async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        url: &Url,
        body: &B,
    ) -> Result<T, NetError> {
        self.ask(purpose, Method::POST, url, Some(body)).await
    }

    /// Asks with a fresh token; if that is refused as no longer good, once more with the next one. What was
    /// refused so was not carried out.
    async fn ask<B: Serialize, T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        method: Method,
        url: &Url,
        body: Option<&B>,
    ) -> Result<T, NetError> {
        let login = self.tokens.fresh(Duration::ZERO).await?;
        let ask = async |login: &TokenSet| {
            let mut request = self.net().request(method.clone(), url.clone());
            request = request.bearer_auth(login.access.expose());
            if let Some(body) = body {
                request = request.json(body);
            }
            let answer = self.net().ask(purpose, request).await?;
            answer::data(&answer, &[&login.access, &login.refresh])
        };
        match ask(&login).await {
            Err(error) if error.is_stale_token() => {}
            other => return other,
        }
        let login = self.tokens.renewed(&login.access).await?;
        let answer = ask(&login).await;
        if answer.as_ref().is_err_and(NetError::is_stale_token) {
            self.tokens.ended(login).await;
        }
        answer
    }
}

/// A question that says nothing.
#[derive(Serialize)]
struct Empty {}
