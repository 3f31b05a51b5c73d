//! The tables of a track (stbl): what its samples are, where they stand, when they are decoded and
//! shown before any edit.

use std::ops::Range;

use super::boxes::{number, part, parts, word};
use crate::{Sample, index::SAMPLES_MAX};

/// Uncompressed sound comes in samples of a few bytes: so many are taken for one, as ffmpeg does.
const SOUND_PACKET: u64 = 1024;

/// What a track's tables hold.
pub(super) struct Tables {
    /// The sample descriptions, whole boxes.
    pub descriptions: Vec<Vec<u8>>,
    /// The samples; `pts` is as the tables say, and all are shown.
    pub samples: Vec<Sample>,
    /// Is nothing in them that players understand in different ways?
    pub plain: bool,
}

/// Reads the tables of a track in a file of that size; none where they contradict each other or the
/// file.
pub(super) fn read(index: &[u8], tables: &Range<usize>, sound: bool, file_size: u64) -> Option<Tables> {
    let table = |kind| part(index, tables, kind).map(|body| &index[body]);
    let descriptions = descriptions(index, &part(index, tables, b"stsd")?)?;
    let (times, shifts) = (Runs::of(table(b"stts")?)?, Runs::of_or_none(table(b"ctts"))?);
    let sizes = Sizes::of(table(b"stsz"), table(b"stz2"))?;
    let chunks = Chunks::of(table(b"stsc")?, table(b"stco"), table(b"co64"))?;
    let mut samples = Vec::new();
    let mut plain = true;
    if sound && times.all_are(1) && sizes.count > 0 {
        let kind = descriptions.first()?.get(4..8)?;
        let bytes =
            sizes.fixed.filter(|size| *size > 1 || [b"alaw", b"ulaw"].iter().any(|law| kind == *law))?;
        uncompressed(&chunks, sizes.count, bytes, &mut samples)?;
    } else {
        if sizes.count as usize > SAMPLES_MAX {
            return None;
        }
        let keys = keys(table(b"stss"), table(b"stps"))?;
        plain = sound || keys.as_ref().is_none_or(|keys| !keys.is_empty());
        compressed(&chunks, &sizes, times, shifts, keys.as_deref(), &mut samples)?;
    }
    if samples.iter().any(|sample| sample.offset.saturating_add(sample.size.into()) > file_size) {
        return None;
    }
    last_lasts(&mut samples);
    let known = |sample: &Sample| usize::from(sample.description) < descriptions.len();
    samples.iter().all(known).then_some(Tables { descriptions, samples, plain })
}

/// A last sample without a length lasts as long as the one before.
pub(crate) fn last_lasts(samples: &mut [Sample]) {
    if let [.., before, last] = samples
        && last.duration == 0
    {
        last.duration = before.duration;
    }
}

fn compressed(
    chunks: &Chunks<'_>,
    sizes: &Sizes<'_>,
    mut times: Runs<'_>,
    mut shifts: Runs<'_>,
    keys: Option<&[u32]>,
    samples: &mut Vec<Sample>,
) -> Option<()> {
    let (mut dts, mut next_key, mut chunk_samples) = (0_i64, 0, ChunkSamples::new(chunks));
    for nth in 0..sizes.count {
        let size = sizes.nth(nth)?;
        let (offset, description) = chunk_samples.next(size)?;
        let key = keys.is_none_or(|keys| {
            while keys.get(next_key).is_some_and(|key| *key <= nth) {
                next_key += 1;
            }
            keys.get(next_key).is_some_and(|key| *key == nth + 1)
        });
        // A length that would be negative as most read it is no length.
        let duration = times.next_or_last().filter(|ticks| *ticks <= i32::MAX as u32)?;
        let shift = i64::from(shifts.next_or_none() as i32);
        let pts = dts.checked_add(shift)?;
        samples.push(Sample { offset, size, dts, pts, duration, key, shown: true, description });
        dts = dts.checked_add(duration.into())?;
    }
    Some(())
}

fn uncompressed(chunks: &Chunks<'_>, count: u32, bytes: u32, samples: &mut Vec<Sample>) -> Option<()> {
    let (mut left, mut dts) = (u64::from(count), 0_i64);
    for chunk in 0..chunks.count() {
        let (mut offset, held, description) = chunks.nth(chunk)?;
        let mut held = u64::from(held).min(left);
        left -= held;
        while held > 0 {
            let taken = held.min(SOUND_PACKET);
            let size = u32::try_from(taken * u64::from(bytes)).ok()?;
            let duration = taken as u32;
            samples.push(Sample {
                offset,
                size,
                dts,
                pts: dts,
                duration,
                key: true,
                shown: true,
                description,
            });
            if samples.len() > SAMPLES_MAX {
                return None;
            }
            (offset, dts, held) = (offset.checked_add(size.into())?, dts + taken as i64, held - taken);
        }
    }
    (left == 0).then_some(())
}

fn descriptions(index: &[u8], body: &Range<usize>) -> Option<Vec<Vec<u8>>> {
    let count = word(index, body.start + 4)? as usize;
    let entries = parts(index, body.start + 8..body.end);
    let boxes: Vec<_> =
        entries.take(count).map(|entry| index[entry.start..entry.body.end].to_vec()).collect();
    (!boxes.is_empty() && boxes.len() == count).then_some(boxes)
}

/// The numbers of samples decoding can begin at, from 1, rising; none where it can at each.
fn keys(full: Option<&[u8]>, partial: Option<&[u8]>) -> Option<Option<Vec<u32>>> {
    let Some(full) = full else { return Some(None) };
    let mut keys = Vec::new();
    for table in [Some(full), partial].into_iter().flatten() {
        let listed = entries(table, 4, 4)?;
        keys.extend(listed.chunks_exact(4).filter_map(|entry| word(entry, 0)));
    }
    keys.sort_unstable();
    Some(Some(keys))
}

