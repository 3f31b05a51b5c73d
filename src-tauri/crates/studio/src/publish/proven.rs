//! After an answer that was lost to a question for a place, nobody knows whether the next is heard. Each costs a
//! place of the day and a look of the creator, so nothing is asked for until the platform answers something that
//! changes nothing.

use series::{Stage, Unanswered};
use storage::Standing;

use super::{door::Door, going::Going, round::Round, walk};
use crate::{Problem, ProblemCode, Studio, jobs::Progress};

/// Is it in doubt whether the platform answers questions for a place?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It answered the last one.
    #[default]
    None,
    /// The last answer was lost.
    Lost,
    /// The last answer was lost, and something else was answered well since.
    Answers,
    /// And then the answer to the next question for a place was lost as well.
    LostAgain,
}

impl Doubt {
    /// As an earlier round left it.
    pub(super) fn of(open: &[Standing]) -> Self {
        let is_lost =
            |one: &Standing| matches!(one.stage, Stage::Unconfirmed { what: Unanswered::Place, .. });
        if open.iter().any(is_lost) { Self::Lost } else { Self::None }
    }

    /// A posting went as far as there.
    pub(super) const fn hears(&mut self, stage: &Stage) {
        *self = match (*self, stage) {
            (Self::None | Self::Lost, Stage::Unconfirmed { what: Unanswered::Place, .. }) => Self::Lost,
            (_, Stage::Unconfirmed { what: Unanswered::Place, .. }) => Self::LostAgain,
            // What goes on without having got anywhere says nothing.
            (_, Stage::Waiting | Stage::Withdrawn | Stage::Skipped) => return,
            _ => Self::None,
        };
    }
}

impl<D: Door> Round<D> {
    /// Waits, where it is in doubt, until the platform answers.
    ///
    /// # Errors
    /// `PlacesUnanswered` where it answers, and yet not the questions for a place; when the creator has to log in
    /// first; why there is no answer for longer than the patience lasts.
    pub(super) async fn proven(
        &self,
        studio: &Studio,
        doubt: &mut Doubt,
        progress: &Progress,
    ) -> Result<(), Problem> {
        let tell = |error: Option<&_>| studio.troubles.told((self.draft, &self.account), error, &self.ledger);
        let mut going = Going::from(&Stage::Waiting, self.patience());
        while *doubt != Doubt::None && *doubt != Doubt::Answers {
            if *doubt == Doubt::LostAgain {
                return Err(Problem::new(ProblemCode::PlacesUnanswered));
            }
            progress.go_on().await?;
            match self.door.answers().await {
                Err(error) if walk::needs_login(&error) => return Err(error.into()),
                Err(error) if walk::passes(&error) => {
                    tell(Some(&error));
                    let Some(pause) = going.pause() else { return Err(error.into()) };
                    let until = self.clock.until(self.clock.now_ms().saturating_add(pause));
                    tokio::select! {
                        () = until => {}
                        () = progress.cancel.cancelled() => {}
                    }
                }
                // Whatever it says, it says something.
                Ok(()) | Err(_) => {
                    tell(None);
                    *doubt = Doubt::Answers;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_answer_that_is_lost_is_one_too_many_and_one_that_is_heard_ends_all_doubt() {
        let lost = Stage::Unconfirmed { what: Unanswered::Place, ticket: None };
        let mut doubt = Doubt::None;
        doubt.hears(&Stage::Unconfirmed { what: Unanswered::Status, ticket: Some("v".into()) });
        assert_eq!(doubt, Doubt::None);
        doubt.hears(&lost);
        assert_eq!(doubt, Doubt::Lost);
        for stage in [Stage::Waiting, Stage::Withdrawn, Stage::Skipped] {
            doubt.hears(&stage);
            assert_eq!(doubt, Doubt::Lost, "{stage:?}");
        }
        doubt = Doubt::Answers;
        doubt.hears(&Stage::Posted { post: None });
        assert_eq!(doubt, Doubt::None);
        doubt = Doubt::Answers;
        doubt.hears(&lost);
        assert_eq!(doubt, Doubt::LostAgain);
    }
}
