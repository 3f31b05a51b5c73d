//! The command line `showrunner`, run as a person runs it, in a home with nothing else in it.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    time::SystemTime,
};

use serde_json::Value as Json;
use xtask::House;

use crate::{
    folder::Folder,
    installed::known_in,
    recipes::{Audio, Clip},
};

/// A home of its own: `HOME` and everything the system puts beside it, a data folder, a folder to work
/// in. Gone when dropped.
#[derive(Debug)]
pub struct Home {
    folder: Folder,
}

/// What the command line answered.
#[derive(Debug)]
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub text: String,
    /// What it said on stderr.
    pub complaint: String,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// Makes one below the system's folder for temporary files.
    ///
    /// # Panics
    /// If there is no room for it.
    #[must_use]
    pub fn new() -> Self {
        let folder = Folder::new("showrunner-home-");
        for below in ["home", "work", "tmp"] {
            fs::create_dir(folder.path().join(below)).expect("the folder is ours");
        }
        Self { folder }
    }

    /// All of it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder `--data` names.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder commands are run in.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// A path in the folder commands are run in.
    #[must_use]
    pub fn at(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    /// Copies a file into the folder commands are run in, under that name; folders in it are made.
    ///
    /// # Panics
    /// If it cannot be copied.
    pub fn keep(&self, name: &str, file: &Path) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("it is below the home")).expect("the folder is ours");
        fs::copy(file, &path).expect("the folder is ours");
        path
    }

    /// A clip that breaks no rule, under that name. Clips of different numbers are different.
    pub fn lesson(&self, name: &str, number: u64) -> PathBuf {
        self.keep(name, &lesson(number).file())
    }

    /// The same, of so many bytes: made large without being made longer, by a box that players skip.
    ///
    /// # Panics
    /// If it is larger already, or cannot be written.
    pub fn large_lesson(&self, name: &str, number: u64, bytes: u64) -> PathBuf {
        let path = self.lesson(name, number);
        let mut file = fs::File::options().append(true).open(&path).expect("the file is ours");
        let has = file.metadata().expect("the file is ours").len();
        let free = u32::try_from(bytes - has).expect("it is below four gigabytes");
        file.write_all(&free.to_be_bytes()).expect("the file is ours");
        file.write_all(b"free").expect("the file is ours");
        file.set_len(bytes).expect("the file is ours");
        path
    }

    /// A program that sees this home and no other, and a `PATH`.
    pub fn house<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.folder.path().join("home");
        command.env_clear().current_dir(self.work()).stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", &home).env("LANG", "C.UTF-8").env("TMPDIR", self.folder.path().join("tmp"));
        for (name, below) in [
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_STATE_HOME", ".local/state"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            command.env(name, home.join(below));
        }
        command
    }

    /// The command line with those words and this home's data folder.
    #[must_use]
    pub fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Command {
        let mut command = Command::new(program());
        self.house(&mut command).arg("--data").arg(self.data()).args(words);
        command
    }

    /// Runs it, for a person.
    pub fn tell<S: AsRef<OsStr>>(&self, words: &[S]) -> Said {
        Said::of(&mut self.command(words))
    }

    /// Runs it with `--json`.
    pub fn ask<S: AsRef<OsStr>>(&self, words: &[S]) -> Said {
        let mut line: Vec<&OsStr> = vec!["--json".as_ref()];
        line.extend(words.iter().map(AsRef::as_ref));
        Said::of(&mut self.command(&line))
    }

    /// Starts a series with those files in it, and returns its id. The installed ffmpeg is known here from now on.
    ///
    /// # Panics
    /// If that is refused.
    pub fn series(&self, title: &str, files: &[PathBuf]) -> String {
        let id = self.ask(&["new", title]).fine()["draft"]["id"].as_str().expect("an id").to_owned();
        known_in(&self.data());
        if !files.is_empty() {
            let mut words: Vec<&OsStr> = vec!["add".as_ref(), id.as_ref(), "--".as_ref()];
            words.extend(files.iter().map(|file| file.as_os_str()));
            self.ask(&words).fine();
        }
        id
    }

    /// Makes everything right that a series needs besides its episodes.
    ///
    /// # Panics
    /// If that is refused.
    pub fn offer(&self, id: &str) {
        for (field, value) in [("description", "All of it."), ("price", "9.99"), ("cover", "1@0:01")] {
            self.ask(&["set", id, field, value]).fine();
        }
    }

    /// The draft as `show` tells it.
    ///
    /// # Panics
    /// If it cannot be shown.
    pub fn draft(&self, name: &str) -> Json {
        self.ask(&["show", name]).fine()["draft"].clone()
    }

    /// The titles of a draft's episodes, in order.
    ///
    /// # Panics
    /// If it cannot be shown.
    pub fn titles(&self, name: &str) -> Vec<String> {
        let draft = self.draft(name);
        let episodes = draft["episodes"].as_array().expect("a list of episodes");
        episodes.iter().map(|episode| episode["title"].as_str().expect("a title").to_owned()).collect()
    }
}

