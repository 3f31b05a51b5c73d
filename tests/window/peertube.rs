//! A PeerTube server: logged in to in the window, and sent to with that login from the command line.

use std::process::Stdio;

use fantoccini::key::Key;
use serde_json::json;
use showrunner_tests::cli::{Home, Said};
use showrunner_tests::servers::Server;
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

    window.go("#/settings").await?;
    window.choose("Log in to a PeerTube server…").await?;
    let field = |name: &str| format!("form:has(input[type=url]) input[{name}]");
    window.fill(&field("type=url"), &server.url()).await?;
    window.fill(&field("autocomplete=username"), "mary").await?;
    window.fill(&field("type=password"), "wrong").await?;
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
