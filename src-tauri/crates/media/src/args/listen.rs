//! Sound, decoded to plain samples.

use std::{ffi::OsString, path::Path};

use series::Micros;

use super::Args;
use crate::sound::Form;

/// What a pipe holds. Written so much at once, sound takes two thirds of the time it takes packet by
/// packet.
const PIPE_BYTES: usize = 64 * 1024;

/// Asks ffmpeg for the first sound track as interleaved little-endian floats on its output: from the
/// clip's start, silence where there is none, at most so much of it.
pub(crate) fn listen(path: &Path, channels: u32, form: Form, most: Micros) -> Vec<OsString> {
    // What so many channels mean nobody knows: the first two are what a player plays.
    let first = if channels > 8 { "pan=stereo|c0=c0|c1=c1," } else { "" };
    let (rate, layout) = (form.rate, form.layout());
    let at_once = PIPE_BYTES / (form.channels * size_of::<f32>());
    let filter = format!(
        "{first}aresample=async=1:first_pts=0,\
         aformat=sample_fmts=flt:sample_rates={rate}:channel_layouts={layout},asetnsamples=n={at_once}:p=0"
    );
    Args::default()
        .with(["-hide_banner", "-nostdin", "-v", "error"])
        .input(path)
        .with(["-map", "0:a:0", "-af", &filter, "-t", &most.as_seconds(), "-f", "f32le", "pipe:1"])
        .0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked() {
        let asked = |channels, rate| {
            let form = Form::heard(channels, rate);
            let args = listen(Path::new("-clip.mp4"), channels, form, Micros::from_secs(90));
            let args = args.iter().map(|arg| arg.to_string_lossy().replace(super::super::FORMATS, "FORMATS"));
            args.collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!("stereo", asked(2, 44_100));
        insta::assert_snapshot!("surround", asked(8, 96_000));
        insta::assert_snapshot!("many", asked(16, 48_000));
    }
}
