//! Every place of the window in both themes and both languages: nothing for axe to find, and a picture
//! of each in `target/shots`, at a usual size and at the smallest.

use std::sync::Arc;

use fantoccini::key::Key;
use series::{Edit, Place, Step};
use showrunner_tests::cli::Home;
use showrunner_tests::recipes::{Audio, Clip, Video};
use showrunner_tests::window::{Way, Window};
use showrunner_tests::{facts, samples};
use studio::Studio;

const USUAL: (u32, u32) = (1440, 900);
const SMALLEST: (u32, u32) = (1024, 640);

/// A language, a theme, and what the settings call them in that language.
const LOOKS: [(&str, &str, &str, &str); 4] = [
    ("en", "dark", "English", "Dark"),
    ("en", "light", "English", "Light"),
    ("fr", "dark", "Français", "Sombre"),
    ("fr", "light", "Français", "Clair"),
];

/// Is the tray at the window's foot where no place is above it yet? What is aimed at in it must not jump
/// away while the next place is on its way.
const TRAY_STAYS: &str = "(() => {
    const place = document.querySelector('main');
    const bottom = () => document.querySelector('main ~ footer').getBoundingClientRect().bottom;
    const usual = bottom();
    place.style.display = 'none';
    const alone = bottom();
    place.style.display = '';
    return usual === innerHeight && alone === usual;
})()";

/// The series that are looked at.
struct Drafts {
    empty: String,
    sample: String,
    many: String,
    /// One whose files are being made.
    queue: String,
    /// What of it takes long to make.
    slow: [String; 2],
    /// The recording of the sample that is too long.
    long: String,
}

#[tokio::test]
async fn everybody_can_use_every_place() -> Way {
    let home = Home::new();
    let window = Window::start(&home.data()).await?;
    window.says("Showrunner").await?;
    let mut tour = Tour { window, faults: Vec::new() };
    for look in LOOKS {
        tour.look(look).await?;
        tour.place(look, "shelf-empty", "#/").await?;
    }
    let drafts = drafts(&home).await;
    tour.queue(&drafts).await?;
    for look in LOOKS {
        tour.look(look).await?;
        tour.places(look, &drafts).await?;
    }
    assert!(tour.faults.is_empty(), "{}", tour.faults.join("\n"));
    Ok(())
}

async fn drafts(home: &Home) -> Drafts {
    let empty = home.series("Nothing yet", &[]);
    let files = samples::make(&home.at("samples")).expect("the folder is ours");
    let sample = home.series("Bread for all", &files);
    for (field, value) in [("price", "29.99"), ("cover", "2@0:03"), ("description", "From flour to loaf.")] {
        home.ask(&["set", &sample, field, value]).fine();
    }
    // Two that take long to encode: one is still being made when the queue is paused, one waits.
    let slow = [1, 2]
        .map(|number| Clip::new("slow").seconds(40 + number).size(720, 1280).codec(Video::Mpeg4))
        // A sound to level would be levelled, and no picture be encoded for it.
        .map(|clip| clip.audio(Audio::None).file());
    let queue = home.series("In the queue", &[&files[2..], &slow].concat());
    let slow = slow.map(|file| file.file_stem().expect("a name").display().to_string());
    let many = home.series("Eighty-one lessons about sourdough, and every one of them is needed", &[]);
    let studio = Studio::open(home.data()).await.expect("it is ours");
    let (clips, mut episodes) = facts::episodes(&Clip::new("many").seconds(31).file(), 81).await;
    for (number, episode) in episodes.iter_mut().enumerate() {
        let title = format!("Lesson {}: what to do when the dough will not rise 🍞", number + 1);
        *episode = Arc::new(series::Episode { title, ..(**episode).clone() });
    }
    let add = Step::Edit { edit: Edit::Add { clips, episodes, place: Place::Last } };
    studio.step(many.parse().expect("an id"), 0, add).await.expect("it fits");
    let studio = Arc::new(studio);
    // What is read through is looked at, not the reading.
    for draft in [&sample, &queue] {
        let job = studio.analyse(draft.parse().expect("an id")).await.expect("ffmpeg is installed");
        facts::ended(&studio, job).await;
    }
    let long = home.draft(&sample)["episodes"][0]["id"].as_str().expect("an id").to_owned();
    Drafts { empty, sample, many, queue, slow, long }
}

/// The window on its way through all places.
struct Tour {
    window: Window,
    faults: Vec<String>,
}

