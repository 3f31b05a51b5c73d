//! One file of the queue.

use std::{path::Path, sync::Arc, time::Duration};

use media::Ffmpeg;
use series::{EpisodePlan, Micros, Road};
use tokio_util::sync::CancellationToken;

use super::prepared::{Key, Making, Prepared};
use crate::{
    Detour, Problem, ProblemCode,
    making::{self, Clips},
    studio::blocking,
};

/// How often it is looked whether somebody else has made a file.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Room that must be left on the disk.
const MARGIN_BYTES: u64 = 64 * 1024 * 1024;

/// A file to make.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) key: Key,
    pub(crate) title: String,
    pub(crate) plan: EpisodePlan,
    pub(crate) clips: Arc<Clips>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Came {
    /// It was made.
    Made(Option<Detour>),
    /// It is there: it was made before, or by somebody else meanwhile.
    Ready,
}

impl Item {
    /// Does it keep all cores busy?
    pub(crate) fn is_heavy(&self) -> bool {
        matches!(self.plan.recipe.road, Road::Transcode { video: true, .. })
    }

    /// Makes it, unless somebody else is at it: then it is waited for.
    pub(crate) async fn make(
        &self,
        ffmpeg: &Ffmpeg,
        prepared: &Prepared,
        tell: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<Came, Problem> {
        let Some(making) = self.begin(prepared, cancel).await? else { return Ok(Came::Ready) };
        let (folder, bytes) = (prepared.folder().to_owned(), self.plan.bytes);
        let free = blocking(move || free_bytes(&folder)).await?;
        if free.is_some_and(|free| free < bytes.saturating_add(MARGIN_BYTES)) {
            return Err(Problem::place(ProblemCode::DiskFull, prepared.folder()));
        }
        let made = making::make(ffmpeg, &self.plan.recipe, &self.clips, &making.path(), tell, cancel).await;
        let made = match made {
            Ok(made) => made,
            Err(problem) => {
                blocking(move || drop(making)).await?;
                return Err(of_queue(problem, prepared));
            }
        };
        let detour = made.detour(&self.title, self.plan.recipe.road);
        blocking(move || making.finish(&made)).await??;
        Ok(Came::Made(detour))
    }

    /// Begins it, once nobody else is at it. None when it is there.
    async fn begin(
        &self,
        prepared: &Prepared,
        cancel: &CancellationToken,
    ) -> Result<Option<Making>, Problem> {
        loop {
            let (prepared, key) = (prepared.clone(), self.key.clone());
            let begun = move || match prepared.find(&key) {
                Some(_) => Ok(Some(None)),
                // Looked at again behind the lock: somebody may have finished it in between.
                None => prepared
                    .begin(&key)
                    .map(|making| making.map(|making| prepared.find(&key).is_none().then_some(making))),
            };
            if let Some(begun) = blocking(begun).await?? {
                return Ok(begun);
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = cancel.cancelled() => return Err(Problem::new(ProblemCode::Cancelled)),
            }
        }
    }
}

/// A problem of making a file, by what it means for the queue.
fn of_queue(problem: Problem, prepared: &Prepared) -> Problem {
    let code = match problem.code {
        ProblemCode::DiskFull => ProblemCode::DiskFull,
        ProblemCode::KitFolderUnwritable => ProblemCode::StoreUnwritable,
        _ => return problem,
    };
    Problem { detail: problem.detail, ..Problem::place(code, prepared.folder()) }
}

/// Bytes that are free where a folder is, or will be. None where the system does not say.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    fs4::available_space(there).ok()
}
