//! Uploads as uploadx takes them (`node-uploadx`, which PeerTube stands on; much like Google's): a place is
//! asked for with POST; bytes go there with PUT and a range; 308 says how many are there, 200 that all are.

use std::ops::Range;

use reqwest::{
    Method,
    header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderValue, RANGE},
};
use serde::Serialize;
use series::Secret;
use url::Url;

use super::{
    Answer, Bearer, Held, Net, NetError, Purpose, Resumable, Source,
    place::{self, header},
    refusal::refused,
};

/// An upload at its place.
pub struct Upload<B> {
    net: Net,
    bearer: B,
    /// A secret.
    place: Url,
    bytes: u64,
}

/// Asks for a place for a file of so many bytes, of which that is said. Once: if the error is ambiguous,
/// there may be a place.
///
/// # Errors
/// Why there is no answer, or what was refused.
pub async fn reserve<B: Bearer>(
    net: &Net,
    bearer: &B,
    endpoint: &Url,
    (bytes, mime): (u64, &str),
    said: &(impl Serialize + Sync),
) -> Result<Secret, NetError> {
    let token = bearer.token().await?;
    let request = place::with(net.request(Method::POST, endpoint.clone()), token.as_ref())
        .header("X-Upload-Content-Length", bytes)
        .header("X-Upload-Content-Type", mime)
        .json(said);
    let answer = net.ask(Purpose::Reserve, request).await?;
    match answer.status {
        // 200: it has been asked for before, and is still there.
        200 | 201 => place::place(endpoint, &answer).map(Secret::new),
        _ => Err(refused(&answer, &token.iter().collect::<Vec<_>>())),
    }
}

impl<B: Bearer> Upload<B> {
    /// An upload of so many bytes at that place. Nothing goes out yet.
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if that is no address.
    pub fn at(net: Net, bearer: B, place: &Secret, bytes: u64) -> Result<Self, NetError> {
        let place = place.expose().parse();
        let place = place.map_err(|_| NetError::Forbidden { url: "an address that is none".into() })?;
        Ok(Self { net, bearer, place, bytes })
    }

    /// Lets the server forget the upload, and what it holds of it. What it does not know any more is forgotten.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn forget(&self) -> Result<(), NetError> {
        let token = self.bearer.token().await?;
        let request = place::with(self.net.request(Method::DELETE, self.place.clone()), token.as_ref())
            .header(CONTENT_LENGTH, 0);
        let answer = self.net.ask(Purpose::Forget, request).await?;
        match answer.status {
            200 | 204 | 404 | 410 => Ok(()),
            _ => Err(self.refused(&answer)),
        }
    }

    fn refused(&self, answer: &Answer) -> NetError {
        let secrets = place::secrets(&self.place);
        refused(answer, &secrets.iter().collect::<Vec<_>>())
    }
}

impl<B: Bearer> Resumable for Upload<B> {
    async fn held(&self) -> Result<Held, NetError> {
        let token = self.bearer.token().await?;
        let request = place::with(self.net.request(Method::PUT, self.place.clone()), token.as_ref())
            .header(CONTENT_LENGTH, 0)
            .header(CONTENT_RANGE, format!("bytes */{}", self.bytes));
        let answer = self.net.ask(Purpose::Status, request).await?;
        match answer.status {
            200 | 201 => Ok(Held::All),
            // A server that has all of it and does not work on it is waked by the last byte.
            308 => Ok(Held::Bytes(held(&answer)?.min(self.bytes.saturating_sub(1)))),
            _ => Err(self.refused(&answer)),
        }
    }

    async fn send(&self, range: Range<u64>, source: &Source) -> Result<Held, NetError> {
        source.has(self.bytes)?;
        let part = source.part(range.clone()).await?;
        let mut headers = place::headers(self.bearer.token().await?.as_ref())?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
        let last = range.end.saturating_sub(1);
        headers.insert(CONTENT_RANGE, header(&format!("bytes {}-{last}/{}", range.start, self.bytes))?);
        let answer = self.net.send(Method::PUT, self.place.clone(), headers, part).await?;
        match answer.status {
            200 | 201 => Ok(Held::All),
            308 => match held(&answer)? {
                all if all >= self.bytes => Ok(Held::All),
                bytes => Ok(Held::Bytes(bytes)),
            },
            // It is elsewhere in the file. If that is where we were, we are both lost.
            409 | 416 => match self.held().await? {
                Held::Bytes(bytes) if bytes == range.start => Err(self.refused(&answer)),
                held => Ok(held),
            },
            _ => Err(self.refused(&answer)),
        }
    }
}

/// How many bytes a 308 says are there: `bytes=0-999999`. Without a range, or with one of uploadx's own that
/// ends before it begins, none.
fn held(answer: &Answer) -> Result<u64, NetError> {
    let Some(told) = answer.headers.get(RANGE) else { return Ok(0) };
    let told = told.to_str().ok().and_then(|told| told.trim().strip_prefix("bytes"));
    let last = told.and_then(|told| told.trim_start_matches(['=', ' ']).strip_prefix("0-"));
    match last {
        Some("-1" | "") => Ok(0),
        Some(last) => {
            let bytes = last.parse::<u64>().ok().and_then(|last| last.checked_add(1));
            bytes.ok_or_else(|| answer.unreadable(&[]))
        }
        None => Err(answer.unreadable(&[])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_it_holds_is_understood() {
        for (told, bytes) in [
            (None, Some(0)),
            (Some("bytes=0-999999"), Some(1_000_000)),
            (Some("bytes 0-0"), Some(1)),
            (Some("bytes=0--1"), Some(0)),
            (Some("bytes=0-"), Some(0)),
            (Some(""), None),
            (Some("bytes=5-9"), None),
            (Some("bytes=0-NaN"), None),
            (Some("bytes=0-18446744073709551615"), None),
        ] {
            let headers =
                told.map(|told| (RANGE, HeaderValue::from_str(told).unwrap())).into_iter().collect();
            let answer = Answer { host: String::new(), status: 308, headers, body: Secret::new("") };
            assert_eq!(held(&answer).ok(), bytes, "{told:?}");
        }
    }
}
