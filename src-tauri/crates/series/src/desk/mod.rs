//! The submission desk: what a person does in the Series portal, step by step, because no API does it; what
//! they ticked of it, and what became of what they submitted.
//!
//! Everything that is said and done there is only ever added to a log. [`Desk`] is what the log comes to.

mod eligible;
mod entry;
mod log;
mod marks;
mod pace;
mod steps;
#[cfg(test)]
mod tests;

pub use eligible::*;
pub use entry::*;
pub use log::*;
pub use marks::*;
pub use pace::*;
pub use steps::*;
