//! No mouse: from the shelf to a kit on the disk, and every action of every place by Tab.

use fantoccini::key::Key;
use showrunner_tests::cli::Home;
use showrunner_tests::window::{Way, Window};

use crate::stage::Stage;

#[tokio::test]
async fn from_the_shelf_to_a_kit_by_keys() -> Way {
    let home = Home::new();
    let file = home.lesson("Loaf.mp4", 0);
    let window = Window::start(&home.data()).await?;
    let enter: char = Key::Enter.into();

    window.tab_to("New series").await?;
    window.press(&[enter]).await?;
    window.tab_to("Choose files…").await?;
    window.press(&[enter]).await?;
    window.answer_dialog(&file).await?;
    window.shows(&["Loaf"]).await?;
    let draft = window.draft().await?;

    window.tab_to("1, Loaf, 0:31").await?;
    window.press(&[Key::F2.into()]).await?;
    window.find("[data-episode] textarea").await?;
    window.type_text("The loaf").await?;
    window.press(&[enter]).await?;
    window.shows(&["The loaf"]).await?;

    window.press(&[Key::Control.into(), enter]).await?;
    window.holds("a picture", "document.querySelector('video')?.readyState >= 2").await?;
    window.tab_to("Play").await?;
    window.press(&[enter]).await?;
    window.holds("playing", "document.querySelector('video').currentTime > 0.3").await?;
    window.press(&[enter]).await?;
    window.holds("paused", "document.querySelector('video').paused").await?;
    window.tab_to("Out").await?;
    window.press(&[Key::Left.into()]).await?;
    window.announces("30.8").await?;

    window.tab_to("Offer").await?;
    window.press(&[enter]).await?;
    window.tab_to("Series title").await?;
    window.press(&[Key::Control.into(), 'a']).await?;
    window.type_text("One loaf").await?;
    window.tab_to("Description").await?;
    window.type_text("All of it.").await?;
    window.tab_to("Price in US dollars").await?;
    window.type_text("9.99").await?;
    window.press(&[enter]).await?;
    window.tab_to("$9.99 is my final price.").await?;
    window.press(&[' ']).await?;
    window.says("$9.99 is confirmed.").await?;
    window.tab_to("of episode 1").await?;
    window.press(&[enter]).await?;
    window.holds("a cover", "document.querySelector('img[src*=cover]')?.naturalWidth > 0").await?;

    window.tab_to("Publish").await?;
    window.press(&[enter]).await?;
    window.says("Every rule is met.").await?;
    window.tab_to("Write series kit…").await?;
    window.press(&[enter]).await?;
    let kits = home.at("kits");
    std::fs::create_dir(&kits)?;
    window.answer_dialog(&kits).await?;
    window.says("Kit written, 1 episode").await?;
    assert!(kits.join("One loaf/01 - The loaf.mp4").exists());
    assert_eq!(home.draft(&draft)["episodes"][0]["trim"]["out_us"], 30_800_000);
    Ok(())
}

#[tokio::test]
async fn tab_reaches_everything_in_order_and_is_caught_nowhere() -> Way {
    let stage = Stage::of(&["Bake", "Knead", "Rise"]).await?;
    let (window, draft) = (&stage.window, &stage.draft);
    let places = ["#/".into(), "#/settings".into(), format!("#/desk/{draft}")];
    let within = ["board", "cutting", "offer", "publish"].map(|place| format!("#/draft/{draft}/{place}"));
    for place in places.into_iter().chain(within) {
        window.go(&place).await?;
        window.drawn().await?;
        let (all, reached) = window.tab_round().await?;
        assert!(all.len() > 3, "{place}: {all:?}");
        assert_eq!(reached, all, "{place}");
    }
    Ok(())
}
