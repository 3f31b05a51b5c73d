//! What must never be shown or written down: a token, a key, the address of an upload.

use std::fmt;

use serde::Deserialize;

/// A secret. It cannot be written out by accident: every way of printing it gives `…`, and it has no way
/// into JSON. Whoever needs the text asks for it with [`Secret::expose`].
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a text that must not be shown.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for the one place that sends or keeps it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_not_shown_however_it_is_printed() {
        let secret: Secret = serde_json::from_str(r#""act.example""#).unwrap();
        assert_eq!(secret, Secret::new("act.example"));
        assert_eq!(format!("{secret} {secret:?} {secret:#?} {:?}", Some(&secret)), "… … … Some(…)");
        assert_eq!(secret.expose(), "act.example");
    }
}
