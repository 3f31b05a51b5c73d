//! Accounts: the creator's app keys, logging in with the browser, logging out.

use series::{AccountId, Secret};
use studio::{
    Account, AccountsView, Credentials, DEVELOPERS, LogIn, LoggedOut, LoginBegun, Problem, ProblemCode,
};
use tauri::State;

use crate::Opened;

type Answer<T> = Result<T, Problem>;

#[tauri::command]
pub(crate) async fn accounts_view(opened: State<'_, Opened>) -> Answer<AccountsView> {
    opened.studio()?.accounts_view(opened.server.clone()).await
}

/// Begins a login and opens its page in the creator's browser: only a page that Rust made.
#[tauri::command]
pub(crate) async fn log_in(opened: State<'_, Opened>, another: bool) -> Answer<LoginBegun> {
    let begun = opened.studio()?.log_in(LogIn { server: opened.server.clone(), another }).await?;
    // Where no browser opens, the window shows the address.
    let _ = tauri_plugin_opener::open_url(&begun.url, None::<&str>);
    Ok(begun)
}

/// Logs in to a PeerTube server. The password goes there, and nowhere else.
#[tauri::command]
pub(crate) async fn log_in_to_peertube(
    opened: State<'_, Opened>,
    server: String,
    user: String,
    password: Secret,
    second_factor: Option<Secret>,
) -> Answer<Account> {
    let who = Credentials { user, password, second_factor };
    opened.studio()?.log_in_to_peertube(&server, &who).await
}

#[tauri::command]
pub(crate) async fn log_out(opened: State<'_, Opened>, account: AccountId) -> Answer<LoggedOut> {
    opened.studio()?.log_out(&account).await
}

#[tauri::command]
pub(crate) async fn save_app_keys(opened: State<'_, Opened>, key: String, secret: Secret) -> Answer<()> {
    opened.studio()?.save_app_keys(opened.server.as_deref(), &key, &secret).await
}

#[tauri::command]
pub(crate) async fn forget_app_keys(opened: State<'_, Opened>) -> Answer<()> {
    opened.studio()?.forget_app_keys(opened.server.as_deref()).await
}

/// Keeps secrets until the program ends, or (not `session`) in the keychain again.
#[tauri::command]
pub(crate) async fn keep_secrets(opened: State<'_, Opened>, session: bool) -> Answer<()> {
    opened.studio()?.keep_secrets(session);
    Ok(())
}

/// Asks a PeerTube server which channels an account has by now.
#[tauri::command]
pub(crate) async fn look_for_channels(opened: State<'_, Opened>, account: AccountId) -> Answer<Account> {
    opened.studio()?.look_for_channels(&account).await
}

/// Opens the page where the creator sees what an account posted.
#[tauri::command]
pub(crate) async fn open_posts(opened: State<'_, Opened>, account: AccountId) -> Answer<()> {
    let page = opened.studio()?.account(&account).await?.posts_page();
    tauri_plugin_opener::open_url(&page, None::<&str>)
        .map_err(|error| Problem::new(ProblemCode::Unexpected).detail(error.to_string()))
}

/// Opens the page where creators make an app of their own.
#[tauri::command]
pub(crate) async fn open_developers() -> Answer<()> {
    tauri_plugin_opener::open_url(DEVELOPERS, None::<&str>)
        .map_err(|error| Problem::new(ProblemCode::Unexpected).detail(error.to_string()))
}
