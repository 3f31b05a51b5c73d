//! Where everything is kept, and what a window needs to begin.

use std::{path::PathBuf, sync::Arc};

use preview::{Preview, PreviewError};

use crate::{Problem, Start, Studio, words::system_language};

/// The name of the data folder, and of the environment variable that chooses another.
const FOLDER: &str = if cfg!(any(windows, target_os = "macos")) { "Showrunner" } else { "showrunner" };

/// The folder drafts are kept in when none is chosen: the system's place for a program's data.
///
/// # Errors
/// `StoreUnwritable` when the system names no such place.
pub fn data_folder() -> Result<PathBuf, Problem> {
    dirs::data_dir().map(|folder| folder.join(FOLDER)).ok_or_else(|| Problem::unwritable(FOLDER))
}

impl Studio {
    /// What a window needs to begin. Starts the preview server the first time.
    ///
    /// # Errors
    /// When the store cannot be read, or no port on the loopback is to be had.
    pub async fn start(&self) -> Result<Start, Problem> {
        let preview = self
            .preview
            .get_or_try_init(|| async {
                let preview = Preview::start(self.data.join("cache"), self.store.pictures())?;
                let kept = Arc::clone(&self.analyses);
                preview.set_peaks(move |content| kept.peaks(content));
                Ok::<_, PreviewError>(preview)
            })
            .await?;
        let settings = self.settings().await?;
        let language = settings.language.unwrap_or_else(system_language);
        Ok(Start {
            language,
            settings,
            media_url: preview.url().to_owned(),
            ffmpeg: self.find_ffmpeg().await.into(),
            rules: self.rules(),
            data_folder: self.data.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            show: None,
        })
    }
}
