//! The knife in the real window, on rules that a minute of talk is too long for.

mod fix_all;
mod joined;
mod keys;
mod split;

use std::path::PathBuf;

use showrunner_tests::cli::Home;
use showrunner_tests::recipes::{Audio, Clip, Video};
use showrunner_tests::remade::remade;
use showrunner_tests::talk::limits;
use showrunner_tests::window::{Way, Window};

use crate::stage::{Stage, opening};

/// Episodes may be so long, in seconds.
const LIMITS: (u32, u32) = (8, 25);

/// A series of those recordings under those limits, open on the board.
async fn stage(recordings: &[(&str, PathBuf)]) -> Way<Stage> {
    let home = Home::new();
    limits(&home, LIMITS.0, LIMITS.1);
    let files: Vec<_> =
        recordings.iter().map(|(name, file)| home.keep(&format!("{name}.mp4"), file)).collect();
    let draft = home.series("Bread", &files);
    home.offer(&draft);
    let window = Window::start_as(opening(&home, &draft)).await?;
    let titles: Vec<&str> = recordings.iter().map(|(name, _)| *name).collect();
    window.shows(&titles).await?;
    Ok(Stage { home, window, draft })
}

/// A recording of a phone, which takes long enough to become H.264 that it can be paused and killed on the
/// way. Of different lengths they are different.
fn phone(seconds: &str) -> PathBuf {
    let whole = Clip::new("phone").codec(Video::Hevc).size(540, 960).audio(Audio::None).seconds(21).file();
    remade(&whole, "mp4", &[], &["-c", "copy", "-tag:v", "hvc1", "-t", seconds])
}

/// A recording with a tone that is too soft, and of a good size.
fn soft(seconds: u64) -> PathBuf {
    Clip::new("soft").size(360, 640).seconds(seconds).gop(50).file()
}

impl Stage {
    /// Everybody can use the page as it is, once it stands still.
    async fn everybody(&self) -> Way {
        self.window.drawn().await?;
        assert_eq!(self.window.axe().await?, [""; 0]);
        Ok(())
    }

    /// What the episodes keep of their first clips, in microseconds; of a whole one, nothing.
    fn spans(&self) -> Vec<Option<(i64, i64)>> {
        let kept = self.kept();
        let episodes = kept["episodes"].as_array().expect("a list of episodes").iter();
        let micros = |trim: &serde_json::Value| Some((trim["in_us"].as_i64()?, trim["out_us"].as_i64()?));
        episodes.map(|episode| micros(&episode["trim"])).collect()
    }
}
