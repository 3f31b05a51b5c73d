//! The studio killed with `kill -9` right behind an edit that its window showed: nothing is lost.

use fantoccini::key::Key;
use showrunner_tests::window::Way;

use crate::stage::Stage;

const ROUNDS: usize = 5;

#[tokio::test]
async fn an_edit_the_window_showed_is_there_after_a_kill() -> Way {
    let mut stage = Stage::of(&["Bake", "Knead", "Rise"]).await?;
    let mut titles: Vec<String> = ["Bake", "Knead", "Rise"].map(String::from).into();
    for round in 0..ROUNDS {
        let window = &stage.window;
        window.focus(&titles[0]).await?;
        if round % 2 == 0 {
            titles[0] = format!("Round {round}");
            window.press(&[Key::F2.into()]).await?;
            window.find("[data-episode] textarea").await?;
            window.type_text(&titles[0]).await?;
            window.press(&[Key::Enter.into()]).await?;
        } else {
            titles.rotate_left(1);
            window.press(&[' ']).await?;
            window.press(&[Key::End.into()]).await?;
            window.press(&[' ']).await?;
        }
        // What a card shows was acknowledged: the window shows nothing that Rust has not answered.
        let shown: Vec<&str> = titles.iter().map(String::as_str).collect();
        window.shows_now(&shown).await?;
        stage.window.kill()?;
        assert_eq!(stage.kept_titles(), titles, "round {round}");
        stage.window.again().await?;
        stage.window.shows(&shown).await?;
    }
    // The history is whole, too.
    stage.window.press(&[Key::Control.into(), 'z']).await?;
    stage.comes_to("the last title taken back", |kept| kept["episodes"][0]["title"] != "Round 4").await
}
