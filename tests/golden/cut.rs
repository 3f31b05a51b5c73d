//! Cuts that encode only the frames around them anew: every frame that was asked for, once, in order;
//! those that were copied bit for bit, the others so like that one sees nothing; the sound to the sample.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use media::{ExportJob, MediaError};
use series::{Micros, Road, Trim};
use showrunner_tests::{
    decoded::{Decoded, psnr},
    recipes::{Audio, Clip, Video},
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

/// A file that was cut.
struct CutFile {
    path: PathBuf,
    _folder: TempDir,
}

async fn cut(clip: &Path, start: i64, end: i64) -> Result<CutFile, MediaError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("out.mp4.part");
    let facts = probed(clip).await?;
    let trim = Trim { start: Micros::new(start), end: Micros::new(end) };
    let job = ExportJob::plain(clip, &facts, Some(trim), Road::SmartCut { audio: false }, &path);
    let made = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await?;
    assert_eq!((made.road, made.detours), (job.road, vec![]), "{} {start} {end}", clip.display());
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("it is ours").flatten().collect();
    assert_eq!(left.len(), 1, "only the file is left: {left:?}");
    Ok(CutFile { path, _folder: folder })
}

/// Runs ffmpeg on a file and gives what it writes.
fn decoded(path: &Path, args: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-noautorotate", "-i"])
        .arg(path)
        .args(args)
        .arg("pipe:1")
        .output()
        .expect("ffmpeg is installed");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{}: {complaint}", path.display());
    output.stdout
}

/// The samples of a clip's sound.
fn samples(path: &Path) -> Vec<i16> {
    let bytes = decoded(path, &["-map", "0:a:0", "-f", "s16le"]);
    bytes.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect()
}

/// What a clip shows.
fn shown(clip: &Path) -> Decoded {
    let shown = Decoded::of(clip, None);
    assert_eq!(shown.complaint, "", "{}", clip.display());
    shown
}

/// Holds a cut against its source: frames, pictures, length. Tells which frames are the source's own.
async fn compare(source: &Decoded, cut: &Path, start: i64, end: i64, what: &str) -> Vec<bool> {
    let (asked, shown) = (source.frames(start, end), shown(cut));
    assert_eq!(shown.numbers(), source.numbers()[asked.clone()], "{what}");
    let alike = asked.zip(&shown.pictures).map(|(place, picture)| {
        let alike = psnr(picture, &source.pictures[place]);
        assert!(alike >= 40.0, "{what}: frame {place} is {alike:.1} dB alike");
        alike.is_infinite()
    });
    let copied = alike.collect();
    let facts = probed(cut).await.expect(what);
    assert_eq!(facts.duration, Micros::new(end - start), "{what}");
    copied
}

/// Any numbers, the same at every run.
fn random() -> impl FnMut(i64, i64) -> i64 {
    let mut state = 88_172_645_463_325_252_u64;
    move |from, to| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        from + (state % (to - from) as u64) as i64
    }
}

#[tokio::test]
async fn each_frame_between_the_points_comes_once_at_every_group_and_rate() {
    let mut up_to = random();
    for (gop, b_frames, fps) in [
        (1, 0, (25, 1)),
        (12, 2, (25, 1)),
        (12, 4, (30_000, 1_001)),
        (50, 3, (24_000, 1_001)),
        (50, 1, (60_000, 1_001)),
    ] {
        let clip = Clip::new("knife").seconds(8).gop(gop).b_frames(b_frames).fps(fps.0, fps.1).file();
        let source = shown(&clip);
        for _ in 0..3 {
            let (start, end) = (up_to(0, 3_000_000), up_to(5_500_000, 8_000_000));
            let what = format!("group {gop}, {b_frames} B, {fps:?}, {start} to {end}");
            let cut = cut(&clip, start, end).await.expect(&what);
            let copied = compare(&source, &cut.path, start, end, &what).await;
            let anew = copied.iter().filter(|copied| !**copied).count();
            assert!(anew <= (gop + 2 * b_frames) as usize, "{what}: {anew} frames are not copied");
        }
    }
}

