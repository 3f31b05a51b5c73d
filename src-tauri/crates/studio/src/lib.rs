//! The use cases: import, edit, preview, preflight, plan, kit. What the window and the command line
//! both stand on; it knows neither.

mod view;

pub use view::*;
