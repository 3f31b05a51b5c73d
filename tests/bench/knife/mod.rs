//! The knife, as the command line does it: splitting, cutting, listening, planning, checking and fixing.
//! What it is held against is run in turn with it, and its files are looked at by others.

mod dry_run;
mod exact;
mod listen;
mod meter;
mod plan;
mod preflight;
mod sources;
mod split;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::Value as Json;
use showrunner_tests::cli::Home;
use tempfile::TempDir;
use xtask::House;

use crate::{Measured, table};
use meter::{Taken, taken};
use sources::Sources;

/// The measurements by name.
pub const NAMES: [&str; 6] = ["split", "cut", "listen", "plan", "preflight", "dry-run"];

/// How often each side is run, unless it is said otherwise.
const RUNS: usize = 3;

/// Everything that is to be had before it is measured.
pub struct Ground {
    folder: TempDir,
    home: Home,
    program: PathBuf,
    /// Times are divided by this: 1, or 10 to try whether the benchmark itself works.
    short: u64,
}

/// Measures what is wanted.
pub async fn measure(is_wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, Measured)> {
    let wanted: Vec<_> = NAMES.into_iter().filter(|name| is_wanted(name)).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let ground = match Ground::new() {
        Ok(ground) => ground,
        Err(error) => return vec![(wanted[0], Err(error.into()))],
    };
    let mut rows = Vec::new();
    for name in wanted {
        let measured = match name {
            "split" => split::measure(&ground),
            "cut" => exact::measure(&ground).await,
            "listen" => listen::measure(&ground),
            "plan" => plan::measure(&ground),
            "preflight" => preflight::measure(&ground),
            _ => dry_run::measure(&ground),
        };
        rows.push((name, measured));
    }
    rows
}

/// Are times a tenth of what they are to be? Such a run is kept nowhere.
pub fn is_short() -> bool {
    env::var_os("SHOWRUNNER_BENCH_SHORT").is_some()
}

impl Ground {
    fn new() -> io::Result<Self> {
        Ok(Self {
            folder: tempfile::tempdir_in(House::here().target(""))?,
            home: Home::new(),
            program: program()?,
            short: if is_short() { 10 } else { 1 },
        })
    }

    /// A path in the folder that is gone in the end.
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn sources(&self) -> Sources<'_> {
        Sources(self.folder.path())
    }

    /// The recording of 25 minutes, made when it is first asked for.
    fn recording(&self) -> io::Result<PathBuf> {
        let path = self.at("recording.mp4");
        if path.exists() { Ok(path) } else { self.sources().recording("recording.mp4", self.seconds(1500)) }
    }

    /// So many seconds, or a tenth.
    fn seconds(&self, seconds: u64) -> u64 {
        seconds / self.short
    }

    /// The command line with a data folder of that name.
    fn ours(&self, data: &str, words: &[&str]) -> io::Result<Taken> {
        let mut command = Command::new(&self.program);
        self.home.house(&mut command).arg("--data").arg(self.at(data)).arg("--json").args(words);
        taken(&mut command)
    }

    /// Forgets a data folder.
    fn forget(&self, data: &str) -> io::Result<()> {
        match fs::remove_dir_all(self.at(data)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Taken {
    fn json(&self) -> io::Result<Json> {
        serde_json::from_slice(&self.said).map_err(io::Error::other)
    }
}

/// The command line in a release build, made now; or what `SHOWRUNNER_CLI_BIN` names.
fn program() -> io::Result<PathBuf> {
    if let Some(named) = env::var_os("SHOWRUNNER_CLI_BIN") {
        return Ok(named.into());
    }
    let house = House::here();
    let built = house.cargo().args(["build", "--quiet", "--release", "--package", "cli"]).status()?;
    if !built.success() {
        return Err(io::Error::other("the command line cannot be built"));
    }
    Ok(house.target(format!("release/showrunner{}", env::consts::EXE_SUFFIX)))
}

/// Sees what was written to the disk, so that nobody is slowed down by what was before. Tells how long
/// that took.
fn settle(folder: &Path) -> io::Result<Duration> {
    Ok(taken(Command::new("sync").arg("-f").arg(folder))?.time)
}

/// How long a copy of a file takes, and how much longer until it is on the disk. It is removed again.
fn copied(from: &Path, to: &Path) -> io::Result<(Duration, Duration)> {
    let time = taken(Command::new("cp").arg(from).arg(to))?.time;
    let synced = settle(to.parent().unwrap_or(to))?;
    fs::remove_file(to)?;
    Ok((time, time + synced))
}

/// The middle of some times, and of those until all was on the disk.
fn both(times: Vec<(Duration, Duration)>) -> (Duration, Duration) {
    let (written, synced) = times.into_iter().unzip();
    (table::median(written), table::median(synced))
}

/// The row that tells of times until all was on the disk.
fn on_disk(ours: Duration, theirs: Duration) -> table::Row {
    table::Row {
        work: "the same, against `cp` and `sync`: both on disk",
        measured: format!(
            "{:.2} × ({} against {}, median of {RUNS})",
            ratio(ours, theirs),
            table::secs(ours),
            table::secs(theirs)
        ),
        goal: "–",
        reached: None,
    }
}

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}

/// The middle of some runs' times, and the most memory any of them had.
fn middle(runs: &[Taken]) -> (Duration, u64) {
    (
        table::median(runs.iter().map(|run| run.time).collect()),
        runs.iter().map(|run| run.peak).max().unwrap_or(0),
    )
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1024 * 1024))
}

/// What ffprobe tells of a file.
fn told(path: &Path, of: &[&str]) -> io::Result<String> {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-of", "default=nw=1:nk=1"]).args(of).arg(path);
    Ok(String::from_utf8_lossy(&taken(&mut command)?.said).trim().to_owned())
}

/// How long a file is, in microseconds, as ffprobe tells it of its container.
fn length(path: &Path) -> io::Result<u64> {
    let text = told(path, &["-show_entries", "format=duration"])?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().map_err(io::Error::other)
}

/// How many frames a file has, by its packets.
fn frames(path: &Path) -> io::Result<u64> {
    let of = ["-select_streams", "v:0", "-count_packets", "-show_entries", "stream=nb_read_packets"];
    told(path, &of)?.parse().map_err(io::Error::other)
}
