//! Chunks: how they are received, hashed and answered for (`platform.md` B4). Nothing is kept but the hash.

use std::{future::poll_fn, ops::Range, pin::Pin, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use sha2::{Digest, Sha256};
use tokio::time::sleep;

use crate::{
    answer::{self, status_of},
    gate::field,
    line::Cut,
    script::{Endpoint, Fault},
    server::Shared,
    world::World,
};

const TYPES: [&str; 3] = ["video/mp4", "video/quicktime", "video/webm"];
/// What is read at most of a chunk that is refused, so that the client hears why.
const REFUSED_MOST: u64 = 128 * 1024 * 1024;

/// A chunk that is being received.
struct Chunk {
    post: usize,
    /// Which of the chunks that were begun: a later one takes over.
    turn: u32,
    range: Range<u64>,
    hash: Sha256,
}

/// Why a chunk may not come.
struct No {
    status: StatusCode,
    /// How much is kept, and of how much, if that is told.
    held: Option<(u64, u64)>,
}

impl No {
    fn answer(self) -> Response {
        match self.held {
            Some((held, size)) => progress(self.status, held, size),
            None => answer::bare(self.status, None),
        }
    }
}

/// How receiving ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// All is there.
    Whole,
    /// The client is gone, or is to be left.
    Broken,
}

