//! PeerTube: servers of many people's own, with one API. A series goes there as videos in a playlist that
//! keeps its order.
//!
//! [`Server`] is where; [`log_in`] gets a login for a name and a password, which is not kept; [`Session`]
//! keeps it fresh; [`Client`] asks for places, finds what was made of what was sent there, and puts playlists
//! in order. Bytes go as [`uploadx`](super::uploadx) has them.

mod client;
mod login;
mod order;
mod playlist;
mod server;
mod session;
mod wire;

pub use client::*;
pub use login::*;
pub use server::*;
pub use session::*;
pub use wire::{Actor, Channel, Me};
