//! System dialogs and the clipboard. Paths go to the window as text: it hands them back unchanged.

use std::path::PathBuf;

use studio::Problem;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn choose_files(app: AppHandle) -> Answer<Vec<PathBuf>> {
    let chosen = ask(&app, |dialog, answer| dialog.pick_files(answer)).await;
    Ok(chosen.into_iter().flatten().filter_map(path).collect())
}

#[tauri::command]
pub(crate) async fn choose_folder(app: AppHandle) -> Answer<Option<PathBuf>> {
    Ok(ask(&app, |dialog, answer| dialog.pick_folder(answer)).await.and_then(path))
}

#[tauri::command]
pub(crate) async fn choose_picture(app: AppHandle) -> Answer<Option<PathBuf>> {
    let pictures = |dialog: FileDialogBuilder<tauri::Wry>, answer| {
        dialog.add_filter("JPEG, PNG, WebP", &["jpg", "jpeg", "png", "webp"]).pick_file(answer);
    };
    Ok(ask(&app, pictures).await.and_then(path))
}

#[tauri::command]
pub(crate) async fn choose_ffmpeg(app: AppHandle) -> Answer<Option<PathBuf>> {
    Ok(ask(&app, |dialog, answer| dialog.pick_file(answer)).await.and_then(path))
}

/// The files on the clipboard; none when it holds something else, or there is no clipboard.
#[tauri::command]
pub(crate) async fn pasted_files() -> Answer<Vec<PathBuf>> {
    let files = tauri::async_runtime::spawn_blocking(|| {
        arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get().file_list()).unwrap_or_default()
    });
    Ok(files.await.unwrap_or_default())
}

/// Opens a dialog and waits for its answer without holding a thread.
async fn ask<T: Send + 'static>(
    app: &AppHandle,
    open: impl FnOnce(FileDialogBuilder<tauri::Wry>, Box<dyn FnOnce(Option<T>) + Send>),
) -> Option<T> {
    let (tell, told) = oneshot::channel();
    // A window that is gone no longer waits for the answer.
    open(app.dialog().file(), Box::new(move |chosen| drop(tell.send(chosen))));
    told.await.ok().flatten()
}

fn path(chosen: FilePath) -> Option<PathBuf> {
    chosen.into_path().ok()
}
