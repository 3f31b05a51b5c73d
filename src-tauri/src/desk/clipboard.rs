//! Puts a text on the clipboard, where it stays while the studio runs.

use tauri::AppHandle;

/// Puts a text on the clipboard. Says whether there is one.
#[cfg(target_os = "linux")]
pub(crate) async fn copy(app: &AppHandle, text: String) -> bool {
    let (tell, told) = tokio::sync::oneshot::channel();
    // The toolkit's own clipboard: the webview's and the system's are the same, on X11 and on Wayland.
    let asked = app.run_on_main_thread(move || {
        let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
        clipboard.set_text(&text);
        clipboard.store();
        // Who no longer waits does not want to know.
        let _ = tell.send(());
    });
    asked.is_ok() && told.await.is_ok()
}

/// Puts a text on the clipboard. Says whether there is one.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn copy(_app: &AppHandle, text: String) -> bool {
    let put = move || arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text)).is_ok();
    tauri::async_runtime::spawn_blocking(put).await.unwrap_or(false)
}
