//! The check of a whole series with its loudness, against listening to one clip after the other.

use std::{fs, path::PathBuf, time::Duration};

use super::{Ground, RUNS, meter::taken, middle, ratio, sources};
use crate::{
    Measured,
    table::{Row, secs},
};

const CLIPS: usize = 80;
/// Of so many clips it is measured how long ffmpeg's own meter takes: half before us, half behind.
const LISTENED: usize = 8;

/// Measures us once over all, between two halves of the others.
pub fn measure(ground: &Ground) -> Measured {
    let clips = ground.sources().clips("series", CLIPS, ground.seconds(1200) - 1)?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(&clips)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut theirs = Duration::ZERO;
    for file in &files[..LISTENED / 2] {
        theirs += listened(file)?;
    }
    ground.forget("preflight")?;
    let made = ground.ours("preflight", &["new", "Eighty"])?;
    let added = ground.ours("preflight", &["add", "Eighty", &clips.display().to_string()])?;
    let checked = ground.ours("preflight", &["check", "Eighty", "--listen"])?;
    let known = checked.json()?["clips"].as_array().map_or(0, Vec::len);
    if known != CLIPS {
        return Err(format!("{known} clips were checked").into());
    }
    for file in &files[LISTENED / 2..LISTENED] {
        theirs += listened(file)?;
    }
    let again = (0..RUNS).map(|_| ground.ours("preflight", &["check", "Eighty", "--listen"]));
    let (again, _) = middle(&again.collect::<Result<Vec<_>, _>>()?);
    fs::remove_dir_all(clips)?;
    let (ours, theirs) = (made.time + added.time + checked.time, theirs * CLIPS as u32 / LISTENED as u32);
    let cold = ratio(ours, theirs);
    Ok(vec![
        Row {
            work: "80 clips of 20 min (small pictures) imported and checked with loudness, against `ebur128` on one after the other",
            measured: format!(
                "{cold:.2} × ({} against {}: 10 times what {LISTENED} took, half of them before)",
                secs(ours),
                secs(theirs),
            ),
            goal: "≤ 0.60 ×",
            reached: Some(cold <= 0.6),
        },
        Row {
            work: "the same check again",
            measured: format!("{} (median of {RUNS})", secs(again)),
            goal: "≤ 1 s",
            reached: Some(again <= Duration::from_secs(1)),
        },
    ])
}

/// How long ffmpeg's own meter takes for a clip.
fn listened(clip: &PathBuf) -> std::io::Result<Duration> {
    let mut ffmpeg = sources::ffmpeg();
    ffmpeg.arg("-i").arg(clip).args(["-map", "0:a:0", "-af", "ebur128=peak=true", "-f", "null", "-"]);
    Ok(taken(&mut ffmpeg)?.time)
}
