//! Posting: an episode's finished file on its way to a platform, exactly once.
//!
//! Everything that decides is in here and pure: how a file is cut into chunks, what a platform accepts,
//! what each of its refusals means, what may be posted when, and what to do next after whatever happened.
//! `publish` only carries it out; `storage` keeps what happened.

mod calendar;
mod chunks;
mod fits;
mod ledger;
mod plan;
mod post;
mod refused;
mod stage;
mod target;
mod wanted;
mod wire;

pub use calendar::*;
pub use chunks::*;
pub use fits::*;
pub use ledger::*;
pub use plan::*;
pub use post::*;
pub use refused::*;
pub use stage::*;
pub use target::*;
pub use wire::*;
