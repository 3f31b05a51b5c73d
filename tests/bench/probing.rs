//! Probing 80 files, against calling `ffprobe` on one after the other.

use std::{fs, path::Path, process::Command, time::Instant};

use showrunner_tests::recipes::{Audio, Clip, Video};
use studio::Studio;
use tokio_util::sync::CancellationToken;

use crate::{
    Measured,
    table::{Row, median, secs},
};

const FILES: usize = 80;
const RUNS: usize = 5;

/// Measures both in turn.
pub async fn measure() -> Measured {
    let folder = tempfile::tempdir()?;
    let clips = folder.path().join("clips");
    fs::create_dir(&clips)?;
    let kinds = [
        Clip::new("bench-h264").millis(60_000).size(640, 360),
        Clip::new("bench-hevc").millis(20_000).codec(Video::Hevc),
        Clip::new("bench-vp9").millis(10_000).codec(Video::Vp9).audio(Audio::Opus).container("webm"),
        Clip::new("bench-mov").millis(30_000).size(360, 640).container("mov"),
    ];
    for number in 0..FILES {
        let made = kinds[number % kinds.len()].file();
        let ending = made.extension().unwrap_or_default().to_string_lossy();
        fs::copy(&made, clips.join(format!("clip {number}.{ending}")))?;
    }
    let studio = Studio::open(folder.path().join("data")).await.map_err(|problem| format!("{problem:?}"))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let started = Instant::now();
        one_after_the_other(&clips)?;
        theirs.push(started.elapsed());

        let started = Instant::now();
        let checked = studio
            .check_files(vec![clips.clone()], &CancellationToken::new(), |_, _, _| {})
            .await
            .map_err(|problem| format!("{problem:?}"))?;
        ours.push(started.elapsed());
        assert_eq!(checked.clips.len(), FILES, "every file is probed");
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    Ok(vec![Row {
        work: "check of 80 files, against a sequential `ffprobe` loop",
        measured: format!("{ratio:.2} × ({} against {}, median of {RUNS})", secs(ours), secs(theirs)),
        goal: "≤ 0.50 ×",
        reached: Some(ratio <= 0.5),
    }])
}

fn one_after_the_other(clips: &Path) -> std::io::Result<()> {
    for clip in fs::read_dir(clips)? {
        let told = Command::new("ffprobe")
            .args(["-v", "error", "-of", "json", "-show_format", "-show_streams"])
            .arg(clip?.path())
            .output()?;
        assert!(told.status.success(), "ffprobe reads every clip");
    }
    Ok(())
}
