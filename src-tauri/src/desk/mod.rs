//! The submission desk's own window: it stands beside the browser, and goes when the studio's window goes.

mod clipboard;
mod drag;

pub(crate) use clipboard::copy;
pub(crate) use drag::drag_out;

use series::{DraftId, Message, Value};
use studio::{DeskView, Settings, Studio};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent};

/// The window's name.
pub(crate) const LABEL: &str = "desk";
/// The name of the studio's window.
const MAIN: &str = "main";

/// Shows the desk of a draft, in the window that is there or in a new one.
///
/// # Errors
/// When the system gives no window.
pub(crate) fn open(app: &AppHandle, desk: &DeskView, settings: &Settings) -> tauri::Result<()> {
    let language = settings.language.unwrap_or_else(studio::system_language);
    let title = Message::new("portal.window").with("title", Value::Text(desk.title.clone()));
    let title = Studio::words(language).say(&title);
    if let Some(window) = app.get_webview_window(LABEL) {
        go(&window, &format!("/desk/{}", desk.draft))?;
        window.set_title(&title)?;
        return front(&window);
    }
    let page = WebviewUrl::App(format!("index.html#/desk/{}", desk.draft).into());
    WebviewWindowBuilder::new(app, LABEL, page)
        .title(title)
        .inner_size(420.0, 900.0)
        .min_inner_size(360.0, 560.0)
        .always_on_top(settings.desk_on_top == Some(true))
        .build()
        .map(drop)
}

/// Shows a place of a draft in the studio's window.
///
/// # Errors
/// When the system does not.
pub(crate) fn show_in_studio(app: &AppHandle, draft: DraftId, place: &str) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    go(&window, &format!("/draft/{draft}/{place}"))?;
    front(&window)
}

/// The desk goes with the studio: every tick is kept, and nothing is lost.
pub(crate) fn goes_with_the_studio(window: &Window, event: &WindowEvent) {
    if window.label() == MAIN
        && matches!(event, WindowEvent::Destroyed)
        && let Some(desk) = window.app_handle().get_webview_window(LABEL)
    {
        // One that is gone already is as well.
        let _ = desk.destroy();
    }
}

/// Goes to a place of the page. `place` holds nothing but ids and names of ours.
fn go(window: &WebviewWindow, place: &str) -> tauri::Result<()> {
    window.eval(format!("location.hash = '#{place}';"))
}

fn front(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}
