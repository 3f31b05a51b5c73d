//! What a file must be for a target to take it, by the rules in force, known before anything is sent.

use serde::Serialize;
use ts_rs::TS;

use super::Target;
use crate::{
    ClipFacts, Limit, Message, Micros, Ratio, Rules, SplitLimits, Value, plan::Delivered,
    preflight::length::Bounds,
};

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
    /// How long a video may be there. `creator` is the longest this account may post there, if that is known;
    /// drafts may be longer. A rule that is off, or whose value nobody knows, limits nothing.
    #[must_use]
    pub fn lengths(self, rules: &Rules, creator: Option<Micros>) -> SplitLimits {
        let none = SplitLimits::default();
        match self {
            Self::Portal => {
                let Bounds { min, max } = Bounds::of(rules);
                SplitLimits { min, max, ..none }
            }
            Self::TiktokDraft => SplitLimits { max: api_longest(rules), ..none },
            Self::TiktokPost => {
                let own = own_longest(rules, creator);
                SplitLimits { max: api_longest(rules).into_iter().chain(own).min(), ..none }
            }
            Self::Peertube => none,
        }
    }

    /// UTF-16 units that a caption may have there; none where nothing limits it, or there is none.
    #[must_use]
    pub fn caption_most(self, rules: &Rules) -> Option<u32> {
        let most = rules.number("api.title.max").map(|(_, most)| most);
        most.filter(|_| self.capabilities().caption)
    }

    /// What is worth knowing of a video that it takes. A draft may be longer than what the account may post,
    /// but then it cannot be posted as it is.
    #[must_use]
    pub fn warning(self, rules: &Rules, length: Micros, creator: Option<Micros>) -> Option<Message> {
        let most = own_longest(rules, creator).filter(|most| self == Self::TiktokDraft && length > *most)?;
        Some(with_times(Message::new("unfit.over_account"), length, most))
    }

    /// Why it would not take a file. `creator` is the longest video this account may post there, if that is
    /// known. The portal takes what preflight lets through.
    #[must_use]
    pub fn unfit(self, rules: &Rules, file: &ClipFacts, creator: Option<Micros>) -> Vec<Unfit> {
        self.unfit_for(rules, &Delivered::found(file), (file.duration, file.size_bytes), creator)
    }

    /// As [`Target::unfit`], of a file of that length and size that is not made yet.
    pub(super) fn unfit_for(
        self,
        rules: &Rules,
        file: &Delivered,
        (length, bytes): (Micros, u64),
        creator: Option<Micros>,
    ) -> Vec<Unfit> {
        match self {
            Self::Portal | Self::Peertube => Vec::new(),
            Self::TiktokDraft | Self::TiktokPost => {
                let most = self.lengths(rules, creator).max;
                let too_long = most.filter(|most| length > *most).map(|most| Unfit::TooLong { length, most });
                too_long.into_iter().chain(by_api(rules, file, bytes)).collect()
            }
        }
    }
}

/// The longest video the API takes at all.
fn api_longest(rules: &Rules) -> Option<Micros> {
    rules.time("api.duration.max_s").map(|(_, most)| most)
}

/// The longest video an account may post: as it was told last, else as the creator's own rules have it.
fn own_longest(rules: &Rules, creator: Option<Micros>) -> Option<Micros> {
    creator.or_else(|| rules.time("api.duration.creator_max_s").map(|(_, most)| most))
}

fn with_times(message: Message, length: Micros, most: Micros) -> Message {
    message.with("length", Value::Time(length)).with("most", Value::Time(most))
}

/// A rule that is off, or whose value nobody knows, limits nothing.
fn by_api(rules: &Rules, file: &Delivered, bytes: u64) -> Vec<Unfit> {
    let mut unfit = Vec::new();
    if let Some(Limit::Bytes(most)) = rules.limit("api.size.max")
        && bytes > *most
    {
        unfit.push(Unfit::TooLarge { bytes, most: *most });
    }
    let among = |id: &str, name: &str| match rules.limit(id) {
        Some(Limit::Names(names)) => names.iter().any(|known| known == name),
        _ => true,
    };
    if !among("api.container", file.container.name()) {
        unfit.push(Unfit::Container);
    }
    if !among("api.codec", &file.codec) {
        unfit.push(Unfit::Codec);
    }
    let (width, height) = (file.width, file.height);
    if let Some(Limit::Range { min, max }) = rules.limit("api.px")
        && [width, height].iter().any(|side| !(*min..=*max).contains(&u64::from(*side)))
    {
        unfit.push(Unfit::PictureSize { width, height });
    }
    // A rate that nobody knows speaks against nothing.
    if let (Some(Limit::Range { min, max }), Some(rate)) = (rules.limit("api.fps"), file.fps) {
        let whole = |number: &u64| u32::try_from(*number).unwrap_or(u32::MAX);
        if rate.is_below(whole(min)) || rate.is_above(whole(max)) {
            unfit.push(Unfit::FrameRate { rate });
        }
    }
    unfit
}

