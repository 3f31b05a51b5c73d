//! A home for the tests' programs, and the proof that they left the person's own alone.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::Failure;

/// What would lead a program out of its home.
const UNSET: &[&str] =
    &["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LC_ALL", "LANGUAGE", "FORCE_COLOR"];

/// A home that is empty at first and gone when dropped.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    variables: Vec<(&'static str, OsString)>,
}

impl Home {
    /// Makes one below the system's folder for temporary files.
    pub fn make() -> Result<Self, Failure> {
        let folder = env::temp_dir().join(format!("showrunner-home-{}", std::process::id()));
        // In CI nothing asks, colours, or writes a snapshot anew.
        let mut variables = vec![("LANG", "C.UTF-8".into()), ("NO_COLOR", "1".into()), ("CI", "true".into())];
        for (name, below) in [
            ("HOME", ""),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            let path = folder.join(below);
            fs::create_dir_all(&path).map_err(Failure::file(&path))?;
            variables.push((name, path.into()));
        }
        #[cfg(unix)]
        {
            let run = folder.join("run");
            let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            fs::set_permissions(&run, private).map_err(Failure::file(run))?;
        }
        // The tools are the person's own: to fetch and build everything again would prove nothing.
        if let Some(own) = env::home_dir() {
            for (name, below) in [
                ("CARGO_HOME", ".cargo"),
                ("RUSTUP_HOME", ".rustup"),
                ("npm_config_cache", ".npm"),
                ("npm_config_userconfig", ".npmrc"),
            ] {
                variables.push((name, env::var_os(name).unwrap_or_else(|| own.join(below).into())));
            }
        }
        Ok(Self { folder, variables })
    }

    /// Lets a program live in it.
    pub fn house<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for name in UNSET {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // What cannot be removed lies among the system's temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Everything of Showrunner's below the person's own data folders, as it stood at one moment.
#[derive(Debug, PartialEq, Eq)]
pub struct OwnData(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

impl OwnData {
    /// Looks at it.
    pub fn now() -> Self {
        let home = env::home_dir().unwrap_or_default();
        let usual = [".local/share", ".config", ".cache", ".local/state", "Library/Application Support"];
        let mut folders: Vec<PathBuf> = usual.iter().map(|folder| home.join(folder)).collect();
        let named = [
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
            "APPDATA",
            "LOCALAPPDATA",
        ];
        folders.extend(named.iter().filter_map(env::var_os).map(PathBuf::from));
        Self::below(&folders)
    }

    fn below(folders: &[PathBuf]) -> Self {
        let mut seen = BTreeMap::new();
        folders.iter().for_each(|folder| look(folder, 3, false, &mut seen));
        Self(seen)
    }

    /// What appeared, went or changed since, one line each.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let paths = self.0.keys().chain(now.0.keys().filter(|path| !self.0.contains_key(*path)));
        let changed = paths.filter(|path| self.0.get(*path) != now.0.get(*path));
        changed
            .map(|path| match (self.0.contains_key(path), now.0.contains_key(path)) {
                (false, _) => format!("{} appeared", path.display()),
                (_, false) => format!("{} went", path.display()),
                _ => format!("{} changed", path.display()),
            })
            .collect()
    }
}

/// Notes what is named after Showrunner, and all that lies in it. Three folders deep is where
/// programs put what is theirs.
fn look(folder: &Path, deep: u32, ours: bool, seen: &mut BTreeMap<PathBuf, (u64, Option<SystemTime>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let named = entry.file_name().to_string_lossy().to_lowercase().contains("showrunner");
        let Ok(about) = entry.path().symlink_metadata() else { continue };
        if ours || named {
            seen.insert(entry.path(), (about.len(), about.modified().ok()));
        }
        if about.is_dir() && (ours || named || deep > 1) {
            look(&entry.path(), deep.saturating_sub(1), ours || named, seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_leaves_in_a_persons_folders_is_seen() {
        let root = env::temp_dir().join(format!("showrunner-own-{}", std::process::id()));
        let (data, ours) = (root.join("data"), root.join("data/studio.showrunner.desktop"));
        fs::create_dir_all(data.join("other")).expect("a folder");
        let look = || OwnData::below(std::slice::from_ref(&data));

        let before = look();
        fs::write(data.join("other/file"), "not ours").expect("a file");
        assert_eq!(before.changes(&look()), [""; 0]);

        fs::create_dir_all(ours.join("deep/er")).expect("a folder");
        fs::write(ours.join("deep/er/drafts.db"), "1").expect("a file");
        assert!(before.changes(&look()).iter().any(|line| line.ends_with("drafts.db appeared")));

        let with = look();
        fs::write(ours.join("deep/er/drafts.db"), "22").expect("a file");
        assert_eq!(with.changes(&look()).len(), 1);
        fs::remove_dir_all(&ours).expect("it was there");
        assert!(with.changes(&look()).iter().all(|line| line.ends_with("went")));
        fs::remove_dir_all(root).expect("it was there");
    }

    #[test]
    fn a_program_in_the_home_does_not_see_the_persons_own() {
        let home = Home::make().expect("a home");
        let mut env = Command::new("env");
        let said = crate::program::heard(home.house(&mut env)).expect("env is there");
        let line = format!("HOME={}", home.folder.join("").display());
        assert!(said.lines().any(|said| said == line), "{said}");
        assert!(!said.contains("\nDISPLAY="), "{said}");
        let folder = home.folder.clone();
        drop(home);
        assert!(!folder.exists());
    }
}
