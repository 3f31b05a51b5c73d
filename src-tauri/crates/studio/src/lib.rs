//! The use cases: import, edit, preview, preflight, plan, kit. What the window and the command line
//! both stand on; it knows neither.

mod analyses;
mod check;
mod connections;
mod cut;
mod desk;
mod drafts;
mod ffmpeg;
mod files;
mod fix_all;
mod import;
mod jobs;
mod kit;
mod login;
mod making;
mod news;
mod offer;
mod pace;
mod part;
mod plan;
mod problem;
mod publish;
mod queue;
mod regroup;
mod rules;
mod settings;
mod shelf;
mod start;
mod studio;
mod view;
mod words;

pub use check::Checked;
pub use login::{Credentials, DEVELOPERS, REDIRECT};
pub use media::our_variables;
pub use news::News;
pub use publish::{Outlet, Rehearsal, Right, local_time};
pub use start::data_folder;
pub use studio::{Event, Studio};
pub use view::*;
pub use words::system_language;