impl Said {
    /// Runs a program to its end.
    ///
    /// # Panics
    /// If it cannot be started, was killed, or does not speak UTF-8.
    pub fn of(command: &mut Command) -> Self {
        Self::from(command.output().expect("the program starts"))
    }

    /// What it printed, as JSON.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }

    /// What it printed, as JSON. It must have gone well.
    ///
    /// # Panics
    /// If it did not.
    pub fn fine(&self) -> Json {
        self.ended(0)
    }

    /// What it printed, as JSON. It must have been blocked by findings.
    ///
    /// # Panics
    /// If it was not.
    pub fn blocked(&self) -> Json {
        self.ended(1)
    }

    /// The sentence of the error, which must be of that kind, with exit code 2.
    ///
    /// # Panics
    /// If it ended otherwise.
    pub fn refused(&self, code: &str) -> String {
        let json = self.ended(2);
        assert_eq!(json["error"]["code"], code, "{self:#?}");
        let message = json["error"]["message"].as_str().expect("a sentence").to_owned();
        assert!(self.complaint.lines().count() >= 1 && !message.is_empty(), "{self:#?}");
        message
    }

    fn ended(&self, code: i32) -> Json {
        assert_eq!(self.code, code, "{self:#?}");
        assert!(!self.complaint.contains("panicked"), "{self:#?}");
        self.json()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code().unwrap_or(-1),
            text: text(output.stdout),
            complaint: text(output.stderr),
        }
    }
}

/// The recipe of a clip that breaks no rule, of a half minute and a little. Of different numbers they
/// are differently long, by a fifth of a second.
#[must_use]
pub fn lesson(number: u64) -> Clip {
    Clip::new("lesson").millis(31_000 + 200 * number).fps(5, 1).audio(Audio::None)
}

/// Every file below a folder, with the hash of its content and its time of change.
///
/// # Panics
/// If one cannot be read.
#[must_use]
pub fn as_it_is(folder: &Path) -> Vec<(PathBuf, blake3::Hash, SystemTime)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (path, about) = (entry.path(), entry.metadata().expect("facts"));
        if about.is_dir() {
            files.extend(as_it_is(&path));
        } else if about.is_file() {
            let hash = blake3::hash(&fs::read(&path).expect("a file"));
            files.push((path, hash, about.modified().expect("a time")));
        }
    }
    files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    files
}

/// The names in a folder, sorted.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn names(folder: &Path) -> Vec<String> {
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| name(entry.expect("an entry"))).collect();
    names.sort();
    names
}

/// The built command line, built anew if what it is made of has changed since. `SHOWRUNNER_CLI_BIN`
/// names another.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(named) = std::env::var_os("SHOWRUNNER_CLI_BIN") {
            return named.into();
        }
        let (house, built) = (House::here(), House::here().built("showrunner"));
        if !is_fresh(&built) {
            let ended = house.cargo().args(["build", "--quiet", "--package", "cli"]).status();
            assert!(ended.expect("cargo is here").success(), "the command line cannot be built");
        }
        built
    })
}

/// Is the program newer than everything it was made of? Cargo lists that beside it.
fn is_fresh(program: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|about| about.modified());
    let (Ok(built), Ok(list)) = (modified(program), fs::read_to_string(program.with_extension("d"))) else {
        return false;
    };
    let sources = list.split_once(": ").map_or("", |(_, sources)| sources).trim().replace("\\ ", "\0");
    sources.split(' ').all(|source| {
        let source = source.replace('\0', " ");
        modified(Path::new(&source)).is_ok_and(|changed| changed <= built)
    })
}
