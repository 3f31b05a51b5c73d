//! What goes into a kit besides the episodes' files.

use std::fs;

use series::{ClipFacts, Draft, EpisodePlan};

use crate::{KitError, KitFolder, error::unwritable};

/// The file name of the cover in a kit.
pub const COVER: &str = "cover.jpg";

/// What a kit is made of. The episodes' files are in its folder already.
#[derive(Debug, Clone)]
pub struct KitContents<'a> {
    /// The draft the kit delivers.
    pub draft: &'a Draft,
    /// The revision of that draft.
    pub revision: u64,
    /// The bytes of the cover, a JPEG.
    pub cover: &'a [u8],
    /// The episodes' files, in the order of the series.
    pub episodes: Vec<KitEpisode<'a>>,
    /// The newest day a rule in force was read: `2026-09-11`.
    pub rules_read: &'a str,
    /// When the kit is made, as RFC 3339.
    pub made_at: &'a str,
    /// Showrunner's version.
    pub app_version: &'a str,
}

/// An episode's file in the kit.
#[derive(Debug, Clone, Copy)]
pub struct KitEpisode<'a> {
    /// How the file was made, and its name.
    pub plan: &'a EpisodePlan,
    /// What probing the finished file found.
    pub facts: &'a ClipFacts,
}

impl KitContents<'_> {
    /// Writes every file of the kit but the episodes', after seeing that those are there.
    pub(crate) fn write_into(&self, kit: &KitFolder) -> Result<(), KitError> {
        self.check_episodes(kit)?;
        let write = |name: &str, bytes: &[u8]| {
            let path = kit.path_of(name);
            fs::write(&path, bytes).map_err(unwritable(&path))
        };
        write(COVER, self.cover)
    }

    fn check_episodes(&self, kit: &KitFolder) -> Result<(), KitError> {
        let ids = self.episodes.iter().map(|episode| episode.plan.episode);
        if !ids.eq(self.draft.episodes.iter().map(|episode| episode.id)) {
            return Err(KitError::WrongEpisodes);
        }
        for KitEpisode { plan, facts } in &self.episodes {
            let size = fs::metadata(kit.path_of(&plan.file_name)).map(|file| file.len());
            if size.ok() != Some(facts.size_bytes) {
                return Err(KitError::NotAsCertified { file_name: plan.file_name.clone() });
            }
        }
        Ok(())
    }
}
