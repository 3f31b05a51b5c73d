//! Where each byte of a movie to write comes from, and where it goes.

use super::{
    header::header,
    movie::{Movie, NewSample},
};

/// How far one track's bytes may run ahead of another's, in microseconds, to stay where they lie side
/// by side in their source. Players read about so much at once.
const AHEAD: i64 = 1_000_000;

/// A movie's bytes, in order: its header, then runs of its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Everything in front of the samples.
    pub header: Vec<u8>,
    /// The samples.
    pub runs: Vec<Run>,
}

/// Bytes to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// Which source file, from 0.
    pub source: u16,
    /// Where they begin there.
    pub offset: u64,
    /// How many they are.
    pub length: u64,
}

/// Samples of a track that stand side by side in the new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Where it begins, behind the header.
    pub at: u64,
    /// How many samples it holds.
    pub samples: u32,
    /// Which description they need, from 0.
    pub description: u16,
}

impl Layout {
    /// How large the file becomes.
    pub fn size(&self) -> u64 {
        self.header.len() as u64 + self.runs.iter().map(|run| run.length).sum::<u64>()
    }
}

impl Movie {
    /// Lays the movie out; none if a sample is decoded before the one in front of it, or a number does
    /// not fit where MP4 keeps it.
    pub fn layout(&self) -> Option<Layout> {
        let (runs, chunks) = self.placed();
        let bytes = runs.iter().try_fold(0_u64, |bytes, run| bytes.checked_add(run.length))?;
        Some(Layout { header: header(self, &chunks, bytes)?, runs })
    }

    /// The order of all samples: what lies side by side in a source stays so as long as the tracks stay
    /// together, so that the copy is one long run where it can be; otherwise by time.
    fn placed(&self) -> (Vec<Run>, Vec<Vec<Chunk>>) {
        let (mut runs, mut at) = (Vec::<Run>::new(), 0_u64);
        let mut chunks = vec![Vec::<Chunk>::new(); self.tracks.len()];
        let mut next = vec![0; self.tracks.len()];
        let mut before = None;
        while let Some(track) = self.pick(&next, runs.last()) {
            let sample = &self.tracks[track].samples[next[track]];
            next[track] += 1;
            match chunks[track].last_mut() {
                Some(chunk) if before == Some(track) && chunk.description == sample.description => {
                    chunk.samples += 1;
                }
                _ => chunks[track].push(Chunk { at, samples: 1, description: sample.description }),
            }
            before = Some(track);
            at = at.saturating_add(sample.size.into());
            match runs.last_mut().filter(|run| run.goes_on_with(sample)) {
                Some(run) => run.length += u64::from(sample.size),
                None => runs.push(Run {
                    source: sample.source,
                    offset: sample.offset,
                    length: sample.size.into(),
                }),
            }
        }
        (runs, chunks)
    }

    /// Which track's next sample comes next; none when all are placed.
    fn pick(&self, next: &[usize], run: Option<&Run>) -> Option<usize> {
        let waiting =
            |track: usize| self.tracks[track].samples.get(next[track]).map(|sample| (track, sample));
        let time = |(track, sample): (usize, &NewSample)| self.tracks[track].time(sample);
        let (first, sample) = (0..self.tracks.len()).filter_map(waiting).min_by_key(|each| time(*each))?;
        let limit = time((first, sample)).saturating_add(AHEAD);
        let beside = (0..self.tracks.len()).filter_map(waiting).find(|(track, sample)| {
            run.is_some_and(|run| run.goes_on_with(sample)) && time((*track, sample)) <= limit
        });
        Some(beside.map_or(first, |(track, _)| track))
    }
}

impl Run {
    fn goes_on_with(&self, sample: &NewSample) -> bool {
        self.source == sample.source && self.offset.checked_add(self.length) == Some(sample.offset)
    }
}
