//! uploadx, tus and PeerTube against servers that answer what none should.

use std::sync::atomic::Ordering;

use super::{
    peertube,
    stand_in::{Answers, StandIn, whole},
    *,
};

const BYTES: u64 = 1_000;

/// A server that answers that to everything, and what sends to it.
struct Odd {
    server: StandIn,
    net: Net,
    source: Source,
    folder: TempDir,
}

impl Odd {
    async fn that(answers: Answers) -> Self {
        let server = StandIn::that(answers).await;
        let reach = Reach::only(&server.url).unwrap();
        let net = Net::patient(reach, Arc::new(Seen::default()), SHORT, now_ms).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("episode.mp4");
        std::fs::write(&path, vec![7; BYTES as usize]).unwrap();
        Self { server, net, source: Source::new(path, BYTES, "video/mp4"), folder }
    }

    async fn says(status: &str, headers: &str, body: &str) -> Self {
        Self::that(Answers::With(whole(status, headers, body))).await
    }

    fn place(&self) -> Secret {
        Secret::new(self.server.url.join("files/s3cret-place?upload_id=s3cret-name").unwrap())
    }

    fn uploadx(&self) -> uploadx::Upload<Open> {
        uploadx::Upload::at(self.net.clone(), Open, &self.place(), BYTES).unwrap()
    }

    fn tus(&self) -> tus::Upload<Open> {
        tus::Upload::at(self.net.clone(), Open, &self.place(), BYTES).unwrap()
    }

    async fn reserved(&self) -> [Result<Secret, NetError>; 2] {
        let said = json!({});
        [
            uploadx::reserve(&self.net, &Open, &self.server.url, (BYTES, "video/mp4"), &said).await,
            tus::create(&self.net, &Open, &self.server.url, BYTES, &[("filename", "a")]).await,
        ]
    }
}

