//! Every connection that was made to the outside, for the creator to see.

use rusqlite::{Row, params};

use crate::{StorageError, Store};

/// How many are kept: the last ones.
const KEPT: u32 = 2_000;

/// A connection to the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// To which host, with its port where it is an unusual one.
    pub host: String,
    /// What for: the name of what was done, not a sentence.
    pub purpose: String,
    /// Bytes that were sent.
    pub bytes_out: u64,
    /// Bytes that came back.
    pub bytes_in: u64,
}

impl Store {
    /// Writes down a connection, and forgets those of long ago. Answers its number, for what goes over it
    /// later.
    ///
    /// # Errors
    /// What the database says.
    pub fn connected(&self, connected: &Connected) -> Result<i64, StorageError> {
        self.with(|connection| {
            let write = connection.transaction()?;
            insert(&write, None, connected)?;
            let number = write.last_insert_rowid();
            write
                .prepare_cached("DELETE FROM connections WHERE number <= ?1")?
                .execute([number - i64::from(KEPT)])?;
            write.commit()?;
            Ok(number)
        })
    }

    /// Writes down how much went over a connection by now. One that was forgotten stays forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub fn carried(&self, number: i64, bytes_out: u64, bytes_in: u64) -> Result<(), StorageError> {
        self.with(|connection| {
            connection
                .prepare_cached("UPDATE connections SET bytes_out = ?2, bytes_in = ?3 WHERE number = ?1")?
                .execute(params![number, signed(bytes_out), signed(bytes_in)])?;
            Ok(())
        })
    }

    /// The last connections, the newest first; no more than `limit`, and no more than are kept.
    ///
    /// # Errors
    /// What the database says.
    pub fn connections(&self, limit: u32) -> Result<Vec<Connected>, StorageError> {
        self.with(|connection| {
            let mut rows = connection.prepare_cached(
                "SELECT number, at_ms, host, purpose, bytes_out, bytes_in FROM connections
                 ORDER BY number DESC LIMIT ?1",
            )?;
            let rows = rows.query_map([limit], |row| Ok(read(row)?.1))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Takes over every connection of a damaged database that still reads, under its number: from both ends, as
/// SQLite cannot go on behind a damaged page.
pub(crate) fn carry_over(
    old: &rusqlite::Connection,
    write: &rusqlite::Connection,
) -> Result<(), StorageError> {
    for order in ["ASC", "DESC"] {
        let query = format!(
            "SELECT number, at_ms, host, purpose, bytes_out, bytes_in FROM connections NOT INDEXED
             ORDER BY number {order}"
        );
        let Ok(mut rows) = old.prepare(&query) else { return Ok(()) };
        let Ok(mut rows) = rows.query([]) else { return Ok(()) };
        while let Ok(Some(row)) = rows.next() {
            if let Ok((number, connected)) = read(row)
                && is_plausible(&connected)
            {
                insert(write, Some(number), &connected)?;
            }
        }
    }
    Ok(())
}

/// Can that have been written? Connections carry no seal.
fn is_plausible(connected: &Connected) -> bool {
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain(&connected.host) && plain(&connected.purpose)
}

/// Keeps a connection, unless there is one under that number.
fn insert(
    write: &rusqlite::Connection,
    number: Option<i64>,
    connected: &Connected,
) -> Result<(), StorageError> {
    let Connected { at_ms, host, purpose, bytes_out, bytes_in } = connected;
    write
        .prepare_cached(
            "INSERT OR IGNORE INTO connections (number, at_ms, host, purpose, bytes_out, bytes_in)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![number, at_ms, host, purpose, signed(*bytes_out), signed(*bytes_in)])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Connected)> {
    let bytes = |column| row.get(column).map(|bytes: i64| bytes.unsigned_abs());
    let connected = Connected {
        at_ms: row.get(1)?,
        host: row.get(2)?,
        purpose: row.get(3)?,
        bytes_out: bytes(4)?,
        bytes_in: bytes(5)?,
    };
    Ok((row.get(0)?, connected))
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(n: u32) -> Connected {
        Connected {
            at_ms: n.into(),
            host: "open.example".into(),
            purpose: "status".into(),
            bytes_out: u64::from(n) << 33,
            bytes_in: 0,
        }
    }

    #[test]
    fn the_last_two_thousand_are_kept_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        store.with(|connection| Ok(connection.pragma_update(None, "synchronous", "OFF")?)).unwrap();
        assert_eq!(store.connections(10).unwrap(), []);
        for n in 0..KEPT + 3 {
            store.connected(&made(n)).unwrap();
        }
        let kept = store.connections(u32::MAX).unwrap();
        assert_eq!(kept.len(), KEPT as usize);
        assert_eq!((&kept[0], kept.last().unwrap()), (&made(KEPT + 2), &made(3)));
        assert_eq!(store.connections(2).unwrap(), [made(KEPT + 2), made(KEPT + 1)]);
    }

    #[test]
    fn what_goes_over_a_connection_is_added_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        let [first, second] = [1, 2].map(|n| store.connected(&made(n)).unwrap());
        store.carried(first, 7, 8).unwrap();
        store.carried(second + 1, 9, 9).unwrap();
        let first = Connected { bytes_out: 7, bytes_in: 8, ..made(1) };
        assert_eq!(store.connections(9).unwrap(), [made(2), first]);
    }
}
