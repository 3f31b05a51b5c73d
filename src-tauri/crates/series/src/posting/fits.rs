//! What a file must be for a target to take it (`platform.md` B7), known before anything is sent.

use serde::Serialize;
use ts_rs::TS;

use super::{API_LONGEST, Target};
use crate::{ClipFacts, Container, Message, Micros, Ratio, Value, plan::Delivered};

/// 4 GB, read as generously as can be (MTG).
const BYTES_MOST: u64 = 4 * 1024 * 1024 * 1024;
const SIDE_LEAST: u32 = 360;
const SIDE_MOST: u32 = 4_096;
const RATE_LEAST: u32 = 23;
const RATE_MOST: u32 = 60;
const CODECS: [&str; 4] = ["h264", "hevc", "vp8", "vp9"];

/// Why a target would not take a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "unfit", rename_all = "snake_case")]
pub enum Unfit {
    /// It is longer than the target, or this account, takes.
    TooLong {
        /// How long it is.
        length: Micros,
        /// How long it may be.
        most: Micros,
    },
    /// It has more bytes than the target takes.
    TooLarge {
        /// Bytes it has.
        bytes: u64,
        /// Bytes it may have.
        most: u64,
    },
    /// It is no MP4, MOV or WebM.
    Container,
    /// Its picture is of a codec the target does not take.
    Codec,
    /// Its picture is too small or too large.
    PictureSize {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// It has too few or too many frames a second.
    FrameRate {
        /// How many.
        rate: Ratio,
    },
}

impl Target {
    /// Why it would not take a file. `creator` is the longest video this account may post there, if that is
    /// known. The portal takes what preflight lets through.
    #[must_use]
    pub fn unfit(self, file: &ClipFacts, creator: Option<Micros>) -> Vec<Unfit> {
        self.unfit_for(&Delivered::found(file), file.duration, file.size_bytes, creator)
    }

    /// As [`Target::unfit`], of a file that is not made yet.
    pub(super) fn unfit_for(
        self,
        file: &Delivered,
        length: Micros,
        bytes: u64,
        creator: Option<Micros>,
    ) -> Vec<Unfit> {
        match self {
            Self::Portal | Self::Peertube => Vec::new(),
            Self::TiktokDraft | Self::TiktokPost => by_api(file, length, bytes, creator),
        }
    }
}

fn by_api(file: &Delivered, length: Micros, bytes: u64, creator: Option<Micros>) -> Vec<Unfit> {
    let mut unfit = Vec::new();
    let most = creator.unwrap_or(API_LONGEST).min(API_LONGEST);
    if length > most {
        unfit.push(Unfit::TooLong { length, most });
    }
    if bytes > BYTES_MOST {
        unfit.push(Unfit::TooLarge { bytes, most: BYTES_MOST });
    }
    if !matches!(file.container, Container::Mp4 | Container::Mov | Container::Webm) {
        unfit.push(Unfit::Container);
    }
    if !CODECS.contains(&file.codec.as_str()) {
        unfit.push(Unfit::Codec);
    }
    let sides = SIDE_LEAST..=SIDE_MOST;
    if !sides.contains(&file.width) || !sides.contains(&file.height) {
        unfit.push(Unfit::PictureSize { width: file.width, height: file.height });
    }
    // A rate that nobody knows speaks against nothing.
    if let Some(rate) = file.fps.filter(|rate| rate.is_below(RATE_LEAST) || rate.is_above(RATE_MOST)) {
        unfit.push(Unfit::FrameRate { rate });
    }
    unfit
}

impl Unfit {
    /// The sentence that says so: `unfit.too_long`.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLong { length, most } => Message::new("unfit.too_long")
                .with("length", Value::Time(*length))
                .with("most", Value::Time(*most)),
            Self::TooLarge { bytes, most } => Message::new("unfit.too_large")
                .with("bytes", Value::Bytes(*bytes))
                .with("most", Value::Bytes(*most)),
            Self::Container => Message::new("unfit.container"),
            Self::Codec => Message::new("unfit.codec"),
            Self::PictureSize { width, height } => Message::new("unfit.picture_size")
                .with("width", Value::Count(*width))
                .with("height", Value::Count(*height)),
            Self::FrameRate { rate } => Message::new("unfit.frame_rate").with("rate", Value::Rate(*rate)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn file() -> ClipFacts {
        let mut facts = samples::clip(1).facts;
        facts.container = Container::Mp4;
        facts.duration = API_LONGEST;
        facts.size_bytes = BYTES_MOST;
        facts.video.codec = "h264".into();
        (facts.video.width, facts.video.height) = (SIDE_LEAST, SIDE_MOST);
        facts.video.fps = Ratio::new(60, 1);
        facts
    }

    #[test]
    fn at_its_limits_a_file_is_taken_and_beyond_each_it_is_not() {
        assert_eq!(Target::TiktokPost.unfit(&file(), None), []);
        type Change = fn(&mut ClipFacts);
        let over: [(Change, &str); 7] = [
            (|file| file.duration = Micros::new(API_LONGEST.get() + 1), "unfit.too_long"),
            (|file| file.size_bytes += 1, "unfit.too_large"),
            (|file| file.container = Container::Matroska, "unfit.container"),
            (|file| file.video.codec = "av1".into(), "unfit.codec"),
            (|file| file.video.width -= 1, "unfit.picture_size"),
            (|file| file.video.height += 1, "unfit.picture_size"),
            (|file| file.video.fps = Ratio::new(22_999, 1_000), "unfit.frame_rate"),
        ];
        for (change, key) in over {
            let mut file = file();
            change(&mut file);
            let unfit = Target::TiktokDraft.unfit(&file, None);
            assert_eq!(unfit.iter().map(|unfit| unfit.message().key).collect::<Vec<_>>(), [key]);
            assert_eq!(Target::Portal.unfit(&file, None), []);
        }
    }

    #[test]
    fn an_accounts_own_limit_counts_but_never_above_the_apis() {
        let own = Micros::from_secs(180);
        let unfit = Target::TiktokPost.unfit(&file(), Some(own));
        assert_eq!(unfit, [Unfit::TooLong { length: API_LONGEST, most: own }]);
        assert_eq!(Target::TiktokPost.unfit(&file(), Some(Micros::from_secs(3_600))), []);
    }
}
