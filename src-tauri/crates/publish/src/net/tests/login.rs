//! Logging in, with a browser that follows the links.

use reqwest::{Client as Browser, redirect};
use series::Why;
use url::Url;

use super::{
    tiktok::{LOGIN_TAKES, Login, Pages, Scope},
    *,
};

fn pages() -> Pages {
    let [allowed, denied, stale] = ["C’est <fait>.", "Refusé.", "Trop tard."].map(String::from);
    Pages { language: "fr".into(), title: "Showrunner".into(), allowed, denied, stale }
}

fn browser() -> Browser {
    Browser::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap()
}

/// Opens the page of consent, follows the link of that id, and gives where that leads back to.
async fn consents(login: &Login, id: &str) -> Url {
    let page = login.authorize_url().clone();
    let html = browser().get(page.clone()).send().await.unwrap().text().await.unwrap();
    let (_, link) = html.split_once(&format!("id=\"{id}\" href=\"")).unwrap_or_else(|| panic!("{html}"));
    let link = link.split_once('"').unwrap().0.replace("&amp;", "&");
    let answer = browser().get(page.join(&link).unwrap()).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

async fn begun(stage: &Stage) -> Login {
    Login::begin(&stage.site, &stage.keys(), &Scope::ALL, true).await.unwrap()
}

#[tokio::test]
async fn a_creator_logs_in_with_the_browser() {
    let stage = Stage::set(json!({ "grants": ["user.info.basic", "video.upload"] }));
    let login = begun(&stage).await;
    let asked: Vec<_> = login.authorize_url().query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(
        asked,
        [
            "client_key",
            "scope",
            "response_type",
            "redirect_uri",
            "state",
            "code_challenge",
            "code_challenge_method",
            "disable_auto_auth"
        ]
    );
    let back = consents(&login, "allow").await;
    let page = tokio::spawn(async move {
        let answer = browser().get(back).send().await.unwrap();
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
        answer.text().await.unwrap()
    });
    let tokens = login.finish(&stage.net, pages(), LOGIN_TAKES).await.unwrap();
    let page = page.await.unwrap();
    assert!(page.contains("<html lang=\"fr\">") && page.contains("C’est &lt;fait&gt;."), "{page}");
    assert!(tokens.allows(Scope::Drafts) && !tokens.allows(Scope::Posts));
    assert!((tokens.access_until_ms - now_ms() - 7_200_000).abs() < 60_000);
    assert_eq!(stage.seen.of(Purpose::Login).len(), 1);
    // The tokens are good, and can be given back.
    *stage.shelf.tokens.lock().unwrap() = Some(tokens);
    assert_eq!(stage.client().user().await.unwrap().display_name, "Rehearsal");
    stage.tokens().revoke().await.unwrap();
    let error = stage.client().user().await.unwrap_err();
    assert!(matches!(&error, NetError::Refused(refused) if refused.why == Why::LoggedOut), "{error:?}");
}

#[tokio::test]
async fn a_creator_who_does_not_allow_it_is_understood() {
    let stage = Stage::with(json!([]));
    let login = begun(&stage).await;
    let back = consents(&login, "deny").await;
    let page = tokio::spawn(async move { browser().get(back).send().await.unwrap().text().await.unwrap() });
    let error = login.finish(&stage.net, pages(), LOGIN_TAKES).await.unwrap_err();
    assert!(matches!(error, NetError::Denied), "{error:?}");
    assert!(page.await.unwrap().contains("Refusé."));
}

#[tokio::test]
async fn only_the_browser_that_was_sent_there_is_listened_to() {
    let stage = Stage::with(json!([]));
    let login = begun(&stage).await;
    let back = consents(&login, "allow").await;
    let net = stage.net.clone();
    let waiting = tokio::spawn(async move { login.finish(&net, pages(), LOGIN_TAKES).await });
    let with = |state: &str| {
        let mut url = back.clone();
        url.set_query(None);
        url.query_pairs_mut().append_pair("code", "evil").append_pair("state", state);
        url
    };
    let state = back.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status().as_u16();
    assert_eq!(status(browser().get(with("guessed"))).await, 400);
    assert_eq!(status(browser().get(with(&state[1..]))).await, 400);
    assert_eq!(status(browser().get(with(&state)).header("Host", "evil.example")).await, 403);
    assert_eq!(status(browser().get(with(&state)).header("Host", "localhost")).await, 403);
    assert_eq!(status(browser().post(with(&state))).await, 403);
    assert_eq!(status(browser().get(back.join("/favicon.ico").unwrap())).await, 404);
    let stateless = Url::parse(&with("").as_str().replace("&state=", "")).unwrap();
    assert_eq!(status(browser().get(stateless)).await, 400);
    assert!(!waiting.is_finished());
    assert_eq!(status(browser().get(back.clone())).await, 200);
    waiting.await.unwrap().unwrap();
    assert!(browser().get(back).send().await.is_err(), "the door is shut after one answer");
}

#[tokio::test]
async fn waiting_ends_in_time_and_shuts_the_door() {
    let stage = Stage::with(json!([]));
    let login = begun(&stage).await;
    let back = consents(&login, "allow").await;
    let error = login.finish(&stage.net, pages(), Duration::from_millis(50)).await.unwrap_err();
    assert!(matches!(error, NetError::NobodyCame) && !error.is_retryable());
    assert!(browser().get(back).send().await.is_err());
}

#[tokio::test]
async fn wrong_keys_and_used_codes_are_refused_with_their_reason() {
    let stage = Stage::with(json!([]));
    let keys = AppKeys { secret: Secret::new("wrong"), ..stage.keys() };
    let login = Login::begin(&stage.site, &keys, &[Scope::Name], false).await.unwrap();
    let back = consents(&login, "allow").await;
    tokio::spawn(browser().get(back).send());
    let error = login.finish(&stage.net, pages(), LOGIN_TAKES).await.unwrap_err();
    assert!(matches!(&error, NetError::Refused(refused) if refused.why == Why::Keys), "{error:?}");
}
