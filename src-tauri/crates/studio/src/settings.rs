//! Settings as JSON: what another version wrote is read as far as it can be, and never thrown away.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::Settings;

impl Settings {
    /// Each setting by itself: one that cannot be read goes back to its default, and only that one.
    pub(crate) fn read(json: Option<&Value>) -> Self {
        fn one<T: DeserializeOwned>(json: Option<&Value>, name: &str) -> Option<T> {
            T::deserialize(json?.get(name)?).ok()
        }
        Self {
            language: one(json, "language"),
            theme: one(json, "theme"),
            ffmpeg: one(json, "ffmpeg"),
            quiet: one(json, "quiet"),
            desk_on_top: one(json, "desk_on_top"),
        }
    }

    /// The settings by name, to be put over those that were kept.
    pub(crate) fn own(&self) -> Result<Map<String, Value>, serde_json::Error> {
        match serde_json::to_value(self)? {
            Value::Object(own) => Ok(own),
            _ => Ok(Map::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Language, Studio, Theme};

    #[test]
    fn settings_of_another_version_are_read_as_far_as_they_can_be() {
        let newer = json!({ "language": "fr", "theme": "sepia", "ffmpeg": 7, "wings": true });
        let read = Settings::read(Some(&newer));
        assert_eq!(read, Settings { language: Some(Language::Fr), ..Settings::default() });
        let chosen = Settings { theme: Some(Theme::Light), ..read };
        let own = Value::Object(chosen.own().unwrap());
        let left = json!({
            "language": "fr", "theme": "light", "ffmpeg": null, "quiet": null, "desk_on_top": null,
        });
        assert_eq!(own, left);
        assert_eq!(Settings::read(Some(&own)), chosen);
        for nothing in [None, Some(&json!(null)), Some(&json!([1])), Some(&json!("dark"))] {
            assert_eq!(Settings::read(nothing), Settings::default());
        }
    }

    #[tokio::test]
    async fn the_desk_stays_on_top_over_a_restart_and_nothing_else_changes() {
        let folder = tempfile::tempdir().unwrap();
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        studio.save_settings(&Settings { theme: Some(Theme::Light), ..Settings::default() }).await.unwrap();
        studio.keep_desk_on_top(true).await.unwrap();
        drop(studio);
        let studio = Studio::open(folder.path().to_owned()).await.unwrap();
        let kept = Settings { theme: Some(Theme::Light), desk_on_top: Some(true), ..Settings::default() };
        assert_eq!(studio.settings().await.unwrap(), kept);
        studio.keep_desk_on_top(false).await.unwrap();
        assert_eq!(studio.settings().await.unwrap().desk_on_top, Some(false));
    }
}
