//! Posts and drafts: how they begin, and how far they are (`platform.md` B2, B3, B5).

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use series::{ChunkPlan, CreatorInfo, InitAnswer, InitRequest, PostInfo, StatusAnswer, StatusRequest};
use sha2::{Digest, Sha256};

use crate::{
    answer::{Refusal, Went},
    gate::Asked,
    names::hex,
    people::AVATAR,
    script::{Creator, Endpoint},
    world::World,
};

/// A caption has at most so many UTF-16 units. TikTok's own word, as its documents have it: read from the rules that
/// the client goes by, a wrong one would be believed by both sides.
const CAPTION_MOST: usize = 2_200;

/// A post or a draft, from its place on.
#[derive(Debug)]
pub struct Post {
    pub id: String,
    pub creator: usize,
    pub draft: bool,
    pub plan: ChunkPlan,
    pub info: Option<PostInfo>,
    /// Names the upload in its address.
    pub upload_id: String,
    /// The secret of its address.
    pub upload_token: String,
    pub begun_ms: i64,
    /// Until when the address holds.
    pub until_ms: i64,
    /// Bytes that are kept.
    pub held: u64,
    /// Bytes that ever arrived.
    pub received: u64,
    /// Chunks that were begun.
    pub chunks: u32,
    /// Chunks that the script did something to.
    pub disturbed: u32,
    /// The hash of what is kept.
    pub hash: Sha256,
    /// When all was there.
    pub done_ms: Option<i64>,
    /// How it ends instead of well, once all is there.
    pub ends_in: Option<String>,
    /// Why it broke off.
    broken: Option<String>,
    /// The number of what can be watched.
    number: u64,
}

impl Post {
    /// Ends at once, if it has not ended before.
    pub fn break_off(&mut self, reason: &str, now: i64, processing_ms: u64) {
        if self.broken.is_none() && !self.is_worked_off(now, processing_ms) {
            self.broken = Some(reason.to_owned());
        }
    }

    /// Can nothing more be sent to it?
    pub fn is_closed(&self) -> bool {
        self.broken.is_some()
    }

    fn is_worked_off(&self, now: i64, processing_ms: u64) -> bool {
        self.done_ms.is_some_and(|done| done.saturating_add_unsigned(processing_ms) <= now)
    }

    /// How far it is.
    pub fn status(&self, now: i64, processing_ms: u64, moderation_ms: u64) -> StatusAnswer {
        let worked_off = self.is_worked_off(now, processing_ms);
        let fail_reason = self.broken.clone().or_else(|| self.ends_in.clone().filter(|_| worked_off));
        let public = self.info.as_ref().is_some_and(|info| info.privacy_level == "PUBLIC_TO_EVERYONE");
        let status = match (&fail_reason, worked_off, self.draft) {
            (Some(_), ..) => "FAILED",
            (None, false, _) => "PROCESSING_UPLOAD",
            (None, true, true) => "SEND_TO_USER_INBOX",
            (None, true, false) => "PUBLISH_COMPLETE",
        };
        let moderated = status == "PUBLISH_COMPLETE"
            && public
            && self.is_worked_off(now, processing_ms.saturating_add(moderation_ms));
        StatusAnswer {
            status: status.into(),
            fail_reason,
            post_ids: moderated.then_some(self.number).into_iter().collect(),
            uploaded_bytes: Some(self.held),
        }
    }

    /// The content, once all of it is there.
    pub fn content(&self) -> Option<String> {
        self.done_ms.map(|_| hex(&self.hash.clone().finalize()))
    }
}

/// `POST /v2/post/publish/creator_info/query/`
pub fn creator_info(world: &mut World, asked: &Asked) -> Went {
    let creator = world.allowed(asked, &["video.publish"])?;
    world.take(creator, Endpoint::CreatorInfo)?;
    world.may_post(creator).map_err(Refusal::at_200)?;
    let of = world.creator(creator);
    data(&CreatorInfo {
        creator_avatar_url: AVATAR.into(),
        privacy_level_options: options(&of).map(str::to_owned).to_vec(),
        comment_disabled: of.comment_disabled,
        duet_disabled: of.duet_disabled || of.private,
        stitch_disabled: of.stitch_disabled || of.private,
        max_video_post_duration_sec: of.max_video_post_duration_sec,
        creator_username: of.username,
        creator_nickname: of.nickname,
    })
}

