//! The arguments of publishing.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use series::{PostSettings, Target};

/// Where episodes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum To {
    TiktokDraft,
    TiktokPost,
    Rehearsal,
}

impl To {
    /// The target; a rehearsal is one of drafts.
    pub(crate) fn target(self) -> Target {
        match self {
            Self::TiktokDraft | Self::Rehearsal => Target::TiktokDraft,
            Self::TiktokPost => Target::TiktokPost,
        }
    }
}

/// Where a draft is published to, and how.
#[derive(Debug, ClapArgs)]
pub(crate) struct Sending {
    #[arg(long, value_name = "TARGET")]
    pub(crate) target: To,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) resume: bool,
    #[arg(long)]
    pub(crate) wait: bool,
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    #[arg(long)]
    pub(crate) token_from_env: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) secrets: Option<PathBuf>,
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
        }
    }
}

/// What became of a posting.
#[derive(Debug, Clone, Copy, ClapArgs)]
#[group(required = true, multiple = false)]
pub(crate) struct Became {
    #[arg(long)]
    there: bool,
    #[arg(long)]
    again: bool,
    #[arg(long)]
    skip: bool,
}

impl Became {
    /// What the creator says.
    pub(crate) fn settled(self) -> studio::Settled {
        match self {
            Self { there: true, .. } => studio::Settled::There,
            Self { again: true, .. } => studio::Settled::Again,
            Self { .. } => studio::Settled::Skip,
        }
    }
}
