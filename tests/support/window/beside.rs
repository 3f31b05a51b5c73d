//! What lies beside the page: other windows, and the clipboard.

use std::process::Command;

use fantoccini::wd::WindowHandle;
use xtask::{Failure, House};

use super::{Window, WindowError};

impl Window {
    /// Waits for the window beside this one, and turns to it: what is asked and done from then on, is there.
    /// Answers this one, to turn back to.
    pub async fn beside(&self) -> Result<WindowHandle, WindowError> {
        let here = self.client.window().await?;
        let other = self
            .until("a window beside this one", async |client| {
                Ok(client.windows().await?.into_iter().find(|window| *window != here))
            })
            .await?;
        self.turn_to(other).await?;
        Ok(here)
    }

    /// Turns to another window.
    pub async fn turn_to(&self, window: WindowHandle) -> Result<(), WindowError> {
        Ok(self.client.switch_to_window(window).await?)
    }

    /// Tells the window whose title begins so to close, as its close button does, and waits until it is gone.
    pub async fn close_beside(&self, title: &str) -> Result<(), WindowError> {
        let windows = self.client.windows().await?.len();
        let mut closing = self.python("closewindow.py");
        let told = closing.arg(title).status().map_err(not_started)?;
        if !told.success() {
            return Err(self.too_late(&format!("a window “{title}”")).await?);
        }
        self.until(&format!("the end of the window “{title}”"), async |client| {
            Ok((client.windows().await?.len() < windows).then_some(()))
        })
        .await
    }

    /// The text on the clipboard of its screen, as another program is given it.
    pub fn clipboard(&self) -> Result<String, WindowError> {
        let told = self.python("clipboard.py").output().map_err(not_started)?;
        Ok(String::from_utf8_lossy(&told.stdout).into_owned())
    }

    /// A script of the support, on its screen.
    fn python(&self, script: &str) -> Command {
        let mut python = self.screen().command("/usr/bin/python3");
        python.arg(House::here().path("tests/support").join(script));
        python
    }
}

fn not_started(cause: std::io::Error) -> Failure {
    Failure::Start { command: "python3".into(), cause }
}
