//! What can go wrong in a task.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why a task failed, worded for the person at the terminal.
#[derive(Debug)]
pub enum Failure {
    /// The task was called in a way it does not know.
    Usage(String),
    /// A program could not be started.
    Start {
        /// The whole command line.
        command: String,
        /// Why.
        cause: io::Error,
    },
    /// A program ended with an error.
    Ended {
        /// The whole command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// What it wrote, if that was kept.
        output: String,
    },
    /// A file could not be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A program answered with JSON that could not be read.
    Json {
        /// What was read.
        what: String,
        /// Why.
        cause: serde_json::Error,
    },
    /// Something the system lacks, with the way to get it.
    Missing(String),
    /// A check found what it looks for.
    Found {
        /// The check.
        check: &'static str,
        /// One line each.
        findings: Vec<String>,
    },
    /// Something did not come about in time.
    TooLate {
        /// What was waited for.
        what: String,
        /// How long, in seconds.
        seconds: u64,
    },
    /// Tests failed; they were reported already.
    Tests {
        /// How many.
        failed: u32,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Missing(text) => write!(f, "{text}"),
            Self::Start { command, cause } => write!(f, "Could not start `{command}`: {cause}"),
            Self::Ended { command, status, output } if output.is_empty() => {
                write!(f, "`{command}` failed: {status}")
            }
            Self::Ended { command, status, output } => write!(f, "{output}\n`{command}` failed: {status}"),
            Self::File { path, cause } => write!(f, "{}: {cause}", path.display()),
            Self::Json { what, cause } => write!(f, "The JSON of {what} could not be read: {cause}"),
            Self::Found { check, findings } => {
                writeln!(f, "{check}: {} found", findings.len())?;
                findings.iter().try_for_each(|finding| writeln!(f, "  {finding}"))
            }
            Self::TooLate { what, seconds } => write!(f, "{what} did not come about in {seconds} s"),
            Self::Tests { failed } => write!(f, "Not everything passed: {failed} failed."),
        }
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// For `map_err`: an IO error of that file.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}
