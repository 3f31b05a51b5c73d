//! The picture: framed, scaled, put on an even beat, mapped to standard range; and its colours.

use std::path::Path;

use series::{Framing, Hdr, Micros, PictureWork, Ratio};
use showrunner_tests::{
    frames::{entry, frame_numbers},
    recipes::{Clip, Range, Video},
};

use super::{ANEW, Out, SOUND, asked, colours, made, packets, picture, treated};
use crate::probed;

/// The first frame as grey values, so many across and down.
fn greys(clip: &Path, across: usize, down: usize) -> Vec<Vec<u8>> {
    let shrunk = format!("scale={across}:{down}:flags=area,format=gray");
    let frame = asked(&["-i"], clip, &["-frames:v", "1", "-vf", &shrunk, "-f", "rawvideo", "pipe:1"]);
    frame.chunks(across).map(<[u8]>::to_vec).collect()
}

fn close(found: u8, expected: u8) -> bool {
    found.abs_diff(expected) <= 8
}

/// White left, grey in the middle, black right, 320 × 180, one second.
const THIRDS: [&str; 8] = [
    "-f",
    "lavfi",
    "-i",
    "color=white:s=320x180:r=25:d=1,drawbox=x=100:w=120:h=180:color=gray:t=fill,\
     drawbox=x=220:w=100:h=180:color=black:t=fill",
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
];

#[tokio::test]
async fn an_upright_frame_is_cropped_padded_or_blurred() {
    let (clip, _folder) = made("thirds.mp4", &THIRDS);
    let framed = async |framing, size| {
        let work = PictureWork { framing: Some(framing), size, ..PictureWork::default() };
        let out = treated(&clip, ANEW, None, picture(work)).await;
        assert_eq!(out.facts.duration, Micros::from_secs(1));
        assert_eq!(entry("stream=nb_read_frames", &out.path), "25");
        assert_eq!(out.facts.video.pixel_format, "yuv420p");
        ((out.facts.video.width, out.facts.video.height), greys(&out.path, 9, 16))
    };
    let (size, grey) = framed(Framing::Crop, None).await;
    assert_eq!(size, (102, 180));
    assert!(grey.iter().flatten().all(|value| close(*value, 128)), "only the middle is left: {grey:?}");

    for (framing, size, expected) in
        [(Framing::Pad, None, (320, 568)), (Framing::Blur, Some((361, 640)), (360, 640))]
    {
        let (size, grey) = framed(framing, size).await;
        assert_eq!(size, expected, "{framing:?}");
        // All of the picture in the middle third.
        assert!(close(grey[8][0], 255) && close(grey[8][4], 128) && close(grey[8][8], 0), "{grey:?}");
        let edge = &grey[0];
        match framing {
            Framing::Pad => assert!(edge.iter().all(|value| *value <= 4), "{edge:?}"),
            // Behind it the middle of the picture, darker.
            _ => assert!(edge.iter().all(|value| close(*value, 77)), "{edge:?}"),
        }
    }
}

#[tokio::test]
async fn a_turned_picture_is_framed_as_it_is_shown_and_turned_only_when_encoded() {
    // Stored lying, shown upright: it fills an upright frame but for its shape of 9 × 16.
    let clip = Clip::new("turned").rotate(90).file();
    let work = PictureWork { upright: true, framing: Some(Framing::Crop), ..PictureWork::default() };
    let out = treated(&clip, ANEW, None, picture(work)).await;
    let video = &out.facts.video;
    assert_eq!((video.width, video.height, video.rotation), (90, 160, 0));
    let sound = treated(&clip, SOUND, None, |_| {}).await;
    assert_eq!((sound.facts.video.rotation, sound.facts.video.width), (90, 90));
    assert_eq!(packets(&clip), packets(&sound.path));
}

#[tokio::test]
async fn a_size_makes_square_pixels_and_keeps_every_frame_and_cut() {
    let clip = Clip::new("large").size(320, 180).seconds(4).b_frames(2).gop(50).file();
    let work = PictureWork { size: Some((161, 91)), ..PictureWork::default() };
    let out = treated(&clip, ANEW, Some((1_010_000, 3_050_000)), picture(work)).await;
    assert_eq!((out.facts.video.coded_width, out.facts.video.coded_height), (160, 90));
    assert_eq!(frame_numbers(&out.path), (26..=76).collect::<Vec<_>>());
    assert_eq!(out.facts.duration, Micros::from_millis(2_040));

    let wide = Clip::new("wide").pixel(4, 3).file();
    let work = PictureWork { size: Some((214, 90)), ..PictureWork::default() };
    let out = treated(&wide, ANEW, None, picture(work)).await;
    assert_eq!((out.facts.video.width, out.facts.video.coded_width), (214, 214));
}

