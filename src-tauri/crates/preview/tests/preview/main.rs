//! The real server, asked over a plain socket.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod client;
mod doors;
mod peaks;
mod ranges;
mod stills;
