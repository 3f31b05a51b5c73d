//! What a creator says of a post before it goes out: who can watch, what they can do, what it advertises.
//! TikTok asks for each of these and lets none be preset (`platform.md` B9).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CreatorInfo, Target};
use crate::{Micros, Rules};

/// What is said of the posts of a draft. Nothing is preset: an unanswered question keeps it from going out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PostSettings {
    /// Who can watch: one of the creator's own options.
    pub privacy: Option<String>,
    /// May people comment?
    pub comment: bool,
    /// May people make duets?
    pub duet: bool,
    /// May people stitch it?
    pub stitch: bool,
    /// Does it advertise something?
    pub disclosed: bool,
    /// The creator or their own business: `Promotional content`.
    pub your_brand: bool,
    /// Somebody else who pays: `Paid partnership`.
    pub branded_content: bool,
    /// Was it made by AI?
    pub made_by_ai: bool,
    /// Did the creator agree to the declaration that stands before the button?
    pub consent: bool,
    /// The channel it goes to, by its name, where an account has several (PeerTube); none: the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub channel: Option<String>,
}

/// What keeps a post from going out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "lack", rename_all = "snake_case")]
pub enum Lack {
    /// Nobody said who can watch.
    Privacy,
    /// That is not among the creator's options (any more).
    PrivacyOption,
    /// The creator turned it off in the app: comments, duets or stitches.
    Interaction {
        /// Which.
        which: Interaction,
    },
    /// It is said to advertise something, but not what.
    Disclosure,
    /// Branded content cannot be private.
    BrandedPrivate,
    /// The caption is too long.
    Caption {
        /// UTF-16 units it has.
        units: u32,
        /// UTF-16 units it may have.
        most: u32,
    },
    /// The video is longer than this creator may post.
    TooLong {
        /// How long it is.
        length: Micros,
        /// How long it may be.
        most: Micros,
    },
    /// Nobody agreed to the declaration.
    Consent,
}

/// What people can do with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Interaction {
    /// Comment on it.
    Comment,
    /// Make a duet.
    Duet,
    /// Stitch it.
    Stitch,
}

/// Which declaration stands before the button, word for word as TikTok has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Declaration {
    /// The Music Usage Confirmation.
    Music,
    /// The Branded Content Policy and the Music Usage Confirmation.
    BrandedAndMusic,
}

const PRIVATE: &str = "SELF_ONLY";

impl Lack {
    /// The sentence that says so: `lack.privacy`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Privacy => "lack.privacy",
            Self::PrivacyOption => "lack.privacy_option",
            Self::Interaction { which: Interaction::Comment } => "lack.comment",
            Self::Interaction { which: Interaction::Duet } => "lack.duet",
            Self::Interaction { which: Interaction::Stitch } => "lack.stitch",
            Self::Disclosure => "lack.disclosure",
            Self::BrandedPrivate => "lack.branded_private",
            Self::Caption { .. } => "lack.caption",
            Self::TooLong { .. } => "lack.too_long",
            Self::Consent => "lack.consent",
        }
    }
}

impl PostSettings {
    /// What keeps a post with that caption and of that length from going out by the rules in force, all of
    /// it. `creator` is what TikTok said of the account just now.
    #[must_use]
    pub fn lacks(&self, rules: &Rules, creator: &CreatorInfo, caption: &str, length: Micros) -> Vec<Lack> {
        let mut lacks = Vec::new();
        match &self.privacy {
            None => lacks.push(Lack::Privacy),
            Some(chosen) if !creator.privacy_level_options.contains(chosen) => {
                lacks.push(Lack::PrivacyOption);
            }
            Some(_) => {}
        }
        let interactions = [
            (self.comment, creator.comment_disabled, Interaction::Comment),
            (self.duet, creator.duet_disabled, Interaction::Duet),
            (self.stitch, creator.stitch_disabled, Interaction::Stitch),
        ];
        for (wanted, disabled, which) in interactions {
            if wanted && disabled {
                lacks.push(Lack::Interaction { which });
            }
        }
        if self.disclosed && !self.your_brand && !self.branded_content {
            lacks.push(Lack::Disclosure);
        }
        if self.is_branded() && self.privacy.as_deref() == Some(PRIVATE) {
            lacks.push(Lack::BrandedPrivate);
        }
        let units = caption_units(caption);
        if let Some(most) = Target::TiktokPost.caption_most(rules).filter(|most| units > *most) {
            lacks.push(Lack::Caption { units, most });
        }
        let longest = Target::TiktokPost.lengths(rules, Some(creator.longest())).max;
        if let Some(most) = longest.filter(|most| length > *most) {
            lacks.push(Lack::TooLong { length, most });
        }
        if !self.consent {
            lacks.push(Lack::Consent);
        }
        lacks
    }

