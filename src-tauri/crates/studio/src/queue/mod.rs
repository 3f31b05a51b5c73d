//! The queue: files that take a while are made ahead of the kit. The waiting list is in the store, what is
//! made in a folder beside it; a process that dies takes nothing with it but the file it was at.

mod item;
mod job;
mod prepared;
mod toll;
mod turn;
mod work;

pub(crate) use item::{Came, Item, free_bytes};
pub(crate) use prepared::{Key, Prepared, unwritten};
pub(crate) use toll::Toll;
