//! Every answer to a chunk (`platform.md` B4).

use super::client::*;
use crate::Script;

const SIZE: u64 = 10_485_883;
const CHUNK: u64 = 5_242_880;
/// What the two chunks of it are.
const FIRST: &str = "bytes 0-5242879/10485883";
const LAST: &str = "bytes 5242880-10485882/10485883";

fn bytes() -> Vec<u8> {
    (0..SIZE).map(|n| (n % 251) as u8).collect()
}

#[tokio::test]
async fn stored_then_all_there() {
    let stage = Stage::set(Script::default());
    let (id, path) = stage.draft(SIZE, CHUNK, 2).await;
    let bytes = bytes();
    let first = stage.put(&path, FIRST, &bytes[..5_242_880]).await.unwrap();
    assert_eq!((first.status, first.header("Content-Range")), (206, Some("bytes 0-5242880/10485883")));
    assert_eq!(first.body, "");
    assert_eq!(stage.status(&id).await["uploaded_bytes"], 5_242_880);
    let last = stage.put(&path, LAST, &bytes[5_242_880..]).await.unwrap();
    assert_eq!((last.status, last.header("Content-Range")), (201, Some("bytes 0-10485883/10485883")));
    let again = stage.put(&path, LAST, &bytes[5_242_880..]).await.unwrap();
    assert_eq!((again.status, again.header("Content-Range")), (416, Some("bytes 0-10485883/10485883")));
    let shown = &stage.server.shown().posts[0];
    assert_eq!(shown.sha256.as_deref(), Some(crate::names::hex(&hash(&bytes)).as_str()));
    assert_eq!((shown.puts, shown.received), (2, SIZE + SIZE - CHUNK));
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

#[tokio::test]
async fn out_of_step_it_tells_where_it_is() {
    let stage = Stage::set(Script::default());
    let (_, path) = stage.draft(SIZE, CHUNK, 2).await;
    let early = stage.put(&path, LAST, &bytes()[5_242_880..]).await.unwrap();
    assert_eq!((early.status, early.header("Content-Range")), (416, Some("bytes 0-0/10485883")));
    stage.put(&path, FIRST, &bytes()[..5_242_880]).await.unwrap();
    let again = stage.put(&path, FIRST, &bytes()[..5_242_880]).await.unwrap();
    assert_eq!((again.status, again.header("Content-Range")), (416, Some("bytes 0-5242880/10485883")));
}

#[tokio::test]
async fn headers_that_are_not_right() {
    let stage = Stage::set(Script::default());
    let (_, path) = stage.draft(10, 10, 1).await;
    let line = format!("PUT {path}");
    for headers in [
        vec![("Content-Range", "bytes 0-9/10")],
        vec![("Content-Type", "application/octet-stream"), ("Content-Range", "bytes 0-9/10")],
        vec![
            ("Content-Type", "video/mp4"),
            ("Content-Range", "bytes 0-9/10"),
            ("Authorization", "Bearer act.leaked"),
        ],
        vec![("Content-Type", "video/mp4")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "0-9/10")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "bytes 0-9/*")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "bytes 0-9/11")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "bytes 0-8/10")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "bytes 9-0/10")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "bytes -9/10")],
        vec![("Content-Type", "video/mp4"), ("Content-Range", "bytes 0-18446744073709551615/10")],
    ] {
        let heard = stage.ask(&line, &headers, b"0123456789").await.unwrap();
        assert_eq!(heard.status, 400, "{headers:?}");
    }
    let chunked =
        [("Content-Type", "video/mp4"), ("Content-Range", "bytes 0-9/10"), ("Transfer-Encoding", "chunked")];
    let heard = stage.ask(&line, &chunked, b"a\r\n0123456789\r\n0\r\n\r\n").await.unwrap();
    assert_eq!(heard.status, 400, "without a Content-Length");
    assert_eq!(stage.put(&path, "bytes 0-4/10", b"01234").await.unwrap().status, 400, "half a chunk");
    for kind in ["video/mp4", "video/quicktime", "video/webm"] {
        let (_, path) = stage.draft(10, 10, 1).await;
        let headers = [("Content-Type", kind), ("Content-Range", "bytes 0-9/10")];
        let heard = stage.ask(&format!("PUT {path}"), &headers, b"0123456789").await.unwrap();
        assert_eq!(heard.status, 201, "{kind}");
    }
}

