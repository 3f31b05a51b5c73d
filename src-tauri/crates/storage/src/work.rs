//! The waiting list: files that are to be made, each named by the key of its recipe. What a key stands
//! for is the caller's to know: it plans the draft and looks which of its files are waited for.

use rusqlite::params;
use series::DraftId;

use crate::{StorageError, Store};

impl Store {
    /// Puts files of a draft on the waiting list, behind those that are on it; one that is on it already
    /// keeps its place. They are on disk when this returns.
    ///
    /// # Errors
    /// What the database says.
    pub fn want(&self, draft: DraftId, keys: &[String]) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction()?;
            for key in keys {
                write.execute(
                    "INSERT OR IGNORE INTO work (draft, key) VALUES (?1, ?2)",
                    params![draft.to_string(), key],
                )?;
            }
            Ok(write.commit()?)
        })
    }

    /// The files of a draft that are waited for, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn wanted(&self, draft: DraftId) -> Result<Vec<String>, StorageError> {
        self.with(|connection| {
            let mut rows =
                connection.prepare_cached("SELECT key FROM work WHERE draft = ?1 ORDER BY place")?;
            let keys = rows.query_map([draft.to_string()], |row| row.get(0))?;
            Ok(keys.collect::<Result<_, _>>()?)
        })
    }

    /// The drafts that wait for files, the one that waits longest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting(&self) -> Result<Vec<DraftId>, StorageError> {
        self.with(|connection| {
            let mut rows =
                connection.prepare_cached("SELECT draft FROM work GROUP BY draft ORDER BY min(place)")?;
            let ids = rows.query_map([], |row| row.get::<_, String>(0))?;
            let ids = ids.collect::<Result<Vec<_>, _>>()?;
            // An id that does not read is nobody's any more.
            Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
        })
    }

    /// Takes files of a draft off the waiting list. Those that are not on it say nothing.
    ///
    /// # Errors
    /// What the database says.
    pub fn want_no_more(&self, draft: DraftId, keys: &[String]) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction()?;
            for key in keys {
                write.execute(
                    "DELETE FROM work WHERE draft = ?1 AND key = ?2",
                    params![draft.to_string(), key],
                )?;
            }
            Ok(write.commit()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use series::Draft;

    use super::*;

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_waiting_list_keeps_its_order_and_outlives_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        let ids = [1, 2].map(|n| DraftId::new(uuid::Uuid::from_u128(n)));
        for id in ids {
            store.create(&Draft::new(id, "one"), 0).unwrap();
        }
        store.want(ids[1], &keys(&["b", "a"])).unwrap();
        store.want(ids[0], &keys(&["a"])).unwrap();
        store.want(ids[1], &keys(&["c", "b"])).unwrap();
        drop(store);
        let store = Store::open(folder.path()).unwrap().store;
        assert_eq!(store.wanted(ids[1]).unwrap(), keys(&["b", "a", "c"]));
        assert_eq!(store.waiting().unwrap(), [ids[1], ids[0]]);
        store.want_no_more(ids[1], &keys(&["a", "b", "z"])).unwrap();
        assert_eq!(store.wanted(ids[1]).unwrap(), keys(&["c"]));
        assert_eq!(store.wanted(ids[0]).unwrap(), keys(&["a"]), "another draft's wishes stay");
        assert_eq!(store.waiting().unwrap(), [ids[0], ids[1]]);
        store.want_no_more(ids[1], &keys(&["c"])).unwrap();
        assert_eq!(store.waiting().unwrap(), [ids[0]]);
    }
}
