//! Sample indexes, held against what ffprobe tells of every packet.

use std::{path::Path, process::Command};

use media::{MediaError, Sample, SampleIndex, Track};
use series::Container;
use showrunner_tests::{
    recipes::{Audio, Clip, Video},
    remade::remade,
};
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

/// A packet as ffprobe tells it.
struct Packet {
    /// Where its bytes begin, if that is known, and how many they are.
    place: (u64, u32),
    /// When it is shown, from the file's start in microseconds.
    time: f64,
    /// Can decoding begin with it? Is it shown?
    flags: (bool, bool),
}

/// The packets of the first such stream.
fn packets(path: &Path, stream: &str) -> Vec<Packet> {
    let ask = |args: &[&str]| {
        let output = Command::new("ffprobe")
            .args(["-v", "error", "-of", "compact=p=0:nk=1"])
            .args(args)
            .arg(path)
            .output()
            .expect("ffprobe is installed");
        String::from_utf8(output.stdout).expect("ffprobe writes text")
    };
    let start: f64 = ask(&["-show_entries", "format=start_time"]).trim().parse().expect("it has a start");
    let select = ["-select_streams", stream, "-show_entries"];
    let tick = ask(&[&select[..], &["stream=time_base"]].concat());
    // Of a transport stream it is told twice, once within its programme; behind it may stand more.
    let tick = tick.split(['\n', '|']).next().expect("there is such a stream");
    let (num, den) = tick.split_once('/').expect("a time base is a fraction");
    let tick = num.parse::<f64>().expect("a number") / den.parse::<f64>().expect("a number");
    let told = ask(&[&select[..], &["packet=pts,size,pos,flags"]].concat());
    let packet = |line: &str| {
        let mut fields = line.split('|');
        let mut field = || fields.next().expect("four fields");
        let time = field().parse::<f64>().expect("it has a time") * tick - start;
        let (size, place, flags) = (field(), field(), field());
        let place = (place.parse().unwrap_or(0), size.parse().expect("it has a size"));
        Packet { place, time: time * 1_000_000.0, flags: (flags.contains('K'), !flags.contains('D')) }
    };
    told.lines().filter(|line| !line.is_empty()).map(packet).collect()
}

/// Holds a track against ffprobe's packets, which come in the same order. ffmpeg leaves out what lies
/// far from any edit: such samples are not shown.
fn same(what: &str, track: &Track, packets: &[Packet]) {
    let tick = 1_000_000.0 / f64::from(track.timescale);
    let mut packets = packets.iter().peekable();
    for sample in &track.samples {
        let Some(packet) = packets.next_if(|packet| packet.place == (sample.offset, sample.size)) else {
            assert!(!sample.shown, "{what}: ffprobe knows no {sample:?}");
            continue;
        };
        let off = track.time(sample.pts).get() as f64 - packet.time;
        assert!(off.abs() <= tick / 2.0 + 1.0, "{what}: {off} µs off: {sample:?}");
        assert_eq!((sample.key, sample.shown), packet.flags, "{what}: {sample:?}");
    }
    assert!(packets.next().is_none(), "{what}");
}

async fn index(path: &Path) -> SampleIndex {
    let facts = probed(path).await.expect("it is a clip");
    ffmpeg().await.index(path, &facts, &CancellationToken::new()).await.expect("it has an index")
}

/// Is the file's own index enough? Where ffprobe is needed, its process does not start.
async fn by_tables_alone(path: &Path) -> bool {
    let facts = probed(path).await.expect("it is a clip");
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    match ffmpeg().await.index(path, &facts, &cancelled).await {
        Ok(_) => true,
        Err(MediaError::Cancelled) => false,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

async fn agrees(path: &Path) -> SampleIndex {
    let index = index(path).await;
    let what = path.display().to_string();
    same(&what, &index.video, &packets(path, "V:0"));
    if let Some(audio) = &index.audio {
        same(&what, audio, &packets(path, "a:0"));
    }
    let facts = probed(path).await.expect("it is a clip");
    assert_eq!(index.audio.is_some(), facts.audio.is_some(), "{what}");
    let movie = matches!(facts.container, Container::Mp4 | Container::Mov);
    assert!(movie || !index.copyable, "{what}");
    index
}

fn clip() -> Clip {
    Clip::new("indexed").seconds(3).b_frames(2).gop(12)
}

#[tokio::test]
async fn an_index_by_tables_tells_what_ffprobe_tells() {
    let plain = clip().file();
    let open = ["-c:v", "libx264", "-bf", "3", "-x264-params", "open-gop=1:keyint=25:scenecut=0"];
    let open = remade(&plain, "mov", &[], &[&open[..], &["-c:a", "copy"]].concat());
    for file in [
        plain.clone(),
        clip().index_last().container("mov").file(),
        clip().audio(Audio::None).b_frames(0).gop(1).file(),
        clip().audio(Audio::Pcm).container("mov").fps(30_000, 1_001).file(),
        clip().audio(Audio::Opus).file(),
        clip().vfr().rotate(90).file(),
        clip().codec(Video::Hevc).gop(250).file(),
        clip().fps(24_000, 1_001).rate(44_100).tracks(2).file(),
        clip().codec(Video::ProRes).container("mov").file(),
        remade(&plain, "mp4", &["-itsoffset", "1.4"], &["-c", "copy"]),
        remade(&plain, "mp4", &["-ss", "1.3"], &["-c", "copy", "-t", "1"]),
        remade(&open, "mov", &["-ss", "1.3"], &["-c", "copy", "-t", "1"]),
        remade(&plain, "mp4", &[], &["-c", "copy", "-use_editlist", "0"]),
        remade(&plain, "mp4", &[], &["-c", "copy", "-movflags", "+negative_cts_offsets"]),
        remade(&plain, "mp4", &[], &["-c", "copy", "-movie_timescale", "1000000", "-frames:v", "1"]),
        open,
    ] {
        let index = agrees(&file).await;
        assert!(index.copyable, "{}", file.display());
        assert!(by_tables_alone(&file).await, "{}", file.display());
        assert!(!index.video.descriptions.is_empty());
    }
}

#[tokio::test]
async fn other_containers_are_read_through_by_ffprobe() {
    let plain = clip().file();
    for file in [
        remade(&plain, "mp4", &[], &["-c", "copy", "-movflags", "frag_keyframe+empty_moov"]),
        clip().container("mkv").file(),
        clip().container("ts").file(),
        clip().codec(Video::Vp9).b_frames(0).audio(Audio::Opus).container("webm").file(),
        clip().codec(Video::Mpeg4).b_frames(0).audio(Audio::Pcm).container("avi").file(),
    ] {
        let index = agrees(&file).await;
        assert!(!index.copyable && !by_tables_alone(&file).await, "{}", file.display());
        assert!(index.video.descriptions.is_empty());
        let shown = index.video.samples.iter().filter(|sample| sample.shown).count();
        assert_eq!(shown, 75, "{}", file.display());
    }
}

#[tokio::test]
async fn frames_follow_each_other_and_each_lasts() {
    let index = index(&clip().file()).await;
    let mut times: Vec<i64> = index.video.samples.iter().map(|sample| sample.pts).collect();
    times.sort_unstable();
    assert_eq!(times, (0..75).map(|nth| nth * 40).collect::<Vec<_>>());
    let lasts = |sample: &Sample| sample.duration > 0 && sample.size > 0;
    assert!(index.video.samples.iter().chain(&index.audio.unwrap().samples).all(lasts));
}
