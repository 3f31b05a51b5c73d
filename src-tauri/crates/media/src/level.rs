//! How much gain a ceiling asks for: sound whose peaks are held down comes out a little softer than its
//! gain alone would have made it, and the more so the further its peaks stand out. That is measured and
//! made up for before it is encoded.

use series::{Decibels, Road};
use tokio_util::sync::CancellationToken;

use crate::{
    ExportJob, Ffmpeg, MediaError, Source,
    args::{self, SoundForm},
    lines::Lines,
    process::Run,
};

/// Nearer than this nobody hears.
const NEAR: Decibels = Decibels::new(15);
/// More would press a recording flat for the sake of a number.
const MOST: Decibels = Decibels::new(600);
/// How often it is measured at most. Three times are enough for all but the strangest sounds.
const TIMES: usize = 4;

impl Ffmpeg {
    /// The job with the gains it takes for its parts to become as loud as their gains say, ceiling and
    /// all. Jobs whose sound is copied, or without a ceiling, stay as they are.
    ///
    /// # Errors
    /// `Missing`, `Failed`, `NotStarted`, `Killed`, `Cancelled`.
    pub(crate) async fn levelled<'a>(
        &self,
        job: &ExportJob<'a>,
        cancel: &CancellationToken,
    ) -> Result<ExportJob<'a>, MediaError> {
        let mut job = job.clone();
        let anew = matches!(job.road, Road::SmartCut { audio: true } | Road::Transcode { audio: true, .. });
        if let (true, Some(ceiling)) = (anew, job.sound.ceiling) {
            for part in &mut job.parts {
                part.gain = self.gain_under(part, ceiling, cancel).await?;
            }
        }
        Ok(job)
    }

    async fn gain_under(
        &self,
        part: &Source<'_>,
        ceiling: Decibels,
        cancel: &CancellationToken,
    ) -> Result<Option<Decibels>, MediaError> {
        let (Some(asked), true) = (part.gain, part.facts.audio.is_some()) else { return Ok(part.gain) };
        let mut gain = asked;
        for _ in 0..TIMES {
            let measured =
                self.loudness_under(&Source { gain: Some(gain), ..*part }, ceiling, cancel).await?;
            // Silence has no loudness.
            let Some(Measured { free, held }) = measured else { return Ok(Some(asked)) };
            // Without a ceiling it would be as much louder as its gain has grown.
            let lacking = free + asked - gain - held;
            if lacking <= NEAR || gain - asked >= MOST {
                break;
            }
            // What is added is held down in part, too.
            gain = (gain + lacking + Decibels::new(lacking.get() / 4)).min(asked + MOST);
        }
        Ok(Some(gain))
    }

    async fn loudness_under(
        &self,
        part: &Source<'_>,
        ceiling: Decibels,
        cancel: &CancellationToken,
    ) -> Result<Option<Measured>, MediaError> {
        let args = args::loudness(part, ceiling, SoundForm::of(part.facts));
        let (mut lines, mut held) = (Lines::default(), None);
        let run = Run { program: &self.ffmpeg, args, limit: None, cancel };
        let ended =
            run.reading(|piece| lines.each(piece, |line| held = args::integrated(line).or(held))).await?;
        if !ended.status.success() {
            let (path, detail) = (part.path.to_owned(), ended.tail);
            return Err(if path.exists() {
                MediaError::Failed { path, detail }
            } else {
                MediaError::Missing { path }
            });
        }
        let free = ended.tail.lines().filter_map(args::integrated).next_back();
        Ok(free.zip(held).map(|(free, held)| Measured { free, held }))
    }
}

/// How loud a part becomes.
struct Measured {
    /// By its gain alone.
    free: Decibels,
    /// With its peaks held down.
    held: Decibels,
}
