//! What lies beside the page: other windows, and the clipboard.

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

    /// The text on the clipboard of its screen, as another program is given it.
    pub fn clipboard(&self) -> Result<String, WindowError> {
        let mut asking = self.screen().command("/usr/bin/python3");
        let told = asking.arg(House::here().path("tests/support/clipboard.py")).output();
        let told = told.map_err(|cause| Failure::Start { command: "python3".into(), cause })?;
        Ok(String::from_utf8_lossy(&told.stdout).into_owned())
    }
}
