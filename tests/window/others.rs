//! Another program edits the draft that is open in the window.

use fantoccini::key::Key;
use showrunner_tests::window::Way;

use crate::stage::Stage;

#[tokio::test]
async fn edits_of_the_command_line_appear_and_are_merged() -> Way {
    let stage = Stage::of(&["Bake", "Knead", "Rise"]).await?;
    let (home, window, draft) = (&stage.home, &stage.window, stage.draft.as_str());
    home.ask(&["retitle", draft, "2", "From outside"]).fine();
    window.shows(&["Bake", "From outside", "Rise"]).await?;
    home.ask(&["move", draft, "3", "--to", "1"]).fine();
    window.shows(&["Rise", "Bake", "From outside"]).await?;

    // Written in the window while the other one writes: both hold.
    window.focus("Bake").await?;
    window.press(&[Key::F2.into()]).await?;
    window.find("[data-episode] textarea").await?;
    window.type_text("From inside").await?;
    home.ask(&["retitle", draft, "1", "First"]).fine();
    home.ask(&["set", draft, "price", "9.99"]).fine();
    window.press(&[Key::Enter.into()]).await?;
    let together = ["First", "From inside", "From outside"];
    window.shows(&together).await?;
    window.says("$9.99").await?;
    assert_eq!(stage.kept_titles(), together);
    assert_eq!(stage.kept()["price_cents"], 999);

    // A series that comes into being elsewhere is on the shelf by itself.
    window.go("#/").await?;
    window.says("3 episodes").await?;
    home.series("Made elsewhere", &[]);
    window.says("Made elsewhere").await?;
    Ok(())
}