/// The entries of a table whose count stands at that place, entries of that width behind it.
fn entries(table: &[u8], at: usize, width: usize) -> Option<&[u8]> {
    let length = (word(table, at)? as usize).checked_mul(width)?;
    table.get(at + 4..)?.get(..length)
}

/// Runs of equal values (stts, ctts).
struct Runs<'a> {
    left: &'a [u8],
    run: u32,
    value: Option<u32>,
}

impl<'a> Runs<'a> {
    fn of(table: &'a [u8]) -> Option<Self> {
        Some(Self { left: entries(table, 4, 8)?, run: 0, value: None })
    }

    fn of_or_none(table: Option<&'a [u8]>) -> Option<Self> {
        table.map_or(Some(Self { left: &[], run: 0, value: None }), Self::of)
    }

    fn all_are(&self, value: u32) -> bool {
        self.left.len() == 8 && word(self.left, 4) == Some(value)
    }

    fn next(&mut self) -> Option<u32> {
        while self.run == 0 {
            (self.run, self.value) = (word(self.left, 0)?, word(self.left, 4));
            self.left = self.left.get(8..)?;
        }
        self.run -= 1;
        self.value
    }

    /// The next value; the last one goes on where the table ends early.
    fn next_or_last(&mut self) -> Option<u32> {
        self.next().or(self.value)
    }

    /// The next value; nothing where the table ends early.
    fn next_or_none(&mut self) -> u32 {
        self.next().unwrap_or(0)
    }
}

/// The samples' sizes (stsz, stz2).
struct Sizes<'a> {
    count: u32,
    fixed: Option<u32>,
    width: u32,
    table: &'a [u8],
}

impl<'a> Sizes<'a> {
    fn of(plain: Option<&'a [u8]>, compact: Option<&'a [u8]>) -> Option<Self> {
        if let Some(table) = plain {
            let count = word(table, 8)?;
            return Some(match word(table, 4)? {
                0 => Self { count, fixed: None, width: 32, table: entries(table, 8, 4)? },
                size => Self { count, fixed: Some(size), width: 32, table: &[] },
            });
        }
        let (table, width) = (compact?, number(compact?, 7, 1)? as u32);
        let count = word(table, 8)?;
        let length = (count as usize).checked_mul(width as usize)?.div_ceil(8);
        let table = table.get(12..)?.get(..length)?;
        matches!(width, 4 | 8 | 16).then_some(Self { count, fixed: None, width, table })
    }

    fn nth(&self, nth: u32) -> Option<u32> {
        if self.fixed.is_some() {
            return self.fixed;
        }
        let nth = nth as usize;
        let size = match self.width {
            4 if nth.is_multiple_of(2) => number(self.table, nth / 2, 1)? >> 4,
            4 => number(self.table, nth / 2, 1)? & 15,
            8 => number(self.table, nth, 1)?,
            16 => number(self.table, nth * 2, 2)?,
            _ => number(self.table, nth * 4, 4)?,
        };
        Some(size as u32)
    }
}

/// Where chunks of samples stand (stco, co64) and how many each holds (stsc).
struct Chunks<'a> {
    offsets: &'a [u8],
    width: usize,
    /// First chunk from 0, samples a chunk, description from 0.
    runs: Vec<(u32, u32, u16)>,
}

impl<'a> Chunks<'a> {
    fn of(held: &'a [u8], short: Option<&'a [u8]>, long: Option<&'a [u8]>) -> Option<Self> {
        let (offsets, width) = match (short, long) {
            (Some(table), _) => (entries(table, 4, 4)?, 4),
            (None, long) => (entries(long?, 4, 8)?, 8),
        };
        let mut runs: Vec<(u32, u32, u16)> = Vec::new();
        for run in entries(held, 4, 12)?.chunks_exact(12) {
            let first = word(run, 0)?.checked_sub(1)?;
            if runs.last().is_some_and(|before| before.0 >= first) || runs.is_empty() && first != 0 {
                return None;
            }
            runs.push((first, word(run, 4)?, u16::try_from(word(run, 8)?.checked_sub(1)?).ok()?));
        }
        Some(Self { offsets, width, runs })
    }

    fn count(&self) -> usize {
        self.offsets.len() / self.width
    }

    /// Where a chunk stands, how many samples it holds, and which description they need.
    fn nth(&self, chunk: usize) -> Option<(u64, u32, u16)> {
        let run = self.runs.partition_point(|run| run.0 as usize <= chunk).checked_sub(1)?;
        let (_, held, description) = *self.runs.get(run)?;
        Some((number(self.offsets, chunk * self.width, self.width)?, held, description))
    }
}

/// Walks the samples of all chunks.
struct ChunkSamples<'a, 'b> {
    chunks: &'a Chunks<'b>,
    next: usize,
    offset: u64,
    left: u32,
    description: u16,
}

impl<'a, 'b> ChunkSamples<'a, 'b> {
    fn new(chunks: &'a Chunks<'b>) -> Self {
        Self { chunks, next: 0, offset: 0, left: 0, description: 0 }
    }

    /// Where the next sample, of that size, stands, and which description it needs.
    fn next(&mut self, size: u32) -> Option<(u64, u16)> {
        while self.left == 0 {
            (self.offset, self.left, self.description) = self.chunks.nth(self.next)?;
            self.next += 1;
        }
        self.left -= 1;
        let offset = self.offset;
        self.offset = offset.checked_add(size.into())?;
        Some((offset, self.description))
    }
}
