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

use media::MediaError;
use series::ClipFacts;
use showrunner_tests::installed::ffmpeg;
use tokio_util::sync::CancellationToken;

/// Probes one file.
async fn probed(path: &Path) -> Result<ClipFacts, MediaError> {
    ffmpeg().await.probe(path, &CancellationToken::new()).await
}
