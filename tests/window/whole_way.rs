//! From files in a file manager to a kit on the disk, in one window; then everything is still there.

use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use serde_json::{Value as Json, json};
use showrunner_tests::cli::{Home, names};
use showrunner_tests::recipes::{Audio, Clip, Video};
use showrunner_tests::window::{Point, Way, Window};

use crate::stage::Stage;

/// Notes when the footer shows how far something is.
const NOTE_PROGRESS: &str = "window.__progressed = false; new MutationObserver(() => {
    window.__progressed ||= Boolean(document.querySelector('footer [role=progressbar], footer progress'));
  }).observe(document.body, { childList: true, subtree: true, attributes: true });";

/// The clip that is cut: 25 frames a second, 40 seconds.
const CUT: &str = "Cut";

#[tokio::test]
async fn from_raw_clips_to_a_kit() -> Way {
    let home = Home::new();
    let files = recordings(&home);
    let window = Window::start(&home.data()).await?;
    let draft = dropped_on_the_shelf(&window, &files).await?;
    let mut stage = Stage { home, window, draft };
    stage.dropped_between_cards().await?;
    stage.arranged_by_pointer().await?;
    stage.arranged_by_keys().await?;
    stage.renamed_removed_and_taken_back().await?;
    stage.fixed().await?;
    stage.cut().await?;
    stage.offered().await?;
    stage.kit_written().await?;
    stage.all_there_after_a_restart().await
}

fn short(name: &str) -> Clip {
    Clip::new(name).millis(31_000).fps(5, 1).audio(Audio::None)
}

/// Files as they come: an emoji, a vertical one, one that is too long, a folder, HEVC.
fn recordings(home: &Home) -> Vec<PathBuf> {
    home.keep("4 More/a Cut.mp4", &short(CUT).seconds(40).fps(25, 1).audio(Audio::Aac).file());
    home.keep("4 More/b Last.mp4", &short("last").millis(31_200).file());
    vec![
        home.keep("10 Camera.mp4", &short("camera").codec(Video::Hevc).fps(25, 1).file()),
        home.keep("1 Welcome 👋.mp4", &short("welcome").millis(31_400).file()),
        home.keep("2 Tall.mp4", &short("tall").size(90, 160).file()),
        home.keep("3 Too long.mp4", &short("too-long").millis(1_200_200).file()),
        home.at("4 More"),
    ]
}

fn borrowed(files: &[PathBuf]) -> Vec<&Path> {
    files.iter().map(PathBuf::as_path).collect()
}

async fn dropped_on_the_shelf(window: &Window, files: &[PathBuf]) -> Way<String> {
    window.says("New series").await?;
    window.drop_files(&borrowed(files), Point { x: 900.0, y: 700.0 }).await?;
    let draft = window.draft().await?;
    window.shows(&["1 Welcome 👋", "2 Tall", "3 Too long", "a Cut", "b Last", "10 Camera"]).await?;
    window.says("6 episodes added").await?;
    Ok(draft)
}

impl Stage {
    async fn dropped_between_cards(&mut self) -> Way {
        let file = self.home.keep("Extra.mp4", &short("extra").millis(31_600).file());
        let between = self.window.left_of("3 Too long", -6.0).await?;
        let carried = self.window.carry(&[&file], between).await?;
        self.window.find("[role=grid] > .line").await?;
        carried.release().await?;
        self.window
            .shows(&["1 Welcome 👋", "2 Tall", "Extra", "3 Too long", "a Cut", "b Last", "10 Camera"])
            .await?;
        Ok(())
    }

    async fn arranged_by_pointer(&mut self) -> Way {
        let window = &self.window;
        // One, to the front.
        window.grab(window.hold_of("b Last").await?, window.left_of("1 Welcome 👋", 4.0).await?).await?;
        window.find("[role=grid] > .line").await?;
        window.says("1 becomes 1").await?;
        window.photograph("drag").await?;
        // Esc in the middle changes nothing.
        let before = self.kept()["revision"].clone();
        window.press(&[Key::Escape.into()]).await?;
        window.announces("Cancelled").await?;
        window.release().await?;
        window
            .shows(&["1 Welcome 👋", "2 Tall", "Extra", "3 Too long", "a Cut", "b Last", "10 Camera"])
            .await?;
        assert_eq!(self.kept()["revision"], before);

        // Elsewhere: twice at one place in a moment would be a double click.
        window
            .drag(window.hold_of("b Last").await?.by(12.0, 6.0), window.left_of("1 Welcome 👋", 4.0).await?)
            .await?;
        window
            .shows(&["b Last", "1 Welcome 👋", "2 Tall", "Extra", "3 Too long", "a Cut", "10 Camera"])
            .await?;

        // Two that do not lie together.
        window.click_with(&[], window.hold_of("10 Camera").await?).await?;
        window.click_with(&[Key::Control.into()], window.hold_of("2 Tall").await?).await?;
        window.holds("two chosen", "document.querySelectorAll('[aria-selected=true]').length === 2").await?;
        window
            .grab(window.hold_of("2 Tall").await?.by(12.0, 6.0), window.left_of("1 Welcome 👋", 4.0).await?)
            .await?;
        window.says("2 become 2–3").await?;
        window.release().await?;
        let order = ["b Last", "2 Tall", "10 Camera", "1 Welcome 👋", "Extra", "3 Too long", "a Cut"];
        window.shows(&order).await?;
        assert_eq!(self.kept_titles(), order);
        Ok(())
    }

