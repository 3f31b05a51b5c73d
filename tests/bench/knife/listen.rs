//! Everything that is heard of a recording, against decoding its sound alone.

use super::{Ground, RUNS, mebibytes, meter::taken, middle, ratio, sources};
use crate::{
    Measured,
    table::{Row, secs},
};

/// Measures both in turn.
pub fn measure(ground: &Ground) -> Measured {
    let recording = ground.recording()?;
    let name = recording.display().to_string();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut decode = sources::ffmpeg();
        decode.arg("-i").arg(&recording).args(["-map", "0:a:0", "-f", "null", "-"]);
        theirs.push(taken(&mut decode)?);

        ground.forget("listen")?;
        let run = ground.ours("listen", &["analyse", &name])?;
        let heard = &run.json()?["clips"][0];
        if heard["loudness_lufs"].is_null() || heard["pauses"].as_array().is_none_or(Vec::is_empty) {
            return Err(format!("nothing was heard: {heard}").into());
        }
        ours.push(run);
    }
    let ((ours, peak), (theirs, _)) = (middle(&ours), middle(&theirs));
    let to_decode = ratio(ours, theirs);
    Ok(vec![
        Row {
            work: "reading it through (peaks, pauses, loudness, true peak; keyframes), against decoding its sound alone",
            measured: format!("{to_decode:.2} × ({} against {}, median of {RUNS})", secs(ours), secs(theirs)),
            goal: "≤ 2.00 ×",
            reached: Some(to_decode <= 2.0),
        },
        Row {
            work: "memory of that, with all processes it starts (RSS)",
            measured: mebibytes(peak),
            goal: "≤ 100 MiB",
            reached: Some(peak <= 100 * 1024 * 1024),
        },
    ])
}
