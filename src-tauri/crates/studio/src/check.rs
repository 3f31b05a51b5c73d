//! Checking files that are in no draft: the same rules, nothing kept.

use std::path::PathBuf;

use series::{Clip, Finding, check_clips};
use tokio_util::sync::CancellationToken;

use crate::{Problem, RefusedFile, Studio};

/// What checking some files found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The files that are clips, each with its findings.
    pub clips: Vec<(Clip, Vec<Finding>)>,
    /// Findings of all of them together.
    pub findings: Vec<Finding>,
    /// The files that are no clips, each with the reason.
    pub refused: Vec<RefusedFile>,
}

impl Studio {
    /// Checks files and folders against the rules. `tell` hears how many are probed, of how many, and
    /// which was the last.
    ///
    /// # Errors
    /// `FfmpegMissing`, or `Cancelled`.
    pub async fn check_files(
        &self,
        paths: Vec<PathBuf>,
        cancel: &CancellationToken,
        tell: impl Fn(usize, usize, &str),
    ) -> Result<Checked, Problem> {
        let (mut clips, mut refused) = (Vec::new(), Vec::new());
        for probed in self.probe_all(paths, cancel, tell).await? {
            match probed {
                Ok(clip) => clips.push(clip),
                Err(file) => refused.push(file),
            }
        }
        let checks = check_clips(&clips, &self.rules.rules);
        Ok(Checked {
            clips: clips.into_iter().zip(checks.clips).collect(),
            findings: checks.findings,
            refused,
        })
    }
}
