//! The connections to the outside, for the creator to see.

use studio::{ConnectionView, Problem};
use tauri::State;

use crate::Opened;

#[tauri::command]
pub(crate) async fn connections(opened: State<'_, Opened>) -> Result<Vec<ConnectionView>, Problem> {
    opened.studio()?.connections().await
}

#[tauri::command]
pub(crate) async fn open_connections(opened: State<'_, Opened>) -> Result<Vec<String>, Problem> {
    Ok(opened.studio()?.open_connections())
}
