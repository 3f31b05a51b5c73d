//! How the server is to behave: who has an account, what the limits are, and what goes wrong when.

use serde::{Deserialize, Serialize};

/// How the server behaves. What is not said is as documented, with everything going well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// What chances and names are drawn from: the same seed draws the same.
    pub seed: u64,
    /// How many times faster than the wall's time its own runs; 0 stands still.
    pub speed: u32,
    /// Is the app audited? If not it posts to `SELF_ONLY` on private accounts, and to nowhere else, and few
    /// accounts may use it within a day.
    pub audited: bool,
    /// What a creator who allows something allows at most, however much is asked for; all where it is
    /// missing.
    pub grants: Option<Vec<String>>,
    /// How long the platform works on a file that arrived, in milliseconds of its own time.
    pub processing_ms: u64,
    /// How long after that a public post gets its number, in milliseconds of its own time.
    pub moderation_ms: u64,
    /// Is what arrived of a chunk kept when the connection breaks? Else the chunk begins anew.
    pub keeps_partial: bool,
    /// Are chunks of any size taken? That is not documented: it is for measuring against a client that sends
    /// a file in one piece.
    pub any_chunks: bool,
    /// The quotas and times.
    pub limits: Limits,
    /// What goes wrong by chance, as the seed has it.
    pub chances: Vec<Chance>,
    /// What goes wrong by count. The first that fits a request is what happens to it; chances come after.
    pub rules: Vec<Rule>,
    /// The accounts; the first is the one whose token is ready.
    pub creators: Vec<Creator>,
}

/// The quotas and times: as documented, unless said otherwise. Minutes and days slide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests a minute about the creator.
    pub creator_info_a_minute: u32,
    /// Requests a minute for a place, of each kind.
    pub init_a_minute: u32,
    /// Requests a minute about the status.
    pub status_a_minute: u32,
    /// Requests a minute about the account.
    pub user_info_a_minute: u32,
    /// Drafts within 24 hours.
    pub drafts_a_day: u32,
    /// Posts within 24 hours.
    pub posts_a_day: u32,
    /// Accounts that an app which is not audited may send to within 24 hours.
    pub users_a_day: u32,
    /// Seconds an access token holds.
    pub access_s: u32,
    /// Seconds a refresh token holds, from the refresh that gave it.
    pub refresh_s: u32,
    /// Seconds an upload's address holds.
    pub upload_s: u32,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Creator {
    /// The unique name.
    pub username: String,
    /// The name that is shown.
    pub nickname: String,
    /// Is the account private?
    pub private: bool,
    /// May it not post any more?
    pub banned: bool,
    /// Are comments off in the app?
    pub comment_disabled: bool,
    /// Are duets off in the app?
    pub duet_disabled: bool,
    /// Are stitches off in the app?
    pub stitch_disabled: bool,
    /// The longest video it may post, in seconds.
    pub max_video_post_duration_sec: u32,
    /// How many follow it.
    pub followers: u64,
}

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// The page of consent.
    Authorize,
    /// What is answered on it.
    Consent,
    /// A code for tokens.
    Token,
    /// A refresh token for new tokens.
    Refresh,
    /// A token that is given back.
    Revoke,
    /// About the account.
    UserInfo,
    /// About the creator.
    CreatorInfo,
    /// A place for a post.
    InitPost,
    /// A place for a draft.
    InitDraft,
    /// A chunk.
    Chunk,
    /// How far it is.
    Status,
    /// Cancel it.
    Cancel,
}

/// Something goes wrong with the nth request of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The kind of request.
    pub on: Endpoint,
    /// Which of them, counted from 1 since the script was given.
    #[serde(default = "one")]
    pub nth: u32,
    /// How many in a row.
    #[serde(default = "one")]
    pub times: u32,
    /// What goes wrong.
    pub fault: Fault,
}

/// Something goes wrong with one in so many requests of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chance {
    /// The kind of request.
    pub on: Endpoint,
    /// One in how many; 0 is never.
    pub one_in: u32,
    /// What goes wrong.
    pub fault: Fault,
}

