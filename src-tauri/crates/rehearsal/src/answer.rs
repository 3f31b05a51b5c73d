//! What is answered, in the shapes that are documented (`platform.md` B6).

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Serialize;
use serde_json::{Value, json};
use series::{Envelope, EnvelopeError, TokenRefused};

/// A refusal by a documented code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code.
    pub code: String,
    /// For people.
    pub message: String,
}

/// How a request of the API went: what to answer as `data`, or why not.
pub type Went = Result<Value, Refusal>;

impl Refusal {
    /// A refusal by its code, with the HTTP status that is documented for it.
    pub fn of(code: &str, message: impl Into<String>) -> Self {
        Self { status: status_of(code), code: code.into(), message: message.into() }
    }

    /// Something in the request is not as it must be.
    pub fn params(message: impl Into<String>) -> Self {
        Self::of("invalid_params", message)
    }

    /// The same code, at HTTP 200: as documented for what a creator may do just now.
    pub fn at_200(self) -> Self {
        Self { status: StatusCode::OK, ..self }
    }
}

/// The HTTP status a code comes with.
pub fn status_of(code: &str) -> StatusCode {
    match code {
        "access_token_invalid" | "scope_not_authorized" => StatusCode::UNAUTHORIZED,
        "rate_limit_exceeded" => StatusCode::TOO_MANY_REQUESTS,
        "internal_error" => StatusCode::INTERNAL_SERVER_ERROR,
        "spam_risk_too_many_posts"
        | "spam_risk_too_many_pending_share"
        | "spam_risk_user_banned_from_posting"
        | "spam_risk_text"
        | "spam_risk"
        | "reached_active_user_cap"
        | "unaudited_client_can_only_post_to_private_accounts"
        | "url_ownership_unverified"
        | "privacy_level_option_mismatch" => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The envelope around how it went.
pub fn envelope(went: Went, log_id: String) -> Response {
    let (status, data, code, message) = match went {
        Ok(data) => (StatusCode::OK, data, "ok".to_owned(), String::new()),
        Err(Refusal { status, code, message }) => (status, json!({}), code, message),
    };
    body(status, &Envelope { data: Some(data), error: EnvelopeError { code, message, log_id } })
}

/// What is answered instead of a token.
pub fn token_refused(refusal: Refusal, log_id: String) -> Response {
    let Refusal { status, code: error, message: error_description } = refusal;
    body(status, &TokenRefused { error, error_description, log_id })
}

/// JSON.
pub fn body(status: StatusCode, value: &impl Serialize) -> Response {
    // Our own types: strings and numbers under names that are strings.
    let bytes = serde_json::to_vec(value).expect("the types of the wire can be written as JSON");
    with(status, "application/json; charset=utf-8", Body::from(bytes))
}

/// A page.
pub fn page(status: StatusCode, html: String) -> Response {
    with(status, "text/html; charset=utf-8", Body::from(html))
}

/// What a gateway says for a server that does not.
pub fn gateway(status: u16) -> Response {
    page(
        StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY),
        format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"),
    )
}

/// No JSON, though it says so.
pub fn garbled() -> Response {
    with(StatusCode::OK, "application/json; charset=utf-8", Body::from("{\"data\":{\"publi"))
}

/// Nothing but a status, and perhaps a header.
pub fn bare(status: StatusCode, header: Option<(HeaderName, String)>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Some((name, value)) = header
        && let Ok(value) = HeaderValue::from_str(&value)
    {
        response.headers_mut().insert(name, value);
    }
    response
}

fn with(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
