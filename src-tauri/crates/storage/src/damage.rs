//! A damaged database: set aside, and what still reads of it taken over.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, params};
use series::{Draft, DraftId, History, Step};

use crate::{StorageError, connections, journal, ledger, notes, pictures::sync_folder};

/// What the names of those that were set aside begin with.
const ASIDE: &str = "drafts.damaged-";

/// What SQLite keeps beside a database. The database itself comes last: as long as it is in its
/// place, a crash in between is met by the next opening, and no log is ever left beside a fresh one.
const PARTS: [&str; 3] = ["-wal", "-shm", ""];

/// Moves the database and its logs out of the way and says where it lies now.
pub(crate) fn set_aside(folder: &Path, database: &Path) -> Result<PathBuf, StorageError> {
    let aside = free_name(folder);
    for part in PARTS {
        rename_if_there(&beside(database, part), &beside(&aside, part))
            .map_err(|error| StorageError::io(folder, database, error))?;
    }
    sync_folder(folder).map_err(|error| StorageError::io(folder, folder, error))?;
    Ok(aside)
}

/// Is one of those that were set aside the one that is asked for?
pub(crate) fn lies_aside(folder: &Path, is_it: impl Fn(&Path) -> bool) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut aside = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(ASIDE));
    aside.any(|entry| is_it(&entry.path()))
}

/// Takes over every draft that still reads, each as far as its journal replays, the ledger, the notes, and
/// the list of connections. Works on a copy: the damaged files stay as they were found.
pub(crate) fn salvage(folder: &Path, damaged: &Path, fresh: &mut Connection) -> Result<(), StorageError> {
    let failed = |error| StorageError::io(folder, damaged, error);
    let copies = tempfile::tempdir_in(folder).map_err(failed)?;
    let copy = copies.path().join("copy.db");
    for part in ["", "-wal"] {
        match fs::copy(beside(damaged, part), beside(&copy, part)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(old) = Connection::open_with_flags(&copy, flags) else { return Ok(()) };
    let write = fresh.transaction()?;
    for found in drafts(&old) {
        journal::insert_draft(&write, found.id, &found.title, found.created_ms)?;
        write.execute(
            "UPDATE drafts SET archived = ?2 WHERE id = ?1",
            params![found.id.to_string(), found.archived],
        )?;
        for (revision, at_ms, json) in steps(&old, &found) {
            journal::insert_step(&write, found.id, revision, at_ms, &json)?;
        }
    }
    if let Ok(settings) = old.query_row("SELECT json FROM settings", [], |row| row.get::<_, String>(0)) {
        write.execute("REPLACE INTO settings (one, json) VALUES (1, ?1)", [settings])?;
    }
    ledger::carry_over(&old, &write)?;
    notes::carry_over(&old, &write)?;
    connections::carry_over(&old, &write)?;
    Ok(write.commit()?)
}

struct Found {
    id: DraftId,
    title: String,
    created_ms: i64,
    archived: bool,
}

/// The drafts that still read. One whose journal is all that is left has lost its first title.
fn drafts(old: &Connection) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for query in [
        "SELECT id, title_at_birth, created_ms, archived FROM drafts",
        "SELECT draft, '', at_ms, 0 FROM journal WHERE revision = 1",
    ] {
        let Ok(mut rows) = old.prepare(query) else { continue };
        let Ok(mut rows) = rows.query([]) else { continue };
        // The first row that does not read ends it: SQLite cannot go on behind a damaged page.
        while let Ok(Some(row)) = rows.next() {
            let (Ok(id), Ok(title), Ok(created_ms), Ok(archived)) =
                (row.get::<_, String>(0), row.get(1), row.get(2), row.get(3))
            else {
                continue;
            };
            let Ok(id) = id.parse() else { continue };
            if found.iter().all(|draft| draft.id != id) {
                found.push(Found { id, title, created_ms, archived });
            }
        }
    }
    found
}

/// The beginning of a journal that replays: revision, time and text of each step.
fn steps(old: &Connection, draft: &Found) -> Vec<(u64, i64, String)> {
    let mut steps = Vec::new();
    let mut history = History::new(Draft::new(draft.id, draft.title.as_str()));
    let query = "SELECT revision, at_ms, step, seal FROM journal WHERE draft = ?1 ORDER BY revision";
    let Ok(mut rows) = old.prepare(query) else { return steps };
    let Ok(mut rows) = rows.query([draft.id.to_string()]) else { return steps };
    while let Ok(Some(row)) = rows.next() {
        let (Ok(revision), Ok(at_ms), Ok(json)) = (row.get::<_, i64>(0), row.get(1), row.get::<_, String>(2))
        else {
            break;
        };
        let next = history.revision() + 1;
        let replays = u64::try_from(revision) == Ok(next)
            && journal::is_sealed(row).unwrap_or(false)
            && serde_json::from_str::<Step>(&json).is_ok_and(|step| history.apply(&step).is_ok());
        if !replays {
            break;
        }
        steps.push((next, at_ms, json));
    }
    steps
}

/// `drafts.damaged-20261122T181500Z.db`, or with a number where that is taken.
fn free_name(folder: &Path) -> PathBuf {
    let now = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut name = folder.join(format!("{ASIDE}{now}.db"));
    let mut number = 2;
    while name.exists() {
        name = folder.join(format!("{ASIDE}{now}-{number}.db"));
        number += 1;
    }
    name
}

fn beside(database: &Path, part: &str) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(part);
    name.into()
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
