//! Nothing secret stands in what is printed, however it is printed.

use rehearsal::Endpoint;

use super::{
    stand_in::{Answers, StandIn, whole},
    *,
};

const ACCESS: &str = "act.example12345Example12345Example";
const REFRESH: &str = "rft.example12345Example12345Example";
const KEY: &str = "hunter2hunter2hunter2hunter2";
const PLACE: &str = "Xza123Xza123Xza123Xza123";

/// A client whose every secret is one of the above.
fn client(server: &StandIn, fresh: bool, folder: &TempDir) -> Client {
    let site = Site::rehearsal(&server.url).unwrap();
    let net = Net::patient(site.reach().clone(), Arc::new(Seen::default()), SHORT, now_ms).unwrap();
    let shelf = Shelf::default();
    *shelf.tokens.lock().unwrap() = Some(TokenSet {
        open_id: "open".into(),
        scopes: vec![],
        access: Secret::new(ACCESS),
        access_until_ms: if fresh { i64::MAX } else { 0 },
        refresh: Secret::new(REFRESH),
        refresh_until_ms: i64::MAX,
    });
    let keys = AppKeys { key: "app".into(), secret: Secret::new(KEY) };
    let lock = folder.path().join("login.lock");
    let tokens = Tokens::new(
        net.clone(),
        site.clone(),
        keys,
        AccountId("tiktok:open".into()),
        Arc::new(shelf),
        lock,
        Backoff { tries: 1, ..QUICK },
    );
    Client::new(tokens)
}

fn hold(error: &NetError) {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        shown += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    for secret in [ACCESS, REFRESH, KEY, PLACE, "example12345"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn a_server_that_says_all_secrets_back_gets_none_into_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let all = format!("{ACCESS} {REFRESH} {KEY} {PLACE} {ACCESS}{REFRESH}");
    let answers = [
        whole("200 OK", "", &all),
        whole("403 Forbidden", "", &all),
        whole("503 Service Unavailable", "", &all),
        whole("200 OK", "", &format!(r#"{{"error":{{"code":"{all}","message":"{all}","log_id":"{all}"}}}}"#)),
        whole("200 OK", "", &format!(r#"{{"error":"{all}","error_description":"{all}","log_id":"{all}"}}"#)),
        whole("200 OK", "", &format!(r#"{{"access_token":"{ACCESS}","refresh_token":"{REFRESH}"}}"#)),
        whole("200 OK", "", &format!(r#"{{"data":{{"status":"{ACCESS}"}},"error":{{"code":"ok"}}}}"#)),
        whole("302 Found", &format!("Location: https://evil.example/?t={ACCESS}\r\n"), &all),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort".to_vec(),
        all.clone().into_bytes(),
        Vec::new(),
    ];
    let path = folder.path().join("episode.mp4");
    std::fs::write(&path, "123456789").unwrap();
    let (source, plan) = (Source::new(path, 9, "video/mp4"), ChunkPlan::of(9).unwrap());
    let mut errors = 0;
    for answer in answers {
        let server = StandIn::that(Answers::With(answer)).await;
        let fresh = client(&server, true, &folder);
        let url = Secret::new(format!("{}video/?upload_id=67890&upload_token={PLACE}", server.url));
        let upload = fresh.upload("v_pub_file~1", &url, plan).unwrap();
        let all = [
            fresh.user().await.err(),
            fresh.creator_info().await.err(),
            fresh.reserve_draft(plan).await.err(),
            fresh.status("v_pub_file~1").await.err(),
            client(&server, false, &folder).user().await.err(),
            fresh.tokens().revoke().await.err(),
            upload.send(0..9, &source).await.err(),
        ];
        errors += all.iter().flatten().inspect(|error| hold(error)).count();
    }
    assert!(errors > 50, "{errors} errors were looked at");
}

#[tokio::test]
async fn addresses_and_logins_are_not_printed_either() {
    let stage = Stage::with(json!([]));
    let plan = ChunkPlan::of(9).unwrap();
    let place = stage.client().reserve_draft(plan).await.unwrap();
    let shown = format!("{place:?} {:?} {:?} {:?}", stage.shelf.tokens, stage.keys(), stage.seen.all());
    for secret in [
        place.url.expose(),
        &stage.server.access_token(),
        &stage.server.refresh_token(),
        &stage.server.client_secret(),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(stage.server.shown().asked.get(&Endpoint::InitDraft), Some(&1));
    for url in [place.url.expose(), "http://nowhere.example/?upload_token=Xza123", "not an address Xza123"] {
        let wrong = url.replace("127.0.0.1", "127.0.0.2");
        hold(&stage.client().upload("t", &Secret::new(wrong), plan).err().unwrap());
    }
}
