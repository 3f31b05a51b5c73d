//! Reads what a clip holds: the numbers in its pictures, and whatever ffprobe tells.

use std::{path::Path, process::Command};

/// How many bits of a frame's number its picture shows.
pub const BARCODE_BITS: u32 = 12;

/// The numbers of a clip's frames as their pictures show them, in order. For clips of 160 × 90, as stored.
///
/// # Panics
/// If ffmpeg cannot decode it.
#[must_use]
pub fn frame_numbers(path: &Path) -> Vec<u32> {
    let strip = format!(
        "crop={}:8:0:4,scale={BARCODE_BITS}:1:flags=area,format=gray",
        160 / BARCODE_BITS * BARCODE_BITS
    );
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-noautorotate", "-i"])
        .arg(path)
        .args(["-map", "0:v:0", "-vf", &strip, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"])
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let number =
        |frame: &[u8]| frame.iter().rev().fold(0, |number, square| number << 1 | u32::from(*square > 127));
    output.stdout.chunks_exact(BARCODE_BITS as usize).map(number).collect()
}

/// Asks ffprobe for one thing, as text: `entry("format=duration", path)`.
///
/// # Panics
/// If ffprobe cannot read it.
#[must_use]
pub fn entry(what: &str, path: &Path) -> String {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-of", "default=nw=1:nk=1", "-show_entries", what])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
