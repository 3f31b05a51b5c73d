//! Tokens: given for a code, renewed, given back; and what they tell of the account (`platform.md` B1).

use axum::{http::StatusCode, response::Response};
use serde_json::{Map, Value, json};
use series::TokenAnswer;
use sha2::{Digest, Sha256};

use crate::{
    answer::{self, Refusal, Went},
    gate::Asked,
    names::hex,
    people::{AVATAR, Grant, Token},
    script::{Creator, Endpoint},
    world::World,
};

/// `POST /v2/oauth/token/`
pub fn token(world: &mut World, asked: &Asked) -> Response {
    let given = keys(world, asked).and_then(|()| match asked.field("grant_type").as_deref() {
        Some("authorization_code") => exchange(world, asked),
        Some("refresh_token") => refresh(world, asked),
        _ => Err(Refusal::of("unsupported_grant_type", "The grant type is not supported")),
    });
    match given {
        Ok(tokens) => answer::body(StatusCode::OK, &tokens),
        Err(refusal) => answer::token_refused(refusal, world.log_id()),
    }
}

/// `POST /v2/oauth/revoke/`
pub fn revoke(world: &mut World, asked: &Asked) -> Response {
    let creator = keys(world, asked).and_then(|()| {
        let token = asked.field("token").unwrap_or_default();
        world.people.creator_of(&token).ok_or_else(|| Refusal::of("invalid_request", "The token is invalid"))
    });
    match creator {
        Ok(creator) => {
            world.take_back(creator);
            answer::bare(StatusCode::OK, None)
        }
        Err(refusal) => answer::token_refused(refusal, world.log_id()),
    }
}

/// The app's own keys, in a form.
fn keys(world: &World, asked: &Asked) -> Result<(), Refusal> {
    if !asked.kind.starts_with("application/x-www-form-urlencoded") {
        let message = "The Content-Type must be application/x-www-form-urlencoded";
        return Err(Refusal::of("invalid_request", message));
    }
    let (key, secret) = (asked.field("client_key"), asked.field("client_secret"));
    let people = &world.people;
    if key.as_ref() != Some(&people.client_key) || secret.as_ref() != Some(&people.client_secret) {
        let refusal = Refusal::of("invalid_client", "Client key or secret is incorrect");
        return Err(Refusal { status: StatusCode::UNAUTHORIZED, ..refusal });
    }
    Ok(())
}

fn exchange(world: &mut World, asked: &Asked) -> Result<TokenAnswer, Refusal> {
    let now = world.clock.now();
    let expired = || Refusal::of("invalid_grant", "Authorization code is expired");
    let code = asked.field("code").and_then(|code| world.people.redeem(&code, now)).ok_or_else(expired)?;
    if asked.field("redirect_uri").as_ref() != Some(&code.redirect_uri) {
        return Err(Refusal::of(
            "invalid_request",
            "Redirect_uri is not matched with the uri when requesting code",
        ));
    }
    let verifier = asked.field("code_verifier").unwrap_or_default();
    if !is_verifier(&verifier) || hex(&Sha256::digest(verifier.as_bytes())) != code.challenge {
        return Err(Refusal::of("invalid_request", "Code verifier or code challenge is invalid"));
    }
    let (access, refresh) = fresh(world, now);
    let grant = Grant { creator: code.creator, scopes: code.scopes, access: vec![access.clone()], refresh };
    let tokens = told(world, &grant, access);
    world.people.join(grant);
    Ok(tokens)
}

/// The refresh token that is shown dies; access tokens live on until their hour.
fn refresh(world: &mut World, asked: &Asked) -> Result<TokenAnswer, Refusal> {
    let now = world.clock.now();
    let (access, refresh) = fresh(world, now);
    let shown = asked.field("refresh_token").unwrap_or_default();
    let grant = world
        .people
        .renewable(&shown, now)
        .ok_or_else(|| Refusal::of("invalid_grant", "Refresh token is invalid or expired"))?;
    grant.access.push(access.clone());
    grant.refresh = refresh;
    let grant = grant.clone();
    Ok(told(world, &grant, access))
}

