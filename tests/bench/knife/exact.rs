//! A cut that is exact to the frame, against `cp` of as many bytes and against PyPI's `smartcut`.

use std::{collections::BTreeSet, env, fs, path::Path, process::Command, time::Instant};

use media::{Ffmpeg, Promise, Promised, Shown};
use series::{Micros, Trim};
use tokio_util::sync::CancellationToken;

use super::{
    Ground, RUNS, both, copied, frames, mebibytes,
    meter::taken,
    middle, on_disk, ratio, settle,
    sources::{self, RATE},
};
use crate::{
    Measured,
    table::{Row, median, secs},
};

/// Where the cut begins, in milliseconds: between two frames, and between two keyframes.
const IN: u64 = 12_340;
const SIZE: (usize, usize) = (1920, 1080);

/// Measures all in turn.
pub async fn measure(ground: &Ground) -> Measured {
    let recording = ground.recording()?;
    // 20:07.3, or what a tenth of the recording has.
    let out = if ground.short == 1 { 1_207_300 } else { 132_300 };
    let first = (IN * RATE).div_ceil(1000);
    let asked = (out * RATE).div_ceil(1000) - first;
    let (cut, other, copy) = (ground.at("cut.mp4"), ground.at("smartcut.mp4"), ground.at("copy.mp4"));
    let text = |path: &Path| path.display().to_string();
    let seconds = |millis: u64| format!("{}.{:03}", millis / 1000, millis % 1000);
    let (from, to) = (seconds(IN), seconds(out));
    let words = ["cut", &text(&recording), "--in", &from, "--out", &to, "--force", "-o", &text(&cut)];
    let smartcut = env::var_os("SHOWRUNNER_SMARTCUT");

    let (mut ours, mut synced, mut copies) = (Vec::new(), Vec::new(), Vec::new());
    let (mut theirs, mut proofs) = (Vec::new(), Vec::new());
    let mut its_frames = 0;
    for run in 0..RUNS {
        ours.push(ground.ours("cut", &words)?);
        synced.push(ours[run].time + settle(ground.folder.path())?);
        copies.push(copied(&cut, &copy)?);
        proofs.push(proof(&recording, &cut, (IN, out)).await?);
        if run == 0 {
            exact(&recording, &cut, first, asked)?;
        }
        fs::remove_file(&cut)?;
        // Nothing is kept from one cut to the next, but what reading the recording through found.
        ground.forget("cut")?;
        if let Some(smartcut) = &smartcut {
            let keep = format!("{from},{to}");
            theirs.push(taken(Command::new(smartcut).args([
                &text(&recording),
                &text(&other),
                "--keep",
                &keep,
            ]))?);
            its_frames = frames(&other)?;
            fs::remove_file(&other)?;
        }
        settle(ground.folder.path())?;
    }

    let ((ours, peak), (copies, copies_on_disk), proofs) = (middle(&ours), both(copies), median(proofs));
    let to_copy = ratio(ours, copies);
    let mut rows = vec![
        Row {
            work: "cut of it exact to the frame, 12.34 s to 20:07.30, proven, against `cp` of as many bytes",
            measured: format!(
                "{to_copy:.2} × ({} against {}, median of {RUNS}), of that the proof {}; {asked} frames, exact",
                secs(ours),
                secs(copies),
                secs(proofs),
            ),
            goal: "≤ 2.00 ×, exact",
            reached: Some(to_copy <= 2.0),
        },
        on_disk(median(synced), copies_on_disk),
        Row {
            work: "memory of that, with all processes it starts (RSS)",
            measured: mebibytes(peak),
            goal: "≤ 350 MiB",
            reached: Some(peak <= 350 * 1024 * 1024),
        },
    ];
    rows.push(match theirs.is_empty() {
        true => Row {
            work: "the same cut, against PyPI’s `smartcut`",
            measured: "not installed (`SHOWRUNNER_SMARTCUT` names it)".to_owned(),
            goal: "≥ 4.0 × faster",
            reached: None,
        },
        false => {
            let (theirs, its_peak) = middle(&theirs);
            let faster = ratio(theirs, ours);
            Row {
                work: "the same cut, against PyPI’s `smartcut`",
                measured: format!(
                    "{faster:.1} × faster ({} against its {}, median of {RUNS}); it takes {:.1} × `cp`, {}, {its_frames} frames",
                    secs(ours),
                    secs(theirs),
                    ratio(theirs, copies),
                    mebibytes(its_peak),
                ),
                goal: "≥ 4.0 × faster",
                reached: Some(faster >= 4.0),
            }
        }
    });
    Ok(rows)
}

