//! How a test of the window fails: in words a person reads, and with the line it failed on.

use std::fmt::{Debug, Formatter, Result as Written};
use std::panic::Location;

/// What went wrong, and where.
pub struct Told {
    what: String,
    at: &'static Location<'static>,
}

/// What a step of a test answers.
pub type Way<T = ()> = Result<T, Told>;

impl<E: std::error::Error> From<E> for Told {
    #[track_caller]
    fn from(error: E) -> Self {
        Self { what: error.to_string(), at: Location::caller() }
    }
}

impl Debug for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{}\n  at {}", self.what, self.at)
    }
}
