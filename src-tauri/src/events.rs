//! What happens in the studio, told to the window.

use std::sync::Arc;

use studio::{Event, Studio};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// Tells every window of jobs, and of edits made elsewhere, for as long as the program runs.
pub(crate) fn forward(studio: &Arc<Studio>, app: &AppHandle) {
    let (mut events, app, studio) = (studio.events(), app.clone(), Arc::clone(studio));
    studio.watch_others();
    tauri::async_runtime::spawn(async move {
        loop {
            let told = match events.recv().await {
                Ok(Event::Job(job)) => app.emit("job", job),
                Ok(Event::Analysed(draft)) => app.emit("analysed", draft),
                Ok(Event::DeskChanged(draft)) => app.emit("desk-changed", draft),
                Ok(Event::DraftChanged(draft)) => app.emit("draft-changed", draft),
                Ok(Event::Posted(draft)) => app.emit("posted", draft),
                Ok(Event::WorkDone(done)) => {
                    crate::notice::show(&studio, done);
                    Ok(())
                }
                Ok(Event::Connections(hosts)) => app.emit("connections", hosts),
                // The window was slow and missed some, perhaps how a job ended: it is told how all stand.
                Err(RecvError::Lagged(_)) => studio
                    .jobs()
                    .into_iter()
                    .try_for_each(|job| app.emit("job", job))
                    .and_then(|()| app.emit("connections", studio.open_connections())),
                Err(RecvError::Closed) => return,
            };
            // A window that is closing cannot be told any more.
            if told.is_err() {
                return;
            }
        }
    });
}
