//! The matrix: clips of every kind, cut in three at places by seed. Each part is made on the road that is
//! planned for it, without a detour; together they are the clip.

use std::path::PathBuf;

use series::Micros;
use showrunner_tests::{
    recipes::{Audio, Clip, Range, Video},
    remade::remade,
};

use crate::recording::{
    Known::{self, Anew, Keys},
    Recording, keys,
};

/// Twelve seconds whose sound is nowhere like itself, a keyframe a second.
fn clip() -> Clip {
    Clip::new("matrix").seconds(12).noise().gop(25).b_frames(2)
}

/// Where the random places come from: fixed, unless someone wants others.
fn seed(name: &str) -> u64 {
    let given = std::env::var("KNIFE_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| {
        name.bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    })
}

/// Two places within a clip of that length, apart from its ends and from each other.
fn places(seed: u64, length: Micros) -> [Micros; 2] {
    let (mut state, length) = (seed | 1, length.get());
    let mut up_to = |from: i64, to: i64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Micros::new(from + (state % (to - from) as u64) as i64)
    };
    [up_to(length / 8, length * 3 / 8), up_to(length / 2, length * 7 / 8)]
}

async fn cut_in_three(name: String, file: PathBuf, known: Known) {
    let seed = seed(&name);
    let recording = Recording::of(format!("{name}, KNIFE_SEED={seed}"), file).await;
    recording.cut(&places(seed, recording.length()), known).await;
}

/// Tries all of them, whichever fails.
async fn all<N: Into<String>>(cases: impl IntoIterator<Item = (N, PathBuf, Known)>) {
    let mut failed = Vec::new();
    for (name, file, known) in cases {
        let name = name.into();
        if tokio::spawn(cut_in_three(name.clone(), file, known)).await.is_err() {
            failed.push(name);
        }
    }
    assert_eq!(failed, [""; 0], "what was wrong stands above");
}

fn group((gop, b_frames): (u32, u32)) -> (String, PathBuf, Known) {
    let file = clip().gop(gop).b_frames(b_frames).file();
    (format!("group {gop}, {b_frames} B"), file, keys(gop, b_frames))
}

#[tokio::test]
async fn groups_of_every_length() {
    all([(1, 0), (12, 0), (12, 1), (12, 2), (12, 3), (12, 4)].map(group)).await;
}

#[tokio::test]
async fn long_groups_and_a_single_one() {
    all([(150, 2), (250, 3), (9_999, 2)].map(group)).await;
}

#[tokio::test]
async fn groups_as_good_encoders_make_them() {
    // B-frames of B-frames, references to frames further back.
    let deep = ["-c:v", "libx264", "-preset", "medium", "-bf", "4", "-refs", "5", "-sc_threshold", "0"];
    let deep = remade(&clip().file(), "mp4", &[], &[&deep[..], &["-g", "50", "-c:a", "copy"]].concat());
    all([
        ("pyramid", deep, keys(50, 4)),
        // Only the first keyframe of an open H.264 is one to begin at.
        ("open, 2 B", clip().gop(24).b_frames(2).open().file(), keys(9_999, 2)),
        ("open, 4 B", clip().gop(151).b_frames(4).open().file(), keys(9_999, 4)),
    ])
    .await;
}

#[tokio::test]
async fn rates() {
    all([
        ("23.976", clip().fps(24_000, 1_001).file(), keys(25, 2)),
        ("29.97", clip().fps(30_000, 1_001).b_frames(3).file(), keys(25, 3)),
        ("59.94", clip().fps(60_000, 1_001).gop(60).file(), keys(60, 2)),
        ("uneven", clip().vfr().file(), keys(25, 2)),
        ("uneven 29.97", clip().fps(30_000, 1_001).vfr().b_frames(3).file(), keys(25, 3)),
    ])
    .await;
}

