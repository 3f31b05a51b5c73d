//! What the desktop program can be told when it is started.

use std::{ffi::OsString, path::PathBuf};

use series::DraftId;
use thiserror::Error;

/// How to start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The data folder; the system's place where none is named.
    pub(crate) data: Option<PathBuf>,
    /// The draft to show at once.
    pub(crate) open: Option<DraftId>,
    /// A server that stands in for TikTok, for logins: a rehearsal.
    pub(crate) server: Option<String>,
}

/// A start that makes no sense.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum WrongOption {
    /// Not an option.
    #[error(
        "showrunner-studio: unknown option {0:?}; it takes --data FOLDER, --open DRAFT-ID and --server URL"
    )]
    Unknown(OsString),
    /// An option without its value.
    #[error("showrunner-studio: {0} needs a value")]
    NoValue(&'static str),
    /// Not a draft's id.
    #[error("showrunner-studio: {0:?} is not a draft's id; `showrunner list` shows them")]
    NotAnId(OsString),
}

impl Options {
    /// Reads the program's arguments, without its name.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, WrongOption> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument == "--data" {
                options.data = Some(arguments.next().ok_or(WrongOption::NoValue("--data"))?.into());
            } else if argument == "--open" {
                let id = arguments.next().ok_or(WrongOption::NoValue("--open"))?;
                let parsed = id.to_str().and_then(|id| id.parse().ok());
                options.open = Some(parsed.ok_or(WrongOption::NotAnId(id))?);
            } else if argument == "--server" {
                let url = arguments.next().ok_or(WrongOption::NoValue("--server"))?;
                options.server = Some(url.to_string_lossy().into_owned());
            } else {
                return Err(WrongOption::Unknown(argument));
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Options, WrongOption> {
        Options::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn options_are_read_or_refused() {
        let id = "01930000-0000-7000-8000-000000000001";
        let options = read(&["--data", "/x", "--open", id, "--server", "http://127.0.0.1:4000"]).unwrap();
        assert_eq!(options.server.as_deref(), Some("http://127.0.0.1:4000"));
        assert_eq!(options.data, Some("/x".into()));
        assert_eq!(options.open.map(|id| id.to_string()).as_deref(), Some(id));
        assert_eq!(read(&["--data"]), Err(WrongOption::NoValue("--data")));
        assert_eq!(read(&["--open", "7"]), Err(WrongOption::NotAnId("7".into())));
        assert_eq!(read(&["--open"]), Err(WrongOption::NoValue("--open")));
        assert_eq!(read(&["x"]), Err(WrongOption::Unknown("x".into())));
    }
}
