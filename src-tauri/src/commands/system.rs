//! The system around: settings, ffmpeg, the file manager, the browser.

use std::{path::PathBuf, sync::Arc};

use studio::{Ffmpeg, Problem, ProblemCode, Settings, Start};
use tauri::{AppHandle, Emitter, State, WebviewWindow};

use crate::{Opened, desk};

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn start(window: WebviewWindow, opened: State<'_, Opened>) -> Answer<Start> {
    let studio = opened.studio()?;
    let start = studio.start().await?;
    if window.label() != desk::LABEL {
        let working = Arc::clone(studio);
        // What was left when the last window was closed goes on by itself. Without ffmpeg it waits for it.
        tauri::async_runtime::spawn(async move { working.resume_work().await });
    }
    Ok(Start { show: opened.show, ..start })
}

#[tauri::command]
pub(crate) async fn save_settings(
    app: AppHandle,
    opened: State<'_, Opened>,
    settings: Settings,
) -> Answer<Start> {
    let studio = opened.studio()?;
    studio.save_settings(&settings).await?;
    let start = studio.start().await?;
    // A window that is closing cannot be told any more.
    let _ = app.emit("settings", &start);
    Ok(start)
}

#[tauri::command]
pub(crate) async fn look_for_ffmpeg(opened: State<'_, Opened>) -> Answer<Ffmpeg> {
    Ok(opened.studio()?.look_for_ffmpeg().await)
}

/// Shows a file or folder in the system's file manager.
#[tauri::command]
pub(crate) async fn reveal(path: PathBuf) -> Answer<()> {
    tauri_plugin_opener::reveal_item_in_dir(&path)
        .map_err(|error| Problem::new(ProblemCode::Unexpected).detail(error.to_string()))
}

/// Pages of TikTok that the window leads to, besides those that rules were read on: what a creator agrees to
/// before a post.
const PAGES: [&str; 2] = [
    "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en",
    "https://www.tiktok.com/legal/page/global/bc-policy/en",
];

/// Opens such a page, or one a rule was read on, in the creator's browser; no other address is opened.
#[tauri::command]
pub(crate) async fn open_source(opened: State<'_, Opened>, url: String) -> Answer<()> {
    let rules = opened.studio()?.rules().rules;
    let read = rules.iter().any(|rule| rule.url.as_deref() == Some(url.as_str()));
    if !read && !PAGES.contains(&url.as_str()) {
        return Err(Problem::new(ProblemCode::Unexpected).detail(url));
    }
    tauri_plugin_opener::open_url(&url, None::<&str>)
        .map_err(|error| Problem::new(ProblemCode::Unexpected).detail(error.to_string()))
}
