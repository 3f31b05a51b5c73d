//! What TikTok asks of the account, and what is known of it.

use series::{CreatorEntry, Known, Rule, RuleId, Value, asked_by, known_of_creator};
use storage::About;

use crate::{AnsweredBy, Eligible, EligibleAnswer, Event, Problem, ProblemCode, Studio, studio::now_ms};

impl Studio {
    /// What TikTok asks of the account, and what is known of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn eligibility(&self) -> Result<Vec<Eligible>, Problem> {
        let notes = self.with_store(|store| store.notes::<CreatorEntry>(About::Creator)).await?;
        let known = known_of_creator(&notes);
        let rules = series::eligibility(&self.rules.rules);
        Ok(rules.map(|rule| eligible(rule, known.get(&rule.id))).collect())
    }

    /// The creator says that it is so, or no longer. It is on disk when this returns.
    ///
    /// # Errors
    /// `UnknownRule` for one that the account is not held against; when the store cannot be written.
    pub async fn declare_eligible(&self, rule: &RuleId, so: bool) -> Result<Vec<Eligible>, Problem> {
        if !series::eligibility(&self.rules.rules).any(|known| known.id == *rule) {
            return Err(Problem::new(ProblemCode::UnknownRule).with("rule", Value::Text(rule.to_string())));
        }
        let entry = CreatorEntry::Declared { rule: rule.clone(), so };
        self.note_of_creator(vec![entry]).await?;
        self.eligibility().await
    }

    /// Notes what was said or counted, and tells everybody who shows it.
    async fn note_of_creator(&self, entries: Vec<CreatorEntry>) -> Result<(), Problem> {
        self.with_store(move |store| store.note(About::Creator, now_ms(), |_| entries)).await?;
        // Nobody listening is fine: whoever looks next sees it.
        let _ = self.events.send(Event::DeskChanged(None));
        Ok(())
    }
}

fn eligible(rule: &Rule, known: Option<&Known>) -> Eligible {
    Eligible {
        rule: rule.id.clone(),
        asks: asked_by(rule),
        limit: rule.limit.clone(),
        url: rule.url.clone(),
        answered: known.map(|known| EligibleAnswer {
            at_ms: known.at_ms,
            by: if known.counted.is_some() { AnsweredBy::Api } else { AnsweredBy::Creator },
            value: known.counted,
            met: known.meets(rule),
        }),
        countable: false,
    }
}
