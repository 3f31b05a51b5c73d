//! Sees that a posting's file is still the one that was put on the list: by its content at first, and for as
//! long as the system says that nobody touched it, by that.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use series::PostingFile;

use crate::{Problem, studio::blocking};

/// What was seen of a posting's file.
#[derive(Debug, Default)]
pub(crate) struct Looked(Option<Mark>);

/// What changes when somebody writes to a file, or puts another in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    bytes: u64,
    modified: SystemTime,
    place: u64,
}

impl Looked {
    /// Looks at the file, before the next part of it is sent: is it still the same, and can it be read?
    ///
    /// # Errors
    /// Only when there is no looking at all.
    pub(crate) async fn same(&mut self, file: &PostingFile) -> Result<bool, Problem> {
        let (file, before) = (file.clone(), self.0);
        let look = move || {
            let path = PathBuf::from(&file.path);
            // The mark first: what changes while the content is read is seen the next time.
            let now = mark(&path);
            let known = now.is_some() && now == before;
            let same = known || media::fingerprint(&path).is_ok_and(|found| found == file.fingerprint);
            (same, now)
        };
        let (same, now) = blocking(look).await?;
        self.0 = now.filter(|_| same);
        Ok(same)
    }
}

fn mark(path: &Path) -> Option<Mark> {
    let about = fs::metadata(path).ok()?;
    Some(Mark { bytes: about.len(), modified: about.modified().ok()?, place: place(&about) })
}

#[cfg(unix)]
fn place(about: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

/// Windows tells by size and time alone.
#[cfg(not(unix))]
fn place(_: &fs::Metadata) -> u64 {
    0
}
