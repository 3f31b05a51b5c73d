//! Kept pictures.

use std::fs;

use series::Fingerprint;

use crate::support::open;

#[test]
fn a_picture_is_kept_once_and_found_by_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let picture = store.keep_picture(b"a picture").unwrap();
    assert_eq!(picture.as_str(), blake3::hash(b"a picture").to_hex().as_str());
    assert_eq!(store.keep_picture(b"a picture").unwrap(), picture);
    let path = open(folder.path()).picture_path(&picture).expect("kept");
    assert_eq!(fs::read(&path).unwrap(), b"a picture");
    assert_eq!(path.parent(), Some(store.pictures().as_path()));
    assert_eq!(fs::read_dir(store.pictures()).unwrap().count(), 1, "nothing half made is left");
}

#[test]
fn a_damaged_picture_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let picture = store.keep_picture(b"a picture").unwrap();
    fs::write(store.picture_path(&picture).unwrap(), b"a pict").unwrap();
    store.keep_picture(b"a picture").unwrap();
    assert_eq!(fs::read(store.picture_path(&picture).unwrap()).unwrap(), b"a picture");
}

#[test]
fn only_a_hash_names_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.keep_picture(b"a picture").unwrap();
    fs::write(folder.path().join("secret.jpg"), b"").unwrap();
    for name in ["", "../secret", "..", &"0".repeat(64), &format!("../{}", "0".repeat(61))] {
        assert_eq!(store.picture_path(&Fingerprint::new(name)), None, "{name}");
    }
}
