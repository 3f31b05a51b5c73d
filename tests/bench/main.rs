//! What Showrunner promises, measured. Every figure is a ratio of two things measured in turn in one
//! run, because machines are noisy; the table of the last run is kept in `tests/bench/LAST.md`.
//!
//! `cargo xtask bench [NAME …]` runs it in a release build: all of it, or only what is named.

mod editing;
mod kit;
mod knife;
mod probing;
mod table;
mod upload;
#[cfg(target_os = "linux")]
mod window;

use std::{path::Path, process::ExitCode};

use table::{Row, Table};

/// The measurements of a row or two each.
const OWN: [&str; 4] = ["probing", "editing", "kit", "window"];

type Measured = Result<Vec<Row>, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<_> = OWN.iter().chain(&knife::NAMES).chain(&upload::NAMES).copied().collect();
    if let Some(unknown) = wanted.iter().find(|wanted| !names.contains(&wanted.as_str())) {
        eprintln!("{unknown} is not measured; there are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let mut table = Table::default();
    let mut failed = false;
    let mut take = |name: &str, measured: Measured| match measured {
        Ok(rows) => table.add(rows),
        Err(error) => {
            eprintln!("{name}: {error}");
            failed = true;
        }
    };
    if is_wanted("probing") {
        take("probing", probing::measure().await);
    }
    if is_wanted("editing") {
        take("editing", editing::measure().await);
    }
    if is_wanted("kit") {
        take("kit", kit::measure().await);
    }
    for (name, measured) in knife::measure(is_wanted).await {
        take(name, measured);
    }
    for (name, measured) in upload::measure(is_wanted).await {
        take(name, measured);
    }
    #[cfg(target_os = "linux")]
    if is_wanted("window") {
        take("window", window::measure().await);
    }
    print!("{table}");
    // A part of the table is no record of a run; nor is one that was only tried.
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/LAST.md");
    if wanted.is_empty()
        && !knife::is_short()
        && !failed
        && let Err(error) = std::fs::write(&kept, table.to_string())
    {
        eprintln!("{}: {error}", kept.display());
        failed = true;
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
