//! A clip: a source file and what probing found in it. All numbers are exact.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ClipId, Micros};

/// A source file that was probed. The file itself is never written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Clip {
    /// Names the clip within its draft.
    pub id: ClipId,
    /// Absolute path when it was last seen. Always Unicode: other names are refused at import.
    pub path: String,
    /// What probing found.
    pub facts: ClipFacts,
}

impl Clip {
    /// The file's name without its folder.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path)
    }
}

/// What probing found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClipFacts {
    /// Size of the file in bytes.
    pub size_bytes: u64,
    /// When the file was last modified, in milliseconds since 1970.
    pub modified_ms: i64,
    /// Names the content: equal for a moved or renamed copy.
    pub fingerprint: Fingerprint,
    /// The kind of file.
    pub container: Container,
    /// The container's duration: what the platform compares with its limits.
    pub duration: Micros,
    /// The picture.
    pub video: VideoFacts,
    /// The first sound track, if there is one.
    pub audio: Option<AudioFacts>,
    /// When it was recorded, as RFC 3339, if the file says so.
    pub created: Option<String>,
}

/// Names a file's content: BLAKE3 of its size, its first and its last MiB, in hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// From the hex text of a BLAKE3 hash.
    #[must_use]
    pub fn new(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }

    /// The hex text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The kind of file a clip is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// MPEG-4 part 14.
    Mp4,
    /// QuickTime.
    Mov,
    /// Matroska.
    Matroska,
    /// WebM.
    Webm,
    /// Anything else, by ffprobe's first name for it.
    Other(String),
}

impl Container {
    /// The name rules use: `mp4`, `mov`, `matroska`, `webm`, or ffprobe's own.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Matroska => "matroska",
            Self::Webm => "webm",
            Self::Other(name) => name,
        }
    }
}

/// An exact ratio, such as 30000/1001 frames a second. The second number is never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Ratio {
    /// Above the line.
    pub num: u32,
    /// Below the line.
    pub den: u32,
}

impl Ratio {
    /// A ratio, or none when `den` is 0.
    #[must_use]
    pub const fn new(num: u32, den: u32) -> Option<Self> {
        if den == 0 { None } else { Some(Self { num, den }) }
    }

    /// Is this less than `whole`?
    #[must_use]
    pub(crate) const fn is_below(self, whole: u32) -> bool {
        (self.num as u64) < whole as u64 * self.den as u64
    }

    /// Is this more than `whole`?
    #[must_use]
    pub(crate) const fn is_above(self, whole: u32) -> bool {
        self.num as u64 > whole as u64 * self.den as u64
    }
}

/// How long a stream is, in its own ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StreamSpan {
    /// First presentation time, in ticks.
    pub start: i64,
    /// Duration in ticks.
    pub ticks: i64,
    /// Seconds a tick.
    pub timebase: Ratio,
}

/// The picture of a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VideoFacts {
    /// ffprobe's name of the codec: `h264`, `hevc`, `vp9` …
    pub codec: String,
    /// The codec's profile, if it has one: `High`, `Main 10` …
    pub profile: Option<String>,
    /// ffmpeg's name of the pixel format: `yuv420p` …
    pub pixel_format: String,
    /// Bits a colour sample.
    pub bit_depth: u8,
    /// Width in pixels as shown: rotation and pixel aspect applied.
    pub width: u32,
    /// Height in pixels as shown.
    pub height: u32,
    /// Width in pixels as stored.
    pub coded_width: u32,
    /// Height in pixels as stored.
    pub coded_height: u32,
    /// Clockwise turn a player makes before showing: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Frames a second on average, if known.
    pub fps: Option<Ratio>,
    /// Do frames come at uneven times?
    pub variable_rate: bool,
    /// High dynamic range, if it is.
    pub hdr: Option<Hdr>,
    /// How long the stream is, if the file says so.
    pub span: Option<StreamSpan>,
    /// How many frames the container says there are.
    pub frames: Option<u64>,
}

/// Kinds of high dynamic range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Hdr {
    /// Hybrid log-gamma.
    Hlg,
    /// Perceptual quantiser (HDR10).
    Pq,
    /// Dolby Vision.
    DolbyVision,
}

/// The sound of a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AudioFacts {
    /// ffprobe's name of the codec: `aac`, `opus`, `pcm_s16le` …
    pub codec: String,
    /// Channels.
    pub channels: u32,
    /// Samples a second.
    pub sample_rate: u32,
    /// How many sound tracks the file has.
    pub tracks: u32,
    /// How long the first track is, if the file says so.
    pub span: Option<StreamSpan>,
}
