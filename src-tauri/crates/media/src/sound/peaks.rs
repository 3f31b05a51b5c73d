//! The waveform: how far the sound reaches, in buckets of several lengths.

use series::Micros;

use super::STEP_MICROS;

/// The form [`Peaks::to_bytes`] writes today.
const VERSION: u16 = 1;
const MAGIC: [u8; 4] = *b"SRPK";
/// Bytes before the table of levels.
const HEAD: usize = 16;
/// Bytes of a level in the table.
const ENTRY: usize = 8;
/// Buckets of a level that make one of the next.
const WIDER: usize = 4;
/// A level of so few buckets is the last.
const FEW: usize = 512;

/// How far the sound reaches down and up within a bucket, over all channels: −127 and 127 are full
/// scale and beyond.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bucket {
    /// The lowest sample.
    pub low: i8,
    /// The highest sample.
    pub high: i8,
}

/// A waveform. Level 0 has a bucket every 10 ms from the clip's start, each further level one for every
/// four of the level before; the last is the first that has at most 512.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Peaks {
    levels: Vec<Vec<Bucket>>,
}

impl Peaks {
    /// The version of the bytes that [`to_bytes`](Self::to_bytes) writes.
    pub const VERSION: u16 = VERSION;

    /// Every level of these buckets of 10 ms.
    fn of(buckets: Vec<Bucket>) -> Self {
        let mut levels = vec![buckets];
        while let Some(last) = levels.last().filter(|last| last.len() > FEW) {
            levels.push(last.chunks(WIDER).map(Bucket::around).collect());
        }
        Self { levels }
    }

    /// How many levels there are; none without sound.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// How long a bucket of that level is.
    #[must_use]
    pub fn bucket(level: usize) -> Micros {
        let wider = u32::try_from(level).ok().and_then(|level| (WIDER as i64).checked_pow(level));
        Micros::new(STEP_MICROS.saturating_mul(wider.unwrap_or(i64::MAX)))
    }

    /// The buckets of a level that touch the time from `start` up to `end`: fewer where the sound ends,
    /// none where there is no such level.
    #[must_use]
    pub fn slice(&self, level: usize, start: Micros, end: Micros) -> &[Bucket] {
        let Some(buckets) = self.levels.get(level) else { return &[] };
        let long = Self::bucket(level).get();
        let most = |buckets: i64| usize::try_from(buckets.max(0)).unwrap_or(usize::MAX);
        let from = most(start.get().div_euclid(long)).min(buckets.len());
        let to = most(end.get().saturating_add(long - 1).div_euclid(long)).clamp(from, buckets.len());
        &buckets[from..to]
    }

    /// The waveform as bytes, to be kept and to be drawn. All numbers are little endian:
    ///
    /// | Bytes | What |
    /// |---|---|
    /// | 0–3 | `SRPK` |
    /// | 4–5 | version, u16: 1 |
    /// | 6–7 | how many levels, u16: n |
    /// | 8–11 | length of a bucket of level 0 in microseconds, u32: 10,000 |
    /// | 12–15 | how many buckets of a level make one of the next, u32: 4 |
    /// | 16 … | n times: where the level's buckets begin, u32, in bytes from the very first; how many there are, u32 |
    /// | then | the buckets, level by level: lowest and highest sample, i8 each, 127 being full scale |
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((self.levels.len() as u16).to_le_bytes());
        bytes.extend((STEP_MICROS as u32).to_le_bytes());
        bytes.extend((WIDER as u32).to_le_bytes());
        let mut at = HEAD + ENTRY * self.levels.len();
        for level in &self.levels {
            bytes.extend((at as u32).to_le_bytes());
            bytes.extend((level.len() as u32).to_le_bytes());
            at += 2 * level.len();
        }
        let buckets = self.levels.iter().flatten();
        bytes.extend(buckets.flat_map(|bucket| [bucket.low.cast_unsigned(), bucket.high.cast_unsigned()]));
        bytes
    }

    /// The waveform whose bytes these are; none if they are not exactly what
    /// [`to_bytes`](Self::to_bytes) writes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let levels = usize::from(u16::from_le_bytes(*bytes.get(6..)?.first_chunk()?));
        let buckets = match levels {
            0 => return (bytes == Self::default().to_bytes()).then(Self::default),
            _ => u32::from_le_bytes(*bytes.get(HEAD + 4..)?.first_chunk()?),
        };
        let from = HEAD + ENTRY * levels;
        let base = bytes.get(from..)?.get(..usize::try_from(buckets).ok()?.checked_mul(2)?)?;
        let (pairs, _) = base.as_chunks();
        let bucket = |[low, high]: &[u8; 2]| Bucket { low: low.cast_signed(), high: high.cast_signed() };
        let peaks = Self::of(pairs.iter().map(bucket).collect());
        // Everything else follows from level 0.
        (peaks.to_bytes() == bytes).then_some(peaks)
    }
}