/// Who can watch, as the account has it.
const fn options(creator: &Creator) -> [&'static str; 3] {
    let first = if creator.private { "FOLLOWER_OF_CREATOR" } else { "PUBLIC_TO_EVERYONE" };
    [first, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
}

/// `POST /v2/post/publish/video/init/`
pub fn init_post(world: &mut World, asked: &Asked) -> Went {
    let creator = world.allowed(asked, &["video.publish"])?;
    world.take(creator, Endpoint::InitPost)?;
    let request = init_request(asked, world.script.any_chunks)?;
    let info = request.post_info.as_ref().ok_or_else(|| Refusal::params("post_info is required"))?;
    if info.title.encode_utf16().count() > CAPTION_MOST {
        return Err(Refusal::params("The title is longer than 2200 UTF-16 units"));
    }
    if info.brand_content_toggle && info.privacy_level == "SELF_ONLY" {
        return Err(Refusal::params("Branded content visibility cannot be set to private"));
    }
    let of = world.creator(creator);
    let unseen = of.private && info.privacy_level == "SELF_ONLY";
    if !world.script.audited && !unseen {
        let message = "Unaudited clients can only post to a private account with SELF_ONLY";
        return Err(Refusal::of("unaudited_client_can_only_post_to_private_accounts", message));
    }
    if !options(&of).contains(&info.privacy_level.as_str()) {
        let message = "The privacy level is not among those of the creator";
        return Err(Refusal::of("privacy_level_option_mismatch", message));
    }
    world.may_post(creator)?;
    begin(world, asked, creator, false, request)
}

/// `POST /v2/post/publish/inbox/video/init/`
pub fn init_draft(world: &mut World, asked: &Asked) -> Went {
    let creator = world.allowed(asked, &["video.upload"])?;
    world.take(creator, Endpoint::InitDraft)?;
    let request = init_request(asked, world.script.any_chunks)?;
    world.may_draft(creator)?;
    begin(world, asked, creator, true, InitRequest { post_info: None, ..request })
}

/// `POST /v2/post/publish/status/fetch/`
pub fn status(world: &mut World, asked: &Asked) -> Went {
    let post = named(world, asked, Endpoint::Status)?;
    let now = world.clock.now();
    data(&world.posts[post].status(now, world.script.processing_ms, world.script.moderation_ms))
}

/// `POST /v2/post/publish/cancel/`: there is nothing here that the platform would fetch.
pub fn cancel(world: &mut World, asked: &Asked) -> Went {
    named(world, asked, Endpoint::Cancel)?;
    Err(Refusal::of("publish_not_cancellable", "Only posts that are pulled from a URL can be cancelled"))
}

/// The post that is asked about.
fn named(world: &mut World, asked: &Asked, endpoint: Endpoint) -> Result<usize, Refusal> {
    let creator = world.allowed(asked, &["video.publish", "video.upload"])?;
    world.take(creator, endpoint)?;
    let StatusRequest { publish_id } = json(asked)?;
    let place = world
        .posts
        .iter()
        .position(|post| post.id == publish_id)
        .ok_or_else(|| Refusal::of("invalid_publish_id", "The publish_id does not exist"))?;
    if world.posts[place].creator != creator {
        let message = "The token is not authorized for the specified publish_id";
        return Err(Refusal::of("token_not_authorized_for_specified_publish_id", message));
    }
    Ok(place)
}

fn init_request(asked: &Asked, any_chunks: bool) -> Result<InitRequest, Refusal> {
    let body: Value = json(asked)?;
    match body["source_info"]["source"].as_str() {
        Some("FILE_UPLOAD") => {}
        Some("PULL_FROM_URL") => {
            let message = "The domain or prefix of the URL is not verified";
            return Err(Refusal::of("url_ownership_unverified", message));
        }
        _ => return Err(Refusal::params("The source is invalid")),
    }
    let request: InitRequest = serde_json::from_value(body).map_err(|fault| unreadable(&fault))?;
    let acceptable = if any_chunks { Ok(()) } else { plan(&request).acceptable() };
    acceptable.map_err(|fault| Refusal::params(fault.to_string()))?;
    Ok(request)
}

const fn plan(request: &InitRequest) -> ChunkPlan {
    let source = &request.source_info;
    ChunkPlan { size: source.video_size, chunk: source.chunk_size, count: source.total_chunk_count }
}

fn begin(world: &mut World, asked: &Asked, creator: usize, draft: bool, request: InitRequest) -> Went {
    let now = world.clock.now();
    let kind = if draft { "inbox" } else { "pub" };
    let post = Post {
        id: format!("v_{kind}_file~v2-1.{}", world.names.number()),
        creator,
        draft,
        plan: plan(&request),
        info: request.post_info,
        upload_id: world.names.number().to_string(),
        upload_token: world.names.secret(""),
        begun_ms: now,
        until_ms: now + i64::from(world.script.limits.upload_s) * 1_000,
        held: 0,
        received: 0,
        chunks: 0,
        disturbed: 0,
        hash: Sha256::new(),
        done_ms: None,
        ends_in: None,
        broken: None,
        number: world.names.number(),
    };
    let answer = InitAnswer {
        publish_id: post.id.clone(),
        upload_url: format!(
            "http://{}/video?upload_id={}&upload_token={}",
            asked.host, post.upload_id, post.upload_token
        ),
    };
    world.posts.push(post);
    data(&answer)
}

/// The body, that must be JSON and say so.
fn json<T: DeserializeOwned>(asked: &Asked) -> Result<T, Refusal> {
    if !asked.kind.starts_with("application/json") {
        return Err(Refusal::params("The Content-Type must be application/json"));
    }
    serde_json::from_slice(&asked.body).map_err(|fault| unreadable(&fault))
}

fn unreadable(fault: &serde_json::Error) -> Refusal {
    Refusal::params(format!("The request body cannot be read: {fault}"))
}

/// What is answered as `data`.
fn data(answer: &impl Serialize) -> Went {
    // Our own types: strings and numbers under names that are strings.
    Ok(serde_json::to_value(answer).expect("the types of the wire can be written as JSON"))
}
