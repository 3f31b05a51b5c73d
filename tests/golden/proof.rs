//! Proofs of finished files: right ones pass, and each way to be wrong is told.

use std::path::{Path, PathBuf};

use media::{Doubt, MediaError, Promise, Promised, SampleIndex, Shown};
use series::{Decoded, Micros, Proof, Trim};
use showrunner_tests::{recipes::Clip, remade::remade};
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

/// Ten frames a group, 25 a second: a frame is 40 ms long.
fn clip() -> PathBuf {
    Clip::new("proven").seconds(4).b_frames(2).gop(10).file()
}

async fn index(path: &Path) -> SampleIndex {
    let facts = probed(path).await.expect("it is a clip");
    ffmpeg().await.index(path, &facts, &CancellationToken::new()).await.expect("it has an index")
}

const ANEW: Shown<'static> = Shown::Anew { alike: true };

/// The part of the clip that most of these files should show: frames 30 to 79.
const SPAN: Trim = Trim { start: Micros::from_millis(1_200), end: Micros::from_millis(3_200) };

/// All of the clip, and the rest of the last packet of sound that a plain copy keeps.
const WHOLE: Trim = Trim { start: Micros::ZERO, end: Micros::from_millis(4_010) };

/// Proves that a file shows a part of the clip, and that its sound is or is not copied.
async fn proven(output: &Path, span: Trim, picture: Shown<'_>, sound_copied: bool) -> Result<Proof, Doubt> {
    let clip = clip();
    let index = index(&clip).await;
    let part = Promised { path: &clip, index: &index, span, picture, sound_copied };
    let (length, short) = (span.length(), Micros::from_millis(50));
    let promise = Promise { output, length, short, parts: vec![part], sound: true };
    match ffmpeg().await.prove(&promise, &CancellationToken::new()).await {
        Ok((proof, facts)) => {
            assert_eq!(proof.duration, facts.duration);
            Ok(proof)
        }
        Err(MediaError::Unproven { doubt, path }) => {
            assert_eq!(path, output);
            Err(doubt)
        }
        Err(error) => panic!("{}: {error}", output.display()),
    }
}

/// The clip through a filter, encoded anew, with the sound of the part.
fn anew(filter: &str) -> PathBuf {
    let sound = "atrim=1.2:3.2,asetpts=PTS-STARTPTS";
    let filter = format!("{filter},setpts=PTS-STARTPTS");
    let encode = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "18",
        "-fps_mode",
        "passthrough",
        "-enc_time_base",
        "1/1000",
    ];
    let movie = ["-movie_timescale", "1000000", "-c:a", "aac"];
    remade(&clip(), "mp4", &[], &[&["-vf", &filter, "-af", sound][..], &encode, &movie].concat())
}

#[tokio::test]
async fn a_copy_and_an_encode_are_proven() {
    let all: Vec<usize> = (0..100).collect();
    let remuxed = remade(&clip(), "mp4", &[], &["-c", "copy", "-movie_timescale", "1000000"]);
    let proof = proven(&remuxed, WHOLE, Shown::Copied(&all), true).await.unwrap();
    assert_eq!((proof.frames, proof.copied, proof.decoded), (100, 100, Decoded::Seams));
    assert_eq!((proof.first, proof.last), (Micros::ZERO, Micros::from_millis(3_960)));
    assert_eq!((proof.seams, proof.sound_offset), (vec![], Micros::ZERO));

    let encoded = anew("trim=1.2:3.2");
    let proof = proven(&encoded, SPAN, ANEW, false).await.unwrap();
    assert_eq!((proof.frames, proof.copied, proof.decoded), (50, 0, Decoded::Whole));
    assert_eq!((proof.first, proof.last), (Micros::from_millis(1_200), Micros::from_millis(3_160)));
    assert_eq!(proof.duration, Micros::from_secs(2));
}

#[tokio::test]
async fn frames_that_are_lost_doubled_late_or_others_are_told() {
    for (filter, asked) in [
        ("trim=1.2:3.16", Doubt::Frames { asked: 50, found: 49 }),
        ("trim=1.2:3.24", Doubt::Length { asked: Micros::from_secs(2), found: Micros::from_millis(2_040) }),
        ("trim=1.2:3.2,select='not(eq(n,20))'", Doubt::Frames { asked: 50, found: 49 }),
        (
            "trim=1.2:3.2,setpts='PTS+0.02/TB*eq(N,7)'",
            Doubt::Time { frame: 7, asked: Micros::from_millis(280), found: Micros::from_millis(300) },
        ),
        ("trim=1.24:3.24", Doubt::Picture { frame: 0 }),
        ("trim=1.16:3.16", Doubt::Picture { frame: 0 }),
    ] {
        assert_eq!(proven(&anew(filter), SPAN, ANEW, false).await, Err(asked), "{filter}");
    }
    // Nobody could tell if it is not to look the same.
    let other = anew("trim=1.24:3.24");
    assert!(proven(&other, SPAN, Shown::Anew { alike: false }, false).await.is_ok());
}