impl Unfit {
    /// The sentence that says so: `unfit.too_long`.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLong { length, most } => with_times(Message::new("unfit.too_long"), *length, *most),
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
    use crate::{Container, rules::tests::built_in, samples};

    const LONGEST: Micros = Micros::from_secs(600);

    fn file() -> ClipFacts {
        let mut facts = samples::clip(1).facts;
        facts.container = Container::Mp4;
        facts.duration = LONGEST;
        facts.size_bytes = 4 * 1024 * 1024 * 1024;
        facts.video.codec = "h264".into();
        (facts.video.width, facts.video.height) = (360, 4_096);
        facts.video.fps = Ratio::new(60, 1);
        facts
    }

    #[test]
    fn at_its_limits_a_file_is_taken_and_beyond_each_it_is_not() {
        assert_eq!(Target::TiktokPost.unfit(&built_in(), &file(), None), []);
        type Change = fn(&mut ClipFacts);
        let over: [(Change, &str); 7] = [
            (|file| file.duration = Micros::new(LONGEST.get() + 1), "unfit.too_long"),
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
            let unfit = Target::TiktokDraft.unfit(&built_in(), &file, None);
            assert_eq!(unfit.iter().map(|unfit| unfit.message().key).collect::<Vec<_>>(), [key]);
            assert_eq!(Target::Portal.unfit(&built_in(), &file, None), []);
        }
    }

    #[test]
    fn each_target_has_lengths_of_its_own() {
        let lengths = |target: Target, own| target.lengths(&built_in(), own);
        let portal = lengths(Target::Portal, Some(LONGEST));
        assert_eq!((portal.min, portal.max), (Micros::from_secs(30), Some(Micros::from_secs(1_200))));
        for target in [Target::TiktokDraft, Target::TiktokPost] {
            assert_eq!(lengths(target, None), SplitLimits { max: Some(LONGEST), ..SplitLimits::default() });
            assert_eq!(lengths(target, Some(Micros::new(LONGEST.get() + 1))).max, Some(LONGEST));
        }
        let own = Micros::new(LONGEST.get() - 1);
        assert_eq!(lengths(Target::TiktokPost, Some(own)).max, Some(own));
        assert_eq!(lengths(Target::TiktokDraft, Some(own)).max, Some(LONGEST));
        assert_eq!(lengths(Target::Peertube, Some(LONGEST)), SplitLimits::default());
    }

    #[test]
    fn an_accounts_own_limit_counts_but_never_above_the_apis() {
        let own = Micros::from_secs(180);
        let unfit = Target::TiktokPost.unfit(&built_in(), &file(), Some(own));
        assert_eq!(unfit, [Unfit::TooLong { length: LONGEST, most: own }]);
        assert_eq!(Target::TiktokPost.unfit(&built_in(), &file(), Some(Micros::from_secs(3_600))), []);
    }

    #[test]
    fn a_draft_over_what_the_account_may_post_is_taken_with_a_warning() {
        let own = Micros::from_secs(180);
        let over = Micros::new(own.get() + 1);
        let warning = |target: Target, length, own| target.warning(&built_in(), length, own);
        assert_eq!(warning(Target::TiktokDraft, own, Some(own)), None);
        let warned = warning(Target::TiktokDraft, over, Some(own)).unwrap();
        assert_eq!(warned, with_times(Message::new("unfit.over_account"), over, own));
        assert_eq!(warning(Target::TiktokDraft, over, None), None, "nobody was asked");
        for target in [Target::Portal, Target::TiktokPost, Target::Peertube] {
            assert_eq!(warning(target, over, Some(own)), None, "{target}");
        }
        assert_eq!(Target::TiktokDraft.unfit(&built_in(), &file(), Some(own)), []);
        assert_eq!(Target::TiktokPost.unfit(&built_in(), &file(), Some(own)).len(), 1);
        // The creator's own rules say it where nobody was asked; what was told counts more.
        let mine = "[api.duration.creator_max_s]\nvalue = 180\n";
        let mine = built_in().overridden_by("own.toml", mine).unwrap();
        assert_eq!(Target::TiktokDraft.warning(&mine, over, None), Some(warned));
        assert_eq!(Target::TiktokDraft.warning(&mine, over, Some(over)), None);
    }
}
