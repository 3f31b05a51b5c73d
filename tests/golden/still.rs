//! Single frames.

use media::MediaError;
use series::Micros;
use showrunner_tests::{
    frames::{entry, frame_numbers},
    hostile,
    recipes::{Clip, Range, Video},
};

use crate::ffmpeg;

/// Width and height of a JPEG or PNG, asked of ffprobe.
fn size(path: &std::path::Path) -> String {
    entry("stream=codec_name,width,height", path).replace('\n', " ")
}

#[tokio::test]
async fn the_frame_at_that_time_is_taken_and_the_last_one_behind_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new("still").seconds(8).gop(100).b_frames(2).file();
    for (at, expect) in [(0, 0), (40_000, 1), (3_000_000, 75), (7_960_000, 199)] {
        let out = folder.path().join(format!("{at}.jpg"));
        ffmpeg().await.still(&clip, Micros::new(at), 90, &out).await.unwrap();
        assert_eq!(frame_numbers(&out), [expect], "{at} µs");
        assert_eq!(size(&out), "mjpeg 160 90");
    }
    let out = folder.path().join("behind.jpg");
    ffmpeg().await.still(&clip, Micros::from_secs(60), 90, &out).await.unwrap();
    assert!(frame_numbers(&out)[0] >= 190, "{:?}", frame_numbers(&out));
}

#[tokio::test]
async fn stills_are_scaled_and_turned_as_shown() {
    let folder = tempfile::tempdir().unwrap();
    for (clip, expect) in [
        (Clip::new("turned").rotate(90), "mjpeg 26 46"),
        (Clip::new("wide").pixel(4, 3), "mjpeg 110 46"),
        (Clip::new("hdr").codec(Video::Hevc).hdr(Range::Pq), "mjpeg 82 46"),
        (Clip::new("mkv").container("mkv"), "mjpeg 82 46"),
    ] {
        let out = folder.path().join("- 100% %03d \"é🎬.jpg");
        ffmpeg().await.still(&clip.file(), Micros::from_millis(500), 46, &out).await.unwrap();
        assert_eq!(size(&out), expect);
    }
    let one = folder.path().join("one.jpg");
    ffmpeg().await.still(&hostile::one_pixel(), Micros::ZERO, 90, &one).await.unwrap();
    assert_eq!(size(&one), "mjpeg 90 90");
}

#[tokio::test]
async fn a_cover_is_taken_in_full_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cover.png");
    for (clip, expect) in [
        (Clip::new("turned").rotate(270), "png 90 160"),
        (Clip::new("wide").pixel(4, 3), "png 213 90"),
        (Clip::new("odd").size(75, 33), "png 75 33"),
    ] {
        let png = ffmpeg().await.frame_png(&clip.file(), Micros::from_millis(200)).await.unwrap();
        std::fs::write(&path, png).unwrap();
        assert_eq!(size(&path), expect);
    }
}

#[tokio::test]
async fn where_there_is_no_frame_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jpg");
    let missing = ffmpeg().await.still(&folder.path().join("no.mp4"), Micros::ZERO, 90, &out).await;
    assert!(matches!(missing, Err(MediaError::Missing { .. })), "{missing:?}");
    let text = ffmpeg().await.still(&hostile::text(folder.path()), Micros::ZERO, 90, &out).await;
    assert!(matches!(text, Err(MediaError::Failed { .. })), "{text:?}");
    let nowhere = folder.path().join("no/out.jpg");
    let unwritable =
        ffmpeg().await.still(&Clip::new("mkv").container("mkv").file(), Micros::ZERO, 90, &nowhere).await;
    assert!(matches!(unwritable, Err(MediaError::Unwritable { .. })), "{unwritable:?}");
    assert!(!out.exists());
}
