//! `cargo xtask layers`: the directions of the house. Each is a sentence of ARCHITECTURE.md that this
//! task holds the code to.

mod crates;
mod source;
mod window;

use std::fs;
use std::path::{Path, PathBuf};

use crate::graph::Graph;
use crate::{Failure, House};

/// Refuses code that goes against the directions.
pub fn hold(house: &House) -> Result<(), Failure> {
    let mut findings = crates::against(&Graph::read(house)?);
    findings.extend(source::against(&sources(house, &["src-tauri/src", "src-tauri/crates"], &["rs"])?));
    findings.extend(window::against(&sources(house, &["ui/src"], &["ts", "js", "svelte"])?));
    if findings.is_empty() { Ok(()) } else { Err(Failure::Found { check: "layers", findings }) }
}

/// A file of the checkout: its path from the root, with `/`, and its text.
struct Source {
    path: String,
    text: String,
}

fn sources(house: &House, folders: &[&str], endings: &[&str]) -> Result<Vec<Source>, Failure> {
    let mut found = Vec::new();
    for folder in folders {
        gather(&house.path(folder), Path::new(folder), endings, &mut found)?;
    }
    Ok(found)
}

fn gather(folder: &Path, named: &Path, endings: &[&str], into: &mut Vec<Source>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path: PathBuf = entry.map_err(Failure::file(folder))?.path();
        let named = named.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            gather(&path, &named, endings, into)?;
        } else if path.extension().is_some_and(|end| endings.iter().any(|ending| end == *ending)) {
            let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
            into.push(Source { path: named.to_string_lossy().replace('\\', "/"), text });
        }
    }
    Ok(())
}
