//! What keeps a draft from being sent just now, and passes by itself: for the page to say so.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use publish::NetError;
use series::{DraftId, Message, Value};

use super::ledger::Ledger;

/// The troubles of this process, by draft.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<BTreeMap<DraftId, Message>>);

impl Troubles {
    /// Something went wrong and is tried again; none: it goes well.
    pub(super) fn told(&self, draft: DraftId, error: Option<&NetError>, ledger: &Ledger) {
        let now = error.map(sentence);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match &now {
            Some(now) => all.insert(draft, now.clone()),
            None => all.remove(&draft),
        };
        drop(all);
        if before != now {
            ledger.tell(draft);
        }
    }

    /// What keeps a draft from being sent.
    pub(super) fn of(&self, draft: DraftId) -> Option<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&draft).cloned()
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
