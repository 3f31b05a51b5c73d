//! The job that reads a draft's clips through, and what is known of one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use media::Ffmpeg;
use series::{Clip, ClipId, DraftId, Fingerprint, Micros, Refusal};
use tokio::task::JoinSet;

use super::{kept::all_known, read::Wanted};
use crate::{
    AnalyseOutcome, ClipAnalysis, JobId, JobKind, JobState, Problem, ProblemCode, RefusedFile, Studio,
    drafts::OpenDraft, jobs::Progress, studio::blocking,
};

/// How many clips are read through at once: each keeps more than a core busy.
const AT_ONCE_MAX: usize = 2;

impl Studio {
    /// Starts reading the clips of a draft through that were not yet. Each is known as soon as it is
    /// read. Where a job does it already, that one is answered.
    ///
    /// # Errors
    /// `FfmpegMissing`, before anything begins.
    pub async fn analyse(self: &Arc<Self>, draft: DraftId) -> Result<JobId, Problem> {
        let ffmpeg = self.ffmpeg().await?;
        let studio = Arc::clone(self);
        Ok(self.jobs.once(JobKind::Analyse, draft, |progress| async move {
            let outcome = studio.read_all(ffmpeg, draft, &progress).await?;
            Ok(JobState::Analysed { outcome })
        }))
    }

    /// What is known of a clip by now. One that is not read through yet is the next to be.
    ///
    /// # Errors
    /// When there is no such draft or clip, or the store cannot be read.
    pub async fn analysis(&self, draft: DraftId, clip: ClipId) -> Result<ClipAnalysis, Problem> {
        let open = self.open.lock().await.get(&draft).map(|open| open.history.draft().clone());
        let draft = match open {
            Some(draft) => draft,
            None => self.with_store(move |store| store.load(draft)).await?.draft().clone(),
        };
        let content = draft.clips.get(&clip).ok_or(Refusal::UnknownClip { clip })?.facts.fingerprint.clone();
        let known = self.analysis_of(&content).await?.as_deref().cloned().unwrap_or_default();
        let (kept, of) = (Arc::clone(&self.analyses), content.clone());
        let peaks = blocking(move || kept.has_peaks(&of)).await?;
        if !all_known(&known) {
            *self.read_next.lock().unwrap_or_else(PoisonError::into_inner) = Some(content);
        }
        Ok(ClipAnalysis { clip, index: known.index, sound: known.sound, peaks })
    }

    async fn read_all(
        self: Arc<Self>,
        ffmpeg: Arc<Ffmpeg>,
        draft: DraftId,
        progress: &Progress,
    ) -> Result<AnalyseOutcome, Problem> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = (cores / 2).clamp(1, AT_ONCE_MAX);
        let mut outcome = AnalyseOutcome::default();
        let mut line = Line::default();
        let mut reading = JoinSet::new();
        loop {
            if line.waiting.is_empty() && reading.is_empty() {
                // Clips may have come since.
                line.join(&self.load(draft).await?);
                progress.total(line.seen.len());
            }
            while reading.len() < at_once
                && let Some(clip) = line.next(&self.read_next)
            {
                progress.piece(outcome_size(&outcome), clip.file_name());
                let (studio, ffmpeg, progress) = (Arc::clone(&self), Arc::clone(&ffmpeg), progress.clone());
                let (heard, length) = (Arc::clone(&line.heard), line.length);
                reading.spawn(async move {
                    let cancel = progress.cancel.clone();
                    let content = clip.facts.fingerprint.clone();
                    let tell = move |position| progress.part(heard.upon(&content, position), length);
                    let read = studio.read_through(&ffmpeg, &clip, Wanted::All, tell, &cancel).await;
                    (clip, read)
                });
            }
            let Some(read) = reading.join_next().await else { return Ok(outcome) };
            let (clip, read) = read.map_err(|error| Problem::unexpected(&error))?;
            match read {
                Ok(_) => outcome.analysed += 1,
                Err(problem) if stops(&problem) => return Err(problem),
                Err(problem) => outcome.failed.push(RefusedFile { path: clip.path.clone(), problem }),
            }
            progress.piece(outcome_size(&outcome), clip.file_name());
            progress.part(line.heard.upon(&clip.facts.fingerprint, clip.facts.duration), line.length);
        }
    }
}

/// Would every other clip fail the same way?
fn stops(problem: &Problem) -> bool {
    matches!(problem.code, ProblemCode::Cancelled | ProblemCode::FfmpegMissing)
}

fn outcome_size(outcome: &AnalyseOutcome) -> usize {
    outcome.analysed as usize + outcome.failed.len()
}

/// The clips of a draft that are not read through yet, in order of episodes. Those whose files are not as
/// they were probed are not among them: there is a finding for that.
fn unread(seen: &OpenDraft) -> Vec<Arc<Clip>> {
    let draft = seen.history.draft();
    let parts = draft.episodes.iter().flat_map(|episode| draft.parts_of(episode));
    let unknown = |clip: &Arc<Clip>| {
        let known = seen.analyses.get(&clip.facts.fingerprint);
        !known.is_some_and(|known| all_known(known)) && !seen.files.contains_key(&clip.id)
    };
    parts.map(|(_, clip)| clip).filter(|clip| unknown(clip)).cloned().collect()
}

/// The clips that wait to be read through.
#[derive(Debug, Default)]
struct Line {
    waiting: Vec<Arc<Clip>>,
    /// All that ever waited.
    seen: BTreeSet<Fingerprint>,
    /// How long those are together.
    length: u64,
    heard: Arc<Heard>,
}

impl Line {
    /// Takes in the clips of a draft that were not in it yet.
    fn join(&mut self, seen: &OpenDraft) {
        for clip in unread(seen) {
            if self.seen.insert(clip.facts.fingerprint.clone()) {
                self.length = self.length.saturating_add(micros(clip.facts.duration));
                self.waiting.push(clip);
            }
        }
    }

    /// Whose turn it is: the one somebody looks at, or the first.
    fn next(&mut self, wished: &Mutex<Option<Fingerprint>>) -> Option<Arc<Clip>> {
        let wished = wished.lock().unwrap_or_else(PoisonError::into_inner);
        let first = |clip: &Arc<Clip>| Some(&clip.facts.fingerprint) == wished.as_ref();
        let at = self.waiting.iter().position(first).unwrap_or(0);
        (at < self.waiting.len()).then(|| self.waiting.remove(at))
    }
}

/// How much of each clip is heard.
#[derive(Debug, Default)]
struct Heard(Mutex<BTreeMap<Fingerprint, u64>>);

impl Heard {
    /// Takes how far a clip is, and says how much is heard of all.
    fn upon(&self, content: &Fingerprint, position: Micros) -> u64 {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.insert(content.clone(), micros(position));
        heard.values().sum()
    }
}

fn micros(time: Micros) -> u64 {
    u64::try_from(time.get()).unwrap_or(0)
}
