//! Sends a file to TikTok in its chunks.

use std::ops::Range;

use reqwest::{
    Method,
    header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use series::{ChunkPlan, Refused, Secret, Why};
use url::Url;

use super::{Client, Status};
use crate::net::{Answer, Held, Net, NetError, Resumable, Source, words};

/// An upload to a place at TikTok.
pub struct Chunks {
    client: Client,
    net: Net,
    ticket: String,
    /// A secret.
    place: Url,
    plan: ChunkPlan,
}

impl Chunks {
    pub(super) const fn new(client: Client, net: Net, ticket: String, place: Url, plan: ChunkPlan) -> Self {
        Self { client, net, ticket, place, plan }
    }

    /// What the answer says, after these bytes were sent.
    async fn said(&self, answer: &Answer, range: &Range<u64>) -> Result<Held, NetError> {
        let told = answer.headers.get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let told = told.and_then(|told| held(told, self.plan, range.end));
        match (answer.status, told) {
            (201, _) => Ok(Held::All),
            (200 | 206, told) => Ok(self.bytes(told.unwrap_or(range.end))),
            // It is elsewhere in the file: what it says counts. If that is where we were, we are both lost.
            (416, Some(bytes)) if bytes != range.start => Ok(self.bytes(bytes)),
            (416, None) => match self.held().await? {
                Held::Bytes(bytes) if bytes == range.start => Err(self.refused(answer)),
                held => Ok(held),
            },
            _ => Err(self.refused(answer)),
        }
    }

    const fn bytes(&self, held: u64) -> Held {
        if held >= self.plan.size { Held::All } else { Held::Bytes(held) }
    }

    fn refused(&self, answer: &Answer) -> NetError {
        let secrets: Vec<_> = self.place.query_pairs().map(|(_, value)| Secret::new(value)).collect();
        let detail = words(answer.body.expose(), &secrets.iter().collect::<Vec<_>>());
        let refused = Refused::of(format!("HTTP {}", answer.status), detail, "");
        // No login is sent along: whoever may not send has an address that is no longer good.
        let why = if refused.why == Why::LoggedOut { Why::UploadExpired } else { refused.why };
        NetError::Refused(Refused { why, ..refused })
    }
}

impl Resumable for Chunks {
    async fn held(&self) -> Result<Held, NetError> {
        match self.client.status(&self.ticket).await? {
            Status::Working { held } => {
                // Where it does not say, a chunk at the wrong place tells.
                Ok(self.bytes(held.unwrap_or(0)))
            }
            Status::InInbox | Status::Posted { .. } => Ok(Held::All),
            Status::Failed(refused) => Err(NetError::Refused(refused)),
        }
    }

    async fn send(&self, range: Range<u64>, source: &Source) -> Result<Held, NetError> {
        let total = self.plan.size;
        source.has(total)?;
        let part = source.part(range.clone()).await?;
        let mut headers = HeaderMap::new();
        let value = |text: String| HeaderValue::try_from(text).map_err(|_| no_header());
        headers.insert(CONTENT_TYPE, value(source.mime().into())?);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
        let last = range.end.saturating_sub(1);
        headers.insert(CONTENT_RANGE, value(format!("bytes {}-{last}/{total}", range.start))?);
        let answer = self.net.send(Method::PUT, self.place.clone(), headers, part).await?;
        self.said(&answer, &range).await
    }
}

fn no_header() -> NetError {
    NetError::NoClient { cause: "the kind of file cannot be written into a header".into() }
}

/// How many bytes the header says are there: `bytes 0-{UPLOADED_BYTES}/{TOTAL}`. The documentation does not
/// say whether that is their number or the last one's place: what ends a chunk, or what was sent, decides.
fn held(told: &str, plan: ChunkPlan, sent_to: u64) -> Option<u64> {
    let (first, last) = told.strip_prefix("bytes ")?.split_once('/')?.0.split_once('-')?;
    let told: u64 = last.parse().ok().filter(|_| first == "0")?;
    let ends = |bytes: u64| bytes == sent_to || bytes == plan.size || bytes.is_multiple_of(plan.chunk);
    [told, told.saturating_add(1)].into_iter().find(|bytes| *bytes <= plan.size && ends(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_understood_as_a_number_and_as_a_place() {
        let plan = ChunkPlan { size: 64_000_001, chunk: 10_000_000, count: 6 };
        for (told, sent_to, bytes) in [
            ("bytes 0-10000000/64000001", 10_000_000, Some(10_000_000)),
            ("bytes 0-9999999/64000001", 10_000_000, Some(10_000_000)),
            ("bytes 0-64000000/64000001", 64_000_001, Some(64_000_001)),
            ("bytes 0-64000001/64000001", 64_000_001, Some(64_000_001)),
            ("bytes 0-20000000/64000001", 10_000_000, Some(20_000_000)),
            ("bytes 0-0/64000001", 10_000_000, Some(0)),
            ("bytes 0-5/64000001", 10_000_000, None),
            ("bytes 0-64000002/64000001", 10_000_000, None),
            ("bytes 5-9999999/64000001", 10_000_000, None),
            ("bytes */64000001", 10_000_000, None),
            ("bytes 0-18446744073709551615/64000001", 10_000_000, None),
            ("", 10_000_000, None),
        ] {
            assert_eq!(held(told, plan, sent_to), bytes, "{told}");
        }
    }
}
