//! What the server gives out.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use media::{MediaError, Peaks};
use serde::Deserialize;
use series::{Fingerprint, Micros};

use crate::{
    bytes,
    guard::guard,
    shared::{Registered, Shared},
};

/// The tallest still, in pixels. With the shortest it bounds what a page can have made.
const HEIGHTS: std::ops::RangeInclusive<u32> = 16..=1080;

/// Every route, behind the guard.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{token}/clip/{id}", get(clip))
        .route("/{token}/still/{id}", get(still))
        .route("/{token}/cover/{picture}", get(cover))
        .route("/{token}/peaks/{id}", get(peaks))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared)
}

async fn clip(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    request: HeaderMap,
) -> Response {
    let Some(clip) = shared.clip(&id).filter(|clip| clip.plays) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = bytes::file(&clip.path, &request).await;
    // The file may be another one tomorrow, and a copy of it has no place in a cache.
    cache(&mut response, "no-store");
    response
}

#[derive(Deserialize)]
struct Frame {
    at: i64,
    height: u32,
}

async fn still(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    frame: Result<Query<Frame>, QueryRejection>,
    request: HeaderMap,
) -> Response {
    let Some(clip) = shared.clip(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(Query(Frame { at, height })) = frame else { return StatusCode::BAD_REQUEST.into_response() };
    if at < 0 || !HEIGHTS.contains(&height) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if !is_hash(&clip.fingerprint) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let name = format!("{}-{at}-{height}", clip.fingerprint.as_str());
    // The name says what is seen, not the address: a clip can come to show another file.
    let tag = format!("\"{name}\"");
    if knows(&request, &tag) {
        return unchanged(tag);
    }
    let ffmpeg = shared.ffmpeg();
    let made = shared
        .stills
        .get(&format!("{name}.jpg"), async |out: &std::path::Path| {
            let ffmpeg = ffmpeg.ok_or(Refused::FfmpegMissing)?;
            let seen = clip.clone();
            let same = tokio::task::spawn_blocking(move || shows_what_was_probed(&seen)).await;
            if !same.unwrap_or(false) {
                return Err(Refused::FrameMissing);
            }
            ffmpeg.still(&clip.path, Micros::new(at), height, out).await.map_err(refused)
        })
        .await;
    match made {
        Ok(kept) => tagged(bytes::file(&kept, &request).await, &tag),
        Err(Refused::FfmpegMissing) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(Refused::FrameMissing) => StatusCode::NOT_FOUND.into_response(),
        Err(Refused::Unkept) => StatusCode::INSUFFICIENT_STORAGE.into_response(),
    }
}

/// Is the file still the one that was probed? A still of another would be kept under its name.
fn shows_what_was_probed(clip: &Registered) -> bool {
    media::fingerprint(&clip.path).is_ok_and(|found| found == clip.fingerprint)
}

/// Why there is no still.
enum Refused {
    /// There is no ffmpeg to make it.
    FfmpegMissing,
    /// The file has no such frame, is gone, or is another one now.
    FrameMissing,
    /// It cannot be kept.
    Unkept,
}

fn refused(error: MediaError) -> Refused {
    match error {
        MediaError::DiskFull { .. } | MediaError::Unwritable { .. } => Refused::Unkept,
        MediaError::NotStarted { .. } => Refused::FfmpegMissing,
        _ => Refused::FrameMissing,
    }
}

async fn cover(
    State(shared): State<Arc<Shared>>,
    Path((_, picture)): Path<(String, String)>,
    request: HeaderMap,
) -> Response {
    let picture = Fingerprint::new(picture);
    if !is_hash(&picture) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response =
        bytes::file(&shared.pictures.join(format!("{}.jpg", picture.as_str())), &request).await;
    if response.status().is_success() {
        // Named after its content: it never changes.
        cache(&mut response, "private, max-age=31536000, immutable");
    }
    response
}

/// The waveform of a clip, in the bytes of `media::Peaks`. Not found until the clip was heard through.
async fn peaks(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    request: HeaderMap,
) -> Response {
    let Some(Registered { fingerprint, .. }) = shared.clip(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}-peaks-{}\"", fingerprint.as_str(), Peaks::VERSION);
    let kept = tokio::task::spawn_blocking(move || shared.peaks(&fingerprint)).await;
    let Ok(Some(peaks)) = kept else { return StatusCode::NOT_FOUND.into_response() };
    if knows(&request, &tag) {
        return unchanged(tag);
    }
    tagged(([(header::CONTENT_TYPE, "application/octet-stream")], peaks).into_response(), &tag)
}

/// Has whoever asks got it already?
fn knows(request: &HeaderMap, tag: &str) -> bool {
    request.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes())
}

fn unchanged(tag: String) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()
}

/// May be kept, but is asked after each time.
fn tagged(mut response: Response, tag: &str) -> Response {
    cache(&mut response, "private, no-cache");
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn cache(response: &mut Response, how: &'static str) {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(how));
}

/// Only what can be a hash in hex becomes part of a path.
fn is_hash(name: &Fingerprint) -> bool {
    name.as_str().len() == 64 && name.as_str().bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
