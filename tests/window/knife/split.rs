//! A recording that is too long, split by its plan, with one cut moved by hand.

use fantoccini::key::Key;
use showrunner_tests::cli::Home;
use showrunner_tests::talk::{FINE, limits, talk};
use showrunner_tests::window::{Point, Way, Window};

use super::LIMITS;
use crate::stage::Stage;

#[tokio::test]
async fn a_long_recording_becomes_episodes() -> Way {
    let home = Home::new();
    limits(&home, LIMITS.0, LIMITS.1);
    let recording = home.keep("Talk.mp4", &talk(62, FINE));
    let window = Window::start(&home.data()).await?;
    window.says("New series").await?;
    window.drop_files(&[&recording], Point { x: 900.0, y: 700.0 }).await?;
    let draft = window.draft().await?;
    window.shows(&["Talk"]).await?;
    let stage = Stage { home, window, draft };
    let cut = stage.planned().await?;
    let moved = stage.moved_by_hand(cut).await?;
    stage.parted(moved).await
}

impl Stage {
    /// Opens the panel from the finding. Answers where the plan cuts first, in microseconds.
    async fn planned(&self) -> Way<i64> {
        let window = &self.window;
        window.says("Too long").await?;
        window.choose("Split…").await?;
        window.says("0:08 to 0:25").await?;
        window.holds("two cuts", "document.querySelectorAll('[data-cut]').length === 2").await?;
        for text in
            ["Fewest episodes", "Every cut in silence: 3 episodes", "Pause of 1.5 s", "Make 3 episodes"]
        {
            window.says(text).await?;
        }
        window
            .holds(
                "the keyboard on the panel",
                "document.activeElement.innerText.includes('Split into episodes')",
            )
            .await?;
        let cut = self.cut_at(0).await?;
        assert!((20_500_000..22_000_000).contains(&cut), "inside the pause: {cut}");
        self.everybody().await?;
        window.photograph("split").await?;
        Ok(cut)
    }

    /// Where a cut stands, in microseconds.
    async fn cut_at(&self, number: usize) -> Way<i64> {
        let at = format!("document.querySelector('[data-cut=\"{number}\"]').ariaValueNow");
        let at = self.window.ask(&at).await?;
        Ok(at.as_str().and_then(|at| at.parse().ok()).expect("a cut says where it is"))
    }

    /// Drags the first cut: too far, which is told; back to the plan; and a little. Answers where it is.
    async fn moved_by_hand(&self, planned: i64) -> Way<i64> {
        let window = &self.window;
        let first = "[data-cut='0']";
        let handle = window.middle(first).await?;
        window.grab(handle, handle.by(160.0, 0.0)).await?;
        window.says("Part 1 is ").await?;
        window.says("Adjusted by hand").await?;
        window.photograph("split-wrong").await?;
        window.release().await?;
        window.choose("Undo my changes").await?;
        assert_eq!(self.cut_at(0).await?, planned);

        // Elsewhere than before: what is drawn to a pause would be drawn there again.
        let (handle, away) = (window.middle(first).await?, 30.0);
        window.drag(handle, handle.by(-away, 0.0)).await?;
        window.says("Adjusted by hand").await?;
        let moved = self.cut_at(0).await?;
        let wide = window.ask("document.querySelector('#cutting-lanes').clientWidth").await?;
        let wished = planned - (away / wide.as_f64().expect("a number") * 62e6) as i64;
        assert!((moved - wished).abs() < 700_000 && moved != planned, "{planned} {wished} {moved}");
        // The other one stands, and knows why.
        let reasons =
            window.ask("[...document.querySelectorAll('ol li')].map((one) => one.innerText)").await?;
        let reasons = reasons.as_array().expect("a list");
        let says = |cut: usize, why: &str| reasons[cut].as_str().is_some_and(|text| text.contains(why));
        assert!(reasons.len() == 2 && says(0, "By hand") && says(1, "Pause of"), "{reasons:?}");
        Ok(moved)
    }

    async fn parted(&self, cut: i64) -> Way {
        let window = &self.window;
        window.choose("Make 3 episodes").await?;
        window.announces("3 episodes made").await?;
        let parts = ["Talk 1", "Talk 2", "Talk 3"];
        window.shows(&parts).await?;
        let spans = self.spans();
        assert_eq!((spans[0], spans.len()), (Some((0, cut)), 3));
        let spans: Vec<_> = spans.into_iter().flatten().collect();
        assert!(spans.windows(2).all(|two| two[0].1 == two[1].0) && spans[2].1 == 62_000_000, "{spans:?}");
        window.press(&[Key::Control.into(), 'z']).await?;
        window.shows(&["Talk"]).await?;
        assert_eq!(self.spans(), [None]);
        window.press(&[Key::Control.into(), Key::Shift.into(), 'z']).await?;
        window.shows(&parts).await?;
        Ok(())
    }
}
