//! Consent, tokens, and how they end (`platform.md` B1).

use serde_json::json;

use super::client::*;
use crate::{Creator, Script};

const VERIFIER: &str = "tiktok-mcp-ai_pinned-pkce-vector_0123456789abcdefghijklmnopqrstuvwxyz";
const HEX: &str = "6d737a2ebee1e9712ca50681cb2cb3ae5315985849a85cf11400a06b2fcbd91f";
const BASE64URL: &str = "bXN6Lr7h6XEspQaByyyzrlMVmFhJqFzxFACgay_L2R8";
const BACK: &str = "http://127.0.0.1:4567/callback/";

/// The address of the page of consent.
fn authorize(stage: &Stage, changes: &[(&str, &str)]) -> String {
    let key = stage.server.client_key();
    let mut fields = vec![
        ("client_key", key.as_str()),
        ("scope", "user.info.basic,video.publish,video.upload"),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("state", "a b&c"),
        ("code_challenge", HEX),
        ("code_challenge_method", "S256"),
        ("disable_auto_auth", "1"),
    ];
    for (name, value) in changes {
        fields.iter_mut().filter(|(of, _)| of == name).for_each(|field| field.1 = value);
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("/v2/auth/authorize/?{query}")
}

/// Follows a link of the page, and gives what came back to the app.
async fn click(stage: &Stage, page: &Heard, id: &str) -> Vec<(String, String)> {
    let (_, after) = page.body.split_once(&format!("id=\"{id}\" href=\"")).expect(id);
    let link = after.split('"').next().unwrap().replace("&amp;", "&");
    back(&stage.get(&link).await)
}

fn back(heard: &Heard) -> Vec<(String, String)> {
    assert_eq!(heard.status, 302, "{heard:?}");
    let query = heard.header("Location").unwrap().strip_prefix(&format!("{BACK}?")).unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
}

/// Asks for tokens by a code.
async fn exchange(stage: &Stage, code: &str, changes: &[(&str, &str)]) -> Heard {
    let (key, secret) = (stage.server.client_key(), stage.server.client_secret());
    let mut fields = vec![
        ("client_key", key.as_str()),
        ("client_secret", &secret),
        ("code", code),
        ("grant_type", "authorization_code"),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in changes {
        fields.iter_mut().filter(|(of, _)| of == name).for_each(|field| field.1 = value);
    }
    stage.form("/v2/oauth/token/", &fields).await
}

async fn code(stage: &Stage, id: &str) -> String {
    let page = stage.get(&authorize(stage, &[])).await;
    field(&click(stage, &page, id).await, "code").to_owned()
}

/// The access token of the account behind that link of the page.
pub async fn log_in(stage: &Stage, id: &str) -> String {
    text(&exchange(stage, &code(stage, id).await, &[]).await, "access_token")
}

async fn refresh(stage: &Stage, token: &str) -> Heard {
    let (key, secret) = (stage.server.client_key(), stage.server.client_secret());
    let fields = [
        ("client_key", key.as_str()),
        ("client_secret", &secret),
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
    ];
    stage.form("/v2/oauth/token/", &fields).await
}

fn text(heard: &Heard, name: &str) -> String {
    heard.json()[name].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_creator_logs_in() {
    let mut stage = Stage::set(Script::default());
    let page = stage.get(&authorize(&stage, &[])).await;
    assert!(page.body.contains("<li>video.publish</li>"), "{}", page.body);
    let back = click(&stage, &page, "allow").await;
    assert_eq!(field(&back, "state"), "a b&c");
    assert_eq!(field(&back, "scopes"), "user.info.basic,video.publish,video.upload");
    let code = field(&back, "code");
    assert!(code.contains('*') && code.contains('!'), "{code} tests whether it is decoded once");

    let tokens = exchange(&stage, code, &[]).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let answer = tokens.json();
    assert_eq!(
        (answer["expires_in"].as_u64(), answer["refresh_expires_in"].as_u64()),
        (Some(7_200), Some(15_552_000))
    );
    assert_eq!((&answer["token_type"], &answer["scope"]), (&json!("Bearer"), &json!(field(&back, "scopes"))));
    let again = exchange(&stage, code, &[]).await;
    assert_eq!((again.status, text(&again, "error").as_str()), (400, "invalid_grant"));
    assert!(!text(&again, "log_id").is_empty() && again.json().get("data").is_none());

    stage.token = text(&tokens, "access_token");
    let user = stage.get("/v2/user/info/?fields=open_id,display_name").await.json();
    assert_eq!(user["data"]["user"], json!({ "open_id": answer["open_id"], "display_name": "Rehearsal" }));
    stage.jump(7_199);
    assert_eq!(stage.post(CREATOR, json!({})).await.code(), "ok");
    stage.jump(1);
    let ended = stage.post(CREATOR, json!({})).await;
    assert_eq!((ended.status, ended.code().as_str()), (401, "access_token_invalid"));
}

#[tokio::test]
async fn a_creator_denies_and_the_app_is_told() {
    let stage = Stage::set(Script::default());
    let page = stage.get(&authorize(&stage, &[])).await;
    let back = click(&stage, &page, "deny").await;
    assert_eq!((field(&back, "error"), field(&back, "state")), ("access_denied", "a b&c"));
    assert!(!field(&back, "error_description").is_empty() && field(&back, "code").is_empty());
}

#[tokio::test]
async fn what_the_page_refuses() {
    let stage = Stage::set(Script::default());
    for (name, value) in [("client_key", "other"), ("redirect_uri", "http://example.com:80/")] {
        let page = stage.get(&authorize(&stage, &[(name, value)])).await;
        assert_eq!((page.status, page.header("Location")), (400, None), "{name}");
    }
    for (name, value, error) in [
        ("code_challenge", BASE64URL, "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("scope", "video.publish video.upload", "invalid_scope"),
        ("response_type", "token", "unsupported_response_type"),
        ("state", "", "invalid_request"),
    ] {
        let page = stage.get(&authorize(&stage, &[(name, value)])).await;
        assert_eq!(field(&back(&page), "error"), error, "{name}={value}");
        if name.starts_with("code_challenge") {
            let description = "Code verifier or code challenge is invalid";
            assert_eq!(field(&back(&page), "error_description"), description);
        }
    }
}

#[tokio::test]
async fn what_is_refused_instead_of_tokens() {
    let stage = Stage::set(Script::default());
    for (name, value, status, error) in [
        ("client_secret", "other", 401, "invalid_client"),
        ("client_key", "other", 401, "invalid_client"),
        ("grant_type", "password", 400, "unsupported_grant_type"),
        ("redirect_uri", "http://127.0.0.1:4567/callback", 400, "invalid_request"),
        (
            "code_verifier",
            "tiktok-mcp-ai_pinned-pkce-vector_0123456789abcdefghijklmnopqrstuvwxyZ",
            400,
            "invalid_request",
        ),
        ("code", "other", 400, "invalid_grant"),
    ] {
        let code = code(&stage, "allow").await;
        let heard = exchange(&stage, &code, &[(name, value)]).await;
        assert_eq!((heard.status, text(&heard, "error").as_str()), (status, error), "{name}");
    }
    let late = code(&stage, "allow").await;
    stage.jump(600);
    assert_eq!(text(&exchange(&stage, &late, &[]).await, "error"), "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_dies_when_it_is_used() {
    let mut stage = Stage::set(Script::default());
    let tokens = exchange(&stage, &code(&stage, "allow").await, &[]).await;
    let first = text(&tokens, "refresh_token");
    stage.jump(7_200);
    let renewed = refresh(&stage, &first).await;
    let second = text(&renewed, "refresh_token");
    assert!(renewed.status == 200 && second != first, "{renewed:?}");
    let dead = refresh(&stage, &first).await;
    assert_eq!((dead.status, text(&dead, "error").as_str()), (400, "invalid_grant"));
    stage.token = text(&renewed, "access_token");
    assert_eq!(stage.post(CREATOR, json!({})).await.code(), "ok");
    stage.jump(15_551_999);
    let third = text(&refresh(&stage, &second).await, "refresh_token");
    stage.jump(15_552_000);
    assert_eq!(text(&refresh(&stage, &third).await, "error"), "invalid_grant");
}

#[tokio::test]
async fn what_is_given_back_is_gone() {
    let mut stage = Stage::set(Script::default());
    let tokens = exchange(&stage, &code(&stage, "allow").await, &[]).await;
    stage.token = text(&tokens, "access_token");
    let (key, secret) = (stage.server.client_key(), stage.server.client_secret());
    let fields = [("client_key", key.as_str()), ("client_secret", &secret), ("token", &stage.token)];
    let gone = stage.form("/v2/oauth/revoke/", &fields).await;
    assert_eq!((gone.status, gone.body.as_str()), (200, ""));
    assert_eq!(stage.post(CREATOR, json!({})).await.code(), "access_token_invalid");
    assert_eq!(text(&refresh(&stage, &text(&tokens, "refresh_token")).await, "error"), "invalid_grant");
}

#[tokio::test]
async fn several_accounts_and_what_each_allowed() {
    let named = |name: &str| Creator { nickname: name.into(), username: name.into(), ..Creator::default() };
    let grants = Some(vec!["user.info.basic".into(), "video.upload".into()]);
    let creators = vec![named("one"), named("<two>")];
    let mut stage = Stage::set(Script { creators, grants, ..Script::default() });
    let (id, _) = stage.draft(10, 10, 1).await;
    let tokens = exchange(&stage, &code(&stage, "allow-1").await, &[]).await;
    assert_eq!(text(&tokens, "scope"), "user.info.basic,video.upload");
    stage.token = text(&tokens, "access_token");
    let user = stage.get("/v2/user/info/?fields=display_name").await.json();
    assert_eq!(user["data"]["user"]["display_name"], "<two>");
    let heard = stage.post(POST, post_of("SELF_ONLY")).await;
    assert_eq!((heard.status, heard.code().as_str()), (401, "scope_not_authorized"));
    let followers = stage.get("/v2/user/info/?fields=display_name,follower_count").await;
    assert_eq!((followers.status, followers.code().as_str()), (401, "scope_not_authorized"));
    let foreign = stage.post(STATUS, json!({ "publish_id": id })).await;
    assert_eq!(
        (foreign.status, foreign.code().as_str()),
        (400, "token_not_authorized_for_specified_publish_id")
    );
}
