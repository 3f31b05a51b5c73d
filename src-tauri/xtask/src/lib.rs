//! All automation of the project, in Rust so that it is the same on every system.
//!
//! A library besides the binary, because the tests of the real window use the same [`Screen`] and the
//! same [`Background`] programs. It depends on nothing heavy: `cargo xtask` must answer in seconds.

mod background;
pub mod bench;
pub mod bindings;
mod failure;
mod graph;
pub mod hermetic;
mod house;
pub mod layers;
pub mod licences;
pub mod node;
mod packages;
mod program;
mod report;
pub mod run;
mod screen;
pub mod setup;
mod tally;
pub mod test;
mod unused;
mod wait;

pub use background::Background;
pub use failure::Failure;
pub use house::House;
pub use screen::Screen;
pub use wait::until;
