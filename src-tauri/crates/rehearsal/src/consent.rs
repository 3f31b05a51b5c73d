//! The page where a creator allows or denies, and where it leads (`platform.md` B1).

use axum::{
    http::{StatusCode, header},
    response::Response,
};

use crate::{
    answer,
    gate::Asked,
    people::{Code, SCOPES},
    world::World,
};

const REDIRECT_MOST: usize = 512;

/// What is asked to be allowed.
struct Wish {
    redirect_uri: String,
    state: String,
    scopes: Vec<String>,
    challenge: String,
}

/// Why there is no page.
enum Wrong {
    /// Nobody to tell but the person.
    Page(&'static str),
    /// The app is told.
    App { redirect_uri: String, state: String, error: &'static str, description: &'static str },
}

/// `GET /v2/auth/authorize/`
pub fn page(world: &mut World, asked: &Asked) -> Response {
    let wish = match wish(world, asked) {
        Ok(wish) => wish,
        Err(wrong) => return tell(wrong),
    };
    let link = |answer: &str| escape(&format!("/v2/auth/authorize/answer/?{}&answer={answer}", asked.query));
    let mut links = String::new();
    for (place, creator) in world.script.creators.iter().enumerate() {
        let id = if place == 0 { "allow".to_owned() } else { format!("allow-{place}") };
        let (href, name) = (link(&place.to_string()), escape(&creator.nickname));
        links.push_str(&format!("<p><a id=\"{id}\" href=\"{href}\">Allow as {name}</a></p>"));
    }
    let scopes: String = wish.scopes.iter().map(|scope| format!("<li>{}</li>", escape(scope))).collect();
    answer::page(
        StatusCode::OK,
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Rehearsal</title></head>\
             <body><h1>Rehearsal</h1><ul>{scopes}</ul>{links}\
             <p><a id=\"deny\" href=\"{}\">Deny</a></p></body></html>",
            link("deny")
        ),
    )
}

/// Where the links of the page lead.
pub fn answer(world: &mut World, asked: &Asked) -> Response {
    let wish = match wish(world, asked) {
        Ok(wish) => wish,
        Err(wrong) => return tell(wrong),
    };
    let Some(creator) = asked
        .asks("answer")
        .and_then(|place| place.parse::<usize>().ok())
        .filter(|place| *place < world.script.creators.len())
    else {
        let Wish { redirect_uri, state, .. } = wish;
        let description = "The user denied the authorization";
        return tell(Wrong::App { redirect_uri, state, error: "access_denied", description });
    };
    let may = |scope: &String| world.script.grants.as_ref().is_none_or(|grants| grants.contains(scope));
    let scopes: Vec<_> = wish.scopes.into_iter().filter(may).collect();
    let granted = scopes.join(",");
    let now = world.clock.now();
    let code = Code {
        creator,
        scopes,
        challenge: wish.challenge,
        redirect_uri: wish.redirect_uri.clone(),
        until_ms: now,
    };
    let code = world.people.code(&mut world.names, code, now);
    redirect(&wish.redirect_uri, &[("code", &code), ("scopes", &granted), ("state", &wish.state)])
}

fn wish(world: &World, asked: &Asked) -> Result<Wish, Wrong> {
    let field = |name| asked.asks(name).unwrap_or_default();
    if field("client_key") != world.people.client_key {
        return Err(Wrong::Page("client_key"));
    }
    let redirect_uri = field("redirect_uri");
    if !may_redirect(&redirect_uri) {
        return Err(Wrong::Page("redirect_uri"));
    }
    let state = field("state");
    let wrong = |error, description| {
        Err(Wrong::App { redirect_uri: redirect_uri.clone(), state: state.clone(), error, description })
    };
    if field("response_type") != "code" {
        return wrong("unsupported_response_type", "The response type must be code");
    }
    if state.is_empty() {
        return wrong("invalid_request", "The state is required");
    }
    let scopes: Vec<_> = field("scope").split(',').map(str::to_owned).collect();
    if !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return wrong("invalid_scope", "The scope is invalid");
    }
    let challenge = field("code_challenge");
    if field("code_challenge_method") != "S256" || !is_challenge(&challenge) {
        return wrong("invalid_request", "Code verifier or code challenge is invalid");
    }
    Ok(Wish { redirect_uri, state, scopes, challenge })
}

/// Lowercase hex of a SHA-256, and not base64url as everywhere else.
fn is_challenge(challenge: &str) -> bool {
    challenge.len() == 64 && challenge.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `localhost` or `127.0.0.1`, with a port, without query and fragment.
pub fn may_redirect(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://")) else {
        return false;
    };
    let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
    let Some((host, port)) = authority.split_once(':') else { return false };
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    uri.len() < REDIRECT_MOST
        && matches!(host, "localhost" | "127.0.0.1")
        && digits
        && port.parse::<u16>().is_ok_and(|port| port > 0)
        && !uri.contains(['?', '#', '\r', '\n', ' '])
}

fn tell(wrong: Wrong) -> Response {
    match wrong {
        Wrong::Page(what) => answer::page(
            StatusCode::BAD_REQUEST,
            format!("<!doctype html><html lang=\"en\"><body><p id=\"error\">{what}</p></body></html>"),
        ),
        Wrong::App { redirect_uri, state, error, description } => redirect(
            &redirect_uri,
            &[("error", error), ("error_description", description), ("state", &state)],
        ),
    }
}

fn redirect(to: &str, fields: &[(&str, &str)]) -> Response {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    answer::bare(StatusCode::FOUND, Some((header::LOCATION, format!("{to}?{query}"))))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leads_back_to_this_machine_and_to_a_port() {
        for good in ["http://127.0.0.1:8080/callback/", "https://localhost:1/", "http://localhost:65535"] {
            assert!(may_redirect(good), "{good}");
        }
        for bad in [
            "http://127.0.0.1/callback/",
            "http://[::1]:80/",
            "http://example.com:80/",
            "http://127.0.0.1:80/?a=b",
            "http://127.0.0.1:80/#a",
            "http://127.0.0.1:*/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:70000/",
            "showrunner://127.0.0.1:80/",
            "http://127.0.0.1:80@example.com/",
        ] {
            assert!(!may_redirect(bad), "{bad}");
        }
        let long = |bytes: usize| format!("http://127.0.0.1:80/{}", "a".repeat(bytes - 20));
        assert!(may_redirect(&long(511)) && !may_redirect(&long(512)));
    }

    #[test]
    fn a_challenge_is_lowercase_hex() {
        let hex = "6d737a2ebee1e9712ca50681cb2cb3ae5315985849a85cf11400a06b2fcbd91f";
        assert!(is_challenge(hex));
        assert!(!is_challenge(&hex.to_uppercase()));
        assert!(!is_challenge("bXN6Lr7h6XEspQaByyyzrlMVmFhJqFzxFACgay_L2R8"));
    }
}
