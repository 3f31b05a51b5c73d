//! `login`, `logout`, `accounts` and `keys`: who Showrunner may speak for, and by whose app.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::{Value as Json, json};
use series::{Message, Secret, Value};
use studio::{Account, Credentials, JobState, LogIn, LoginStanding, Problem, ProblemCode};

use crate::{
    answer::{Answer, Failure},
    args::{AppKeys, KeysAction, LoggingIn, Secrets},
    desk::Desk,
    longer::{self, Interrupt},
    table::{Edge, table},
    typed,
    voice::{Voice, shown},
};

/// The variables with app keys, read only when that is asked for.
const KEY: &str = "SHOWRUNNER_TIKTOK_CLIENT_KEY";
const SECRET: &str = "SHOWRUNNER_TIKTOK_CLIENT_SECRET";

/// How soon a browser that cannot be started says so.
const FAILS_WITHIN: Duration = Duration::from_secs(3);

/// Has secrets kept, and app keys found, where the line says.
pub(crate) fn apply(desk: &Desk, secrets: &Secrets, server: Option<&str>) -> Result<(), Failure> {
    keep_in(desk, secrets.secrets.as_deref());
    if secrets.keys_from_env {
        let (key, secret) = (variable(KEY)?, Secret::new(variable(SECRET)?));
        desk.studio.hand_in_app_keys(server, &key, &secret)?;
    }
    Ok(())
}

fn keep_in(desk: &Desk, file: Option<&Path>) {
    if let Some(file) = file {
        desk.studio.keep_secrets_in(file);
    }
}

fn variable(name: &str) -> Result<String, Failure> {
    std::env::var(name).map_err(|_| Failure::input("no_variable").with("name", Value::Text(name.to_owned())))
}

/// Shows the page of consent, and waits for the creator to come back.
pub(crate) async fn login(desk: &Desk, json: bool, how: &LoggingIn) -> Result<Answer, Failure> {
    apply(desk, &how.secrets, how.server.as_deref())?;
    if let (Some(server), Some(user)) = (&how.peertube, &how.user) {
        return to_peertube(desk, server, user, how.second_factor).await;
    }
    let wish = LogIn { server: how.server.clone(), another: how.another };
    let begun = desk.studio.log_in(wish).await?;
    let opened = !how.no_browser && opened(&begun.url).await;
    let line = if json {
        json!({ "url": begun.url }).to_string()
    } else {
        let key = if opened { "cli.login.opened" } else { "cli.login.open" };
        desk.voice.say(&Message::new(key).with("url", Value::Text(begun.url)))
    };
    crate::out::print(&format!("{line}\n"));
    let ended = longer::wait_or(&desk.studio, begun.job, &desk.voice, Interrupt::Cancels).await?;
    let JobState::LoggedIn { account } = ended else {
        return Err(Problem::new(ProblemCode::Unexpected).into());
    };
    let done = Message::new("cli.login.done").with("name", Value::Text(account.nickname.clone()));
    let mut text = format!("{}\n", desk.voice.say(&done));
    if !account.missing.is_empty() {
        let missing =
            Message::new("cli.login.missing").with("scopes", Value::Text(account.missing.join(", ")));
        text += &format!("{}\n", desk.voice.say(&missing));
    }
    Ok(Answer::new(text, json!({ "account": shape(&account) })))
}

/// Logs in with a password and, on a line of its own, the number for the second factor.
async fn to_peertube(desk: &Desk, server: &str, user: &str, asks: bool) -> Result<Answer, Failure> {
    let password = typed::secret(&desk.voice, "cli.typed.password").await;
    let mut who = Credentials { user: user.to_owned(), password, second_factor: None };
    if asks {
        who.second_factor = Some(typed::secret(&desk.voice, "cli.typed.number").await);
    }
    let account = desk.studio.log_in_to_peertube(server, &who).await?;
    let done = Message::new("cli.login.done").with("name", Value::Text(account.nickname.clone()));
    Ok(Answer::new(format!("{}\n", desk.voice.say(&done)), json!({ "account": shape(&account) })))
}

