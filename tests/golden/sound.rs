//! Sound heard through: loudness and true peak against ffmpeg's own measure, pauses and the waveform
//! at their true times.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use media::{Heard, MediaError, Peaks};
use series::{Decibels, Micros};
use showrunner_tests::{
    frames::entry,
    hostile,
    recipes::{Audio, Clip},
};
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

/// A tiny picture, and sound by ffmpeg's own description of a source.
fn with_sound(folder: &Path, name: &str, sound: &str, args: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "color=s=32x32:r=10"])
        .args(["-f", "lavfi", "-i", sound, "-map", "0:v", "-map", "1:a", "-c:v", "mpeg4", "-shortest"])
        .args(args)
        .arg(&path)
        .status();
    assert!(made.expect("ffmpeg is installed").success(), "{name}");
    path
}

async fn heard(path: &Path) -> Heard {
    let facts = probed(path).await.expect("it is a clip");
    ffmpeg().await.listen(path, &facts, |_| {}, &CancellationToken::new()).await.expect("it is heard")
}

/// Loudness and true peak in hundredths, as ffmpeg's filter says them with one decimal.
fn measured(path: &Path) -> (i32, i32) {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-i"])
        .arg(path)
        .args(["-map", "0:a:0", "-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .expect("ffmpeg is installed");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let summary = &said[said.rfind("Summary:").expect("it sums up")..];
    let after = |name: &str| {
        let value = summary.lines().find_map(|line| line.trim().strip_prefix(name)).expect("it says so");
        let value: f64 = value.split_whitespace().next().expect("a number").parse().expect("a number");
        (value * 100.0).round() as i32
    };
    (after("I:"), after("Peak:"))
}

/// Two seconds of tone, a pause of one second, and so on; in so many channels.
fn talk(channels: &str, rate: u32) -> String {
    format!(
        "aevalsrc=exprs='{}':s={rate}:d=8",
        vec!["(0.3*sin(2*PI*400*t)+0.2*sin(2*PI*1730*t))*lt(mod(t\\,3)\\,2)"; channels.split('+').count()]
            .join("|")
    ) + &format!(":c={channels}")
}

#[tokio::test]
async fn loudness_and_true_peak_are_what_ffmpeg_measures() {
    let folder = tempfile::tempdir().unwrap();
    let noise = "anoisesrc=color=pink:amplitude=0.8:seed=3:d=6,volume='0.1+0.9*mod(t\\,2)/2':eval=frame";
    for (name, sound, args) in [
        ("talk.mp4", talk("FL+FR", 48_000), &["-c:a", "aac"][..]),
        ("mono.mkv", talk("FC", 44_100), &["-c:a", "aac"]),
        ("phone.mov", talk("FC", 8_000), &["-c:a", "pcm_s16le"]),
        ("fine.mov", talk("FL+FR", 96_000), &["-c:a", "pcm_s24le"]),
        ("surround.mp4", talk("FL+FR+FC+LFE+BL+BR", 48_000), &["-c:a", "aac", "-b:a", "384k"]),
        ("noise.webm", noise.to_owned(), &["-c:v", "libvpx", "-c:a", "libopus"]),
        ("soft.mkv", format!("{noise},volume=-35dB"), &["-c:a", "flac"]),
        ("over.mov", format!("{noise},volume=9dB"), &["-c:a", "pcm_f32le"]),
        (
            "between.mov",
            "sine=f=12000:d=3,aphaser=0.9:0.9:3:0.4:0.5,volume=6dB".into(),
            &["-c:a", "pcm_f32le"],
        ),
    ] {
        let clip = with_sound(folder.path(), name, &sound, args);
        let sound = heard(&clip).await.sound;
        let (loudness, peak) = measured(&clip);
        let (own, own_peak) = (sound.loudness.unwrap(), sound.true_peak.unwrap());
        // ffmpeg says one decimal only: half a tenth is its own.
        assert!((own - Decibels::new(loudness)).abs().get() <= 10, "{name}: {own:?} {loudness}");
        assert!((own_peak - Decibels::new(peak)).abs().get() <= 20, "{name}: {own_peak:?} {peak}");
    }
}

#[tokio::test]
async fn pauses_and_the_waveform_lie_where_the_sound_does() {
    let folder = tempfile::tempdir().unwrap();
    let late = ["-c:a", "aac", "-output_ts_offset", "1.4"];
    for (name, sound, args) in [
        ("aac.mp4", talk("FL+FR", 48_000), &["-c:a", "aac"][..]),
        ("fragments.mp4", talk("FL+FR", 44_100), &["-c:a", "aac", "-movflags", "+frag_keyframe+delay_moov"]),
        ("mono.mov", talk("FC", 22_050), &["-c:a", "pcm_s16le"]),
        ("phone.mov", talk("FC", 8_000), &["-c:a", "pcm_s16le"]),
        ("odd.mov", talk("FC", 11_025), &["-c:a", "pcm_s16le"]),
        ("aac.mkv", talk("FL+FR", 48_000), &["-c:a", "aac"]),
        ("opus.webm", talk("FL+FR", 48_000), &["-c:v", "libvpx", "-c:a", "libopus"]),
        ("surround.mkv", talk("FL+FR+FC+LFE+BL+BR", 48_000), &["-c:a", "ac3"]),
        ("late.mkv", talk("FL+FR", 48_000), &late),
        ("late.ts", talk("FL+FR", 48_000), &late),
        ("late.mp4", talk("FL+FR", 48_000), &late),
    ] {
        let clip = with_sound(folder.path(), name, &sound, args);
        let shift = shift(&clip);
        let Heard { sound, peaks } = heard(&clip).await;
        // A Matroska file that starts late says it is longer by that.
        let behind = Micros::from_millis(7_900 + shift);
        let pauses: Vec<_> = sound.pauses.iter().filter(|pause| pause.start < behind).collect();
        assert_eq!(pauses.len(), 2, "{name}: {:?}", sound.pauses);
        for (pause, start) in pauses.into_iter().zip([2_000, 5_000]) {
            let (from, to) = (pause.start.as_millis() - shift, pause.end.as_millis() - shift);
            // A codec lets a tone ring for some milliseconds.
            assert!((from - start).abs() <= 15 && (to - start - 1_000).abs() <= 15, "{name}: {from} {to}");
        }
        let reach = |from: i64, to: i64| {
            let buckets = peaks.slice(0, Micros::from_millis(from + shift), Micros::from_millis(to + shift));
            buckets.iter().map(|bucket| bucket.high.max(-bucket.low)).max().unwrap()
        };
        assert!(reach(2_030, 2_970) <= 2 && reach(3_010, 3_100) > 45, "{name}");
        assert!((60..=70).contains(&reach(100, 1_900)), "{name}: {}", reach(100, 1_900));
        assert_eq!(Peaks::from_bytes(&peaks.to_bytes()).as_ref(), Some(&peaks), "{name}");
    }
}

/// When the first frame is shown, in milliseconds from the clip's start: where a codec's first packets
/// lie before everything else, a container may move all the rest back.
fn shift(clip: &Path) -> i64 {
    let millis = |asked: &str| {
        let said = entry(asked, clip);
        let time: f64 = said.split_whitespace().next().expect("a time").parse().expect("a time");
        (time * 1_000.0).round() as i64
    };
    millis("stream=start_time") - millis("format=start_time")
}

#[tokio::test]
async fn sound_that_begins_late_or_stops_for_a_while_is_silent_there() {
    let folder = tempfile::tempdir().unwrap();
    let gap = format!("{},aselect='not(between(t,0.5,1.5))'", talk("FC", 48_000));
    let stops = with_sound(folder.path(), "stops.mkv", &gap, &["-c:a", "pcm_s16le"]);
    let pauses = heard(&stops).await.sound.pauses;
    let (start, end) = (pauses[0].start.as_millis(), pauses[0].end.as_millis());
    assert!((start - 500).abs() <= 30 && (end - 1_500).abs() <= 30, "{pauses:?}");

    let whole = with_sound(folder.path(), "whole.mp4", &talk("FC", 48_000), &["-c:a", "aac"]);
    let late = folder.path().join("late.mp4");
    let copied = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(&whole)
        .args(["-itsoffset", "0.7", "-i"])
        .arg(&whole)
        .args(["-map", "0:v", "-map", "1:a", "-c", "copy"])
        .arg(&late)
        .status();
    assert!(copied.unwrap().success());
    let heard = heard(&late).await;
    let starts: Vec<_> = heard.sound.pauses.iter().map(|pause| pause.start.as_millis()).collect();
    assert_eq!(starts[0], 0, "{starts:?}");
    assert!((starts[1] - 2_700).abs() <= 15, "{starts:?}");
    let before = heard.peaks.slice(0, Micros::ZERO, Micros::from_millis(650));
    assert!(before.iter().all(|bucket| bucket.high <= 1), "{before:?}");
}

#[tokio::test]
async fn without_sound_or_with_silence_there_is_no_loudness() {
    let none = heard(&Clip::new("no-sound").audio(Audio::None).file()).await;
    assert_eq!(none, Heard::default());
    let folder = tempfile::tempdir().unwrap();
    let silent = with_sound(folder.path(), "silent.mp4", "anullsrc=d=2", &["-c:a", "aac"]);
    let Heard { sound, peaks } = heard(&silent).await;
    assert_eq!((sound.loudness, sound.true_peak), (None, None));
    assert_eq!(sound.pauses.len(), 1);
    assert!(sound.pauses[0].start == Micros::ZERO && sound.pauses[0].length() >= Micros::from_millis(1_900));
    assert!(peaks.slice(0, Micros::ZERO, Micros::from_secs(9)).len() >= 190);
}

#[tokio::test]
async fn damaged_sound_is_heard_as_far_as_it_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let facts = probed(&Clip::new("whole").seconds(4).file()).await.unwrap();
    let (cut, cancel) = (hostile::truncated(folder.path()), CancellationToken::new());
    let sound = ffmpeg().await.listen(&cut, &facts, |_| {}, &cancel).await.unwrap().sound;
    let silent = sound.pauses.last().unwrap();
    assert!(sound.loudness.is_some() && silent.end == facts.duration, "{sound:?}");
    assert!((1_500..3_500).contains(&silent.start.as_millis()), "{sound:?}");

    let whole = with_sound(folder.path(), "whole.mp4", &talk("FC", 48_000), &["-c:a", "aac"]);
    let facts = probed(&whole).await.unwrap();
    let mut bytes = fs::read(&whole).unwrap();
    let data = bytes.windows(4).position(|four| four == b"mdat").unwrap() + 4;
    let (middle, size) = (data + (bytes.len() - data) / 3, (bytes.len() - data) / 20);
    bytes[middle..middle + size].fill(0xFF);
    let broken = folder.path().join("broken.mp4");
    fs::write(&broken, &bytes).unwrap();
    let sound = ffmpeg().await.listen(&broken, &facts, |_| {}, &cancel).await.unwrap().sound;
    assert!(sound.loudness.is_some() && sound.pauses.len() >= 2, "{sound:?}");

    fs::write(&broken, b"nothing of it is left").unwrap();
    let nothing = ffmpeg().await.listen(&broken, &facts, |_| {}, &cancel).await;
    assert!(matches!(nothing, Err(MediaError::Damaged { .. })), "{nothing:?}");
    fs::remove_file(&broken).unwrap();
    let missing = ffmpeg().await.listen(&broken, &facts, |_| {}, &cancel).await;
    assert!(matches!(missing, Err(MediaError::Missing { .. })), "{missing:?}");
}

#[tokio::test]
async fn numbers_that_are_none_do_not_spoil_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let clip = with_sound(folder.path(), "floats.mov", &talk("FC", 48_000), &["-c:a", "pcm_f32le"]);
    let clean = heard(&clip).await;
    let facts = probed(&clip).await.unwrap();
    let mut bytes = fs::read(&clip).unwrap();
    // The loudest samples there are lie in the sound; a few of them become no number, or endless.
    let loud: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| bytes[*at..].starts_with(&[0x9a, 0x99]) || bytes[at + 2..].starts_with(&[0xA0, 0x3e]))
        .take(40)
        .collect();
    assert!(!loud.is_empty());
    for (number, at) in loud.into_iter().enumerate() {
        let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX][number % 4];
        bytes[at..at + 4].copy_from_slice(&odd.to_le_bytes());
    }
    fs::write(&clip, bytes).unwrap();
    let odd = ffmpeg().await.listen(&clip, &facts, |_| {}, &CancellationToken::new()).await.unwrap();
    let (clean, odd) = (clean.sound.loudness.unwrap(), odd.sound.loudness.unwrap());
    assert!((clean - odd).abs().get() < 50, "{clean:?} {odd:?}");
}

#[tokio::test]
async fn it_tells_how_far_it_is_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let clip = with_sound(folder.path(), "clip.mp4", &talk("FC", 48_000), &["-c:a", "aac"]);
    let facts = probed(&clip).await.unwrap();
    let (told, cancel) = (Arc::new(AtomicI64::new(0)), CancellationToken::new());
    let tell = {
        let told = Arc::clone(&told);
        move |time: Micros| assert!(told.swap(time.get(), Ordering::Relaxed) < time.get())
    };
    ffmpeg().await.listen(&clip, &facts, tell, &cancel).await.unwrap();
    assert!((6_000_000..=8_000_000).contains(&told.load(Ordering::Relaxed)), "{told:?}");
    let stop = cancel.clone();
    let ended = ffmpeg().await.listen(&clip, &facts, move |_| stop.cancel(), &cancel).await;
    // So short a clip may be heard to its end before the word arrives.
    assert!(matches!(ended, Ok(_) | Err(MediaError::Cancelled)), "{ended:?}");
    let ended = ffmpeg().await.listen(&clip, &facts, |_| {}, &cancel).await;
    assert!(matches!(ended, Err(MediaError::Cancelled)), "{ended:?}");
}
