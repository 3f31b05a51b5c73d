//! The temporary files of one export. They stand beside the file that is made and are named after it.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// What the names of temporary files have behind the name of the file that is made. Files of such names
/// are left only by a program that was killed, and may be deleted while nothing is exported there.
pub const SCRATCH: &str = ".knife-";

/// So much of the file's name is kept: the longest that file systems take is 255 bytes.
const NAME_MAX_BYTES: usize = 200;

/// The temporary files of one export. They are removed with it, however it ends.
pub(crate) struct Scratch {
    folder: PathBuf,
    stem: OsString,
    files: Mutex<Vec<PathBuf>>,
}

impl Scratch {
    /// None yet, for that output.
    pub fn beside(output: &Path) -> Self {
        let name = output.file_name().unwrap_or(OsStr::new("out"));
        let stem = match name.to_str() {
            Some(name) => {
                let end = (0..=NAME_MAX_BYTES).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
                OsString::from(&name[..end.min(name.len())])
            }
            None => OsString::from("out"),
        };
        Self { folder: output.parent().unwrap_or(Path::new("")).to_owned(), stem, files: Mutex::default() }
    }

    /// The path of one more temporary file. It is not made yet.
    pub fn file(&self) -> PathBuf {
        // A list of names is whole at any time.
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut name = self.stem.clone();
        name.push(SCRATCH);
        name.push(files.len().to_string());
        let path = self.folder.join(name);
        files.push(path.clone());
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for file in self.files.get_mut().unwrap_or_else(PoisonError::into_inner) {
            // Fails where it was never made.
            let _ = std::fs::remove_file(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_the_output_and_go_with_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.mp4".to_owned(), "é".repeat(127), format!("x{}", "é".repeat(127))] {
            let scratch = Scratch::beside(&folder.path().join(&name));
            let (one, two) = (scratch.file(), scratch.file());
            assert!(one != two && one.parent() == Some(folder.path()));
            let shown = one.file_name().unwrap().to_str().unwrap();
            assert!(shown.contains(SCRATCH) && shown.starts_with(name.get(..4).unwrap_or("xé")));
            std::fs::write(&one, b"x").unwrap();
            drop(scratch);
            assert!(!one.exists());
        }
    }
}
