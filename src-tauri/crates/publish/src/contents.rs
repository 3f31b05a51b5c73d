//! What goes into a kit besides the episodes' files.

use std::fs;

use series::{Clip, Draft, Episode, EpisodePlan, Publishable, Rules, Words};

use crate::{KitError, KitFolder, error::unwritable, manifest, page, table};

/// The file name of the cover in a kit.
pub const COVER: &str = "cover.jpg";
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
    /// The episodes' files, in the order of the series.
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
    /// How the file was made, and its name.
    pub plan: EpisodePlan,
    /// What probing the finished file found.
    pub delivered: Clip,
}

/// An episode with everything the kit tells of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Its place in the series, from 1.
    pub(crate) number: usize,
    pub(crate) episode: &'a Episode,
    /// The clip it was made from.
    pub(crate) source: &'a Clip,
    pub(crate) plan: &'a EpisodePlan,
    pub(crate) delivered: &'a Clip,
}

impl KitContents {
    /// Writes every file of the kit but the episodes', after seeing that those are there.
    pub(crate) fn write_into(&self, kit: &KitFolder, words: &Words) -> Result<(), KitError> {
        let entries = self.entries()?;
        for Entry { plan, delivered, .. } in &entries {
            let size = fs::metadata(kit.path_of(&plan.file_name)).map(|file| file.len());
            if size.ok() != Some(delivered.facts.size_bytes) {
                return Err(KitError::NotAsCertified { file_name: plan.file_name.clone() });
            }
        }
        let write = |name: &str, bytes: &[u8]| {
            let path = kit.path_of(name);
            fs::write(&path, bytes).map_err(unwritable(&path))
        };
        if self.publishable.cover.is_some() {
            write(COVER, &self.cover)?;
        }
        write(MANIFEST, manifest::json(self, &entries).as_bytes())?;
        write(TABLE, &table::csv(&entries).map_err(unwritable(&kit.path_of(TABLE)))?)?;
        write(PAGE, page::html(self, &entries, words).as_bytes())
    }

    /// The draft's episodes with their files.
    pub(crate) fn entries(&self) -> Result<Vec<Entry<'_>>, KitError> {
        let draft: &Draft = &self.publishable;
        if draft.episodes.len() != self.episodes.len() {
            return Err(KitError::WrongEpisodes);
        }
        let pairs = draft.episodes.iter().zip(&self.episodes).enumerate();
        pairs
            .map(|(index, (episode, made))| {
                let KitEpisode { plan, delivered } = made;
                let source = draft.clip_of(episode).filter(|_| plan.episode == episode.id)?;
                Some(Entry { number: index + 1, episode, source, plan, delivered })
            })
            .collect::<Option<_>>()
            .ok_or(KitError::WrongEpisodes)
    }
}
