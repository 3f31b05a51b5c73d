//! What goes over the wire to PeerTube and back, as far as it is used (`docs.joinpeertube.org`, 6 to 8).

use serde::{Deserialize, Serialize};
use series::Secret;

/// `GET /api/v1/oauth-clients/local`.
#[derive(Deserialize)]
pub(super) struct LocalClient {
    pub client_id: String,
    pub client_secret: Secret,
}

/// `POST /api/v1/users/token`: the answer.
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    pub access_token: Secret,
    pub refresh_token: Secret,
    /// Seconds from now.
    pub expires_in: u64,
    /// Seconds from now; older servers do not say.
    pub refresh_token_expires_in: Option<u64>,
}

/// `GET /api/v1/users/me`: who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The name to log in with.
    pub username: String,
    /// The account that shows.
    pub account: Actor,
    /// Where videos can go.
    #[serde(default, rename = "videoChannels")]
    pub channels: Vec<Channel>,
}

/// An account as others see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Actor {
    /// Names it in addresses.
    pub name: String,
    /// The name that is shown.
    #[serde(default, rename = "displayName")]
    pub display_name: String,
}

/// A channel: every video is in one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Channel {
    /// Its number on the server.
    pub id: u64,
    /// Names it in addresses.
    pub name: String,
    /// The name that is shown.
    #[serde(default, rename = "displayName")]
    pub display_name: String,
}

/// `POST /api/v1/videos/upload-resumable`: what is said of a video.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VideoSaid<'a> {
    pub filename: &'a str,
    pub name: &'a str,
    pub channel_id: u64,
    pub privacy: u8,
    pub comments_policy: u8,
    pub wait_transcoding: bool,
    /// With the name and the size it makes the name of the upload: the same for the same posting, however
    /// often it is asked for.
    pub last_modified: u64,
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub data: Vec<T>,
}

/// A video in a list.
#[derive(Deserialize)]
pub(super) struct Video {
    pub uuid: String,
    #[serde(default)]
    pub name: String,
}

/// `GET /api/v1/videos/{id}/source`: the file it was made of.
#[derive(Deserialize)]
pub(super) struct VideoSource {
    #[serde(rename = "inputFilename")]
    pub input: Option<String>,
    /// What older servers call it.
    pub filename: Option<String>,
}

/// A playlist in a list.
#[derive(Deserialize)]
pub(super) struct Playlist {
    pub uuid: String,
    #[serde(rename = "displayName")]
    pub display_name: String,
}

/// `POST /api/v1/video-playlists`: the answer.
#[derive(Deserialize)]
pub(super) struct PlaylistMade {
    #[serde(rename = "videoPlaylist")]
    pub playlist: Made,
}

/// What something is called that was just made.
#[derive(Deserialize)]
pub(super) struct Made {
    pub uuid: String,
}

/// An element of a playlist.
#[derive(Deserialize)]
pub(super) struct Element {
    pub position: usize,
    /// None if the video is deleted, or not to be seen.
    pub video: Option<Video>,
}

/// `POST /api/v1/video-playlists/{id}/videos`.
#[derive(Serialize)]
pub(super) struct Added<'a> {
    #[serde(rename = "videoId")]
    pub video: &'a str,
}

/// `POST /api/v1/video-playlists/{id}/videos/reorder`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reorder {
    pub start_position: usize,
    pub insert_after_position: usize,
}
