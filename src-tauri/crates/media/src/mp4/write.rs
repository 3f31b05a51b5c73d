//! Writes a movie that is laid out.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use tokio_util::sync::CancellationToken;

use super::layout::Layout;
use crate::{MediaError, copy::not_written, fingerprint};

/// Between two looks at `cancel`. The system copies such a piece without taking it through us.
const PIECE_BYTES: u64 = 32 * 1024 * 1024;
/// Shorter runs are gathered before they are written.
const SHORT_BYTES: u64 = 256 * 1024;
const GATHERED_BYTES: usize = 2 * 1024 * 1024;

impl Layout {
    /// Writes the movie from its sources, by their places in the list. `progress` is told how many bytes
    /// are done. A movie that is not finished is the caller's to remove.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Folder`, `Unwritable`, `DiskFull`, `Cancelled`.
    pub fn write(
        &self,
        output: &Path,
        sources: &[&Path],
        mut progress: impl FnMut(u64),
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let sources: Vec<Source<'_>> =
            sources.iter().map(|path| Source::open(path)).collect::<Result<_, _>>()?;
        let failed = |error| not_written(output, error);
        let mut out = Gathered::new(File::create(output).map_err(failed)?);
        out.gathered.extend_from_slice(&self.header);
        let mut told = 0;
        for run in &self.runs {
            let Some(source) = sources.get(usize::from(run.source)) else {
                let path = output.to_owned();
                return Err(MediaError::Failed { path, detail: "a source is not there".to_owned() });
            };
            let mut done = 0;
            while done < run.length {
                if cancel.is_cancelled() {
                    return Err(MediaError::Cancelled);
                }
                let piece = (run.length - done).min(PIECE_BYTES);
                out.copy(source, run.offset + done, piece, output)?;
                done += piece;
                if out.done() - told >= PIECE_BYTES {
                    told = out.done();
                    progress(told);
                }
            }
        }
        out.flush().map_err(failed)?;
        progress(out.done());
        Ok(())
    }
}

/// A file that is read from.
struct Source<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> Source<'a> {
    fn open(path: &'a Path) -> Result<Self, MediaError> {
        fingerprint::open(path).map(|(file, _)| Self { path, file })
    }

    fn unreadable(&self, source: io::Error) -> MediaError {
        MediaError::Unreadable { path: self.path.to_owned(), source }
    }

    fn became_shorter(&self) -> MediaError {
        self.unreadable(io::Error::new(io::ErrorKind::UnexpectedEof, "it became shorter while it was copied"))
    }
}

/// The file that is written to; short runs are gathered.
struct Gathered {
    file: File,
    gathered: Vec<u8>,
    written: u64,
}

impl Gathered {
    fn new(file: File) -> Self {
        Self { file, gathered: Vec::with_capacity(GATHERED_BYTES), written: 0 }
    }

    fn done(&self) -> u64 {
        self.written + self.gathered.len() as u64
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.gathered)?;
        self.written += self.gathered.len() as u64;
        self.gathered.clear();
        Ok(())
    }

    fn copy(
        &mut self,
        source: &Source<'_>,
        offset: u64,
        length: u64,
        output: &Path,
    ) -> Result<(), MediaError> {
        let failed = |error| not_written(output, error);
        let mut from = &source.file;
        from.seek(SeekFrom::Start(offset)).map_err(|error| source.unreadable(error))?;
        if length <= SHORT_BYTES {
            if self.gathered.len() + length as usize > GATHERED_BYTES {
                self.flush().map_err(failed)?;
            }
            let before = self.gathered.len();
            self.gathered.resize(before + length as usize, 0);
            let read = from.read_exact(&mut self.gathered[before..]);
            return read.map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => source.became_shorter(),
                _ => source.unreadable(error),
            });
        }
        self.flush().map_err(failed)?;
        let copied = io::copy(&mut from.take(length), &mut self.file).map_err(failed)?;
        self.written += copied;
        if copied < length { Err(source.became_shorter()) } else { Ok(()) }
    }
}
