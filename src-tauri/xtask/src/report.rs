//! The main job on the command line, shown as a person would do it: from raw clips to a series kit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{heard, line};
use crate::{Failure, House};

/// The command line `showrunner` on one data folder.
pub struct CommandLine {
    program: PathBuf,
    /// The folder its drafts are kept in.
    pub data: PathBuf,
}

/// What the sample's draft is called, and what the main job names it.
const SAMPLE: &str = "Sample series";
const TITLE: &str = "A day outside";
const DESCRIPTION: &str = "Short pieces on light, moss and the sea, and on what lives there.";

impl CommandLine {
    /// On that folder.
    pub fn new(house: &House, data: PathBuf) -> Self {
        Self { program: house.built("showrunner"), data }
    }

    /// The draft of the sample series; made, if the folder holds none.
    pub fn sample(&self, clips: &[PathBuf]) -> Result<String, Failure> {
        let listed = self.asked(&["list"])?;
        let drafts = listed["drafts"].as_array().cloned().unwrap_or_default();
        let id = |draft: &Value| draft["id"].as_str().unwrap_or_default().to_string();
        if let Some(draft) = drafts.first() {
            return Ok(id(draft));
        }
        let draft = id(&self.asked(&["new", SAMPLE])?["draft"]);
        let mut add = self.command(&["add", &draft]);
        heard(add.args(clips))?;
        Ok(draft)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data).args(["--lang", "en"]).args(arguments);
        command
    }

    /// Asks for an answer as JSON. That findings block is an answer too.
    fn asked(&self, arguments: &[&str]) -> Result<Value, Failure> {
        let mut command = self.command(arguments);
        command.arg("--json");
        let output = command.output().map_err(|cause| Failure::Start { command: line(&command), cause })?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.code().is_none_or(|code| code > 1) {
            let output_of_both = format!("{said}{}", String::from_utf8_lossy(&output.stderr));
            return Err(Failure::Ended {
                command: line(&command),
                status: output.status,
                output: output_of_both,
            });
        }
        serde_json::from_str(&said).map_err(|cause| Failure::Json { what: line(&command), cause })
    }

    /// Echoes a command, runs it, and refuses an end other than the expected one.
    fn shown(&self, arguments: &[&str], expected: i32) -> Result<(), Failure> {
        let mut command = self.command(arguments);
        println!("\n$ {}", typed(arguments));
        let status = command.status().map_err(|cause| Failure::Start { command: line(&command), cause })?;
        if status.code() == Some(expected) {
            return Ok(());
        }
        Err(Failure::Ended { command: line(&command), status, output: String::new() })
    }
}

/// The command without the folder and the language, which are always the same.
fn typed(arguments: &[&str]) -> String {
    line(Command::new("showrunner").args(arguments))
}

/// Checks, mends what blocks, names, prices and writes the kit of the sample's draft.
pub fn main_job(line: &CommandLine, kit: &Path) -> Result<(), Failure> {
    println!("\nThe main job on the command line (each with `--data {}`):", line.data.display());
    line.shown(&["check", SAMPLE], 1)?;
    for mend in mends(&line.asked(&["check", SAMPLE])?) {
        let mut words = vec![mend.verb, SAMPLE, &mend.episode];
        words.extend(mend.rest);
        line.shown(&words, 0)?;
    }
    line.shown(&["set", SAMPLE, "title", TITLE], 0)?;
    line.shown(&["set", TITLE, "description", DESCRIPTION], 0)?;
    line.shown(&["set", TITLE, "price", "9.99"], 0)?;
    line.shown(&["set", TITLE, "cover", "1@0:05"], 0)?;
    line.shown(&["check", TITLE], 0)?;
    line.shown(&["kit", TITLE, "--out", &kit.to_string_lossy()], 0)?;
    println!("\nThe series kit in {}:", kit.display());
    list(kit, "  ")
}

/// An edit that mends one episode.
#[derive(Debug, PartialEq, Eq)]
struct Mend {
    verb: &'static str,
    episode: String,
    rest: &'static [&'static str],
}

/// One edit for each episode of a wrong length; the last first, so that the numbers stay true.
fn mends(checked: &Value) -> Vec<Mend> {
    let clips = checked["clips"].as_array().cloned().unwrap_or_default();
    let mends = clips.iter().rev().filter_map(|clip| {
        let broken =
            |rule: &str| clip["findings"].as_array().is_some_and(|all| all.iter().any(|f| f["rule"] == rule));
        let episode = clip["episode"]["number"].to_string();
        if broken("series.duration.max_s") {
            return Some(Mend { verb: "trim", episode, rest: &["--in", "0:00", "--out", "20:00"] });
        }
        broken("series.duration.min_s").then_some(Mend { verb: "remove", episode, rest: &[] })
    });
    mends.collect()
}

fn list(folder: &Path, indent: &str) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            println!("{indent}{name}/");
            list(&path, &format!("{indent}  "))?;
        } else {
            let bytes = path.metadata().map_err(Failure::file(&path))?.len();
            println!("{indent}{:>9.1} kB  {name}", bytes as f64 / 1000.0);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_last_episode_is_mended_first() {
        let clip =
            |number: u32, rule: &str| json!({"episode": {"number": number}, "findings": [{"rule": rule}]});
        let checked = json!({"clips": [
            clip(1, "series.duration.max_s"), clip(2, "series.container"), clip(3, "series.duration.min_s"),
        ]});
        let mends = mends(&checked);
        assert_eq!(
            mends.iter().map(|mend| (mend.verb, mend.episode.as_str())).collect::<Vec<_>>(),
            [("remove", "3"), ("trim", "1")]
        );
    }
}
