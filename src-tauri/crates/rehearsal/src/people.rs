//! Who allowed what: codes, tokens, and how they come to an end (`platform.md` B1).

use std::collections::HashMap;

use crate::names::Names;

/// All scopes there are for what this server speaks.
pub const SCOPES: [&str; 6] = [
    "user.info.basic",
    "user.info.profile",
    "user.info.stats",
    "video.list",
    "video.publish",
    "video.upload",
];
/// The picture of every account.
pub const AVATAR: &str = "https://p16-sign-va.tiktokcdn.com/rehearsal.webp";
/// What a code is good for, before it must be exchanged.
const CODE_MS: i64 = 600_000;

/// The app, and who allowed it what.
#[derive(Debug)]
pub struct People {
    pub client_key: String,
    pub client_secret: String,
    codes: HashMap<String, Code>,
    grants: Vec<Grant>,
    ready: (String, String),
}

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub creator: usize,
    pub scopes: Vec<String>,
    pub challenge: String,
    pub redirect_uri: String,
    pub until_ms: i64,
}

/// What a creator allowed, and the tokens that prove it.
#[derive(Debug, Clone)]
pub struct Grant {
    pub creator: usize,
    pub scopes: Vec<String>,
    pub access: Vec<Token>,
    pub refresh: Token,
}

/// A token, and until when it holds.
#[derive(Debug, Clone)]
pub struct Token {
    pub token: String,
    pub until_ms: i64,
}

impl People {
    /// The app, and the first creator, who allowed it everything; these tokens only end by force.
    pub fn new(names: &mut Names) -> Self {
        let token = |token| Token { token, until_ms: i64::MAX };
        let ready = (names.secret("act."), names.secret("rft."));
        Self {
            client_key: names.secret("aw").chars().take(18).collect(),
            client_secret: names.secret(""),
            codes: HashMap::new(),
            grants: vec![Grant {
                creator: 0,
                scopes: SCOPES.map(str::to_owned).to_vec(),
                access: vec![token(ready.0.clone())],
                refresh: token(ready.1.clone()),
            }],
            ready,
        }
    }

    /// The access and the refresh token that were good from the start.
    pub fn ready(&self) -> (String, String) {
        self.ready.clone()
    }

    /// A code for what a creator allowed. It has characters that must be decoded once.
    pub fn code(&mut self, names: &mut Names, mut code: Code, now: i64) -> String {
        let name = format!("{}*{}!4567.va", names.secret(""), self.codes.len());
        code.until_ms = now + CODE_MS;
        self.codes.retain(|_, code| code.until_ms > now);
        self.codes.insert(name.clone(), code);
        name
    }

    /// What a code stands for; it is good once.
    pub fn redeem(&mut self, code: &str, now: i64) -> Option<Code> {
        self.codes.remove(code).filter(|code| code.until_ms > now)
    }

    /// Somebody allowed something.
    pub fn join(&mut self, grant: Grant) {
        self.grants.push(grant);
    }

    /// The grant an access token proves.
    pub fn grant_of(&self, token: &str, now: i64) -> Option<&Grant> {
        let proves = |access: &Token| access.token == token && access.until_ms > now;
        self.grants.iter().find(|grant| grant.access.iter().any(proves))
    }

    /// The grant a refresh token renews.
    pub fn renewable(&mut self, token: &str, now: i64) -> Option<&mut Grant> {
        let renews = |refresh: &Token| refresh.token == token && refresh.until_ms > now;
        let grant = self.grants.iter_mut().find(|grant| renews(&grant.refresh))?;
        grant.access.retain(|access| access.until_ms > now);
        Some(grant)
    }

    /// Whose token it is, whatever kind it is of.
    pub fn creator_of(&self, token: &str) -> Option<usize> {
        let has = |grant: &&Grant| {
            grant.refresh.token == token || grant.access.iter().any(|access| access.token == token)
        };
        self.grants.iter().find(has).map(|grant| grant.creator)
    }

    /// A creator's access tokens hold no longer.
    pub fn expire(&mut self, creator: usize) {
        self.grants
            .iter_mut()
            .filter(|grant| grant.creator == creator)
            .for_each(|grant| grant.access.clear());
    }

    /// A creator takes back everything.
    pub fn leave(&mut self, creator: usize) {
        self.grants.retain(|grant| grant.creator != creator);
    }
}
