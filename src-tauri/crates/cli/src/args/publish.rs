//! The arguments of publishing.

use clap::{Args as ClapArgs, ValueEnum};
use series::{PostSettings, Target};
use studio::WhatIf;

use super::Secrets;

/// Where episodes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum To {
    TiktokDraft,
    TiktokPost,
    Peertube,
    Rehearsal,
}

/// What goes wrong in a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fault {
    AudienceRefused,
    QuotaUsedUp,
    ConnectionLost,
}

impl To {
    /// The target; none for a rehearsal, which goes where the episodes go.
    pub(crate) fn target(self) -> Option<Target> {
        match self {
            Self::TiktokDraft => Some(Target::TiktokDraft),
            Self::TiktokPost => Some(Target::TiktokPost),
            Self::Peertube => Some(Target::Peertube),
            Self::Rehearsal => None,
        }
    }
}

impl From<Fault> for WhatIf {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::AudienceRefused => Self::AudienceRefused,
            Fault::QuotaUsedUp => Self::QuotaUsedUp,
            Fault::ConnectionLost => Self::ConnectionLost,
        }
    }
}

/// Where a draft is published to, and how.
#[derive(Debug, ClapArgs)]
pub(crate) struct Sending {
    #[arg(long, value_name = "TARGET")]
    pub(crate) target: Option<To>,
    #[arg(long, value_name = "ACCOUNT", conflicts_with_all = ["token_from_env", "server"])]
    pub(crate) account: Option<String>,
    #[arg(long, value_name = "EPISODE")]
    pub(crate) only: Vec<String>,
    #[arg(long, conflicts_with = "only")]
    pub(crate) dry_run: bool,
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) resume: bool,
    #[arg(long)]
    pub(crate) wait: bool,
    #[arg(long, value_name = "FAULT")]
    pub(crate) what_if: Option<Fault>,
    #[arg(long, value_name = "URL", requires = "token_from_env")]
    pub(crate) server: Option<String>,
    #[arg(long)]
    pub(crate) token_from_env: bool,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    #[command(flatten)]
    said: Said,
}

/// What is said of posts.
#[derive(Debug, ClapArgs)]
struct Said {
    #[arg(long, value_name = "WHO")]
    privacy: Option<String>,
    #[arg(long)]
    comment: bool,
    #[arg(long)]
    duet: bool,
    #[arg(long)]
    stitch: bool,
    #[arg(long)]
    your_brand: bool,
    #[arg(long)]
    branded_content: bool,
    #[arg(long)]
    made_by_ai: bool,
    #[arg(long)]
    consent: bool,
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
}

impl Sending {
    /// What is said of posts.
    pub(crate) fn settings(&self) -> PostSettings {
        let said = &self.said;
        PostSettings {
            privacy: said.privacy.clone(),
            comment: said.comment,
            duet: said.duet,
            stitch: said.stitch,
            disclosed: said.your_brand || said.branded_content,
            your_brand: said.your_brand,
            branded_content: said.branded_content,
            made_by_ai: said.made_by_ai,
            consent: said.consent,
            channel: said.channel.clone(),
        }
    }
}

/// A posting of an episode, and what became of it.
#[derive(Debug, ClapArgs)]
pub(crate) struct Settling {
    /// Whose account it goes to, where it went to several.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    #[command(flatten)]
    became: Became,
}

/// What became of a posting.
#[derive(Debug, Clone, Copy, ClapArgs)]
#[group(required = true, multiple = false)]
struct Became {
    #[arg(long)]
    there: bool,
    #[arg(long)]
    again: bool,
    #[arg(long)]
    skip: bool,
}

impl Settling {
    /// What the creator says.
    pub(crate) fn settled(&self) -> studio::Settled {
        match self.became {
            Became { there: true, .. } => studio::Settled::There,
            Became { again: true, .. } => studio::Settled::Again,
            Became { .. } => studio::Settled::Skip,
        }
    }
}
