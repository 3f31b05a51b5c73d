//! How a file is cut into chunks, as TikTok's media transfer guide has it (`platform.md` B4): every chunk
//! but the last is of one size, their number is rounded down, and the last takes what is left.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

// The guide says 5 MB and 64 MB without saying which megabytes. What both readings allow is right, for us who send
// and for the rehearsal that takes: the least in binary ones, the most in decimal ones.

/// The least that one of several chunks has.
const LEAST: u64 = 5 * 1024 * 1024;
/// The most that a chunk has, and a file that is sent whole. The last of several is shorter than two of them, and
/// so within the guide's 128 MB by itself.
const MOST: u64 = 64_000_000;
const COUNT_MOST: u32 = 1_000;
/// TikTok's own worked example; the last chunk is then below 20 MB.
const CHUNK: u64 = 10_000_000;
/// The largest file there may be. It is no matter of chunks: what is above 4,000,000,000 is warned of by a rule.
const FILE_MOST: u64 = 4 * 1024 * 1024 * 1024;

/// A file of some bytes, in chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChunkPlan {
    /// Bytes of the file.
    pub size: u64,
    /// Bytes of each chunk but the last.
    pub chunk: u64,
    /// How many there are.
    pub count: u32,
}

/// What is wrong with a plan of chunks, as the server sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChunkFault {
    /// There are no bytes, or more than 4 GB.
    #[error("The video size is invalid")]
    Size,
    /// A chunk is too small, too large, or not the whole of a single one.
    #[error("The chunk size is invalid")]
    Chunk,
    /// It is not the size divided by the chunk, rounded down; or more than a thousand; or one where there
    /// must be several.
    #[error("The total chunk count is invalid")]
    Count,
}

impl ChunkPlan {
    /// The plan for a file: one chunk up to 64 MB, else chunks of 10 MB. None for no bytes, and for more
    /// than 4 GB.
    #[must_use]
    pub fn of(size: u64) -> Option<Self> {
        if size == 0 || size > FILE_MOST {
            return None;
        }
        let chunk = if size <= MOST { size } else { CHUNK };
        Some(Self { size, chunk, count: u32::try_from(size / chunk).ok()? })
    }

    /// The plan for a file of any size in chunks of so many bytes, for servers that are not TikTok. None for no
    /// bytes, and for more chunks than can be counted.
    #[must_use]
    pub fn in_chunks(size: u64, chunk: u64) -> Option<Self> {
        let chunk = chunk.min(size);
        Some(Self { size, chunk, count: u32::try_from(size.checked_div(chunk)?).ok()? })
    }

    /// The bytes of the chunk of that number, from 0.
    #[must_use]
    pub fn range(self, number: u32) -> Option<Range<u64>> {
        let begin = u64::from(number) * self.chunk;
        let last = number.checked_add(1)? == self.count;
        (number < self.count).then(|| begin..if last { self.size } else { begin + self.chunk })
    }

    /// What is to be sent when the server holds so many bytes: from there to the end of the chunk they end
    /// in. None when it holds all.
    #[must_use]
    pub fn after(self, held: u64) -> Option<Range<u64>> {
        let number = u32::try_from(held / self.chunk.max(1)).unwrap_or(u32::MAX);
        let chunk = self.range(number.min(self.count.saturating_sub(1)))?;
        (held < self.size).then_some(held..chunk.end)
    }

