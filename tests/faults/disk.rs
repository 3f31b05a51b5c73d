//! A small disk that can be filled up.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// A small disk of its own; gone when dropped.
pub(crate) struct Disk(PathBuf);

impl Disk {
    /// None where this system does not let us have one.
    pub(crate) fn mounted(folder: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&folder).expect("it is ours");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(&folder);
        if !mount.output().is_ok_and(|done| done.status.success()) {
            println!("skipped: this system lets nobody mount a disk");
            return None;
        }
        Some(Self(folder))
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// Leaves no room at all.
    pub(crate) fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = fs::File::create(&path).expect("it is ours");
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
