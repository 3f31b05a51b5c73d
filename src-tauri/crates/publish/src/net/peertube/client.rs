//! Asks PeerTube's API for one account. What changes nothing is asked again after a fault; a place never is.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, header::RETRY_AFTER};
use serde::de::DeserializeOwned;
use series::Secret;
use url::Url;

use super::{
    Server, Session,
    login::read,
    wire::{Me, Page, Video, VideoSaid, VideoSource},
};
use crate::net::{Answer, Backoff, NetError, Purpose, redacted, uploadx};

/// How many there are on a page of a list: the most that PeerTube gives.
pub(super) const PAGE: usize = 100;
/// How many of the last videos are looked through for one: it was sent a moment ago.
const LOOKED_THROUGH: usize = 1_000;

/// How often a server that was asked too often is waited for, and how long at most.
const WAITS: u32 = 6;
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// What names an upload in its address.
const UPLOAD: &str = "upload_id";

/// Asks a PeerTube server for one account.
#[derive(Clone)]
pub struct Client {
    session: Session,
    backoff: Backoff,
}

/// A place for a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// PeerTube's name for the upload. It opens nothing to anybody who is not logged in as the same user.
    pub upload: String,
    /// Where the bytes go.
    pub url: Secret,
}

/// Who can watch a video. PeerTube's passwords are left out: a creator sets them there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Privacy {
    /// Everybody; it is listed, and told to other servers.
    Public,
    /// Who has its address.
    Unlisted,
    /// Its owner.
    Private,
    /// Who has an account on that server.
    Internal,
}

impl Privacy {
    /// All there are, from the widest on as PeerTube numbers them.
    pub const ALL: [Self; 4] = [Self::Public, Self::Unlisted, Self::Private, Self::Internal];

    /// The name in settings and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Internal => "internal",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// PeerTube's number of it.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Public => 1,
            Self::Unlisted => 2,
            Self::Private => 3,
            Self::Internal => 4,
        }
    }
}

/// A video that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVideo {
    /// The file's name: it finds the video again, so no two have the same.
    pub file_name: String,
    /// The video's name: 3 to 120 characters.
    pub name: String,
    /// The number of the channel it goes to.
    pub channel: u64,
    /// Who can watch it.
    pub privacy: Privacy,
    /// May people comment?
    pub comments: bool,
    /// Bytes of the file.
    pub bytes: u64,
    /// `video/mp4`.
    pub mime: String,
    /// A number that goes with this video alone, below 2⁵³.
    pub stamp: u64,
}

impl Client {
    /// Asks with that login.
    #[must_use]
    pub const fn new(session: Session, backoff: Backoff) -> Self {
        Self { session, backoff }
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &Server {
        self.session.server()
    }

    /// Who is logged in, and the channels there are.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn me(&self) -> Result<Me, NetError> {
        self.get("api/v1/users/me", &[]).await
    }

