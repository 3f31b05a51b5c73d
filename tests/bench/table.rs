//! The table that is printed and kept.

use std::{fmt, time::Duration};

/// One figure.
#[derive(Debug)]
pub struct Row {
    /// What was done.
    pub work: &'static str,
    /// What was measured.
    pub measured: String,
    /// What was promised.
    pub goal: &'static str,
    /// Was it reached? None where nothing was promised.
    pub reached: Option<bool>,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds figures at the end.
    pub fn add(&mut self, rows: Vec<Row>) {
        self.rows.extend(rows);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        writeln!(f, "Measured by `cargo xtask bench` in one run, release build, {cores} cores.\n")?;
        writeln!(f, "| Work | Measured | Goal | Reached |")?;
        writeln!(f, "|---|---|---|---|")?;
        for row in &self.rows {
            let reached = match row.reached {
                Some(true) => "yes",
                Some(false) => "no",
                None => "–",
            };
            writeln!(f, "| {} | {} | {} | {reached} |", row.work, row.measured, row.goal)?;
        }
        Ok(())
    }
}

/// The middle of an odd number of runs.
pub fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort();
    runs[runs.len() / 2]
}

/// Seconds, to be read.
pub fn secs(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
