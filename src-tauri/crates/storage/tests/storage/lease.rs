//! Leases: one works for an account, and the system takes the lease back from who is killed.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use series::AccountId;
use storage::StorageError;

use crate::support::open;

const FOLDER: &str = "SHOWRUNNER_TEST_LEASE_FOLDER";

fn account() -> AccountId {
    AccountId("tiktok:../../not a file's name".into())
}

/// Not a test of its own: the process that holds the lease until it is killed.
#[test]
fn holding_it_for_ever() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let store = open(Path::new(&folder));
    let _lease = store.lease(&account()).unwrap();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nheld").unwrap();
    out.flush().unwrap();
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn one_process_works_for_an_account_until_it_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "lease::holding_it_for_ever", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "held"));
    let refused = store.lease(&account());
    assert!(matches!(refused, Err(StorageError::AtWork { .. })), "{refused:?}");
    let other = store.lease(&AccountId("tiktok:other".into())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let lease = store.lease(&account()).unwrap();
    assert!(matches!(store.lease(&account()), Err(StorageError::AtWork { .. })), "within a process too");
    drop(lease);
    assert!(store.lease(&account()).is_ok());
    drop(other);
}
