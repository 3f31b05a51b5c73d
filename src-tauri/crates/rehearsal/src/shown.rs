//! What the server tells of itself, for rehearsals and tests. No secret is in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{script::Endpoint, world::World};

/// All that happened: `GET /rehearsal/state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its own time, in milliseconds since 1970.
    pub now_ms: i64,
    /// How often each kind of request came.
    pub asked: BTreeMap<Endpoint, u32>,
    /// Every place that was given, in order.
    pub posts: Vec<ShownPost>,
}

/// A place that was given, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownPost {
    /// Its name.
    pub publish_id: String,
    /// The unique name of whose it is.
    pub creator: String,
    /// Is it a draft?
    pub draft: bool,
    /// The caption, of a post.
    pub caption: Option<String>,
    /// Who can watch, of a post.
    pub privacy_level: Option<String>,
    /// When the place was given.
    pub begun_ms: i64,
    /// When all of it was there.
    pub done_ms: Option<i64>,
    /// Bytes it is to have.
    pub bytes: u64,
    /// Bytes of a chunk.
    pub chunk: u64,
    /// How many chunks it is to come in.
    pub chunks: u32,
    /// How many chunks were begun.
    pub puts: u32,
    /// How many the script did something to.
    pub disturbed: u32,
    /// Bytes that are kept.
    pub held: u64,
    /// Bytes that ever arrived, repeated and refused ones too.
    pub received: u64,
    /// SHA-256 of the whole content, in hex, once it is there.
    pub sha256: Option<String>,
    /// How many posts and drafts of the creator have this whole content and did not fail, this one
    /// included: more than one was sent twice.
    pub copies: u32,
    /// `PROCESSING_UPLOAD`, `SEND_TO_USER_INBOX`, `PUBLISH_COMPLETE` or `FAILED`.
    pub status: String,
    /// Why it failed.
    pub fail_reason: Option<String>,
}

impl World {
    /// What is told of it.
    pub fn show(&self) -> Shown {
        let now = self.clock.now();
        let mut posts: Vec<ShownPost> = self
            .posts
            .iter()
            .map(|post| {
                let status = post.status(now, self.script.processing_ms, self.script.moderation_ms);
                ShownPost {
                    publish_id: post.id.clone(),
                    creator: self.creator(post.creator).username,
                    draft: post.draft,
                    caption: post.info.as_ref().map(|info| info.title.clone()),
                    privacy_level: post.info.as_ref().map(|info| info.privacy_level.clone()),
                    begun_ms: post.begun_ms,
                    done_ms: post.done_ms,
                    bytes: post.plan.size,
                    chunk: post.plan.chunk,
                    chunks: post.plan.count,
                    puts: post.chunks,
                    disturbed: post.disturbed,
                    held: post.held,
                    received: post.received,
                    sha256: post.content(),
                    copies: 0,
                    status: status.status,
                    fail_reason: status.fail_reason,
                }
            })
            .collect();
        let mut copies: BTreeMap<(String, String), u32> = BTreeMap::new();
        for post in posts.iter().filter(|post| post.status != "FAILED") {
            if let Some(sha256) = &post.sha256 {
                *copies.entry((post.creator.clone(), sha256.clone())).or_default() += 1;
            }
        }
        for post in &mut posts {
            let key = post.sha256.clone().map(|sha256| (post.creator.clone(), sha256));
            post.copies = key.and_then(|key| copies.get(&key).copied()).unwrap_or_default();
        }
        Shown { now_ms: now, asked: self.asked.clone(), posts }
    }
}
