//! Makes one delivered file, and keeps what was found of it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use media::{ExportJob, Ffmpeg, Made, Source};
use serde::{Deserialize, Serialize};
use series::{Clip, ClipFacts, ClipId, Micros, Proof, Recipe, Refusal, Road};
use tokio_util::sync::CancellationToken;

use crate::{Detour, Problem, ProblemCode, files::file_state, studio::blocking};

/// What is known of a file that was made and proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MadeFile {
    /// How it was made in the end.
    pub(crate) road: Road,
    /// What probing found in it.
    pub(crate) facts: ClipFacts,
    /// What was proven of it.
    pub(crate) proof: Proof,
    /// Roads that were tried before, and why their files were not good enough.
    pub(crate) detours: Vec<(Road, String)>,
}

impl MadeFile {
    /// The detour to tell of, if it took another road than planned.
    pub(crate) fn detour(&self, title: &str, planned: Road) -> Option<Detour> {
        let why: Vec<_> = self.detours.iter().map(|(_, why)| why.as_str()).collect();
        (!why.is_empty() || self.road != planned).then(|| Detour {
            title: title.to_owned(),
            planned,
            taken: self.road,
            why: why.join("; "),
        })
    }
}

impl From<Made> for MadeFile {
    fn from(made: Made) -> Self {
        Self { road: made.road, facts: made.facts, proof: made.proof, detours: made.detours }
    }
}

/// The clips of a draft.
pub(crate) type Clips = BTreeMap<ClipId, Arc<Clip>>;

/// Makes the file of a recipe and sees that its sources were not changed meanwhile. `tell` hears how much
/// of its length is done. One that fails or is cancelled leaves no file.
pub(crate) async fn make(
    ffmpeg: &Ffmpeg,
    recipe: &Recipe,
    clips: &Clips,
    output: &Path,
    tell: impl FnMut(Micros) + Send + 'static,
    cancel: &CancellationToken,
) -> Result<MadeFile, Problem> {
    let mut parts = Vec::with_capacity(recipe.parts.len());
    for part in &recipe.parts {
        let clip = clips.get(&part.clip).ok_or(Refusal::UnknownClip { clip: part.clip })?;
        parts.push(Source {
            path: Path::new(&clip.path),
            facts: &clip.facts,
            trim: part.trim,
            gain: part.gain,
        });
    }
    let job = ExportJob {
        parts,
        output,
        road: recipe.road,
        cuts: recipe.cuts,
        picture: recipe.picture,
        sound: recipe.sound,
    };
    let made = ffmpeg.export(&job, tell, cancel).await?;
    let sources = recipe.parts.iter().filter_map(|part| clips.get(&part.clip)).cloned().collect();
    if let Err(problem) = unchanged(sources).await {
        remove(output.to_owned()).await?;
        return Err(problem);
    }
    Ok(made.into())
}

/// Sees that the files are those that were probed.
async fn unchanged(clips: Vec<Arc<Clip>>) -> Result<(), Problem> {
    let changed = move || clips.into_iter().find(|clip| file_state(clip).is_some());
    match blocking(changed).await? {
        None => Ok(()),
        Some(clip) => Err(Problem::file(ProblemCode::SourceChanged, Path::new(&clip.path))),
    }
}

async fn remove(path: PathBuf) -> Result<(), Problem> {
    // One that is gone already is as well.
    blocking(move || drop(std::fs::remove_file(path))).await
}
