//! The publish page of a series that goes to PeerTube: what is sold, in the order of its playlist.

use series::{Message, Target, TargetEpisode};
use storage::Standing;

use super::Stands;
use crate::{PublishRow, UnfitFor, publish::peertube::bad_name};

/// What is sold, each with its last posting.
pub(super) fn rows(planned: &[TargetEpisode], known: &[Standing]) -> Vec<PublishRow> {
    planned.iter().map(|planned| row(planned, known)).collect()
}

fn row(planned: &TargetEpisode, known: &[Standing]) -> PublishRow {
    let of = |one: &&Standing| one.posting.episode == planned.episode;
    let Stands { posted, means, remedy, raw, said } = Stands::of(known.iter().rfind(of));
    // What is on the list keeps the name it was put there with.
    let unfit = bad_name(&planned.title).filter(|_| posted.is_none());
    PublishRow {
        episode: planned.episode,
        number: planned.number.to_string(),
        title: planned.title.clone(),
        length: planned.length,
        bytes: planned.bytes,
        target: Target::Peertube,
        reason: unfit.clone().unwrap_or_else(|| Message::new("send.peertube")),
        unfit: unfit.into_iter().map(|reason| UnfitFor { target: Target::Peertube, reason }).collect(),
        warnings: Vec::new(),
        posted,
        means,
        remedy,
        raw,
        said,
        same: None,
        begins_ms: None,
    }
}

#[cfg(test)]
mod tests {
    use series::{Micros, Number, Refused, Stage, samples};

    use super::*;
    use crate::publish::samples::standing;

    #[test]
    fn rows_say_where_each_stands_and_which_title_is_no_name() {
        let draft = samples::draft_of((1..=3).map(samples::clip).collect());
        let planned: Vec<_> = draft
            .episodes
            .iter()
            .zip([("Bake", 1), ("ab", 2), ("ab", 3)])
            .map(|(episode, (title, number))| TargetEpisode {
                episode: episode.id,
                number: Number::Paid(number),
                title: title.into(),
                length: Micros::from_secs(60),
                bytes: 10,
                unfit: Vec::new(),
                warning: None,
                begins_ms: None,
            })
            .collect();
        let posting = |place: usize, stage| {
            let mut standing = standing(1, Target::Peertube, stage, 7);
            standing.posting.episode = draft.episodes[place].id;
            standing
        };
        let refused = Stage::Refused { refused: Refused::of("quota_reached", "full", "") };
        let known =
            [posting(0, refused), posting(2, Stage::Skipped), posting(2, Stage::Posted { post: None })];
        let rows = rows(&planned, &known);
        let said: Vec<_> = rows.iter().map(|row| (row.number.as_str(), row.reason.key.as_str())).collect();
        assert_eq!(said, [("1", "send.peertube"), ("2", "unfit.name"), ("3", "send.peertube")]);
        assert_eq!(rows.iter().map(|row| row.unfit.len()).collect::<Vec<_>>(), [0, 1, 0]);
        let means = |at: usize| rows[at].means.as_ref().map(|means| means.key.as_str());
        assert_eq!([0, 1, 2].map(means), [Some("refused.no_room"), None, Some("stage.posted")]);
        assert_eq!(rows[0].raw.as_deref(), Some("code: quota_reached\nmessage: full"));
    }
}
