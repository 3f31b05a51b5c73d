//! The arguments. Their help stands in the locale files: `help` puts it in.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use series::{Language, Target};

mod desk;
mod knife;
mod login;
mod publish;

pub(crate) use desk::AtDesk;
pub(crate) use knife::{Limits, Said, Treating, Way, Wish};
pub(crate) use login::{AppKeys, KeysAction, LoggingIn, Secrets};
pub(crate) use publish::{Sending, Settling, To};

#[derive(Debug, Parser)]
#[command(name = "showrunner", version, disable_help_subcommand = true, infer_long_args = false)]
pub(crate) struct Args {
    #[arg(long, global = true, value_name = "DIR", env = "SHOWRUNNER_DATA", hide_env = true)]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true, value_name = "LANG", hide_possible_values = true)]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    En,
    Fr,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::En,
            Lang::Fr => Self::Fr,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New {
        title: String,
    },
    List,
    Show {
        draft: String,
    },
    Add {
        draft: String,
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    Check {
        #[arg(required = true, value_name = "FILE|DRAFT")]
        what: Vec<PathBuf>,
        #[arg(long)]
        listen: bool,
    },
    Analyse {
        #[arg(value_name = "FILE|DRAFT")]
        what: PathBuf,
    },
    Set {
        draft: String,
        field: String,
        value: String,
        #[arg(long)]
        unconfirmed: bool,
    },
    Retitle {
        draft: String,
        episode: String,
        title: String,
    },
    Move {
        draft: String,
        #[arg(required = true, value_name = "EPISODE")]
        episodes: Vec<String>,
        #[arg(long, value_name = "N")]
        to: NonZeroUsize,
    },
    Remove {
        draft: String,
        #[arg(required = true, value_name = "EPISODE")]
        episodes: Vec<String>,
    },
    Trim {
        draft: String,
        episode: String,
        #[command(flatten)]
        cut: Cut,
    },
    Plan {
        #[arg(value_name = "FILE|DRAFT")]
        what: PathBuf,
        episode: Option<String>,
        #[command(flatten)]
        wish: Wish,
        #[command(flatten)]
        limits: Limits,
    },
    Split {
        draft: String,
        episode: String,
        #[command(flatten)]
        way: Way,
        #[command(flatten)]
        limits: Limits,
    },
    Merge {
        draft: String,
        #[arg(required = true, value_name = "EPISODE")]
        episodes: Vec<String>,
    },
    Apart {
        draft: String,
        episode: String,
    },
    Treat {
        draft: String,
        #[arg(required = true, value_name = "EPISODE")]
        episodes: Vec<String>,
        #[command(flatten)]
        treating: Treating,
    },
    Send {
        draft: String,
        #[arg(required = true, value_name = "EPISODE")]
        episodes: Vec<String>,
        #[arg(long, value_name = "TARGET")]
        to: Goes,
    },
    Fix {
        draft: String,
        #[arg(long)]
        dry_run: bool,
        #[arg(long, value_name = "ROW", value_delimiter = ',')]
        skip: Vec<String>,
        #[arg(long, value_name = "ROW", value_delimiter = ',')]
        also: Vec<String>,
        #[arg(long, conflicts_with = "dry_run")]
        no_wait: bool,
    },
    Cut {
        file: PathBuf,
        #[arg(long = "in", value_name = "TIME")]
        start: String,
        #[arg(long = "out", value_name = "TIME")]
        end: String,
        #[arg(short, long, value_name = "OUT")]
        output: PathBuf,
        #[arg(long)]
        keyframes: bool,
        #[arg(long)]
        force: bool,
    },
    Undo {
        draft: String,
    },
    Redo {
        draft: String,
    },
    Kit {
        draft: String,
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    Desk {
        draft: String,
        #[command(flatten)]
        asked: AtDesk,
    },
    Publish {
        draft: String,
        #[command(flatten)]
        sending: Sending,
    },
    Status {
        draft: String,
    },
    Settle {
        draft: String,
        episode: String,
        #[command(flatten)]
        settling: Settling,
    },
    Login {
        #[command(flatten)]
        how: LoggingIn,
    },
    Logout {
        account: Option<String>,
        #[command(flatten)]
        secrets: Secrets,
    },
    Accounts,
    Keys {
        #[command(flatten)]
        keys: AppKeys,
    },
    Rehearse {
        #[arg(long, value_name = "FILE")]
        script: Option<PathBuf>,
        #[arg(long)]
        unaudited: bool,
    },
    Connections,
    Rules,
}

/// Where an episode goes.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Goes {
    Portal,
    TiktokDraft,
    TiktokPost,
}

impl From<Goes> for Target {
    fn from(goes: Goes) -> Self {
        match goes {
            Goes::Portal => Self::Portal,
            Goes::TiktokDraft => Self::TiktokDraft,
            Goes::TiktokPost => Self::TiktokPost,
        }
    }
}

/// What a trim keeps.
#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = true)]
pub(crate) struct Cut {
    #[arg(long = "in", value_name = "TIME")]
    pub(crate) start: Option<String>,
    #[arg(long = "out", value_name = "TIME")]
    pub(crate) end: Option<String>,
    #[arg(long, conflicts_with_all = ["start", "end"])]
    pub(crate) clear: bool,
}