/// How long proving the finished cut takes once more.
async fn proof(
    recording: &Path,
    cut: &Path,
    (from, to): (u64, u64),
) -> Result<std::time::Duration, Box<dyn std::error::Error>> {
    let ffmpeg = Ffmpeg::find(None).await.map_err(|missing| format!("{missing:?}"))?;
    let cancel = CancellationToken::new();
    let facts = ffmpeg.probe(recording, &cancel).await?;
    let index = ffmpeg.index(recording, &facts, &cancel).await?;
    let made = ffmpeg.index(cut, &ffmpeg.probe(cut, &cancel).await?, &cancel).await?;
    let micros = |millis: u64| Micros::from_millis(i64::try_from(millis).unwrap_or(0));
    let span = Trim { start: micros(from), end: micros(to) };
    // Which were copied is seen by their sizes: one that was encoded anew has none of the source's.
    let sizes: BTreeSet<(u64, u32)> =
        shown(&made).into_iter().zip(0..).map(|((_, size), at)| (at, size)).collect();
    let kept = shown(&index);
    let kept = kept.iter().filter(|(number, _)| {
        let time = index.video.time(index.video.samples[*number].pts);
        span.start <= time && time < span.end
    });
    let copied: Vec<usize> = kept
        .zip(0..)
        .filter(|((_, size), at)| sizes.contains(&(*at, *size)))
        .map(|((number, _), _)| *number)
        .collect();
    let part = Promised {
        path: recording,
        index: &index,
        span,
        picture: Shown::Copied(&copied),
        sound_copied: true,
    };
    let promise =
        Promise { output: cut, length: span.length(), short: Micros::ZERO, parts: vec![part], sound: true };
    let began = Instant::now();
    ffmpeg.prove(&promise, &cancel).await?;
    Ok(began.elapsed())
}

/// The frames in the order they are shown in: their places and sizes.
fn shown(index: &media::SampleIndex) -> Vec<(usize, u32)> {
    let samples = index.video.samples.iter().enumerate().filter(|(_, sample)| sample.shown);
    let mut frames: Vec<_> = samples.map(|(number, sample)| (sample.pts, number, sample.size)).collect();
    frames.sort_unstable();
    frames.into_iter().map(|(_, number, size)| (number, size)).collect()
}

/// Sees that a cut has the frames that were asked for, and that some of them are the recording's.
fn exact(recording: &Path, cut: &Path, first: u64, asked: u64) -> Measured {
    let found = frames(cut)?;
    if found != asked {
        return Err(format!("the cut has {found} frames, not {asked}").into());
    }
    for (frame, same) in
        [(0, 40.0), (asked / 3, f64::INFINITY), (asked * 3 / 4 + 7, f64::INFINITY), (asked - 1, 40.0)]
    {
        let at = before(first + frame);
        // Frames of the cut come as long after its start as they come after the in point; the first at once.
        let in_cut = if frame == 0 { 0 } else { at - IN * 1000 };
        let (ours, theirs) = (picture(cut, in_cut)?, picture(recording, at)?);
        let found = psnr(&ours, &theirs);
        if found < same {
            return Err(format!("frame {frame} of the cut is at {found:.1} dB of the recording's").into());
        }
        // The frames beside it are others.
        if psnr(&ours, &picture(recording, before(first + frame + 1))?) >= found {
            return Err(format!("frame {frame} of the cut may be the one behind it").into());
        }
    }
    Ok(Vec::new())
}

/// Half a frame before a frame of the recording, in microseconds.
fn before(frame: u64) -> u64 {
    (frame * 2).saturating_sub(1) * 1_000_000 / (RATE * 2)
}

/// The first frame of a film from a time on, in microseconds, decoded.
fn picture(film: &Path, micros: u64) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut ffmpeg = sources::ffmpeg();
    ffmpeg.args(["-ss", &format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000), "-i"]).arg(film);
    ffmpeg.args(["-map", "0:v:0", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"]);
    let decoded = taken(&mut ffmpeg)?.said;
    if decoded.len() == SIZE.0 * SIZE.1 * 3 / 2 { Ok(decoded) } else { Err("a frame is missing".into()) }
}

/// By how much two pictures differ, in decibels; without end if they are the same.
fn psnr(a: &[u8], b: &[u8]) -> f64 {
    let squares: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
    10.0 * (255.0 * 255.0 * a.len() as f64 / squares as f64).log10()
}
