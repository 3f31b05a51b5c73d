//! Looks at a clip's keyframes: at which of them can a copy begin?

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use super::{
    entry,
    nal::{self, Begin, Codec},
};
use crate::Track;

/// Enough to see the first unit of a picture behind a delimiter and parameter sets.
const FIRST_BYTES: usize = 512;
/// More than stands before the picture in any sane sample.
const MOST_BYTES: usize = 1024 * 1024;

/// The keyframes of a clip, looked at when they are asked for.
pub(crate) struct Keys {
    file: File,
    codec: Codec,
    /// Bytes of a unit's length, by description.
    widths: Vec<Option<usize>>,
    known: HashMap<usize, Begin>,
}

impl Keys {
    /// Of that track of a file.
    pub fn new(file: File, codec: Codec, track: &Track) -> Self {
        let width = |entry: &Vec<u8>| entry::config(codec, entry).map(|config| config.width);
        let widths = track.descriptions.iter().map(width).collect();
        Self { file, codec, widths, known: HashMap::new() }
    }

    /// What that sample is to a copy that begins with it.
    pub fn begin(&mut self, track: &Track, number: usize) -> Begin {
        if let Some(known) = self.known.get(&number) {
            return *known;
        }
        // What cannot be read cannot be copied either.
        let found = self.look(track, number).ok().flatten().unwrap_or(Begin::Never);
        self.known.insert(number, found);
        found
    }

    /// Can a copy begin there?
    pub fn begins(&mut self, track: &Track, number: usize) -> bool {
        self.begin(track, number) != Begin::Never
    }

    fn look(&mut self, track: &Track, number: usize) -> io::Result<Option<Begin>> {
        let Some(sample) = track.samples.get(number).filter(|sample| sample.key) else { return Ok(None) };
        let width = self.widths.get(usize::from(sample.description)).copied().flatten();
        let Some(width) = width else { return Ok(None) };
        let size = usize::try_from(sample.size).unwrap_or(usize::MAX).min(MOST_BYTES);
        let mut length = FIRST_BYTES.min(size);
        loop {
            let bytes = read_at(&mut self.file, sample.offset, length)?;
            match nal::begin(self.codec, &bytes, width) {
                Ok(begin) => return Ok(Some(begin)),
                Err(needed) if needed > size => return Ok(None),
                Err(needed) => length = needed.saturating_add(FIRST_BYTES).min(size),
            }
        }
    }

    /// Is that sample a picture that no other is made from? In doubt it is not.
    pub fn is_disposable(&mut self, track: &Track, number: usize) -> bool {
        let Some(sample) = track.samples.get(number) else { return false };
        let Some(width) = self.widths.get(usize::from(sample.description)).copied().flatten() else {
            return false;
        };
        let length = FIRST_BYTES.min(usize::try_from(sample.size).unwrap_or(FIRST_BYTES));
        let bytes = read_at(&mut self.file, sample.offset, length);
        bytes.is_ok_and(|bytes| nal::is_disposable(self.codec, &bytes, width))
    }
}

/// So many bytes of a file from there on.
pub(crate) fn read_at(file: &mut File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}
