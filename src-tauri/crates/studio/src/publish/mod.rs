//! Publishing: finished files on their way to an account, one after the other, each exactly once.
//!
//! `walk` takes one posting from step to step as the ledger says; `round` takes all that wait, in their
//! order and when the calendar says so; `door` is what a platform looks like to both.

mod clock;
mod door;
mod keep;
mod rehearse;
mod round;
mod start;
mod tiktok;
mod vault;
mod walk;

use clock::Clock;
pub use clock::local_time;
pub(crate) use keep::InVault;
pub use rehearse::Rehearsal;
pub use start::Outlet;
pub(crate) use vault::Vault;
