//! The portal's own fields, in its order.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use super::{FieldMarks, Mark, StepMarks};
use crate::{Draft, Episode, EpisodeId, Number, episode_file_name};

/// Where a Series is submitted.
pub const PORTAL: &str = "www.tiktok.com/series";
/// The file name of the cover in a kit.
pub const COVER_FILE: &str = "cover.jpg";

/// Names a step in the portal: `title`, `episode:<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(into = "String", try_from = "String")]
#[ts(as = "String")]
pub enum StepId {
    /// Sign in to the portal.
    SignIn,
    /// Begin a new Series.
    NewSeries,
    /// Enter the title.
    Title,
    /// Enter the description.
    Description,
    /// Choose the price.
    Price,
    /// Add the cover.
    Cover,
    /// Add the video of an episode.
    Episode(EpisodeId),
    /// Compare the order.
    Order,
    /// Submit for review.
    Submit,
}

/// What is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is named after its step")]
pub enum StepKind {
    SignIn,
    NewSeries,
    Title,
    Description,
    Price,
    Cover,
    Episode,
    Order,
    Submit,
}

impl StepKind {
    /// All of them, in the order of the portal.
    pub const ALL: [Self; 9] = [
        Self::SignIn,
        Self::NewSeries,
        Self::Title,
        Self::Description,
        Self::Price,
        Self::Cover,
        Self::Episode,
        Self::Order,
        Self::Submit,
    ];

    /// Its name: `new-series`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::NewSeries => "new-series",
            Self::Title => "title",
            Self::Description => "description",
            Self::Price => "price",
            Self::Cover => "cover",
            Self::Episode => "episode",
            Self::Order => "order",
            Self::Submit => "submit",
        }
    }
}

impl StepId {
    /// What is done in it.
    #[must_use]
    pub const fn kind(self) -> StepKind {
        match self {
            Self::SignIn => StepKind::SignIn,
            Self::NewSeries => StepKind::NewSeries,
            Self::Title => StepKind::Title,
            Self::Description => StepKind::Description,
            Self::Price => StepKind::Price,
            Self::Cover => StepKind::Cover,
            Self::Episode(_) => StepKind::Episode,
            Self::Order => StepKind::Order,
            Self::Submit => StepKind::Submit,
        }
    }

    /// The episode whose video is added in it.
    #[must_use]
    pub const fn episode(self) -> Option<EpisodeId> {
        if let Self::Episode(episode) = self { Some(episode) } else { None }
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Episode(episode) => write!(f, "episode:{episode}"),
            other => f.write_str(other.kind().name()),
        }
    }
}

/// Not the name of a step.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} names no step of the portal")]
pub struct NotAStep(pub String);

impl FromStr for StepId {
    type Err = NotAStep;

    fn from_str(text: &str) -> Result<Self, NotAStep> {
        let plain = [Self::SignIn, Self::NewSeries, Self::Title, Self::Description, Self::Price, Self::Cover]
            .into_iter()
            .chain([Self::Order, Self::Submit])
            .find(|step| step.kind().name() == text);
        let episode = || text.strip_prefix("episode:")?.parse().ok().map(Self::Episode);
        plain.or_else(episode).ok_or_else(|| NotAStep(text.to_owned()))
    }
}

impl From<StepId> for String {
    fn from(step: StepId) -> Self {
        step.to_string()
    }
}

impl TryFrom<String> for StepId {
    type Error = NotAStep;

    fn try_from(text: String) -> Result<Self, NotAStep> {
        text.parse()
    }
}

/// A field of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// The series title.
    Title,
    /// The series description.
    Description,
    /// The price in US dollars.
    Price,
    /// The picture of the series, by its file name.
    Cover,
    /// The file of a video, by its name.
    File,
    /// The title of a video.
    VideoTitle,
    /// The list of all videos, to compare with.
    Order,
}

/// What goes into a field of the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalField {
    /// Which field.
    pub name: FieldName,
    /// What to enter, or the name of the file to choose.
    pub text: String,
    /// Stands for what goes in.
    pub mark: Mark,
}

/// A step in the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalStep {
    /// Its name.
    pub id: StepId,
    /// Its place among the portal's steps, from 1; all episodes are one of them.
    pub number: u32,
    /// What it puts in, in the portal's order.
    pub fields: Vec<PortalField>,
}

impl PortalStep {
    /// The marks of what it puts in.
    #[must_use]
    pub fn marks(&self) -> FieldMarks {
        self.fields.iter().map(|field| (field.name, field.mark.clone())).collect()
    }
}

/// Everything a person does in the portal for a draft, in order. Only what is sold goes in there; a field of
/// which the draft has nothing has no step.
#[must_use]
pub fn portal_steps(draft: &Draft) -> Vec<PortalStep> {
    let text = |name, text: &str| vec![PortalField { name, text: text.to_owned(), mark: Mark::of(text) }];
    let mut steps = vec![(StepId::SignIn, Vec::new()), (StepId::NewSeries, Vec::new())];
    steps.push((StepId::Title, text(FieldName::Title, &draft.title)));
    if !draft.description.is_empty() {
        steps.push((StepId::Description, text(FieldName::Description, &draft.description)));
    }
    if let Some(price) = draft.price {
        steps.push((StepId::Price, text(FieldName::Price, &price.as_decimal())));
    }
    if let Some(cover) = &draft.cover {
        let mark = Mark::of(cover.picture.as_str());
        steps.push((
            StepId::Cover,
            vec![PortalField { name: FieldName::Cover, text: COVER_FILE.into(), mark }],
        ));
    }
    let sold = draft.paid();
    let of = u32::try_from(sold.len()).unwrap_or(u32::MAX);
    for (number, episode) in (1..).zip(sold) {
        steps.push((StepId::Episode(episode.id), of_episode(draft, episode, number, of)));
    }
    if !sold.is_empty() {
        steps.push((StepId::Order, vec![order(sold)]));
    }
    steps.push((StepId::Submit, Vec::new()));
    let mut numbered: Vec<PortalStep> = Vec::with_capacity(steps.len());
    for (id, fields) in steps {
        let number = match numbered.last() {
            None => 1,
            Some(last) if last.id.kind() == id.kind() => last.number,
            Some(last) => last.number + 1,
        };
        numbered.push(PortalStep { id, number, fields });
    }
    numbered
}

/// The marks of all steps.
#[must_use]
pub fn marks_of(steps: &[PortalStep]) -> StepMarks {
    steps.iter().map(|step| (step.id, step.marks())).collect()
}

fn of_episode(draft: &Draft, episode: &Episode, number: u32, of: u32) -> Vec<PortalField> {
    vec![
        PortalField {
            name: FieldName::File,
            text: episode_file_name(Number::Paid(number), of, &episode.title),
            mark: Mark::of_file(draft, episode),
        },
        PortalField {
            name: FieldName::VideoTitle,
            text: episode.title.clone(),
            mark: Mark::of(&episode.title),
        },
    ]
}

fn order(sold: &[Arc<Episode>]) -> PortalField {
    let lines: Vec<_> =
        (1_u32..).zip(sold).map(|(number, episode)| format!("{number} {}", episode.title)).collect();
    let ids: Vec<_> = sold.iter().map(|episode| episode.id.to_string()).collect();
    PortalField { name: FieldName::Order, text: lines.join("\n"), mark: Mark::of(&ids.join("\n")) }
}
