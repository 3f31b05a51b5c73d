//! A recording split into legal parts without encoding anything, against `cp` of it.

use std::{fs, io, path::Path, process::Command, time::Duration};

use super::{
    Ground, RUNS, both, copied, frames, length,
    meter::taken,
    on_disk, ratio, settle,
    sources::{self, GROUP},
};
use crate::{
    Measured,
    table::{Row, secs},
};

/// Measures both in turn.
pub fn measure(ground: &Ground) -> Measured {
    let recording = ground.recording()?;
    let name = recording.display().to_string();
    let (most, least) = (ground.seconds(1200), ground.seconds(30));
    let limits = ["--max".to_owned(), most.to_string(), "--min".to_owned(), least.to_string()];
    let limits: Vec<_> = limits.iter().map(String::as_str).collect();
    let planned = ground.ours("split", &[&["plan", &name], &limits[..]].concat())?.json()?;
    // The plan's own cuts are in pauses; where nothing may be encoded, the keyframe before each is next.
    let parts = planned["plans"][0]["parts"].as_array().ok_or("no plan")?;
    let cuts = parts[1..].iter().filter_map(|part| part["in_ms"].as_u64());
    let mut ends: Vec<u64> = cuts.map(|cut| cut / 1000 / GROUP * GROUP).collect();
    ends.push(length(&recording)?.div_ceil(1_000_000));

    let (mut ours, mut theirs, mut legal) = (Vec::new(), Vec::new(), true);
    let mut lengths = Vec::new();
    for _ in 0..RUNS {
        theirs.push(copied(&recording, &ground.at("copy.mp4"))?);

        let (mut start, mut files, mut runs) = (0, Vec::new(), Vec::new());
        for (number, end) in ends.iter().enumerate() {
            let file = ground.at(&format!("part {number}.mp4"));
            let end_text = if number + 1 == ends.len() { told_end(&recording)? } else { end.to_string() };
            let words = ["--in", &start.to_string(), "--out", &end_text, "--keyframes", "-o"];
            let file_name = file.display().to_string();
            runs.push(ground.ours("split", &[&["cut", &name], &words[..], &[&file_name]].concat())?);
            files.push(file);
            start = *end;
        }
        let time: Duration = runs.iter().map(|run| run.time).sum();
        ours.push((time, time + settle(ground.folder.path())?));
        lengths = files.iter().map(|file| length(file)).collect::<Result<_, _>>()?;
        let shown = files.iter().map(|file| frames(file)).sum::<Result<u64, _>>()?;
        if shown != frames(&recording)? {
            return Err(format!("the parts have {shown} frames").into());
        }
        let within = |length: &u64| (least * 1_000_000..=most * 1_000_000).contains(length);
        legal &= lengths.iter().all(within);
        for file in files {
            fs::remove_file(file)?;
        }
        settle(ground.folder.path())?;
    }

    // As one would do it by hand: the first part as long as is legal, by ffmpeg's own measure.
    let by_hand = ground.at("by hand.mp4");
    let mut ffmpeg = sources::ffmpeg();
    ffmpeg.arg("-i").arg(&recording).args(["-t", &most.to_string(), "-c", "copy"]).arg(&by_hand);
    let ffmpeg = taken(&mut ffmpeg)?.time;
    let too_long = length(&by_hand)?;
    let its_copy = taken(Command::new("cp").arg(&by_hand).arg(ground.at("copy.mp4")))?.time;
    fs::remove_file(by_hand)?;
    fs::remove_file(ground.at("copy.mp4"))?;

    let ((ours, ours_on_disk), (theirs, theirs_on_disk)) = (both(ours), both(theirs));
    let ratio_ours = ratio(ours, theirs);
    let shown = |length: &u64| format!("{:.3} s", *length as f64 / 1e6);
    Ok(vec![
        Row {
            work: "recording of 25 min (1080p, 1.5 GB) split at keyframes into legal parts, against `cp` of it",
            measured: format!(
                "{ratio_ours:.2} × ({} against {}, median of {RUNS}); {}; `ffmpeg -c copy -t 1200`: {:.2} × its `cp`, {}",
                secs(ours),
                secs(theirs),
                lengths.iter().map(shown).collect::<Vec<_>>().join(" + "),
                ratio(ffmpeg, its_copy),
                shown(&too_long),
            ),
            goal: "≤ 1.30 ×, all legal",
            reached: Some(ratio_ours <= 1.3 && legal),
        },
        on_disk(ours_on_disk, theirs_on_disk),
    ])
}

/// The recording's end, exactly.
fn told_end(recording: &Path) -> io::Result<String> {
    let micros = length(recording)?;
    Ok(format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000))
}
