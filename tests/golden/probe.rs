//! What probing finds in each kind of clip, and how it refuses what is none.

use std::time::Duration;

use media::MediaError;
use series::{Container, Hdr, Micros, Ratio};
use showrunner_tests::{
    hostile,
    recipes::{Audio, Clip, Range, Video},
};
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

#[tokio::test]
async fn the_containers_duration_is_exact_at_every_boundary() {
    for millis in [1_200_000, 1_200_001, 1_199_999] {
        let clip = Clip::new("twenty").millis(millis).fps(5, 1).audio(Audio::None).file();
        assert_eq!(probed(&clip).await.unwrap().duration, Micros::from_millis(millis as i64));
    }
    for millis in [30_000, 29_999, 30_001] {
        for (fps, audio) in
            [((25, 1), Audio::Aac), ((30_000, 1_001), Audio::None), ((24_000, 1_001), Audio::Aac)]
        {
            let clip = Clip::new("thirty").millis(millis).fps(fps.0, fps.1).audio(audio).file();
            let facts = probed(&clip).await.unwrap();
            assert_eq!(facts.duration, Micros::from_millis(millis as i64), "{fps:?} {audio:?}");
            assert!(!facts.video.variable_rate, "{fps:?} {audio:?}: {:?}", facts.video);
        }
    }
}

#[tokio::test]
async fn an_ordinary_clip_tells_everything() {
    let path = Clip::new("ordinary").seconds(3).b_frames(2).created("2026-05-01T10:20:30Z").file();
    let facts = probed(&path).await.unwrap();
    assert_eq!(facts.size_bytes, std::fs::metadata(&path).unwrap().len());
    assert_eq!(facts.fingerprint, media::fingerprint(&path).unwrap());
    assert_eq!(facts.container, Container::Mp4);
    assert_eq!(facts.created.as_deref(), Some("2026-05-01T10:20:30.000000Z"));
    let video = &facts.video;
    assert_eq!((video.codec.as_str(), video.profile.as_deref()), ("h264", Some("Main")));
    assert_eq!((video.pixel_format.as_str(), video.bit_depth, video.hdr), ("yuv420p", 8, None));
    assert_eq!((video.width, video.height, video.coded_width, video.coded_height), (160, 90, 160, 90));
    assert_eq!((video.rotation, video.variable_rate, video.frames), (0, false, Some(75)));
    assert_eq!(video.fps, Ratio::new(25, 1));
    let audio = facts.audio.unwrap();
    assert_eq!(
        (audio.codec.as_str(), audio.channels, audio.sample_rate, audio.tracks),
        ("aac", 1, 48_000, 1)
    );
    let span = audio.span.unwrap();
    assert_eq!((span.ticks, span.timebase), (144_000, Ratio { num: 1, den: 48_000 }));
}

#[tokio::test]
async fn turns_and_pixel_shapes_are_applied_to_what_is_shown() {
    for (turn, shown) in [(0, (160, 90)), (90, (90, 160)), (180, (160, 90)), (270, (90, 160))] {
        let facts = probed(&Clip::new("turned").rotate(turn).file()).await.unwrap();
        assert_eq!((facts.video.rotation, (facts.video.width, facts.video.height)), (turn, shown));
    }
    let wide = probed(&Clip::new("wide").pixel(4, 3).file()).await.unwrap();
    assert_eq!((wide.video.width, wide.video.height, wide.video.coded_width), (213, 90, 160));
    let turned = probed(&Clip::new("wide").pixel(4, 3).rotate(90).file()).await.unwrap();
    assert_eq!((turned.video.width, turned.video.height), (90, 213));
}

#[tokio::test]
async fn uneven_frames_are_told_from_even_ones() {
    for container in ["mp4", "mov", "mkv"] {
        for fps in [(25, 1), (30_000, 1_001), (24_000, 1_001), (60, 1)] {
            let clip = Clip::new("frames").seconds(4).fps(fps.0, fps.1).container(container);
            let (even, uneven) =
                (probed(&clip.file()).await.unwrap(), probed(&clip.vfr().file()).await.unwrap());
            assert!(!even.video.variable_rate, "{container} {fps:?} {:?}", even.video);
            assert!(uneven.video.variable_rate, "{container} {fps:?} {:?}", uneven.video);
            assert_eq!(even.video.fps, Ratio::new(fps.0, fps.1), "{container}");
        }
    }
}

#[tokio::test]
async fn depth_and_dynamic_range_are_told() {
    for (range, hdr) in [(Range::Pq, Hdr::Pq), (Range::Hlg, Hdr::Hlg)] {
        let facts = probed(&Clip::new("hdr").codec(Video::Hevc).hdr(range).file()).await.unwrap();
        assert_eq!((facts.video.hdr, facts.video.bit_depth), (Some(hdr), 10));
        assert_eq!(facts.video.profile.as_deref(), Some("Main 10"));
    }
    let deep = probed(&Clip::new("deep").ten_bit().file()).await.unwrap();
    assert_eq!((deep.video.hdr, deep.video.bit_depth), (None, 10));
}

