//! Is what stands on the list still to be sent, and so? The creator may have chosen otherwise since.

use super::{PostSettings, Posting, Target};
use crate::Draft;

impl Posting {
    /// Is it to be sent of the draft as it is now? Not when its episode is gone, or goes elsewhere since it
    /// came on the list: what is sold by now must not be given away. Where it was sent past the episode's own
    /// target on purpose, it is wanted for as long as that target is the same.
    #[must_use]
    pub fn is_wanted(&self, draft: &Draft) -> bool {
        let episode = draft.episode(self.episode);
        episode.is_some_and(|(_, now)| now.target == self.target || now.target == self.meant())
    }

    /// Is that said of it? Consent is given each time, and no part of what is said; of a draft in the inbox
    /// nothing is.
    #[must_use]
    pub fn says(&self, settings: &PostSettings) -> bool {
        let said = |of: &PostSettings| PostSettings { consent: true, ..of.clone() };
        self.target == Target::TiktokDraft || said(&self.words.settings) == said(settings)
    }

    /// The episode's own target when it came on the list.
    fn meant(&self) -> Target {
        // PeerTube takes what is sold; of older ones nobody noted that anything else was meant.
        let usual = if self.target == Target::Peertube { Target::Portal } else { self.target };
        self.meant.unwrap_or(usual)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use crate::{
        AccountId, DraftId, Edit, Fingerprint, Micros, PostSettings, Posting, PostingFile, PostingId,
        PostingWords, Target, samples,
    };

    fn posting(target: Target, meant: Option<Target>) -> Posting {
        Posting {
            id: PostingId::new(Uuid::nil()),
            draft: DraftId::new(Uuid::from_u128(1)),
            revision: 1,
            episode: samples::episode_id(2),
            title: "Episode 2".into(),
            target,
            meant,
            account: AccountId("tiktok:me".into()),
            file: PostingFile {
                path: "a.mp4".into(),
                bytes: 1,
                fingerprint: Fingerprint::new("07"),
                duration: Micros::from_secs(40),
                mime: "video/mp4".into(),
                mark: None,
            },
            words: PostingWords::default(),
        }
    }

    #[test]
    fn what_goes_elsewhere_since_is_not_wanted_and_what_was_meant_so_is() {
        use Target::{Peertube, Portal, TiktokDraft, TiktokPost};
        let sold = samples::draft(3);
        for (target, meant, now, wanted) in [
            // A teaser that followed its own target.
            (TiktokDraft, Some(TiktokDraft), TiktokDraft, true),
            (TiktokDraft, Some(TiktokDraft), Portal, false),
            (TiktokDraft, Some(TiktokDraft), TiktokPost, false),
            (TiktokDraft, None, TiktokDraft, true),
            (TiktokDraft, None, Portal, false),
            // What is sold, sent past its own target.
            (TiktokPost, Some(Portal), Portal, true),
            (TiktokPost, Some(Portal), TiktokPost, true),
            (TiktokPost, Some(Portal), TiktokDraft, false),
            (Peertube, Some(Portal), Portal, true),
            (Peertube, None, Portal, true),
            (Peertube, None, TiktokPost, false),
            // A teaser sent another way, and sold since.
            (TiktokPost, Some(TiktokDraft), TiktokDraft, true),
            (TiktokPost, Some(TiktokDraft), Portal, false),
        ] {
            let draft = samples::sent(&sold, [2], now);
            let is = posting(target, meant).is_wanted(&draft);
            assert_eq!(is, wanted, "to {target}, meant for {meant:?}, now {now}");
        }
    }

    #[test]
    fn consent_is_no_part_of_what_is_said_and_drafts_say_nothing() {
        let nothing = PostSettings::default();
        let agreed = PostSettings { consent: true, ..nothing.clone() };
        let by_ai = PostSettings { made_by_ai: true, ..nothing.clone() };
        for (target, other) in
            [(Target::TiktokPost, false), (Target::Peertube, false), (Target::TiktokDraft, true)]
        {
            let posting = posting(target, None);
            let says = [&nothing, &agreed, &by_ai].map(|settings| posting.says(settings));
            assert_eq!(says, [true, true, other], "{target}");
        }
    }

    #[test]
    fn of_an_episode_that_is_gone_nothing_is_wanted() {
        let draft = samples::draft(3);
        let gone = draft.apply(&Edit::Remove { episodes: vec![samples::episode_id(2)] }).unwrap();
        for target in Target::ALL {
            assert!(!posting(target, Some(Target::Portal)).is_wanted(&gone), "{target}");
        }
    }

    #[test]
    fn one_that_was_kept_before_anybody_noted_what_was_meant_reads() {
        let mut json = serde_json::to_value(posting(Target::TiktokPost, Some(Target::Portal))).unwrap();
        json.as_object_mut().unwrap().remove("meant");
        assert_eq!(serde_json::from_value::<Posting>(json).unwrap(), posting(Target::TiktokPost, None));
    }
}
