//! The way out, against a rehearsal and against servers that answer what none should.

mod login;
mod secrets;
mod stand_in;
mod tokens;
mod upload;
mod uploads;
mod wire;

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rehearsal::{Rehearsal, Script};
use serde_json::{Value, json};
use series::{AccountId, ChunkPlan, Secret};
use tempfile::TempDir;

use super::{
    tiktok::{AppKeys, Client, Keeper, KeeperError, Site, TokenSet, Tokens},
    *,
};

/// Who writes down every call.
#[derive(Default)]
pub struct Seen(Mutex<Vec<Connection>>);

impl Witness for Seen {
    fn seen(&self, connection: Connection) {
        self.0.lock().unwrap().push(connection);
    }
}

impl Seen {
    pub fn all(&self) -> Vec<Connection> {
        self.0.lock().unwrap().clone()
    }

    pub fn of(&self, purpose: Purpose) -> Vec<Connection> {
        self.all().into_iter().filter(|seen| seen.purpose == purpose).collect()
    }
}

/// A keychain with one shelf.
#[derive(Default)]
pub struct Shelf {
    pub tokens: Mutex<Option<TokenSet>>,
    /// The access tokens of the logins that ended.
    pub ended: Mutex<Vec<Secret>>,
    pub locked: AtomicBool,
}

impl Keeper for Shelf {
    fn load(&self, _: &AccountId) -> Result<Option<TokenSet>, KeeperError> {
        Ok(self.tokens.lock().unwrap().clone())
    }

    fn store(&self, _: &AccountId, tokens: &TokenSet) -> Result<(), KeeperError> {
        if self.locked.load(Ordering::Relaxed) {
            return Err(Box::new(io::Error::other("the keychain is locked")));
        }
        *self.tokens.lock().unwrap() = Some(tokens.clone());
        Ok(())
    }

    fn ended(&self, _: &AccountId, tokens: &TokenSet) {
        self.ended.lock().unwrap().push(tokens.access.clone());
    }
}

/// A patience for tests.
pub const SHORT: Patience = Patience {
    connect: Duration::from_millis(2_000),
    idle: Duration::from_millis(1_500),
    answer: Duration::from_millis(2_500),
};

/// Asks three times, quickly.
pub const QUICK: Backoff = Backoff {
    tries: 3,
    first: Duration::from_millis(1),
    most: Duration::from_millis(4),
    jitter: |wait| wait,
};

/// A rehearsal and a client of it that is logged in.
pub struct Stage {
    pub server: Rehearsal,
    pub site: Site,
    pub net: Net,
    pub seen: Arc<Seen>,
    pub shelf: Arc<Shelf>,
    pub folder: TempDir,
}

impl Stage {
    /// With these parts of a script.
    pub fn set(some: Value) -> Self {
        let server = Rehearsal::start(Script::default().with(&some).unwrap()).unwrap();
        let site = Site::rehearsal(&server.base_url().parse().unwrap()).unwrap();
        let seen = Arc::new(Seen::default());
        let patience = Patience { idle: Duration::from_secs(20), ..SHORT };
        let net = Net::patient(site.reach().clone(), seen.clone(), patience, now_ms).unwrap();
        let shelf = Arc::new(Shelf::default());
        *shelf.tokens.lock().unwrap() = Some(TokenSet {
            open_id: "open".into(),
            scopes: ["user.info.basic", "user.info.stats", "video.upload", "video.publish"]
                .map(Into::into)
                .into(),
            access: Secret::new(server.access_token()),
            access_until_ms: now_ms() + 7_200_000,
            refresh: Secret::new(server.refresh_token()),
            refresh_until_ms: i64::MAX,
        });
        Self { server, site, net, seen, shelf, folder: tempfile::tempdir().unwrap() }
    }

    /// With these rules.
    pub fn with(rules: Value) -> Self {
        Self::set(json!({ "rules": rules, "processing_ms": 50, "moderation_ms": 0 }))
    }

    pub fn keys(&self) -> AppKeys {
        AppKeys { key: self.server.client_key(), secret: Secret::new(self.server.client_secret()) }
    }

    /// The login, as another process would have it.
    pub fn tokens(&self) -> Tokens {
        self.tokens_for(self.net.clone(), self.site.clone())
    }

    /// The login, to be used elsewhere.
    pub fn tokens_for(&self, net: Net, site: Site) -> Tokens {
        let lock = self.folder.path().join("login.lock");
        let account = AccountId("tiktok:open".into());
        Tokens::new(net, site, self.keys(), account, self.shelf.clone(), lock, QUICK)
    }

    pub fn client(&self) -> Client {
        Client::new(self.tokens())
    }

    /// A file of 17 MB in three chunks, which servers take though we would send it in one.
    pub fn chunked(&self) -> (Source, ChunkPlan) {
        let (source, plan) = self.file(17_000_000);
        (source, ChunkPlan { chunk: 5_242_880, count: 3, ..plan })
    }

    /// A file of so many bytes, no two stretches of which are the same.
    pub fn file(&self, bytes: u64) -> (Source, ChunkPlan) {
        let path = self.folder.path().join("episode.mp4");
        let mut content = Vec::with_capacity(bytes as usize + 8);
        while (content.len() as u64) < bytes {
            let word = (content.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            content.extend_from_slice(&word.to_le_bytes());
        }
        content.truncate(bytes as usize);
        std::fs::write(&path, content).unwrap();
        (Source::new(path, bytes, "video/mp4"), ChunkPlan::of(bytes).unwrap())
    }
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(answer: Result<T, NetError>) -> String {
    match answer {
        Err(NetError::Refused(refused)) => refused.code,
        other => panic!("{other:?}"),
    }
}
