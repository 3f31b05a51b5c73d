//! Before anything is sent: which episodes a target takes, why not the others, and when each goes out.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{Caps, Moment, Target, Turn, Unfit};
use crate::{
    Analyses, Draft, EpisodeId, Means, Message, Micros, Number, Rules,
    plan::{Ground, outlook},
};

/// What is known of the way to a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The longest video this account may post there, if that is known.
    pub longest: Option<Micros>,
    /// How much the platform takes in a minute and a day.
    pub caps: Caps,
    /// The places this account asked for before.
    pub past: Vec<Moment>,
    /// Until when a target takes nothing, because it said so.
    pub held: BTreeMap<Target, i64>,
    /// When the first may go out, in milliseconds since 1970.
    pub from_ms: i64,
    /// How fast files are sent, in bytes a second.
    pub pace: u64,
}

/// What would come of sending a draft to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetPlan {
    /// The target.
    pub target: Target,
    /// The episodes, in order.
    pub episodes: Vec<TargetEpisode>,
    /// How many of them it takes.
    pub fit: u32,
    /// Bytes of those.
    pub bytes: u64,
    /// When the last of them is sent, in milliseconds since 1970; none where nothing is sent by us.
    pub ends_ms: Option<i64>,
}

/// An episode on its way to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetEpisode {
    /// The episode.
    pub episode: EpisodeId,
    /// What it is called by.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// How long its file is.
    pub length: Micros,
    /// About how large its file is, in bytes.
    pub bytes: u64,
    /// Why the target does not take it.
    pub unfit: Vec<Unfit>,
    /// What is worth knowing before it is sent, where the target takes it.
    pub warning: Option<Message>,
    /// When it goes out, in milliseconds since 1970; none where it does not, or not by us.
    pub begins_ms: Option<i64>,
}

/// Plans to send a draft to a target.
#[must_use]
pub fn target_plan(
    target: Target,
    draft: &Draft,
    rules: &Rules,
    analyses: &Analyses,
    means: &Means,
    way: &Way,
) -> TargetPlan {
    let ground = Ground { rules, analyses, means };
    let mut episodes: Vec<_> = draft
        .by_number()
        // PeerTube has the whole series in one playlist, and nothing else.
        .filter(|(_, episode)| target != Target::Peertube || episode.is_paid())
        .filter_map(|(number, episode)| {
            let parts: Vec<_> = draft.parts_of(episode).map(|(part, clip)| (part, &**clip)).collect();
            let made = outlook(&parts, episode.treatment, ground)?;
            let unfit = target.unfit_for(rules, &made.delivered, (made.length, made.bytes), way.longest);
            let warning = target.warning(rules, made.length, way.longest).filter(|_| unfit.is_empty());
            Some(TargetEpisode {
                episode: episode.id,
                number,
                title: episode.title.clone(),
                length: made.length,
                bytes: made.bytes,
                unfit,
                warning,
                begins_ms: None,
            })
        })
        .collect();
    let fits = || episodes.iter().filter(|episode| episode.unfit.is_empty());
    let (fit, bytes) =
        fits().fold((0, 0_u64), |(fit, bytes), episode| (fit + 1, bytes.saturating_add(episode.bytes)));
    let mut ends_ms = None;
    if target.capabilities().sends {
        let turns: Vec<_> =
            fits().map(|episode| Turn { target, lasts_ms: sending_ms(episode.bytes, way.pace) }).collect();
        let begins = way.caps.calendar(&turns, &way.past, &way.held, way.from_ms);
        ends_ms = begins.last().zip(turns.last()).map(|(begin, turn)| begin.saturating_add(turn.lasts_ms));
        let fitting = episodes.iter_mut().filter(|episode| episode.unfit.is_empty());
        for (episode, begin) in fitting.zip(begins) {
            episode.begins_ms = Some(begin);
        }
    }
    TargetPlan { target, episodes, fit, bytes, ends_ms }
}

/// How long so many bytes take, in milliseconds, at a pace in bytes a second.
#[must_use]
pub fn sending_ms(bytes: u64, pace: u64) -> i64 {
    let millis = u128::from(bytes) * 1_000 / u128::from(pace.max(1));
    i64::try_from(millis).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rules::tests::built_in, samples};

    const HOUR_MS: i64 = 3_600_000;

    fn plan(target: Target, draft: &Draft) -> TargetPlan {
        let way = Way {
            longest: Some(Micros::from_secs(180)),
            caps: Caps::of(&built_in()),
            past: vec![Moment { at_ms: 0, target: Target::TiktokDraft }],
            held: BTreeMap::new(),
            from_ms: HOUR_MS,
            pace: 1_000_000,
        };
        target_plan(target, draft, &built_in(), &Analyses::default(), &Means::default(), &way)
    }

    #[test]
    fn what_does_not_fit_is_named_and_the_rest_goes_out_in_turn() {
        let mut clips: Vec<_> = (1..=7).map(samples::clip).collect();
        clips[2].facts.duration = Micros::from_secs(601);
        clips[3].facts.duration = Micros::from_secs(181);
        let draft = samples::draft_of(clips);
        let drafts = plan(Target::TiktokDraft, &draft);
        assert_eq!((drafts.fit, drafts.bytes), (6, 60_000_000));
        let most = Micros::from_secs(600);
        assert_eq!(drafts.episodes[2].unfit, [Unfit::TooLong { length: Micros::from_secs(601), most }]);
        let warned: Vec<_> = drafts.episodes.iter().map(|episode| episode.warning.is_some()).collect();
        assert_eq!(warned, [false, false, false, true, false, false, false], "over the account's own");
        assert_eq!(plan(Target::TiktokPost, &draft).fit, 5);
        let begins: Vec<_> = drafts.episodes.iter().map(|episode| episode.begins_ms).collect();
        // Each takes ten seconds; one was sent at midnight, so that the fifth waits for its day to end.
        let at = |ms: i64| Some(HOUR_MS + ms);
        assert_eq!(begins[..2], [at(0), at(10_000)]);
        assert_eq!((begins[2], begins[3], begins[4]), (None, at(20_000), at(30_000)));
        assert_eq!(begins[5], Some(24 * HOUR_MS + 1_000));
        assert_eq!(drafts.ends_ms, begins[6].map(|begin| begin + 10_000));
        let portal = plan(Target::Portal, &draft);
        assert_eq!((portal.fit, portal.ends_ms), (7, None), "a person submits it");
    }

    #[test]
    fn what_is_free_does_not_go_to_peertube() {
        let mut draft = samples::draft_of((1..=3).map(samples::clip).collect());
        std::sync::Arc::make_mut(&mut draft.episodes[2]).target = Target::TiktokDraft;
        let numbers: Vec<_> = plan(Target::Peertube, &draft)
            .episodes
            .iter()
            .map(|episode| episode.number.to_string())
            .collect();
        assert_eq!(numbers, ["1", "2"]);
        assert_eq!(plan(Target::TiktokDraft, &draft).episodes.len(), 3);
    }
}
