//! A playlist that has a series' videos in order. Whatever it finds, it goes on from there: it can be done
//! again after any fault, and does nothing twice.

use reqwest::{Method, RequestBuilder, header::CONTENT_TYPE};
use serde_json::Value;

use super::{
    Client, Me, Privacy,
    client::PAGE,
    order::{Step, next},
    wire::{Added, Element, Page, Playlist, PlaylistMade, Reorder},
};
use crate::net::{NetError, Purpose, random};

/// How often it begins again after an answer that was lost.
const TRIES: usize = 4;
/// How many elements a playlist may have for us.
const ELEMENTS: usize = 5_000;

impl Client {
    /// Sees that a playlist of that name holds these videos, first and in that order: PeerTube's name for it.
    /// One that is there is taken; else it is made, in that channel, for whoever can watch the videos.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn arrange(
        &self,
        me: &Me,
        channel: u64,
        name: &str,
        privacy: Privacy,
        videos: &[&str],
    ) -> Result<String, NetError> {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.try_arrange(me, channel, name, privacy, videos).await {
                // What was lost may have been done: it is looked at anew.
                Err(error) if error.is_retryable() && tried < TRIES => {}
                other => return other,
            }
        }
    }

    async fn try_arrange(
        &self,
        me: &Me,
        channel: u64,
        name: &str,
        privacy: Privacy,
        videos: &[&str],
    ) -> Result<String, NetError> {
        let playlist = match self.named(me, name).await? {
            Some(found) => found,
            None => self.make(channel, name, privacy).await?,
        };
        let mut there = self.elements(&playlist).await?;
        loop {
            let have: Vec<_> = there.iter().map(String::as_str).collect();
            match next(&have, videos) {
                None => return Ok(playlist),
                Some(Step::Add(video)) => {
                    let path = format!("api/v1/video-playlists/{playlist}/videos");
                    self.tell(&path, |request| request.json(&Added { video })).await?;
                    there.push(video.to_owned());
                }
                Some(Step::Move { from, after }) => {
                    let path = format!("api/v1/video-playlists/{playlist}/videos/reorder");
                    let moved = Reorder { start_position: from, insert_after_position: after };
                    self.tell(&path, |request| request.json(&moved)).await?;
                    let video = there.remove(from - 1);
                    there.insert(if after >= from { after - 1 } else { after }, video);
                }
            }
        }
    }

    /// The account's playlist of that name.
    async fn named(&self, me: &Me, name: &str) -> Result<Option<String>, NetError> {
        let path = format!("api/v1/accounts/{}/video-playlists", me.account.name);
        for start in (0..ELEMENTS).step_by(PAGE) {
            let (start, count) = (start.to_string(), PAGE.to_string());
            // 1: those that people make, not the one for watching later.
            let asked =
                [("start", start.as_str()), ("count", &count), ("sort", "createdAt"), ("playlistType", "1")];
            let page: Page<Playlist> = self.get(&path, &asked).await?;
            if let Some(found) = page.data.iter().find(|playlist| playlist.display_name == name) {
                return Ok(Some(found.uuid.clone()));
            }
            if page.data.len() < PAGE {
                break;
            }
        }
        Ok(None)
    }

    async fn make(&self, channel: u64, name: &str, privacy: Privacy) -> Result<String, NetError> {
        // Who can see a playlist has three levels: what a server keeps to its own users stays with its owner.
        let privacy = if privacy == Privacy::Internal { Privacy::Private } else { privacy };
        let (privacy, channel) = (privacy.number().to_string(), channel.to_string());
        let boundary = random::hex(16)?;
        let fields = [("displayName", name), ("privacy", privacy.as_str()), ("videoChannelId", &channel)];
        let body = form(&boundary, &fields);
        let say = |request: RequestBuilder| {
            let kind = format!("multipart/form-data; boundary={boundary}");
            request.header(CONTENT_TYPE, kind).body(body.clone())
        };
        let url = self.server().endpoint("api/v1/video-playlists");
        let made: PlaylistMade = self.once(Purpose::Arrange, Method::POST, &url, say).await?;
        Ok(made.playlist.uuid)
    }

    /// The videos of a playlist, in order. A place whose video is gone is told as nothing.
    async fn elements(&self, playlist: &str) -> Result<Vec<String>, NetError> {
        let path = format!("api/v1/video-playlists/{playlist}/videos");
        let mut all: Vec<Element> = Vec::new();
        for start in (0..ELEMENTS).step_by(PAGE) {
            let (start, count) = (start.to_string(), PAGE.to_string());
            let page: Page<Element> = self.get(&path, &[("start", &start), ("count", &count)]).await?;
            let whole = page.data.len() == PAGE;
            all.extend(page.data);
            if !whole {
                break;
            }
        }
        all.sort_by_key(|element| element.position);
        Ok(all.into_iter().map(|element| element.video.map(|video| video.uuid).unwrap_or_default()).collect())
    }

    async fn tell(&self, path: &str, say: impl Fn(RequestBuilder) -> RequestBuilder) -> Result<(), NetError> {
        let url = self.server().endpoint(path);
        self.once::<Value>(Purpose::Arrange, Method::POST, &url, say).await.map(drop)
    }
}

/// A form as browsers send it, which is what PeerTube documents for playlists.
fn form(boundary: &str, fields: &[(&str, &str)]) -> String {
    let part = |(name, text): &(&str, &str)| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    fields.iter().map(part).chain([format!("--{boundary}--\r\n")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_as_browsers_do() {
        let written = form("b0", &[("displayName", "Du pain\n« 🍞 »"), ("privacy", "1")]);
        let wanted = "--b0\r\nContent-Disposition: form-data; name=\"displayName\"\r\n\r\nDu pain\n« 🍞 »\r\n\
                      --b0\r\nContent-Disposition: form-data; name=\"privacy\"\r\n\r\n1\r\n--b0--\r\n";
        assert_eq!(written, wanted);
    }
}