#[tokio::test]
async fn sounds() {
    all([
        ("opus", clip().audio(Audio::Opus).file(), keys(25, 2)),
        ("pcm", clip().audio(Audio::Pcm).container("mov").file(), keys(25, 2)),
        ("none", clip().audio(Audio::None).file(), keys(25, 2)),
        ("two tracks", clip().tracks(2).file(), keys(25, 2)),
        ("44.1", clip().rate(44_100).file(), keys(25, 2)),
    ])
    .await;
}

#[tokio::test]
async fn containers_with_tables() {
    let plain = clip().file();
    all([
        ("mov", clip().container("mov").file(), keys(25, 2)),
        ("index last", clip().index_last().file(), keys(25, 2)),
        ("turned", clip().rotate(90).file(), keys(25, 2)),
        ("starts at 1.4", remade(&plain, "mp4", &["-itsoffset", "1.4"], &["-c", "copy"]), keys(25, 2)),
        ("no edit list", remade(&plain, "mp4", &[], &["-c", "copy", "-use_editlist", "0"]), keys(25, 2)),
        (
            "composed before",
            remade(&plain, "mov", &[], &["-c", "copy", "-movflags", "+negative_cts_offsets"]),
            keys(25, 2),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_clip_that_is_itself_a_plain_cut() {
    // It begins with a frame that an edit list hides all but the end of.
    let plain = clip().gop(50).file();
    let cut = remade(&plain, "mp4", &["-ss", "1.3"], &["-c", "copy", "-t", "9"]);
    all([("plain cut", cut, Keys { first: 17, every: 50, between: 2 })]).await;
}

#[tokio::test]
async fn containers_without() {
    let plain = clip().file();
    let pieces = ["-c", "copy", "-movflags", "frag_keyframe+empty_moov"];
    all([
        ("fragments", remade(&plain, "mp4", &[], &pieces), keys(25, 2)),
        ("matroska", clip().container("mkv").file(), keys(25, 2)),
        ("matroska, opus", clip().container("mkv").audio(Audio::Opus).file(), keys(25, 2)),
        ("matroska at 1.4", remade(&plain, "mkv", &["-itsoffset", "1.4"], &["-c", "copy"]), keys(25, 2)),
        ("transport stream", remade(&plain, "ts", &[], &["-c", "copy"]), keys(25, 2)),
    ])
    .await;
}

#[tokio::test]
async fn hevc() {
    let hevc = || clip().codec(Video::Hevc);
    all([
        ("hevc", hevc().gop(24).b_frames(3).file(), keys(24, 3)),
        ("hevc without B", hevc().b_frames(0).file(), keys(25, 0)),
        ("open hevc", hevc().gop(24).b_frames(3).open().file(), keys(24, 3)),
        ("open hevc, 4 B", hevc().gop(48).b_frames(4).open().container("mov").file(), keys(48, 4)),
        ("hevc in matroska", hevc().gop(24).b_frames(3).open().container("mkv").file(), keys(24, 3)),
    ])
    .await;
}

#[tokio::test]
async fn what_cannot_be_cut_is_encoded_anew_with_the_reason() {
    let lines = [
        "-c:v",
        "libx264",
        "-flags",
        "+ilme+ildct",
        "-vf",
        "pad=160:96",
        "-preset",
        "ultrafast",
        "-c:a",
        "copy",
    ];
    let webm = clip().codec(Video::Vp9).b_frames(0).audio(Audio::Opus).container("webm");
    all([
        ("10 bits", clip().ten_bit().file(), Anew("reason.uncuttable.depth")),
        ("hevc of 10 bits", clip().codec(Video::Hevc).ten_bit().file(), Anew("reason.uncuttable.depth")),
        ("hdr", clip().codec(Video::Hevc).hdr(Range::Hlg).file(), Anew("reason.uncuttable.hdr")),
        ("interlaced", remade(&clip().file(), "mp4", &[], &lines), Anew("reason.uncuttable.interlaced")),
        ("webm", webm.file(), Anew("reason.uncuttable.codec")),
        ("mpeg 4", clip().codec(Video::Mpeg4).b_frames(0).file(), Anew("reason.uncuttable.codec")),
    ])
    .await;
}