/// `PUT` to an upload's address.
pub async fn put(shared: Shared, cut: Cut, request: Request) -> Response {
    let (parts, mut body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let fault = shared.world().meet(Endpoint::Chunk);
    let begun = {
        let mut world = shared.world();
        let post = world.upload(query);
        if let (Some(fault), Some(post)) = (&fault, post) {
            let creator = world.posts[post].creator;
            world.posts[post].disturbed += 1;
            world.suffer(fault, creator, Some(post));
        }
        match &fault {
            Some(Fault::Gateway { status, done: false }) => Err(answer::gateway(*status)),
            Some(Fault::Refuse { code, status }) => Err(answer::bare(
                status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(status_of(code)),
                None,
            )),
            _ => world.begin(post, &parts.headers).map_err(No::answer),
        }
    };
    let mut chunk = match begun {
        Ok(chunk) => chunk,
        Err(answer) => {
            refuse(&shared, query, &parts.headers, body).await;
            return answer;
        }
    };
    let end = receive(&shared, &mut body, &mut chunk, fault.as_ref()).await;
    if matches!(fault, Some(Fault::Forget)) && end == End::Whole {
        return shared.world().forget(&chunk);
    }
    let answer = shared.world().end(chunk, &end);
    match (end, fault) {
        (End::Broken, _) | (_, Some(Fault::LoseAnswer)) => return cut.hang_up(),
        (_, Some(Fault::Gateway { status, .. })) => return answer::gateway(status),
        (_, Some(Fault::Garble)) => return answer::garbled(),
        (_, Some(Fault::Late { ms })) => sleep(Duration::from_millis(ms)).await,
        _ => {}
    }
    answer
}

/// Reads a chunk; what was read of it is in its hash, and its range begins behind it.
async fn receive(shared: &Shared, body: &mut Body, chunk: &mut Chunk, fault: Option<&Fault>) -> End {
    let mut read = 0;
    let mut stall = match fault {
        Some(Fault::Stall { ms, after_bytes }) => Some((*ms, *after_bytes)),
        _ => None,
    };
    loop {
        if matches!(fault, Some(Fault::Drop { after_bytes }) if read >= *after_bytes) {
            return End::Broken;
        }
        if let Some((ms, _)) = stall.take_if(|(_, after)| read >= *after) {
            sleep(Duration::from_millis(ms)).await;
        }
        let Some(bytes) = next(body).await else { break };
        read += bytes.len() as u64;
        chunk.range.start += bytes.len() as u64;
        chunk.hash.update(&bytes);
        shared.world().received(chunk.post, bytes.len());
    }
    if chunk.range.is_empty() { End::Whole } else { End::Broken }
}

/// The next bytes; none at the end, and when the client is gone.
async fn next(body: &mut Body) -> Option<Bytes> {
    loop {
        let frame = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?.ok()?;
        if let Ok(bytes) = frame.into_data() {
            return Some(bytes);
        }
    }
}

/// Reads what is refused, unless the client waits to be told to send it: who is cut off while sending
/// does not hear the answer.
async fn refuse(shared: &Shared, query: &str, headers: &HeaderMap, mut body: Body) {
    let length = length(headers).unwrap_or(u64::MAX);
    if headers.contains_key(header::EXPECT) || length > REFUSED_MOST {
        return;
    }
    while let Some(bytes) = next(&mut body).await {
        let mut world = shared.world();
        if let Some(post) = world.upload(query) {
            world.received(post, bytes.len());
        }
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// `bytes FIRST-LAST/TOTAL`: the range, and the total.
fn content_range(headers: &HeaderMap) -> Option<(Range<u64>, u64)> {
    let value = headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = value.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?;
    let (first, last): (u64, u64) = (number(first)?, number(last)?);
    (first <= last).then_some((first..last.checked_add(1)?, number(total)?))
}

impl World {
    /// The post an upload's address is for.
    fn upload(&self, query: &str) -> Option<usize> {
        let (id, token) = (field(query.as_bytes(), "upload_id")?, field(query.as_bytes(), "upload_token")?);
        self.posts.iter().position(|post| post.upload_id == id && post.upload_token == token)
    }

    /// May this chunk come?
    fn begin(&mut self, post: Option<usize>, headers: &HeaderMap) -> Result<Chunk, No> {
        let no = |status| No { status, held: None };
        let now = self.clock.now();
        let place = post.ok_or_else(|| no(StatusCode::NOT_FOUND))?;
        let post = &mut self.posts[place];
        if post.is_closed() {
            return Err(no(StatusCode::NOT_FOUND));
        }
        if post.until_ms <= now {
            return Err(no(StatusCode::FORBIDDEN));
        }
        // The address is proof enough: who sends a token along leaks it to whoever takes uploads.
        if headers.contains_key(header::AUTHORIZATION) {
            return Err(no(StatusCode::BAD_REQUEST));
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let sized = content_range(headers).zip(length(headers));
        let Some(((range, total), length)) = sized.filter(|_| kind.is_some_and(|kind| TYPES.contains(&kind)))
        else {
            return Err(no(StatusCode::BAD_REQUEST));
        };
        if range.end - range.start != length || total != post.plan.size || range.end > total {
            return Err(no(StatusCode::BAD_REQUEST));
        }
        let Some(wanted) = post.plan.after(post.held).filter(|wanted| wanted.start == range.start) else {
            return Err(No {
                status: StatusCode::RANGE_NOT_SATISFIABLE,
                held: Some((post.held, post.plan.size)),
            });
        };
        // It begins where it must, and is longer or shorter than a chunk of this plan.
        if wanted != range {
            return Err(no(StatusCode::BAD_REQUEST));
        }
        post.chunks += 1;
        Ok(Chunk { post: place, turn: post.chunks, range, hash: post.hash.clone() })
    }

    /// Nothing of the file is held any more.
    fn forget(&mut self, chunk: &Chunk) -> Response {
        let post = &mut self.posts[chunk.post];
        (post.held, post.hash) = (0, Sha256::new());
        progress(StatusCode::PARTIAL_CONTENT, post.held, post.plan.size)
    }

    fn received(&mut self, post: usize, bytes: usize) {
        self.posts[post].received += bytes as u64;
    }

    /// What was received is kept, if it is whole or the script keeps parts, and no other chunk took over.
    fn end(&mut self, chunk: Chunk, end: &End) -> Response {
        let (now, keeps_partial) = (self.clock.now(), self.script.keeps_partial);
        let post = &mut self.posts[chunk.post];
        if post.until_ms <= now {
            return answer::bare(StatusCode::FORBIDDEN, None);
        }
        if post.is_closed() {
            return answer::bare(StatusCode::NOT_FOUND, None);
        }
        if chunk.turn != post.chunks {
            return progress(StatusCode::RANGE_NOT_SATISFIABLE, post.held, post.plan.size);
        }
        if *end == End::Whole || keeps_partial {
            post.held = chunk.range.start;
            post.hash = chunk.hash;
        }
        if post.held == post.plan.size {
            post.done_ms = Some(now);
            return progress(StatusCode::CREATED, post.held, post.plan.size);
        }
        progress(StatusCode::PARTIAL_CONTENT, post.held, post.plan.size)
    }
}

/// An answer that tells how much is kept, in the documented words: the number of bytes, not the last one's.
fn progress(status: StatusCode, held: u64, size: u64) -> Response {
    answer::bare(status, Some((header::CONTENT_RANGE, format!("bytes 0-{held}/{size}"))))
}
