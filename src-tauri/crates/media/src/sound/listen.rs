//! Sends a clip's sound through ffmpeg to the ear.

use std::{io, path::Path};

use series::{ClipFacts, Micros, SoundAnalysis};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Form, Heard, ear::Ear};
use crate::{Ffmpeg, MediaError, args, process::Run};

/// No more than this is heard: a broken clock must not make silence without end.
const MOST: Micros = Micros::from_secs(24 * 3600);
/// How many pieces of up to 64 KiB may wait for the ear.
const WAITING: usize = 16;

impl Ffmpeg {
    /// Hears a clip's first sound track through, with one decode: loudness, true peak, pauses and the
    /// waveform. `progress` is told, about once a second of sound, how far it is. Without sound there is
    /// nothing to hear; of damaged sound it hears what can be decoded, and of sound of more than a day
    /// the first day.
    ///
    /// # Errors
    /// `Damaged` if nothing at all can be decoded; `Missing`, `NotStarted`, `Killed`, `Cancelled`.
    pub async fn listen(
        &self,
        path: &Path,
        facts: &ClipFacts,
        mut progress: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<Heard, MediaError> {
        let Some(audio) = &facts.audio else { return Ok(Heard::default()) };
        let form = Form::heard(audio.channels, audio.sample_rate);
        let length = facts.duration.min(MOST);
        let (pieces, mut waiting) = mpsc::channel::<Vec<u8>>(WAITING);
        let hearing = tokio::task::spawn_blocking(move || {
            let mut ear = Ear::new(form);
            let mut told = Micros::ZERO;
            while let Some(piece) = waiting.blocking_recv() {
                ear.hear(&piece);
                if ear.time() - told >= Micros::from_secs(1) {
                    told = ear.time();
                    progress(told);
                }
            }
            ear
        });
        let args = args::listen(path, audio.channels, form, length);
        let run = Run { program: &self.ffmpeg, args, limit: None, cancel };
        let ended = run.sending(pieces).await?;
        let lost = |lost| MediaError::Unreadable { path: path.to_owned(), source: io::Error::other(lost) };
        let ear = hearing.await.map_err(lost)?;
        if ear.time() == Micros::ZERO && !(ended.status.success() && ended.tail.is_empty()) {
            let (path, detail) = (path.to_owned(), ended.tail);
            return Err(match path.exists() {
                true => MediaError::Damaged { path, detail },
                false => MediaError::Missing { path },
            });
        }
        Ok(ear.heard(length))
    }
}

impl Ear {
    /// What was heard, of a clip of that length.
    fn heard(self, length: Micros) -> Heard {
        let (loudness, true_peak, levels, peaks) = self.finish();
        let pauses = super::pauses::pauses(levels, length);
        Heard { sound: SoundAnalysis { loudness, true_peak, pauses }, peaks }
    }
}
