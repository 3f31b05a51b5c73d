//! The window: from the start of the program until its shelf can be used, and its memory then; beside
//! the least a window of the same stack can be, WebKitGTK's own small browser with an empty page.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use showrunner_tests::window::{How, Window};
use studio::Studio;
use xtask::House;

use crate::{
    Measured,
    table::{Row, median, secs},
};

const RUNS: usize = 5;

/// Measures both in turn, each once before it counts.
pub async fn measure() -> Measured {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let studio = Studio::open(data.clone()).await.map_err(|problem| format!("{problem:?}"))?;
    for title in ["Bread", "Butter", "Tea"] {
        studio.new_draft(title).await.map_err(|problem| format!("{problem:?}"))?;
    }
    drop(studio);
    let ours =
        How { program: Some(built()?), arguments: vec!["--data".into(), data.into()], ..How::default() };
    let least = least().map(|program| How {
        program: Some(program),
        arguments: vec!["--automation".into()],
        ..How::default()
    });

    let (mut our_starts, mut our_bytes, mut least_starts, mut least_bytes) = (vec![], vec![], vec![], vec![]);
    for run in 0..=RUNS {
        let (start, bytes) = cost(&ours, "[...document.querySelectorAll('[data-tile]')].length > 3").await?;
        if run > 0 {
            our_starts.push(start);
            our_bytes.push(bytes);
        }
        if let Some(least) = &least {
            let (start, bytes) = cost(least, "document.readyState === 'complete'").await?;
            if run > 0 {
                least_starts.push(start);
                least_bytes.push(bytes);
            }
        }
    }
    let (our_start, our_bytes) = (median(our_starts), middle(our_bytes));
    let beside =
        |ours: f64, least: f64, worded: String| format!("{:.2} × ({worded}, median of {RUNS})", ours / least);
    let (start, memory) = if least.is_some() {
        let (least_start, least_bytes) = (median(least_starts), middle(least_bytes));
        (
            beside(
                our_start.as_secs_f64(),
                least_start.as_secs_f64(),
                format!("{} against {}", secs(our_start), secs(least_start)),
            ),
            beside(
                our_bytes as f64,
                least_bytes as f64,
                format!("{} against {}", megabytes(our_bytes), megabytes(least_bytes)),
            ),
        )
    } else {
        (
            format!("{}, median of {RUNS}", secs(our_start)),
            format!("{}, median of {RUNS}", megabytes(our_bytes)),
        )
    };
    let row = |work, measured| Row { work, measured, goal: "–", reached: None };
    Ok(vec![
        row(
            "from start to a shelf that can be used, against an empty page in WebKitGTK’s own browser",
            start,
        ),
        row("memory then (PSS of all processes), against the same", memory),
    ])
}

/// How long until the page says that it can be used, and the memory then.
async fn cost(how: &How, usable: &str) -> Result<(Duration, u64), Box<dyn std::error::Error>> {
    let window = Window::start_as(how.clone()).await?;
    window.holds("a window that can be used", usable).await?;
    let start = window.began.elapsed();
    window.frame().await?;
    Ok((start, window.memory()))
}

/// The studio in a release build, made now; or what `SHOWRUNNER_STUDIO_BIN` names.
pub(crate) fn built() -> Result<PathBuf, Box<dyn std::error::Error>> {
    if let Some(named) = env::var_os("SHOWRUNNER_STUDIO_BIN") {
        return Ok(named.into());
    }
    let house = House::here();
    let mut cargo = house.cargo();
    cargo.args(["build", "--quiet", "--release", "--workspace", "--exclude", "xtask", "--bins"]);
    if !cargo.status()?.success() {
        return Err("the studio cannot be built".into());
    }
    Ok(house.target("release/showrunner-studio"))
}

/// WebKitGTK's own browser, which comes with the library; its place is the distribution's.
fn least() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let folders = folders.chain([PathBuf::from("/usr/lib"), "/usr/libexec".into(), "/usr/lib64".into()]);
    folders.map(|folder| folder.join(Path::new("webkit2gtk-4.1/MiniBrowser"))).find(|file| file.exists())
}

fn middle(mut runs: Vec<u64>) -> u64 {
    runs.sort_unstable();
    runs[runs.len() / 2]
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}
