//! Measures how fast this machine works, in about three seconds.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    time::{Duration, Instant},
};

use series::{Micros, Pace};
use tokio_util::sync::CancellationToken;

use crate::{Ffmpeg, MediaError, args, copy, process::Run};

/// How long a measurement may take before the machine counts as busy.
const WITHIN: Duration = Duration::from_secs(20);
/// Two seconds of 720p at 30 frames a second.
const PIXELS: u64 = 1280 * 720 * 60;
/// A minute of stereo.
const SOUND: Micros = Micros::from_secs(60);
/// Copied, and seen to the disk.
const BYTES: usize = 64 * 1024 * 1024;
/// Making a file starts about so many programs besides the one that does the work.
const PROGRAMS: u32 = 4;

impl Ffmpeg {
    /// How fast this machine works: measured by encoding two seconds of picture and a minute of sound, and by
    /// copying a file in `folder`, which is made if it is missing. Nothing is left behind.
    ///
    /// # Errors
    /// `NotStarted`, `Killed`, `TooSlow`, `Failed`, `Cancelled`; `Unwritable`, `DiskFull`.
    pub async fn pace(&self, folder: &Path, cancel: &CancellationToken) -> Result<Pace, MediaError> {
        let start = self.taking(args::pace_start(), cancel).await?;
        let encode = self.taking(args::pace_picture(), cancel).await?.saturating_sub(start);
        let sound = self.taking(args::pace_sound(SOUND), cancel).await?.saturating_sub(start);
        let place = folder.to_owned();
        let copying = tokio::task::spawn_blocking(move || copying(&place));
        let copy = copying.await.unwrap_or(Err(MediaError::Cancelled))?;
        Ok(Pace {
            copy: a_second(BYTES as u64, copy),
            encode: a_second(PIXELS, encode),
            sound: a_second(SOUND.get().unsigned_abs(), sound),
            file: Micros::new(i64::try_from((start * PROGRAMS).as_micros()).unwrap_or(i64::MAX)),
        })
    }

    async fn taking(
        &self,
        args: Vec<std::ffi::OsString>,
        cancel: &CancellationToken,
    ) -> Result<Duration, MediaError> {
        let began = Instant::now();
        let run = Run { program: &self.ffmpeg, args, limit: Some(WITHIN), cancel };
        let ended = run.reading(|_| ()).await?;
        if ended.status.success() {
            return Ok(began.elapsed());
        }
        Err(MediaError::Failed { path: self.ffmpeg.clone(), detail: ended.tail })
    }
}

fn a_second(amount: u64, took: Duration) -> u64 {
    let a_second = u128::from(amount) * 1_000_000 / took.as_micros().max(1);
    u64::try_from(a_second).unwrap_or(u64::MAX)
}

/// How long a copy takes until it is on the disk.
fn copying(folder: &Path) -> Result<Duration, MediaError> {
    let (from, to) = (folder.join("pace-from.part"), folder.join("pace-to.part"));
    let measured = || {
        let failed = |error: io::Error| copy::not_written(&from, error);
        // What the folder is to lie in is another's to make. That it is there already is fine.
        let _there_already = fs::create_dir(folder);
        File::create(&from).and_then(|mut file| file.write_all(&vec![7; BYTES])).map_err(failed)?;
        let began = Instant::now();
        copy::copy(&from, &to, |_| (), &CancellationToken::new())?;
        File::open(&to).and_then(|file| file.sync_all()).map_err(|error| copy::not_written(&to, error))?;
        Ok(began.elapsed())
    };
    let measured = measured();
    for left in [&from, &to] {
        // Not there where it was not reached.
        let _ = fs::remove_file(left);
    }
    measured
}
