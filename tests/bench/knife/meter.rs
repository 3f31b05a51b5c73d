//! How long a program takes, and how much memory it and all it starts hold at once.

use std::{
    fs, io,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How often the memory is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What a program took.
#[derive(Debug)]
pub struct Taken {
    /// From its start to its end.
    pub time: Duration,
    /// The most memory that it and all it started held at once, in bytes: the sum of what each has in
    /// memory (RSS), though they share some. 0 where the system does not tell.
    pub peak: u64,
    /// What it printed.
    pub said: Vec<u8>,
}

/// Runs a program to its end.
pub fn taken(command: &mut Command) -> io::Result<Taken> {
    let started = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (id, ended) = (child.id(), AtomicBool::new(false));
    thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut peak = 0;
            while !ended.load(Ordering::Relaxed) {
                peak = peak.max(resident(id));
                thread::sleep(LOOK_EVERY);
            }
            peak
        });
        let output = child.wait_with_output();
        let time = started.elapsed();
        ended.store(true, Ordering::Relaxed);
        let peak = looking.join().unwrap_or(0);
        let output = output?;
        let code = output.status.code().unwrap_or(-1);
        // Our own program says 1 where findings block, and says which.
        if !matches!(code, 0 | 1) || (code == 1 && output.stdout.is_empty()) {
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(io::Error::other(format!("{command:?}: {code} {complaint}")));
        }
        Ok(Taken { time, peak, said: output.stdout })
    })
}

/// What a process and all that it started have in memory now, in bytes.
fn resident(root: u32) -> u64 {
    let (mut bytes, mut waiting) = (0, vec![root]);
    while let Some(id) = waiting.pop() {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        bytes += held.and_then(|kilobytes| kilobytes.trim().parse::<u64>().ok()).unwrap_or(0) * 1024;
        for task in fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            waiting.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    bytes
}
