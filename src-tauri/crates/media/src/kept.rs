//! What was found of ffmpeg, kept in a file: three questions to it take longer than most of what a
//! command line is asked to do.
//!
//! The file is believed only of the very programs it tells of, and for a day. It never says what to
//! run: where ffmpeg lies is looked up each time, and only its answers are taken from here.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::{
    Ffmpeg, NotFound,
    encoders::Encoders,
    find::{is_new_enough, places},
    process::executable,
};

/// How long it is believed. The libraries behind a program may be replaced without it.
const BELIEVED: Duration = Duration::from_hours(24);
/// A file that is longer is not ours.
const LONGEST: u64 = 64 * 1024;

/// What an ffmpeg and its ffprobe said of themselves.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// The version of Showrunner that asked: another may want to know more.
    by: String,
    ffmpeg: Stamp,
    ffprobe: Stamp,
    version: String,
    encoders: BTreeSet<String>,
}

/// By what a program is known again.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}

impl Ffmpeg {
    /// Finds it as [`Ffmpeg::find`] does, and keeps what it said of itself in `file`. That it cannot be
    /// kept is no error.
    ///
    /// # Errors
    /// Everywhere it was looked for, and what was there.
    pub async fn find_and_keep(chosen: Option<&Path>, file: &Path) -> Result<Self, NotFound> {
        let found = Self::find(chosen).await?;
        let _ = found.keep(file);
        Ok(found)
    }

    /// Finds it as [`Ffmpeg::find`] does, but asks it nothing when `file` tells of the very same
    /// programs and is not older than a day. What is asked is kept there.
    ///
    /// # Errors
    /// Everywhere it was looked for, and what was there.
    pub async fn find_kept(chosen: Option<&Path>, file: &Path) -> Result<Self, NotFound> {
        let first = places(chosen).into_iter().map(|(_, path)| path).find(|path| path.is_file());
        match first.and_then(|path| known(path, file)) {
            Some(known) => Ok(known),
            None => Self::find_and_keep(chosen, file).await,
        }
    }

    /// Kept whole or not at all.
    fn keep(&self, file: &Path) -> Option<()> {
        let kept = Kept {
            by: env!("CARGO_PKG_VERSION").to_owned(),
            ffmpeg: Stamp::of(&self.ffmpeg, "ffmpeg")?,
            ffprobe: Stamp::of(&self.ffprobe, "ffprobe")?,
            version: self.version().to_owned(),
            encoders: self.encoders.names().map(str::to_owned).collect(),
        };
        let folder = file.parent()?;
        // What the folder is to lie in is another's to make. That it is there already is fine.
        let _there_already = fs::create_dir(folder);
        let mut part = tempfile::NamedTempFile::new_in(folder).ok()?;
        part.write_all(&serde_json::to_vec(&kept).ok()?).ok()?;
        part.persist(file).ok()?;
        Some(())
    }
}

/// The ffmpeg that lies there, if `file` tells of it.
fn known(ffmpeg: PathBuf, file: &Path) -> Option<Ffmpeg> {
    let age = SystemTime::now().duration_since(fs::metadata(file).ok()?.modified().ok()?).ok()?;
    let mut json = Vec::new();
    File::open(file).ok()?.take(LONGEST).read_to_end(&mut json).ok()?;
    let kept: Kept = serde_json::from_slice(&json).ok()?;
    let ffprobe = executable(ffmpeg.parent()?, "ffprobe");
    let same =
        kept.ffmpeg == Stamp::of(&ffmpeg, "ffmpeg")? && kept.ffprobe == Stamp::of(&ffprobe, "ffprobe")?;
    let fit = kept.by == env!("CARGO_PKG_VERSION") && is_new_enough(&kept.version);
    let encoders = Encoders::named(|name| kept.encoders.contains(name));
    (same && fit && age <= BELIEVED).then(|| Ffmpeg::fit(ffmpeg, ffprobe, kept.version, encoders))
}

