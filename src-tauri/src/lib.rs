//! The desktop shell: it opens the studio on a data folder, shows the window, and hands typed input
//! from the window to one `studio` call each. No rule and no state of a series lives here.

mod commands;
mod desk;
mod events;
mod notice;
mod options;

use std::{process::ExitCode, sync::Arc};

use series::DraftId;
use studio::{Problem, Studio};
use tauri::Manager;

use crate::options::Options;

/// What commands share: the studio, or why it could not be opened. A window that can say why is
/// better than none.
pub(crate) struct Opened {
    pub(crate) studio: Result<Arc<Studio>, Problem>,
    /// The draft to show at once.
    pub(crate) show: Option<DraftId>,
    /// The server that stands in for TikTok, if the program was started with one.
    pub(crate) server: Option<String>,
}

impl Opened {
    pub(crate) fn studio(&self) -> Result<&Arc<Studio>, Problem> {
        self.studio.as_ref().map_err(Clone::clone)
    }
}

/// Runs the studio until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let options = match Options::read(std::env::args_os().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("showrunner-studio: {error}");
            return ExitCode::from(2);
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());
    let _inside = runtime.enter();
    let opened = runtime.block_on(async {
        let studio = match options.data.map_or_else(studio::data_folder, Ok) {
            Ok(folder) => Studio::open(folder).await.map(Arc::new),
            Err(problem) => Err(problem),
        };
        Opened { studio, show: options.open, server: options.server }
    });
    let studio = opened.studio.clone().ok();

    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .manage(opened)
        .invoke_handler(commands::handler())
        .on_window_event(desk::goes_with_the_studio)
        .setup(move |app| {
            if let Some(studio) = &app.state::<Opened>().studio.as_ref().ok() {
                events::forward(studio, app.handle());
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(move |_, event| {
                if let (tauri::RunEvent::Exit, Some(studio)) = (event, &studio) {
                    runtime.block_on(studio.stop_jobs());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("showrunner-studio: {error}");
            ExitCode::from(2)
        }
    }
}
