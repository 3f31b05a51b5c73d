//! What happens in the studio, told to the window.

use std::sync::Arc;

use studio::{Event, Studio};
use tauri::{AppHandle, Emitter};

/// Tells every window of jobs, and of edits made elsewhere, for as long as the program runs.
pub(crate) fn forward(studio: &Arc<Studio>, app: &AppHandle) {
    let (mut news, app, studio) = (studio.news(), app.clone(), Arc::clone(studio));
    studio.watch_others();
    tauri::async_runtime::spawn(async move {
        loop {
            let told = match news.next().await {
                Event::Job(job) => app.emit("job", job),
                Event::Analysed(draft) => app.emit("analysed", draft),
                Event::DeskChanged(draft) => app.emit("desk-changed", draft),
                Event::DraftChanged(draft) => app.emit("draft-changed", draft),
                Event::Posted(draft) => app.emit("posted", draft),
                Event::SentSoFar(sent) => app.emit("sent-so-far", sent),
                Event::WorkDone(done) => {
                    crate::notice::show(&studio, done);
                    Ok(())
                }
                Event::Connections(hosts) => app.emit("connections", hosts),
            };
            // A window that is closing cannot be told any more.
            if told.is_err() {
                return;
            }
        }
    });
}
