//! What a command answers: text, JSON and an exit code.

use std::process::ExitCode;

use serde_json::Value as Json;
use series::Message;
use studio::{Problem, ProblemCode, RefusedFile};

use crate::{
    shapes,
    table::indented,
    voice::{Voice, shown},
};

/// How the program ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Exit {
    #[default]
    Fine,
    /// Findings block.
    Blocked,
    /// A usage, input or system error.
    Error,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::Blocked => Self::from(1),
            Exit::Error => Self::from(2),
        }
    }
}

/// What a command that went through answers.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// For a person, on stdout.
    pub(crate) text: String,
    /// For a program, on stdout.
    pub(crate) json: Json,
    pub(crate) exit: Exit,
    /// For a person, on stderr, in front of the rest.
    pub(crate) notes: Vec<String>,
    /// Files that could not be taken.
    pub(crate) refused: Vec<RefusedFile>,
}

impl Answer {
    pub(crate) fn new(text: impl Into<String>, json: Json) -> Self {
        Self { text: text.into(), json, ..Self::default() }
    }

    /// The same answer, with files that could not be taken: an input error.
    pub(crate) fn refusing(mut self, refused: Vec<RefusedFile>) -> Self {
        if !refused.is_empty() {
            self.exit = Exit::Error;
        }
        self.refused = refused;
        self
    }

    pub(crate) fn refusals(&self, voice: &Voice) -> String {
        self.refused
            .iter()
            .map(|file| explained(&file.problem.message, file.problem.detail.as_ref(), voice))
            .collect()
    }
}

/// Why a command did not go through.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: Message,
    pub(crate) detail: Option<String>,
    pub(crate) exit: Exit,
    /// The findings that block, for a person and for a program.
    pub(crate) findings: Option<Box<(String, Json)>>,
}

impl Failure {
    /// An input error of this program's own, worded by `cli.error.<code>`.
    pub(crate) fn input(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: Message::new(format!("cli.error.{code}")),
            detail: None,
            exit: Exit::Error,
            findings: None,
        }
    }

    pub(crate) fn with(mut self, name: &str, value: series::Value) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    pub(crate) fn text(&self, voice: &Voice) -> String {
        let findings = self.findings.as_ref().map_or("", |findings| &findings.0);
        let next = format!("cli.next.{}", self.code);
        let next = if voice.has(&next) { format!("{}\n", voice.key(&next)) } else { String::new() };
        format!("{findings}{}{next}", explained(&self.message, self.detail.as_ref(), voice))
    }

    pub(crate) fn json(&self, voice: &Voice) -> Json {
        let mut json = shapes::error(&self.code, &voice.plain(&self.message), self.detail.as_deref());
        if let Some(findings) = &self.findings {
            json["findings"] = findings.1.clone();
        }
        json
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let exit = if problem.code == ProblemCode::Blocked { Exit::Blocked } else { Exit::Error };
        Self {
            code: shapes::code(problem.code),
            message: problem.message,
            detail: problem.detail,
            exit,
            findings: None,
        }
    }
}

/// One sentence, and below it what the system said.
fn explained(message: &Message, detail: Option<&String>, voice: &Voice) -> String {
    let detail: String =
        detail.iter().flat_map(|detail| detail.lines()).map(|line| shown(line) + "\n").collect();
    format!("{}\n{}", voice.say(message), indented(&detail))
}
