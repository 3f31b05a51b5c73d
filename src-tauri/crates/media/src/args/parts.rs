//! Asking ffmpeg for what a file of several parts is made of: a part's picture in another form, the sound
//! of all of them, or a clip's own samples in an MP4.

use std::{ffi::OsString, path::Path};

use series::{PictureWork, SoundWork, VideoFacts};

use super::{
    Args,
    encoder::{HEVC_OF_8_BITS, PictureEncoder},
    export::{encoder_for, picture, sound_only},
    reach::Reach,
    sound::{self, SoundForm},
};
use crate::{MediaError, Source};

/// Asks ffmpeg for a part's picture alone, encoded anew; in the codec and depth of another one, if one
/// is given, and with parameter sets of that number, where the encoder lets one choose. `has` tells which
/// encoders there are.
pub(crate) fn part_picture(
    part: &Source<'_>,
    work: &PictureWork,
    like: Option<&VideoFacts>,
    set: u32,
    has: impl Fn(&str) -> bool,
    output: &Path,
) -> Result<Vec<OsString>, MediaError> {
    let encoder = match like {
        Some(like) if like.codec == "hevc" && like.bit_depth == 8 => &HEVC_OF_8_BITS,
        Some(like) => PictureEncoder::best(like.codec == "hevc", &has)?,
        None => encoder_for(part, work, &has)?,
    };
    if !has(encoder.name) {
        return Err(MediaError::EncoderMissing { encoder: encoder.name });
    }
    let args = Reach::of(part).seek(encoder.prepared(Args::working())).input(part.path);
    let args = args.with(["-map", "0:V:0", "-map_chapters", "-1"]);
    let mut args = picture(args, part, work, encoder);
    if encoder.name == "libx264" {
        args = args.with(["-x264-params", &format!("sps-id={set}")]);
    }
    Ok(args.movie(output).0)
}

/// Asks ffmpeg for the sound of parts in a row, as AAC in an MP4, in that form: of each as many samples
/// as it is long, silence where a clip has no sound.
pub(crate) fn parts_sound(
    parts: &[Source<'_>],
    work: SoundWork,
    form: SoundForm,
    output: &Path,
) -> Vec<OsString> {
    if let [part] = parts {
        return sound_only(part, work, form, output);
    }
    let (mut args, mut inputs, mut graph) = (Args::working(), 0, String::new());
    for (number, part) in parts.iter().enumerate() {
        if part.facts.audio.is_some() {
            args = Reach::of(part).seek(args).input(part.path);
            graph.push_str(&format!("[{inputs}:a:0]{}[part{number}];", sound::filter(part, work, form)));
            inputs += 1;
        } else {
            graph.push_str(&format!("{}[part{number}];", sound::silence(part.length(), form)));
        }
    }
    (0..parts.len()).for_each(|number| graph.push_str(&format!("[part{number}]")));
    graph.push_str(&format!("concat=n={}:v=0:a=1[sound]", parts.len()));
    let args = args.with(["-filter_complex", &graph, "-map", "[sound]", "-map_chapters", "-1"]);
    sound::encoded(args, form).movie(output).0
}

/// Asks ffmpeg to put a clip's picture and, if asked, its sound into an MP4 as they are.
pub(crate) fn contained(input: &Path, hevc: bool, sound: bool, output: &Path) -> Vec<OsString> {
    let args = Args::working().input(input).with(["-map", "0:V:0", "-map_chapters", "-1"]);
    let args = if sound { args.with(["-map", "0:a:0"]) } else { args };
    let args = args.with(["-c", "copy"]);
    let args = if hevc { args.with(["-tag:v", "hvc1"]) } else { args };
    args.with(["-movie_timescale", "1000000", "-write_tmcd", "0", "-f", "mp4"]).file(output).0
}

#[cfg(test)]
mod tests {
    use series::{Decibels, Framing, Micros, Trim};

    use super::*;
    use crate::args::samples::{facts, shown};

    #[test]
    fn what_is_asked() {
        let (facts, mut silent) = (facts(), facts());
        silent.audio = None;
        let trim = Some(Trim { start: Micros::new(2_345_678), end: Micros::new(32_345_678) });
        let one = Source { path: Path::new("a.mp4"), facts: &facts, trim, gain: Some(Decibels::new(-300)) };
        let two = Source { path: Path::new("b.mp4"), facts: &silent, trim: None, gain: None };
        let (form, out) = (SoundForm { rate: 48_000, channels: 2 }, Path::new("out.knife-3"));
        insta::assert_snapshot!(
            "parts_sound",
            shown(&parts_sound(&[one, two, one], SoundWork::default(), form, out))
        );
        insta::assert_snapshot!("contained", shown(&contained(Path::new("a.mkv"), true, true, out)));
        let mut like = facts.video.clone();
        let work =
            PictureWork { framing: Some(Framing::Pad), size: Some((1280, 720)), ..PictureWork::default() };
        let asked =
            |like: &VideoFacts| shown(&part_picture(&one, &work, Some(like), 31, |_| true, out).unwrap());
        insta::assert_snapshot!("part_like_h264", asked(&like));
        like.codec = "hevc".into();
        insta::assert_snapshot!("part_like_hevc", asked(&like));
    }
}
