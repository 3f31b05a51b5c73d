//! The way out to the network: the only HTTP client in the house.
//!
//! [`Net`] makes every call: to hosts that may be called ([`Reach`]), told to a [`Witness`], patient but not
//! for ever, and never twice by itself. [`tiktok`] speaks TikTok's API over it. [`Resumable`] is what all
//! resumable uploads have in common. Nothing in here decides what is posted when: `series::posting` does.

mod backoff;
mod call;
mod error;
mod lock;
mod moment;
mod random;
mod reach;
mod redacted;
mod source;
#[cfg(test)]
mod tests;
pub mod tiktok;
mod transport;
mod witness;

pub use backoff::*;
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
