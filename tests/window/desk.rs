//! The submission desk: a window of its own beside the studio's, whose ticks outlive both.

use serde_json::json;
use showrunner_tests::cli::Home;
use showrunner_tests::window::{Way, Window};

use crate::stage::{Stage, opening};

/// The steps of a series of two, by the button that ticks each.
const STEPS: [&str; 9] = [
    "I am signed in",
    "The form is open",
    "It is in the portal", // title
    "It is in the portal", // description
    "It is in the portal", // price
    "It is in the portal", // cover
    "It is in the portal", // episode 1
    "It is in the portal", // episode 2
    "The order is right",
];

/// Does the desk say that it stays above the browser? That it does is the window manager's, and none runs here.
const ON_TOP: &str = "document.querySelectorAll('[aria-pressed=true]').length === 1";

#[tokio::test]
async fn ticks_outlive_the_desk_and_the_studio() -> Way {
    let mut stage = with_a_kit().await?;
    let studio = opened(&stage).await?;
    let window = &stage.window;
    window.says("0 of 2 episodes in the portal").await?;
    looks_fine(window, "desk-fresh").await?;
    window.click("[aria-pressed=false]").await?;
    window.holds("a desk on top", ON_TOP).await?;
    let mut texts = vec!["Bread", "All of it.", "9.99", "", "Bake"].into_iter();
    for step in &STEPS[..7] {
        if *step == "It is in the portal" {
            copied(window, texts.next().unwrap_or_default()).await?;
        }
        done(window, step).await?;
    }
    window.says("1 of 2 episodes in the portal").await?;
    window.says("02 - Knead.mp4").await?;
    looks_fine(window, "desk-half").await?;

    // Closed and opened again, it goes on there.
    window.close_beside("Submission desk").await?;
    window.turn_to(studio).await?;
    opened(&stage).await?;
    stage.window.says("02 - Knead.mp4").await?;

    // Killed with the last tick just shown: it is there again.
    stage.window.kill()?;
    stage.window.again().await?;
    stage.window.shows(&["Bake", "Knead"]).await?;
    let studio = opened(&stage).await?;
    let window = &stage.window;
    window.says("1 of 2 episodes in the portal").await?;
    window.says("02 - Knead.mp4").await?;
    window.holds("a desk on top", ON_TOP).await?;

    done(window, STEPS[7]).await?;
    done(window, STEPS[8]).await?;
    window.says("Not all points above are ticked.").await?;
    assert_eq!(window.ask("document.querySelector('[data-do]').disabled").await?, true);
    window.click("section > button[aria-expanded=false]").await?;
    looks_fine(window, "desk-submit").await?;
    for point in 0..4 {
        window
            .client
            .execute("document.querySelectorAll('fieldset input')[arguments[0]].click();", vec![json!(point)])
            .await?;
        let ticked = format!("document.querySelectorAll('fieldset input')[{point}].checked");
        window.holds("a point that is ticked", &ticked).await?;
    }
    done(window, "I have submitted it").await?;
    window.says("In review").await?;
    looks_fine(window, "desk-review").await?;
    window.choose("It was rejected…").await?;
    window.fill("section textarea", "Lesson 2 shows a logo").await?;
    window.choose("Keep the reason").await?;
    window.says("Lesson 2 shows a logo").await?;
    window.size((360, 560)).await?;
    looks_fine(window, "desk-rejected-smallest").await?;

    // The way back, and the end: the desk goes with the studio.
    window.choose("Mend it in the studio").await?;
    window.turn_to(studio).await?;
    window.shows(&["Bake", "Knead"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_file_that_changed_wants_to_go_in_again() -> Way {
    let stage = with_a_kit().await?;
    opened(&stage).await?;
    let window = &stage.window;
    for step in &STEPS[..7] {
        done(window, step).await?;
    }
    window.says("1 of 2 episodes in the portal").await?;
    stage.home.ask(&["retitle", &stage.draft, "1", "Bake it"]).fine();
    window.says("The kit is older than the series").await?;
    window.says("This changed since you put it in.").await?;
    window.says("0 of 2 episodes in the portal").await?;
    stage.home.ask(&["kit", &stage.draft, "--out", "newer"]).fine();
    window.holds("no old kit", "!document.body.innerText.includes('older than')").await?;
    copied(window, "Bake it").await?;
    done(window, "It is in the portal").await?;
    window.says("1 of 2 episodes in the portal").await?;
    Ok(())
}

/// A series of two that is ready, with its kit.
async fn with_a_kit() -> Way<Stage> {
    let home = Home::new();
    let files = ["Bake", "Knead"].iter().zip(0..).map(|(name, at)| home.lesson(&format!("{name}.mp4"), at));
    let draft = home.series("Bread", &files.collect::<Vec<_>>());
    home.offer(&draft);
    home.ask(&["kit", &draft, "--out", "kit"]).fine();
    let window = Window::start_as(opening(&home, &draft)).await?;
    window.shows(&["Bake", "Knead"]).await?;
    Ok(Stage { home, window, draft })
}

/// Opens the desk from the publish page and turns to it. Answers the studio's window.
async fn opened(stage: &Stage) -> Way<fantoccini::wd::WindowHandle> {
    stage.window.go(&format!("#/draft/{}/publish", stage.draft)).await?;
    stage.window.choose("Submission desk").await?;
    let studio = stage.window.beside().await?;
    stage.window.find("[aria-current=step] [data-do]").await?;
    Ok(studio)
}

/// Presses the button of the step at hand, and waits until it is kept.
async fn done(window: &Window, button: &str) -> Way {
    let at = "document.querySelector('[aria-current=step] h2')?.innerText ?? ''";
    let before = window.ask(at).await?;
    window.choose(button).await?;
    window.holds(&format!("the step behind “{button}”"), &format!("({at}) !== {before}")).await?;
    Ok(())
}

/// Nothing for axe to find in either theme; a picture of each.
async fn looks_fine(window: &Window, name: &str) -> Way {
    for theme in ["dark", "light"] {
        window
            .client
            .execute("document.documentElement.dataset.theme = arguments[0];", vec![json!(theme)])
            .await?;
        window.drawn().await?;
        assert_eq!(window.axe().await?, [""; 0], "{name}, {theme}");
        window.photograph(&format!("{name}-{theme}")).await?;
    }
    Ok(())
}

/// Copies the text of the step at hand; what is on the clipboard then is what was asked for.
async fn copied(window: &Window, text: &str) -> Way {
    if !text.is_empty() {
        window.click("[aria-current=step] .row button").await?;
        window.announces("Copied").await?;
        assert_eq!(window.clipboard()?, text);
    }
    Ok(())
}
