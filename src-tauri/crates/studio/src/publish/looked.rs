//! Sees that a posting's file is still the one that was put on the list: by what the system says of it, and by
//! its content where that does not tell.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use media::MediaError;
use series::{FileMark, PostingFile};

use crate::{Problem, studio::blocking};

/// A system's clock for files goes in steps: what was changed just now may be changed again without a trace.
const CLOCK_STEP: Duration = Duration::from_secs(2);

/// What a look at a posting's file shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// It is the same.
    Same,
    /// It is another by now.
    Other,
    /// It cannot be read for now.
    Unreachable,
}

/// What was seen of a posting's file when it was the same.
#[derive(Debug, Default)]
pub(crate) struct Looked(Option<Seen>);

/// What changes when somebody writes to a file, or puts another in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    modified: SystemTime,
    changed_ns: Option<i64>,
    place: u64,
}

impl Looked {
    /// Looks at the file, before the next part of it is sent.
    ///
    /// # Errors
    /// Only when there is no looking at all.
    pub(crate) async fn look(&mut self, file: &PostingFile) -> Result<Look, Problem> {
        let (file, before) = (file.clone(), self.0);
        let (look, now) = blocking(move || look(&file, before)).await?;
        self.0 = now.filter(|_| look == Look::Same);
        Ok(look)
    }
}

fn look(file: &PostingFile, before: Option<Seen>) -> (Look, Option<Seen>) {
    let path = PathBuf::from(&file.path);
    // Asked first: what changes while the content is read is seen the next time.
    let Ok(about) = fs::metadata(&path) else { return (Look::Unreachable, None) };
    let now = Seen::of(&about);
    if !about.is_file() || about.len() != file.bytes {
        return (Look::Other, None);
    }
    if now.is_some() && now == before {
        return (Look::Same, now);
    }
    let Some(mark) = &file.mark else {
        return (content(&file.fingerprint, media::fingerprint(&path)), now);
    };
    if let Some(now) = now {
        if nanos(now.modified) != mark.modified_ns {
            return (Look::Other, None);
        }
        if mark.changed_ns.is_some() && (mark.changed_ns, mark.place) == (now.changed_ns, now.place) {
            return (Look::Same, Some(now));
        }
    }
    // Plugged in again, or moved there from elsewhere, it has other numbers and may well be the same.
    let look = match content(&file.fingerprint, media::fingerprint(&path)) {
        Look::Same => content(&mark.middle, media::middle(&path)),
        other => other,
    };
    (look, now)
}

fn content(wanted: &series::Fingerprint, found: Result<series::Fingerprint, MediaError>) -> Look {
    match found {
        Ok(found) if found == *wanted => Look::Same,
        Ok(_) | Err(MediaError::Folder { .. }) => Look::Other,
        Err(_) => Look::Unreachable,
    }
}

/// Notes what tells whether a file is changed from now on. None where the system does not say when it was
/// written to, or the file cannot be read: its ends tell, then.
pub(super) fn mark(path: &Path) -> Option<FileMark> {
    let before = Seen::of(&fs::metadata(path).ok()?)?;
    let middle = media::middle(path).ok()?;
    let now = Seen::of(&fs::metadata(path).ok()?)?;
    let settled_ns = nanos(SystemTime::now().checked_sub(CLOCK_STEP)?);
    (now == before).then(|| FileMark {
        modified_ns: nanos(now.modified),
        changed_ns: now.changed_ns.filter(|changed| *changed < settled_ns),
        place: now.place,
        middle,
    })
}

impl Seen {
    fn of(about: &Metadata) -> Option<Self> {
        let (changed_ns, place) = numbers(about);
        Some(Self { modified: about.modified().ok()?, changed_ns, place })
    }
}

/// Nanoseconds since 1970.
fn nanos(at: SystemTime) -> i64 {
    let nanos = |time: Duration| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
    match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => nanos(since),
        Err(before) => -nanos(before.duration()),
    }
}

/// When anything of it changed last, and the system's number for it.
#[cfg(unix)]
fn numbers(about: &Metadata) -> (Option<i64>, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = about.ctime().checked_mul(1_000_000_000).and_then(|s| s.checked_add(about.ctime_nsec()));
    (changed, about.ino())
}

/// Windows tells by size and time alone.
#[cfg(not(unix))]
fn numbers(_: &Metadata) -> (Option<i64>, u64) {
    (None, 0)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs::File, os::unix::fs::FileExt};

    use series::Micros;

    use super::*;

    const LARGE: usize = 5 * 1024 * 1024;

    /// A file that nobody touched lately, as the list has it.
    fn kept(path: &Path) -> PostingFile {
        fs::write(path, vec![7; LARGE]).expect("it is ours");
        PostingFile {
            path: path.display().to_string(),
            bytes: LARGE as u64,
            fingerprint: media::fingerprint(path).expect("it is ours"),
            duration: Micros::from_secs(40),
            mime: "video/mp4".into(),
            mark: mark(path),
        }
    }

    /// As after a restart: nothing was seen yet.
    fn seen(file: &PostingFile) -> Look {
        look(file, None).0
    }

    /// Changes the middle and leaves no trace that can be wiped away.
    fn touch_up(path: &Path, from: u64, bytes: &[u8]) {
        let file = File::options().write(true).open(path).expect("it is ours");
        let modified = file.metadata().expect("it is ours").modified().expect("it is ours");
        file.write_all_at(bytes, from).expect("it is ours");
        file.set_modified(modified).expect("it is ours");
    }

    #[test]
    fn a_middle_that_changed_under_the_same_size_time_and_ends_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        let file = kept(&path);
        assert_eq!(seen(&file), Look::Same);
        touch_up(&path, LARGE as u64 / 2, &[8; 200_000]);
        assert_eq!(media::fingerprint(&path).unwrap(), file.fingerprint);
        assert_eq!(seen(&file), Look::Other);
        assert_eq!(seen(&PostingFile { mark: None, ..file }), Look::Same, "of older ones nobody noted more");
    }

    #[test]
    fn a_young_file_is_told_by_its_content_and_an_older_one_by_the_system() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        let file = kept(&path);
        let noted = file.mark.clone().unwrap();
        assert_eq!(noted.changed_ns, None, "it may be changed again within a step of the clock");
        // As if it had been noted a while later; then not a byte is read.
        let changed_ns = numbers(&fs::metadata(&path).unwrap()).0;
        let mark = Some(FileMark { changed_ns, ..noted.clone() });
        let settled = PostingFile { mark, fingerprint: series::Fingerprint::new("00"), ..file.clone() };
        assert_eq!(seen(&settled), Look::Same);
        let elsewhere = FileMark { place: noted.place + 1, changed_ns, ..noted };
        assert_eq!(seen(&PostingFile { mark: Some(elsewhere.clone()), ..file }), Look::Same, "by content");
        assert_eq!(seen(&PostingFile { mark: Some(elsewhere), ..settled }), Look::Other);
    }

    #[test]
    fn what_was_written_to_since_is_another_and_what_is_away_is_out_of_reach() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        let file = kept(&path);
        let away = folder.path().join("away");
        fs::rename(&path, &away).unwrap();
        assert_eq!(seen(&file), Look::Unreachable);
        fs::create_dir(&path).unwrap();
        assert_eq!(seen(&file), Look::Other, "a folder took its name");
        fs::remove_dir(&path).unwrap();
        fs::rename(&away, &path).unwrap();
        assert_eq!(seen(&file), Look::Same);
        let later = SystemTime::now() + Duration::from_secs(9);
        File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert_eq!(seen(&file), Look::Other);
    }
}
