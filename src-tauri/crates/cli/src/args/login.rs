//! The arguments of logging in.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

/// Where secrets are, and whose keys open it.
#[derive(Debug, ClapArgs)]
pub(crate) struct Secrets {
    #[arg(long, value_name = "FILE")]
    pub(crate) secrets: Option<PathBuf>,
    #[arg(long)]
    pub(crate) keys_from_env: bool,
}

/// How to log in.
#[derive(Debug, ClapArgs)]
pub(crate) struct LoggingIn {
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    #[arg(long)]
    pub(crate) another: bool,
    #[arg(long)]
    pub(crate) no_browser: bool,
    #[arg(long, value_name = "URL", requires = "user", conflicts_with_all = ["server", "another", "no_browser"])]
    pub(crate) peertube: Option<String>,
    #[arg(long, value_name = "NAME", requires = "peertube")]
    pub(crate) user: Option<String>,
    #[arg(long, requires = "peertube")]
    pub(crate) second_factor: bool,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// What is done with app keys.
#[derive(Debug, ClapArgs)]
pub(crate) struct AppKeys {
    pub(crate) action: KeysAction,
    #[arg(value_name = "CLIENT-KEY", required_if_eq("action", "set"))]
    pub(crate) key: Option<String>,
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) secrets: Option<PathBuf>,
}

/// What is done with app keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeysAction {
    Set,
    Show,
    Forget,
}
