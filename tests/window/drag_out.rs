//! A file of the kit, dragged out of the submission desk into another program.

use serde_json::json;
use showrunner_tests::cli::Home;
use showrunner_tests::window::{Point, Way, Window};

use crate::stage::opening;

#[tokio::test]
async fn a_file_of_the_kit_leaves_the_desk_in_the_hand_and_no_other_does() -> Way {
    let home = Home::new();
    let file = home.lesson("Le pain, à point 🍞.mp4", 0);
    let draft = home.series("Bread", std::slice::from_ref(&file));
    home.offer(&draft);
    let kit = home.ask(&["kit", &draft, "--out", "the kit"]).fine()["kit"]["folder"].clone();
    let window = Window::start_as(opening(&home, &draft)).await?;
    window.draft().await?;
    ask(&window, "open_desk", json!({ "draft": draft })).await?;
    window.beside().await?;
    window.says("Every tick is saved.").await?;

    // What is not the kit's stays, whoever asks.
    let other = ask(&window, "drag_file", json!({ "draft": draft, "path": file })).await?;
    assert_eq!(other["code"], "not_from_the_kit", "{other}");

    // Nor may the desk do what is the studio's.
    let edits = ask(&window, "new_draft", json!({ "title": "Another" })).await?;
    assert_eq!(edits["code"], "unexpected", "{edits}");

    for step in ["sign-in", "new-series", "title", "description", "price", "cover"] {
        ask(&window, "desk_tick", json!({ "draft": draft, "step": step, "tick": "ticked" })).await?;
    }
    window.says("01 - Le pain, à point 🍞.mp4").await?;
    window.drawn().await?;
    let chip = window.middle("[data-file$='.mp4']").await?;
    let dropped = window.drag_out(chip).await?;
    let path = format!("{}/01 - Le pain, à point 🍞.mp4", kit.as_str().unwrap_or_default());
    assert_eq!(dropped.iter().map(|uri| decoded(uri)).collect::<Vec<_>>(), [format!("file://{path}")]);

    // The page is itself again: the next press is a press, and a second drag is one.
    let again = window.drag_out(chip).await?;
    assert_eq!(again, dropped);
    window.point(Point { x: 20.0, y: 20.0 }).await?;
    window.choose("It is in the portal").await?;
    window.says("1 of 1 episode in the portal").await?;
    Ok(())
}

/// What a command answers, or the problem.
async fn ask(window: &Window, command: &str, arguments: serde_json::Value) -> Way<serde_json::Value> {
    let script = "const [command, given, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, given).then((answer) => done(answer ?? null), done);";
    Ok(window.client.execute_async(script, vec![json!(command), arguments]).await?)
}

/// An address as a person reads it.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |at: usize| tail.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
