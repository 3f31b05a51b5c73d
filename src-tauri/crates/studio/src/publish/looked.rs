//! Sees that a posting's file is still the one that was put on the list: by its content at first, and for as
//! long as the system says that nobody touched it, by that.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use series::PostingFile;

use crate::{Problem, ProblemCode, studio::blocking};

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
    /// Looks at the file, before the next part of it is sent.
    ///
    /// # Errors
    /// `SourceChanged`; what the system says of a file that cannot be read.
    pub(crate) async fn unchanged(&mut self, file: &PostingFile) -> Result<(), Problem> {
        let (file, before) = (file.clone(), self.0);
        let look = move || {
            let path = PathBuf::from(&file.path);
            // The mark first: what changes while the content is read is seen the next time.
            let now = mark(&path);
            if now.is_some() && now == before {
                return Ok(now);
            }
            let found = media::fingerprint(&path)?;
            if found == file.fingerprint {
                Ok(now)
            } else {
                Err(Problem::file(ProblemCode::SourceChanged, &path))
            }
        };
        self.0 = blocking(look).await??;
        Ok(())
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
