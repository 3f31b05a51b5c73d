//! The installed ffmpeg. What it says of itself is kept in `target`, as a data folder keeps it: each of
//! the three questions to it takes as long as probing a clip.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Once,
};

use media::Ffmpeg;
use tokio::{runtime::Builder, sync::OnceCell};
use xtask::House;

/// The ffmpeg of this machine.
///
/// # Panics
/// If there is none.
pub async fn ffmpeg() -> &'static Ffmpeg {
    static FOUND: OnceCell<Ffmpeg> = OnceCell::const_new();
    FOUND.get_or_init(async || Ffmpeg::find_kept(None, &kept()).await.expect("the tests need ffmpeg")).await
}

/// Keeps in a data folder what is known of the installed ffmpeg, as if it had been used there before.
pub(crate) fn known_in(data: &Path) {
    static ASKED: Once = Once::new();
    ASKED.call_once(|| {
        // On a thread of its own: the test may run in a runtime.
        let ask =
            || Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(ffmpeg());
        std::thread::scope(|scope| scope.spawn(ask).join().map(drop)).expect("the tests need ffmpeg");
    });
    let there = data.join("cache/ffmpeg.json");
    if !there.exists() {
        fs::create_dir_all(data.join("cache")).expect("the folder is ours");
        // What a script says is not kept: it is asked each time.
        let _ = fs::copy(kept(), there);
    }
}

fn kept() -> PathBuf {
    House::here().target("ffmpeg.json")
}