    /// The login it asks with.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Asks for a place for a video. Once: if the error is ambiguous, there may be one; nothing of it shows.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn reserve(&self, video: &NewVideo) -> Result<Place, NetError> {
        let said = VideoSaid {
            filename: &video.file_name,
            name: &video.name,
            channel_id: video.channel,
            privacy: video.privacy.number(),
            comments_policy: if video.comments { 1 } else { 2 },
            wait_transcoding: true,
            last_modified: video.stamp,
        };
        let endpoint = self.server().endpoint("api/v1/videos/upload-resumable");
        let file = (video.bytes, video.mime.as_str());
        let url = uploadx::reserve(self.session.net(), &self.session, &endpoint, file, &said).await?;
        self.upload(&url, video.bytes)?;
        let name = url.expose().parse::<Url>().ok().and_then(|url| {
            url.query_pairs().find(|(key, _)| key == UPLOAD).map(|(_, name)| name.into_owned())
        });
        let unnamed = || NetError::Unreadable {
            host: endpoint.host_str().unwrap_or_default().into(),
            status: 201,
            raw: "a place without a name".into(),
        };
        Ok(Place { upload: name.ok_or_else(unnamed)?, url })
    }

    /// The upload of that name, where PeerTube documents that it is.
    ///
    /// # Errors
    /// None that can come about: the address is made from the server's own.
    pub fn upload_named(&self, name: &str, bytes: u64) -> Result<uploadx::Upload<Session>, NetError> {
        let mut url = self.server().endpoint("api/v1/videos/upload-resumable");
        url.query_pairs_mut().append_pair(UPLOAD, name);
        self.upload(&Secret::new(url), bytes)
    }

    /// Lets the server forget the upload of that name, and what it holds of it.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn forget(&self, name: &str) -> Result<(), NetError> {
        self.upload_named(name, 0)?.forget().await
    }

    /// Sends a file of so many bytes to a place. Nothing goes out yet.
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if the place is not that server's.
    pub fn upload(&self, place: &Secret, bytes: u64) -> Result<uploadx::Upload<Session>, NetError> {
        if let Ok(url) = place.expose().parse::<Url>() {
            self.server().reach().allows(&url).map_err(|_| NetError::Forbidden { url: redacted(&url) })?;
        }
        uploadx::Upload::at(self.session.net().clone(), self.session.clone(), place, bytes)
    }

    /// The video that was made of a file of that name, if it is there: PeerTube's name for it.
    ///
    /// # Errors
    /// Why there is no answer, or what was refused.
    pub async fn made_of(&self, file_name: &str, name: &str) -> Result<Option<String>, NetError> {
        for start in (0..LOOKED_THROUGH).step_by(PAGE) {
            let (start, count) = (start.to_string(), PAGE.to_string());
            let asked = [("start", start.as_str()), ("count", &count), ("sort", "-createdAt")];
            let page: Page<Video> = self.get("api/v1/users/me/videos", &asked).await?;
            for video in page.data.iter().filter(|video| video.name.trim() == name.trim()) {
                let path = format!("api/v1/videos/{}/source", video.uuid);
                let source = match self.get::<VideoSource>(&path, &[]).await {
                    Ok(source) => source.input.or(source.filename),
                    // It was deleted meanwhile, or is a stream without a file.
                    Err(NetError::Refused(refused)) if refused.code == "HTTP 404" => None,
                    Err(error) => return Err(error),
                };
                if source.as_deref() == Some(file_name) {
                    return Ok(Some(video.uuid.clone()));
                }
            }
            if page.data.len() < PAGE {
                break;
            }
        }
        Ok(None)
    }

    /// Asks for something, again after a fault.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        asked: &[(&str, &str)],
    ) -> Result<T, NetError> {
        let mut url = self.server().endpoint(path);
        if !asked.is_empty() {
            url.query_pairs_mut().extend_pairs(asked);
        }
        let ask = || self.once(Purpose::Account, Method::GET, &url, |request| request);
        self.backoff.ask(ask).await
    }

    /// Asks once for something to be done, with a fresh login; if that is refused as no longer good, once more
    /// with the next one. What was refused so was not done.
    pub(super) async fn once<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        method: Method,
        url: &Url,
        say: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<T, NetError> {
        let mut login = self.session.fresh().await?;
        let (mut renewed, mut waited) = (false, 0);
        loop {
            let request = self.session.net().request(method.clone(), url.clone());
            let request = say(request.bearer_auth(login.access.expose()));
            let answer = self.session.net().ask(purpose, request).await?;
            if answer.status == 401 && !renewed && !login.refresh.expose().is_empty() {
                renewed = true;
                login = self.session.renewed(&login.access).await?;
                continue;
            }
            // Servers take so many requests within some seconds; a long playlist is more than that.
            if answer.status == 429 && waited < WAITS {
                waited += 1;
                tokio::time::sleep(pause(&answer)).await;
                continue;
            }
            let secrets = [&login.access, &login.refresh];
            let said = match answer.status {
                // What was done without a word is told as nothing.
                204 => serde_json::from_str("null").map_err(|_| answer.unreadable(&secrets)),
                _ => read(&answer, &secrets),
            };
            if renewed && said.as_ref().is_err_and(NetError::is_logged_out) {
                self.session.ended(login).await;
            }
            return said;
        }
    }
}

/// How long a server that was asked too often wants to be left alone; its own setting is ten seconds.
fn pause(answer: &Answer) -> Duration {
    let told = answer.headers.get(RETRY_AFTER).and_then(|told| told.to_str().ok()?.trim().parse().ok());
    Duration::from_secs(told.unwrap_or(10)).min(LONGEST_PAUSE)
}
