//! The whole way on the command line, each command as a person or a program gives it.

#[cfg(unix)]
mod ahead;
mod analyse;
mod arrange;
mod check;
mod cut;
#[cfg(unix)]
mod desk;
#[cfg(unix)]
mod fix;
mod hermetic;
mod import;
mod kit;
#[cfg(unix)]
mod knife;
#[cfg(unix)]
mod login;
mod offer;
mod plan;
#[cfg(target_os = "linux")]
mod privacy;
mod publish;
mod recalled;
mod renewed;
mod round;
mod rules;
#[cfg(unix)]
mod secrets;
mod send;
mod speech;
mod split;
#[cfg(unix)]
mod stage;
mod talk;
mod together;
mod trims;
mod typed;
