//! The loopback server that plays registered clips in the window.
//!
//! A webview plays video over HTTP only, so there is a server: on 127.0.0.1 alone, on a port the
//! system picks, below a random token. It gives out what belongs to registered clips and nothing else: a
//! request names a clip or the hash of a picture, never a path. `Host` must be its own address, so a
//! web page that has its name point here (DNS rebinding) gets nothing.

mod bytes;
mod error;
mod guard;
mod range;
mod routes;
mod server;
mod shared;
mod stills;

pub use error::PreviewError;
pub use server::Preview;
