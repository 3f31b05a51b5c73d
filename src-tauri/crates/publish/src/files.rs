//! The files of a kit besides the episodes'.

use std::{fs, path::Path};

use series::Words;

use crate::{
    COVER, KitContents, KitEpisode, KitError, MANIFEST, PAGE, TABLE, error::unwritable, manifest, page, table,
};

/// Writes every file of the kit but the episodes' into its folder, after seeing that those are there.
pub(crate) fn write(contents: &KitContents, folder: &Path, words: &Words) -> Result<(), KitError> {
    let entries = contents.entries()?;
    for KitEpisode { plan, delivered, .. } in entries.iter().map(|entry| entry.made) {
        let size = fs::metadata(folder.join(&plan.file_name)).map(|file| file.len());
        if size.ok() != Some(delivered.facts.size_bytes) {
            return Err(KitError::NotAsCertified { file_name: plan.file_name.clone() });
        }
    }
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(unwritable(&path))
    };
    if contents.publishable.cover.is_some() {
        write(COVER, &contents.cover)?;
    }
    write(MANIFEST, manifest::json(contents, &entries).as_bytes())?;
    write(TABLE, &table::csv(&entries).map_err(unwritable(&folder.join(TABLE)))?)?;
    write(PAGE, page::html(contents, &entries, words).as_bytes())
}
