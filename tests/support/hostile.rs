//! Files nobody wants to be handed, each under a name that says what is wrong with it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    kept::{ffmpeg, kept, words},
    recipes::{Audio, Clip},
};

/// No bytes at all.
#[must_use]
pub fn empty(folder: &Path) -> PathBuf {
    written(folder, "empty.mp4", b"")
}

/// A text under the name of a clip.
#[must_use]
pub fn text(folder: &Path) -> PathBuf {
    written(folder, "text.mp4", b"This is a shopping list, not a film: bread, butter, tea.\n")
}

/// A clip whose last third is missing; its index stands in front, so ffprobe sees nothing wrong.
#[must_use]
pub fn truncated(folder: &Path) -> PathBuf {
    let whole = fs::read(Clip::new("whole").seconds(4).file()).expect("it was just made");
    written(folder, "truncated.mp4", &whole[..whole.len() * 2 / 3])
}

/// A clip whose last third is missing, and with it the index.
#[must_use]
pub fn truncated_before_index(folder: &Path) -> PathBuf {
    let whole = fs::read(Clip::new("whole").seconds(4).index_last().file()).expect("it was just made");
    written(folder, "truncated-before-index.mp4", &whole[..whole.len() * 2 / 3])
}

/// A clip without its index, but with the bytes of all its pictures.
#[must_use]
pub fn without_index(folder: &Path) -> PathBuf {
    let mut whole = fs::read(Clip::new("whole").seconds(4).index_last().file()).expect("it was just made");
    let index = whole.windows(4).rposition(|four| four == b"moov").expect("a movie has an index") - 4;
    whole.truncate(index);
    written(folder, "without-index.mp4", &whole)
}

/// A Matroska clip cut short.
#[must_use]
pub fn truncated_matroska(folder: &Path) -> PathBuf {
    let whole = fs::read(Clip::new("whole").seconds(4).container("mkv").file()).expect("it was just made");
    written(folder, "truncated.mkv", &whole[..whole.len() * 2 / 3])
}

/// Sound only.
#[must_use]
pub fn audio_only() -> PathBuf {
    let recipe = ["-f", "lavfi", "-i", "sine=d=2", "-c:a", "aac"];
    kept("audio-only", "m4a", &recipe.concat(), |path| ffmpeg(&words(&recipe), path))
}

/// Sound with a cover picture, which is a video stream that does not move.
#[must_use]
pub fn audio_with_cover() -> PathBuf {
    let recipe = [
        "-f",
        "lavfi",
        "-i",
        "sine=d=2",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=64x64:d=0.04",
        "-map",
        "0",
        "-map",
        "1",
        "-c:a",
        "aac",
        "-c:v",
        "mjpeg",
        "-pix_fmt",
        "yuvj420p",
        "-frames:v",
        "1",
        "-disposition:v",
        "attached_pic",
    ];
    kept("audio-with-cover", "m4a", &recipe.concat(), |path| ffmpeg(&words(&recipe), path))
}

/// One picture; `png`, `jpg`, `bmp`, `gif` or `webp`.
#[must_use]
pub fn still(ending: &str) -> PathBuf {
    let recipe = ["-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.04", "-frames:v", "1"];
    kept("still", ending, &recipe.concat(), |path| ffmpeg(&words(&recipe), path))
}

/// A clip of a single pixel.
#[must_use]
pub fn one_pixel() -> PathBuf {
    Clip::new("one-pixel").size(1, 1).audio(Audio::None).file()
}

/// A clip whose container says that it is no time long.
#[must_use]
pub fn zero_duration(folder: &Path) -> PathBuf {
    let mut movie =
        fs::read(Clip::new("whole").seconds(4).audio(Audio::None).file()).expect("it was just made");
    for (header, duration) in [(b"mvhd", 16), (b"mdhd", 16), (b"tkhd", 20), (b"elst", 8)] {
        let header = movie.windows(4).position(|four| four == header).expect("a movie has headers");
        movie[header + 4 + duration..][..4].fill(0);
    }
    // Every frame as long as no time.
    let times = movie.windows(4).position(|four| four == b"stts").expect("a movie has times");
    let entries = u32::from_be_bytes(movie[times + 8..][..4].try_into().expect("four bytes"));
    for entry in 0..entries as usize {
        movie[times + 12 + entry * 8 + 4..][..4].fill(0);
    }
    written(folder, "zero-duration.mp4", &movie)
}

/// A folder under the name of a clip.
#[must_use]
pub fn folder_named_mp4(folder: &Path) -> PathBuf {
    let path = folder.join("folder.mp4");
    fs::create_dir(&path).expect("the folder is ours");
    path
}

/// A file the system does not let anyone read, root neither: a link to itself.
#[cfg(unix)]
#[must_use]
pub fn unreadable(folder: &Path) -> PathBuf {
    let path = folder.join("unreadable.mp4");
    std::os::unix::fs::symlink("unreadable.mp4", &path).expect("the folder is ours");
    path
}

/// Playlists and scripts that name the file `secret`, each under the name of a clip.
#[must_use]
pub fn playlists(folder: &Path, secret: &Path) -> Vec<PathBuf> {
    let secret = secret.display();
    let texts = [
        ("hls.mp4", format!("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n")),
        ("ffconcat.mp4", format!("ffconcat version 1.0\nfile '{secret}'\n")),
        (
            "dash.mp4",
            format!("<?xml version=\"1.0\"?>\n<MPD><Period><BaseURL>{secret}</BaseURL></Period></MPD>\n"),
        ),
        ("sdp.mp4", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5004 RTP/AVP 96\r\n".to_owned()),
    ];
    texts.iter().map(|(name, text)| written(folder, name, text.as_bytes())).collect()
}

/// Names that only look like something else; every one is a good clip.
#[must_use]
pub fn odd_names(folder: &Path) -> Vec<PathBuf> {
    let clip = Clip::new("odd-names").file();
    let mut names =
        vec!["-i.mp4", "-y -f null.mp4", "it's 100% %03d.mp4", "http:x.mp4", "🎬 été.mp4", "a,b;c[0].mp4"];
    if cfg!(unix) {
        names.extend(["two\nlines.mp4", "\"quoted\".mp4", "concat:a|b.mp4", "back\\slash.mp4", "*?.mp4"]);
    }
    let copied = |name: &&str| {
        let path = folder.join(name);
        fs::copy(&clip, &path).expect("the folder is ours");
        path
    };
    names.iter().map(copied).collect()
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the folder is ours");
    path
}
