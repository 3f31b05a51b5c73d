//! The accounts that are logged in, with what may be shown of them. They stand in the settings; those of a
//! session without a keychain only in memory, as their tokens do.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use publish::tiktok;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use series::{AccountId, Value};
use storage::{StorageError, Store};

use crate::{Account, AccountKind, Channel, LoginStanding, Problem, ProblemCode, Studio, studio::now_ms};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long before its end a login is said to end.
const SOON_MS: i64 = 30 * DAY_MS;
/// The same at PeerTube, where none lasts for more than two weeks without being used.
const SOON_AT_PEERTUBE_MS: i64 = 3 * DAY_MS;
/// The name in the settings.
const ACCOUNTS: &str = "accounts";

/// What is known of an account. Nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    #[serde(default)]
    pub(crate) server: Option<String>,
    pub(crate) kind: AccountKind,
    pub(crate) nickname: String,
    #[serde(default)]
    pub(crate) username: Option<String>,
    #[serde(default)]
    pub(crate) channels: Vec<Channel>,
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    #[serde(default)]
    pub(crate) until_ms: Option<i64>,
}

/// The accounts of a data folder.
#[derive(Debug)]
pub(crate) struct Accounts {
    store: Arc<Store>,
    session: Mutex<BTreeMap<AccountId, Known>>,
}

impl Accounts {
    pub(super) fn new(store: Arc<Store>) -> Self {
        Self { store, session: Mutex::default() }
    }

    /// One account, if it is known. Blocks.
    pub(super) fn get(&self, account: &AccountId) -> Result<Option<Known>, StorageError> {
        if let Some(known) = self.session().get(account) {
            return Ok(Some(known.clone()));
        }
        Ok(read(self.store.settings()?.as_ref()).remove(account))
    }

    /// All of them, each with whether it is only of this session. Blocks.
    fn all(&self) -> Result<BTreeMap<AccountId, (Known, bool)>, StorageError> {
        let kept = read(self.store.settings()?.as_ref());
        let mut all: BTreeMap<_, _> = kept.into_iter().map(|(id, known)| (id, (known, false))).collect();
        all.extend(self.session().iter().map(|(id, known)| (id.clone(), (known.clone(), true))));
        Ok(all)
    }

    /// Puts an account down, in place of what was known of it. Blocks.
    pub(crate) fn put(&self, account: &AccountId, known: Known, lasts: bool) -> Result<(), StorageError> {
        if lasts {
            self.session().remove(account);
            self.change(|all| {
                // A record of texts and numbers is always JSON.
                all.insert(account.0.clone(), serde_json::to_value(known).unwrap_or_default());
            })
        } else {
            self.session().insert(account.clone(), known);
            Ok(())
        }
    }

    /// Its login was renewed. Blocks.
    pub(crate) fn renewed(&self, account: &AccountId, tokens: &tiktok::TokenSet) -> Result<(), StorageError> {
        let lasts = !self.session().contains_key(account);
        let Some(mut known) = self.get(account)? else { return Ok(()) };
        known.scopes.clone_from(&tokens.scopes);
        known.until_ms = Some(tokens.refresh_until_ms);
        self.put(account, known, lasts)
    }

    /// The platform ended that login just now, whatever it had promised. What is known of a later login of the
    /// account stays: another process may have kept it meanwhile. Blocks.
    pub(crate) fn ended(
        &self,
        account: &AccountId,
        tokens: &tiktok::TokenSet,
        now_ms: i64,
    ) -> Result<(), StorageError> {
        let is_that = |known: &Known| known.until_ms == Some(tokens.refresh_until_ms);
        let until_ms = Some(tokens.refresh_until_ms.min(now_ms));
        if let Some(known) = self.session().get_mut(account) {
            if is_that(known) {
                known.until_ms = until_ms;
            }
            return Ok(());
        }
        self.change(|all| {
            let Some(kept) = all.get_mut(&account.0) else { return };
            if let Ok(known) = Known::deserialize(&*kept)
                && is_that(&known)
            {
                // A record of texts and numbers is always JSON.
                *kept = serde_json::to_value(Known { until_ms, ..known }).unwrap_or_default();
            }
        })
    }

