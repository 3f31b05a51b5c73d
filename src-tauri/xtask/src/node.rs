//! Node: the window's packages and its build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::program::{found, heard, shown};
use crate::{Failure, House};

/// The oldest Node that will do, on each line of releases that Vite accepts.
const NODE: &str = "20.19";

/// What the window is built from.
const SOURCES: &[&str] = &[
    "ui/src",
    "ui/index.html",
    "ui/vite.config.ts",
    "ui/svelte.config.js",
    "ui/package-lock.json",
    "assets/locales",
    "assets/fonts",
];

/// npm, in the window's folder.
pub fn npm(house: &House) -> Command {
    let mut npm = house.command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(house.path("ui"));
    npm
}

/// Installs the window's packages when they are missing or older than the lock file.
pub fn packages(house: &House) -> Result<(), Failure> {
    node_will_do()?;
    // npm writes the second one when it has installed what the first one says.
    let installed = newest(&house.path("ui/node_modules/.package-lock.json"));
    if newest(&house.path("ui/package-lock.json")) <= installed {
        return Ok(());
    }
    println!("setup: the window's packages");
    shown(npm(house).args(["ci", "--no-audit", "--no-fund"]))
}

/// Installs the real servers that uploads are tested against, below cargo's target folder, when they are missing
/// or older than the lock file: where they are.
///
/// # Errors
/// When npm cannot, or the folder cannot be written.
pub fn servers(house: &House) -> Result<PathBuf, Failure> {
    let folder = house.target("test-servers");
    let (wanted, has) = (house.path("tests/servers/package-lock.json"), folder.join("package-lock.json"));
    let same = fs::read(&has).ok() == fs::read(&wanted).ok();
    if same && folder.join("node_modules/.package-lock.json").exists() {
        return Ok(folder);
    }
    println!("setup: the servers that uploads are tested against");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    for file in ["package.json", "package-lock.json"] {
        let to = folder.join(file);
        fs::copy(house.path("tests/servers").join(file), &to).map_err(Failure::file(to))?;
    }
    let mut npm = npm(house);
    npm.current_dir(&folder);
    shown(npm.args(["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    Ok(folder)
}

/// Builds the window, unless nothing changed since it was built.
pub fn build(house: &House) -> Result<(), Failure> {
    let stamp = house.target("window-built");
    let changed = SOURCES.iter().filter_map(|source| newest(&house.path(source))).max();
    if changed <= newest(&stamp) && house.path("ui/dist/index.html").exists() {
        return Ok(());
    }
    shown(npm(house).args(["run", "--silent", "build", "--", "--logLevel", "error"]))?;
    fs::create_dir_all(house.target(".")).map_err(Failure::file(house.target(".")))?;
    fs::write(&stamp, "").map_err(Failure::file(stamp))
}

fn node_will_do() -> Result<(), Failure> {
    let has = found("node").and_then(|node| heard(Command::new(node).arg("--version")).ok());
    if has.as_deref().is_some_and(new_enough) {
        return Ok(());
    }
    let has = has.map_or("not there".into(), |version| format!("{} here", version.trim()));
    Err(Failure::Missing(format!(
        "Node {NODE} or newer is needed (22.12 or newer of the later ones), it is {has}.\n\
         Get it from https://nodejs.org/en/download, or with `brew install node`, `winget install -e \
         OpenJS.NodeJS.LTS`, `sudo dnf install nodejs`, `sudo pacman -S nodejs npm`."
    )))
}

/// Vite's own condition: `^20.19 || >=22.12`.
fn new_enough(version: &str) -> bool {
    let mut numbers =
        version.trim().trim_start_matches('v').split('.').map(|n| n.parse::<u32>().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    (version.0 == 20 && version.1 >= 19) || version >= (22, 12)
}

/// When something was last changed: a file, or anything in a folder. Nothing if it is not there.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|about| about.modified()).ok()?;
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| newest(&entry.path())).chain([own]).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_held_against_what_vite_accepts() {
        for fit in ["v20.19.0", "v20.20.2\n", "v22.12.0", "v24.1.0"] {
            assert!(new_enough(fit), "{fit}");
        }
        for unfit in ["v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0", "", "node"] {
            assert!(!new_enough(unfit), "{unfit}");
        }
    }
}
