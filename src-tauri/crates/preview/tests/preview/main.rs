//! The real server, asked over a plain socket.

mod client;
mod doors;
mod ranges;
mod stills;
