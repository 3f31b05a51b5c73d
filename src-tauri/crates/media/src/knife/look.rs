//! What the index of a clip's picture tells: where it can be cut, and where one would want to.

use std::{path::Path, time::Duration};

use serde::Deserialize;
use series::{Chapter, ClipFacts, FrameSize, Micros, PictureIndex};
use tokio_util::sync::CancellationToken;

use super::ready::keyframes;
use crate::{Ffmpeg, MediaError, SampleIndex, args, process::Run};

/// Chapters stand in the head of a file.
const LIMIT: Duration = Duration::from_secs(30);
/// More than all chapters of any clip; this is only a bound.
const CHAPTERS_MAX_BYTES: usize = 8 * 1024 * 1024;

impl Ffmpeg {
    /// What the index of a clip's picture tells: its frames, where a copy can begin, where scenes
    /// probably change, its chapters. Takes milliseconds for an MP4 or QuickTime file; any other is read
    /// through.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Damaged`, `Folder`, `NotStarted`, `Killed`, `Cancelled`.
    pub async fn picture_index(
        &self,
        path: &Path,
        facts: &ClipFacts,
        cancel: &CancellationToken,
    ) -> Result<PictureIndex, MediaError> {
        let index = self.index(path, facts, cancel).await?;
        let chapters = self.chapters(path, cancel).await?;
        let anew = self.encodes_seams(&facts.video.codec);
        let (owned, facts) = (path.to_owned(), facts.clone());
        let looking = tokio::task::spawn_blocking(move || {
            let (keyframes, uncuttable) = keyframes(&owned, &facts, &index, anew)?;
            let sizes = sizes(&index);
            let scenes = series::scenes(&sizes);
            Ok(PictureIndex { frames: sizes.len() as u64, keyframes, uncuttable, scenes, chapters })
        });
        looking.await.unwrap_or(Err(MediaError::Cancelled))
    }

    /// The chapters a clip names, in order. One whose file tells none has none.
    async fn chapters(&self, path: &Path, cancel: &CancellationToken) -> Result<Vec<Chapter>, MediaError> {
        let args = args::chapters(path);
        let run = Run { program: &self.ffprobe, args, limit: Some(LIMIT), cancel };
        let (_, output) = run.capturing(CHAPTERS_MAX_BYTES).await?;
        Ok(serde_json::from_slice::<Told>(&output).map(Told::chapters).unwrap_or_default())
    }

    /// Is there an encoder whose frames can stand beside copied ones of that codec?
    pub(super) fn encodes_seams(&self, codec: &str) -> bool {
        args::seam_encoder(codec).is_some_and(|name| self.has_encoder(name))
    }
}

/// The frames in the order they are shown in.
fn sizes(index: &SampleIndex) -> Vec<FrameSize> {
    let track = &index.video;
    let mut shown: Vec<_> = track.samples.iter().filter(|sample| sample.shown).collect();
    shown.sort_unstable_by_key(|sample| sample.pts);
    let size = |sample: &&crate::Sample| FrameSize {
        at: track.time(sample.pts),
        bytes: sample.size,
        key: sample.key,
    };
    shown.iter().map(size).collect()
}

/// What ffprobe tells of chapters.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    chapters: Vec<ToldChapter>,
    format: Times,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Times {
    start_time: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ToldChapter {
    #[serde(flatten)]
    times: Times,
    tags: Tags,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tags {
    title: String,
}

impl Times {
    fn start(&self) -> Option<Micros> {
        match self.start_time.strip_prefix('-') {
            Some(before) => before.parse().ok().map(|time| Micros::ZERO - time),
            None => self.start_time.parse().ok(),
        }
    }
}

impl Told {
    fn chapters(self) -> Vec<Chapter> {
        let begin = self.format.start().unwrap_or_default();
        let chapter = |told: ToldChapter| {
            let start = (told.times.start()? - begin).max(Micros::ZERO);
            Some(Chapter { start, title: told.tags.title.trim().to_owned() })
        };
        let mut chapters: Vec<_> = self.chapters.into_iter().filter_map(chapter).collect();
        chapters.sort_by_key(|chapter| chapter.start);
        chapters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_told_from_the_clips_start() {
        let told = r#"{"chapters": [
            {"start_time": "61.400000", "tags": {"title": " Two "}},
            {"start_time": "1.400000", "tags": {}}, {"tags": {"title": "no time"}}],
            "format": {"start_time": "1.400000"}}"#;
        let told: Told = serde_json::from_str(told).unwrap();
        let chapter = |start, title: &str| Chapter { start: Micros::from_secs(start), title: title.into() };
        assert_eq!(told.chapters(), [chapter(0, ""), chapter(60, "Two")]);
        assert_eq!(serde_json::from_str::<Told>("{}").unwrap().chapters(), []);
    }
}
