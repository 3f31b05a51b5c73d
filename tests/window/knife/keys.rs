//! The knife without a mouse: the dry run read and unticked, cuts set, moved and removed; all of it spoken.

use fantoccini::key::Key;
use showrunner_tests::talk::{FINE, talk};
use showrunner_tests::window::Way;

use super::{soft, stage};
use crate::stage::Stage;

const FOCUS: &str = "document.activeElement";

#[tokio::test]
async fn everything_of_the_knife_by_keys() -> Way {
    let stage = stage(&[("Soft", soft(10)), ("Talk", talk(62, FINE))]).await?;
    stage.dry_run_by_keys().await?;
    stage.cut_by_keys().await
}

impl Stage {
    async fn dry_run_by_keys(&self) -> Way {
        let window = &self.window;
        window.says("Loudness").await?;
        window.press(&[Key::Control.into(), Key::Shift.into(), 'f']).await?;
        window.says("Apply 2 fixes").await?;
        self.everybody().await?;
        window.tab_to("Fix episode 1, Soft").await?;
        window.press(&[Key::Down.into()]).await?;
        window.holds("the second row", &format!("{FOCUS}.ariaLabel === 'Fix episode 2, Talk'")).await?;
        window.press(&[' ']).await?;
        window.holds("not ticked", &format!("!{FOCUS}.checked")).await?;
        window.says("Apply 1 fix").await?;
        // The keyboard stays where it is while the figures come.
        window.holds("the figures", "!document.querySelector('[aria-busy=true]')").await?;
        window.holds("the second row", &format!("{FOCUS}.ariaLabel === 'Fix episode 2, Talk'")).await?;
        window.press(&[Key::Control.into(), Key::Enter.into()]).await?;
        window.announces("1 fix applied").await?;
        window.shows(&["Soft", "Talk"]).await?;
        window.says("1 file ready for the kit").await?;
        let kept = self.kept();
        assert!(!kept["episodes"][0]["treatment"].is_null(), "{kept}");
        assert!(kept["episodes"][1]["treatment"].is_null(), "{kept}");
        Ok(())
    }

    async fn cut_by_keys(&self) -> Way {
        let window = &self.window;
        window.focus("Talk").await?;
        window.press(&[Key::Control.into(), Key::Enter.into()]).await?;
        window.holds("a picture", "document.querySelector('video')?.readyState >= 2").await?;
        window.press(&[Key::Shift.into(), 's']).await?;
        window.says("Make 3 episodes").await?;
        window.tab_to("Cut between 1 and 2").await?;
        let at = format!("Number({FOCUS}.ariaValueNow)");
        let planned = window.ask(&at).await?;
        // To the next frame, a second back, and a frame on.
        window.press(&[Key::Right.into()]).await?;
        window.holds("a frame", &format!("{at} > {planned} && {at} <= {planned} + 40000")).await?;
        let frame = window.ask(&at).await?;
        window.press(&[Key::Shift.into(), Key::Left.into()]).await?;
        window.holds("a second before", &format!("{at} === {frame} - 1000000")).await?;
        window.press(&[Key::Right.into()]).await?;
        window.holds("a frame further", &format!("{at} === {frame} - 960000")).await?;
        window.holds("its reason", &format!("{FOCUS}.ariaValueText.includes('By hand')")).await?;
        window.press(&[Key::Delete.into()]).await?;
        window.announces("Cut removed").await?;
        window.holds("the next cut", &format!("{FOCUS}.dataset.cut === '0'")).await?;
        window.says("Make 2 episodes").await?;
        window.press(&[Key::Escape.into()]).await?;
        window.holds("the keyboard where it was", &format!("'openSplit' in {FOCUS}.dataset")).await?;
        assert_eq!(self.spans(), [None, None]);

        // Cut where the playhead is.
        window.tab_to("Position in the clip").await?;
        window.press(&[Key::Home.into()]).await?;
        window.press(&[Key::PageUp.into()]).await?;
        for _ in 0..3 {
            window.press(&[Key::Shift.into(), Key::Right.into()]).await?;
        }
        window.press(&['s']).await?;
        window.announces("Cut in two. This is the second part, episode 3.").await?;
        assert_eq!(self.spans(), [None, Some((0, 13_000_000)), Some((13_000_000, 62_000_000))]);
        Ok(())
    }
}
