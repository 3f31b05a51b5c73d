//! Asking ffmpeg for a file that is delivered, or for the sound of a part of one.

use std::{ffi::OsString, path::Path};

use series::{PictureWork, Road, SoundWork};

use super::{
    Args,
    encoder::{HEVC, PictureEncoder, Task},
    picture,
    reach::{Reach, ticks_a_second},
    sound::{self, SoundForm},
};
use crate::{ExportJob, MediaError, Source};

/// Asks ffmpeg for the file of a job of one part. `has` tells which encoders there are.
pub(crate) fn export(job: &ExportJob<'_>, has: impl Fn(&str) -> bool) -> Result<Vec<OsString>, MediaError> {
    let part = &job.parts[0];
    let (video, audio) = match job.road {
        Road::Transcode { video, audio } => (video, audio),
        Road::Copy | Road::Remux | Road::SmartCut { .. } => (false, false),
    };
    let encoder = if video { Some(encoder_for(part, &job.picture, has)?) } else { None };
    let silent = audio && job.sound.silence && part.facts.audio.is_none();
    let mut args = Args::working();
    if let Some(encoder) = encoder {
        args = encoder.prepared(args);
    }
    args = Reach::of(part).seek(args).input(part.path);
    args = if silent {
        // The filters' output comes second: the picture is the first stream.
        let silence = sound::silence(job.length(), SoundForm::SILENCE);
        args.with(["-filter_complex", &format!("{silence}[silence]"), "-map", "0:V:0", "-map", "[silence]"])
    } else {
        args.with(["-map", "0:V:0", "-map", "0:a:0?"])
    };
    args = args.with(["-map_chapters", "-1", "-dn", "-sn"]);
    args = match encoder {
        Some(encoder) => picture(args, part, &job.picture, encoder),
        None => copied_picture(args, part),
    };
    args = match &part.facts.audio {
        Some(_) if audio => {
            let form = SoundForm::of(part.facts);
            sound::encoded(args.with(["-af", &sound::filter(part, job.sound, form)]), form)
        }
        Some(_) => args.with(["-c:a", "copy"]),
        None if silent => sound::encoded(args, SoundForm::SILENCE),
        None => args,
    };
    Ok(args.movie(job.output).0)
}

/// Asks ffmpeg for the sound of a part alone, as AAC in an MP4: as many samples as the part is long, in
/// that form; silence where the clip has no sound.
pub(super) fn sound_only(
    part: &Source<'_>,
    work: SoundWork,
    form: SoundForm,
    output: &Path,
) -> Vec<OsString> {
    let mut args = Args::working();
    args = match part.facts.audio {
        Some(_) => Reach::of(part)
            .seek(args)
            .input(part.path)
            .with(["-map", "0:a:0", "-map_chapters", "-1", "-af"])
            .with([sound::filter(part, work, form)]),
        None => args.with(["-f", "lavfi", "-i", &sound::silence(part.length(), form)]),
    };
    sound::encoded(args, form).movie(output).0
}

fn copied_picture(args: Args, part: &Source<'_>) -> Args {
    let args = args.with(["-c:v", "copy"]);
    if part.facts.video.codec == "hevc" { args.with(["-tag:v", "hvc1"]) } else { args }
}

/// Pictures of more than 8 bits keep them in HEVC; those of standard range do with H.264.
pub(super) fn encoder_for(
    part: &Source<'_>,
    work: &PictureWork,
    has: impl Fn(&str) -> bool,
) -> Result<&'static PictureEncoder, MediaError> {
    let video = &part.facts.video;
    let deep = match video.hdr {
        _ if work.plain => false,
        Some(_) => !work.sdr && video.bit_depth > 8,
        None => video.bit_depth > 8 && HEVC.iter().any(|encoder| has(encoder.name)),
    };
    PictureEncoder::best(deep, has)
}

/// The picture encoded anew, each frame at its own time, on the source's ticks.
pub(super) fn picture(args: Args, part: &Source<'_>, work: &PictureWork, encoder: &PictureEncoder) -> Args {
    let (facts, length) = (part.facts, part.length().as_seconds());
    let ticks = ticks_a_second(facts, work.rate);
    let filter = format!("{}{}", picture::filter(part, work), encoder.filter);
    let fps = work.rate.or(facts.video.fps).map_or(30, |rate| rate.num.div_ceil(rate.den));
    let full_range = picture::is_full_range(facts, work);
    let task = Task { size: picture::size(facts, work), fps, full_range };
    // The frame that is shown last is shown until the very end. Frames come in another order than they
    // are shown in: it is the one behind all before it. No frame may last longer than 2^31 ticks.
    let last = format!(
        "setts=pts=PTS:dts=DTS:duration='\
         st(0,max(ld(0),PTS));st(1,floor({length}*{ticks}+0.001)-PTS);\
         if(eq(ld(0),PTS)*lt(ld(1),1000000000),ld(1),DURATION)'"
    );
    let args = args.with(["-vf", &filter, "-fps_mode", "passthrough"]);
    encoder.working(args.with(["-enc_time_base", &format!("1/{ticks}")]), task).with([
        "-bsf:v",
        &last,
        "-video_track_timescale",
        &ticks.to_string(),
    ])
}

