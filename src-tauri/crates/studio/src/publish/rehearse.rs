//! A rehearsal: a server on this machine that speaks TikTok's API, and misbehaves when it is told to.

use std::path::Path;

use rehearsal::Script;
use series::Secret;

use crate::{Problem, studio::blocking};

/// A rehearsal that goes on until this is dropped.
pub struct Rehearsal(rehearsal::Rehearsal);

impl Rehearsal {
    /// Starts one. The script is a JSON file that says how it is to misbehave; without one it behaves. `unaudited`
    /// has TikTok not have audited the app: it posts to private accounts only, and to five a day.
    ///
    /// # Errors
    /// `FileMissing`, `FileUnreadable` for a script that cannot be read or is none; `Unexpected` where no
    /// port can be opened.
    pub async fn start(script: Option<&Path>, unaudited: bool) -> Result<Self, Problem> {
        let script = match script {
            None => Script::default(),
            Some(path) => {
                let path = path.to_owned();
                blocking(move || read(&path)).await??
            }
        };
        let script = if unaudited { script.unaudited() } else { script };
        let started = blocking(move || rehearsal::Rehearsal::start(script)).await?;
        Ok(Self(started.map_err(|error| Problem::unexpected(&error))?))
    }

    /// Where it listens: `http://127.0.0.1:…`.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.0.base_url()
    }

    /// A token for an account that is ready to be posted to. It opens nothing but this rehearsal.
    #[must_use]
    pub fn access_token(&self) -> Secret {
        Secret::new(self.0.access_token())
    }

    /// The app's keys there, to log in with: the client key and its secret. They open nothing else.
    #[must_use]
    pub fn app_keys(&self) -> (String, Secret) {
        (self.0.client_key(), Secret::new(self.0.client_secret()))
    }
}

fn read(path: &Path) -> Result<Script, Problem> {
    let bytes = std::fs::read(path).map_err(|error| Problem::of_file(path, &error))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Problem::file(crate::ProblemCode::FileUnreadable, path).detail(error.to_string()))
}
