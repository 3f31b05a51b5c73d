//! How much may be asked within a minute, and posted within a day. Both slide.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::{
    answer::Refusal,
    script::{Endpoint, Limits},
    world::World,
};

pub const MINUTE_MS: i64 = 60_000;
pub const DAY_MS: i64 = 86_400_000;

/// When a creator's requests of a kind were answered, of the last minute.
#[derive(Debug, Default)]
pub struct Windows(HashMap<(usize, Endpoint), VecDeque<i64>>);

impl Windows {
    /// Counts a request, if it is not one too many within a minute.
    pub fn take(
        &mut self,
        creator: usize,
        endpoint: Endpoint,
        limits: &Limits,
        now: i64,
    ) -> Result<(), Refusal> {
        let most = match endpoint {
            Endpoint::CreatorInfo => limits.creator_info_a_minute,
            Endpoint::InitPost | Endpoint::InitDraft => limits.init_a_minute,
            Endpoint::Status | Endpoint::Cancel => limits.status_a_minute,
            Endpoint::UserInfo => limits.user_info_a_minute,
            Endpoint::Authorize
            | Endpoint::Consent
            | Endpoint::Token
            | Endpoint::Refresh
            | Endpoint::Revoke
            | Endpoint::Chunk => return Ok(()),
        };
        let times = self.0.entry((creator, endpoint)).or_default();
        while times.front().is_some_and(|at| *at <= now - MINUTE_MS) {
            times.pop_front();
        }
        if times.len() >= most as usize {
            return Err(Refusal::of("rate_limit_exceeded", "The API rate limit was exceeded"));
        }
        times.push_back(now);
        Ok(())
    }
}

impl World {
    /// Counts a request within a minute.
    pub fn take(&mut self, creator: usize, endpoint: Endpoint) -> Result<(), Refusal> {
        let now = self.clock.now();
        self.windows.take(creator, endpoint, &self.script.limits, now)
    }

    /// May the creator post at all today?
    pub fn may_post(&self, creator: usize) -> Result<(), Refusal> {
        self.may_begin(creator)?;
        self.within_a_day(creator, false, self.script.limits.posts_a_day).then_some(()).ok_or_else(|| {
            Refusal::of("spam_risk_too_many_posts", "The daily post cap from the API is reached")
        })
    }

    /// May the creator be sent one more draft? All that were begun within a day count, whatever became of
    /// them: the stricter reading.
    pub fn may_draft(&self, creator: usize) -> Result<(), Refusal> {
        self.may_begin(creator)?;
        self.within_a_day(creator, true, self.script.limits.drafts_a_day).then_some(()).ok_or_else(|| {
            let message = "There may be at most 5 pending shares within any 24-hour period";
            Refusal::of("spam_risk_too_many_pending_share", message)
        })
    }

    /// May anything be sent to the creator today, by this app?
    fn may_begin(&self, creator: usize) -> Result<(), Refusal> {
        if self.creator(creator).banned {
            let message = "The user is banned from making new posts";
            return Err(Refusal::of("spam_risk_user_banned_from_posting", message));
        }
        let now = self.clock.now();
        let others = self.posts.iter().filter(|post| post.creator != creator && post.begun_ms > now - DAY_MS);
        let others: HashSet<_> = others.map(|post| post.creator).collect();
        if !self.script.audited && others.len() >= self.script.limits.users_a_day as usize {
            let message = "The daily quota for active publishing users from the client is reached";
            return Err(Refusal::of("reached_active_user_cap", message));
        }
        Ok(())
    }

    fn within_a_day(&self, creator: usize, draft: bool, most: u32) -> bool {
        let now = self.clock.now();
        let begun = self
            .posts
            .iter()
            .filter(|post| post.creator == creator && post.draft == draft && post.begun_ms > now - DAY_MS)
            .count();
        begun < most as usize && self.spent.get(&creator).is_none_or(|until| *until <= now)
    }
}
