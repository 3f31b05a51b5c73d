//! Files as they are delivered: certified by probing them again and by reading the frame numbers that
//! stand in their pictures.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use media::{ExportJob, MediaError};
use series::{ClipFacts, Container, Hdr, Micros, Road, Trim};
use showrunner_tests::{
    frames::{entry, frame_numbers},
    recipes::{Audio, Clip, Range, Video},
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

const ANEW: Road = Road::Transcode { video: true, audio: true };

/// An exported file, and what probing finds in it.
struct Delivered {
    path: PathBuf,
    facts: ClipFacts,
    _folder: TempDir,
}

async fn exported(clip: &Path, road: Road, trim: Option<(i64, i64)>) -> Result<Delivered, MediaError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("out.mp4.part");
    let facts = probed(clip).await?;
    let trim = trim.map(|(start, end)| Trim { start: Micros::new(start), end: Micros::new(end) });
    let job = ExportJob::plain(clip, &facts, trim, road, &path);
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let progress = move |done| telling.lock().expect("nobody panics with it").push(done);
    let made = ffmpeg().await.export(&job, progress, &CancellationToken::new()).await?;
    assert_eq!((made.road, made.detours), (road, vec![]), "{}", clip.display());
    let told = told.lock().expect("nobody panics with it").clone();
    assert!(!told.is_empty() && told.is_sorted(), "{told:?}");
    let facts = probed(&path).await?;
    Ok(Delivered { facts, path, _folder: folder })
}

#[tokio::test]
async fn a_copy_is_the_same_bytes() {
    let clip = Clip::new("copied").seconds(3).file();
    let delivered = exported(&clip, Road::Copy, None).await.unwrap();
    assert_eq!(std::fs::read(&clip).unwrap(), std::fs::read(&delivered.path).unwrap());
}

#[tokio::test]
async fn a_remux_keeps_every_packet_and_never_becomes_longer() {
    for clip in [
        Clip::new("remuxed").seconds(3).b_frames(2).container("mkv"),
        Clip::new("remuxed").seconds(3).b_frames(2).container("mov").index_last(),
        Clip::new("remuxed").seconds(3).container("ts"),
        Clip::new("remuxed").seconds(3).codec(Video::Hevc).container("mkv"),
        Clip::new("remuxed").seconds(3).fps(30_000, 1_001).b_frames(2).audio(Audio::None).container("mkv"),
        Clip::new("remuxed").seconds(3).rotate(90).vfr().b_frames(2),
    ] {
        let clip = clip.file();
        let source = probed(&clip).await.unwrap();
        let delivered = exported(&clip, Road::Remux, None).await.unwrap();
        let name = clip.display();
        assert_eq!(delivered.facts.container, Container::Mp4, "{name}");
        assert_eq!(frame_numbers(&clip), frame_numbers(&delivered.path), "{name}");
        assert!(
            delivered.facts.duration <= source.duration,
            "{name}: {} > {}",
            delivered.facts.duration,
            source.duration
        );
        let short = source.duration - delivered.facts.duration;
        assert!(short < Micros::from_millis(50), "{name} is {short} short");
        assert_eq!(
            (
                delivered.facts.video.width,
                delivered.facts.video.rotation,
                delivered.facts.video.variable_rate
            ),
            (source.video.width, source.video.rotation, source.video.variable_rate),
            "{name}"
        );
        if source.video.codec == "hevc" {
            assert_eq!(entry("stream=codec_tag_string", &delivered.path).lines().next(), Some("hvc1"));
        }
    }
}

