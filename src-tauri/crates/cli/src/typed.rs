//! Secrets that are typed at a terminal, where they do not show, or come in by a pipe. Never as an argument:
//! arguments are seen by every program.

use std::io::{BufRead, IsTerminal, stdin};

use series::Secret;

use crate::voice::Voice;

/// The next line of the input, without its end. At a terminal it is asked for by the text `asks`. What cannot
/// be read is empty, and is refused as such by whoever needs it.
pub(crate) async fn secret(voice: &Voice, asks: &str) -> Secret {
    let asks = format!("{} ", voice.key(asks));
    let read = move || {
        if stdin().is_terminal() {
            return rpassword::prompt_password(asks).unwrap_or_default();
        }
        let mut line = String::new();
        let _ = stdin().lock().read_line(&mut line);
        line
    };
    let line = tokio::task::spawn_blocking(read).await.unwrap_or_default();
    Secret::new(line.trim_end_matches(['\r', '\n']))
}