impl Bucket {
    /// As far as all of these reach.
    fn around(buckets: &[Self]) -> Self {
        let reach = |all: Self, one: &Self| Self { low: all.low.min(one.low), high: all.high.max(one.high) };
        let (first, rest) =
            buckets.split_first().map_or((Self::default(), buckets), |(one, rest)| (*one, rest));
        rest.iter().fold(first, reach)
    }
}

/// A waveform in the making.
#[derive(Debug, Default)]
pub(super) struct Waveform(Vec<Bucket>);

impl Waveform {
    /// Hears a step, channel by channel.
    pub(super) fn hear(&mut self, planes: &[Vec<f32>]) {
        let (mut low, mut high) = ([f32::MAX; 8], [f32::MIN; 8]);
        for plane in planes {
            let (eights, rest) = plane.as_chunks::<8>();
            for eight in eights {
                for lane in 0..8 {
                    low[lane] = low[lane].min(eight[lane]);
                    high[lane] = high[lane].max(eight[lane]);
                }
            }
            for sample in rest {
                (low[0], high[0]) = (low[0].min(*sample), high[0].max(*sample));
            }
        }
        let low = low.into_iter().fold(f32::MAX, f32::min);
        let high = high.into_iter().fold(f32::MIN, f32::max);
        // A float becomes the nearest integer there is: -128 is the one too many.
        let whole = |sample: f32| ((sample * 127.0).round() as i8).max(-127);
        self.0.push(Bucket { low: whole(low), high: whole(high) });
    }

    /// The waveform of all that was heard.
    pub(super) fn finish(self) -> Peaks {
        if self.0.is_empty() { Peaks::default() } else { Peaks::of(self.0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn peaks(buckets: usize) -> Peaks {
        let bucket = |n: usize| Bucket { low: -((n % 120) as i8), high: (n % 7) as i8 };
        Peaks::of((0..buckets).map(bucket).collect())
    }

    #[test]
    fn levels_are_four_times_as_wide_until_there_are_few() {
        let lengths = |buckets| peaks(buckets).levels.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(lengths(512), [512]);
        assert_eq!(lengths(513), [513, 129]);
        assert_eq!(lengths(150_000), [150_000, 37_500, 9_375, 2_344, 586, 147]);
        assert_eq!(peaks(1_000).levels[1][29], Bucket { low: -119, high: 6 });
        assert_eq!(Peaks::bucket(2), Micros::from_millis(160));
    }

    #[test]
    fn a_slice_is_what_touches_the_time() {
        let peaks = peaks(1_000);
        let slice = |level, start, end| {
            peaks.slice(level, Micros::from_millis(start), Micros::from_millis(end)).len()
        };
        assert_eq!(slice(0, 0, 100), 10);
        assert_eq!(slice(0, 5, 15), 2);
        assert_eq!(slice(1, 0, 50), 2);
        assert_eq!(slice(0, 9_990, 60_000), 1);
        assert_eq!(slice(0, -100, 10), 1);
        assert_eq!(slice(0, 500, 100), 0);
        assert_eq!(slice(9, 0, 100), 0);
        assert_eq!(peaks.slice(0, Micros::new(i64::MIN), Micros::new(i64::MAX)).len(), 1_000);
    }

    #[test]
    fn a_step_reaches_as_far_as_any_of_its_channels() {
        let mut waveform = Waveform::default();
        waveform.hear(&[vec![0.0, 0.5], vec![-0.25, 0.1]]);
        waveform.hear(&[vec![64.0; 9], vec![-64.0; 9]]);
        let expect = [Bucket { low: -32, high: 64 }, Bucket { low: -127, high: 127 }];
        assert_eq!(waveform.finish().levels, [expect]);
        assert_eq!(Waveform::default().finish().levels(), 0);
    }

    proptest! {
        #[test]
        fn bytes_read_back(buckets in 0..3_000_usize) {
            let peaks = if buckets == 0 { Peaks::default() } else { peaks(buckets) };
            prop_assert_eq!(Peaks::from_bytes(&peaks.to_bytes()), Some(peaks));
        }

        #[test]
        fn other_bytes_are_refused(at in 0..16 + 16 + 2 * 650_usize, by in 1..=255_u8, cut in 0..1_000_usize) {
            let whole = peaks(600).to_bytes();
            prop_assert_eq!(Peaks::from_bytes(&whole[..whole.len().saturating_sub(1 + cut)]), None);
            let mut other = whole.clone();
            if let Some(byte) = other.get_mut(at) {
                *byte = byte.wrapping_add(by);
            }
            // What is still read is exactly what was written; nothing panics.
            if let Some(peaks) = Peaks::from_bytes(&other) {
                prop_assert_eq!(peaks.to_bytes(), other);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut headed = b"SRPK\x01\0".to_vec();
            headed.extend(&bytes);
            let _ = (Peaks::from_bytes(&bytes), Peaks::from_bytes(&headed));
        }
    }
}
