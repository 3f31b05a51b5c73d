//! Tells the desktop that a day's sending is done, unless the creator wants it quiet.

use std::sync::Arc;

use notify_rust::Notification;
use series::{Message, Value};
use studio::{Studio, WorkDone, local_time, system_language};

/// Shows what was done, in the creator's language. A desktop that shows no notices shows none: the window
/// says the same.
pub(crate) fn show(studio: &Arc<Studio>, done: WorkDone) {
    let studio = Arc::clone(studio);
    tauri::async_runtime::spawn(async move {
        let Ok(settings) = studio.settings().await else { return };
        if settings.quiet == Some(true) {
            return;
        }
        // That it only waits is no news.
        if done.posted == 0 && done.asks == 0 && done.stopped.is_none() {
            return;
        }
        let words = Studio::words(settings.language.unwrap_or_else(system_language));
        let text = sentences(&done).iter().map(|sentence| words.say(sentence)).collect::<Vec<_>>().join(" ");
        let shown = tauri::async_runtime::spawn_blocking(move || {
            Notification::new().appname("Showrunner").summary(&done.title).body(&text).show().map(drop)
        });
        let _ = shown.await;
    });
}

fn sentences(done: &WorkDone) -> Vec<Message> {
    let counted = |key: &str, count: u32| Message::new(key).with("count", Value::Count(count));
    let mut all = Vec::new();
    if done.posted > 0 {
        all.push(counted("notice.posted", done.posted));
    }
    if done.asks > 0 {
        all.push(counted("notice.asks", done.asks));
    }
    if let Some(until) = done.until_ms {
        all.push(Message::new("notice.until").with("time", Value::Text(local_time(until))));
    }
    if let Some(why) = &done.stopped {
        all.extend([Message::new("notice.stopped"), why.clone()]);
    }
    all
}

#[cfg(test)]
mod tests {
    use series::{DraftId, Language};

    use super::*;

    #[test]
    fn a_notice_says_what_was_done_what_asks_when_it_goes_on_and_why_it_stopped() {
        let draft: DraftId = "00000000-0000-0000-0000-000000000001".parse().unwrap();
        let said_in = |language, posted, asks, until_ms, stopped: Option<&Message>| {
            let words = Studio::words(language);
            let stopped = stopped.cloned();
            sentences(&WorkDone { draft, title: "Bread".into(), posted, asks, until_ms, stopped })
                .iter()
                .map(|sentence| words.say(sentence))
                .collect::<Vec<_>>()
        };
        let said = |posted, asks, until_ms| said_in(Language::En, posted, asks, until_ms, None);
        assert_eq!(said(5, 0, None), ["5 episodes were posted."]);
        let all = said(1, 1, Some(0));
        assert_eq!(all[..2], ["1 episode was posted.", "1 episode waits for your decision."]);
        assert!(all[2].starts_with("The rest goes out from "), "{all:?}");
        let full = Message::new("error.disk_full");
        let stopped = said_in(Language::En, 2, 0, None, Some(&full));
        assert_eq!(stopped[..2], ["2 episodes were posted.", "Sending stopped before it was done."]);
        let stopped = said_in(Language::Fr, 0, 0, None, Some(&full));
        assert_eq!(stopped[0], "L’envoi s’est arrêté avant la fin.");
        assert!(stopped.len() == 2 && !stopped[1].contains("error."), "{stopped:?}");
    }
}
