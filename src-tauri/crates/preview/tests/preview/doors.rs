//! Who gets an answer, and what is never given out.

use std::{fs, net::TcpStream, time::Duration};

use preview::{Preview, PreviewError};

use crate::client::{Served, id};

#[tokio::test]
async fn the_address_is_loopback_and_the_token_long_and_new_each_time() {
    let (one, other) = (Served::new(), Served::new());
    assert!(one.address().starts_with("127.0.0.1:"));
    assert!(one.token().len() >= 32 && one.token().bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_ne!(one.token(), other.token());
    assert!(!format!("{:?}", one.preview).contains(one.token()));
}

#[tokio::test]
async fn only_its_own_host_is_answered() {
    let served = Served::new();
    served.put(1, "a.mp4", b"bytes");
    let target = format!("/{}/clip/{}", served.token(), id(1));
    let address = served.address();
    let port = address.rsplit_once(':').unwrap().1;
    assert_eq!(served.ask_exactly("GET", &target, &[("Host", address)]).await.status, 200);
    for host in [
        format!("localhost:{port}"),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
        format!("127.0.0.1:{port}."),
        format!("127.0.0.1:{port}@evil.example"),
        format!("[::1]:{port}"),
        format!("127.1:{port}"),
        String::new(),
    ] {
        let answer = served.ask_exactly("GET", &target, &[("Host", &host)]).await;
        assert_eq!((answer.status, answer.body.len()), (403, 0), "{host}");
    }
    assert_eq!(served.ask_exactly("GET", &target, &[]).await.status, 403);
    let two = [("Host", address), ("Host", "evil.example")];
    assert_eq!(served.ask_exactly("GET", &target, &two).await.status, 403);
    let elsewhere = format!("http://evil.example{target}");
    assert_eq!(served.ask_exactly("GET", &elsewhere, &[("Host", address)]).await.status, 403);
}

#[tokio::test]
async fn without_the_token_there_is_nothing() {
    let served = Served::new();
    served.put(1, "a.mp4", b"bytes");
    let token = served.token();
    let mut almost = token.to_owned();
    almost.replace_range(63.., if almost.ends_with('0') { "1" } else { "0" });
    for token in [
        "",
        "x",
        &token[..63],
        &format!("{token}0"),
        &almost,
        &token.to_uppercase().replace(char::is_numeric, "A"),
    ] {
        for below in [format!("clip/{}", id(1)), format!("still/{}?at=0&height=90", id(1)), String::new()] {
            let target = format!("/{token}/{below}");
            let answer = served.ask_exactly("GET", &target, &[("Host", served.address())]).await;
            assert_eq!((answer.status, answer.body.len()), (404, 0), "{target}");
        }
    }
    assert_eq!(served.ask_exactly("GET", "/", &[("Host", served.address())]).await.status, 404);
}

#[tokio::test]
async fn only_reading_is_allowed() {
    let served = Served::new();
    let path = served.put(1, "a.mp4", b"bytes");
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FLY"] {
        let answer = served.ask(method, &format!("/clip/{}", id(1)), &[("Content-Length", "0")]).await;
        assert_eq!(answer.body, b"", "{method}");
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method}");
    }
    assert_eq!(fs::read(path).unwrap(), b"bytes");
}

#[tokio::test]
async fn scripts_of_the_window_alone_may_read_answers() {
    let served = Served::new();
    served.put(1, "a.mp4", b"bytes");
    let clip = format!("/clip/{}", id(1));
    for origin in ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"] {
        let answer = served.ask("GET", &clip, &[("Origin", origin)]).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    }
    for origin in [
        "null",
        "http://localhost",
        "https://evil.example",
        "https://tauri.localhost.evil.example",
        "tauri://localhost:1",
    ] {
        let answer = served.ask("GET", &clip, &[("Origin", origin)]).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
    }
    for (below, origin) in [(clip.as_str(), "tauri://localhost"), ("/clip/unknown", "x")] {
        let answer = served.ask("GET", below, &[("Origin", origin)]).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("vary"), Some("Origin"));
    }
}

#[tokio::test]
async fn only_what_is_registered_is_given_out() {
    let served = Served::new();
    let path = served.put(1, "a.mp4", b"bytes");
    fs::write(served.folder.path().join("secret.jpg"), b"secret").unwrap();
    let clip = format!("/clip/{}", id(1));
    assert_eq!(served.get(&clip).await.status, 200);
    let path = path.to_str().unwrap();
    for below in [
        format!("/clip/{}", id(2)),
        "/clip/".to_owned(),
        "/clip/../secret.jpg".to_owned(),
        "/clip/..%2fsecret.jpg".to_owned(),
        format!("/clip/{path}"),
        format!("/clip/{}", path.replace('/', "%2f")),
        format!("/clip/{}/../../secret.jpg", id(1)),
        format!("/clip/{}%00", id(1)),
        format!("/clip/{}/", id(1)),
        "/clip/%ff%fe".to_owned(),
        "/cover/..%2fsecret".to_owned(),
        "/cover/../secret".to_owned(),
        "/cover/secret".to_owned(),
        "/cover/%2e%2e%2fsecret.jpg".to_owned(),
        "/elsewhere".to_owned(),
    ] {
        let answer = served.get(&below).await;
        assert!([400, 404].contains(&answer.status), "{below}: {answer:?}");
        assert!(!answer.body.windows(6).any(|six| six == b"secret"), "{below}");
    }
    served.preview.unregister(id(1));
    assert_eq!(served.get(&clip).await.status, 404);
}

#[tokio::test]
async fn what_is_registered_for_stills_is_not_played() {
    let served = Served::new();
    let path = served.put(1, "a.mp4", b"bytes");
    let seen = media::fingerprint(&path).unwrap();
    let clip = |number| format!("/clip/{}", id(number));
    served.preview.register_poster(id(2), path.clone(), seen.clone());
    assert_eq!(served.get(&clip(2)).await.status, 404);
    // Without an ffmpeg there is no still, but the clip is known.
    assert_eq!(served.get(&format!("/still/{}?at=0&height=90", id(2))).await.status, 503);
    served.preview.register_poster(id(1), path, seen);
    assert_eq!(served.get(&clip(1)).await.status, 200, "what may be played stays so");
}

#[tokio::test]
async fn covers_are_found_by_their_hash() {
    let served = Served::new();
    let hash = "0123456789abcdef".repeat(4);
    let pictures = served.folder.path().join("pictures");
    fs::write(pictures.join(format!("{hash}.jpg")), b"\xff\xd8\xff a cover").unwrap();
    let answer = served.get(&format!("/cover/{hash}")).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"\xff\xd8\xff a cover"[..]));
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert!(answer.header("cache-control").unwrap().contains("immutable"));
    let absent = served.get(&format!("/cover/{}", "0".repeat(64))).await;
    assert_eq!((absent.status, absent.header("cache-control")), (404, None));
    assert_eq!(served.get(&format!("/cover/{}", hash.to_uppercase())).await.status, 404);
}

#[tokio::test]
async fn dropped_it_stops_listening() {
    let served = Served::new();
    let address = served.address().to_owned();
    assert!(TcpStream::connect(&address).is_ok());
    drop(served);
    for _ in 0..200 {
        if TcpStream::connect(&address).is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[test]
fn without_a_runtime_or_a_folder_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let start = |cache| Preview::start(cache, folder.path().to_owned());
    assert!(matches!(start(folder.path().to_owned()), Err(PreviewError::NoRuntime)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _inside = runtime.enter();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    assert!(matches!(start(file), Err(PreviewError::NoCache { .. })));
}
