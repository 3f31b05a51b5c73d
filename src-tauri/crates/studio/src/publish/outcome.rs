//! What came of a draft's postings, as whoever sent them is told.

use storage::Standing;

use crate::{PostedEpisode, PublishOutcome};

/// What came of a draft's postings, the last of each episode and target.
pub(crate) fn outcome(standings: &[Standing], waits_until_ms: Option<i64>) -> PublishOutcome {
    let last = |standing: &&Standing| {
        let later = standings.iter().rev().find(|other| {
            (other.posting.episode, other.posting.target)
                == (standing.posting.episode, standing.posting.target)
        });
        later.is_some_and(|later| later.posting.id == standing.posting.id)
    };
    let episodes = standings.iter().filter(last).map(PostedEpisode::from).collect();
    PublishOutcome { episodes, waits_until_ms }
}

impl From<&Standing> for PostedEpisode {
    fn from(standing: &Standing) -> Self {
        Self {
            posting: standing.posting.id,
            episode: standing.posting.episode,
            title: standing.posting.title.clone(),
            target: standing.posting.target,
            stage: standing.stage.clone(),
            since_ms: standing.since_ms,
        }
    }
}
