//! Publishing: finished files on their way to an account, one after the other, each exactly once.
//!
//! `walk` takes one posting from step to step as the ledger says, `said` hears what the platform says of it and
//! `going` how it goes; `round` takes all that wait, in their
//! order and when the calendar says so; `door` is what a platform looks like to both. `shown` is the page, and
//! `rehearsing` does all of it with nothing that leaves the machine.

mod busy;
mod calendar;
mod clock;
mod creator;
mod days;
mod door;
mod going;
mod keep;
mod ledger;
mod looked;
mod outcome;
mod peertube;
mod postings;
mod present;
mod proven;
mod recalled;
mod rehearse;
mod rehearsing;
mod renewed;
mod round;
mod said;
mod same;
#[cfg(test)]
mod samples;
mod settle;
mod shown;
mod start;
mod tally;
#[cfg(test)]
mod tests;
mod tiktok;
mod trouble;
mod uplink;
mod vault;
mod walk;
mod work;

use clock::Clock;
pub use clock::local_time;
pub(crate) use creator::Creators;
pub(crate) use keep::InVault;
pub use rehearse::Rehearsal;
pub use start::{Outlet, Right};
pub(crate) use trouble::Troubles;
pub(crate) use uplink::Uplink;
pub(crate) use vault::Vault;
