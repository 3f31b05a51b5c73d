//! The database's format, and how an older one becomes the present one.

use rusqlite::{Connection, TransactionBehavior};

use crate::StorageError;

/// Step `n` makes format `n + 1` of format `n`. A step that was released never changes again.
const MIGRATIONS: [&str; 5] = [
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
        seal BLOB NOT NULL,
        PRIMARY KEY (draft, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        json TEXT NOT NULL
    ) STRICT;",
    // 2: the episodes whose files are to be made.
    "CREATE TABLE work (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        draft TEXT NOT NULL REFERENCES drafts (id),
        episode TEXT NOT NULL,
        UNIQUE (draft, episode)
    ) STRICT;",
    // 3: the ledger. A posting outlives its draft: what was sent was sent. `lines` and `open` say of its
    // log how long it is and whether something is left to do: they change with each line, in one
    // transaction. One of an episode is on its way to a target of an account. Each posting stands there
    // twice, on pages that lie apart: a damaged page must not make anybody send it a second time.
    "CREATE TABLE postings (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        draft TEXT NOT NULL,
        episode TEXT NOT NULL,
        target TEXT NOT NULL,
        account TEXT NOT NULL,
        planned_ms INTEGER NOT NULL,
        posting TEXT NOT NULL,
        seal BLOB NOT NULL,
        lines INTEGER NOT NULL DEFAULT 0,
        open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1))
    ) STRICT;
    CREATE INDEX postings_of ON postings (draft, episode, target, account);
    CREATE UNIQUE INDEX postings_open ON postings (draft, episode, target, account) WHERE open = 1;
    CREATE TABLE postings_log (
        posting TEXT NOT NULL REFERENCES postings (id),
        number INTEGER NOT NULL CHECK (number > 0),
        at_ms INTEGER NOT NULL,
        happened TEXT NOT NULL,
        seal BLOB NOT NULL,
        PRIMARY KEY (posting, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE postings_copy (
        id TEXT PRIMARY KEY,
        place INTEGER NOT NULL,
        planned_ms INTEGER NOT NULL,
        posting TEXT NOT NULL,
        seal BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX postings_log_at ON postings_log (at_ms);
    CREATE TRIGGER postings_log_is_not_changed BEFORE UPDATE ON postings_log
        BEGIN SELECT raise(ABORT, 'a line of the ledger is never changed'); END;
    CREATE TRIGGER postings_log_is_not_shortened BEFORE DELETE ON postings_log
        BEGIN SELECT raise(ABORT, 'a line of the ledger is never taken out'); END;
    CREATE TABLE connections (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        host TEXT NOT NULL,
        purpose TEXT NOT NULL,
        bytes_out INTEGER NOT NULL,
        bytes_in INTEGER NOT NULL
    ) STRICT;",
    // 4: what was said and done outside of a draft.
    "CREATE TABLE notes (
        about TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        at_ms INTEGER NOT NULL,
        note TEXT NOT NULL,
        seal BLOB NOT NULL,
        PRIMARY KEY (about, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER notes_are_not_changed BEFORE UPDATE ON notes
        BEGIN SELECT raise(ABORT, 'a note is never changed'); END;
    CREATE TRIGGER notes_are_not_taken_out BEFORE DELETE ON notes
        BEGIN SELECT raise(ABORT, 'a note is never taken out'); END;",
    // 5: lines are only ever read by their posting.
    "DROP INDEX postings_log_at;",
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Store;

    /// As format 1 was written, its seal included.
    const BORN_IN_1: &str = r#"
        INSERT INTO drafts VALUES ('019a0000-0000-7000-8000-000000000001', 'old', 5, 0);
        INSERT INTO journal VALUES ('019a0000-0000-7000-8000-000000000001', 1, 6,
            '{"step":"edit","edit":"set_title","title":"newer"}', x'ba22defba0d8edf8');"#;

    fn tables(connection: &Connection) -> BTreeSet<String> {
        let mut names = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn every_older_format_becomes_the_present_one() {
        for older in 0..=FORMAT {
            let folder = tempfile::tempdir().unwrap();
            let connection = Connection::open(folder.path().join("drafts.db")).unwrap();
            for sql in &MIGRATIONS[..older as usize] {
                connection.execute_batch(sql).unwrap();
            }
            connection.pragma_update(None, "user_version", older).unwrap();
            if older >= 1 {
                connection.execute_batch(BORN_IN_1).unwrap();
            }
            drop(connection);
            let opened = Store::open(folder.path()).unwrap();
            assert_eq!(opened.set_aside, None);
            let titles: Vec<_> =
                opened.store.list().unwrap().iter().map(|row| opened.store.load(row.id).unwrap()).collect();
            let titles: Vec<_> = titles.iter().map(|history| history.draft().title.as_str()).collect();
            assert_eq!(titles, if older >= 1 { vec!["newer"] } else { vec![] });
            opened
                .store
                .with(|connection| {
                    assert_eq!(format(connection)?, FORMAT);
                    assert_eq!(
                        tables(connection),
                        [
                            "connections",
                            "drafts",
                            "journal",
                            "notes",
                            "postings",
                            "postings_copy",
                            "postings_log",
                            "settings",
                            "sqlite_sequence",
                            "work"
                        ]
                        .map(String::from)
                        .into()
                    );
                    Ok(())
                })
                .unwrap();
        }
    }

    #[test]
    fn every_commit_is_durable() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        store
            .with(|connection| {
                let pragma =
                    |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
                assert_eq!(pragma("synchronous")?, 2);
                assert_eq!(pragma("fullfsync")?, 1);
                assert_eq!(pragma("foreign_keys")?, 1);
                let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
                assert_eq!(mode, "wal");
                Ok(())
            })
            .unwrap();
    }
}
