//! Where a server says that an upload goes.

use reqwest::{
    RequestBuilder,
    header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION},
};
use series::Secret;
use url::Url;

use super::{Answer, NetError};

/// The longest address that is believed.
const LONGEST: usize = 4_096;

/// The address in the answer to a request for a place. It may be without a host or without a scheme, and a
/// server behind another one may not know its own: the host that was asked answers under its own name.
pub(super) fn place(asked: &Url, answer: &Answer) -> Result<Url, NetError> {
    let told = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let told = told.filter(|told| !told.is_empty() && told.len() <= LONGEST);
    let mut place = told.and_then(|told| asked.join(told).ok()).ok_or_else(|| answer.unreadable(&[]))?;
    if place.scheme() == "http" && asked.scheme() == "https" && place.host() == asked.host() {
        // Neither can fail: both come from an address of that kind.
        let _ = (place.set_scheme(asked.scheme()), place.set_port(asked.port()));
    }
    Ok(place)
}

/// The secrets in an address: the values of its query, and the end of its path.
pub(super) fn secrets(place: &Url) -> Vec<Secret> {
    let values = place.query_pairs().map(|(_, value)| Secret::new(value));
    values.chain(place.path_segments().and_then(|mut parts| parts.next_back()).map(Secret::new)).collect()
}

/// A request that carries a token.
pub(super) fn with(request: RequestBuilder, token: Option<&Secret>) -> RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token.expose()),
        None => request,
    }
}

/// Headers that carry a token.
pub(super) fn headers(token: Option<&Secret>) -> Result<HeaderMap, NetError> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        let mut value = header(&format!("Bearer {}", token.expose()))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    Ok(headers)
}

/// A header's value.
pub(super) fn header(text: &str) -> Result<HeaderValue, NetError> {
    HeaderValue::try_from(text)
        .map_err(|_| NetError::NoClient { cause: "something cannot be written into a header".into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(asked: &str, told: &str) -> Option<String> {
        let headers = [(LOCATION, HeaderValue::from_str(told).unwrap())].into_iter().collect();
        let answer = Answer { host: String::new(), status: 201, headers, body: Secret::new("") };
        place(&asked.parse().unwrap(), &answer).ok().map(Into::into)
    }

    #[test]
    fn addresses_are_completed_by_what_was_asked() {
        let asked = "https://video.example/api/upload";
        for (told, wanted) in [
            ("//video.example/api/upload?upload_id=1", "https://video.example/api/upload?upload_id=1"),
            ("/api/upload?upload_id=1", "https://video.example/api/upload?upload_id=1"),
            ("http://video.example/api/upload?upload_id=1", "https://video.example/api/upload?upload_id=1"),
            ("https://other.example/1", "https://other.example/1"),
            ("http://other.example/1", "http://other.example/1"),
        ] {
            assert_eq!(placed(asked, told).as_deref(), Some(wanted));
        }
        let local = "http://127.0.0.1:4000/files";
        assert_eq!(
            placed(local, "//127.0.0.1:4000/files/1").as_deref(),
            Some("http://127.0.0.1:4000/files/1")
        );
        assert_eq!(placed(asked, ""), None);
        assert_eq!(placed(asked, &"a".repeat(LONGEST + 1)), None);
        assert_eq!(placed(asked, "https://[/"), None);
    }

    #[test]
    fn what_would_let_others_upload_is_named() {
        let place = "https://video.example/files/0123?upload_id=4567".parse().unwrap();
        let secrets = secrets(&place);
        assert_eq!(secrets.iter().map(Secret::expose).collect::<Vec<_>>(), ["4567", "0123"]);
    }
}
