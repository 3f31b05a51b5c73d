//! Sending: one episode of 4 GiB to a rehearsal on this machine, against `curl -T` of the same bytes to the
//! same server; and what is sent again after a kill. Both go by the same clock: from the moment the server
//! gave the place until it held the last byte.

mod curl;
#[cfg(target_os = "linux")]
mod frames;
mod ledger;

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    slice, thread,
    time::{Duration, Instant},
};

use rehearsal::{Limits, Rehearsal, Script, ShownPost};
use showrunner_tests::cli::{Home, lesson};
use xtask::House;

use crate::{
    Measured,
    table::{Row, median, secs},
};

/// 4 GiB: the largest file TikTok takes.
const SIZE: u64 = 4 * 1024 * 1024 * 1024;
/// Our chunks.
const CHUNK: u64 = 10_000_000;
const RUNS: usize = 3;
/// What memory may rise to above what a tiny upload takes.
const MEMORY_MOST: u64 = 64 * 1024 * 1024;

/// The measurements by name.
pub const NAMES: [&str; 4] = ["upload", "sent-again", "next-step", "frames"];

/// Measures what is wanted. Needs 4 GiB on no disk: large files are a small movie and a hole.
pub async fn measure(is_wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, Measured)> {
    let mut rows = Vec::new();
    for name in NAMES.into_iter().filter(|name| is_wanted(name)) {
        let measured = match name {
            "upload" => sent().await,
            "sent-again" => after_a_kill(),
            "next-step" => ledger::measure(),
            #[cfg(target_os = "linux")]
            "frames" => frames::measure().await,
            _ => Ok(Vec::new()),
        };
        rows.push((name, measured));
    }
    rows
}

/// A series of one large episode, in a home of its own.
struct Large {
    home: Home,
    program: PathBuf,
    movie: PathBuf,
    draft: String,
}

impl Large {
    fn new() -> Result<Self, Box<dyn Error>> {
        let (home, program) = (Home::new(), built()?);
        let movie = home.keep("large.mp4", &lesson(0).file());
        grown(&movie, SIZE)?;
        let draft = series(&home, &program, "Large", slice::from_ref(&movie))?;
        Ok(Self { home, program, movie, draft })
    }

    fn publishing(&self, server: &Rehearsal) -> Command {
        publishing(&self.home, &self.program, &self.draft, server)
    }

    fn published(&self, server: &Rehearsal) -> Result<u64, Box<dyn Error>> {
        published(&self.home, &self.program, &self.draft, server)
    }
}

/// The large one and a small one, beside curl.
async fn sent() -> Measured {
    let large = Large::new()?;
    let Large { home, program, movie, .. } = &large;
    let small = home.lesson("small.mp4", 1);
    let small = series(home, program, "Small", &[small])?;

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut most, mut idle) = (0, u64::MAX);
    for _ in 0..RUNS {
        let server = lenient()?;
        theirs.push(curl::sent(&server, movie).await?);
        let server = lenient()?;
        idle = idle.min(published(home, program, &small, &server)?);
        most = most.max(large.published(&server)?);
        let post = server.shown().posts.pop().ok_or("it was sent")?;
        ours.push(took(&post)?);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    let above = most.saturating_sub(idle);
    Ok(vec![
        Row {
            work: "an episode of 4 GiB sent to a rehearsal on this machine in 429 chunks, each journalled, against `curl -T` of it in one piece",
            measured: format!(
                "{ratio:.2} × as fast ({}, {:.0} MB/s, against {}, median of {RUNS})",
                secs(ours),
                SIZE as f64 / 1e6 / ours.as_secs_f64(),
                secs(theirs)
            ),
            goal: "≥ 0.90 ×",
            reached: Some(ratio >= 0.9),
        },
        Row {
            work: "memory of that (peak RSS), above the same with a tiny file",
            measured: format!("{:.0} MiB ({:.0} against {:.0})", mib(above), mib(most), mib(idle)),
            goal: "≤ 64 MiB",
            reached: Some(above <= MEMORY_MOST),
        },
    ])
}

/// The command line in a release build, made now; or what `SHOWRUNNER_CLI_BIN` names.
fn built() -> Result<PathBuf, Box<dyn Error>> {
    if let Some(named) = std::env::var_os("SHOWRUNNER_CLI_BIN") {
        return Ok(named.into());
    }
    let house = House::here();
    let mut cargo = house.cargo();
    cargo.args(["build", "--quiet", "--release", "--package", "cli"]);
    if !cargo.status()?.success() {
        return Err("the command line cannot be built".into());
    }
    Ok(house.target(format!("release/showrunner{}", std::env::consts::EXE_SUFFIX)))
}

/// A server with room for many, that takes what curl sends in one piece, too.
fn lenient() -> std::io::Result<Rehearsal> {
    let limits =
        Limits { init_a_minute: 1_000, drafts_a_day: 1_000, status_a_minute: 10_000, ..Limits::default() };
    Rehearsal::start(Script { any_chunks: true, processing_ms: 0, limits, ..Script::default() })
}

