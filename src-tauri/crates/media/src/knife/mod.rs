//! The knife: makes files by copying what can be copied, and encoding only the frames around cuts anew.
//!
//! `plan` and `packets` decide, `seam` encodes, `assemble` says what the new file is made of, and `mp4`
//! writes it.

mod assemble;
mod bits;
mod entry;
mod keys;
mod nal;
mod packets;
mod plan;
mod ready;
mod scratch;
mod seam;
mod timing;

use std::{path::Path, sync::Arc};

use series::{Micros, PictureIndex};
use tokio_util::sync::CancellationToken;

use crate::{
    ExportJob, Ffmpeg, MediaError, Source, args,
    mp4::Movie,
};
use assemble::{Part, Sources};
use ready::{Divided, Ready};
use scratch::Scratch;
use seam::Asked;

pub use scratch::SCRATCH;

/// How long decoders need to run in before what they make is right.
const RUN_IN: Micros = Micros::from_millis(80);

impl Ffmpeg {
    /// Makes a file along `Road::SmartCut`. `progress` is told how much of its length is done.
    pub(crate) async fn cut(
        &self,
        job: &ExportJob<'_>,
        mut progress: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let mut scratch = Scratch::beside(job.output);
        let mut parts = Vec::new();
        for source in &job.parts {
            let ready = self.ready(source, &mut scratch, cancel).await?;
            let anew = args::seam_encoder(&source.facts.video.codec).is_some_and(|name| self.has_encoder(name));
            let cuts = job.cuts;
            let dividing = tokio::task::spawn_blocking(move || ready.divide(cuts, anew));
            let divided = dividing.await.unwrap_or(Err(MediaError::Cancelled))?;
            parts.push(self.seams(divided, &mut scratch, cancel).await?);
        }
        let length = parts.iter().map(|part| part.divided.part.span.length()).sum();
        let mut sources = Sources::default();
        let mut tracks = vec![assemble::picture(&parts, &mut sources)];
        let sound: Vec<_> = parts.iter().map(|part| &part.divided.part).collect();
        let sound: Vec<_> = sound
            .iter()
            .filter_map(|part| Some((part.path.as_path(), part.index.audio.as_ref()?, part.span)))
            .collect();
        if sound.len() == parts.len() {
            let heard: Vec<_> = sound.iter().map(|(_, track, span)| (*track, *span)).collect();
            let run_in = packets::ticks(heard[0].0, RUN_IN);
            if let Some(packets) = packets::packets(&heard, run_in) {
                tracks.push(assemble::sound(&sound, &packets, length, &mut sources));
            }
        }
        let movie = Movie { tracks, duration: length };
        let output = job.output.to_owned();
        let cancel = cancel.clone();
        let writing = tokio::task::spawn_blocking(move || {
            let layout = movie.layout();
            let layout = layout.ok_or_else(|| MediaError::Failed {
                path: output.clone(),
                detail: "its samples do not fit into an MP4".to_owned(),
            })?;
            let size = layout.size().max(1);
            let told = |bytes: u64| {
                let done = i128::from(length.get()) * i128::from(bytes) / i128::from(size);
                progress(Micros::new(i64::try_from(done).unwrap_or(i64::MAX)));
            };
            layout.write(&output, &sources.paths(), told, &cancel)
        });
        writing.await.unwrap_or(Err(MediaError::Cancelled))
    }

    /// Sees to it that the samples of a part can be copied.
    async fn ready(
        &self,
        source: &Source<'_>,
        _scratch: &mut Scratch,
        cancel: &CancellationToken,
    ) -> Result<Ready, MediaError> {
        let index = self.index(source.path, source.facts, cancel).await?;
        Ok(Ready {
            path: source.path.to_owned(),
            facts: Arc::new(source.facts.clone()),
            index: Arc::new(index),
            span: source.span(),
        })
    }

    /// Encodes the frames around a part's cuts anew.
    async fn seams(
        &self,
        divided: Divided,
        scratch: &mut Scratch,
        cancel: &CancellationToken,
    ) -> Result<Part, MediaError> {
        let [head, tail] = Asked::of(&divided, || scratch.file());
        let encode = async |asked: Option<Asked>| match asked {
            Some(asked) => self.encode_seam(asked, cancel).await.map(Some),
            None => Ok(None),
        };
        let (head, tail) = tokio::try_join!(encode(head), encode(tail))?;
        let first = match &divided.first {
            Some(bytes) => {
                let path = scratch.file();
                std::fs::write(&path, bytes).map_err(|error| crate::copy::not_written(&path, error))?;
                Some(path)
            }
            None => None,
        };
        Ok(Part { divided, head, tail, first })
    }

    /// What the index of a clip's picture tells: its frames, where a copy can begin, where scenes
    /// probably change.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Damaged`, `Folder`, `NotStarted`, `Killed`, `Cancelled`.
    pub async fn picture_index(
        &self,
        path: &Path,
        facts: &series::ClipFacts,
        cancel: &CancellationToken,
    ) -> Result<PictureIndex, MediaError> {
        let index = self.index(path, facts, cancel).await?;
        let anew = args::seam_encoder(&facts.video.codec).is_some_and(|name| self.has_encoder(name));
        let (owned, facts) = (path.to_owned(), facts.clone());
        let looking = tokio::task::spawn_blocking(move || {
            let (keyframes, uncuttable) = ready::keyframes(&owned, &facts, &index, anew)?;
            let track = &index.video;
            let mut frames: Vec<_> = track.samples.iter().filter(|sample| sample.shown).collect();
            frames.sort_unstable_by_key(|sample| sample.pts);
            let sizes: Vec<_> = frames
                .iter()
                .map(|sample| series::FrameSize {
                    at: track.time(sample.pts),
                    bytes: sample.size,
                    key: sample.key,
                })
                .collect();
            Ok(PictureIndex {
                frames: frames.len() as u64,
                keyframes,
                uncuttable,
                scenes: series::scenes(&sizes),
                chapters: Vec::new(),
            })
        });
        looking.await.unwrap_or(Err(MediaError::Cancelled))
    }
}