    /// The server said which channels it has. Blocks.
    pub(crate) fn has_channels(
        &self,
        account: &AccountId,
        channels: Vec<Channel>,
    ) -> Result<(), StorageError> {
        let lasts = !self.session().contains_key(account);
        match self.get(account)? {
            Some(known) if known.channels != channels => {
                self.put(account, Known { channels, ..known }, lasts)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Forgets an account, if it is known. Blocks.
    pub(crate) fn forget(&self, account: &AccountId) -> Result<(), StorageError> {
        self.session().remove(account);
        self.change(|all| drop(all.remove(&account.0)))
    }

    fn change(&self, change: impl FnOnce(&mut Map<String, Json>)) -> Result<(), StorageError> {
        self.store.change_settings(|settings| {
            let all = settings.entry(ACCOUNTS).or_insert_with(|| Json::Object(Map::new()));
            if !all.is_object() {
                *all = Json::Object(Map::new());
            }
            if let Json::Object(all) = all {
                change(all);
            }
        })
    }

    fn session(&self) -> std::sync::MutexGuard<'_, BTreeMap<AccountId, Known>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The accounts that stand in the settings. One that cannot be read costs none of the others.
fn read(settings: Option<&Json>) -> BTreeMap<AccountId, Known> {
    let all = settings.and_then(|settings| settings.get(ACCOUNTS)?.as_object());
    let each = all.into_iter().flatten();
    each.filter_map(|(id, known)| Some((AccountId(id.clone()), Known::deserialize(known).ok()?))).collect()
}

impl Known {
    /// As it is shown at that time.
    pub(super) fn shown(self, id: AccountId, this_session: bool, now_ms: i64) -> Account {
        let wanted = match self.kind {
            AccountKind::Tiktok => &tiktok::Scope::ALL[..],
            AccountKind::Peertube => &[],
        };
        let is_missing = |scope: &&str| !self.scopes.iter().any(|allowed| allowed == scope);
        let missing = wanted.iter().map(|scope| scope.name()).filter(is_missing).map(str::to_owned).collect();
        let soon_ms = match self.kind {
            AccountKind::Tiktok => SOON_MS,
            AccountKind::Peertube => SOON_AT_PEERTUBE_MS,
        };
        let standing = match self.until_ms {
            Some(until) if until <= now_ms => LoginStanding::Ended,
            Some(until) if until.saturating_sub(now_ms) <= soon_ms => LoginStanding::EndsSoon,
            Some(_) | None => LoginStanding::Good,
        };
        let Self { server, kind, nickname, username, channels, scopes, until_ms } = self;
        Account {
            id,
            server,
            kind,
            nickname,
            username,
            channels,
            scopes,
            missing,
            until_ms,
            standing,
            this_session,
        }
    }
}

impl Studio {
    /// The accounts that are logged in, TikTok's first. The keychain is not asked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>, Problem> {
        let accounts = Arc::clone(&self.logins.accounts);
        let all = crate::studio::blocking(move || accounts.all()).await??;
        let now_ms = now_ms();
        let shown = all.into_iter().map(|(id, (known, session))| known.shown(id, session, now_ms));
        let mut shown: Vec<_> = shown.collect();
        shown.sort_by_key(|account| (account.kind, account.server.is_some(), account.nickname.clone()));
        Ok(shown)
    }

    /// The account somebody means: by its name here, its shown or its unique name; without any, the only one
    /// there is.
    ///
    /// # Errors
    /// `UnknownAccount`, `WhichAccount`, `NotLoggedIn`; when the store cannot be read.
    pub async fn find_account(&self, named: Option<&str>) -> Result<Account, Problem> {
        found(self.accounts().await?, named)
    }

    /// The account somebody means, of one kind, as [`Studio::find_account`] finds it.
    ///
    /// # Errors
    /// As [`Studio::find_account`].
    pub async fn find_account_of(&self, kind: AccountKind, named: Option<&str>) -> Result<Account, Problem> {
        let mut all = self.accounts().await?;
        all.retain(|account| account.kind == kind);
        found(all, named)
    }

    /// One account that is logged in.
    ///
    /// # Errors
    /// `UnknownAccount`; when the store cannot be read.
    pub async fn account(&self, id: &AccountId) -> Result<Account, Problem> {
        let unknown = || Problem::new(ProblemCode::UnknownAccount).with("account", Value::Text(id.0.clone()));
        self.accounts().await?.into_iter().find(|account| account.id == *id).ok_or_else(unknown)
    }
}

/// The one of these accounts that is meant.
fn found(mut all: Vec<Account>, named: Option<&str>) -> Result<Account, Problem> {
    if let Some(named) = named {
        let named = named.strip_prefix('@').unwrap_or(named);
        all.retain(|account| {
            account.id.0 == named || account.nickname == named || account.username.as_deref() == Some(named)
        });
    }
    match (all.len(), named) {
        (1, _) => Ok(all.remove(0)),
        (0, None) => Err(Problem::new(ProblemCode::NotLoggedIn)),
        (0, Some(named)) => {
            Err(Problem::new(ProblemCode::UnknownAccount).with("account", Value::Text(named.to_owned())))
        }
        (several, _) => {
            Err(Problem::new(ProblemCode::WhichAccount)
                .with("count", Value::Count(crate::shelf::count(several))))
        }
    }
}

#[cfg(test)]
mod tests {
    use series::Secret;

    use super::*;

    fn known(until_ms: Option<i64>) -> Known {
        Known {
            server: None,
            kind: AccountKind::Tiktok,
            nickname: "Ada".into(),
            username: Some("ada.bakes".into()),
            channels: Vec::new(),
            scopes: vec!["user.info.basic".into(), "video.upload".into()],
            until_ms,
        }
    }

    #[test]
    fn a_login_ends_soon_from_thirty_days_before() {
        let id = AccountId("tiktok:1".into());
        for (left, standing) in [
            (SOON_MS + 1, LoginStanding::Good),
            (SOON_MS, LoginStanding::EndsSoon),
            (1, LoginStanding::EndsSoon),
            (0, LoginStanding::Ended),
            (-1, LoginStanding::Ended),
        ] {
            let shown = known(Some(1_000_000 + left)).shown(id.clone(), false, 1_000_000);
            assert_eq!(shown.standing, standing, "{left}");
            assert_eq!(shown.missing, ["user.info.stats", "video.publish"]);
        }
        assert_eq!(known(None).shown(id.clone(), true, 5).standing, LoginStanding::Good);
        let fresh = Known { kind: AccountKind::Peertube, ..known(Some(14 * DAY_MS)) }.shown(id, false, 0);
        assert_eq!((fresh.standing, fresh.missing), (LoginStanding::Good, Vec::new()));
    }

    fn tokens(refresh_until_ms: i64) -> tiktok::TokenSet {
        tiktok::TokenSet {
            open_id: "1".into(),
            scopes: known(None).scopes,
            access: Secret::new("act"),
            access_until_ms: 0,
            refresh: Secret::new("rft"),
            refresh_until_ms,
        }
    }

    #[test]
    fn a_login_that_the_platform_ended_has_ended_until_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(folder.path()).unwrap().store);
        let accounts = Accounts::new(Arc::clone(&store));
        let [kept, session] = ["tiktok:1", "tiktok:2"].map(|id| AccountId(id.into()));
        let until = 100 * DAY_MS;
        for (id, lasts) in [(&kept, true), (&session, false)] {
            accounts.put(id, known(Some(until)), lasts).unwrap();
            let standing = |accounts: &Accounts, now_ms| {
                let (known, session) = accounts.all().unwrap().remove(id).unwrap();
                (known.until_ms, known.shown(id.clone(), session, now_ms).standing)
            };
            assert_eq!(standing(&accounts, 5), (Some(until), LoginStanding::Good));
            // Another login than that one: it was renewed, or the creator logged in anew, meanwhile.
            accounts.ended(id, &tokens(until - 1), 5).unwrap();
            assert_eq!(standing(&accounts, 5), (Some(until), LoginStanding::Good));
            accounts.ended(id, &tokens(until), 5).unwrap();
            assert_eq!(standing(&accounts, 5), (Some(5), LoginStanding::Ended));
            // It is told again, later, and a login that had ended by itself keeps its date.
            accounts.ended(id, &tokens(until), 7).unwrap();
            assert_eq!(standing(&accounts, 7), (Some(5), LoginStanding::Ended));
            accounts.ended(id, &tokens(5), 9).unwrap();
            assert_eq!(standing(&accounts, 9), (Some(5), LoginStanding::Ended));
            if lasts {
                let again = Accounts::new(Arc::clone(&store));
                assert_eq!(standing(&again, 5), (Some(5), LoginStanding::Ended), "after a restart");
            }
            accounts.put(id, known(Some(until)), lasts).unwrap();
            assert_eq!(standing(&accounts, 9), (Some(until), LoginStanding::Good));
        }
        accounts.ended(&AccountId("tiktok:3".into()), &tokens(until), 5).unwrap();
        assert_eq!(accounts.all().unwrap().len(), 2, "nobody comes about by ending");
    }

    #[test]
    fn accounts_stand_beside_the_other_settings_and_those_of_a_session_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(folder.path()).unwrap().store);
        store.change_settings(|settings| drop(settings.insert("theme".into(), "dark".into()))).unwrap();
        let accounts = Accounts::new(Arc::clone(&store));
        let [kept, session] = ["tiktok:1", "tiktok:2"].map(|id| AccountId(id.into()));
        accounts.put(&kept, known(Some(7)), true).unwrap();
        accounts.put(&session, known(None), false).unwrap();
        let ids = |accounts: &Accounts| {
            accounts.all().unwrap().into_iter().map(|(id, (_, session))| (id, session)).collect::<Vec<_>>()
        };
        assert_eq!(ids(&accounts), [(kept.clone(), false), (session.clone(), true)]);
        let again = Accounts::new(Arc::clone(&store));
        assert_eq!(ids(&again), [(kept.clone(), false)]);
        assert_eq!(again.get(&kept).unwrap(), Some(known(Some(7))));
        accounts.forget(&kept).unwrap();
        accounts.forget(&session).unwrap();
        assert_eq!(ids(&accounts), []);
        assert_eq!(store.settings().unwrap().unwrap()["theme"], "dark");
    }
}
