//! What keeps a draft from being sent just now, and passes by itself: for the page to say so.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use publish::NetError;
use series::{AccountId, DraftId, Message, Value};

use super::ledger::Ledger;

/// The troubles of this process, by draft and account.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<BTreeMap<(DraftId, AccountId), Message>>);

impl Troubles {
    /// Something went wrong and is tried again; none: it goes well.
    pub(super) fn told(&self, of: (DraftId, &AccountId), error: Option<&NetError>, ledger: &Ledger) {
        self.says(of, error.map(sentence), ledger);
    }

    /// Somebody else sends to the account, and is waited for.
    pub(super) fn busy(&self, of: (DraftId, &AccountId), ledger: &Ledger) {
        self.says(of, Some(Message::new("send.busy")), ledger);
    }

    fn says(&self, (draft, account): (DraftId, &AccountId), now: Option<Message>, ledger: &Ledger) {
        let at = (draft, account.clone());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match &now {
            Some(now) => all.insert(at, now.clone()),
            None => all.remove(&at),
        };
        drop(all);
        if before != now {
            ledger.tell(draft);
        }
    }

    /// What keeps a draft from being sent to an account.
    pub(super) fn of(&self, draft: DraftId, account: &AccountId) -> Option<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(draft, account.clone())).cloned()
    }
}

fn sentence(error: &NetError) -> Message {
    match error {
        NetError::Offline { host, .. } | NetError::TimedOut { host, .. } | NetError::Dropped { host, .. } => {
            Message::new("send.offline").with("host", Value::Text(host.clone()))
        }
        NetError::Refused(refused) => refused.message(),
        _ => Message::new("send.again"),
    }
}
