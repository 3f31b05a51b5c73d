//! TikTok's posting API as it is documented (`platform.md` B1 to B6), on 127.0.0.1: a creator can rehearse
//! a whole publish with the real files, and every test of publishing goes against it.
//!
//! All of TikTok's hosts are the one base URL here: the page of consent, the tokens, the API and the
//! uploads. It checks what TikTok documents, and where the documents are silent it takes the stricter
//! reading. Files are hashed while they arrive and never kept. Time is its own: it can run faster than the
//! wall's, and jump ([`Script::speed`], `POST /rehearsal/clock`). A [`Script`] tells it to misbehave, by the
//! nth request of a kind or by chance from a seed, the same way every time.
//!
//! What it says is TikTok's part in the play, and in English like TikTok's.

mod answer;
mod chunks;
mod clock;
mod consent;
mod control;
mod gate;
mod line;
mod login;
mod names;
mod people;
mod posts;
mod quotas;
mod script;
mod server;
mod shown;
#[cfg(test)]
mod tests;
mod world;

pub use script::{Chance, Creator, Endpoint, Fault, Limits, Rule, Script};
pub use server::Rehearsal;
pub use shown::{Shown, ShownPost};