#[cfg(test)]
mod tests {
    use series::{ClipFacts, Decibels, Framing, Hdr, Micros, Ratio, Trim};

    use super::*;
    use crate::args::samples::{facts, shown};

    const ANEW: Road = Road::Transcode { video: true, audio: true };
    const TRIM: Option<Trim> = Some(Trim { start: Micros::new(2_345_678), end: Micros::new(32_345_678) });

    fn asked(facts: &ClipFacts, road: Road, trim: Option<Trim>) -> String {
        asked_for(facts, road, trim, |_| {})
    }

    fn asked_for(
        facts: &ClipFacts,
        road: Road,
        trim: Option<Trim>,
        change: impl FnOnce(&mut ExportJob<'_>),
    ) -> String {
        let (input, output) = (Path::new("-i \"odd\".mp4"), Path::new("01 - Title.mp4.part"));
        let mut job = ExportJob::plain(input, facts, trim, road, output);
        change(&mut job);
        shown(&export(&job, |_| true).unwrap())
    }

    #[test]
    fn what_is_asked() {
        let sound_only = Road::Transcode { video: false, audio: true };
        insta::assert_snapshot!("remux", asked(&facts(), Road::Remux, None));
        insta::assert_snapshot!("trim", asked(&facts(), ANEW, TRIM));
        insta::assert_snapshot!("sound_only", asked(&facts(), sound_only, None));
        let mut hevc = facts();
        hevc.video.codec = "hevc".into();
        hevc.audio = None;
        insta::assert_snapshot!("remux_hevc_silent", asked(&hevc, Road::Remux, None));
        hevc.video.hdr = Some(Hdr::Hlg);
        hevc.video.bit_depth = 10;
        (hevc.video.coded_width, hevc.video.coded_height) = (1919, 1079);
        insta::assert_snapshot!("trim_hdr_odd", asked(&hevc, ANEW, TRIM));
    }

    #[test]
    fn what_treatments_ask() {
        let mut hdr = facts();
        hdr.video.hdr = Some(Hdr::Pq);
        hdr.video.bit_depth = 10;
        let everything = asked_for(&hdr, ANEW, TRIM, |job| {
            job.parts[0].gain = Some(Decibels::new(-405));
            job.sound.ceiling = Some(Decibels::new(-100));
            job.picture = PictureWork {
                upright: true,
                framing: Some(Framing::Blur),
                size: Some((721, 1280)),
                rate: Ratio::new(25, 1),
                sdr: true,
                plain: true,
            };
        });
        insta::assert_snapshot!("everything", everything);
        let mut silent = facts();
        silent.audio = None;
        let silence = asked_for(&silent, Road::Transcode { video: false, audio: true }, None, |job| {
            job.sound.silence = true;
        });
        insta::assert_snapshot!("silence", silence);
        let part = Source { path: Path::new("a.mp4"), facts: &facts(), trim: TRIM, gain: None };
        let form = SoundForm { rate: 48_000, channels: 1 };
        insta::assert_snapshot!("part_of_sound", shown(&sound_only_of(&part, form)));
        let part = Source { facts: &silent, ..part };
        insta::assert_snapshot!("part_of_silence", shown(&sound_only_of(&part, form)));
    }

    fn sound_only_of(part: &Source<'_>, form: SoundForm) -> Vec<OsString> {
        sound_only(part, SoundWork::default(), form, Path::new("a.sound.part"))
    }

    #[test]
    fn an_encoder_that_is_not_there_is_named() {
        let mut facts = facts();
        let missing = |facts: &ClipFacts, there: &[&str], sdr: bool| {
            let path = Path::new("a.mp4");
            let mut job = ExportJob::plain(path, facts, None, ANEW, path);
            job.picture.sdr = sdr;
            match export(&job, |name| there.contains(&name)) {
                Err(MediaError::EncoderMissing { encoder }) => Some(encoder),
                _ => None,
            }
        };
        assert_eq!(missing(&facts, &["libx265"], false), Some("libx264"));
        facts.video.bit_depth = 10;
        assert_eq!(missing(&facts, &["libx264"], false), None);
        facts.video.hdr = Some(Hdr::Pq);
        assert_eq!(missing(&facts, &["libx264"], false), Some("libx265"));
        assert_eq!(missing(&facts, &["libx264"], true), None);
    }
}
