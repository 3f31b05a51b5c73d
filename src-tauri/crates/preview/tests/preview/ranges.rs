//! Exactly the bytes that were asked for.

use std::fs;

use proptest::prelude::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::client::{Served, id};

const BYTES: &[u8] = b"\0\0\0\x18ftypisom then ten and more";

#[tokio::test]
async fn every_boundary() {
    let served = Served::new();
    served.put(1, "a.mp4", BYTES);
    let size = BYTES.len();
    let (last, beyond) = (size - 1, size);
    for (range, first, end) in [
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=0-1".to_owned(), 0, 1),
        (format!("bytes={last}-{last}"), last, last),
        (format!("bytes={last}-"), last, last),
        (format!("bytes={last}-{beyond}"), last, last),
        ("bytes=0-".to_owned(), 0, last),
        ("bytes=3-99999999999".to_owned(), 3, last),
        ("bytes=-1".to_owned(), last, last),
        (format!("bytes=-{size}"), 0, last),
        (format!("bytes=-{}", size + 1), 0, last),
    ] {
        let answer = served.range(1, &range).await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.body, &BYTES[first..=end], "{range}");
        assert_eq!(
            answer.header("content-range"),
            Some(format!("bytes {first}-{end}/{size}").as_str()),
            "{range}"
        );
        assert_eq!(answer.header("content-length"), Some((end - first + 1).to_string().as_str()), "{range}");
        assert_eq!(answer.header("accept-ranges"), Some("bytes"));
        assert_eq!(answer.header("content-type"), Some("video/mp4"));
    }
    for range in [
        format!("bytes={beyond}-"),
        format!("bytes={beyond}-{beyond}"),
        "bytes=-0".to_owned(),
        "bytes=5-4".to_owned(),
        "bytes=0-1,4-5".to_owned(),
        "bytes=".to_owned(),
        "bytes=é".to_owned(),
    ] {
        let answer = served.range(1, &range).await;
        assert_eq!((answer.status, answer.body.len()), (416, 0), "{range}");
        assert_eq!(answer.header("content-range"), Some(format!("bytes */{size}").as_str()), "{range}");
    }
}

#[tokio::test]
async fn without_a_range_in_bytes_it_is_all_of_it() {
    let served = Served::new();
    served.put(1, "a.mp4", BYTES);
    let clip = format!("/clip/{}", id(1));
    for headers in [&[][..], &[("Range", "frames=0-1")], &[("Range", "bytes=0-1"), ("If-Range", "\"old\"")]] {
        let answer = served.ask("GET", &clip, headers).await;
        assert_eq!((answer.status, answer.body.as_slice()), (200, BYTES), "{headers:?}");
        assert_eq!(answer.header("content-range"), None);
        assert_eq!(answer.header("content-length"), Some(BYTES.len().to_string().as_str()));
    }
}

#[tokio::test]
async fn head_says_the_same_and_sends_nothing() {
    let served = Served::new();
    served.put(1, "a.mp4", BYTES);
    let clip = format!("/clip/{}", id(1));
    for headers in [&[][..], &[("Range", "bytes=2-5")], &[("Range", "bytes=999-")]] {
        let (mut head, mut got) =
            (served.ask("HEAD", &clip, headers).await, served.ask("GET", &clip, headers).await);
        assert_eq!(head.body, b"");
        head.headers.remove("date");
        got.headers.remove("date");
        assert_eq!((head.status, head.headers), (got.status, got.headers));
    }
}

#[tokio::test]
async fn an_empty_file_has_no_byte_to_ask_for() {
    let served = Served::new();
    served.put(1, "empty.mp4", b"");
    for range in ["bytes=0-0", "bytes=0-", "bytes=-1"] {
        let answer = served.range(1, range).await;
        assert_eq!((answer.status, answer.header("content-range")), (416, Some("bytes */0")), "{range}");
    }
    let whole = served.get(&format!("/clip/{}", id(1))).await;
    assert_eq!((whole.status, whole.header("content-length")), (200, Some("0")));
}

#[tokio::test]
async fn each_request_sees_the_file_as_it_is() {
    let served = Served::new();
    let path = served.put(1, "a b 'é' 🎬.mp4", b"first");
    let clip = format!("/clip/{}", id(1));
    assert_eq!(served.get(&clip).await.body, b"first");
    fs::write(&path, b"second, longer").unwrap();
    assert_eq!(served.range(1, "bytes=-6").await.body, b"longer");
    fs::remove_file(&path).unwrap();
    assert_eq!(served.get(&clip).await.status, 404);
    assert_eq!(served.range(1, "bytes=0-1").await.status, 404);
    fs::create_dir(&path).unwrap();
    assert_eq!(served.get(&clip).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_read_at_once_and_one_who_stops_reading_stops_nobody() {
    let served = Served::new();
    let bytes: Vec<u8> = (0..3_000_000_u32).flat_map(|n| [(n % 251) as u8, (n % 13) as u8]).collect();
    served.put(1, "large.mp4", &bytes);
    // Asks for everything and reads nothing.
    let mut stuck = TcpStream::connect(served.address()).await.unwrap();
    let request =
        format!("GET /{}/clip/{} HTTP/1.1\r\nHost: {}\r\n\r\n", served.token(), id(1), served.address());
    stuck.write_all(request.as_bytes()).await.unwrap();
    let (served, bytes) = (std::sync::Arc::new(served), std::sync::Arc::new(bytes));
    let mut asking = JoinSet::new();
    for number in 0..60_usize {
        let (served, bytes) = (served.clone(), bytes.clone());
        asking.spawn(async move {
            let (first, end) = (number * 97_001, number * 97_001 + 100_000);
            let answer = served.range(1, &format!("bytes={first}-{end}")).await;
            assert_eq!(answer.status, 206);
            assert!(answer.body == bytes[first..=end]);
        });
    }
    asking.join_all().await;
    let mut begun = [0; 12];
    stuck.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_legal_range_gives_exactly_those_bytes(
        bytes in prop::collection::vec(any::<u8>(), 1..700_000),
        ranges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let served = Served::new();
            served.put(1, "any", &bytes);
            for (one, other) in ranges {
                let (one, other) = (one.index(bytes.len()), other.index(bytes.len()));
                let (first, end) = (one.min(other), one.max(other));
                let answer = served.range(1, &format!("bytes={first}-{end}")).await;
                assert_eq!(answer.status, 206);
                assert!(answer.body == bytes[first..=end], "{first}-{end}");
                assert!(served.range(1, &format!("bytes={first}-")).await.body == bytes[first..]);
                let suffix = served.range(1, &format!("bytes=-{}", end + 1)).await;
                assert!(suffix.body == bytes[bytes.len() - end - 1..]);
            }
        });
    }
}
