//! TikTok's posting API, as its documentation has it.
//!
//! [`Login`] gets a [`TokenSet`] with the system's browser; [`Tokens`] keeps it fresh, one renewal at a time
//! on this machine; [`Client`] asks what an account may, asks for a place, and says where a post stands;
//! [`Chunks`] sends the file. The app keys are the creator's own ([`AppKeys`]).

mod answer;
mod callback;
mod chunks;
mod client;
mod keeper;
mod keys;
mod login;
mod pkce;
mod site;
mod status;
mod tokens;

pub use callback::Pages;
pub use chunks::*;
pub use client::*;
pub use keeper::*;
pub use keys::*;
pub use login::*;
pub use site::*;
pub use status::*;
pub use tokens::*;