#[tokio::test]
async fn a_trim_is_exactly_as_long_as_asked_at_every_rate() {
    for fps in [(24_000, 1_001), (25, 1), (30_000, 1_001), (30, 1)] {
        for (audio, rate) in [(Audio::Aac, 44_100), (Audio::Aac, 48_000), (Audio::None, 48_000)] {
            let clip = Clip::new("cut")
                .seconds(34)
                .fps(fps.0, fps.1)
                .audio(audio)
                .rate(rate)
                .b_frames(2)
                .gop(90)
                .file();
            let length = if rate == 44_100 { 29_999_000 } else { 30_000_000 };
            for start in [2_345_678] {
                let delivered = exported(&clip, ANEW, Some((start, start + length))).await.unwrap();
                let what = format!("{fps:?} {audio:?} {rate} from {start}");
                assert_eq!(delivered.facts.duration, Micros::new(length), "{what}");
                assert_eq!(delivered.facts.video.fps.map(|fps| (fps.num, fps.den)), Some(fps), "{what}");
                assert!(!delivered.facts.video.variable_rate, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn twenty_minutes_stay_twenty_minutes() {
    let clip = Clip::new("long").seconds(1_201).fps(5, 1).audio(Audio::None).file();
    for (start, end) in [(0, 1_200_000_000), (500_000, 1_200_500_000)] {
        let delivered = exported(&clip, ANEW, Some((start, end))).await.unwrap();
        assert_eq!(delivered.facts.duration, Micros::from_secs(1_200));
        assert_eq!(entry("stream=nb_read_frames", &delivered.path), "6000");
    }
}

/// The frames of an even clip that are shown from `start` up to, but without, `end`.
fn frames_within((num, den): (i64, i64), start: i64, end: i64) -> Vec<u32> {
    // A frame's time, rounded to the nearest microsecond as every tool shows it.
    let time = |frame: i64| (frame * den * 1_000_000 + num / 2) / num;
    (0..)
        .skip_while(|frame| time(*frame) < start)
        .take_while(|frame| time(*frame) < end)
        .map(|frame| frame as u32)
        .collect()
}

#[tokio::test]
async fn a_trim_keeps_exactly_the_frames_between_its_points() {
    // Any points, the same at every run.
    let mut random = 88_172_645_463_325_252_u64;
    let mut up_to = |most: i64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % most as u64) as i64
    };
    for (num, den) in [(25, 1), (30_000, 1_001), (24_000, 1_001), (60, 1)] {
        let clip = Clip::new("numbered").seconds(12).fps(num as u32, den as u32).b_frames(3).gop(250).file();
        for round in 0..5 {
            let (mut start, mut end) = (up_to(5_000_000), 6_000_000 + up_to(5_900_000));
            if round == 0 {
                // On a frame, as the window sets them.
                start = (100 * den * 1_000_000 + num / 2) / num;
                end = (200 * den * 1_000_000 + num / 2) / num;
            }
            let delivered = exported(&clip, ANEW, Some((start, end))).await.unwrap();
            assert_eq!(
                frame_numbers(&delivered.path),
                frames_within((num, den), start, end),
                "{num}/{den} {start} to {end}"
            );
            let short = end - start - delivered.facts.duration.get();
            assert!((0..100).contains(&short), "{num}/{den} {start} to {end} is {short} µs short");
        }
    }
}

#[tokio::test]
async fn uneven_frames_keep_their_times() {
    let clip = Clip::new("uneven").seconds(8).vfr().b_frames(2).file();
    let delivered = exported(&clip, ANEW, Some((0, 8_000_000))).await.unwrap();
    assert_eq!(frame_numbers(&clip), frame_numbers(&delivered.path));
    let times = |path: &Path| entry("frame=pts_time", path).lines().map(str::to_owned).collect::<Vec<_>>();
    let video =
        |path: &Path| times(path).into_iter().filter(|time| time.ends_with("0000")).collect::<Vec<_>>();
    assert!(video(&delivered.path).len() > 50);
    assert!(delivered.facts.video.variable_rate);
    assert_eq!(delivered.facts.duration, Micros::from_secs(8));
}

#[tokio::test]
async fn turns_depth_and_range_survive_a_trim() {
    let turned = exported(&Clip::new("turned").rotate(90).file(), ANEW, Some((0, 800_000))).await.unwrap();
    let video = &turned.facts.video;
    assert_eq!((video.width, video.height, video.rotation, video.coded_width), (90, 160, 0, 90));

    for (range, hdr) in [(Range::Pq, Hdr::Pq), (Range::Hlg, Hdr::Hlg)] {
        let clip = Clip::new("hdr").codec(Video::Hevc).hdr(range).file();
        let hdr_kept = exported(&clip, ANEW, Some((200_000, 800_000))).await.unwrap();
        let video = &hdr_kept.facts.video;
        assert_eq!((video.codec.as_str(), video.hdr, video.bit_depth), ("hevc", Some(hdr), 10));
        let colours = entry("stream=color_primaries,color_transfer,color_space", &hdr_kept.path);
        assert!(colours.contains("bt2020nc") && colours.contains("bt2020"), "{colours}");
        assert_eq!(hdr_kept.facts.duration, Micros::from_millis(600));
    }

    let odd = exported(&Clip::new("odd").size(75, 33).file(), ANEW, Some((0, 800_000))).await.unwrap();
    assert_eq!((odd.facts.video.width, odd.facts.video.height), (74, 32));
    let one = Clip::new("one-pixel").size(1, 1).audio(Audio::None).file();
    assert_eq!(exported(&one, ANEW, Some((0, 800_000))).await.unwrap().facts.video.width, 2);
    let shape = exported(&Clip::new("wide").pixel(4, 3).file(), ANEW, Some((0, 800_000))).await.unwrap();
    assert_eq!((shape.facts.video.width, shape.facts.video.height), (213, 90));
}

#[tokio::test]
async fn each_stream_is_encoded_only_if_asked() {
    let clip = Clip::new("pcm").seconds(3).audio(Audio::Pcm).container("mov").b_frames(2).file();
    let sound = exported(&clip, Road::Transcode { video: false, audio: true }, None).await.unwrap();
    assert_eq!(sound.facts.audio.as_ref().unwrap().codec, "aac");
    assert_eq!(frame_numbers(&clip), frame_numbers(&sound.path));
    assert_eq!(sound.facts.duration, Micros::from_secs(3));

    let clip = Clip::new("prores").seconds(3).codec(Video::ProRes).container("mov").file();
    let picture = exported(&clip, Road::Transcode { video: true, audio: false }, None).await.unwrap();
    assert_eq!(frame_numbers(&clip), frame_numbers(&picture.path));
    assert_eq!(picture.facts.duration, Micros::from_secs(3));

    let webm = Clip::new("webm").seconds(3).codec(Video::Vp9).audio(Audio::Opus).container("webm").file();
    let (source, whole) = (probed(&webm).await.unwrap(), exported(&webm, ANEW, None).await.unwrap());
    assert_eq!(
        (whole.facts.video.codec.as_str(), whole.facts.audio.unwrap().codec.as_str()),
        ("h264", "aac")
    );
    assert!(whole.facts.duration <= source.duration);
    assert_eq!(frame_numbers(&webm), frame_numbers(&whole.path));
}

#[tokio::test]
async fn cancelling_ends_the_process_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new("long").seconds(1_201).fps(5, 1).audio(Audio::None).file();
    let facts = probed(&clip).await.unwrap();
    let name = format!("cancelled-{}.part", std::process::id());
    let output = folder.path().join(&name);
    let trim = Some(Trim { start: Micros::ZERO, end: Micros::from_secs(1_200) });
    let job = ExportJob::plain(&clip, &facts, trim, ANEW, &output);
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let ended = ffmpeg().await.export(&job, move |_| stop.cancel(), &cancel).await;
    assert!(matches!(ended, Err(MediaError::Cancelled)), "{ended:?}");
    assert!(!output.exists());
    assert_eq!(running(&name), Vec::<String>::new());

    // Dropped instead of cancelled: nobody waits for it any more.
    let begun = async {
        while !output.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let never = CancellationToken::new();
    tokio::select! {
        ended = async { ffmpeg().await.export(&job, |_| {}, &never).await } => panic!("{ended:?}"),
        () = begun => {}
    }
    assert!(!output.exists());
    let deadline = Instant::now() + Duration::from_secs(60);
    while !running(&name).is_empty() {
        assert!(Instant::now() < deadline, "still running: {:?}", running(&name));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The numbers of processes whose command line holds that text, this one aside.
fn running(text: &str) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let names = processes.filter(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(text)
    });
    names.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn an_ffmpeg_ended_from_outside_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new("long").seconds(1_201).fps(5, 1).audio(Audio::None).file();
    let facts = probed(&clip).await.unwrap();
    for signal in ["-KILL", "-TERM"] {
        let name = format!("killed-{}{signal}.part", std::process::id());
        let output = folder.path().join(&name);
        let trim = Some(Trim { start: Micros::ZERO, end: Micros::from_secs(1_200) });
        let job = ExportJob::plain(&clip, &facts, trim, ANEW, &output);
        let kill = move |_| {
            for process in running(&name) {
                let _ = std::process::Command::new("kill").args([signal, &process]).status();
            }
        };
        let ended = ffmpeg().await.export(&job, kill, &CancellationToken::new()).await;
        assert!(matches!(ended, Err(MediaError::Killed { .. })), "{signal}: {ended:?}");
        assert!(!output.exists());
    }
}

#[tokio::test]
async fn a_source_that_is_gone_and_a_folder_that_is_not_there_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("gone.mp4");
    std::fs::copy(Clip::new("copied").seconds(3).file(), &clip).unwrap();
    let facts = probed(&clip).await.unwrap();
    let nowhere = folder.path().join("no/out.mp4");
    let out = folder.path().join("out.mp4");
    let cancel = CancellationToken::new();
    for road in [Road::Copy, Road::Remux, ANEW] {
        let job = ExportJob::plain(&clip, &facts, None, road, &nowhere);
        let ended = ffmpeg().await.export(&job, |_| {}, &cancel).await;
        assert!(matches!(ended, Err(MediaError::Unwritable { .. })), "{road:?}: {ended:?}");
    }
    std::fs::remove_file(&clip).unwrap();
    for road in [Road::Copy, Road::Remux, ANEW] {
        let job = ExportJob::plain(&clip, &facts, None, road, &out);
        let ended = ffmpeg().await.export(&job, |_| {}, &cancel).await;
        assert!(matches!(ended, Err(MediaError::Missing { .. })), "{road:?}: {ended:?}");
        assert!(!out.exists());
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_on_every_road() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new("copied").seconds(3).file();
    let facts = probed(&clip).await.unwrap();
    for road in [Road::Copy, Road::Remux, ANEW] {
        let full = folder.path().join("full.mp4");
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        let job = ExportJob::plain(&clip, &facts, None, road, &full);
        let ended = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await;
        assert!(matches!(ended, Err(MediaError::DiskFull { .. })), "{road:?}: {ended:?}");
        assert!(full.symlink_metadata().is_err());
    }
}
