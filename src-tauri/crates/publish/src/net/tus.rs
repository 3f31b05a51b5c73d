//! Uploads as tus 1.0.0 has them, which Vimeo, Bunny and Cloudflare take too: a place is made with POST, HEAD
//! says how many bytes are there, PATCH adds the next ones.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Method, RequestBuilder,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue},
};
use series::Secret;
use url::Url;

use super::{
    Answer, Bearer, Held, Net, NetError, Purpose, Resumable, Source,
    place::{self, header},
    refusal::refused,
};

const VERSION: &str = "1.0.0";

/// An upload at its place.
pub struct Upload<B> {
    net: Net,
    bearer: B,
    /// A secret.
    place: Url,
    bytes: u64,
}

/// Makes a place for a file of so many bytes, of which that is said: names without spaces, and any text. Once:
/// if the error is ambiguous, there may be a place.
///
/// # Errors
/// Why there is no answer, or what was refused.
pub async fn create<B: Bearer>(
    net: &Net,
    bearer: &B,
    endpoint: &Url,
    bytes: u64,
    said: &[(&str, &str)],
) -> Result<Secret, NetError> {
    let token = bearer.token().await?;
    let mut request = speaks(place::with(net.request(Method::POST, endpoint.clone()), token.as_ref()))
        .header("Upload-Length", bytes);
    if !said.is_empty() {
        let pairs: Vec<_> =
            said.iter().map(|(name, text)| format!("{name} {}", STANDARD.encode(text))).collect();
        request = request.header("Upload-Metadata", header(&pairs.join(","))?);
    }
    let answer = net.ask(Purpose::Reserve, request).await?;
    match answer.status {
        201 => place::place(endpoint, &answer).map(Secret::new),
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

    /// How many bytes an answer says are there.
    fn told(&self, answer: &Answer) -> Result<Held, NetError> {
        match number(answer, "upload-offset") {
            Some(bytes) if bytes == self.bytes => Ok(Held::All),
            Some(bytes) if bytes < self.bytes => Ok(Held::Bytes(bytes)),
            _ => Err(answer.unreadable(&[])),
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
        let request = speaks(place::with(self.net.request(Method::HEAD, self.place.clone()), token.as_ref()));
        let answer = self.net.ask(Purpose::Status, request).await?;
        match answer.status {
            // What is there must be of the file that is sent.
            200 | 204 if number(&answer, "upload-length").is_none_or(|bytes| bytes == self.bytes) => {
                self.told(&answer)
            }
            200 | 204 => Err(answer.unreadable(&[])),
            _ => Err(self.refused(&answer)),
        }
    }

    async fn send(&self, range: Range<u64>, source: &Source) -> Result<Held, NetError> {
        source.has(self.bytes)?;
        let part = source.part(range.clone()).await?;
        let mut headers = place::headers(self.bearer.token().await?.as_ref())?;
        headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
        headers.insert("upload-offset", HeaderValue::from(range.start));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/offset+octet-stream"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
        let answer = self.net.send(Method::PATCH, self.place.clone(), headers, part).await?;
        match answer.status {
            200 | 204 => self.told(&answer),
            // It is elsewhere in the file, or what came was not what was sent. If it is where we were, we are
            // both lost.
            409 | 460 => match self.held().await? {
                Held::Bytes(bytes) if bytes == range.start => Err(self.refused(&answer)),
                held => Ok(held),
            },
            _ => Err(self.refused(&answer)),
        }
    }
}

fn speaks(request: RequestBuilder) -> RequestBuilder {
    request.header("Tus-Resumable", VERSION)
}

fn number(answer: &Answer, name: &str) -> Option<u64> {
    answer.headers.get(name)?.to_str().ok()?.trim().parse().ok()
}
