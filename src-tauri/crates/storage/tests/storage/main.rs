//! What is kept stays kept: across restarts, other writers, kills, damage and full disks.

mod contention;
mod damage;
mod journal;
mod kill;
mod pictures;
mod places;
mod support;
