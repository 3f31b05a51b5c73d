//! What is done to picture and sound on the way out, seen and heard in the files that come out.

mod begin;
mod encoders;
mod picture;
mod sound;

pub use sound::loudness_of;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use media::ExportJob;
use series::{ClipFacts, Micros, PictureWork, Road, Trim};
use showrunner_tests::frames::entry;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

const ANEW: Road = Road::Transcode { video: true, audio: true };
const SOUND: Road = Road::Transcode { video: false, audio: true };

/// A file that came out, and what probing finds in it.
struct Out {
    path: PathBuf,
    facts: ClipFacts,
    _folder: TempDir,
}

/// Makes a file of a clip, from and to so many microseconds, with that done to it.
async fn treated(
    clip: &Path,
    road: Road,
    trim: Option<(i64, i64)>,
    treat: impl FnOnce(&mut ExportJob<'_>),
) -> Out {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("out.mp4");
    let facts = probed(clip).await.expect("it is a clip");
    let trim = trim.map(|(start, end)| Trim { start: Micros::new(start), end: Micros::new(end) });
    let mut job = ExportJob::plain(clip, &facts, trim, road, &path);
    treat(&mut job);
    let made = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await;
    made.unwrap_or_else(|error| panic!("{} {job:?}: {error}", clip.display()));
    let facts = probed(&path).await.expect("it is a clip");
    Out { path, facts, _folder: folder }
}

/// Runs ffmpeg quietly and hands back its output.
fn asked(before: &[&str], clip: &Path, behind: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(before)
        .arg(clip)
        .args(behind)
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A clip from ffmpeg's own generators, in a folder of its own.
fn made(name: &str, args: &[&str]) -> (PathBuf, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    asked(args, &path, &[]);
    (path, folder)
}

/// A hash of all packets of the picture.
pub fn packets(clip: &Path) -> String {
    let hash = asked(&["-i"], clip, &["-map", "0:v:0", "-c", "copy", "-f", "streamhash", "pipe:1"]);
    String::from_utf8_lossy(&hash).into_owned()
}

/// That done to the picture.
fn picture(work: PictureWork) -> impl FnOnce(&mut ExportJob<'_>) {
    move |job| job.picture = work
}

/// Range, matrix, transfer and primaries, as the file names them.
fn colours(clip: &Path) -> Vec<String> {
    let tags = entry("stream=color_range,color_space,color_transfer,color_primaries", clip);
    tags.lines().take(4).map(str::to_owned).collect()
}
