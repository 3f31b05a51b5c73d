//! The submission desk: what is ticked, its window, and what leaves it for the browser.

use std::path::PathBuf;

use series::{DeskTick, DraftId, GuidelinePoint, PORTAL, ReviewStatus, RuleId, StepId};
use studio::{DeskView, Eligible, Problem, ProblemCode};
use tauri::{AppHandle, Emitter, State, WebviewWindow};

use crate::{Opened, desk};

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn desk(opened: State<'_, Opened>, draft: DraftId) -> Answer<DeskView> {
    opened.studio()?.desk(draft).await
}

#[tauri::command]
pub(crate) async fn desk_tick(
    opened: State<'_, Opened>,
    draft: DraftId,
    step: StepId,
    tick: Option<DeskTick>,
) -> Answer<DeskView> {
    opened.studio()?.desk_tick(draft, step, tick).await
}

#[tauri::command]
pub(crate) async fn desk_declare(
    opened: State<'_, Opened>,
    draft: DraftId,
    point: GuidelinePoint,
    so: bool,
) -> Answer<DeskView> {
    opened.studio()?.desk_declare(draft, point, so).await
}

#[tauri::command]
pub(crate) async fn desk_status(
    opened: State<'_, Opened>,
    draft: DraftId,
    status: ReviewStatus,
    reason: Option<String>,
) -> Answer<DeskView> {
    opened.studio()?.desk_status(draft, status, reason).await
}

#[tauri::command]
pub(crate) async fn eligibility(opened: State<'_, Opened>) -> Answer<Vec<Eligible>> {
    opened.studio()?.eligibility().await
}

#[tauri::command]
pub(crate) async fn declare_eligible(
    opened: State<'_, Opened>,
    rule: RuleId,
    so: bool,
) -> Answer<Vec<Eligible>> {
    opened.studio()?.declare_eligible(&rule, so).await
}

#[tauri::command]
pub(crate) async fn count_followers(opened: State<'_, Opened>) -> Answer<Vec<Eligible>> {
    opened.studio()?.count_followers().await
}

/// Shows the desk in its own window.
#[tauri::command]
pub(crate) async fn open_desk(app: AppHandle, opened: State<'_, Opened>, draft: DraftId) -> Answer<()> {
    let studio = opened.studio()?;
    let view = studio.desk(draft).await?;
    desk::open(&app, &view, &studio.settings().await?).map_err(unexpected)
}

/// Keeps the window that asks above all others, or no longer; the next one as well.
#[tauri::command]
pub(crate) async fn desk_on_top(window: WebviewWindow, opened: State<'_, Opened>, on: bool) -> Answer<()> {
    let studio = opened.studio()?;
    window.set_always_on_top(on).map_err(unexpected)?;
    studio.keep_desk_on_top(on).await?;
    // A window that is closing cannot be told any more.
    let _ = window.emit("settings", &studio.start().await?);
    Ok(())
}

/// Shows a place of a draft in the studio's window.
#[tauri::command]
pub(crate) async fn show_in_studio(app: AppHandle, draft: DraftId, place: String) -> Answer<()> {
    if !place.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Problem::new(ProblemCode::Unexpected).detail(place));
    }
    desk::show_in_studio(&app, draft, &place).map_err(unexpected)
}

/// Opens the Series portal in the creator's browser.
#[tauri::command]
pub(crate) async fn open_portal() -> Answer<()> {
    tauri_plugin_opener::open_url(format!("https://{PORTAL}"), None::<&str>).map_err(unexpected)
}

/// Lets a file of the kit follow the pointer out of the window that asks, until it is let go. Says whether
/// somebody took it.
#[tauri::command]
pub(crate) async fn drag_file(
    window: WebviewWindow,
    opened: State<'_, Opened>,
    draft: DraftId,
    path: PathBuf,
) -> Answer<bool> {
    let file = opened.studio()?.desk_file(draft, &path).await?;
    Ok(desk::drag_out(&window, file).await)
}

#[tauri::command]
pub(crate) async fn copy_text(app: AppHandle, text: String) -> Answer<()> {
    let copied = desk::copy(&app, text).await;
    copied.then_some(()).ok_or_else(|| Problem::new(ProblemCode::NoClipboard))
}

fn unexpected(error: impl ToString) -> Problem {
    Problem::new(ProblemCode::Unexpected).detail(error.to_string())
}
