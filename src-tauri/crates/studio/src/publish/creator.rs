//! What an account may post just now, and what the creator said of a draft's posts so far.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use publish::NetError;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use series::{AccountId, CreatorInfo, DraftId, Lack, Micros, PostSettings, Remedy, Rules, Target};

use crate::{AccountKind, Creator, CreatorNow, Problem, StartPublish, Studio, view::raw};

/// The name in the settings, for each kind of platform: what one asks, another words otherwise.
const fn kept_as(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Tiktok => "post_settings",
        AccountKind::Peertube => "peertube_settings",
    }
}

/// The name in the settings of how long each account's videos may be, in microseconds.
const LONGEST: &str = "longest_videos";

/// What accounts may post, as they were told last by the platform in this process.
pub(crate) type Creators = Mutex<BTreeMap<AccountId, CreatorInfo>>;

impl Studio {
    /// Asks the platform what an account may post just now: each time the page shows posts to be made.
    ///
    /// # Errors
    /// When nobody can be asked, or the login has ended.
    pub async fn creator(&self, account: AccountId) -> Result<CreatorNow, Problem> {
        match self.client_of(&account).await?.creator_info().await {
            Ok(creator) => {
                self.remember_creator(&account, &creator).await?;
                Ok(CreatorNow::May { creator: Creator::from(&creator) })
            }
            Err(NetError::Refused(refused))
                if !matches!(refused.why.remedy(), Remedy::LogIn | Remedy::EnterKeys) =>
            {
                Ok(CreatorNow::NotNow {
                    message: refused.message(),
                    remedy: refused.why.remedy(),
                    raw: raw(&refused),
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Remembers what an account may post: for as long as this process lives, and how long its videos may be
    /// beyond that, for the warnings that drafts have.
    pub(super) async fn remember_creator(
        &self,
        account: &AccountId,
        creator: &CreatorInfo,
    ) -> Result<(), Problem> {
        let told = creator.longest();
        let is_new = self.longest_told(account).await? != Some(told);
        {
            let mut creators = self.creators.lock().unwrap_or_else(PoisonError::into_inner);
            creators.insert(account.clone(), creator.clone());
        }
        if is_new {
            let account = account.0.clone();
            self.change_kept(LONGEST, move |all| drop(all.insert(account, told.get().into()))).await?;
        }
        Ok(())
    }

    /// The longest video an account may post, as the platform said last, be it long ago.
    pub(super) async fn longest_told(&self, account: &AccountId) -> Result<Option<Micros>, Problem> {
        if let Some(creator) = self.known_creator(account) {
            return Ok(Some(creator.longest()));
        }
        let settings = self.with_store(storage::Store::settings).await?;
        let kept = settings.as_ref().and_then(|settings| settings.get(LONGEST)?.get(&account.0)?.as_i64());
        Ok(kept.map(Micros::new))
    }

    /// What an account may post, if it was asked in this process.
    pub(super) fn known_creator(&self, account: &AccountId) -> Option<CreatorInfo> {
        self.creators.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned()
    }

    /// The longest video that every account asked in this process may post; none: nobody was asked.
    pub(crate) fn longest_of_all(&self) -> Option<Micros> {
        let creators = self.creators.lock().unwrap_or_else(PoisonError::into_inner);
        creators.values().map(|creator| Creator::from(creator).longest).min()
    }

    /// What the creator has still to say before that can be sent, by what the platform said of the account
    /// when it was asked last; nobody is asked now. Drafts ask for the agreement alone.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn post_lacks(&self, draft: DraftId, start: StartPublish) -> Result<Vec<Lack>, Problem> {
        let StartPublish { account, settings, episodes, .. } = start;
        let known = self.accounts().await?;
        if known.iter().any(|one| one.id == account && one.kind == AccountKind::Peertube) {
            return Ok(super::peertube::unsaid(&settings).into_iter().collect());
        }
        let seen = self.load(draft).await?;
        let sent = |id| episodes.as_ref().is_none_or(|only| only.contains(&id));
        let posts = seen.history.draft().teasers().iter();
        let posts = posts.filter(|one| one.target == Target::TiktokPost && sent(one.id));
        let captions: Vec<_> = posts.map(|episode| episode.title.as_str()).collect();
        match self.known_creator(&account) {
            Some(creator) if !captions.is_empty() => {
                Ok(lacks(&self.rules.rules, &settings, &creator, captions))
            }
            _ if settings.consent => Ok(Vec::new()),
            _ => Ok(vec![Lack::Consent]),
        }
    }

    /// Keeps what the creator said of a draft's posts so far, until they are sent; at PeerTube for as long as
    /// the draft is there, as its playlist is. Consent is never kept: it is given each time.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_post_settings(
        &self,
        draft: DraftId,
        kind: AccountKind,
        settings: PostSettings,
    ) -> Result<(), Problem> {
        let kept = PostSettings { consent: false, ..settings };
        let kept = serde_json::to_value(kept).map_err(|error| Problem::unexpected(&error))?;
        self.change_kept(kept_as(kind), move |all| drop(all.insert(draft.to_string(), kept))).await
    }

    /// Forgets it: the next posts begin with nothing preset.
    pub(super) async fn forget_post_settings(&self, draft: DraftId) -> Result<(), Problem> {
        let forget = move |all: &mut Map<String, Json>| drop(all.remove(&draft.to_string()));
        self.change_kept(kept_as(AccountKind::Tiktok), forget).await
    }

    /// What was said of a draft's posts so far.
    pub(super) async fn post_settings(
        &self,
        draft: DraftId,
        kind: AccountKind,
    ) -> Result<PostSettings, Problem> {
        let settings = self.with_store(storage::Store::settings).await?;
        let kept = settings.as_ref().and_then(|settings| settings.get(kept_as(kind))?.get(draft.to_string()));
        // What another version wrote may not read: then nothing was said.
        Ok(kept.and_then(|kept| PostSettings::deserialize(kept).ok()).unwrap_or_default())
    }

    /// Changes what the settings keep under a name.
    async fn change_kept(
        &self,
        name: &'static str,
        change: impl FnOnce(&mut Map<String, Json>) + Send + 'static,
    ) -> Result<(), Problem> {
        self.with_store(move |store| {
            store.change_settings(|settings| {
                let kept = settings.entry(name).or_insert_with(|| Json::Object(Map::new()));
                if !kept.is_object() {
                    *kept = Json::Object(Map::new());
                }
                if let Json::Object(all) = kept {
                    change(all);
                }
            })
        })
        .await
    }
}

/// What keeps posts with those captions from going out, each thing once. That they fit is seen elsewhere.
pub(super) fn lacks<'a>(
    rules: &Rules,
    settings: &PostSettings,
    creator: &CreatorInfo,
    captions: impl IntoIterator<Item = &'a str>,
) -> Vec<Lack> {
    let mut found: Vec<Lack> = Vec::new();
    for lack in captions.into_iter().flat_map(|text| settings.lacks(rules, creator, text, Micros::ZERO)) {
        if !found.iter().any(|one| one.key() == lack.key()) {
            found.push(lack);
        }
    }
    found
}

impl From<&CreatorInfo> for Creator {
    fn from(info: &CreatorInfo) -> Self {
        Self {
            nickname: info.creator_nickname.clone(),
            username: info.creator_username.clone(),
            options: info.privacy_level_options.clone(),
            comment_disabled: info.comment_disabled,
            duet_disabled: info.duet_disabled,
            stitch_disabled: info.stitch_disabled,
            longest: info.longest(),
        }
    }
}

#[cfg(test)]
mod tests {
    use series::DraftId;
    use uuid::Uuid;

    use super::*;
    use crate::rules::RuleBook;

    fn creator() -> CreatorInfo {
        CreatorInfo {
            creator_avatar_url: String::new(),
            creator_username: "me".into(),
            creator_nickname: "Me".into(),
            privacy_level_options: vec!["SELF_ONLY".into()],
            comment_disabled: true,
            duet_disabled: false,
            stitch_disabled: false,
            max_video_post_duration_sec: 60,
        }
    }

    #[test]
    fn what_posts_lack_is_said_once_for_all_of_them() {
        let long = "a".repeat(2_201);
        let longer = format!("{long}a");
        let rules = RuleBook::read(std::path::Path::new("nowhere")).rules;
        let found = lacks(&rules, &PostSettings::default(), &creator(), ["one", &long, &longer]);
        let keys: Vec<_> = found.iter().map(Lack::key).collect();
        assert_eq!(keys, ["lack.privacy", "lack.consent", "lack.caption"]);
    }

    #[tokio::test]
    async fn posts_may_be_as_long_as_each_account_that_was_asked_takes_them() {
        let folder = tempfile::tempdir().unwrap();
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        let most = |target| studio.lengths_at(target).max.map(|most| most.as_millis() / 1_000);
        assert_eq!(most(Target::TiktokPost), Some(600));
        for (name, seconds) in [("me", 180), ("us", 60), ("all", 3_600)] {
            let creator = CreatorInfo { max_video_post_duration_sec: seconds, ..creator() };
            studio.remember_creator(&AccountId(name.into()), &creator).await.unwrap();
        }
        assert_eq!(most(Target::TiktokPost), Some(60));
        assert_eq!(most(Target::TiktokDraft), Some(600), "no length of one's own is known of drafts");
        assert_eq!(most(Target::Portal), Some(1_200));
        assert_eq!(most(Target::Peertube), None);
    }

    #[tokio::test]
    async fn how_long_an_accounts_videos_may_be_is_known_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        let [me, other] = ["tiktok:me", "tiktok:other"].map(|name| AccountId(name.into()));
        for seconds in [180, 60] {
            let creator = CreatorInfo { max_video_post_duration_sec: seconds, ..creator() };
            studio.remember_creator(&me, &creator).await.unwrap();
        }
        drop(studio);
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        assert_eq!(studio.longest_told(&me).await.unwrap(), Some(Micros::from_secs(60)));
        assert_eq!(studio.longest_told(&other).await.unwrap(), None);
        assert!(studio.known_creator(&me).is_none(), "posts ask anew");
    }

    #[tokio::test]
    async fn without_posts_the_agreement_alone_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        let draft = studio.new_draft("Series").await.unwrap().draft.id;
        let account = AccountId("tiktok:me".into());
        studio.remember_creator(&account, &creator()).await.unwrap();
        let lacks = async |consent| {
            let settings = PostSettings { consent, ..PostSettings::default() };
            let start = StartPublish { account: account.clone(), settings, episodes: None, resumes: false };
            studio.post_lacks(draft, start).await.unwrap()
        };
        assert_eq!(lacks(false).await, [Lack::Consent]);
        assert_eq!(lacks(true).await, []);
    }

    #[tokio::test]
    async fn what_was_said_is_kept_without_the_consent_until_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        let [draft, other] = [1, 2].map(|n| DraftId::new(Uuid::from_u128(n)));
        let said = PostSettings {
            privacy: Some("SELF_ONLY".into()),
            comment: true,
            consent: true,
            ..PostSettings::default()
        };
        studio.save_post_settings(draft, AccountKind::Tiktok, said.clone()).await.unwrap();
        let kept = studio.post_settings(draft, AccountKind::Tiktok).await.unwrap();
        assert_eq!(kept, PostSettings { consent: false, ..said });
        assert_eq!(
            studio.post_settings(draft, AccountKind::Peertube).await.unwrap(),
            PostSettings::default()
        );
        assert_eq!(studio.post_settings(other, AccountKind::Tiktok).await.unwrap(), PostSettings::default());
        studio.forget_post_settings(draft).await.unwrap();
        assert_eq!(studio.post_settings(draft, AccountKind::Tiktok).await.unwrap(), PostSettings::default());
    }
}
