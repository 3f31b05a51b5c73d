//! A series, the window it is open in, and what the command line says is on disk.

use serde_json::Value as Json;
use showrunner_tests::cli::Home;
use showrunner_tests::window::{How, Way, Window};

/// The window and the home its studio keeps everything in. The window ends first: nothing is written any more when the
/// home goes.
pub struct Stage {
    /// The window.
    pub window: Window,
    /// Recordings and data.
    pub home: Home,
    /// The draft that is open in it.
    pub draft: String,
}

impl Stage {
    /// A series of clips that break no rule, open on the board.
    pub async fn of(clips: &[&str]) -> Way<Self> {
        let home = Home::new();
        let files: Vec<_> =
            clips.iter().zip(0..).map(|(name, number)| home.lesson(&format!("{name}.mp4"), number)).collect();
        let draft = home.series("Bread", &files);
        let window = Window::start_as(opening(&home, &draft)).await?;
        window.shows(clips).await?;
        Ok(Self { home, window, draft })
    }

    /// The draft as it is on disk.
    pub fn kept(&self) -> Json {
        self.home.draft(&self.draft)
    }

    /// The titles on disk, in order.
    pub fn kept_titles(&self) -> Vec<String> {
        self.home.titles(&self.draft)
    }

    /// Waits until the draft on disk is as it should be.
    pub async fn comes_to(&self, what: &str, is: impl Fn(&Json) -> bool) -> Way {
        self.window.until(what, async |_| Ok(is(&self.kept()).then_some(()))).await?;
        Ok(())
    }
}

/// A start that opens a draft at once.
pub fn opening(home: &Home, draft: &str) -> How {
    How { data: home.data(), arguments: vec!["--open".into(), draft.into()], ..How::default() }
}
