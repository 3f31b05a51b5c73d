//! Two episodes become one, and two again.

use fantoccini::key::Key;
use showrunner_tests::window::Way;

use crate::stage::Stage;

#[tokio::test]
async fn two_are_joined_and_taken_apart() -> Way {
    let stage = Stage::of(&["Bake", "Knead", "Rise"]).await?;
    let window = &stage.window;
    window.click_with(&[], window.hold_of("Knead").await?).await?;
    window.click_with(&[Key::Control.into()], window.hold_of("Rise").await?).await?;
    window.says("2 episodes selected").await?;
    window.choose("Join").await?;
    window.announces("2 episodes joined into number 2").await?;
    window.shows(&["Bake", "Knead"]).await?;
    window.says("2 parts").await?;
    stage.everybody().await?;

    // In the cutting room its parts can be looked at; its ends stay.
    window.press(&[Key::Control.into(), Key::Enter.into()]).await?;
    window.says("Joined of 2 parts").await?;
    window.choose("Part 2 of 2").await?;
    window.holds("a picture", "document.querySelector('video')?.readyState >= 2").await?;
    window.holds("no ends to move", "!document.querySelector('.handle')").await?;
    stage.everybody().await?;
    window.photograph("joined").await?;
    window.choose("Take apart").await?;
    window.announces("Taken apart").await?;
    assert_eq!(stage.kept_titles().len(), 3);
    window.choose("Board").await?;
    window.press(&[Key::Control.into(), 'z']).await?;
    window.shows(&["Bake", "Knead"]).await?;

    // From the card, too.
    window.choose("2 parts").await?;
    window.choose("Take the episode apart").await?;
    window.announces("Taken apart: 2 episodes").await?;
    assert_eq!(stage.spans(), [None, None, None]);
    Ok(())
}
