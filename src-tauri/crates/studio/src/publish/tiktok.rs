//! TikTok as a door: drafts to the inbox, and posts.

use publish::{NetError, tiktok};
use series::{ChunkPlan, PostInfo, Posting, Refused, Secret, Target};

use super::door::{Door, Place, Seen};

impl Door for tiktok::Client {
    type Upload = tiktok::Chunks;

    /// The longest video an account may post changes, and so does a file that waits for days.
    async fn objection(&self, posting: &Posting) -> Result<Option<Refused>, NetError> {
        if posting.target != Target::TiktokPost {
            return Ok(None);
        }
        let longest = self.creator_info().await?.longest();
        Ok((posting.file.duration > longest).then(Refused::over_account))
    }

    async fn reserve(&self, posting: &Posting, _now_ms: i64) -> Result<Place, NetError> {
        let plan = ChunkPlan::of(posting.file.bytes);
        let plan = plan.ok_or_else(|| NetError::Refused(Refused::of("file_format_check_failed", "", "")))?;
        let place = match post(posting) {
            None => self.reserve_draft(plan).await?,
            Some(post) => self.reserve_post(plan, post).await?,
        };
        Ok(Place { ticket: place.ticket, plan, address: place.url, until_ms: place.until_ms })
    }

    fn upload(&self, ticket: &str, plan: ChunkPlan, address: &Secret) -> Result<Self::Upload, NetError> {
        Self::upload(self, ticket, address, plan)
    }

    async fn answers(&self) -> Result<(), NetError> {
        self.user().await.map(drop)
    }

    async fn status(&self, posting: &Posting, ticket: &str) -> Result<Seen, NetError> {
        Ok(match Self::status(self, ticket).await? {
            tiktok::Status::Working { held: Some(held) } if held < posting.file.bytes => Seen::Holds(held),
            tiktok::Status::Working { held: Some(_) } => Seen::Works,
            tiktok::Status::Working { held: None } => Seen::Unsaid,
            tiktok::Status::InInbox => Seen::Posted(None),
            tiktok::Status::Posted { post } => Seen::Posted(post),
            tiktok::Status::Failed(refused) => Seen::Refused(refused),
        })
    }
}

/// What a post says; none for a draft, which says nothing.
fn post(posting: &Posting) -> Option<PostInfo> {
    let (words, settings) = (&posting.words, &posting.words.settings);
    (posting.target == Target::TiktokPost).then(|| PostInfo {
        privacy_level: settings.privacy.clone().unwrap_or_default(),
        title: words.caption.clone(),
        disable_duet: !settings.duet,
        disable_stitch: !settings.stitch,
        disable_comment: !settings.comment,
        video_cover_timestamp_ms: words.cover.and_then(|cover| i32::try_from(cover.as_millis()).ok()),
        brand_content_toggle: settings.is_branded(),
        brand_organic_toggle: settings.is_own_brand(),
        is_aigc: settings.made_by_ai,
    })
}
