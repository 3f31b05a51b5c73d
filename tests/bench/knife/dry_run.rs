//! The time a dry run foretells, against the time that fixing takes then.

use super::{Ground, RUNS, settle};
use crate::{
    Measured,
    table::{Row, secs},
};
use showrunner_tests::recipes::{Clip, Range, Video};
use std::time::Duration;

/// Measures both of them, each time as on the program's first day.
pub fn measure(ground: &Ground) -> Measured {
    let clip = |name: &str| Clip::new(name).size(1280, 720).fps(30, 1).gop(150).b_frames(2);
    let clips = [
        // Too long: split in two, copied but for a seam each.
        ground.recording()?,
        // Too soft: its sound is levelled, its picture copied.
        clip("bench-soft").seconds(150).file(),
        // Uneven, and of a high range: encoded anew.
        clip("bench-uneven").seconds(60).vfr().file(),
        clip("bench-bright").seconds(35).codec(Video::Hevc).hdr(Range::Pq).file(),
        // Too short, both of them: joined.
        clip("bench-short").seconds(20).file(),
        clip("bench-short").seconds(25).file(),
    ];
    let clips: Vec<_> = clips.iter().map(|clip| clip.display().to_string()).collect();
    let clips: Vec<_> = clips.iter().map(String::as_str).collect();
    let (mut runs, mut rows) = (Vec::new(), 0);
    for _ in 0..RUNS {
        ground.forget("dry")?;
        ground.ours("dry", &["new", "Mixed"])?;
        ground.ours("dry", &[&["add", "Mixed"], &clips[..]].concat())?;
        let foretold = ground.ours("dry", &["fix", "Mixed", "--dry-run"])?.json()?;
        let millis = foretold["total"]["time_ms"].as_u64().ok_or("no time is foretold")?;
        rows = foretold["total"]["ticked"].as_u64().unwrap_or(0);
        let fixed = ground.ours("dry", &["fix", "Mixed"])?;
        let prepared = &fixed.json()?["prepared"];
        if prepared["failed"].as_array().is_none_or(|failed| !failed.is_empty()) {
            return Err(format!("not all was fixed: {prepared}").into());
        }
        runs.push((Duration::from_millis(millis), fixed.time));
        ground.forget("dry")?;
        settle(ground.folder.path())?;
    }
    runs.sort_by(|a, b| share(*a).total_cmp(&share(*b)));
    let within = runs.iter().filter(|run| (0.7..=1.3).contains(&share(**run))).count();
    let (foretold, took) = runs[runs.len() / 2];
    Ok(vec![Row {
        work: "fixing a draft of mixed faults, against the time its dry run foretold on the first day",
        measured: format!(
            "{:.2} × ({} against {}, {rows} rows; {within} of {RUNS} runs within 30 %: {})",
            share((foretold, took)),
            secs(took),
            secs(foretold),
            runs.iter().map(|run| format!("{:.2}", share(*run))).collect::<Vec<_>>().join(", "),
        ),
        goal: "0.70 to 1.30 ×",
        reached: Some((0.7..=1.3).contains(&share((foretold, took)))),
    }])
}

/// What fixing took, of what was foretold.
fn share((foretold, took): (Duration, Duration)) -> f64 {
    took.as_secs_f64() / foretold.as_secs_f64()
}
