//! The rules in force: the built-in files, then the creator's own from the data folder's `rules`.

use std::{fs, io, path::Path};

use series::{Message, Rules, RulesError, Value};

use crate::RulesInForce;

/// The built-in rules files, by name.
const BUILT_IN: [(&str, &str); 3] = [
    ("series.toml", include_str!("../../../../assets/rules/series.toml")),
    ("posting.toml", include_str!("../../../../assets/rules/posting.toml")),
    ("studio.toml", include_str!("../../../../assets/rules/studio.toml")),
];

/// The rules in force and the files that were refused.
#[derive(Debug, Clone)]
pub(crate) struct RuleBook {
    pub(crate) rules: Rules,
    pub(crate) refused: Vec<RulesError>,
}

impl RuleBook {
    /// Reads the creator's own files below `data` on top of the built-in ones. A file that cannot be
    /// used is refused whole, and told.
    pub(crate) fn read(data: &Path) -> Self {
        let mut rules = Rules::built_in(&BUILT_IN)
            .expect("the built-in rules are parsed by a test of `series`, so they parse here");
        let mut refused = Vec::new();
        for (name, text) in own_files(&data.join("rules")) {
            match text.and_then(|text| rules.overridden_by(&name, &text)) {
                Ok(overridden) => rules = overridden,
                Err(error) => refused.push(error),
            }
        }
        Self { rules, refused }
    }

    pub(crate) fn in_force(&self) -> RulesInForce {
        RulesInForce {
            rules: self.rules.all().to_vec(),
            read: self.rules.newest_read().to_owned(),
            refused: self.refused.clone(),
        }
    }
}

fn own_files(folder: &Path) -> Vec<(String, Result<String, RulesError>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let name = path.display().to_string();
            let text = text_of(&path).map_err(|error| RulesError {
                file: name.clone(),
                line: 1,
                problem: Message::new("rules_file.unreadable").with("detail", Value::Text(error.to_string())),
            });
            (name, text)
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

/// The text of a file. Asked first what it is: opening a pipe would wait for its other end.
fn text_of(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.is_file() {
        fs::read_to_string(path)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
    }
}
