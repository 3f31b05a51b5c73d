//! The system's own file dialog, answered as a person answers it.

use std::path::Path;

use super::{PATIENCE, Window, WindowError};

/// How long a dialog may take to go once it was answered, before it is answered again, in seconds.
const ANSWERED: u64 = 2;

impl Window {
    /// Waits for the file dialog, types a path into it and takes it. A folder should be empty: the dialog
    /// completes what is typed.
    pub async fn answer_dialog(&self, path: &Path) -> Result<(), WindowError> {
        let dialog = xtask::until("a file dialog", PATIENCE.as_secs(), || self.dialogs().pop())?;
        let keys =
            |words: &[&str]| self.xdotool(&words.iter().map(|word| (*word).into()).collect::<Vec<_>>());
        // With its slash a folder is whole: nothing is completed behind it.
        let path = format!("{}{}", path.display(), if path.is_dir() { "/" } else { "" });
        // A dialog that still reads its folder swallows keys and does not say so: then it is told again.
        for _ in 0..PATIENCE.as_secs() / ANSWERED {
            if !self.dialogs().contains(&dialog) {
                return Ok(());
            }
            // There is no window manager to give it the keyboard.
            keys(&["windowfocus", "--sync", &dialog])?;
            // Away from the recently used files: among those it takes no folder.
            keys(&["key", "alt+Home", "ctrl+l"])?;
            keys(&["type", "--delay", "4", &path])?;
            keys(&["key", "Return"])?;
            let gone = || (!self.dialogs().contains(&dialog)).then_some(());
            if xtask::until("the end of the file dialog", ANSWERED, gone).is_ok() {
                return Ok(());
            }
        }
        Err(self.too_late("the end of the file dialog").await?)
    }

    /// The file dialogs on the screen, by their X ids.
    fn dialogs(&self) -> Vec<String> {
        let mut search = self.screen().command("xdotool");
        search.args(["search", "--onlyvisible", "--name", "Folder|File|Open|Save"]);
        let found = search.output().map(|output| output.stdout).unwrap_or_default();
        String::from_utf8_lossy(&found).lines().map(str::to_owned).collect()
    }
}
