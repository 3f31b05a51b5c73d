//! The database's format, and how an older one becomes the present one.

use rusqlite::{Connection, TransactionBehavior};

use crate::StorageError;

/// Step `n` makes format `n + 1` of format `n`. A step that was released never changes again.
const MIGRATIONS: [&str; 1] = [
    // 1: what it began with.
    "CREATE TABLE drafts (
        id TEXT PRIMARY KEY,
        title_at_birth TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal (
        draft TEXT NOT NULL REFERENCES drafts (id),
        revision INTEGER NOT NULL CHECK (revision > 0),
        at_ms INTEGER NOT NULL,
        step TEXT NOT NULL,
        PRIMARY KEY (draft, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        json TEXT NOT NULL
    ) STRICT;",
];

/// The format this version writes.
pub(crate) const FORMAT: u32 = MIGRATIONS.len() as u32;

/// Refuses a format from the future, before anything is written.
pub(crate) fn check_not_newer(connection: &Connection) -> Result<(), StorageError> {
    let found = format(connection)?;
    if found > FORMAT { Err(StorageError::TooNew { found, known: FORMAT }) } else { Ok(()) }
}

/// Brings the database to the present format, one transaction a step.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StorageError> {
    while format(connection)? < FORMAT {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from = format(&step)?;
        if let Some(sql) = MIGRATIONS.get(from as usize) {
            step.execute_batch(sql)?;
            step.pragma_update(None, "user_version", from + 1)?;
        }
        step.commit()?;
    }
    Ok(())
}

fn format(connection: &Connection) -> Result<u32, StorageError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
