//! A home for the tests' programs, and the proof that they left the person's own alone and tidied up.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::{Failure, until};

/// What would lead a program out of its home.
const UNSET: &[&str] =
    &["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LC_ALL", "LANGUAGE", "FORCE_COLOR"];

/// What the name of a home begins with; the number of the process that made it follows.
const NAME: &str = "showrunner-tests-";

/// How many seconds a program may take to end behind the test that started it.
const ENDING_SECONDS: u64 = 10;

/// A home that is empty at first and gone when dropped, with what was left in it.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    variables: Vec<(&'static str, OsString)>,
}

impl Home {
    /// Makes one below the system's folder for temporary files. Those whose makers were killed go.
    pub fn make() -> Result<Self, Failure> {
        sweep(&env::temp_dir());
        let folder = env::temp_dir().join(format!("{NAME}{}", std::process::id()));
        // In CI nothing asks, colours, or writes a snapshot anew.
        let mut variables = vec![("LANG", "C.UTF-8".into()), ("NO_COLOR", "1".into()), ("CI", "true".into())];
        for (name, below) in [
            ("HOME", ""),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
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

    /// What its programs left behind among the temporary files, and those of them that still run, one
    /// line each. What is about to end is waited for.
    pub fn left(&self) -> Vec<String> {
        let _ =
            until("the end of what was started", ENDING_SECONDS, || self.running().is_empty().then_some(()));
        let entries = fs::read_dir(self.folder.join("tmp")).into_iter().flatten().flatten();
        let files =
            entries.map(|entry| format!("{} was left{}", entry.path().display(), within(&entry.path())));
        files.chain(self.running().into_iter().map(|line| format!("`{line}` still runs"))).collect()
    }

    /// The programs that live in it, where the system tells.
    fn running(&self) -> Vec<String> {
        let home = self.folder.as_os_str().as_encoded_bytes();
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.path());
        let lives_here = |process: &PathBuf| {
            let around = fs::read(process.join("environ")).unwrap_or_default();
            around.windows(home.len()).any(|part| part == home)
        };
        let line = |process: PathBuf| {
            let words = fs::read(process.join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&words).replace('\0', " ").trim().to_owned()
        };
        processes.filter(lives_here).map(line).collect()
    }
}

/// What a folder that was left holds, for whoever looks for the program that made it.
fn within(folder: &Path) -> String {
    const TOLD: usize = 12;
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = folders.pop() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            }
            found.push(entry.path());
        }
    }
    found.sort();
    found.truncate(TOLD);
    let line = |path: &PathBuf| format!("\n    {}", path.strip_prefix(folder).unwrap_or(path).display());
    found.iter().map(line).collect()
}

/// Removes the homes whose makers are gone, where the system tells.
fn sweep(among: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(among).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let maker = name.strip_prefix(NAME).and_then(|number| number.parse::<u32>().ok());
        if maker.is_some_and(|maker| !Path::new("/proc").join(maker.to_string()).exists()) {
            // What cannot be removed lies among the system's temporary files.
            let _ = fs::remove_dir_all(entry.path());
        }
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

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_program_leaves_behind_is_told_and_what_a_killed_run_left_goes() {
        let root = env::temp_dir().join(format!("showrunner-left-{}", std::process::id()));
        let home =
            Home { folder: root.join("home"), variables: vec![("TMPDIR", root.join("home/tmp").into())] };
        fs::create_dir_all(home.folder.join("tmp")).expect("a folder");
        let mut program = Command::new("sleep");
        let mut running = home.house(program.arg("600")).spawn().expect("sleep is there");
        // What it is started as is told once the system has started it.
        let told = until("a program", 10, || (home.running() == ["sleep 600"]).then_some(()));
        assert!(told.is_ok(), "{:?}", home.running());
        running.kill().expect("it is ours");
        running.wait().expect("it is ours");
        assert_eq!(home.left(), [""; 0]);
        fs::write(home.folder.join("tmp/file"), "").expect("a file");
        let file = home.folder.join("tmp/file");
        assert_eq!(home.left(), [format!("{} was left", file.display())]);
        fs::remove_file(&file).expect("it was there");
        fs::create_dir_all(file.join("data")).expect("a folder");
        fs::write(file.join("data/drafts.db"), "").expect("a file");
        let told = format!("{} was left\n    data\n    data/drafts.db", file.display());
        assert_eq!(home.left(), [told], "what it holds says who made it");

        // No process has that number: Linux ends at four millions.
        let (gone, here) =
            (root.join(format!("{NAME}4194305")), root.join(format!("{NAME}{}", std::process::id())));
        let other = root.join(format!("{NAME}x"));
        for folder in [&gone, &here, &other] {
            fs::create_dir_all(folder).expect("a folder");
        }
        sweep(&root);
        assert_eq!([&gone, &here, &other].map(|folder| folder.exists()), [false, true, true]);
        drop(home);
        fs::remove_dir_all(root).expect("it was there");
    }
}
