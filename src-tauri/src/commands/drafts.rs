//! Drafts: the shelf, opening, editing.

use series::{ClipId, CoverSource, DraftId, Step};
use studio::{DraftView, Problem, Shelf};
use tauri::State;

use crate::Opened;

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn shelf(opened: State<'_, Opened>) -> Answer<Shelf> {
    opened.studio()?.shelf().await
}

#[tauri::command]
pub(crate) async fn new_draft(opened: State<'_, Opened>, title: String) -> Answer<DraftView> {
    opened.studio()?.new_draft(&title).await
}

#[tauri::command]
pub(crate) async fn duplicate_draft(opened: State<'_, Opened>, draft: DraftId) -> Answer<DraftId> {
    opened.studio()?.duplicate_draft(draft).await
}

#[tauri::command]
pub(crate) async fn archive_draft(opened: State<'_, Opened>, draft: DraftId, archived: bool) -> Answer<()> {
    opened.studio()?.archive_draft(draft, archived).await
}

#[tauri::command]
pub(crate) async fn open_draft(opened: State<'_, Opened>, draft: DraftId) -> Answer<DraftView> {
    opened.studio()?.open_draft(draft).await
}

#[tauri::command]
pub(crate) async fn close_draft(opened: State<'_, Opened>, draft: DraftId) -> Answer<()> {
    opened.studio()?.close_draft(draft).await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn look_again(opened: State<'_, Opened>, draft: DraftId) -> Answer<DraftView> {
    opened.studio()?.look_again(draft).await
}

#[tauri::command]
pub(crate) async fn step(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    step: Step,
) -> Answer<DraftView> {
    opened.studio()?.step(draft, revision, step).await
}

#[tauri::command]
pub(crate) async fn set_price(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    text: String,
) -> Answer<DraftView> {
    opened.studio()?.set_price(draft, revision, &text).await
}

#[tauri::command]
pub(crate) async fn set_cover(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    from: CoverSource,
) -> Answer<DraftView> {
    opened.studio()?.set_cover(draft, revision, from).await
}

#[tauri::command]
pub(crate) async fn relink(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    clip: ClipId,
    path: Option<std::path::PathBuf>,
) -> Answer<DraftView> {
    opened.studio()?.relink(draft, revision, clip, path).await
}
