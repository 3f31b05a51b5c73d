//! What goes out of the program.

use std::io::{self, Write};

/// To stdout. Whoever reads may stop reading, `head` for one: that is no error.
pub(crate) fn print(text: &str) {
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// To stderr.
pub(crate) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