impl Stamp {
    /// None of what only leads to a program: a script, or one program under many names, may stay as it
    /// is when what it leads to is replaced.
    fn of(path: &Path, name: &str) -> Option<Self> {
        let path = path.canonicalize().ok()?;
        let mut file = File::open(&path).ok()?;
        let mut head = [0; 2];
        file.read_exact(&mut head).ok()?;
        let about = file.metadata().ok()?;
        let itself = path.file_name()?.to_str()?.starts_with(name) && head != *b"#!";
        itself.then_some(Self { bytes: about.len(), modified: about.modified().ok()?, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with the installed ffmpeg and ffprobe in it, and the place to keep what they say.
    async fn installed() -> (tempfile::TempDir, Ffmpeg, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let real = Ffmpeg::find(None).await.unwrap();
        for (from, name) in [(&real.ffmpeg, "ffmpeg"), (&real.ffprobe, "ffprobe")] {
            fs::copy(from, executable(folder.path(), name)).unwrap();
        }
        let file = folder.path().join("cache/ffmpeg.json");
        let found = Ffmpeg::find_and_keep(Some(folder.path()), &file).await.unwrap();
        (folder, found, file)
    }

    fn at(folder: &tempfile::TempDir) -> PathBuf {
        executable(folder.path(), "ffmpeg")
    }

    /// Claims another version in the file: who believes it says so too.
    fn claim(file: &Path, version: &str) {
        let mut kept: Kept = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        version.clone_into(&mut kept.version);
        fs::write(file, serde_json::to_vec(&kept).unwrap()).unwrap();
    }

    #[tokio::test]
    async fn what_was_kept_is_what_was_found_and_is_believed_without_asking() {
        let (folder, found, file) = installed().await;
        let kept = known(at(&folder), &file).unwrap();
        assert_eq!((kept.path(), kept.version()), (found.path(), found.version()));
        assert_eq!(kept.ffprobe, found.ffprobe);
        assert_eq!(kept.listed_encoders(), found.listed_encoders());
        claim(&file, "99.1");
        let believed = Ffmpeg::find_kept(Some(folder.path()), &file).await.unwrap();
        assert_eq!(believed.version(), "99.1");
        let asked = Ffmpeg::find_and_keep(Some(folder.path()), &file).await.unwrap();
        assert_eq!(asked.version(), found.version());
        assert_eq!(known(at(&folder), &file).unwrap().version(), found.version(), "it is kept anew");
    }

    #[tokio::test]
    async fn another_program_is_asked() {
        let (folder, found, file) = installed().await;
        claim(&file, "99.1");
        let ffprobe = executable(folder.path(), "ffprobe");
        let later = SystemTime::now() + Duration::from_secs(5);
        File::options().write(true).open(&ffprobe).unwrap().set_modified(later).unwrap();
        assert!(known(at(&folder), &file).is_none());
        let asked = Ffmpeg::find_kept(Some(folder.path()), &file).await.unwrap();
        assert_eq!(asked.version(), found.version());
        fs::remove_file(ffprobe).unwrap();
        assert!(known(at(&folder), &file).is_none(), "nor is one without its ffprobe");
    }

    #[tokio::test]
    async fn neither_the_old_nor_the_unfit_nor_the_broken_is_believed() {
        let (folder, _, file) = installed().await;
        let aged = |age: Duration| {
            let then = SystemTime::now() - age;
            File::options().write(true).open(&file).unwrap().set_modified(then).unwrap();
            known(at(&folder), &file).is_some()
        };
        assert!(aged(BELIEVED - Duration::from_secs(60)));
        assert!(!aged(BELIEVED + Duration::from_secs(1)));
        claim(&file, "5.0.9");
        assert!(known(at(&folder), &file).is_none(), "an older Showrunner took it, this one does not");
        for broken in [&b""[..], b"{", b"[]", &[0xff; 100_000]] {
            fs::write(&file, broken).unwrap();
            assert!(known(at(&folder), &file).is_none());
        }
        fs::remove_file(&file).unwrap();
        assert!(known(at(&folder), &file).is_none());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_only_leads_to_a_program_is_asked_every_time() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, found, _) = installed().await;
        let leads = folder.path().join("leads");
        fs::create_dir(&leads).unwrap();
        let script = |name: &str, to: &Path| {
            let path = leads.join(name);
            fs::write(&path, format!("#!/bin/sh\nexec {} \"$@\"\n", to.display())).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        };
        script("ffmpeg", &found.ffmpeg);
        symlink(&found.ffprobe, leads.join("ffprobe")).unwrap();
        assert!(Stamp::of(&leads.join("ffmpeg"), "ffmpeg").is_none());
        assert!(Stamp::of(&leads.join("ffprobe"), "ffprobe").is_some(), "a link is looked through");
        let file = leads.join("ffmpeg.json");
        let asked = Ffmpeg::find_kept(Some(&leads), &file).await.unwrap();
        assert_eq!(asked.version(), found.version());
        assert!(!file.exists(), "nothing is kept of it");
        symlink(&found.ffmpeg, leads.join("snap")).unwrap();
        assert!(Stamp::of(&leads.join("snap"), "ffprobe").is_none(), "one program under another name");
    }
}
