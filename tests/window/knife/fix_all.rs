//! Everything fixed at once: read first, then made in a queue that is paused, killed, and goes on; and the
//! kit takes what was made.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::Value as Json;
use showrunner_tests::cli::names;
use showrunner_tests::talk::{FINE, talk};
use showrunner_tests::waiting::{half_made, prepared, read_through};
use showrunner_tests::window::Way;

use super::{phone, soft, stage};
use crate::stage::Stage;

/// What is there before, and what comes of it.
const BEFORE: [&str; 7] = ["1 Talk", "2 Soft", "3 Hello", "4 Phone", "5 Phone", "6 Phone", "7 Longer"];
const AFTER: [&str; 8] =
    ["1 Talk 1", "1 Talk 2", "1 Talk 3", "2 Soft", "4 Phone", "5 Phone", "6 Phone", "7 Longer"];
/// How many of them are made: three parts, the joined one, two of three phones.
const MADE: usize = 6;

type Prepared = BTreeMap<String, (u64, SystemTime, PathBuf)>;

#[tokio::test]
async fn everything_is_fixed_at_once_and_made_once() -> Way {
    let recordings = [talk(62, FINE), soft(16), soft(6), phone("21"), phone("20"), phone("19"), soft(29)];
    let recordings: Vec<_> = BEFORE.into_iter().zip(recordings).collect();
    let mut stage = stage(&recordings).await?;
    stage.another_way().await?;
    stage.dry_run().await?;
    stage.queue().await?;
    stage.kit().await
}

impl Stage {
    /// What is too long can be trimmed instead of split.
    async fn another_way(&self) -> Way {
        let window = &self.window;
        window.choose("Other ways: 7, 7 Longer").await?;
        self.everybody().await?;
        window.photograph("other-ways").await?;
        window.choose("Trim to 0:25").await?;
        window.says("Fixed").await?;
        assert_eq!(self.spans()[6], Some((0, 25_000_000)));
        Ok(())
    }

    async fn dry_run(&self) -> Way {
        let window = &self.window;
        let read = "!document.querySelector('footer [role=progressbar]')";
        let all = async |_: &_| Ok((read_through(&self.home.data()).len() == BEFORE.len()).then_some(()));
        window.until("clips that are read through", all).await?;
        window.holds("what was heard in them", read).await?;
        window.choose("Fix all…").await?;
        window.says("Apply 3 fixes").await?;
        // What the command line says of the same.
        let told = self.home.ask(&["fix", &self.draft, "--dry-run"]).fine();
        let rows = told["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 6, "{told:#}");
        for row in rows {
            for text in ["title", "reason", "after"] {
                window.says(row[text].as_str().expect("a text")).await?;
            }
        }
        let total = &told["total"];
        let to_fix = format!("{}→becomes{}tofix", total["to_fix"], total["to_fix_then"]);
        let said = "document.querySelector('main footer dl').textContent.replace(/\\s+/g, '')";
        window.holds(&to_fix, &format!("{said}.includes('{to_fix}')")).await?;
        self.everybody().await?;
        window.photograph("dry").await?;
        // What only warns is encoded anew where the creator says so.
        for title in ["4, 4 Phone", "5, 5 Phone", "7, 7 Longer"] {
            window.click(&format!("tr:has([aria-label='Fix episode {title}']) .tick")).await?;
        }
        window.says("Apply 4 fixes").await?;
        window.holds("the figures", "!document.querySelector('[aria-busy=true]')").await?;
        window.choose("Apply 4 fixes").await?;
        window.announces("4 fixes applied").await?;
        window.shows(&AFTER).await?;
        Ok(())
    }

    fn prepared(&self) -> Prepared {
        prepared(&self.home.data())
    }

    /// Waits until so many files are made.
    async fn made(&self, count: usize) -> Way<Prepared> {
        let there = async |_: &_| Ok(Some(self.prepared()).filter(|made| made.len() >= count));
        Ok(self.window.until(&format!("file {count}"), there).await?)
    }

    async fn queue(&mut self) -> Way {
        self.window.choose("Pause").await?;
        self.window.says("paused").await?;
        self.window.choose("Show all jobs").await?;
        self.everybody().await?;
        self.window.photograph("queue").await?;
        let paused = self.prepared();
        assert!(paused.len() < MADE, "it was paused");
        self.window.choose("Resume").await?;

        // Killed in the middle of the file behind that.
        self.made((paused.len() + 1).max(4)).await?;
        self.window.kill()?;
        let killed = self.prepared();
        assert!(killed.len() < MADE, "it was killed at work");
        self.window.again().await?;
        self.window.shows(&AFTER).await?;
        let mut all = self.prepared();
        while all.len() < MADE {
            all = self.made(all.len() + 1).await?;
        }
        self.window.says("ready for the kit").await?;
        assert_eq!(self.prepared().len(), MADE);
        assert!(half_made(&self.home.data()).is_empty());
        for (key, file) in paused.iter().chain(&killed) {
            assert_eq!(all.get(key), Some(file), "nothing is made twice");
        }
        Ok(())
    }

    /// The kit takes the very files, and tells what is proven of them.
    async fn kit(&self) -> Way {
        let window = &self.window;
        let out = self.home.at("kits");
        std::fs::create_dir(&out)?;
        window.choose("Publish").await?;
        window.choose("Write series kit…").await?;
        window.answer_dialog(&out).await?;
        window.says("Kit written, 8 episodes").await?;
        let kit = out.join("Bread");
        let inode = |name: &String| std::fs::metadata(kit.join(name)).map(|about| about.ino());
        let delivered: BTreeSet<u64> = names(&kit).iter().map(inode).collect::<Result<_, _>>()?;
        for (_, (inode, _, path)) in self.prepared() {
            assert!(delivered.contains(&inode), "{} is delivered as it is", path.display());
        }
        let series: Json = serde_json::from_slice(&std::fs::read(kit.join("series.json"))?)?;
        let episodes = series["episodes"].as_array().expect("episodes");
        assert_eq!(episodes.len(), 8);
        for episode in episodes {
            assert!(episode["proof"]["frames"].as_u64() > Some(0), "{episode}");
        }
        Ok(())
    }
}
