//! The program as a person or a script uses it: real clips, real ffmpeg, its own data folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A place with a data folder of its own, where the program is started.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showrunner"));
        command.args(["--data", "data", "--lang", "en"]).args(line).current_dir(self.path());
        command
    }

    fn run(&self, line: &[&str]) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs it and sees how it ends; gives what it says on stdout.
    fn says(&self, line: &[&str], exit: i32) -> String {
        let output = self.run(line);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{line:?}\n{out}\n{err}");
        out
    }

    fn json(&self, line: &[&str], exit: i32) -> Value {
        serde_json::from_str(&self.says(&[line, &["--json"]].concat(), exit)).unwrap()
    }

    /// A vertical clip of so many milliseconds, without sound.
    fn clip(&self, name: &str, millis: u32) {
        let picture = format!("color=teal:s=360x640:r=25:d={}.{:03}", millis / 1000, millis % 1000);
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i", &picture, "-pix_fmt", "yuv420p"])
            .args(["-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4"])
            .arg(self.path().join(name))
            .status()
            .unwrap();
        assert!(made.success());
    }
}

fn rules(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

#[test]
fn from_clips_to_a_kit() {
    let place = Place::new();
    place.clip("clip 10.mp4", 31_000);
    place.clip("clip 2.mp4", 40_000);
    place.clip("-short.mp4", 29_960);

    let new = place.json(&["new", "Bread"], 0);
    let id = new["draft"]["id"].as_str().unwrap();
    let added =
        place.json(&["add", "Bread", "--json", "--", "-short.mp4", "clip 10.mp4", "clip 2.mp4"][..], 2);
    // Behind `--` the last `--json` is a file's name, and no such file is there.
    assert_eq!(added["refused"][0]["code"], "file_missing");
    let titles: Vec<_> =
        added["draft"]["episodes"].as_array().unwrap().iter().map(|e| e["title"].as_str()).collect();
    assert_eq!(titles.len(), 3);
    assert_eq!(titles[1..], [Some("clip 2"), Some("clip 10")]);
    assert_eq!(added["added"].as_array().unwrap().len(), 3);

    let checked = place.json(&["check", id], 1);
    assert_eq!(rules(&checked["clips"][0]["findings"]), ["series.duration.min_s", "own.audio.none"]);
    assert_eq!(checked["clips"][0]["findings"][0]["severity"], "block");
    assert_eq!(checked["clips"][0]["duration_ms"], 29_960);
    assert_eq!(checked["clips"][1]["episode"]["number"], 2);
    assert!(rules(&checked["findings"]).contains(&"series.fields.required"));

    let blocked = place.json(&["kit", "Bread", "--out", "kit"], 1);
    assert_eq!(blocked["error"]["code"], "blocked");
    assert!(rules(&blocked["findings"]).contains(&"series.duration.min_s"));
    assert!(!place.path().join("kit").exists());

    place.says(&["remove", "Bread", "1"], 0);
    place.says(&["move", "Bread", "2", "--to", "1"], 0);
    place.says(&["undo", "Bread"], 0);
    place.says(&["redo", "Bread"], 0);
    place.says(&["retitle", "Bread", "1", "--", "-a-"], 0);
    place.says(&["trim", "Bread", "2", "--out", "0:35"], 0);
    place.says(&["set", "Bread", "description", "How to bake"], 0);
    place.says(&["set", "Bread", "cover", "1@1.5"], 0);
    assert_eq!(place.json(&["set", "Bread", "price", "0.98"], 2)["error"]["code"], "price_outside_rules");
    let open = place.json(&["set", "Bread", "price", "9,99", "--unconfirmed"], 0);
    assert_eq!(
        (&open["draft"]["price_cents"], &open["draft"]["price_confirmed"]),
        (&999.into(), &false.into())
    );
    let said = place.says(&["set", "Bread", "price", "$9.99"], 0);
    assert!(said.contains("$9.99") && said.contains("cannot be changed"), "{said}");
    place.says(&["check", "Bread"], 0);

    let kit = place.json(&["kit", "Bread", "--out", "kit"], 0);
    assert_eq!((&kit["kit"]["episodes"], &kit["kit"]["untouched"]), (&2.into(), &1.into()));
    let manifest: Value =
        serde_json::from_slice(&fs::read(place.path().join("kit/series.json")).unwrap()).unwrap();
    let episodes = manifest["episodes"].as_array().unwrap();
    assert_eq!(manifest["series"]["price_usd"], "9.99");
    assert_eq!(episodes[0]["title"], "-a-");
    assert_eq!(episodes[1]["duration_ms"], 35_000);
    for episode in episodes {
        let file = place.path().join("kit").join(episode["file"].as_str().unwrap());
        assert_eq!(fs::metadata(file).unwrap().len(), episode["size_bytes"]);
    }
    assert_eq!(place.json(&["kit", "Bread", "--out", "kit"], 2)["error"]["code"], "kit_folder_exists");
}

#[test]
fn files_are_checked_without_a_draft() {
    let place = Place::new();
    place.clip("a \"b\"\nc.mp4", 30_000);
    fs::write(place.path().join("empty.mp4"), "").unwrap();
    let fine = place.json(&["check", "a \"b\"\nc.mp4"], 0);
    assert_eq!(fine["clips"][0]["width"], 360);
    assert_eq!(fine["clips"][0]["video_codec"], "h264");
    assert!(fine["clips"][0]["path"].as_str().unwrap().ends_with("a \"b\"\nc.mp4"));
    let said = place.says(&["check", "a \"b\"\nc.mp4"], 0);
    assert!(said.contains(r#"a \"b\"\nc.mp4""#), "{said}");
    let refused = place.json(&["check", "empty.mp4", "missing.mp4"], 2);
    let codes: Vec<_> =
        refused["refused"].as_array().unwrap().iter().map(|file| file["code"].as_str()).collect();
    assert_eq!(codes, [Some("file_empty"), Some("file_missing")]);
    assert_eq!(place.json(&["list"], 0)["drafts"], Value::Array(Vec::new()));
}

#[test]
fn what_is_wrong_is_told_on_both_streams() {
    let place = Place::new();
    for (line, code) in [
        (&["show", "Nothing"][..], "unknown_draft"),
        (&["check", "Nothing"], "nothing_of_that_name"),
        (&["add", "Nothing", "a.mp4"], "unknown_draft"),
        (&["dance"], "usage"),
        (&["kit", "Nothing"], "usage"),
    ] {
        let output = place.run(&[line, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["error"]["code"], code, "{line:?}");
        assert!(!json["error"]["message"].as_str().unwrap().is_empty());
        assert!(!output.stderr.is_empty(), "{line:?}");
    }
    place.says(&["new", "Twin"], 0);
    place.says(&["new", "Twin"], 0);
    assert_eq!(place.json(&["show", "Twin"], 2)["error"]["code"], "ambiguous_draft");
    assert_eq!(
        place.json(&["undo", place.json(&["new", "A"], 0)["draft"]["id"].as_str().unwrap()], 2)["error"]["code"],
        "edit_refused"
    );
    assert_eq!(place.json(&["set", "A", "colour", "red"], 2)["error"]["code"], "unknown_field");
    assert_eq!(place.json(&["trim", "A", "1", "--in", "1"], 2)["error"]["code"], "unknown_episode");
}

#[test]
fn the_rules_are_told_with_their_sources_and_a_broken_file_is_named() {
    let place = Place::new();
    let rules = place.json(&["rules"], 0);
    let longest =
        rules["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "series.duration.max_s").unwrap();
    assert_eq!(longest["limit"]["value"], 1_200_000_000);
    assert!(longest["url"].as_str().unwrap().starts_with("https://"));

    let own = place.path().join("data/rules");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("own.toml"), "\n[no.such.rule]\nvalue = 1\n").unwrap();
    let output = place.run(&["rules"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("own.toml") && said.contains("line 2"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_stops_is_no_error() {
    let place = Place::new();
    let mut child = place.command(&["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
