//! The clips' files as the file system has them now. Looking never opens a file that looks as it did.

use std::{fs, io, path::Path, time::UNIX_EPOCH};

use series::{Clip, Draft, FileState, FileStates};

/// The clips of `draft` whose files are not as they were probed. Blocks on the file system.
pub(crate) fn file_states(draft: &Draft) -> FileStates {
    file_states_of(draft.clips.values().map(AsRef::as_ref))
}

/// Those of the clips whose files are not as they were probed. Blocks on the file system.
pub(crate) fn file_states_of<'a>(clips: impl Iterator<Item = &'a Clip>) -> FileStates {
    clips.filter_map(|clip| Some((clip.id, file_state(clip)?))).collect()
}

/// What is wrong with a clip's file, if anything is. Blocks on the file system.
pub(crate) fn file_state(clip: &Clip) -> Option<FileState> {
    let path = Path::new(&clip.path);
    let meta = match fs::metadata(path) {
        Ok(meta) if meta.is_file() => meta,
        Ok(_) => return Some(FileState::Missing),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Some(FileState::Missing);
        }
        Err(_) => return Some(FileState::Unreadable),
    };
    let modified_ms = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|age| i64::try_from(age.as_millis()).ok());
    if meta.len() == clip.facts.size_bytes && modified_ms == Some(clip.facts.modified_ms) {
        return None;
    }
    // Touched, perhaps, or copied back: only the content tells.
    match media::fingerprint(path) {
        Ok(found) if found == clip.facts.fingerprint => None,
        Ok(_) => Some(FileState::Changed),
        Err(_) => Some(FileState::Unreadable),
    }
}
