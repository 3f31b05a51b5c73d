//! Every connection that was made to the outside, for the creator to see.

use rusqlite::params;

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
    /// Writes down a connection, and forgets those of long ago.
    ///
    /// # Errors
    /// What the database says.
    pub fn connected(&self, connected: &Connected) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction()?;
            write
                .prepare_cached(
                    "INSERT INTO connections (at_ms, host, purpose, bytes_out, bytes_in)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    connected.at_ms,
                    connected.host,
                    connected.purpose,
                    i64::try_from(connected.bytes_out).unwrap_or(i64::MAX),
                    i64::try_from(connected.bytes_in).unwrap_or(i64::MAX),
                ])?;
            write
                .prepare_cached("DELETE FROM connections WHERE number <= ?1")?
                .execute([write.last_insert_rowid() - i64::from(KEPT)])?;
            Ok(write.commit()?)
        })
    }

    /// The last connections, the newest first; no more than `limit`, and no more than are kept.
    ///
    /// # Errors
    /// What the database says.
    pub fn connections(&self, limit: u32) -> Result<Vec<Connected>, StorageError> {
        self.with(|connection| {
            let mut rows = connection.prepare_cached(
                "SELECT at_ms, host, purpose, bytes_out, bytes_in FROM connections
                 ORDER BY number DESC LIMIT ?1",
            )?;
            let rows = rows.query_map([limit], |row| {
                let bytes = |column| row.get(column).map(|bytes: i64| bytes.unsigned_abs());
                Ok(Connected {
                    at_ms: row.get(0)?,
                    host: row.get(1)?,
                    purpose: row.get(2)?,
                    bytes_out: bytes(3)?,
                    bytes_in: bytes(4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_thousand_are_kept_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        let made = |n: u32| Connected {
            at_ms: n.into(),
            host: "open.example".into(),
            purpose: "status".into(),
            bytes_out: u64::from(n) << 33,
            bytes_in: 0,
        };
        store.with(|connection| Ok(connection.pragma_update(None, "synchronous", "OFF")?)).unwrap();
        assert_eq!(store.connections(10).unwrap(), []);
        (0..KEPT + 3).for_each(|n| store.connected(&made(n)).unwrap());
        let kept = store.connections(u32::MAX).unwrap();
        assert_eq!(kept.len(), KEPT as usize);
        assert_eq!((&kept[0], kept.last().unwrap()), (&made(KEPT + 2), &made(3)));
        assert_eq!(store.connections(2).unwrap(), [made(KEPT + 2), made(KEPT + 1)]);
    }
}
