//! The keys of the creator's own app.

use std::sync::PoisonError;

use publish::tiktok::AppKeys;
use serde::{Deserialize, Serialize};
use series::Secret;

use super::plain;
use crate::{Problem, ProblemCode, Studio};

/// The longest key that is taken for one.
const LONGEST: usize = 256;

#[derive(Serialize)]
struct Kept<'a> {
    key: &'a str,
    secret: &'a str,
}

#[derive(Deserialize)]
struct Read {
    key: String,
    secret: Secret,
}

impl Studio {
    /// The client key of the creator's app at TikTok or at another server, if there is one.
    ///
    /// # Errors
    /// What the keychain says.
    pub async fn app_keys(&self, server: Option<&str>) -> Result<Option<String>, Problem> {
        match self.keys(server).await {
            Ok(keys) => Ok(Some(keys.key)),
            Err(problem) if problem.code == ProblemCode::NoAppKeys => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// Keeps app keys, in place of those before.
    ///
    /// # Errors
    /// `NotAppKeys` for what can be none; what the keychain says.
    pub async fn save_app_keys(
        &self,
        server: Option<&str>,
        key: &str,
        secret: &Secret,
    ) -> Result<(), Problem> {
        let keys = checked(key, secret)?;
        let kept = serde_json::to_string(&Kept { key: &keys.key, secret: keys.secret.expose() })
            .map_err(|error| Problem::unexpected(&error))?;
        self.vault().keep(&name(server), Secret::new(kept)).await
    }

    /// Forgets app keys, if there are any.
    ///
    /// # Errors
    /// What the keychain says.
    pub async fn forget_app_keys(&self, server: Option<&str>) -> Result<(), Problem> {
        self.handed().remove(&server.map(plain));
        self.vault().forget(&name(server)).await
    }

    /// Takes app keys that somebody handed in, for as long as this process lives. They are kept nowhere.
    ///
    /// # Errors
    /// `NotAppKeys` for what can be none.
    pub fn hand_in_app_keys(&self, server: Option<&str>, key: &str, secret: &Secret) -> Result<(), Problem> {
        let keys = checked(key, secret)?;
        self.handed().insert(server.map(plain), keys);
        Ok(())
    }

    /// The app keys for a server.
    ///
    /// # Errors
    /// `NoAppKeys`; what the keychain says.
    pub(super) async fn keys(&self, server: Option<&str>) -> Result<AppKeys, Problem> {
        if let Some(handed) = self.handed().get(&server.map(plain)) {
            return Ok(handed.clone());
        }
        let kept = self.vault().find(&name(server)).await?;
        let read = kept.and_then(|kept| serde_json::from_str::<Read>(kept.expose()).ok());
        let Read { key, secret } = read.ok_or_else(|| Problem::new(ProblemCode::NoAppKeys))?;
        Ok(AppKeys { key, secret })
    }

    fn handed(&self) -> std::sync::MutexGuard<'_, std::collections::BTreeMap<Option<String>, AppKeys>> {
        self.logins.handed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The vault's name for them. TikTok's are never shown to another server.
fn name(server: Option<&str>) -> String {
    server.map_or_else(|| "keys".to_owned(), |server| format!("keys {}", plain(server)))
}

fn checked(key: &str, secret: &Secret) -> Result<AppKeys, Problem> {
    let (key, secret) = (key.trim(), secret.expose().trim());
    let is_one = |text: &str| {
        !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if is_one(key) && is_one(secret) {
        Ok(AppKeys { key: key.to_owned(), secret: Secret::new(secret) })
    } else {
        Err(Problem::new(ProblemCode::NotAppKeys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_letters_without_spaces_and_those_around_them_are_no_part() {
        let keys = checked(" awabc123 \n", &Secret::new("s3cr3t\n")).unwrap();
        assert_eq!((keys.key.as_str(), keys.secret.expose()), ("awabc123", "s3cr3t"));
        for (key, secret) in [("", "s"), ("k", " "), ("a b", "s"), ("k", "é"), (&"k".repeat(257), "s")] {
            let problem = checked(key, &Secret::new(secret)).unwrap_err();
            assert_eq!(problem.code, ProblemCode::NotAppKeys, "{key:?} {secret:?}");
        }
        assert!(checked(&"k".repeat(256), &Secret::new("s")).is_ok());
    }

    #[test]
    fn each_server_has_keys_of_its_own() {
        assert_eq!(name(None), "keys");
        assert_eq!(name(Some("http://127.0.0.1:4000/")), name(Some("http://127.0.0.1:4000")));
        assert_ne!(name(None), name(Some("http://127.0.0.1:4000")));
    }
}