#[tokio::test]
async fn every_kind_of_clip_is_read() {
    let clip = || Clip::new("kind").seconds(2);
    for (clip, container, video, audio) in [
        (clip().codec(Video::Hevc).container("mov"), Container::Mov, "hevc", Some("aac")),
        (
            clip().codec(Video::ProRes).audio(Audio::Pcm).container("mov"),
            Container::Mov,
            "prores",
            Some("pcm_s16le"),
        ),
        (clip().codec(Video::Vp9).audio(Audio::Opus).container("webm"), Container::Webm, "vp9", Some("opus")),
        (clip().container("mkv"), Container::Matroska, "h264", Some("aac")),
        (
            clip().codec(Video::Mpeg4).audio(Audio::Pcm).container("avi"),
            Container::Other("avi".into()),
            "mpeg4",
            Some("pcm_s16le"),
        ),
        (clip().container("ts"), Container::Other("mpegts".into()), "h264", Some("aac")),
        (clip().audio(Audio::None), Container::Mp4, "h264", None),
    ] {
        let facts = probed(&clip.file()).await.unwrap();
        assert_eq!(facts.video.codec, video);
        // ffprobe calls both by one name; the file's own word tells them apart.
        assert_eq!(facts.container, container, "{video}");
        assert_eq!(facts.audio.as_ref().map(|audio| audio.codec.as_str()), audio);
        let off = (facts.duration.get() - 2_000_000).abs();
        assert!(off < 100_000, "{container:?} is {off} µs off");
    }
    let two = probed(&clip().tracks(2).file()).await.unwrap();
    assert_eq!(two.audio.unwrap().tracks, 2);
}

#[tokio::test]
async fn what_is_no_clip_is_refused_by_kind() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let kind =
        |error: MediaError| format!("{error:?}").split([' ', '(']).next().unwrap_or_default().to_owned();
    let mut cases = vec![
        (folder.join("none.mp4"), "Missing"),
        (hostile::empty(folder), "Empty"),
        (hostile::text(folder), "NotMedia"),
        (hostile::truncated(folder), "Damaged"),
        (hostile::truncated_before_index(folder), "Damaged"),
        (hostile::without_index(folder), "Damaged"),
        (hostile::truncated_matroska(folder), "Damaged"),
        (hostile::audio_only(), "NoPicture"),
        (hostile::audio_with_cover(), "NoPicture"),
        (hostile::zero_duration(folder), "NoDuration"),
        (hostile::folder_named_mp4(folder), "Folder"),
        (folder.to_owned(), "Folder"),
    ];
    cases.extend(["png", "jpg", "bmp", "gif", "webp"].map(|ending| (hostile::still(ending), "StillImage")));
    #[cfg(unix)]
    cases.push((hostile::unreadable(folder), "Unreadable"));
    for (path, expect) in cases {
        let refused = probed(&path).await.map_err(kind);
        assert_eq!(
            refused.as_ref().map(|_| ()),
            Err(&expect.to_owned()).map(|_: &()| ()),
            "{}",
            path.display()
        );
    }
}

#[tokio::test]
async fn a_playlist_never_opens_what_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let secret = Clip::new("secret").file();
    for path in hostile::playlists(folder.path(), &secret) {
        assert!(matches!(probed(&path).await, Err(MediaError::Playlist { .. })), "{}", path.display());
    }
    // A comment in front hides it from the first look; the list of allowed kinds is the second wall.
    let hidden = folder.path().join("hidden.mp4");
    for text in [
        format!("# x\nffconcat version 1.0\nfile '{}'\n", secret.display()),
        format!("\n\n#EXTM3U\n{}\n", secret.display()),
    ] {
        std::fs::write(&hidden, text).unwrap();
        let refused = probed(&hidden).await;
        assert!(
            matches!(refused, Err(MediaError::NotMedia { .. } | MediaError::Playlist { .. })),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_name_is_only_a_name() {
    let folder = tempfile::tempdir().unwrap();
    for path in hostile::odd_names(folder.path()) {
        let facts = probed(&path).await.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(facts.duration, Micros::from_secs(1), "{}", path.display());
    }
    let one = probed(&hostile::one_pixel()).await.unwrap();
    assert_eq!((one.video.width, one.video.height), (1, 1));
}

#[tokio::test]
async fn cancelling_is_heard_and_a_program_that_hangs_is_ended() {
    let cancel = CancellationToken::new();
    cancel.cancel();
    let clip = Clip::new("ordinary").seconds(3).b_frames(2).created("2026-05-01T10:20:30Z").file();
    assert!(matches!(ffmpeg().await.probe(&clip, &cancel).await, Err(MediaError::Cancelled)));
    #[cfg(unix)]
    {
        // A pipe nobody writes to: opening it would wait for ever.
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.mp4");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let refused =
            tokio::time::timeout(Duration::from_secs(5), probed(&pipe)).await.expect("it does not wait");
        assert!(matches!(refused, Err(MediaError::Unreadable { .. })));
    }
}
