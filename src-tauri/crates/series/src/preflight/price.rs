//! What the series costs. A price cannot change after publishing, so it is confirmed before.

use super::{Finding, FixAction, FixPlace, Subject, go_to};
use crate::{Cents, Draft, Edit, Message, Rules, Value};

pub(super) fn check(draft: &Draft, rules: &Rules, findings: &mut Vec<Finding>) {
    // That a price is missing, the required fields tell.
    let Some(price) = draft.price else { return };
    let min = rules.money("series.price.min_usd").filter(|(_, min)| price < *min);
    let max = rules.money("series.price.max_usd").filter(|(_, max)| price > *max);
    let outside = min.or(max);
    if let Some((rule, limit)) = outside {
        let over = Cents::new(price.get().abs_diff(limit.get()));
        findings.push(
            Finding::new(rule, Subject::Series)
                .with("measured", Value::Money(price))
                .with("limit", Value::Money(limit))
                .with("over", Value::Money(over))
                .fixed_by(
                    Message::new("fix.set_price_to").with("price", Value::Money(limit)),
                    FixAction::Edit { edit: Edit::SetPrice { price: Some(limit) } },
                ),
        );
    }
    let list = rules.names("series.price.list");
    if let Some((rule, _)) = list.filter(|(_, listed)| !listed.iter().any(|name| name.parse() == Ok(price))) {
        findings.push(Finding::new(rule, Subject::Series).with("measured", Value::Money(price)));
    }
    let to_confirm = outside.is_none() && !draft.price_is_confirmed();
    if let Some(rule) = rules.flag("series.price.locked").filter(|_| to_confirm) {
        findings.push(Finding::new(rule, Subject::Series).with("measured", Value::Money(price)).fixed_by(
            Message::new("fix.confirm_price").with("price", Value::Money(price)),
            // Only the creator's own tick confirms it: one click on a fix would be too easy for ever.
            go_to(FixPlace::PriceConfirmation),
        ));
    }
}
