//! A process that writes for ever and says so, killed right behind one of its writes.

use std::{
    env,
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

/// What it says before a number.
const KEPT: &str = "kept ";

/// Says that so much is kept. The line is out when this returns.
pub fn say(kept: u64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{KEPT}{kept}").expect("somebody reads");
    out.flush().expect("somebody reads");
}

/// Starts the process that is that test with those variables, kills it right behind the `nth` time it spoke,
/// and returns the last number it said before it died.
pub fn killed_after(nth: u64, test: &str, variables: &[(&str, &OsStr)]) -> u64 {
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let (mut seen, mut last) = (0, None);
    for line in lines {
        if let Some(kept) = line.strip_prefix(KEPT) {
            last = Some(kept.parse().expect("a number"));
            seen += 1;
            if seen == nth {
                child.kill().expect("it is ours");
            }
        }
    }
    assert!(!child.wait().expect("it ends").success());
    assert!(seen >= nth, "it died by itself");
    last.expect("it spoke")
}
