//! The creator's settings, as one JSON value whose shape is the caller's.

use rusqlite::{OptionalExtension, TransactionBehavior};
use serde_json::{Map, Value};

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

    /// Changes the settings, as one piece: what another process changes falls before or after. They are on
    /// disk when this returns.
    ///
    /// # Errors
    /// What the database says.
    pub fn change_settings(&self, change: impl FnOnce(&mut Map<String, Value>)) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let json: Option<String> =
                write.query_row("SELECT json FROM settings", [], |row| row.get(0)).optional()?;
            let mut settings = match json.and_then(|json| serde_json::from_str(&json).ok()) {
                Some(Value::Object(settings)) => settings,
                _ => Map::new(),
            };
            change(&mut settings);
            let json = Value::Object(settings).to_string();
            write.execute("REPLACE INTO settings (one, json) VALUES (1, ?1)", [json])?;
            Ok(write.commit()?)
        })
    }
}