#[tokio::test]
async fn an_address_that_is_unknown_or_too_old() {
    let stage = Stage::set(Script::default());
    let (_, path) = stage.draft(10, 10, 1).await;
    let wrong = format!("{}x", path);
    assert_eq!(stage.put(&wrong, "bytes 0-9/10", b"0123456789").await.unwrap().status, 404);
    stage.jump(3_599);
    let (_, other) = stage.draft(10, 10, 1).await;
    assert_eq!(stage.put(&path, "bytes 0-9/10", b"0123456789").await.unwrap().status, 201);
    stage.jump(3_600);
    assert_eq!(stage.put(&other, "bytes 0-9/10", b"0123456789").await.unwrap().status, 403);
}

#[tokio::test]
async fn who_waits_to_be_told_is_told_at_once() {
    let stage = Stage::set(Script::default());
    let headers = [
        ("Content-Type", "video/mp4"),
        ("Content-Range", "bytes 0-9999999/10000000"),
        ("Content-Length", "10000000"),
        ("Expect", "100-continue"),
    ];
    let heard = stage.ask("PUT /video?upload_id=1&upload_token=2", &headers, b"").await.unwrap();
    assert_eq!(heard.status, 404);
}

#[tokio::test]
async fn whoever_goes_away_begins_the_chunk_anew_or_goes_on_inside_it() {
    for keeps_partial in [false, true] {
        let stage = Stage::set(Script { keeps_partial, ..Script::default() });
        let (id, path) = stage.draft(SIZE, CHUNK, 2).await;
        let bytes = bytes();
        // It says 5,242,880 bytes, sends fewer, and is gone.
        {
            use tokio::io::AsyncWriteExt;
            let mut stream = tokio::net::TcpStream::connect(stage.host()).await.unwrap();
            let head = format!(
                "PUT {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: video/mp4\r\nContent-Range: {FIRST}\r\n\
                 Content-Length: 5242880\r\n\r\n",
                stage.host()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&bytes[..1_000_000]).await.unwrap();
            stream.shutdown().await.unwrap();
        }
        let held = if keeps_partial { 1_000_000 } else { 0 };
        stage.until(|shown| shown.posts[0].received == 1_000_000 && shown.posts[0].held == held).await;
        assert_eq!(stage.status(&id).await["uploaded_bytes"], held);
        let rest = &bytes[held as usize..5_242_880];
        let range = format!("bytes {held}-5242879/{SIZE}");
        assert_eq!(stage.put(&path, &range, rest).await.unwrap().status, 206);
        assert_eq!(stage.put(&path, LAST, &bytes[5_242_880..]).await.unwrap().status, 201);
        let shown = &stage.server.shown().posts[0];
        assert_eq!(shown.sha256.as_deref(), Some(crate::names::hex(&hash(&bytes)).as_str()));
        assert_eq!(shown.received, SIZE + 1_000_000 - held);
    }
}

#[tokio::test]
async fn an_address_that_ends_while_a_chunk_comes() {
    let stall = serde_json::json!([{ "on": "chunk", "fault": { "does": "stall", "ms": 1_000 } }]);
    let stage = Stage::with(stall);
    let (id, path) = stage.draft(10, 10, 1).await;
    stage.jump(3_599);
    let later = async {
        stage.until(|shown| shown.posts[0].puts == 1).await;
        stage.jump(1);
    };
    let (heard, ()) = tokio::join!(stage.put(&path, "bytes 0-9/10", b"0123456789"), later);
    assert_eq!(heard.unwrap().status, 403);
    assert_eq!(stage.status(&id).await["uploaded_bytes"], 0, "it is not kept");
}
