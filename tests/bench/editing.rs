//! An edit of a draft of 80 episodes: from asking to acknowledged, on disk.

use std::{
    fs::File,
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use series::{Edit, Place, Step};
use showrunner_tests::{facts, recipes::Clip};
use studio::Studio;

use crate::{Measured, table::Row};

const EDITS: usize = 400;

/// Measures edits of three kinds in turn, and one synced write of 200 bytes beside each.
pub async fn measure() -> Measured {
    let folder = tempfile::tempdir()?;
    let problem = |problem: studio::Problem| format!("{problem:?}");
    let studio = Arc::new(Studio::open(folder.path().join("data")).await.map_err(problem)?);
    let mut view = studio.new_draft("Eighty").await.map_err(problem)?;
    let draft = view.draft.id;
    let clip = Clip::new("bench-edit").millis(31_000).file();
    let (clips, episodes) = facts::episodes(&clip, 80).await;
    let add = Step::Edit { edit: Edit::Add { clips, episodes, place: Place::Last } };
    view = studio.step(draft, view.revision, add).await.map_err(problem)?;

    let mut sync = File::create(folder.path().join("sync"))?;
    let (mut edits, mut syncs) = (Vec::new(), Vec::new());
    for number in 0..EDITS {
        let episode = view.draft.episodes[number * 7 % 80].id;
        let edit = match number % 3 {
            0 => Edit::Retitle { episode, title: format!("Title {number}") },
            1 => Edit::Move { episodes: vec![episode], place: Place::First },
            _ => Edit::SetDescription { description: format!("Edit {number}") },
        };
        let started = Instant::now();
        view = studio.step(draft, view.revision, Step::Edit { edit }).await.map_err(problem)?;
        edits.push(started.elapsed());

        let started = Instant::now();
        sync.write_all(&[b'.'; 200])?;
        sync.sync_all()?;
        syncs.push(started.elapsed());
    }
    let p95 = percentile(&mut edits, 95);
    Ok(vec![Row {
        work: "edit to durable to acknowledged, 80 episodes",
        measured: format!(
            "p95 {} (median {}; one synced write alone: p95 {})",
            millis(p95),
            millis(percentile(&mut edits, 50)),
            millis(percentile(&mut syncs, 95)),
        ),
        goal: "p95 < 10 ms",
        reached: Some(p95 < Duration::from_millis(10)),
    }])
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