#[tokio::test]
async fn a_place_that_is_none_is_ambiguous_and_one_elsewhere_is_not_called() {
    let long = format!("Location: /{}\r\n", "a".repeat(5_000));
    for location in ["", "Location: \r\n", "Location: http://[/\r\n", &long] {
        let odd = Odd::says("201 Created", location, "").await;
        for reserved in odd.reserved().await {
            let error = reserved.unwrap_err();
            assert!(error.is_ambiguous(), "{location:.40}: {error:?}");
        }
    }
    let odd = Odd::says("201 Created", "Location: http://127.0.0.1:9/x\r\n", "").await;
    for place in odd.reserved().await {
        let upload = uploadx::Upload::at(odd.net.clone(), Open, &place.unwrap(), BYTES).unwrap();
        let error = upload.held().await.unwrap_err();
        assert!(matches!(error, NetError::Forbidden { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_says_nonsense_is_asked_again_later_and_never_believed() {
    for headers in ["Range: bytes=5-9\r\n", "Range: nonsense\r\n", "Range: bytes=0-99999999999999999999\r\n"]
    {
        let odd = Odd::says("308 Resume Incomplete", headers, "").await;
        assert!(odd.uploadx().held().await.unwrap_err().is_retryable(), "{headers}");
        assert!(odd.uploadx().send(0..500, &odd.source).await.unwrap_err().is_retryable(), "{headers}");
    }
    for headers in ["", "Upload-Offset: \r\n", "Upload-Offset: -1\r\n", "Upload-Offset: 1001\r\n"] {
        let odd = Odd::says("204 No Content", headers, "").await;
        assert!(odd.tus().held().await.unwrap_err().is_retryable(), "{headers}");
        assert!(odd.tus().send(0..500, &odd.source).await.unwrap_err().is_retryable(), "{headers}");
    }
    // A file of another size is not this one.
    let odd = Odd::says("200 OK", "Upload-Offset: 5\r\nUpload-Length: 999\r\n", "").await;
    assert!(odd.tus().held().await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn what_a_server_says_it_holds_counts_also_where_it_took_nothing() {
    let odd = Odd::says("308 Resume Incomplete", "Range: bytes=0-499\r\n", "").await;
    assert_eq!(odd.uploadx().send(0..500, &odd.source).await.unwrap(), Held::Bytes(500));
    assert_eq!(odd.uploadx().send(500..1_000, &odd.source).await.unwrap(), Held::Bytes(500));
    // It has all of it and does not say that it is done: it is told so once, and then asked.
    let odd = Odd::says("308 Resume Incomplete", "Range: bytes=0-999\r\n", "").await;
    assert_eq!(odd.uploadx().held().await.unwrap(), Held::Bytes(999));
    assert_eq!(odd.uploadx().send(999..1_000, &odd.source).await.unwrap(), Held::All);
    let odd = Odd::says("204 No Content", "Upload-Offset: 500\r\n", "").await;
    assert_eq!(odd.tus().send(500..1_000, &odd.source).await.unwrap(), Held::Bytes(500));
}

#[tokio::test]
async fn every_status_has_its_meaning_and_no_secret_is_told() {
    use series::{Remedy, Why};
    for (status, why, remedy) in [
        ("400 Bad Request", Why::Request, Remedy::Report),
        ("401 Unauthorized", Why::LoggedOut, Remedy::LogIn),
        ("403 Forbidden", Why::UploadExpired, Remedy::SendAnew),
        ("404 Not Found", Why::UploadGone, Remedy::SendAnew),
        ("409 Conflict", Why::OutOfStep, Remedy::Look),
        ("410 Gone", Why::UploadGone, Remedy::SendAnew),
        ("412 Precondition Failed", Why::Request, Remedy::Report),
        ("413 Content Too Large", Why::NoRoom, Remedy::Copy),
        ("415 Unsupported Media Type", Why::Format, Remedy::MendFile),
        ("422 Unprocessable Content", Why::Format, Remedy::MendFile),
        ("423 Locked", Why::Platform, Remedy::TryAgain),
        ("429 Too Many Requests", Why::TooFast, Remedy::WaitAMinute),
        ("460 Checksum Mismatch", Why::OutOfStep, Remedy::Look),
        ("500 Internal Server Error", Why::Platform, Remedy::TryAgain),
        ("503 Service Unavailable", Why::Platform, Remedy::TryAgain),
    ] {
        let body = "no s3cret-place, no s3cret-name";
        let odd = Odd::says(status, "", body).await;
        let (uploadx, tus) = (odd.uploadx(), odd.tus());
        let sent = [uploadx.send(0..500, &odd.source).await, tus.send(0..500, &odd.source).await];
        for answer in [uploadx.held().await, tus.held().await].into_iter().chain(sent) {
            let error = answer.unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("s3cret"), "{shown}");
            let NetError::Refused(refused) = error else { panic!("{error:?}") };
            assert_eq!((refused.why, refused.why.remedy()), (why, remedy), "{status}");
        }
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let odd =
        Odd::that(Answers::Endless(b"HTTP/1.1 201 Created\r\nLocation: /aaaaaaaaaaaaaaaaaaaa".into())).await;
    for reserved in odd.reserved().await {
        assert!(reserved.unwrap_err().is_ambiguous());
    }
}

#[tokio::test]
async fn a_login_says_what_peertube_documents_and_no_secret_is_told() {
    let problem = r#"{"type":"https://docs.example/#/invalid_grant","code":"invalid_grant","detail":"not hunter2","status":400}"#;
    let odd = Odd::says("400 Bad Request", "", problem).await;
    let server = peertube::Server::new(&odd.server.url).unwrap();
    let who = peertube::Credentials {
        user: "mary".into(),
        password: Secret::new("hunter2"),
        second_factor: Some(Secret::new("123456")),
    };
    let error = peertube::log_in(&odd.net, &server, &who).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert_eq!(code::<()>(Err(error)), "invalid_grant");
    assert!(odd.server.asked()[0].starts_with("GET /api/v1/oauth-clients/local "));

    let both = r#"{"client_id":"id","client_secret":"cs","access_token":"act","refresh_token":"rft","expires_in":10}"#;
    let odd = Odd::says("200 OK", "", both).await;
    let server = peertube::Server::new(&odd.server.url).unwrap();
    let tokens = peertube::log_in(&odd.net, &server, &who).await.unwrap();
    assert_eq!(
        (tokens.open_id.as_str(), tokens.access.expose(), tokens.refresh.expose()),
        ("mary", "act", "rft")
    );
    let asked = odd.server.asked();
    let (head, form) = asked[1].split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("POST /api/v1/users/token ") && head.contains("x-peertube-otp: 123456"),
        "{head}"
    );
    assert_eq!(form, "grant_type=password&username=mary&password=hunter2&client_id=id&client_secret=cs");
}

#[tokio::test]
async fn a_login_that_cannot_be_kept_is_not_used() {
    let both = r#"{"client_id":"id","client_secret":"cs","access_token":"act.2","refresh_token":"rft.2","expires_in":86400}"#;
    let odd = Odd::says("200 OK", "", both).await;
    let server = peertube::Server::new(&odd.server.url).unwrap();
    let (account, shelf) = (server.account("mary"), Arc::new(Shelf::default()));
    let old = TokenSet {
        open_id: "mary".into(),
        scopes: Vec::new(),
        access: Secret::new("act.1"),
        access_until_ms: 0,
        refresh: Secret::new("rft.1"),
        refresh_until_ms: i64::MAX,
    };
    *shelf.tokens.lock().unwrap() = Some(old);
    shelf.locked.store(true, Ordering::Relaxed);
    let lock = odd.folder.path().join("login.lock");
    let session = peertube::Session::new(odd.net.clone(), server, account, shelf.clone(), lock);
    assert!(matches!(session.fresh().await.unwrap_err(), NetError::Keeper { .. }));
    shelf.locked.store(false, Ordering::Relaxed);
    // Many ask at once, and one of them renews.
    let before = odd.server.asked().len();
    let all = [(); 5].map(|()| {
        let session = session.clone();
        tokio::spawn(async move { session.fresh().await })
    });
    for one in all {
        assert_eq!(one.await.unwrap().unwrap().access.expose(), "act.2");
    }
    assert_eq!(odd.server.asked().len() - before, 2, "its client, and the tokens");
}
