//! Servers that hang up, stall, ramble and lie.

use std::sync::Arc;

use reqwest::Method;
use series::{ChunkPlan, Why};
use tokio::time::{Duration, Instant};

use super::{
    stand_in::{Answers, StandIn, whole},
    *,
};

/// A client of that server.
fn net(server: &StandIn) -> (Net, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let reach = Reach::only(&server.url).unwrap();
    (Net::patient(reach, seen.clone(), SHORT, now_ms).unwrap(), seen)
}

async fn ask(server: &StandIn) -> Result<Answer, NetError> {
    let (net, _) = net(server);
    net.ask(Purpose::Status, net.request(Method::POST, server.url.clone()).body("question")).await
}

/// A logged-in client of that server.
fn client(server: &StandIn, stage: &Stage) -> Client {
    let site = Site::rehearsal(&server.url).unwrap();
    Client::new(stage.tokens_for(net(server).0, site))
}

const PLAN: ChunkPlan = ChunkPlan { size: 9, chunk: 9, count: 1 };

#[tokio::test]
async fn whether_it_may_have_arrived_is_told() {
    let refused = {
        let gone = StandIn { url: "http://127.0.0.1:9/".parse().unwrap(), asked: Default::default() };
        ask(&gone).await.unwrap_err()
    };
    assert!(matches!(refused, NetError::Offline { .. }) && !refused.is_ambiguous(), "{refused:?}");
    for answers in [
        Answers::HangsUpAfter(usize::MAX - 1),
        Answers::With(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
        Answers::With(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"".to_vec()),
        Answers::With(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc".to_vec()),
        Answers::With(b"\x16\x03\x01 not HTTP at all\r\n\r\n".to_vec()),
    ] {
        let error = ask(&StandIn::that(answers).await).await.unwrap_err();
        assert!(matches!(error, NetError::Dropped { .. }), "{error:?}");
        assert!(error.is_ambiguous() && error.is_retryable());
    }
}

#[tokio::test]
async fn nobody_is_waited_for_for_ever() {
    for answers in [
        Answers::Then(Vec::new()),
        Answers::Then(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Answers::Then(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"".to_vec()),
    ] {
        let (server, begun) = (StandIn::that(answers).await, Instant::now());
        let error = ask(&server).await.unwrap_err();
        assert!(matches!(error, NetError::TimedOut { sent: true, .. }), "{error:?}");
        assert!(error.is_ambiguous() && begun.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn a_rambling_answer_is_cut_off() {
    let mut head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    head.extend(vec![b'x'; 256 * 1024]);
    let server = StandIn::that(Answers::Endless(head)).await;
    let (net, seen) = net(&server);
    let request = net.request(Method::GET, server.url.clone());
    let error = net.ask(Purpose::Status, request).await.unwrap_err();
    assert!(matches!(&error, NetError::Unreadable { raw, .. } if raw.len() <= 1_000), "{error:?}");
    assert!(seen.all()[0].bytes_in < 3 * 1024 * 1024);
}

#[tokio::test]
async fn redirects_are_not_followed_and_foreign_places_not_called() {
    let elsewhere = StandIn::json("200 OK", "{}").await;
    let moved = whole("307 Temporary Redirect", &format!("Location: {}\r\n", elsewhere.url), "");
    let server = StandIn::that(Answers::With(moved)).await;
    assert_eq!(ask(&server).await.unwrap().status, 307);
    let (net, seen) = net(&server);
    let error = net.ask(Purpose::Status, net.request(Method::GET, elsewhere.url.clone())).await.unwrap_err();
    assert!(matches!(error, NetError::Forbidden { .. }) && !error.is_retryable());
    assert!(elsewhere.asked().is_empty() && seen.all().is_empty());
}

#[tokio::test]
async fn every_call_is_told_with_its_bytes_also_when_it_is_cancelled() {
    let server = StandIn::json("200 OK", "{\"a\":1}").await;
    let (net, seen) = net(&server);
    let ask = || net.ask(Purpose::Status, net.request(Method::POST, server.url.clone()).body("question"));
    ask().await.unwrap();
    let host = format!("127.0.0.1:{}", server.url.port().unwrap());
    let told = seen.all().remove(0);
    assert_eq!(
        (told.host.as_str(), told.purpose, told.bytes_out, told.bytes_in),
        (host.as_str(), Purpose::Status, 8, 7)
    );
    assert!((now_ms() - told.at_ms).abs() < 60_000);
    let stalls = StandIn::that(Answers::Then(Vec::new())).await;
    let (net, seen) = super::wire::net(&stalls);
    let ask = net.ask(Purpose::Reserve, net.request(Method::POST, stalls.url.clone()));
    assert!(tokio::time::timeout(Duration::from_millis(100), ask).await.is_err());
    assert_eq!(seen.of(Purpose::Reserve).len(), 1);
}

#[tokio::test]
async fn answers_mean_what_their_code_says_whatever_http_says() {
    let stage = Stage::with(json!([]));
    for (status, body, code, why) in [
        (
            "200 OK",
            r#"{"data":{},"error":{"code":"spam_risk_too_many_posts","message":"m","log_id":"L1"}}"#,
            "spam_risk_too_many_posts",
            Why::TooManyPosts,
        ),
        (
            "403 Forbidden",
            r#"{"error":{"code":"reached_active_user_cap","message":"","logid":"L1"}}"#,
            "reached_active_user_cap",
            Why::TooManyUsers,
        ),
        (
            "401 Unauthorized",
            r#"{"data":null,"error":{"code":"scope_not_authorized","message":""}}"#,
            "scope_not_authorized",
            Why::Scope,
        ),
        ("503 Service Unavailable", "<html>Gateway</html>", "HTTP 503", Why::Platform),
        ("429 Too Many Requests", "", "HTTP 429", Why::TooFast),
    ] {
        let server = StandIn::json(status, body).await;
        let NetError::Refused(refused) = client(&server, &stage).creator_info().await.unwrap_err() else {
            panic!("{body}")
        };
        assert_eq!((refused.code.as_str(), refused.why), (code, why), "{body}");
        let times = if why == Why::Platform { QUICK.tries } else { 1 };
        assert_eq!(server.asked().len(), times as usize, "{body}");
    }
    let strange = r#"{"data":{"user":{"open_id":"o","display_name":"N","follower_count":18446744073709551615}},"error":{"code":"ok"}}"#;
    let server = StandIn::json("500 Internal Server Error", strange).await;
    assert_eq!(client(&server, &stage).user().await.unwrap().follower_count, Some(u64::MAX));
    for body in [
        "",
        "{}",
        "null",
        "[]",
        r#"{"error":{"code":"ok"}}"#,
        r#"{"data":{"user":7},"error":{"code":"ok"}}"#,
        &"[".repeat(100_000),
    ] {
        let server = StandIn::json("200 OK", body).await;
        let error = client(&server, &stage).user().await.unwrap_err();
        assert!(matches!(error, NetError::Unreadable { .. }), "{body:.20}: {error:?}");
    }
}

/// What gateways say no with, and what TikTok never does.
const PAGES: [(&str, &str); 10] = [
    ("302 Found", ""),
    ("400 Bad Request", "<html><h1>400</h1></html>"),
    ("401 Unauthorized", "<html>Who are you?</html>"),
    ("403 Forbidden", "<html>Blocked by your network</html>"),
    ("403 Forbidden", r#"{"message":"Forbidden"}"#),
    ("404 Not Found", "<html>No such page</html>"),
    ("404 Not Found", ""),
    ("413 Payload Too Large", "<html></html>"),
    ("418 I'm a teapot", "[[["),
    ("421 Misdirected Request", r#"{"error":"not here"}"#),
];

#[tokio::test]
async fn who_says_no_without_an_envelope_is_not_the_platform_and_is_asked_again() {
    let stage = Stage::with(json!([]));
    for (status, page) in PAGES {
        let server = StandIn::json(status, page).await;
        let client = client(&server, &stage);
        let errors = [
            client.user().await.unwrap_err(),
            client.creator_info().await.unwrap_err(),
            client.status("v_pub_file~1").await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, NetError::Unreadable { .. }), "{status} {page}: {error:?}");
            assert!(error.is_retryable(), "{status} {page}: {error:?}");
        }
        assert_eq!(server.asked().len(), 3 * QUICK.tries as usize, "{status} {page}");
    }
    // How often it may be asked, a gateway knows as well.
    let server = StandIn::json("429 Too Many Requests", "<html>Slow down</html>").await;
    let error = client(&server, &stage).status("v_pub_file~1").await.unwrap_err();
    assert_eq!(code::<()>(Err(error)), "HTTP 429");
    assert_eq!(server.asked().len(), 1);
    assert!(stage.shelf.ended.lock().unwrap().is_empty(), "a page ends no login");
}

#[tokio::test]
async fn a_place_is_asked_for_once_whatever_happens() {
    let stage = Stage::with(json!([]));
    for (answers, ambiguous) in [
        (Answers::HangsUpAfter(usize::MAX - 1), true),
        (Answers::Then(Vec::new()), true),
        (Answers::With(whole("502 Bad Gateway", "", "<html>")), true),
        (Answers::With(whole("524 A Timeout Occurred", "", "<html>")), true),
        (Answers::With(whole("500 Oops", "", r#"{"error":{"code":"busy"}}"#)), true),
        (Answers::With(whole("400 No", "", r#"{"error":{"code":"busy"}}"#)), false),
        (Answers::With(whole("200 OK", "", "<html>")), true),
        (
            Answers::With(whole("429 Too Many Requests", "", r#"{"error":{"code":"rate_limit_exceeded"}}"#)),
            false,
        ),
        (Answers::With(whole("429 Too Many Requests", "", "<html>")), false),
    ]
    .into_iter()
    // Who stands before a server may say no to its answer, too.
    .chain(PAGES.map(|(status, page)| (Answers::With(whole(status, "", page)), true)))
    {
        let server = StandIn::that(answers).await;
        let error = client(&server, &stage).reserve_draft(PLAN).await.unwrap_err();
        assert_eq!(error.is_ambiguous(), ambiguous, "{error:?}");
        assert_eq!(server.asked().len(), 1, "{error:?}");
    }
}

#[tokio::test]
async fn chunks_carry_the_documented_headers_and_no_token() {
    let stage = Stage::with(json!([]));
    let server =
        StandIn::that(Answers::With(whole("201 Created", "Content-Range: bytes 0-9/9\r\n", ""))).await;
    let url = Secret::new(format!("{}video/?upload_id=67890&upload_token=Xza123", server.url));
    let (source, plan) = stage.file(9);
    let chunks = client(&server, &stage).upload("v_pub_file~1", &url, plan).unwrap();
    assert_eq!(chunks.send(0..9, &source).await.unwrap(), Held::All);
    let asked = server.asked().remove(0).to_ascii_lowercase();
    assert!(asked.starts_with("put /video/?upload_id=67890&upload_token=xza123 http/1.1\r\n"), "{asked}");
    for header in ["content-type: video/mp4", "content-length: 9", "content-range: bytes 0-8/9"] {
        assert!(asked.contains(&format!("\r\n{header}\r\n")), "{asked}");
    }
    assert!(
        !asked.contains("authorization") && !asked.contains("transfer-encoding") && !asked.contains("expect")
    );
    let foreign = Secret::new("https://evil.example/video/?upload_token=Xza123");
    let error = client(&server, &stage).upload("v_pub_file~1", &foreign, plan).err().unwrap();
    assert_eq!(
        error.to_string(),
        "https://evil.example/video/?upload_token=… is not a place that may be called"
    );
}
