//! The one door: where an episode can go, and what is taken there.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an episode can go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The Series portal: a kit, and a person who submits it.
    #[default]
    Portal,
    /// A draft in the creator's TikTok inbox, finished in the app.
    TiktokDraft,
    /// A post on TikTok.
    TiktokPost,
    /// A video on a PeerTube server, in a playlist that keeps the order.
    Peertube,
}

/// What is taken at a target. What is not known is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Capabilities {
    /// Does our program send the file, or a person?
    pub sends: bool,
    /// Do episodes stand in an order there?
    pub order: bool,
    /// Has it a price?
    pub price: bool,
    /// Is it seen only by those who paid?
    pub paywall: bool,
    /// Is a caption written here?
    pub caption: bool,
    /// Does the creator choose who can watch, and what they can do?
    pub audience: bool,
}

impl Target {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Portal, Self::TiktokDraft, Self::TiktokPost, Self::Peertube];

    /// Is it where a paid series is submitted?
    #[must_use]
    pub fn is_portal(&self) -> bool {
        *self == Self::Portal
    }

    /// Is it TikTok's posting API?
    #[must_use]
    pub const fn is_tiktok(self) -> bool {
        matches!(self, Self::TiktokDraft | Self::TiktokPost)
    }

    /// The name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::TiktokDraft => "tiktok-draft",
            Self::TiktokPost => "tiktok-post",
            Self::Peertube => "peertube",
        }
    }

    /// What is taken there.
    #[must_use]
    pub const fn capabilities(self) -> Capabilities {
        let none = Capabilities {
            sends: true,
            order: false,
            price: false,
            paywall: false,
            caption: false,
            audience: false,
        };
        match self {
            Self::Portal => Capabilities { sends: false, order: true, price: true, paywall: true, ..none },
            Self::TiktokDraft => none,
            Self::TiktokPost => Capabilities { caption: true, audience: true, ..none },
            Self::Peertube => Capabilities { order: true, audience: true, ..none },
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