/// Makes a movie as large as that, by a box that players skip: a hole in the file.
fn grown(movie: &Path, size: u64) -> std::io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::File::options().write(true).open(movie)?;
    let has = file.seek(SeekFrom::End(0))?;
    // A box of more than 32 bits says its size behind its name.
    file.write_all(&1_u32.to_be_bytes())?;
    file.write_all(b"free")?;
    file.write_all(&(size - has).to_be_bytes())?;
    file.set_len(size)
}

/// A series of those clips, which are sent as they are.
fn series(home: &Home, program: &Path, title: &str, clips: &[PathBuf]) -> Result<String, Box<dyn Error>> {
    let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n\n[api.cap.pending_24h]\nvalue = 1000\n\n[api.rate.init]\nvalue = 1000\n\n[series.size.max_bytes]\non = false\n\n[api.size.max]\non = false\n";
    fs::create_dir_all(home.data().join("rules"))?;
    fs::write(home.data().join("rules/bench.toml"), rules)?;
    let made: serde_json::Value = serde_json::from_str(&run(home, program, &["new", title])?)?;
    let id = made["draft"]["id"].as_str().ok_or("an id")?.to_owned();
    let mut words = vec!["add", &id];
    for clip in clips {
        words.push(clip.to_str().ok_or("a path")?);
    }
    run(home, program, &words)?;
    for (field, value) in [("description", "All of it."), ("price", "9.99"), ("cover", "1@0:01")] {
        run(home, program, &["set", &id, field, value])?;
    }
    Ok(id)
}

/// Runs the command line, which may have findings.
fn run(home: &Home, program: &Path, words: &[&str]) -> Result<String, Box<dyn Error>> {
    let ran = command(home, program, words).output()?;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    if ran.status.code().is_none_or(|code| code > 1) {
        return Err(format!("{words:?}: {said}{}", String::from_utf8_lossy(&ran.stderr)).into());
    }
    Ok(said)
}

fn command(home: &Home, program: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    home.house(&mut command).arg("--data").arg(home.data()).arg("--json").args(words);
    command
}

fn publishing(home: &Home, program: &Path, id: &str, server: &Rehearsal) -> Command {
    let url = server.base_url();
    let words = [
        "publish",
        id,
        "--target",
        "tiktok-draft",
        "--server",
        &url,
        "--token-from-env",
        "--secrets",
        "s.json",
    ];
    let mut command = command(home, program, &words);
    command.env("SHOWRUNNER_TIKTOK_TOKEN", server.access_token());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Publishes a series, and answers the peak of its memory in bytes.
fn published(home: &Home, program: &Path, id: &str, server: &Rehearsal) -> Result<u64, Box<dyn Error>> {
    let child = publishing(home, program, id, server).spawn()?;
    let process = child.id();
    let watch = thread::spawn(move || {
        let mut most = 0;
        while let Some(now) = peak(process) {
            most = most.max(now);
            thread::sleep(Duration::from_millis(20));
        }
        most
    });
    let ended = child.wait_with_output()?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stdout).into_owned();
        return Err(format!("{said}{}", String::from_utf8_lossy(&ended.stderr)).into());
    }
    Ok(watch.join().map_err(|_| "the watcher stopped")?)
}

/// The most memory a process ever had, while it is there.
fn peak(process: u32) -> Option<u64> {
    let status = fs::File::open(format!("/proc/{process}/status")).ok()?;
    let lines = BufReader::new(status).lines().map_while(Result::ok);
    let line = lines.into_iter().find_map(|line| line.strip_prefix("VmHWM:").map(str::to_owned))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// From the place to the last byte, by the server's clock.
fn took(post: &ShownPost) -> Result<Duration, Box<dyn Error>> {
    let done_ms = post.done_ms.ok_or("not all of it arrived")?;
    Ok(Duration::from_millis(done_ms.abs_diff(post.begun_ms)))
}

/// Kills the client in the middle of a file, lets another go on, and sees how much came twice.
fn after_a_kill() -> Measured {
    let large = Large::new()?;
    let server = lenient()?;
    let mut child = large.publishing(&server).spawn()?;
    let began = Instant::now();
    while server.shown().posts.iter().all(|post| post.received < SIZE / 3) {
        if began.elapsed() > Duration::from_secs(120) || child.try_wait()?.is_some() {
            return Err("it did not come to the middle of the file".into());
        }
        thread::sleep(Duration::from_millis(1));
    }
    child.kill()?;
    child.wait()?;
    large.published(&server)?;
    let posts = server.shown().posts;
    let [post] = &*posts else { return Err(format!("{} places were asked for", posts.len()).into()) };
    took(post)?;
    let again = post.received.saturating_sub(post.bytes);
    Ok(vec![Row {
        work: "bytes of it sent again after `kill -9` in the middle and going on",
        measured: format!("{:.1} MB", again as f64 / 1e6),
        goal: "≤ one chunk (10 MB)",
        reached: Some(again <= CHUNK),
    }])
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1024 * 1024)
}