#[tokio::test]
async fn an_even_beat_shows_the_nearest_frame_and_lasts_as_long() {
    let even = |num, den| PictureWork { rate: Ratio::new(num, den), ..PictureWork::default() };
    let beat = |out: &Out| (out.facts.video.variable_rate, out.facts.video.fps.map(|fps| (fps.num, fps.den)));

    let clip = Clip::new("uneven").seconds(8).vfr().b_frames(2).file();
    let there = frame_numbers(&clip);
    let out = treated(&clip, ANEW, Some((0, 8_000_000)), picture(even(25, 1))).await;
    assert_eq!(beat(&out), (false, Some((25, 1))));
    assert_eq!(out.facts.duration, Micros::from_secs(8));
    // Where a frame is missing, the one before stands.
    let expected = (0..200).map(|at| there.iter().rev().find(|frame| **frame <= at).copied().unwrap_or(0));
    assert_eq!(frame_numbers(&out.path), expected.collect::<Vec<_>>());

    let fast = Clip::new("fast").seconds(3).fps(50, 1).b_frames(2).gop(100).file();
    let out = treated(&fast, ANEW, Some((500_000, 2_510_000)), picture(even(25, 1))).await;
    assert_eq!((beat(&out), out.facts.duration), ((false, Some((25, 1))), Micros::from_millis(2_010)));
    let numbers = frame_numbers(&out.path);
    assert_eq!(numbers.len(), 51);
    assert!(
        numbers.windows(2).all(|pair| pair[1] - pair[0] == 2) && numbers[0].abs_diff(25) <= 1,
        "{numbers:?}"
    );

    let film = Clip::new("film").seconds(3).fps(24_000, 1_001).file();
    let out = treated(&film, ANEW, Some((0, 2_002_000)), picture(even(30_000, 1_001))).await;
    assert_eq!(
        (beat(&out), out.facts.duration),
        ((false, Some((30_000, 1_001))), Micros::from_millis(2_002))
    );
    assert_eq!(frame_numbers(&out.path).len(), 60);
}

#[tokio::test]
async fn high_range_becomes_standard_with_paper_white_where_it_belongs() {
    // Paper white, 203 cd/m², and a grey of an eighth of it, as either transfer codes them.
    for (range, hdr, transfer, white, grey) in
        [(Range::Hlg, Hdr::Hlg, "arib-std-b67", 721, 392), (Range::Pq, Hdr::Pq, "smpte2084", 572, 395)]
    {
        let clip = Clip::new("hdr").codec(Video::Hevc).hdr(range).file();
        let work = PictureWork { sdr: true, ..PictureWork::default() };
        let out = treated(&clip, ANEW, Some((200_000, 800_000)), picture(work)).await;
        let video = &out.facts.video;
        assert_eq!((video.codec.as_str(), video.hdr, video.bit_depth), ("h264", None, 8), "{hdr:?}");
        assert_eq!(colours(&out.path), ["tv", "bt709", "bt709", "bt709"]);
        assert_eq!(out.facts.duration, Micros::from_millis(600));
        assert_eq!(frame_numbers(&out.path), (5..20).collect::<Vec<_>>());

        let patches = format!(
            "color=black:s=64x64:r=25:d=0.4,format=yuv420p10le,\
             geq=lum='if(lt(X,32),{white},{grey})':cb=512:cr=512"
        );
        let tags = ["-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"];
        let encode = ["-c:v", "libx265", "-x265-params", "log-level=error", "-color_range", "tv"];
        let args = [&["-f", "lavfi", "-i", &patches][..], &encode, &tags].concat();
        let (clip, _folder) = made("patches.mp4", &args);
        assert_eq!(probed(&clip).await.unwrap().video.hdr, Some(hdr));
        let grey = greys(&treated(&clip, ANEW, None, picture(work)).await.path, 2, 1);
        assert!((212..=222).contains(&grey[0][0]), "{hdr:?} white: {grey:?}");
        assert!((102..=112).contains(&grey[0][1]), "{hdr:?} grey: {grey:?}");
    }
}

#[tokio::test]
async fn colours_that_nobody_touched_stay_and_rgb_gets_a_matrix_of_its_own() {
    let source = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=0.4", "-c:v", "libx264"];
    let full = ["-pix_fmt", "yuvj420p", "-colorspace", "bt470bg", "-color_primaries", "bt470bg"];
    let (clip, _folder) = made("full.mp4", &[&source[..], &full, &["-color_trc", "gamma28"]].concat());
    for work in
        [PictureWork::default(), PictureWork { framing: Some(Framing::Blur), ..PictureWork::default() }]
    {
        let out = treated(&clip, ANEW, None, picture(work)).await;
        assert_eq!(colours(&out.path), colours(&clip), "{work:?}");
        assert_eq!(colours(&clip)[0], "pc");
    }
    let (rgb, _folder) = made("rgb.mkv", &[&source[..4], &["-c:v", "libx264rgb", "-crf", "10"]].concat());
    let out = treated(&rgb, ANEW, None, |_| {}).await;
    assert_eq!(colours(&out.path)[..2], ["tv", "bt709"]);
    assert_eq!(out.facts.video.pixel_format, "yuv420p");
    let colour = |clip: &Path| {
        let filter = "scale=in_color_matrix=auto,crop=32:32:144:74,scale=1:1:flags=area,format=rgb24";
        asked(&["-i"], clip, &["-frames:v", "1", "-vf", filter, "-f", "rawvideo", "pipe:1"])
    };
    let (before, behind) = (colour(&rgb), colour(&out.path));
    assert!(before.iter().zip(&behind).all(|(a, b)| a.abs_diff(*b) <= 6), "{before:?} {behind:?}");
}
