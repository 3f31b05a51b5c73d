//! Long work: import, plan, kit, jobs.

use std::path::PathBuf;

use series::{DraftId, ExportPlan, Place};
use studio::{Job, JobId, Problem};
use tauri::State;

use crate::Opened;

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn import_files(
    opened: State<'_, Opened>,
    draft: DraftId,
    paths: Vec<PathBuf>,
    place: Place,
) -> Answer<JobId> {
    opened.studio()?.import_files(draft, paths, place).await
}

#[tauri::command]
pub(crate) async fn export_plan(opened: State<'_, Opened>, draft: DraftId) -> Answer<ExportPlan> {
    opened.studio()?.export_plan(draft).await
}

/// Writes the kit into a new folder inside `folder`, named after the series.
#[tauri::command]
pub(crate) async fn write_kit(opened: State<'_, Opened>, draft: DraftId, folder: PathBuf) -> Answer<JobId> {
    opened.studio()?.write_kit_inside(draft, &folder).await
}

#[tauri::command]
pub(crate) async fn jobs(opened: State<'_, Opened>) -> Answer<Vec<Job>> {
    Ok(opened.studio()?.jobs())
}

#[tauri::command]
pub(crate) async fn cancel_job(opened: State<'_, Opened>, job: JobId) -> Answer<()> {
    opened.studio()?.cancel_job(job);
    Ok(())
}
