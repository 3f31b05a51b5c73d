//! Who gets an answer at all, and what every answer carries.

use std::{hint::black_box, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::shared::Shared;

/// The pages that may read answers from a script: the window's own, on each system.
const ORIGINS: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

/// Lets a request through that is addressed to this server, reads only, and knows the token.
pub(crate) async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let origin = request
        .headers()
        .get(header::ORIGIN)
        .filter(|origin| ORIGINS.iter().any(|own| origin == own))
        .cloned();
    let mut response = match refusal(&shared, &request) {
        Some(status) => status.into_response(),
        None => next.run(request).await,
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

fn refusal(shared: &Shared, request: &Request) -> Option<StatusCode> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, further) = (hosts.next(), hosts.next());
    let named_else = request.uri().authority().is_some_and(|authority| authority.as_str() != shared.address);
    if host.is_none_or(|host| host != shared.address.as_str()) || further.is_some() || named_else {
        return Some(StatusCode::FORBIDDEN);
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Some(StatusCode::METHOD_NOT_ALLOWED);
    }
    let token = request.uri().path().split('/').nth(1).unwrap_or_default();
    (!same(token, &shared.token)).then_some(StatusCode::NOT_FOUND)
}

/// Compares in a time that does not tell how much of the token was right.
fn same(given: &str, token: &str) -> bool {
    let differing = given.bytes().zip(token.bytes()).fold(0, |bits, (a, b)| black_box(bits | (a ^ b)));
    given.len() == token.len() && differing == 0
}
