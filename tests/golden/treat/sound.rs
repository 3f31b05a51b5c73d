//! The sound: levelled under a ceiling, on time, silence where there was none, the picture untouched.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use series::{Decibels, Micros, SoundWork};
use showrunner_tests::{
    frames::frame_numbers,
    recipes::{Audio, Clip},
};
use tempfile::TempDir;

use super::{ANEW, SOUND, asked, made, packets, treated};
use crate::probed;

/// Noise in bursts, as a voice comes: a picture, and sound of that loudness.
fn noisy(loudness: &str, wild: bool) -> (PathBuf, TempDir) {
    let bursts = if wild { "exp(-9*mod(t,0.5))+0.05" } else { "0.15+0.85*gt(mod(t,0.9),0.45)*abs(sin(7*t))" };
    let noise = format!("anoisesrc=c=brown:r=48000:d=6:seed=3,volume='{bursts}':eval=frame");
    let (plain, _folder) = made("plain.wav", &["-f", "lavfi", "-i", &noise, "-c:a", "pcm_f32le"]);
    let (found, _) = loudness_of(&plain);
    let gain = format!("volume={}dB", loudness.parse::<f64>().expect("a number") - found);
    let sound = plain.to_string_lossy().into_owned();
    let args = [
        &["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=6", "-i", &sound, "-af", &gain, "-c:v", "libx264"][..],
        &["-preset", "ultrafast", "-bf", "2", "-c:a", "pcm_f32le"],
    ];
    made("noisy.mov", &args.concat())
}

/// Integrated loudness and true peak, as ffmpeg's own meter has them.
pub fn loudness_of(clip: &Path) -> (f64, f64) {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-nostdin", "-i"])
        .arg(clip)
        .args(["-map", "0:a:0", "-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .expect("ffmpeg is installed");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = |name: &str| {
        let line = told.lines().rev().find(|line| line.trim_start().starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).expect(name)
    };
    (last("I:"), last("Peak:"))
}

#[tokio::test]
async fn sound_is_levelled_under_its_ceiling_and_the_picture_stays_bit_for_bit() {
    for (before, wild) in [("-30", false), ("-10", false), ("-30", true)] {
        let (clip, _folder) = noisy(before, wild);
        let (loudness, peak) = loudness_of(&clip);
        assert!((loudness - before.parse::<f64>().unwrap()).abs() < 0.2, "{loudness}");
        let gain = Decibels::new((-1_400.0 - loudness * 100.0).round() as i32);
        let out = treated(&clip, SOUND, None, |job| {
            job.parts[0].gain = Some(gain);
            job.sound = SoundWork { ceiling: Some(Decibels::new(-100)), silence: false };
        })
        .await;
        let (loudness, peak_after) = loudness_of(&out.path);
        println!("{before} LUFS, peak {peak} and gain {gain}: {loudness} LUFS, peak {peak_after}");
        assert!((loudness + 14.0).abs() <= 0.5, "{before} {wild}: {loudness} LUFS");
        assert!(peak_after <= -1.0, "{before} {wild}: {peak_after} dBTP");
        assert_eq!(packets(&clip), packets(&out.path));
        assert_eq!(out.facts.duration, Micros::from_secs(6));
        assert_eq!(out.facts.audio.map(|audio| audio.codec), Some("aac".into()));
    }
}

#[tokio::test]
async fn sound_made_louder_comes_neither_late_nor_early() {
    // A tone that begins at 1.5 s, with a picture that is there all along.
    let tone = "sine=1000:r=48000:d=3,asetnsamples=48,volume='0.2*gte(t,1.5)':eval=frame";
    let source = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=3", "-f", "lavfi", "-i", tone];
    // In Matroska, AAC is as late as its encoder was, and the picture with it.
    for (name, codec, late) in
        [("tone.mov", "pcm_s16le", 0), ("tone.mkv", "aac", 1_024), ("tone.mp4", "aac", 0)]
    {
        let (clip, _folder) = made(name, &[&source[..], &["-c:v", "libx264", "-c:a", codec]].concat());
        for (road, trim, begins) in [(SOUND, None, 72_000), (ANEW, Some((345_678, 2_345_678)), 55_407)] {
            let out = treated(&clip, road, trim, |job| {
                job.parts[0].gain = Some(Decibels::new(2_000));
                job.sound.ceiling = Some(Decibels::new(-100));
            })
            .await;
            let sound = asked(&["-i"], &out.path, &["-map", "0:a:0", "-ac", "1", "-f", "s16le", "pipe:1"]);
            let samples = sound.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]]));
            let first = samples.clone().position(|sample| sample.unsigned_abs() > 4_000).expect("a tone");
            // An audio frame is 1024 samples; 3 ms are 144.
            let begins = begins + late;
            assert!((first as i64 - begins).abs() <= 144, "{name} {road:?}: at {first}, not {begins}");
        }
    }
}

#[tokio::test]
async fn silence_is_as_long_as_the_picture_and_leaves_it_alone() {
    for clip in [
        Clip::new("mute").seconds(3).fps(30_000, 1_001).b_frames(2).audio(Audio::None),
        Clip::new("mute").seconds(3).audio(Audio::None).container("mkv"),
    ] {
        let clip = clip.file();
        let source = probed(&clip).await.unwrap();
        let out = treated(&clip, SOUND, None, |job| job.sound.silence = true).await;
        let audio = out.facts.audio.as_ref().expect("it was added");
        assert_eq!((audio.codec.as_str(), audio.channels, audio.sample_rate), ("aac", 2, 48_000));
        assert_eq!(packets(&clip), packets(&out.path));
        assert_eq!(out.facts.duration, source.duration);
        let span = audio.span.expect("an MP4 tells");
        assert_eq!(span.ticks, source.duration.get() * 48 / 1_000);
    }
    let clip = Clip::new("loud-already").seconds(1).file();
    let out = treated(&clip, SOUND, None, |job| job.sound.silence = true).await;
    assert_eq!(out.facts.audio.map(|audio| (audio.tracks, audio.channels)), Some((1, 1)));
    // Encoded and trimmed, too.
    let mute = Clip::new("mute").seconds(3).audio(Audio::None).file();
    let out = treated(&mute, ANEW, Some((500_000, 2_500_000)), |job| job.sound.silence = true).await;
    assert_eq!(out.facts.duration, Micros::from_secs(2));
    assert_eq!(frame_numbers(&out.path).len(), 50);
    assert_eq!(out.facts.audio.and_then(|audio| audio.span).map(|span| span.ticks), Some(96_000));
}
