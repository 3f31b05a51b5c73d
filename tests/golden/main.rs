//! Golden media: real clips from recipes through the real ffmpeg, compared by what they hold.

mod cut;
mod export;
mod index;
mod joins;
mod loudness;
mod matrix;
mod merge;
mod probe;
mod proof;
mod recording;
mod samples;
mod sound;
mod still;
mod treat;

use std::path::Path;

use media::{Ffmpeg, MediaError};
use series::ClipFacts;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// The ffmpeg of this machine.
async fn ffmpeg() -> &'static Ffmpeg {
    static FOUND: OnceCell<Ffmpeg> = OnceCell::const_new();
    FOUND.get_or_init(async || Ffmpeg::find(None).await.expect("the tests need ffmpeg")).await
}

/// Probes one file.
async fn probed(path: &Path) -> Result<ClipFacts, MediaError> {
    ffmpeg().await.probe(path, &CancellationToken::new()).await
}
