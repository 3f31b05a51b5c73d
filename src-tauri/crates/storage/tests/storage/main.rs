//! What is kept stays kept: across restarts, other writers, kills, damage and full disks.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod contention;
mod damage;
mod journal;
#[cfg(target_os = "linux")]
mod keychain;
mod kill;
mod killed;
mod lease;
mod ledger;
mod ledger_kill;
mod ledger_writers;
mod notes;
mod pictures;
mod places;
mod postings;
mod support;