/// Opens a page in the creator's browser, if there is one. What our environment tells us is not for it.
async fn opened(url: &str) -> bool {
    for mut command in open::commands(url) {
        for ours in studio::our_variables() {
            command.env_remove(ours);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // It outlives an interrupt of this program.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let Ok(mut browser) = tokio::process::Command::from(command).spawn() else { continue };
        // One that goes on is a browser that came up.
        match tokio::time::timeout(FAILS_WITHIN, browser.wait()).await {
            Ok(Ok(ended)) if !ended.success() => {}
            _ => return true,
        }
    }
    false
}

/// Ends a login.
pub(crate) async fn logout(desk: &Desk, account: Option<&str>, secrets: &Secrets) -> Result<Answer, Failure> {
    keep_in(desk, secrets.secrets.as_deref());
    let account = desk.studio.find_account(account).await?;
    apply(desk, secrets, account.server.as_deref())?;
    let out = desk.studio.log_out(&account.id).await?;
    let key = if out.untold.is_none() { "cli.logout.done" } else { "cli.logout.untold" };
    let done = Message::new(key).with("name", Value::Text(account.nickname.clone()));
    let why = out.untold.as_ref().map(|problem| desk.voice.say(&problem.message));
    let text = [Some(desk.voice.say(&done)), why].into_iter().flatten().map(|line| line + "\n");
    let json = json!({
        "account": shape(&account),
        "revoked": out.untold.is_none(),
        "problem": out.untold.as_ref().map(|problem| crate::shapes::problem(problem, &desk.voice)),
    });
    Ok(Answer::new(text.collect::<String>(), json))
}

/// Who is logged in.
pub(crate) async fn accounts(desk: &Desk) -> Result<Answer, Failure> {
    let accounts = desk.studio.accounts().await?;
    let json = json!({ "accounts": accounts.iter().map(shape).collect::<Vec<_>>() });
    if accounts.is_empty() {
        return Ok(Answer::new(desk.voice.key("cli.accounts.none") + "\n", json));
    }
    let mut rows = vec![
        ["id", "name", "may", "until"].map(|name| desk.voice.key(&format!("cli.accounts.column.{name}"))),
    ];
    rows.extend(accounts.iter().map(|account| row(account, &desk.voice)));
    Ok(Answer::new(table(&rows, [Edge::Left; 4]), json))
}

/// The keys of the creator's own app.
pub(crate) async fn keys(desk: &Desk, keys: &AppKeys) -> Result<Answer, Failure> {
    keep_in(desk, keys.secrets.as_deref());
    let server = keys.server.as_deref();
    match (keys.action, &keys.key) {
        (KeysAction::Set, Some(key)) => {
            let secret = typed::secret(&desk.voice, "cli.typed.secret").await;
            desk.studio.save_app_keys(server, key, &secret).await?;
        }
        (KeysAction::Forget, _) => desk.studio.forget_app_keys(server).await?,
        (KeysAction::Show | KeysAction::Set, _) => {}
    }
    let key = desk.studio.app_keys(server).await?;
    let text = match &key {
        Some(key) => Message::new("cli.keys.kept").with("key", Value::Text(key.clone())),
        None => Message::new("cli.keys.none"),
    };
    Ok(Answer::new(desk.voice.say(&text) + "\n", json!({ "client_key": key })))
}

fn row(account: &Account, voice: &Voice) -> [String; 4] {
    let name = match &account.username {
        Some(username) => format!("{} @{username}", account.nickname),
        None => account.nickname.clone(),
    };
    let until = account.until_ms.map(studio::local_time).unwrap_or_default();
    let until = match account.standing {
        LoginStanding::Good => until,
        LoginStanding::EndsSoon => format!("{until} ({})", voice.key("cli.accounts.ends_soon")),
        LoginStanding::Ended => format!("{until} ({})", voice.key("cli.accounts.ended")),
    };
    [shown(&account.id.0), shown(&name), account.scopes.join(", "), until]
}

fn shape(account: &Account) -> Json {
    json!({
        "id": account.id,
        "server": account.server,
        "kind": account.kind,
        "nickname": account.nickname,
        "username": account.username,
        "scopes": account.scopes,
        "missing": account.missing,
        "until_ms": account.until_ms,
        "standing": account.standing,
    })
}
