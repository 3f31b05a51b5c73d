//! Publishing: the page, what the platform says, sending, rehearsing, settling.

use series::{AccountId, DraftId, Lack, PostSettings, PostingId};
use studio::{AccountKind, CreatorNow, JobId, Problem, PublishView, Settled, StartPublish, StartRehearsal};
use tauri::State;

use crate::Opened;

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn publish_view(
    opened: State<'_, Opened>,
    draft: DraftId,
    kind: Option<AccountKind>,
    account: Option<AccountId>,
) -> Answer<PublishView> {
    opened.studio()?.publish_view(draft, kind, account).await
}

#[tauri::command]
pub(crate) async fn creator(opened: State<'_, Opened>, account: AccountId) -> Answer<CreatorNow> {
    opened.studio()?.creator(account).await
}

#[tauri::command]
pub(crate) async fn post_lacks(
    opened: State<'_, Opened>,
    draft: DraftId,
    start: StartPublish,
) -> Answer<Vec<Lack>> {
    opened.studio()?.post_lacks(draft, start).await
}

#[tauri::command]
pub(crate) async fn start_publish(
    opened: State<'_, Opened>,
    draft: DraftId,
    start: StartPublish,
) -> Answer<JobId> {
    opened.studio()?.start_publish(draft, start).await
}

#[tauri::command]
pub(crate) async fn start_rehearsal(
    opened: State<'_, Opened>,
    draft: DraftId,
    start: StartRehearsal,
) -> Answer<JobId> {
    opened.studio()?.start_rehearsal(draft, start).await
}

#[tauri::command]
pub(crate) async fn settle_posting(
    opened: State<'_, Opened>,
    posting: PostingId,
    settled: Settled,
) -> Answer<()> {
    opened.studio()?.settle(posting, settled).await
}

#[tauri::command]
pub(crate) async fn save_post_settings(
    opened: State<'_, Opened>,
    draft: DraftId,
    kind: AccountKind,
    settings: PostSettings,
) -> Answer<()> {
    opened.studio()?.save_post_settings(draft, kind, settings).await
}
