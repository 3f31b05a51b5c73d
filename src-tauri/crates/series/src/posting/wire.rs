//! What goes over the wire to TikTok and back, as its documentation has it (`platform.md` B1 to B6). The
//! client and the rehearsal both speak these; fixtures hold them to the documented text.

use serde::{Deserialize, Serialize};

use crate::Micros;

/// The answer to everything but a token: success if and only if the code is `ok`, whatever HTTP says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// What was asked for; empty or missing where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
    /// How it went.
    pub error: EnvelopeError,
}

/// How a request went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeError {
    /// `ok`, or one of the documented codes.
    pub code: String,
    /// For people; in English.
    #[serde(default)]
    pub message: String,
    /// Names the request to TikTok's support.
    #[serde(default, alias = "logid")]
    pub log_id: String,
}

/// `POST /v2/oauth/token/`, form-encoded; the answer. Never shown: it is all secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// Whose account it is.
    pub open_id: String,
    /// What was granted, by commas.
    pub scope: String,
    /// The access token.
    pub access_token: String,
    /// Seconds it holds from now.
    pub expires_in: u64,
    /// The refresh token; the one before stops working.
    pub refresh_token: String,
    /// Seconds it holds from now.
    pub refresh_expires_in: u64,
    /// `Bearer`.
    pub token_type: String,
}

/// What is answered instead of a token: not in an [`Envelope`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRefused {
    /// `invalid_grant`, `invalid_request` …
    pub error: String,
    /// For people; in English.
    #[serde(default)]
    pub error_description: String,
    /// Names the request to TikTok's support.
    #[serde(default, alias = "logid")]
    pub log_id: String,
}

/// `POST /v2/post/publish/creator_info/query/`: the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatorInfo {
    /// A picture; holds for two hours.
    #[serde(default)]
    pub creator_avatar_url: String,
    /// The unique name.
    pub creator_username: String,
    /// The name that is shown.
    pub creator_nickname: String,
    /// Who can watch: one of these must be chosen.
    pub privacy_level_options: Vec<String>,
    /// Are comments off in the app?
    pub comment_disabled: bool,
    /// Are duets off, or the account private?
    pub duet_disabled: bool,
    /// Are stitches off, or the account private?
    pub stitch_disabled: bool,
    /// The longest video, in seconds.
    pub max_video_post_duration_sec: u32,
}

impl CreatorInfo {
    /// The longest video the account may post.
    #[must_use]
    pub const fn longest(&self) -> Micros {
        Micros::from_secs(self.max_video_post_duration_sec as i64)
    }
}

/// `POST /v2/post/publish/video/init/` (with `post_info`) and `…/inbox/video/init/` (without).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitRequest {
    /// What the post says and allows; none for drafts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_info: Option<PostInfo>,
    /// Where the bytes come from.
    pub source_info: SourceInfo,
}

/// What a post says and allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostInfo {
    /// One of the creator's options.
    pub privacy_level: String,
    /// The caption.
    #[serde(default)]
    pub title: String,
    /// No duets.
    #[serde(default)]
    pub disable_duet: bool,
    /// No stitches.
    #[serde(default)]
    pub disable_stitch: bool,
    /// No comments.
    #[serde(default)]
    pub disable_comment: bool,
    /// The frame for the cover; the first where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_cover_timestamp_ms: Option<i32>,
    /// A paid partnership.
    pub brand_content_toggle: bool,
    /// The creator's own business.
    pub brand_organic_toggle: bool,
    /// Made by AI.
    #[serde(default)]
    pub is_aigc: bool,
}

/// Where the bytes come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// `FILE_UPLOAD`.
    pub source: String,
    /// Bytes of the file.
    pub video_size: u64,
    /// Bytes of a chunk.
    pub chunk_size: u64,
    /// How many chunks.
    pub total_chunk_count: u32,
}

/// The answer to an init. The URL is a secret: whoever has it can upload.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitAnswer {
    /// Names the post to be.
    pub publish_id: String,
    /// Where the chunks go, for an hour.
    #[serde(default)]
    pub upload_url: String,
}

/// `POST /v2/post/publish/status/fetch/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRequest {
    /// The post's name.
    pub publish_id: String,
}

/// The answer to a status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusAnswer {
    /// `PROCESSING_UPLOAD`, `PROCESSING_DOWNLOAD`, `SEND_TO_USER_INBOX`, `PUBLISH_COMPLETE` or `FAILED`.
    pub status: String,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_reason: Option<String>,
    /// The public post, once it is one. Spelt as TikTok spells it.
    #[serde(default, rename = "publicaly_available_post_id", skip_serializing_if = "Vec::is_empty")]
    pub post_ids: Vec<u64>,
    /// Bytes that have arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_bytes: Option<u64>,
}

/// `GET /v2/user/info/`: the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInfo {
    /// The account.
    pub user: User,
}

/// An account, as far as it was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Names it to this app.
    #[serde(default)]
    pub open_id: String,
    /// The name that is shown.
    #[serde(default)]
    pub display_name: String,
    /// How many follow it; with scope `user.info.stats`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follower_count: Option<u64>,
}
