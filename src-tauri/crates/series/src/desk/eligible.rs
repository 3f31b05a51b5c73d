//! What TikTok asks of the account, and who answered. It concerns the creator, not one draft.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Limit, Message, Rule, RuleId, Rules, Value};

/// One line of what is known of the creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "creator", rename_all = "snake_case")]
pub enum CreatorEntry {
    /// The creator says so, or no longer.
    Declared {
        /// The rule.
        rule: RuleId,
        /// Is it so?
        so: bool,
    },
    /// TikTok was asked.
    Counted {
        /// The rule.
        rule: RuleId,
        /// How many there are.
        value: u64,
        /// Of which account.
        account: AccountId,
    },
}

/// What is known of a rule that the account is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Since when, in milliseconds since 1970.
    pub at_ms: i64,
    /// How many TikTok counts; none where the creator says so.
    pub counted: Option<u64>,
}

/// What the log comes to: of each rule the last word.
#[must_use]
pub fn known_of_creator(log: &[(i64, CreatorEntry)]) -> BTreeMap<RuleId, Known> {
    let mut known = BTreeMap::new();
    for (at_ms, entry) in log {
        let at_ms = *at_ms;
        match entry {
            CreatorEntry::Declared { rule, so: true } => {
                known.insert(rule.clone(), Known { at_ms, counted: None });
            }
            CreatorEntry::Declared { rule, so: false } => {
                known.remove(rule);
            }
            CreatorEntry::Counted { rule, value, .. } => {
                known.insert(rule.clone(), Known { at_ms, counted: Some(*value) });
            }
        }
    }
    known
}

/// The rules that TikTok holds the account against. Showrunner can check few of them, so one without a value
/// is asked, too; one that was switched off is not.
pub fn eligibility(rules: &Rules) -> impl Iterator<Item = &Rule> {
    rules
        .all()
        .iter()
        .filter(|rule| rule.id.as_str().starts_with("elig.") && (rule.on || rule.limit.is_none()))
}

/// What such a rule asks, as a sentence.
#[must_use]
pub fn asked_by(rule: &Rule) -> Message {
    let message = Message::new(format!("kit.{}", rule.id));
    match least(rule) {
        Some(least) => message.with("limit", Value::Count(u32::try_from(least).unwrap_or(u32::MAX))),
        None => message,
    }
}

impl Known {
    /// Is it enough for the rule? What the creator says is.
    #[must_use]
    pub fn meets(&self, rule: &Rule) -> bool {
        self.counted.is_none_or(|counted| counted >= least(rule).unwrap_or(0))
    }
}

fn least(rule: &Rule) -> Option<u64> {
    if let Some(Limit::Number(least)) = rule.limit { Some(least) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followers(entry: &str, value: u64) -> CreatorEntry {
        let rule = RuleId::new("elig.followers");
        match entry {
            "counted" => CreatorEntry::Counted { rule, value, account: AccountId("a".into()) },
            _ => CreatorEntry::Declared { rule, so: value > 0 },
        }
    }

    #[test]
    fn the_last_word_counts_and_a_count_is_held_against_the_rule() {
        let rules = crate::rules::tests::built_in();
        let asked: Vec<_> = eligibility(&rules).map(|rule| rule.id.as_str()).collect();
        assert_eq!((asked.len(), asked[0], asked[8]), (9, "elig.age", "elig.region"));
        let rule = rules.get("elig.followers").unwrap();
        assert_eq!(asked_by(rule).values.get("limit"), Some(&Value::Count(10_000)));
        let known = |log: &[CreatorEntry]| {
            let log: Vec<_> = (1..).zip(log.iter().cloned()).collect();
            known_of_creator(&log).get(&rule.id).copied()
        };
        assert_eq!(known(&[]), None);
        assert_eq!(known(&[followers("declared", 1), followers("declared", 0)]), None);
        let few = known(&[followers("declared", 1), followers("counted", 9_999)]).unwrap();
        assert_eq!((few, few.meets(rule)), (Known { at_ms: 2, counted: Some(9_999) }, false));
        let many = known(&[followers("counted", 10_000)]).unwrap();
        assert!(many.meets(rule));
        // Sold elsewhere before: the creator may say so against the count.
        let said = known(&[followers("counted", 9_999), followers("declared", 1)]).unwrap();
        assert!(said.meets(rule) && said.counted.is_none());
    }
}
