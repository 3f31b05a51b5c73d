//! Notes: what was said and done outside of a draft, such as in the Series portal. They are only ever added.

use std::fmt;

use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Serialize, de::DeserializeOwned};
use series::DraftId;

use crate::{
    StorageError, Store,
    journal::{is_sealed, seal},
};

/// Number, time, sealed text and seal of a note, then the rest of it.
const NOTES: &str =
    "SELECT number, at_ms, about || char(10) || note, seal, about, note FROM notes ORDER BY about, number";

/// What notes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A draft on its way through the portal.
    Draft(DraftId),
    /// The creator, whatever the draft.
    Creator,
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft(draft) => draft.fmt(f),
            Self::Creator => f.write_str("creator"),
        }
    }
}

/// A note with its time, in milliseconds since 1970.
pub type Note<T> = (i64, T);

impl Store {
    /// All notes about something, in order.
    ///
    /// # Errors
    /// [`StorageError::UnreadableNote`], or what the database says.
    pub fn notes<T: DeserializeOwned>(&self, about: About) -> Result<Vec<Note<T>>, StorageError> {
        self.with(|connection| notes(connection, about))
    }

    /// Adds what `add` makes of the notes so far, as one piece: what another process notes falls before or
    /// after. They are on disk when this returns all of them.
    ///
    /// # Errors
    /// [`StorageError::UnreadableNote`]: nothing is written then; or what the database says.
    pub fn note<T: Serialize + DeserializeOwned>(
        &self,
        about: About,
        at_ms: i64,
        add: impl FnOnce(&[Note<T>]) -> Vec<T>,
    ) -> Result<Vec<Note<T>>, StorageError> {
        self.with(|connection| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut all = notes(&write, about)?;
            let key = about.to_string();
            for note in add(&all) {
                let json = serde_json::to_string(&note).map_err(StorageError::Unwritten)?;
                let number = i64::try_from(all.len() + 1).unwrap_or(i64::MAX);
                insert(&write, &key, number, at_ms, &json)?;
                all.push((at_ms, note));
            }
            write.commit()?;
            Ok(all)
        })
    }
}

fn notes<T: DeserializeOwned>(connection: &Connection, about: About) -> Result<Vec<Note<T>>, StorageError> {
    let mut rows =
        connection.prepare_cached("SELECT at_ms, note FROM notes WHERE about = ?1 ORDER BY number")?;
    let mut rows = rows.query([about.to_string()])?;
    let mut notes = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        let note = serde_json::from_slice(text).map_err(|source| StorageError::UnreadableNote { source })?;
        notes.push((row.get(0)?, note));
    }
    Ok(notes)
}

fn insert(write: &Connection, about: &str, number: i64, at_ms: i64, json: &str) -> Result<(), StorageError> {
    let seal = seal(number, at_ms, format!("{about}\n{json}").as_bytes());
    write
        .prepare_cached("INSERT INTO notes (about, number, at_ms, note, seal) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![about, number, at_ms, json, seal])?;
    Ok(())
}

/// Is every note what was written, and is none missing between two?
pub(crate) fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    let mut rows = connection.prepare(NOTES)?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        if !is_sealed(row)? {
            return Ok(false);
        }
    }
    connection.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM notes GROUP BY about HAVING count(*) <> max(number))",
        [],
        |row| row.get(0),
    )
}

/// Takes over every note that still reads: about each thing the first ones, up to where one is missing.
pub(crate) fn carry_over(old: &Connection, write: &Connection) -> Result<(), StorageError> {
    let Ok(mut rows) = old.prepare(NOTES) else { return Ok(()) };
    let Ok(mut rows) = rows.query([]) else { return Ok(()) };
    let (mut last, mut next) = (String::new(), 1_i64);
    while let Ok(Some(row)) = rows.next() {
        let (Ok(number), Ok(at_ms), Ok(about), Ok(note)) =
            (row.get::<_, i64>(0), row.get(1), row.get::<_, String>(4), row.get::<_, String>(5))
        else {
            continue;
        };
        if about != last {
            (last, next) = (about, 1);
        }
        if number == next && is_sealed(row).unwrap_or(false) {
            insert(write, &last, number, at_ms, &note)?;
            next += 1;
        }
    }
    Ok(())
}
