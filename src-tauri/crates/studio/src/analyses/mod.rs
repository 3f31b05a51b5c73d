//! Reading clips through: what is kept of it, how one is read, and the job that reads a draft's.

mod job;
mod kept;
mod read;

pub(crate) use kept::{KeptAnalyses, all_known};
pub(crate) use read::Wanted;
