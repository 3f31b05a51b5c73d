//! What came of a draft's postings, as whoever sent them is told.

use storage::Standing;

use crate::{PostedEpisode, PublishOutcome};

/// What came of a draft's postings, the last of each episode and target at each account.
pub(crate) fn outcome(standings: &[Standing], waits_until_ms: Option<i64>) -> PublishOutcome {
    let last = |standing: &&Standing| {
        let place = |of: &Standing| (of.posting.episode, of.posting.target, of.posting.account.clone());
        let later = standings.iter().rev().find(|other| place(other) == place(standing));
        later.is_some_and(|later| later.posting.id == standing.posting.id)
    };
    let episodes = standings.iter().filter(last).map(PostedEpisode::from).collect();
    PublishOutcome { episodes, waits_until_ms, same: Vec::new(), unfit: Vec::new() }
}

impl From<&Standing> for PostedEpisode {
    fn from(standing: &Standing) -> Self {
        Self {
            posting: standing.posting.id,
            episode: standing.posting.episode,
            title: standing.posting.title.clone(),
            target: standing.posting.target,
            account: standing.posting.account.clone(),
            stage: standing.stage.clone(),
            since_ms: standing.since_ms,
        }
    }
}
