//! What the network half is handed: a login that somebody gave, and a list that connections are put on.

use std::sync::Arc;

use publish::{Connection, Witness, tiktok};
use series::{AccountId, Secret};
use storage::{Connected, Store};

/// A login that somebody handed in: an access token and nothing to renew it with.
pub(super) struct Given(Secret);

impl Given {
    pub(super) fn new(token: &Secret) -> Self {
        Self(token.clone())
    }

    /// The account it is taken for until the platform says whose it is.
    pub(super) fn account(&self) -> AccountId {
        AccountId("given".to_owned())
    }
}

impl tiktok::Keeper for Given {
    fn load(&self, _: &AccountId) -> Result<Option<tiktok::TokenSet>, tiktok::KeeperError> {
        Ok(Some(tiktok::TokenSet {
            open_id: String::new(),
            scopes: tiktok::Scope::ALL.iter().map(|scope| scope.name().to_owned()).collect(),
            access: self.0.clone(),
            access_until_ms: i64::MAX,
            refresh: Secret::new(""),
            refresh_until_ms: i64::MAX,
        }))
    }

    fn store(&self, _: &AccountId, _: &tiktok::TokenSet) -> Result<(), tiktok::KeeperError> {
        Ok(())
    }
}

/// Puts connections on the list in the store.
pub(super) struct Told(pub(super) Arc<Store>);

impl Witness for Told {
    fn seen(&self, connection: Connection) {
        let Connection { at_ms, host, purpose, bytes_out, bytes_in } = connection;
        let purpose = purpose.name().to_owned();
        // What is wrong with the store is told by whoever writes down the next step.
        let _ = self.0.connected(&Connected { at_ms, host, purpose, bytes_out, bytes_in });
    }
}