fn fresh(world: &mut World, now: i64) -> (Token, Token) {
    let limits = &world.script.limits;
    let until = |seconds: u32| now + i64::from(seconds) * 1_000;
    let (access, refresh) = (until(limits.access_s), until(limits.refresh_s));
    (
        Token { token: world.names.secret("act."), until_ms: access },
        Token { token: world.names.secret("rft."), until_ms: refresh },
    )
}

fn told(world: &World, grant: &Grant, access: Token) -> TokenAnswer {
    TokenAnswer {
        open_id: open_id(grant.creator),
        scope: grant.scopes.join(","),
        access_token: access.token,
        expires_in: world.script.limits.access_s.into(),
        refresh_token: grant.refresh.token.clone(),
        refresh_expires_in: world.script.limits.refresh_s.into(),
        token_type: "Bearer".into(),
    }
}

/// 43 to 128 of the characters that need no encoding.
fn is_verifier(verifier: &str) -> bool {
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn open_id(creator: usize) -> String {
    format!("-000-rehearsal-{creator}")
}

/// `GET /v2/user/info/?fields=`: the fields that are asked for, each if its scope was granted.
pub fn user_info(world: &mut World, asked: &Asked) -> Went {
    let fields = asked.asks("fields").filter(|fields| !fields.is_empty());
    let fields = fields.ok_or_else(|| Refusal::params("Fields is required"));
    let creator = world.allowed(asked, &["user.info.basic", "user.info.profile", "user.info.stats"])?;
    world.take(creator, Endpoint::UserInfo)?;
    let of = world.creator(creator);
    let mut told = Map::new();
    for field in fields?.split(',') {
        let (scope, value) = known(field, creator, &of, world.posts.len())
            .ok_or_else(|| Refusal::params(format!("Unknown field {field}")))?;
        world.allowed(asked, &[scope])?;
        told.insert(field.to_owned(), value);
    }
    Ok(json!({ "user": told }))
}

/// A documented field of an account: the scope it takes, and what it says.
fn known(field: &str, creator: usize, of: &Creator, videos: usize) -> Option<(&'static str, Value)> {
    let (basic, profile, stats) = ("user.info.basic", "user.info.profile", "user.info.stats");
    Some(match field {
        "open_id" => (basic, json!(open_id(creator))),
        "union_id" => (basic, json!(format!("union-{creator}"))),
        "avatar_url" | "avatar_url_100" | "avatar_large_url" => (basic, json!(AVATAR)),
        "display_name" => (basic, json!(of.nickname)),
        "bio_description" => (profile, json!("")),
        "profile_deep_link" => (profile, json!(format!("https://vm.tiktok.com/{}", of.username))),
        "profile_web_link" => (profile, json!(format!("https://www.tiktok.com/@{}", of.username))),
        "is_verified" => (profile, json!(false)),
        "username" => (profile, json!(of.username)),
        "follower_count" => (stats, json!(of.followers)),
        "following_count" | "likes_count" => (stats, json!(0)),
        "video_count" => (stats, json!(videos)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_has_43_to_128_plain_characters() {
        assert!(is_verifier(&"~".repeat(43)) && is_verifier(&"a".repeat(128)));
        assert!(!is_verifier(&"a".repeat(42)) && !is_verifier(&"a".repeat(129)));
        assert!(!is_verifier(&format!("{}+", "a".repeat(50))));
    }

    #[test]
    fn the_vector_of_the_fact_sheet() {
        let verifier = "tiktok-mcp-ai_pinned-pkce-vector_0123456789abcdefghijklmnopqrstuvwxyz";
        let challenge = "6d737a2ebee1e9712ca50681cb2cb3ae5315985849a85cf11400a06b2fcbd91f";
        assert_eq!(hex(&Sha256::digest(verifier.as_bytes())), challenge);
    }
}
