//! The whole way on the command line, each command as a person or a program gives it.

#[cfg(unix)]
mod ahead;
mod arrange;
mod check;
mod hermetic;
mod import;
mod kit;
#[cfg(unix)]
mod knife;
mod offer;
mod rules;
mod speech;
mod together;
mod trims;
