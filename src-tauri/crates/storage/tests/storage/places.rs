//! Folders that cannot be written, and disks that are full.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use storage::{StorageError, Store};

use crate::support::{open, titled, with_draft};

fn assert_unwritable(folder: &Path) {
    match Store::open(folder) {
        Err(StorageError::Unwritable { folder: named, .. }) => assert_eq!(named, folder),
        other => panic!("{}: {other:?}", folder.display()),
    }
}

#[test]
fn where_no_folder_can_be_is_unwritable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "a file").unwrap();
    assert_unwritable(&file);
    assert_unwritable(&file.join("below"));
    assert_unwritable(&file.join("far/below"));
    assert_eq!(fs::read(&file).unwrap(), b"a file");
}

#[test]
fn a_folder_in_the_databases_place_is_unwritable() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("drafts.db")).unwrap();
    assert_unwritable(folder.path());
}

#[test]
fn names_that_look_like_addresses_or_options_are_only_names() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["file:x?mode=memory", "-wal", "été 🎬 'quoted' \"twice\""] {
        let below = folder.path().join(name);
        let (store, id) = with_draft(&below, name);
        drop(store);
        assert_eq!(open(&below).load(id).unwrap().draft().title, name);
        assert!(below.join("drafts.db").is_file());
    }
}

/// A small disk of its own, for as long as it lives.
struct Disk(PathBuf);

impl Disk {
    /// None where mounting is not permitted.
    fn mounted(at: &Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(at.to_owned()));
        }
        eprintln!("skipped: no disk can be mounted here");
        None
    }

    fn read_only(&self) {
        assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_nothing_acknowledged_is_lost_and_it_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mounted(folder.path()) else { return };
    let (store, id) = with_draft(&disk.0, "one");
    let ballast = disk.0.join("ballast");
    fs::write(&ballast, vec![1; 400_000]).unwrap();
    let mut revision = 0;
    let refused = loop {
        match store.append(id, revision, &titled(format!("{revision} {}", "long ".repeat(500))), 0) {
            Ok(kept) => revision = kept,
            Err(refused) => break refused,
        }
        assert!(revision < 10_000);
    };
    assert!(matches!(&refused, StorageError::DiskFull { folder } if *folder == disk.0), "{refused:?}");
    assert!(revision > 10);
    assert_eq!(store.load(id).unwrap().revision(), revision, "it still reads");

    let picture = store.keep_picture(&vec![7; 600_000]);
    assert!(matches!(picture, Err(StorageError::DiskFull { .. })), "{picture:?}");
    assert_eq!(fs::read_dir(store.pictures()).map_or(0, Iterator::count), 0, "nothing half made is left");

    fs::remove_file(ballast).unwrap();
    assert_eq!(store.append(id, revision, &titled("room again"), 0).unwrap(), revision + 1);
    drop(store);
    assert_eq!(open(&disk.0).load(id).unwrap().revision(), revision + 1);
}

#[test]
fn opening_on_a_full_disk_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mounted(folder.path()) else { return };
    // Fills it to the last page.
    let _ = fs::write(disk.0.join("ballast"), vec![1; 2_000_000]);
    let refused = Store::open(&disk.0);
    assert!(matches!(refused, Err(StorageError::DiskFull { .. })), "{refused:?}");
}

#[test]
fn a_read_only_disk_is_unwritable() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mounted(folder.path()) else { return };
    with_draft(&disk.0, "one");
    disk.read_only();
    assert_unwritable(&disk.0);
    assert_unwritable(&disk.0.join("below"));
}
