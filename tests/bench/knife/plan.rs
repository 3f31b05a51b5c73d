//! The plans to split a recording of an hour and a half that nobody has read yet.

use std::{fs, time::Duration};

use super::{Ground, RUNS, meter::taken, middle, sources};
use crate::{
    Measured,
    table::{Row, secs},
};

/// Measures it, and how long decoding a minute of the picture takes.
pub fn measure(ground: &Ground) -> Measured {
    let minutes = ground.seconds(90 * 60) / 60;
    let recording = ground.sources().recording("long.mp4", minutes * 60)?;
    let name = recording.display().to_string();
    let most = ground.seconds(1200).to_string();
    let least = ground.seconds(30).to_string();
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        ground.forget("plan")?;
        let run = ground.ours("plan", &["plan", &name, "--max", &most, "--min", &least])?;
        let parts = run.json()?["plans"][0]["parts"].as_array().map_or(0, Vec::len);
        if parts < 5 {
            return Err(format!("a plan of {parts} parts").into());
        }
        runs.push(run);
    }
    let mut decode = sources::ffmpeg();
    decode.arg("-i").arg(&recording).args(["-map", "0:v:0", "-t", "60", "-f", "null", "-"]);
    let decoded = taken(&mut decode)?.time * u32::try_from(minutes)?;
    fs::remove_file(recording)?;
    let (time, _) = middle(&runs);
    Ok(vec![Row {
        work: "plans to split a recording of 90 min (1080p, 5.6 GB) never read before",
        measured: format!(
            "{} (median of {RUNS}); decoding its picture would take {}, by a minute of it",
            secs(time),
            secs(decoded),
        ),
        goal: "≤ 15 s",
        reached: Some(time <= Duration::from_secs(15)),
    }])
}
