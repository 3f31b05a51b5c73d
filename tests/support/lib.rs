//! Support shared by the tests: clip recipes, temporary studios, the real window.

pub mod cli;
pub mod facts;
pub mod hostile;
pub mod recipes;
#[cfg(target_os = "linux")]
pub mod window;