#[tokio::test]
async fn hevc_is_cut_at_every_kind_of_keyframe() {
    let mut up_to = random();
    for b_frames in [0, 3] {
        let clip = Clip::new("knife").codec(Video::Hevc).seconds(6).gop(25).b_frames(b_frames).file();
        let source = shown(&clip);
        for _ in 0..3 {
            let (start, end) = (up_to(0, 2_000_000), up_to(4_000_000, 6_000_000));
            let what = format!("hevc, {b_frames} B, {start} to {end}");
            let cut = cut(&clip, start, end).await.expect(&what);
            compare(&source, &cut.path, start, end, &what).await;
        }
    }
}

#[tokio::test]
async fn a_cut_at_keyframes_encodes_nothing() {
    let clip = Clip::new("knife").seconds(8).gop(50).b_frames(3).file();
    let cut = cut(&clip, 2_000_000, 6_000_000).await.unwrap();
    let source = shown(&clip);
    let copied = compare(&source, &cut.path, 2_000_000, 6_000_000, "at keyframes").await;
    assert!(copied.iter().all(|copied| *copied));
}

#[tokio::test]
async fn sound_begins_and_ends_on_the_sample() {
    for (audio, rate) in [(Audio::Aac, 48_000), (Audio::Aac, 44_100), (Audio::Opus, 48_000)] {
        let clip = Clip::new("heard").seconds(8).gop(50).b_frames(2).audio(audio).rate(rate).file();
        let (start, end) = (1_234_567, 6_543_210);
        let cut = cut(&clip, start, end).await.unwrap();
        let (source, mut heard) = (samples(&clip), samples(&cut.path));
        let tick = |micros: i64| ((micros * i64::from(rate) + 500_000) / 1_000_000) as usize;
        let asked = &source[tick(start)..tick(end)];
        // ffmpeg plays the last packet to its end, whatever the edit list says.
        let more = heard.len() - asked.len();
        assert!(more < 1_024, "{audio:?}: {} of {}", heard.len(), asked.len());
        heard.truncate(asked.len());
        // The times of these clips' packets are rounded to a millisecond.
        let near = rate as usize / 1_000;
        let off = |lag: usize| {
            let pairs =
                heard.iter().skip(near).zip(&source[tick(start) + lag..]).take(asked.len() - 2 * near);
            pairs.map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).max().unwrap_or(i32::MAX)
        };
        let least = (0..2 * near).map(off).min();
        // What Opus makes depends on all that was before, ever less.
        let most = if audio == Audio::Opus { 400 } else { 2 };
        assert!(least <= Some(most), "{audio:?} at {rate} is off by {least:?}");
    }
}

#[tokio::test]
async fn a_cut_that_is_cancelled_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let clip = Clip::new("knife").seconds(8).gop(50).b_frames(3).file();
    let facts = probed(&clip).await.unwrap();
    let output = folder.path().join("out.mp4");
    let trim = Trim { start: Micros::from_millis(500), end: Micros::from_millis(7_100) };
    let job = ExportJob::plain(&clip, &facts, Some(trim), Road::SmartCut { audio: false }, &output);
    for millis in [0, 20, 60, 100, 150] {
        let cancel = CancellationToken::new();
        let stop = cancel.clone();
        let stopping = async {
            tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
            stop.cancel();
        };
        let cutting = async { ffmpeg().await.export(&job, |_| {}, &cancel).await };
        let (ended, ()) = tokio::join!(cutting, stopping);
        match ended {
            Err(MediaError::Cancelled) => {}
            // It was quicker.
            Ok(_) => std::fs::remove_file(&output).unwrap(),
            Err(error) => panic!("after {millis} ms: {error}"),
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "after {millis} ms");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_and_a_source_that_is_gone_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("clip.mp4");
    std::fs::copy(Clip::new("knife").seconds(8).gop(50).b_frames(3).file(), &clip).unwrap();
    let facts = probed(&clip).await.unwrap();
    let trim = Trim { start: Micros::from_millis(500), end: Micros::from_millis(7_100) };
    let road = Road::SmartCut { audio: false };
    let full = folder.path().join("full.mp4");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let job = ExportJob::plain(&clip, &facts, Some(trim), road, &full);
    let ended = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await;
    assert!(matches!(ended, Err(MediaError::DiskFull { .. })), "{ended:?}");
    std::fs::remove_file(&clip).unwrap();
    let output = folder.path().join("out.mp4");
    let job = ExportJob::plain(&clip, &facts, Some(trim), road, &output);
    let ended = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await;
    assert!(matches!(ended, Err(MediaError::Missing { .. })), "{ended:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
