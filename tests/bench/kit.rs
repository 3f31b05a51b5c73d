//! A kit of ten clips that need no change, against `cp` of the same bytes.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use series::{CoverSource, Edit, Language, Micros, Place, Step};
use showrunner_tests::{facts, recipes::Clip};
use studio::{JobState, Studio};

use crate::{
    Measured,
    table::{Row, median, secs},
};

const CLIPS: usize = 10;
/// Ten minutes at 4 Mbit/s.
const CLIP_BYTES: u64 = 300_000_000;
const RUNS: usize = 3;

/// Measures both in turn.
pub async fn measure() -> Measured {
    let folder = tempfile::tempdir_in(concat!(env!("CARGO_MANIFEST_DIR"), "/../target"))?;
    let clips = folder.path().join("clips");
    fs::create_dir(&clips)?;
    let clip = Clip::new("bench-kit").millis(31_000).size(640, 360).file();
    for number in 0..CLIPS {
        fatten(&clip, &clips.join(format!("clip {number}.mp4")), number)?;
    }
    let problem = |problem: studio::Problem| format!("{problem:?}");
    let studio = Arc::new(Studio::open(folder.path().join("data")).await.map_err(problem)?);
    let view = studio.new_draft("Ten").await.map_err(problem)?;
    let draft = view.draft.id;
    let job = studio.import_files(draft, vec![clips.clone()], Place::Last).await.map_err(problem)?;
    facts::ended(&studio, job).await;
    let view = studio.look_again(draft).await.map_err(problem)?;
    let frame = CoverSource::Frame { episode: view.draft.episodes[0].id, at: Micros::from_secs(1) };
    let view = studio.set_cover(draft, view.revision, frame).await.map_err(problem)?;
    let view = studio.set_price(draft, view.revision, "9.99").await.map_err(problem)?;
    let mut revision = view.revision;
    for edit in [
        Edit::ConfirmPrice { price: view.draft.price.ok_or("a price")? },
        Edit::SetDescription { description: "Ten clips".to_owned() },
    ] {
        revision = studio.step(draft, revision, Step::Edit { edit }).await.map_err(problem)?.revision;
    }

    let (mut ours, mut theirs, mut synced) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        let target = folder.path().join(format!("cp {run}"));
        let (copy, sync) = copied(&clips, &target)?;
        theirs.push(copy);
        synced.push(copy + sync);
        fs::remove_dir_all(target)?;

        let target = folder.path().join(format!("kit {run}"));
        let started = Instant::now();
        let job = studio.write_kit(draft, target.clone(), Language::En).await.map_err(problem)?;
        let state = facts::ended(&studio, job).await;
        ours.push(started.elapsed());
        assert!(matches!(state, JobState::KitWritten { .. }), "{state:?}");
        fs::remove_dir_all(target)?;
    }
    let (ours, theirs, synced) = (median(ours), median(theirs), median(synced));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let to_ratio = ours.as_secs_f64() / synced.as_secs_f64();
    Ok(vec![
        Row {
            work: "kit of 10 untouched clips (3.0 GB, on disk), against `cp` of the same bytes",
            measured: format!("{ratio:.2} × ({} against {}, median of {RUNS})", secs(ours), secs(theirs)),
            goal: "≤ 1.50 ×",
            reached: Some(ratio <= 1.5),
        },
        Row {
            work: "the same, against `cp` and `sync`: both on disk",
            measured: format!("{to_ratio:.2} × ({} against {}, median of {RUNS})", secs(ours), secs(synced)),
            goal: "–",
            reached: None,
        },
    ])
}

/// How long `cp` takes, and how long it takes then until its files are on disk.
fn copied(from: &Path, to: &Path) -> std::io::Result<(Duration, Duration)> {
    let copy = timed(Command::new("cp").arg("-r").arg(from).arg(to))?;
    let sync = timed(Command::new("sync").arg("-f").arg(to))?;
    Ok((copy, sync))
}

fn timed(command: &mut Command) -> std::io::Result<Duration> {
    let started = Instant::now();
    let status = command.status()?;
    assert!(status.success(), "{command:?}");
    Ok(started.elapsed())
}

/// A copy of `clip` with a `free` box behind it: as large as asked for, still the same film.
fn fatten(clip: &Path, to: &Path, seed: usize) -> std::io::Result<()> {
    let mut bytes = fs::read(clip)?;
    let padding = CLIP_BYTES.saturating_sub(bytes.len() as u64).max(8);
    bytes.extend_from_slice(&u32::try_from(padding).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend_from_slice(b"free");
    // Not zeros: a file system may not write those at all.
    let mut state = seed as u64 + 1;
    let mut filling = Vec::with_capacity(CLIP_BYTES as usize);
    while (filling.len() as u64) < padding - 8 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        filling.extend_from_slice(&state.to_be_bytes());
    }
    filling.truncate(usize::try_from(padding - 8).unwrap_or(0));
    bytes.extend_from_slice(&filling);
    fs::write(to, bytes)
}
