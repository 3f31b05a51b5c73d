//! The creator's own app, and what it asks an account for.

use series::Secret;

/// The keys of the creator's own app at TikTok.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppKeys {
    /// Names the app.
    pub key: String,
    /// Proves that it is the app.
    pub secret: Secret,
}

/// What an account is asked to allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Its name.
    Name,
    /// How many follow it.
    Followers,
    /// To send drafts to its inbox.
    Drafts,
    /// To post, and to ask what it may post.
    Posts,
}

impl Scope {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Name, Self::Followers, Self::Drafts, Self::Posts];

    /// As TikTok calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "user.info.basic",
            Self::Followers => "user.info.stats",
            Self::Drafts => "video.upload",
            Self::Posts => "video.publish",
        }
    }
}
