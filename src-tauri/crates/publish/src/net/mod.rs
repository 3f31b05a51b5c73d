//! The way out to the network: the only HTTP client in the house.
//!
//! [`Net`] makes every call: to hosts that may be called ([`Reach`]), told to a [`Witness`], patient but not
//! for ever, and never twice by itself. [`tiktok`] and [`peertube`] speak their platforms' APIs over it.
//! [`Resumable`] is what all resumable uploads have in common: TikTok's chunks, [`uploadx`], [`tus`]. Nothing
//! in here decides what is posted when: `series::posting` does.

mod backoff;
mod bearer;
mod call;
mod error;
mod kept;
mod lock;
mod moment;
pub mod peertube;
mod place;
mod random;
mod reach;
mod redacted;
mod refusal;
mod source;
#[cfg(test)]
mod tests;
pub mod tiktok;
mod transport;
pub mod tus;
pub mod uploadx;
mod witness;

pub use backoff::*;
pub use bearer::*;
pub(crate) use call::Answer;
pub use call::{Net, Patience};
pub use error::*;
pub use moment::*;
pub use reach::*;
pub use redacted::redacted;
pub(crate) use redacted::words;
pub(crate) use source::Part;
pub use source::Source;
pub use transport::*;
pub use witness::*;
