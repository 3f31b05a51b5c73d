//! Logging in from the settings: the program opens the browser, a script plays it, the login lasts.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use rehearsal::{Rehearsal, Script};
use showrunner_tests::browser;
use showrunner_tests::cli::Home;
use showrunner_tests::session::Session;
use showrunner_tests::window::{How, Way, Window};

/// The program that opens browsers, as the window finds it: it writes down what it is to open.
struct Opener {
    folder: PathBuf,
}

impl Opener {
    fn new(home: &Home) -> Way<Self> {
        let folder = home.at("bin");
        fs::create_dir(&folder)?;
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", folder.join("opened").display());
        fs::write(folder.join("xdg-open"), script)?;
        fs::set_permissions(folder.join("xdg-open"), fs::Permissions::from_mode(0o755))?;
        Ok(Self { folder })
    }

    /// In front of all other programs.
    fn path(&self) -> String {
        format!("{}:{}", self.folder.display(), std::env::var("PATH").unwrap_or_default())
    }

    /// The page that was opened as that many-th.
    async fn opened(&self, window: &Window, number: usize) -> Way<String> {
        let file = self.folder.join("opened");
        let opened = async |_: &_| {
            let all = fs::read_to_string(&file).unwrap_or_default();
            Ok(all.lines().nth(number - 1).map(str::to_owned))
        };
        Ok(window.until("a page in the browser", opened).await?)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creator_logs_in_with_the_browser_and_out_again() -> Way {
    let Some(session) = Session::start() else { return Ok(()) };
    let _keyring = session.keyring(true);
    let server = Rehearsal::start(Script::default())?;
    let home = Home::new();
    let opener = Opener::new(&home)?;
    let mut window = Window::start_as(How {
        data: home.data(),
        arguments: vec!["--server".into(), server.base_url().into()],
        environment: vec![("PATH".into(), opener.path().into())],
        bus: Some(session.address()),
        ..How::default()
    })
    .await?;
    window.go("#/settings").await?;
    window.says("Logins and keys are kept in this computer’s keychain.").await?;
    window.says("http://127.0.0.1:*/callback/").await?;
    assert_eq!(window.axe().await?, [""; 0]);
    window.photograph("login-keys").await?;

    window.fill(".beside input[type=text]", &server.client_key()).await?;
    window.fill(".beside input[type=password]", &server.client_secret()).await?;
    window.choose("Keep the keys").await?;
    window.says(&format!("The keys of {} are kept in the keychain.", server.client_key())).await?;

    // Given up, and not allowed.
    window.choose("Log in with TikTok…").await?;
    opener.opened(&window, 1).await?;
    window.choose("Cancel").await?;
    window.says("The login was cancelled").await?;
    window.choose("Log in with TikTok…").await?;
    browser::consent(&opener.opened(&window, 2).await?, "deny");
    window.says("It was not allowed in the browser").await?;

    window.choose("Log in with TikTok…").await?;
    let page = browser::consent(&opener.opened(&window, 3).await?, "allow");
    assert!(page.text.contains("You are logged in"), "{page:#?}");
    window.says("@rehearsal").await?;
    window.says("drafts to your inbox").await?;
    assert_eq!(window.axe().await?, [""; 0]);
    window.photograph("login-done").await?;

    window.restart().await?;
    window.go("#/settings").await?;
    window.says("@rehearsal").await?;
    window.choose("Log out Rehearsal").await?;
    window.says("Rehearsal is logged out; nothing of the login is kept.").await?;
    window.says("No account is logged in.").await?;
    window.choose("Forget the keys").await?;
    window.says("How to get the keys").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keychain_the_creator_chooses() -> Way {
    let session = Session::bare();
    let home = Home::new();
    let how = How { data: home.data(), bus: Some(session.address()), ..How::default() };
    let window = Window::start_as(how).await?;
    window.go("#/settings").await?;
    window.says("This computer has no keychain.").await?;
    let closed = "[...document.querySelectorAll('.beside [type=submit]')].every((one) => one.disabled)";
    window.holds("no way to keep keys", closed).await?;
    assert_eq!(window.axe().await?, [""; 0]);
    window.choose("Keep for this session only").await?;
    window.says("Logins and keys are kept in memory, and forgotten when Showrunner is closed.").await?;
    window.fill(".beside input[type=text]", "awkey").await?;
    window.fill(".beside input[type=password]", "secret").await?;
    window.choose("Keep the keys").await?;
    window.says("The keys of awkey are kept until Showrunner is closed.").await?;
    Ok(())
}