#[tokio::test]
async fn what_claims_to_be_copied_is_held_against_its_source() {
    let encoded = anew("trim=1.2:3.2");
    let copied: Vec<usize> = (30..80).collect();
    let claimed = proven(&encoded, SPAN, Shown::Copied(&copied), false).await;
    assert!(matches!(claimed, Err(Doubt::Copy { frame: 0 })), "{claimed:?}");
    let claimed = proven(&encoded, SPAN, ANEW, true).await;
    assert!(matches!(claimed, Err(Doubt::Sound(_))), "{claimed:?}");
}

#[tokio::test]
async fn sound_that_is_off_or_not_there_is_told() {
    let all: Vec<usize> = (0..100).collect();
    let clip = clip();
    let again = clip.to_string_lossy().into_owned();
    let late = ["-c", "copy", "-t", "4", "-movie_timescale", "1000000"];
    let late = remade(
        &clip,
        "mp4",
        &["-itsoffset", "0.1", "-i", &again],
        &[&["-map", "1:v", "-map", "0:a"][..], &late].concat(),
    );
    let told = proven(&late, WHOLE, Shown::Copied(&all), true).await;
    let about = |late: &Micros| (late.get() - 100_000).abs() < 30_000;
    assert!(matches!(&told, Err(Doubt::Sync(late)) if about(late)), "{told:?}");
    let silent = remade(&clip, "mp4", &[], &["-c", "copy", "-an", "-movie_timescale", "1000000"]);
    assert_eq!(proven(&silent, WHOLE, Shown::Copied(&all), true).await, Err(Doubt::Silence { asked: true }));
}

#[tokio::test]
async fn damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let encoded = anew("trim=1.2:3.2");
    let first = index(&encoded).await.video.samples[0];
    let broken = folder.path().join("broken.mp4");
    let mut bytes = std::fs::read(&encoded).unwrap();
    let (from, size) = (first.offset as usize, first.size as usize);
    bytes[from + size / 2..from + size].fill(0xff);
    std::fs::write(&broken, &bytes).unwrap();
    let told = proven(&broken, SPAN, ANEW, false).await;
    assert!(matches!(told, Err(Doubt::Decoding { .. })), "{told:?}");
    // What lies far from both ends is decoded, too.
    let mut bytes = std::fs::read(&encoded).unwrap();
    let middle = index(&encoded).await.video.samples[25];
    let (from, size) = (middle.offset as usize, middle.size as usize);
    bytes[from + 5..from + size].fill(0);
    std::fs::write(&broken, &bytes).unwrap();
    let told = proven(&broken, SPAN, ANEW, false).await;
    assert!(matches!(told, Err(Doubt::Decoding { .. })), "{told:?}");
    bytes.truncate(bytes.len() - 100);
    std::fs::write(&broken, &bytes).unwrap();
    assert!(matches!(proven(&broken, SPAN, ANEW, false).await, Err(Doubt::Unread(_))));
}

#[tokio::test]
async fn a_copied_file_is_proven_by_its_bytes() {
    let (clip, folder) = (clip(), tempfile::tempdir().unwrap());
    let (facts, copy) = (probed(&clip).await.unwrap(), folder.path().join("copy.mp4"));
    let mut bytes = std::fs::read(&clip).unwrap();
    std::fs::write(&copy, &bytes).unwrap();
    let cancel = CancellationToken::new();
    let proof = ffmpeg().await.prove_same(&clip, &facts, &copy, &cancel).await.unwrap();
    assert_eq!((proof.frames, proof.copied, proof.decoded), (100, 100, Decoded::Nothing));
    assert_eq!(proof.duration, facts.duration);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&copy, &bytes).unwrap();
    let told = ffmpeg().await.prove_same(&clip, &facts, &copy, &cancel).await;
    assert!(matches!(told, Err(MediaError::Unproven { doubt: Doubt::Copy { .. }, .. })), "{told:?}");
    std::fs::write(&copy, &bytes[..middle]).unwrap();
    assert!(ffmpeg().await.prove_same(&clip, &facts, &copy, &cancel).await.is_err());
}
