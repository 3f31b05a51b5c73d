//! What an account may post just now, and what the creator said of a draft's posts so far.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use publish::NetError;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use series::{AccountId, CreatorInfo, DraftId, Micros, PostSettings, Remedy};

use crate::{Creator, CreatorNow, Problem, Studio, view::raw};

/// The name in the settings.
const KEPT: &str = "post_settings";

/// What accounts may post, as they were told last by the platform in this process.
pub(crate) type Creators = Mutex<BTreeMap<AccountId, Creator>>;

impl Studio {
    /// Asks the platform what an account may post just now: each time the page shows posts to be made.
    ///
    /// # Errors
    /// When nobody can be asked, or the login has ended.
    pub async fn creator(&self, account: AccountId) -> Result<CreatorNow, Problem> {
        match self.client_of(&account).await?.creator_info().await {
            Ok(creator) => Ok(CreatorNow::May { creator: self.remember_creator(&account, &creator) }),
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

    /// Remembers what an account may post.
    pub(super) fn remember_creator(&self, account: &AccountId, creator: &CreatorInfo) -> Creator {
        let known = Creator::from(creator);
        let mut creators = self.creators.lock().unwrap_or_else(PoisonError::into_inner);
        creators.insert(account.clone(), known.clone());
        known
    }

    /// What an account may post, if it was asked in this process.
    pub(super) fn known_creator(&self, account: &AccountId) -> Option<Creator> {
        self.creators.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned()
    }

    /// Keeps what the creator said of a draft's posts so far, until they are sent. Consent is never kept: it
    /// is given each time.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_post_settings(&self, draft: DraftId, settings: PostSettings) -> Result<(), Problem> {
        let kept = PostSettings { consent: false, ..settings };
        let kept = serde_json::to_value(kept).map_err(|error| Problem::unexpected(&error))?;
        self.change_post_settings(move |all| drop(all.insert(draft.to_string(), kept))).await
    }

    /// Forgets it: the next posts begin with nothing preset.
    pub(super) async fn forget_post_settings(&self, draft: DraftId) -> Result<(), Problem> {
        self.change_post_settings(move |all| drop(all.remove(&draft.to_string()))).await
    }

    /// What was said of a draft's posts so far.
    pub(super) async fn post_settings(&self, draft: DraftId) -> Result<PostSettings, Problem> {
        let settings = self.with_store(storage::Store::settings).await?;
        let kept = settings.as_ref().and_then(|settings| settings.get(KEPT)?.get(draft.to_string()));
        // What another version wrote may not read: then nothing was said.
        Ok(kept.and_then(|kept| PostSettings::deserialize(kept).ok()).unwrap_or_default())
    }

    async fn change_post_settings(
        &self,
        change: impl FnOnce(&mut Map<String, Json>) + Send + 'static,
    ) -> Result<(), Problem> {
        self.with_store(move |store| {
            store.change_settings(|settings| {
                let kept = settings.entry(KEPT).or_insert_with(|| Json::Object(Map::new()));
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

impl From<&CreatorInfo> for Creator {
    fn from(info: &CreatorInfo) -> Self {
        Self {
            nickname: info.creator_nickname.clone(),
            username: info.creator_username.clone(),
            options: info.privacy_level_options.clone(),
            comment_disabled: info.comment_disabled,
            duet_disabled: info.duet_disabled,
            stitch_disabled: info.stitch_disabled,
            longest: Micros::from_secs(i64::from(info.max_video_post_duration_sec)),
        }
    }
}

#[cfg(test)]
mod tests {
    use series::DraftId;
    use uuid::Uuid;

    use super::*;

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
        studio.save_post_settings(draft, said.clone()).await.unwrap();
        let kept = studio.post_settings(draft).await.unwrap();
        assert_eq!(kept, PostSettings { consent: false, ..said });
        assert_eq!(studio.post_settings(other).await.unwrap(), PostSettings::default());
        studio.forget_post_settings(draft).await.unwrap();
        assert_eq!(studio.post_settings(draft).await.unwrap(), PostSettings::default());
    }
}