    /// Which declaration the creator agrees to.
    #[must_use]
    pub const fn declaration(&self) -> Declaration {
        if self.is_branded() { Declaration::BrandedAndMusic } else { Declaration::Music }
    }

    /// Is it a paid partnership? What is not disclosed at all does not count.
    #[must_use]
    pub const fn is_branded(&self) -> bool {
        self.disclosed && self.branded_content
    }

    /// Does it advertise the creator's own?
    #[must_use]
    pub const fn is_own_brand(&self) -> bool {
        self.disclosed && self.your_brand
    }
}

/// How long a caption is, as TikTok counts: in UTF-16 units.
#[must_use]
pub(crate) fn caption_units(caption: &str) -> u32 {
    u32::try_from(caption.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::built_in;

    fn creator() -> CreatorInfo {
        CreatorInfo {
            creator_avatar_url: String::new(),
            creator_username: "someone".into(),
            creator_nickname: "Someone".into(),
            privacy_level_options: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", PRIVATE]
                .map(String::from)
                .into(),
            comment_disabled: false,
            duet_disabled: true,
            stitch_disabled: false,
            max_video_post_duration_sec: 300,
        }
    }

    fn answered() -> PostSettings {
        PostSettings { privacy: Some("PUBLIC_TO_EVERYONE".into()), consent: true, ..Default::default() }
    }

    fn lacks(settings: &PostSettings) -> Vec<Lack> {
        settings.lacks(&built_in(), &creator(), "caption", Micros::from_secs(30))
    }

    #[test]
    fn nothing_is_preset() {
        assert_eq!(lacks(&PostSettings::default()), [Lack::Privacy, Lack::Consent]);
        assert_eq!(lacks(&answered()), []);
    }

    #[test]
    fn what_the_creator_turned_off_or_no_longer_has_is_refused() {
        let settings = PostSettings { duet: true, comment: true, stitch: true, ..answered() };
        assert_eq!(lacks(&settings), [Lack::Interaction { which: Interaction::Duet }]);
        let settings = PostSettings { privacy: Some("FOLLOWER_OF_CREATOR".into()), ..answered() };
        assert_eq!(lacks(&settings), [Lack::PrivacyOption]);
    }

    #[test]
    fn what_advertises_says_what_and_is_not_private() {
        let disclosed = PostSettings { disclosed: true, ..answered() };
        assert_eq!(lacks(&disclosed), [Lack::Disclosure]);
        let branded = PostSettings { branded_content: true, privacy: Some(PRIVATE.into()), ..disclosed };
        assert_eq!(lacks(&branded), [Lack::BrandedPrivate]);
        assert_eq!(branded.declaration(), Declaration::BrandedAndMusic);
        let own = PostSettings { branded_content: false, your_brand: true, ..branded };
        assert_eq!((lacks(&own), own.declaration()), (vec![], Declaration::Music));
        let taken_back = PostSettings { disclosed: false, branded_content: true, ..own };
        assert!(!taken_back.is_branded() && !taken_back.is_own_brand());
    }

    #[test]
    fn captions_and_lengths_are_held_to_the_last_unit() {
        let settings = answered();
        let most = "😀".repeat(1_100);
        assert_eq!(caption_units(&most), 2_200);
        let limit = Micros::from_secs(300);
        assert_eq!(settings.lacks(&built_in(), &creator(), &most, limit), []);
        let over = Micros::new(limit.get() + 1);
        assert_eq!(
            settings.lacks(&built_in(), &creator(), &format!("{most}a"), over),
            [Lack::Caption { units: 2_201, most: 2_200 }, Lack::TooLong { length: over, most: limit }]
        );
        let generous = CreatorInfo { max_video_post_duration_sec: 3_600, ..creator() };
        let longest = Micros::from_secs(600);
        assert_eq!(settings.lacks(&built_in(), &generous, "", longest), []);
        let over = Micros::new(longest.get() + 1);
        let too_long = [Lack::TooLong { length: over, most: longest }];
        assert_eq!(settings.lacks(&built_in(), &generous, "", over), too_long);
    }

    #[test]
    fn a_rules_file_moves_the_limits_of_captions_and_lengths() {
        let own = "[api.title.max]\nvalue = 3\n\n[api.duration.max_s]\nvalue = 60\n";
        let rules = built_in().overridden_by("own.toml", own).unwrap();
        let minute = Micros::from_secs(60);
        let over = Micros::new(minute.get() + 1);
        assert_eq!(answered().lacks(&rules, &creator(), "abc", minute), []);
        assert_eq!(
            answered().lacks(&rules, &creator(), "abcd", over),
            [Lack::Caption { units: 4, most: 3 }, Lack::TooLong { length: over, most: minute }]
        );
        let off = "[api.title.max]\non = false\n";
        let rules = built_in().overridden_by("own.toml", off).unwrap();
        assert_eq!(answered().lacks(&rules, &creator(), &"a".repeat(9_000), minute), []);
    }
}
