//! What a kit is made of, and the names of its files.

use series::{Clip, Draft, Episode, EpisodePlan, Proof, Publishable, Road, Rules};

use crate::KitError;

/// The file name of the cover in a kit.
pub const COVER: &str = series::COVER_FILE;
/// The file name of the kit as data. Its format is `assets/schema/series.schema.json`.
pub const MANIFEST: &str = "series.json";
/// The file name of the list of episodes for a spreadsheet.
pub const TABLE: &str = "episodes.csv";
/// The file name of the checklist.
pub const PAGE: &str = "submit.html";

/// What a kit is made of. The episodes' files are in its folder already.
#[derive(Debug, Clone)]
pub struct KitContents {
    /// The draft the kit delivers, as preflight let it pass.
    pub publishable: Publishable,
    /// The files of the episodes that are sold, in the order of the series. A teaser is in no kit.
    pub episodes: Vec<KitEpisode>,
    /// The bytes of the cover, a JPEG. Not used where the draft has no cover.
    pub cover: Vec<u8>,
    /// The rules in force.
    pub rules: Rules,
    /// When the kit is made, as RFC 3339.
    pub made_at: String,
}

/// An episode's file in the kit.
#[derive(Debug, Clone)]
pub struct KitEpisode {
    /// How the file was to be made, and its name.
    pub plan: EpisodePlan,
    /// How it was made in the end.
    pub road: Road,
    /// What was proven of it.
    pub proof: Proof,
    /// What probing the finished file found.
    pub delivered: Clip,
}

/// An episode with everything the kit tells of it.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// Its place in the series, from 1.
    pub(crate) number: usize,
    pub(crate) episode: &'a Episode,
    /// The names of the files it was made from, each once.
    pub(crate) sources: Vec<&'a str>,
    pub(crate) made: &'a KitEpisode,
}

impl KitContents {
    /// The episodes that are sold with their files.
    pub(crate) fn entries(&self) -> Result<Vec<Entry<'_>>, KitError> {
        let draft: &Draft = &self.publishable;
        if draft.paid().len() != self.episodes.len() {
            return Err(KitError::WrongEpisodes);
        }
        let pairs = draft.paid().iter().zip(&self.episodes).enumerate();
        pairs
            .map(|(index, (episode, made))| {
                (made.plan.episode == episode.id).then_some(Entry {
                    number: index + 1,
                    episode,
                    sources: sources(draft, episode),
                    made,
                })
            })
            .collect::<Option<_>>()
            .ok_or(KitError::WrongEpisodes)
    }
}

fn sources<'a>(draft: &'a Draft, episode: &Episode) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, clip) in draft.parts_of(episode) {
        if !names.contains(&clip.file_name()) {
            names.push(clip.file_name());
        }
    }
    names
}