    async fn arranged_by_keys(&mut self) -> Way {
        let window = &self.window;
        window.press(&[Key::Escape.into()]).await?;
        window.focus("b Last").await?;
        window.press(&[' ']).await?;
        window.announces("1 episode grabbed").await?;
        window.press(&[Key::Right.into()]).await?;
        window.announces("after 2, 2 Tall. It becomes 2.").await?;
        window.press(&[Key::Right.into()]).await?;
        window.announces("after 3, 10 Camera. It becomes 3.").await?;
        window.press(&[' ']).await?;
        window.announces("Dropped. It becomes 3.").await?;
        let order = ["2 Tall", "10 Camera", "b Last", "1 Welcome 👋", "Extra", "3 Too long", "a Cut"];
        window.shows(&order).await?;
        assert_eq!(self.kept_titles(), order);
        window
            .holds(
                "the keyboard on the card",
                &format!(
                    "document.activeElement === document.querySelector({})",
                    json!(window.card("b Last").await?)
                ),
            )
            .await?;
        Ok(())
    }

    async fn renamed_removed_and_taken_back(&mut self) -> Way {
        let window = &self.window;
        window.focus("b Last").await?;
        window.press(&[Key::F2.into()]).await?;
        window.find("[data-episode] textarea").await?;
        window.type_text("The end — 100 % of it").await?;
        window.press(&[Key::Enter.into()]).await?;
        let order =
            ["2 Tall", "10 Camera", "The end — 100 % of it", "1 Welcome 👋", "Extra", "3 Too long", "a Cut"];
        window.shows(&order).await?;

        let shorter = ["2 Tall", "10 Camera", "1 Welcome 👋", "Extra", "3 Too long", "a Cut"];
        window.press(&[Key::Delete.into()]).await?;
        window.shows(&shorter).await?;
        window.press(&[Key::Control.into(), 'z']).await?;
        window.shows(&order).await?;
        window.press(&[Key::Control.into(), Key::Shift.into(), 'z']).await?;
        window.shows(&shorter).await?;
        assert_eq!(self.kept_titles(), shorter);
        Ok(())
    }

    async fn fixed(&mut self) -> Way {
        self.window.choose("Trim to 20:00").await?;
        self.window.says("Fixed").await?;
        let trim = &self.kept()["episodes"][4]["trim"];
        assert_eq!(trim, &json!({ "in_us": 0, "out_us": 1_200_000_000 }));
        Ok(())
    }

    async fn cut(&mut self) -> Way {
        let window = &self.window;
        window.client.execute("document.activeElement?.blur();", vec![]).await?;
        let card = window.hold_of("a Cut").await?;
        window.click_with(&[], card).await?;
        window.press(&[Key::Control.into(), Key::Enter.into()]).await?;
        window
            .holds("a picture", "document.querySelector('video')?.readyState >= 2 && document.querySelector('video').videoWidth > 0")
            .await?;
        assert_eq!(window.ask("document.querySelector('video').videoWidth").await?, 160);

        window.press(&[' ']).await?;
        window.holds("playing", "document.querySelector('video').currentTime > 0.3").await?;
        window.press(&[' ']).await?;
        window.holds("paused", "document.querySelector('video').paused").await?;

        // By the keys of the timeline: exactly 2.12 s, and exactly 3 s before the end.
        window.client.execute("document.querySelector('.scrub').focus();", vec![]).await?;
        window.press(&[Key::Home.into()]).await?;
        for _ in 0..2 {
            window.press(&[Key::Shift.into(), Key::Right.into()]).await?;
        }
        for _ in 0..3 {
            window.press(&['.']).await?;
        }
        self.shows_frame(53).await?;
        window.press(&['i']).await?;
        window.press(&[Key::End.into()]).await?;
        for _ in 0..3 {
            window.press(&[Key::Shift.into(), Key::Left.into()]).await?;
        }
        self.shows_frame(924).await?;
        window.press(&['o']).await?;
        window.announces("34.88").await?;
        let trim = &self.kept()["episodes"][5]["trim"];
        assert_eq!(trim, &json!({ "in_us": 2_120_000, "out_us": 37_000_000 }));

        // A click on the timeline seeks.
        let scrub = window.find(".scrub").await?.rectangle().await?;
        window.click_with(&[], Point { x: scrub.0 + scrub.2 / 2.0, y: scrub.1 + scrub.3 / 2.0 }).await?;
        window
            .holds("the middle", "Math.abs(document.querySelector('video').currentTime - 20) < 0.2")
            .await?;
        window.photograph("cutting").await?;
        Ok(())
    }

