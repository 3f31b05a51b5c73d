//! The creator's settings, as one JSON value whose shape is the caller's.

use rusqlite::OptionalExtension;
use serde_json::Value;

use crate::{StorageError, Store};

impl Store {
    /// The settings, if any were saved. Ones that cannot be read count as none.
    ///
    /// # Errors
    /// What the database says.
    pub fn settings(&self) -> Result<Option<Value>, StorageError> {
        let json: Option<String> = self.with(|connection| {
            Ok(connection.query_row("SELECT json FROM settings", [], |row| row.get(0)).optional()?)
        })?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// Keeps the settings in place of the ones before. They are on disk when this returns.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_settings(&self, settings: &Value) -> Result<(), StorageError> {
        self.with(|connection| {
            connection.execute("REPLACE INTO settings (one, json) VALUES (1, ?1)", [settings.to_string()])?;
            Ok(())
        })
    }
}
