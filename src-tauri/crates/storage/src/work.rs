//! The waiting list: the episodes whose files are to be made. How, the draft says when it is their turn.

use rusqlite::params;
use series::{DraftId, EpisodeId};

use crate::{StorageError, Store};

impl Store {
    /// Puts episodes of a draft on the waiting list, behind those that are on it; one that is on it already
    /// keeps its place. They are on disk when this returns.
    ///
    /// # Errors
    /// What the database says.
    pub fn want(&self, draft: DraftId, episodes: &[EpisodeId]) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction()?;
            for episode in episodes {
                write.execute(
                    "INSERT OR IGNORE INTO work (draft, episode) VALUES (?1, ?2)",
                    params![draft.to_string(), episode.to_string()],
                )?;
            }
            Ok(write.commit()?)
        })
    }

    /// The episodes of a draft that wait, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn wanted(&self, draft: DraftId) -> Result<Vec<EpisodeId>, StorageError> {
        self.with(|connection| {
            let mut rows =
                connection.prepare_cached("SELECT episode FROM work WHERE draft = ?1 ORDER BY place")?;
            let ids = rows.query_map([draft.to_string()], |row| row.get::<_, String>(0))?;
            let ids = ids.collect::<Result<Vec<_>, _>>()?;
            // An id that does not read is nobody's any more.
            Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
        })
    }

    /// The drafts with episodes that wait, the one that waits longest first.
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

    /// Takes episodes of a draft off the waiting list. Those that are not on it say nothing.
    ///
    /// # Errors
    /// What the database says.
    pub fn want_no_more(&self, draft: DraftId, episodes: &[EpisodeId]) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction()?;
            for episode in episodes {
                write.execute(
                    "DELETE FROM work WHERE draft = ?1 AND episode = ?2",
                    params![draft.to_string(), episode.to_string()],
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

    fn episodes(numbers: &[u128]) -> Vec<EpisodeId> {
        numbers.iter().map(|n| EpisodeId::new(uuid::Uuid::from_u128(*n))).collect()
    }

    #[test]
    fn a_waiting_list_keeps_its_order_and_outlives_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        let ids = [1, 2].map(|n| DraftId::new(uuid::Uuid::from_u128(n)));
        for id in ids {
            store.create(&Draft::new(id, "one"), 0).unwrap();
        }
        store.want(ids[1], &episodes(&[2, 1])).unwrap();
        store.want(ids[0], &episodes(&[1])).unwrap();
        store.want(ids[1], &episodes(&[3, 2])).unwrap();
        drop(store);
        let store = Store::open(folder.path()).unwrap().store;
        assert_eq!(store.wanted(ids[1]).unwrap(), episodes(&[2, 1, 3]));
        assert_eq!(store.waiting().unwrap(), [ids[1], ids[0]]);
        store.want_no_more(ids[1], &episodes(&[1, 2, 26])).unwrap();
        assert_eq!(store.wanted(ids[1]).unwrap(), episodes(&[3]));
        assert_eq!(store.wanted(ids[0]).unwrap(), episodes(&[1]), "another draft's wishes stay");
        assert_eq!(store.waiting().unwrap(), [ids[0], ids[1]]);
        store.want_no_more(ids[1], &episodes(&[3])).unwrap();
        assert_eq!(store.waiting().unwrap(), [ids[0]]);
    }
}