    /// Waits until the picture is that frame: it shows its own number in black and white.
    async fn shows_frame(&self, number: u32) -> Way {
        let shown = "(() => { const video = document.querySelector('video'); \
            const canvas = document.createElement('canvas'); canvas.width = 160; canvas.height = 90; \
            const look = canvas.getContext('2d'); look.drawImage(video, 0, 0, 160, 90); \
            const { data } = look.getImageData(0, 8, 160, 1); let number = 0; \
            for (let bit = 0; bit < 12; bit += 1) if (data[(bit * 13 + 6) * 4] > 127) number |= 1 << bit; \
            return video.seeking ? -1 : number; })()";
        let what = format!("frame {number}");
        if let Err(late) = self.window.holds(&what, &format!("{shown} === {number}")).await {
            let (is, at) = (
                self.window.ask(shown).await?,
                self.window.ask("document.querySelector('video').currentTime").await?,
            );
            panic!("{late}\nit is frame {is}, at {at} s");
        }
        Ok(())
    }

    async fn offered(&mut self) -> Way {
        let window = &self.window;
        window.choose("Offer").await?;
        window.fill("[data-field=title] input", "Bread for all").await?;
        window.fill("[data-field=description] textarea", "Six lessons & a loaf.").await?;
        let price = "#offer-price";
        window.fill(price, "190.00").await?;
        window.press(&[Key::Enter.into()]).await?;
        window.says("$190.00 is outside what TikTok takes: $0.99 to $189.99").await?;
        assert_eq!(self.kept()["price_cents"], Json::Null);
        window.fill(price, "9,99").await?;
        window.press(&[Key::Enter.into()]).await?;
        window.choose("$9.99 is my final price.").await?;
        window.says("$9.99 is confirmed.").await?;
        window.click(".strip button").await?;
        window
            .holds("a cover", "document.querySelector('.covers .frame img[src*=cover]')?.naturalWidth > 0")
            .await?;
        let kept = self.kept();
        assert_eq!(kept["title"], "Bread for all");
        assert_eq!(kept["description"], "Six lessons & a loaf.");
        assert_eq!((&kept["price_cents"], &kept["price_confirmed"]), (&json!(999), &json!(true)));
        window.photograph("offer").await?;
        Ok(())
    }

    async fn kit_written(&mut self) -> Way {
        let window = &self.window;
        window.choose("Publish").await?;
        window.says("Every rule is met.").await?;
        let out = self.home.at("kits");
        std::fs::create_dir(&out)?;
        window.choose("Write series kit…").await?;
        // It may be over before it is looked for: the page itself notes that it was there.
        window.client.execute(NOTE_PROGRESS, vec![]).await?;
        window.answer_dialog(&out).await?;
        window.says("Kit written, 6 episodes").await?;
        window.holds("a progress bar that was there", "window.__progressed").await?;
        window.says("Certified").await?;
        window.photograph("publish").await?;
        let kit = out.join("Bread for all");
        let names = names(&kit);
        for name in
            ["01 - 2 Tall.mp4", "02 - 10 Camera.mp4", "05 - 3 Too long.mp4", "06 - a Cut.mp4", "submit.html"]
        {
            assert!(names.iter().any(|one| one == name), "{name} in {names:?}");
        }
        let series: Json = serde_json::from_slice(&std::fs::read(kit.join("series.json"))?)?;
        assert_eq!(series["series"]["title"], "Bread for all");
        assert_eq!(series["episodes"].as_array().map(Vec::len), Some(6));
        Ok(())
    }

    async fn all_there_after_a_restart(&mut self) -> Way {
        let before = self.kept();
        self.window.restart().await?;
        let window = &self.window;
        window.says("6 episodes").await?;
        window.choose("Bread for all").await?;
        window.shows(&["2 Tall", "10 Camera", "1 Welcome 👋", "Extra", "3 Too long", "a Cut"]).await?;
        assert_eq!(self.kept(), before);
        window.press(&[Key::Control.into(), 'z']).await?;
        self.comes_to("no cover", |kept| kept["cover"].is_null()).await?;
        window.press(&[Key::Control.into(), 'z']).await?;
        self.comes_to("no tick", |kept| kept["price_confirmed"] == false).await?;
        Ok(())
    }
}
