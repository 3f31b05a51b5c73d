//! Reading clips through: what is kept of it, and the job that does it.

mod kept;

pub(crate) use kept::KeptAnalyses;