type Look = (&'static str, &'static str, &'static str, &'static str);

impl Tour {
    async fn look(&self, (code, theme, language, name): Look) -> Way {
        self.window.go("#/settings").await?;
        self.window.choose(language).await?;
        self.window.holds(language, &format!("document.documentElement.lang === '{code}'")).await?;
        self.window.choose(name).await?;
        self.window.holds(name, &format!("document.documentElement.dataset.theme === '{theme}'")).await?;
        Ok(())
    }

    /// Lets files be made, and pauses that: it stands in the tray from then on.
    async fn queue(&self, drafts: &Drafts) -> Way {
        let window = &self.window;
        window.go(&format!("#/draft/{}/fix", drafts.queue)).await?;
        // A codec only warns: it is encoded anew where the creator says so.
        for title in &drafts.slow {
            window.click(&format!("tr:has([aria-label*='{title}']) .tick")).await?;
            let ticked = format!("document.querySelector(\"[aria-label*='{title}']\").checked");
            window.holds("a tick", &ticked).await?;
        }
        window.holds("the figures", "!document.querySelector('[aria-busy=true]')").await?;
        window.holds("the tray at the window's foot", TRAY_STAYS).await?;
        window.click("[data-apply]:enabled").await?;
        // In whatever language was looked at last.
        window.click("footer .job button").await?;
        // The file at work is finished first: where the machine is busy, that outlasts one patience.
        let paused = "/paused|en pause/.test(document.querySelector('footer').innerText)";
        for _ in 0..4 {
            if window.holds("a paused queue", paused).await.is_ok() {
                break;
            }
        }
        window.holds("a paused queue", paused).await?;
        Ok(())
    }

    async fn places(&mut self, look: Look, drafts: &Drafts) -> Way {
        let board = format!("#/draft/{}/board", drafts.sample);
        self.place(look, "settings", "#/settings").await?;
        self.window.says("libx264").await?;
        self.place(look, "shelf", "#/").await?;
        self.place(look, "board-0", &format!("#/draft/{}/board", drafts.empty)).await?;
        self.place(look, "board-81", &format!("#/draft/{}/board", drafts.many)).await?;
        self.place(look, "board", &board).await?;
        let more = "footer button[aria-expanded]";
        self.window.click(more).await?;
        self.see(look, "tray").await?;
        self.window.click(more).await?;
        self.over(look, "palette", &[Key::Control.into(), 'k']).await?;
        self.over(look, "help", &['?']).await?;
        self.window.click("aside .foot button").await?;
        self.see(look, "rules").await?;
        self.window.press(&[Key::Escape.into()]).await?;
        for place in ["cutting", "offer", "publish"] {
            self.place(look, place, &format!("#/draft/{}/{place}", drafts.sample)).await?;
        }
        self.place(look, "desk", &format!("#/desk/{}", drafts.sample)).await?;
        self.place(look, "dry", &format!("#/draft/{}/fix", drafts.sample)).await?;
        self.window.go(&format!("#/draft/{}/cutting/{}%2Fsplit", drafts.sample, drafts.long)).await?;
        self.window.find("[data-cut]").await?;
        self.see(look, "split").await?;
        Ok(())
    }

    /// What lies over the board while a key has opened it.
    async fn over(&mut self, look: Look, name: &str, keys: &[char]) -> Way {
        self.window.press(keys).await?;
        self.window.find("dialog[open]").await?;
        self.see(look, name).await?;
        self.window.press(&[Key::Escape.into()]).await?;
        self.window.holds("no dialog", "!document.querySelector('dialog[open]')").await?;
        Ok(())
    }

    async fn place(&mut self, look: Look, name: &str, hash: &str) -> Way {
        self.window.go(hash).await?;
        self.see(look, name).await
    }

    async fn see(&mut self, look: Look, name: &str) -> Way {
        let (language, theme, ..) = look;
        self.window.drawn().await?;
        // The colours do not hang on the language.
        if (language, theme) != ("fr", "light") {
            for fault in self.window.axe().await? {
                self.faults.push(format!("{name}, {language}, {theme}: {fault}"));
            }
        }
        for size in [USUAL, SMALLEST] {
            self.window.size(size).await?;
            self.window.drawn().await?;
            self.window.photograph(&format!("{}x{}/{language}-{theme}-{name}", size.0, size.1)).await?;
        }
        self.window.size(USUAL).await.map_err(Into::into)
    }
}
