//! A PeerTube server: logged in to in the window, sent to from the publish page, left in the middle and
//! finished; and sent to with that login from the command line.

use std::process::Stdio;

use fantoccini::key::Key;
use serde_json::{Value as Json, json};
use showrunner_tests::cli::{Home, Said};
use showrunner_tests::servers::{Server, names, playlist};
use showrunner_tests::session::Session;
use showrunner_tests::window::{How, Way, Window};

use crate::stage::opening;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_logged_in_to_in_the_window_and_the_login_is_good() -> Way {
    let Some(session) = Session::start() else { return Ok(()) };
    let _keyring = session.keyring(true);
    let server = Server::of_peertube(json!({ "faults": { "second_factor": true } }));
    let home = Home::new();
    let file = home.lesson("Dough.mp4", 1);
    let draft = home.series("Bread", &[file]);
    home.offer(&draft);
    let window = Window::start_as(How { bus: Some(session.address()), ..opening(&home, &draft) }).await?;

    asked(&window, &server, "wrong").await?;
    window.choose("Log in").await?;
    window.says("The server does not know mary with that password.").await?;
    window.fill(&field("type=password"), "correct horse").await?;
    window.press(&[Key::Enter.into()]).await?;
    window.says("Number of your authenticator app").await?;
    window.fill(&field("autocomplete=one-time-code"), "123456").await?;
    assert_eq!(window.axe().await?, [""; 0]);
    window.photograph("settings-peertube").await?;
    window.press(&[Key::Enter.into()]).await?;
    window.says("@mary").await?;
    let gone = "!document.querySelector('input[type=url]')";
    window.holds("no password any more", gone).await?;

    let words = ["--json", "publish", &draft, "--target", "peertube", "--privacy", "private"];
    let mut command = home.command(&words);
    command.env("DBUS_SESSION_BUS_ADDRESS", session.address()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let said = Said::from(command.spawn()?.wait_with_output()?).fine();
    assert_eq!(said["posted"], 1, "{said:#}");

    window.choose("Log out Mary").await?;
    window.says("Mary is logged out; nothing of the login is kept.").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_series_is_sent_from_the_page_left_in_the_middle_finished_and_put_in_order() -> Way {
    let Some(session) = Session::start() else { return Ok(()) };
    let _keyring = session.keyring(true);
    // The second video hangs, until the studio is closed.
    let server = Server::of_peertube(json!({ "faults": { "hangs_behind": 1 } }));
    let home = Home::new();
    let titles = ["Bake", "Crumb", "Dough"];
    let files: Vec<_> =
        titles.iter().zip(0..).map(|(title, number)| home.lesson(&format!("{title}.mp4"), number)).collect();
    let draft = home.series("Bread", &files);
    home.offer(&draft);
    let mut window = Window::start_as(How { bus: Some(session.address()), ..opening(&home, &draft) }).await?;
    let publish = format!("#/draft/{draft}/publish");

    window.go(&publish).await?;
    window.choose("PeerTube").await?;
    window.says("Log in to a PeerTube server first.").await?;
    looks_fine(&window, "peertube-none").await?;
    window.choose("Log in…").await?;
    asked(&window, &server, "correct horse").await?;
    window.press(&[Key::Enter.into()]).await?;
    window.says("@mary").await?;

    window.go(&publish).await?;
    window.choose("PeerTube").await?;
    window.says("1 thing left: who can watch.").await?;
    looks_fine(&window, "peertube-asks").await?;
    let who = window.find("select[aria-describedby]").await?;
    assert_eq!(who.prop("value").await?.as_deref(), Some(""));
    who.select_by_value("unlisted").await?;
    window.find("section select:not([aria-describedby])").await?.select_by_value("kitchen").await?;
    window.says("Whoever has the address.").await?;
    window.choose("Send 3 videos").await?;
    comes_to(&window, &server, "a video that hangs", |world| world["hung"] == true).await?;
    window.holds("one that is there", &rows_of("Posted", 1)).await?;
    looks_fine(&window, "peertube-sending").await?;

    window.restart().await?;
    window.go(&publish).await?;
    window.says("Go on with 2 that were begun").await?;
    assert_eq!(names(&server.world()), ["Bake"], "nothing goes on by itself");
    window.choose("Go on with 2 that were begun").await?;
    let whole = |world: &Json| world["playlists"][0]["elements"].as_array().is_some_and(|all| all.len() == 3);
    comes_to(&window, &server, "a playlist of three", whole).await?;
    window.holds("three that are there", &rows_of("Posted", 3)).await?;
    window.says("Everything is sent.").await?;
    looks_fine(&window, "peertube-sent").await?;

    let there = server.world();
    assert_eq!((names(&there), playlist(&there)), (titles.to_vec(), titles.map(str::to_owned).to_vec()));
    for video in there["videos"].as_array().expect("a list") {
        assert_eq!((&video["privacy"], &video["channelId"]), (&json!(2), &json!(8)), "{video}");
    }

    // What is moved afterwards is moved there, too.
    home.ask(&["move", &draft, "3", "--to", "1"]).fine();
    window.choose("Put the playlist in order").await?;
    let moved = |world: &Json| playlist(world) == ["Dough", "Bake", "Crumb"];
    comes_to(&window, &server, "the playlist in order", moved).await?;
    assert_eq!(names(&server.world()), titles, "nothing is sent twice");
    Ok(())
}

/// Fills in who logs in where.
async fn asked(window: &Window, server: &Server, password: &str) -> Way {
    window.go("#/settings").await?;
    window.choose("Log in to a PeerTube server…").await?;
    window.fill(&field("type=url"), &server.url()).await?;
    window.fill(&field("autocomplete=username"), "mary").await?;
    window.fill(&field("type=password"), password).await?;
    Ok(())
}

fn field(name: &str) -> String {
    format!("form:has(input[type=url]) input[{name}]")
}

/// Do so many rows of the table say that?
fn rows_of(said: &str, count: usize) -> String {
    format!(
        "[...document.querySelectorAll('tbody td p')].filter((one) => one.innerText === '{said}').length === {count}"
    )
}

async fn comes_to(window: &Window, server: &Server, what: &str, is: impl Fn(&Json) -> bool) -> Way {
    window.until(what, async |_| Ok(is(&server.world()).then_some(()))).await?;
    Ok(())
}

/// Nothing for axe to find; a picture, in both sizes.
async fn looks_fine(window: &Window, name: &str) -> Way {
    window.drawn().await?;
    assert_eq!(window.axe().await?, [""; 0], "{name}");
    for (width, height) in [(1024, 640), (1440, 900)] {
        window.size((width, height)).await?;
        window.drawn().await?;
        window.photograph(&format!("{name}-{width}")).await?;
    }
    Ok(())
}
