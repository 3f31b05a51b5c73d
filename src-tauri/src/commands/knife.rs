//! The knife: reading clips through, splitting, joining, fixing all.

use series::{ClipId, DraftId, EpisodeId, FixTicks, Micros, SplitLimits, SplitPlan, SplitWish, Target};
use studio::{ClipAnalysis, DraftView, DryRunView, FixAllOutcome, JobId, Problem};
use tauri::State;

use crate::Opened;

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn analyse(opened: State<'_, Opened>, draft: DraftId) -> Answer<JobId> {
    opened.studio()?.analyse(draft).await
}

#[tauri::command]
pub(crate) async fn analysis(
    opened: State<'_, Opened>,
    draft: DraftId,
    clip: ClipId,
) -> Answer<ClipAnalysis> {
    opened.studio()?.analysis(draft, clip).await
}

/// How long a video may be at a target.
#[tauri::command]
pub(crate) fn lengths_at(opened: State<'_, Opened>, target: Target) -> Answer<SplitLimits> {
    Ok(opened.studio()?.lengths_at(target))
}

#[tauri::command]
pub(crate) async fn split_plans(
    opened: State<'_, Opened>,
    draft: DraftId,
    episode: EpisodeId,
    wish: SplitWish,
    limits: Option<SplitLimits>,
    marks: Vec<Micros>,
) -> Answer<Vec<SplitPlan>> {
    opened.studio()?.split_plans(draft, episode, wish, limits, marks).await
}

#[tauri::command]
pub(crate) async fn split(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    episode: EpisodeId,
    cuts: Vec<Micros>,
) -> Answer<DraftView> {
    opened.studio()?.split(draft, revision, episode, &cuts).await
}

#[tauri::command]
pub(crate) async fn merge(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    episodes: Vec<EpisodeId>,
) -> Answer<DraftView> {
    opened.studio()?.merge(draft, revision, &episodes).await
}

#[tauri::command]
pub(crate) async fn take_apart(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    episode: EpisodeId,
) -> Answer<DraftView> {
    opened.studio()?.take_apart(draft, revision, episode).await
}

#[tauri::command]
pub(crate) async fn dry_run(
    opened: State<'_, Opened>,
    draft: DraftId,
    ticks: FixTicks,
) -> Answer<DryRunView> {
    opened.studio()?.dry_run(draft, &ticks).await
}

#[tauri::command]
pub(crate) async fn fix_all(
    opened: State<'_, Opened>,
    draft: DraftId,
    revision: u64,
    ticks: FixTicks,
) -> Answer<FixAllOutcome> {
    opened.studio()?.fix_all(draft, revision, &ticks).await
}

#[tauri::command]
pub(crate) async fn prepare(opened: State<'_, Opened>, draft: DraftId) -> Answer<JobId> {
    opened.studio()?.prepare(draft).await
}

#[tauri::command]
pub(crate) async fn pause_job(opened: State<'_, Opened>, job: JobId) -> Answer<()> {
    opened.studio()?.pause_job(job);
    Ok(())
}

#[tauri::command]
pub(crate) async fn resume_job(opened: State<'_, Opened>, job: JobId) -> Answer<()> {
    opened.studio()?.resume_job(job);
    Ok(())
}
