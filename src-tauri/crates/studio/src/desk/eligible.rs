//! What TikTok asks of the account, and what is known of it.

use publish::tiktok::Scope;
use series::{CreatorEntry, Known, Rule, RuleId, Value, asked_by, known_of_creator};
use storage::About;

use crate::{
    Account, AccountKind, AnsweredBy, Eligible, EligibleAnswer, Event, Problem, ProblemCode, Studio,
    studio::now_ms,
};

/// The one rule that TikTok itself can be asked for.
const FOLLOWERS: &str = "elig.followers";

impl Studio {
    /// What TikTok asks of the account, and what is known of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn eligibility(&self) -> Result<Vec<Eligible>, Problem> {
        let notes = self.with_store(|store| store.notes::<CreatorEntry>(About::Creator)).await?;
        let known = known_of_creator(&notes);
        let asks = self.accounts().await?.iter().any(tells_followers);
        let rules = series::eligibility(&self.rules.rules);
        let eligible = |rule: &Rule| {
            let countable = asks && rule.id.as_str() == FOLLOWERS;
            eligible(rule, known.get(&rule.id), countable)
        };
        Ok(rules.map(eligible).collect())
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

    /// Asks TikTok how many follow the account that is logged in; of several, the first that allowed it, a
    /// rehearsal's last. The rest of what TikTok asks only the creator can say.
    ///
    /// # Errors
    /// `NotLoggedIn` when there is no such account; why TikTok does not answer; when the store cannot be
    /// written.
    pub async fn count_followers(&self) -> Result<Vec<Eligible>, Problem> {
        let account = self.accounts().await?.into_iter().find(tells_followers);
        let account = account.ok_or_else(|| Problem::new(ProblemCode::NotLoggedIn))?.id;
        let user = self.client_of(&account).await?.user().await?;
        let counted = user.follower_count.map(|value| CreatorEntry::Counted {
            rule: RuleId::new(FOLLOWERS),
            value,
            account,
        });
        self.note_of_creator(counted.into_iter().collect()).await?;
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

/// Did the account allow to tell how many follow it?
fn tells_followers(account: &Account) -> bool {
    let allows = |scope: &String| scope == Scope::Followers.name();
    account.kind == AccountKind::Tiktok && account.scopes.iter().any(allows)
}

fn eligible(rule: &Rule, known: Option<&Known>, countable: bool) -> Eligible {
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
        countable,
    }
}