    /// Would a server that keeps to the guide take it?
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn acceptable(self) -> Result<(), ChunkFault> {
        let Self { size, chunk, count } = self;
        if size == 0 || size > FILE_MOST {
            return Err(ChunkFault::Size);
        }
        let single = count == 1;
        if chunk == 0 || chunk > size || (single && chunk != size) {
            return Err(ChunkFault::Chunk);
        }
        if chunk > MOST || (!single && chunk < LEAST) {
            return Err(ChunkFault::Chunk);
        }
        if count > COUNT_MOST || u64::from(count) != size / chunk {
            return Err(ChunkFault::Count);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plans_are_those_of_the_guide_and_of_what_was_seen() {
        for (size, chunk, count, last) in [
            (1, 1, 1, 1),
            (4_194_304, 4_194_304, 1, 4_194_304),
            (4_999_999, 4_999_999, 1, 4_999_999),
            (5_000_000, 5_000_000, 1, 5_000_000),
            (64_000_000, 64_000_000, 1, 64_000_000),
            (64_000_001, 10_000_000, 6, 14_000_001),
            (66_259_900, 10_000_000, 6, 16_259_900),
            (150_000_000, 10_000_000, 15, 10_000_000),
            (4_294_967_296, 10_000_000, 429, 14_967_296),
        ] {
            let plan = ChunkPlan::of(size).unwrap();
            assert_eq!((plan.chunk, plan.count), (chunk, count), "{size}");
            let range = plan.range(count - 1).unwrap();
            assert_eq!((range.end - range.start, range.end), (last, size), "{size}");
        }
        assert_eq!(ChunkPlan::of(0), None);
        assert_eq!(ChunkPlan::of(4_294_967_297), None);
        // The guide's own example has chunks of 10 MB for less than 64 MB: right too, though not ours.
        let official = ChunkPlan { size: 50_000_123, chunk: 10_000_000, count: 5 };
        assert_eq!(official.acceptable(), Ok(()));
        assert_eq!(official.range(4), Some(40_000_000..50_000_123));
    }

    #[test]
    fn other_servers_take_chunks_of_one_size_and_files_of_any() {
        let chunks = |size| ChunkPlan::in_chunks(size, 16).map(|plan| (plan.chunk, plan.count));
        assert_eq!(
            [chunks(0), chunks(1), chunks(16), chunks(33)],
            [None, Some((1, 1)), Some((16, 1)), Some((16, 2))]
        );
        let large = ChunkPlan::in_chunks(1 << 40, 16_000_000).unwrap();
        assert_eq!(large.after((1 << 40) - 1), Some((1 << 40) - 1..1 << 40));
        assert_eq!(ChunkPlan::in_chunks(u64::MAX, 16), None);
    }

    #[test]
    fn what_is_refused_in_the_field_is_refused() {
        let refused = |size, chunk, count| ChunkPlan { size, chunk, count }.acceptable().unwrap_err();
        assert_eq!(refused(66_259_900, 64_000_000, 1), ChunkFault::Chunk);
        assert_eq!(refused(66_259_900, 10_000_000, 7), ChunkFault::Count);
        assert_eq!(refused(15_000_000, 10_000_000, 1), ChunkFault::Chunk);
        assert_eq!(refused(70_000_000, 70_000_000, 1), ChunkFault::Chunk);
        assert_eq!(refused(4_294_967_296, 4_294_968, 1_000), ChunkFault::Chunk);
        assert_eq!(refused(0, 0, 0), ChunkFault::Size);
        assert_eq!(refused(10, 0, 1), ChunkFault::Chunk);
        assert_eq!(refused(10, 5, 0), ChunkFault::Chunk);
    }

    #[test]
    fn bounds_are_within_both_readings_of_a_megabyte() {
        let taken = |size, chunk, count| ChunkPlan { size, chunk, count }.acceptable();
        assert_eq!(taken(64_000_000, 64_000_000, 1), Ok(()));
        assert_eq!(taken(64_000_001, 64_000_001, 1), Err(ChunkFault::Chunk));
        // Refused in the field, though below 64 binary megabytes.
        assert_eq!(taken(66_259_900, 66_259_900, 1), Err(ChunkFault::Chunk));
        assert_eq!(taken(128_000_000, 64_000_000, 2), Ok(()));
        assert_eq!(taken(128_000_002, 64_000_001, 2), Err(ChunkFault::Chunk));
        assert_eq!(taken(20_971_520, 5_242_880, 4), Ok(()));
        assert_eq!(taken(20_971_516, 5_242_879, 4), Err(ChunkFault::Chunk));
        let longest = ChunkPlan { size: 191_999_999, chunk: 64_000_000, count: 2 };
        assert_eq!((longest.acceptable(), longest.range(1)), (Ok(()), Some(64_000_000..191_999_999)));
        assert_eq!(taken(4_294_967_297, 10_000_000, 429), Err(ChunkFault::Size));
    }

    proptest! {
        #[test]
        fn every_plan_is_acceptable_and_covers_the_file_once(size in 1..=FILE_MOST) {
            let plan = ChunkPlan::of(size).unwrap();
            prop_assert_eq!(plan.acceptable(), Ok(()));
            let (mut held, mut sent) = (0, 0);
            while let Some(range) = plan.after(held) {
                prop_assert_eq!(range.start, held);
                held = range.end;
                sent += 1;
            }
            prop_assert_eq!((held, sent), (size, plan.count));
            prop_assert_eq!(plan.range(plan.count), None);
        }

        #[test]
        fn within_a_chunk_its_rest_is_sent(size in 64_000_001..=FILE_MOST, within in 1..10_000_000_u64) {
            let plan = ChunkPlan::of(size).unwrap();
            prop_assert_eq!(plan.after(within), Some(within..10_000_000));
            prop_assert_eq!(plan.after(size - 1), Some(size - 1..size));
            prop_assert_eq!(plan.after(size), None);
        }
    }
}
