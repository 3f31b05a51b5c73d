//! Studios with something in them.

use std::{path::Path, sync::Arc};

use series::{Clip, ClipId, Episode, EpisodeId};
use studio::{JobId, JobState, Studio};
use tokio_util::sync::CancellationToken;

use crate::installed::ffmpeg;

/// `count` episodes, each with a clip of its own that shows the file at `path`. The facts are those
/// ffprobe finds in it.
pub async fn episodes(path: &Path, count: u128) -> (Vec<Arc<Clip>>, Vec<Arc<Episode>>) {
    let facts = ffmpeg().await.probe(path, &CancellationToken::new()).await.expect("a clip");
    (1..=count)
        .map(|number| {
            let id = uuid::Uuid::from_u128(number);
            let clip = Clip { id: ClipId::new(id), path: path.display().to_string(), facts: facts.clone() };
            let title = format!("Episode {number}");
            let episode = Episode::whole(EpisodeId::new(id), title, clip.id);
            (Arc::new(clip), Arc::new(episode))
        })
        .unzip()
}

/// Waits until a job ended, and says how.
pub async fn ended(studio: &Studio, job: JobId) -> JobState {
    let mut events = studio.events();
    loop {
        let state = studio.job(job).expect("a job that was started").state;
        if !state.goes_on() {
            return state;
        }
        // An event that was missed is made up for by looking at the job again.
        let _ = events.recv().await;
    }
}