/// What goes wrong. Times are the wall's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// It is refused by one of the documented codes, and nothing else is done. A chunk, that has no
    /// codes, by the HTTP status alone.
    Refuse {
        /// The code.
        code: String,
        /// The HTTP status; the documented one where it is missing.
        #[serde(default)]
        status: Option<u16>,
    },
    /// A gateway answers, with a page in HTML.
    Gateway {
        /// The HTTP status.
        status: u16,
        /// Is what was asked for done nevertheless?
        #[serde(default)]
        done: bool,
    },
    /// Nothing moves for a while; then it goes on as if nothing had been.
    Stall {
        /// For how long.
        ms: u64,
        /// Of a chunk: after how many bytes at the earliest.
        #[serde(default)]
        after_bytes: u64,
    },
    /// What was asked for is done at once, and answered later.
    Late {
        /// How much later.
        ms: u64,
    },
    /// The connection breaks before anything is done.
    Drop {
        /// Of a chunk: after how many bytes at the earliest.
        #[serde(default)]
        after_bytes: u64,
    },
    /// What was asked for is done; then the connection breaks without an answer.
    LoseAnswer,
    /// What is answered is no JSON.
    Garble,
    /// A chunk arrives, and nothing of the file is held then: it begins anew, however often.
    Forget,
    /// The place that is asked for is said to be at another server.
    Misdirect {
        /// Its name, and its port.
        host: String,
    },
    /// The address of the upload no longer holds; of any other request: all the creator's addresses.
    ExpireUrl,
    /// The access token that is shown no longer holds; its refresh token does.
    ExpireToken,
    /// The creator takes back what was allowed. What is on its way fails with `auth_removed`.
    Revoke,
    /// The creator has posted and drafted elsewhere as much as may be in a day.
    RunOut,
    /// What this chunk or this place is for fails in the end, when all has arrived.
    Fail {
        /// The reason.
        reason: String,
    },
}

const fn one() -> u32 {
    1
}

impl Default for Script {
    fn default() -> Self {
        Self {
            seed: 0,
            speed: 1,
            audited: true,
            grants: None,
            processing_ms: 2_000,
            moderation_ms: 5_000,
            keeps_partial: false,
            any_chunks: false,
            limits: Limits::default(),
            chances: Vec::new(),
            rules: Vec::new(),
            creators: vec![Creator::default()],
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            creator_info_a_minute: 20,
            init_a_minute: 6,
            status_a_minute: 30,
            user_info_a_minute: 600,
            drafts_a_day: 5,
            posts_a_day: 15,
            users_a_day: 5,
            access_s: 7_200,
            refresh_s: 15_552_000,
            upload_s: 3_600,
        }
    }
}

impl Default for Creator {
    fn default() -> Self {
        Self {
            username: "rehearsal".into(),
            nickname: "Rehearsal".into(),
            private: false,
            banned: false,
            comment_disabled: false,
            duet_disabled: false,
            stitch_disabled: false,
            max_video_post_duration_sec: 600,
            followers: 12_345,
        }
    }
}

impl Script {
    /// The same with some of its fields said anew: `{"rules": […]}`.
    ///
    /// # Errors
    /// If a field is unknown, or not what it must be.
    pub fn with(&self, some: &serde_json::Value) -> serde_json::Result<Self> {
        let mut all = serde_json::to_value(self)?;
        if let (Some(all), Some(some)) = (all.as_object_mut(), some.as_object()) {
            all.extend(some.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        serde_json::from_value(all)
    }

    /// The same before TikTok has audited the app: on private accounts, and with one more than may use it within
    /// a day.
    #[must_use]
    pub fn unaudited(self) -> Self {
        let wanted = self.limits.users_a_day as usize + 1;
        let more = (self.creators.len() + 1..=wanted).map(|nth| Creator {
            username: format!("rehearsal{nth}"),
            nickname: format!("Rehearsal {nth}"),
            ..Creator::default()
        });
        let creators = self.creators.iter().cloned().chain(more);
        let creators = creators.map(|creator| Creator { private: true, ..creator }).collect();
        Self { audited: false, creators, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_json_or_toml_and_a_part_of_one_changes_only_that() {
        let script: Script = toml::from_str(
            r#"
            speed = 60
            [limits]
            drafts_a_day = 2
            [[rules]]
            on = "chunk"
            nth = 3
            fault = { does = "drop", after_bytes = 1000 }
            [[rules]]
            on = "init_post"
            fault = { does = "refuse", code = "internal_error" }
            "#,
        )
        .unwrap();
        assert_eq!((script.speed, script.limits.drafts_a_day, script.limits.posts_a_day), (60, 2, 15));
        assert_eq!(script.rules[0].fault, Fault::Drop { after_bytes: 1_000 });
        assert_eq!((script.rules[1].nth, script.rules[1].times), (1, 1));
        let json = serde_json::to_value(&script).unwrap();
        assert_eq!(serde_json::from_value::<Script>(json).unwrap(), script);
        let none = script.with(&serde_json::json!({"rules": []})).unwrap();
        assert_eq!(none, Script { rules: vec![], ..script.clone() });
        assert!(script.with(&serde_json::json!({"ruels": []})).is_err());
        let unaudited = script.unaudited();
        let names: Vec<_> = unaudited.creators.iter().map(|one| one.nickname.as_str()).collect();
        assert_eq!((names.len(), names[0], names[5]), (6, "Rehearsal", "Rehearsal 6"));
        assert!(!unaudited.audited && unaudited.creators.iter().all(|creator| creator.private));
    }
}
