//! The arguments of the submission desk.

use clap::{Args as ClapArgs, ValueEnum};
use series::{GuidelinePoint, ReviewStatus};

use super::Secrets;

/// What is said and done at the desk.
#[derive(Debug, ClapArgs)]
pub(crate) struct AtDesk {
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub(crate) tick: Vec<String>,
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub(crate) untick: Vec<String>,
    #[arg(long, value_name = "POINT", value_delimiter = ',', hide_possible_values = true)]
    pub(crate) agree: Vec<Point>,
    #[arg(long, value_name = "POINT", value_delimiter = ',', hide_possible_values = true)]
    pub(crate) withdraw: Vec<Point>,
    #[arg(long, value_name = "STATUS", hide_possible_values = true)]
    pub(crate) status: Option<Status>,
    #[arg(long, value_name = "TEXT", requires = "status")]
    pub(crate) reason: Option<String>,
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) meets: Vec<String>,
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) misses: Vec<String>,
    #[arg(long)]
    pub(crate) followers: bool,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// A point of the Community Guidelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Point {
    Original,
    Music,
    Allowed,
    AiLabelled,
}

impl From<Point> for GuidelinePoint {
    fn from(point: Point) -> Self {
        match point {
            Point::Original => Self::Original,
            Point::Music => Self::Music,
            Point::Allowed => Self::Allowed,
            Point::AiLabelled => Self::AiLabelled,
        }
    }
}

/// How a Series stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Status {
    Draft,
    InReview,
    Approved,
    Rejected,
}

impl From<Status> for ReviewStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::InReview => Self::InReview,
            Status::Approved => Self::Approved,
            Status::Rejected => Self::Rejected,
        }
    }
}
