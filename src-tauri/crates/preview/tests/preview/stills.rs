//! Stills, made by the real ffmpeg.

use std::{fs, path::Path, process::Command, sync::Arc};

use media::Ffmpeg;
use tokio::task::JoinSet;

use crate::client::{Served, id};

/// A name that must be only a name.
const CLIP: &str = "- a 'clip'.mp4";

/// Two seconds: red, then blue.
fn red_then_blue(path: &Path) {
    let source = "color=red:s=64x48:r=10:d=1[a];color=blue:s=64x48:r=10:d=1[b];[a][b]concat=n=2:v=1:a=0";
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-filter_complex", source, "-c:v", "mpeg4", "-g", "1"])
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
}

async fn served() -> Served {
    let served = Served::new();
    let made = served.folder.path().join("made.mp4");
    red_then_blue(&made);
    served.put(1, CLIP, &fs::read(made).unwrap());
    let ffmpeg = Ffmpeg::find(None).await.unwrap_or_else(|error| panic!("{error}"));
    served.preview.set_ffmpeg(Some(Arc::new(ffmpeg)));
    served
}

fn kept(served: &Served) -> Vec<String> {
    let stills = served.folder.path().join("cache/stills");
    let mut names: Vec<_> = fs::read_dir(stills)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Height and width of a JPEG: they stand in its frame header.
fn size(jpeg: &[u8]) -> (u16, u16) {
    let at = jpeg.windows(2).position(|two| matches!(two, [0xFF, 0xC0..=0xC2])).expect("a frame header");
    let two = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
    (two(at + 5), two(at + 7))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_still_is_made_kept_and_found_again_without_ffmpeg() {
    let served = served().await;
    let red = format!("/still/{}?at=200000&height=24", id(1));
    let answer = served.get(&red).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(size(&answer.body), (24, 32));
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    let tag = answer.header("etag").unwrap();
    assert_eq!(served.ask("GET", &red, &[("If-None-Match", tag)]).await.status, 304);
    let name = media::fingerprint(&served.folder.path().join(CLIP)).unwrap();
    assert_eq!(kept(&served), [format!("{}-200000-24.jpg", name.as_str())]);

    // Its draft closed, it can be seen on the shelf and not be played.
    let (path, clip) = (served.folder.path().join(CLIP), format!("/clip/{}", id(1)));
    served.preview.unregister(id(1));
    assert_eq!((served.get(&red).await.status, served.get(&clip).await.status), (200, 404));
    served.preview.register_poster(id(1), path.clone(), name.clone());
    assert_eq!((served.get(&red).await.status, served.get(&clip).await.status), (200, 404));
    served.preview.register(id(1), path, name);

    let blue = served.get(&format!("/still/{}?at=1500000&height=24", id(1))).await;
    assert_eq!(blue.status, 200);
    assert_ne!(blue.body, answer.body);

    served.preview.set_ffmpeg(None);
    assert_eq!(served.get(&red).await.body, answer.body);
    assert_eq!(served.get(&format!("/still/{}?at=1&height=24", id(1))).await.status, 503);
    assert_eq!(kept(&served).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_and_leaves_nothing() {
    let served = served().await;
    served.put(2, "text.mp4", b"no clip at all");
    for (below, status) in [
        (format!("/still/{}?at=0&height=24", id(3)), 404),
        (format!("/still/{}?at=0&height=24", id(2)), 404),
        (format!("/still/{}", id(1)), 400),
        (format!("/still/{}?at=-1&height=24", id(1)), 400),
        (format!("/still/{}?at=0.5&height=24", id(1)), 400),
        (format!("/still/{}?at=0&height=15", id(1)), 400),
        (format!("/still/{}?at=0&height=1081", id(1)), 400),
        (format!("/still/{}?at=99999999999999999999&height=24", id(1)), 400),
        (format!("/still/{}?at=0&height=24%2f..%2fx", id(1)), 400),
    ] {
        assert_eq!(served.get(&below).await.status, status, "{below}");
    }
    // Another file in its place must not be kept under its name.
    let path = served.folder.path().join(CLIP);
    let another = fs::read(&path).unwrap();
    served.put(4, CLIP, &another[..another.len() - 1]);
    assert_eq!(served.get(&format!("/still/{}?at=0&height=24", id(1))).await.status, 404);
    fs::remove_file(path).unwrap();
    assert_eq!(served.get(&format!("/still/{}?at=0&height=24", id(1))).await.status, 404);
    assert_eq!(kept(&served), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_for_by_many_at_once_all_get_it() {
    let served = Arc::new(served().await);
    let mut asking = JoinSet::new();
    for number in 0..12 {
        let served = Arc::clone(&served);
        asking.spawn(async move {
            let answer = served.get(&format!("/still/{}?at={}&height=24", id(1), number % 3 * 500_000)).await;
            assert_eq!(answer.status, 200);
            size(&answer.body)
        });
    }
    assert!(asking.join_all().await.into_iter().all(|size| size == (24, 32)));
    assert_eq!(kept(&served).len(), 3);
}
