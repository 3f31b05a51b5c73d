//! Trims by encoding anew, of clips that begin anywhere, and with everything done at once.

use std::{path::Path, process::Command};

use series::{Decibels, Framing, Micros, PictureWork, Ratio, SoundWork};
use showrunner_tests::{
    frames::{entry, frame_numbers},
    recipes::{Audio, Clip, Range, Video},
};

use super::{ANEW, colours, treated};

/// The frames' times from the clip's start, in microseconds.
fn times(clip: &Path) -> Vec<i64> {
    let micros = |text: &str| {
        let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
        text.parse::<Micros>().ok().map(|time| sign * time.get())
    };
    let start = micros(&entry("format=start_time", clip)).expect("it begins somewhere");
    let shown = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts_time", "-of", "csv=p=0"])
        .arg(clip)
        .output()
        .expect("ffprobe is installed");
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    let seconds = text.lines().filter_map(|line| micros(line.trim().trim_end_matches(',')));
    seconds.map(|time| time - start).collect()
}

#[tokio::test]
async fn a_trim_keeps_the_frames_between_its_points_wherever_the_clip_begins() {
    let clips = [
        Clip::new("late").seconds(5).b_frames(2).container("mkv"),
        Clip::new("late").seconds(5).fps(30_000, 1_001).b_frames(2).container("mkv"),
        Clip::new("late").seconds(5).b_frames(2).container("ts"),
        Clip::new("late").seconds(5).codec(Video::Mpeg4).fps(30_000, 1_001).container("avi"),
        Clip::new("late").seconds(5).codec(Video::Vp9).audio(Audio::Opus).container("webm"),
    ];
    for clip in clips {
        let clip = clip.file();
        let (times, numbers) = (times(&clip), frame_numbers(&clip));
        assert_eq!(times.len(), numbers.len());
        let last = times.len() - 5;
        for (start, end) in [
            (times[31], times[90]),
            (times[31] + 1, times[90] + 1),
            (times[60] - 1, times[last] - 1),
            (0, times[40]),
        ] {
            let out = treated(&clip, ANEW, Some((start, end)), |_| {}).await;
            let within = times.iter().zip(&numbers).filter(|(time, _)| (start..end).contains(*time));
            let expected: Vec<_> = within.map(|(_, number)| *number).collect();
            assert_eq!(frame_numbers(&out.path), expected, "{} {start} to {end}", clip.display());
            assert!(out.facts.duration <= Micros::new(end - start));
        }
    }
}

#[tokio::test]
async fn everything_at_once_is_as_long_as_asked() {
    let clip = Clip::new("all").codec(Video::Hevc).hdr(Range::Hlg).size(320, 180).seconds(3).file();
    let out = treated(&clip, ANEW, Some((345_678, 2_345_678)), |job| {
        job.parts[0].gain = Some(Decibels::new(600));
        job.sound = SoundWork { ceiling: Some(Decibels::new(-100)), silence: true };
        job.picture = PictureWork {
            upright: true,
            framing: Some(Framing::Blur),
            size: Some((180, 320)),
            rate: Ratio::new(30, 1),
            sdr: true,
            ..PictureWork::default()
        };
    })
    .await;
    let video = &out.facts.video;
    assert_eq!((video.width, video.height, video.hdr, video.codec.as_str()), (180, 320, None, "h264"));
    assert_eq!((video.fps, video.variable_rate), (Ratio::new(30, 1), false));
    assert_eq!(entry("stream=nb_read_frames", &out.path).lines().next(), Some("60"));
    assert_eq!(out.facts.duration, Micros::from_secs(2));
    assert_eq!(colours(&out.path), ["tv", "bt709", "bt709", "bt709"]);
}
