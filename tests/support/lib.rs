//! Support shared by the tests: clip recipes, temporary studios, the real window.

pub mod account;
pub mod browser;
#[cfg(target_os = "linux")]
pub mod calls;
pub mod cli;
pub mod decoded;
pub mod facts;
mod folder;
pub mod frames;
pub mod hostile;
pub mod installed;
mod kept;
pub mod recipes;
pub mod remade;
pub mod samples;
pub mod servers;
#[cfg(unix)]
pub mod session;
pub mod talk;
#[cfg(unix)]
pub mod waiting;
#[cfg(target_os = "linux")]
pub mod window;
