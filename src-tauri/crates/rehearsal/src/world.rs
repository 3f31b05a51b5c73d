//! All that the server holds, and what goes wrong in it.

use std::collections::{BTreeMap, HashMap};

use axum::response::Response;

use crate::{
    answer::{self, Refusal, Went},
    clock::Clock,
    gate::Asked,
    names::{Names, chance},
    people::People,
    posts::Post,
    quotas::{DAY_MS, Windows},
    script::{Creator, Endpoint, Fault, Script},
};

/// All that the server holds.
#[derive(Debug)]
pub struct World {
    pub script: Script,
    pub clock: Clock,
    pub names: Names,
    pub people: People,
    pub posts: Vec<Post>,
    pub windows: Windows,
    /// Until when a creator has nothing left, because of what was posted elsewhere.
    pub spent: HashMap<usize, i64>,
    /// How often each was asked since the server began.
    pub asked: BTreeMap<Endpoint, u32>,
    /// And since the script was given.
    since: BTreeMap<Endpoint, u32>,
    log_ids: Names,
}

impl World {
    /// A world that nothing has happened in.
    pub fn new(script: Script) -> Self {
        let mut names = Names::from(script.seed);
        Self {
            clock: Clock::start(script.speed),
            people: People::new(&mut names),
            names,
            posts: Vec::new(),
            windows: Windows::default(),
            spent: HashMap::new(),
            asked: BTreeMap::new(),
            since: BTreeMap::new(),
            log_ids: Names::from(!script.seed),
            script,
        }
    }

    /// Goes on by another script; its rules count from now.
    pub fn follow(&mut self, script: Script) {
        self.clock.set_speed(script.speed);
        self.since.clear();
        self.script = script;
    }

    /// Counts a request, and tells what goes wrong with it.
    pub fn meet(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let all = self.asked.entry(endpoint).or_default();
        *all += 1;
        let nth = self.since.entry(endpoint).or_default();
        *nth += 1;
        let Script { seed, rules, chances, .. } = &self.script;
        let by_count = rules.iter().find(|rule| {
            rule.on == endpoint && *nth >= rule.nth && nth.saturating_sub(rule.nth) < rule.times
        });
        let by_chance = || {
            (0_u64..)
                .zip(chances)
                .filter(|(_, chance)| chance.on == endpoint)
                .find(|(place, odds)| chance(odds.one_in, &[*seed, *place, endpoint as u64, u64::from(*all)]))
        };
        by_count.map(|rule| &rule.fault).or_else(|| by_chance().map(|(_, chance)| &chance.fault)).cloned()
    }

    /// Takes away what a fault takes away from a creator, or of one upload.
    pub fn suffer(&mut self, fault: &Fault, creator: usize, upload: Option<usize>) {
        let now = self.clock.now();
        match fault {
            Fault::ExpireUrl => {
                let hit = |place: usize, post: &Post| match upload {
                    Some(upload) => place == upload,
                    None => post.creator == creator,
                };
                for (_, post) in self.posts.iter_mut().enumerate().filter(|(place, post)| hit(*place, post)) {
                    post.until_ms = post.until_ms.min(now - 1);
                }
            }
            Fault::ExpireToken => self.people.expire(creator),
            Fault::Revoke => self.take_back(creator),
            Fault::RunOut => {
                self.spent.insert(creator, now + DAY_MS);
            }
            Fault::Fail { reason } => {
                if let Some(post) = upload.and_then(|place| self.posts.get_mut(place)) {
                    post.ends_in = Some(reason.clone());
                }
            }
            Fault::Refuse { .. }
            | Fault::Gateway { .. }
            | Fault::Stall { .. }
            | Fault::Late { .. }
            | Fault::Drop { .. }
            | Fault::LoseAnswer
            | Fault::Forget
            | Fault::Misdirect { .. }
            | Fault::Garble => {}
        }
    }

    /// The creator, or the app for the creator, takes back what was allowed.
    pub fn take_back(&mut self, creator: usize) {
        self.people.leave(creator);
        let (now, processing) = (self.clock.now(), self.script.processing_ms);
        for post in self.posts.iter_mut().filter(|post| post.creator == creator) {
            post.break_off("auth_removed", now, processing);
        }
    }

    /// The creator who asks, if the token is good and one of the scopes was granted.
    pub fn allowed(&self, asked: &Asked, scopes: &[&str]) -> Result<usize, Refusal> {
        let invalid = || Refusal::of("access_token_invalid", "The access token is invalid or not found");
        let grant = asked
            .bearer()
            .and_then(|token| self.people.grant_of(token, self.clock.now()))
            .ok_or_else(invalid)?;
        if !scopes.iter().any(|scope| grant.scopes.iter().any(|granted| granted == scope)) {
            let message = format!("The user did not authorize the scope required: {}", scopes.join(" or "));
            return Err(Refusal::of("scope_not_authorized", message));
        }
        // A script that came later may have fewer accounts.
        self.script.creators.get(grant.creator).map(|_| grant.creator).ok_or_else(invalid)
    }

    /// A creator the script has.
    pub fn creator(&self, creator: usize) -> Creator {
        self.script.creators.get(creator).cloned().unwrap_or_default()
    }

    /// Around how it went: the envelope.
    pub fn envelope(&mut self, went: Went) -> Response {
        answer::envelope(went, self.log_id())
    }

    /// Names an answer.
    pub fn log_id(&mut self) -> String {
        self.log_ids.secret("").to_uppercase()
    }
}
