//! Looks into H.264 and HEVC: the kinds of unit a sample holds, and the few facts of a parameter set
//! that decide whether two streams can stand in one track.

use super::bits::Bits;

/// The two codecs that are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// H.264, also called AVC.
    H264,
    /// HEVC, also called H.265.
    Hevc,
}

/// What a keyframe is to a copy that begins with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// It begins a stream of its own.
    Clean,
    /// It does once it says that the link to what was before is broken (HEVC's CRA).
    Broken,
    /// What follows needs frames before it.
    Never,
}

impl Codec {
    /// By ffprobe's name, if it is one of them.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "h264" => Some(Self::H264),
            "hevc" => Some(Self::Hevc),
            _ => None,
        }
    }

    fn kind(self, header: u8) -> u8 {
        match self {
            Self::H264 => header & 0x1f,
            Self::Hevc => header >> 1 & 0x3f,
        }
    }

    /// Is a unit of that header part of a picture? If so, what it is to a copy.
    fn begin(self, header: u8) -> Option<Begin> {
        match (self, self.kind(header)) {
            (Self::H264, 5) => Some(Begin::Clean),
            (Self::H264, 1..=4) => Some(Begin::Never),
            (Self::Hevc, 16..=20) => Some(Begin::Clean),
            (Self::Hevc, 21) => Some(Begin::Broken),
            (Self::Hevc, 0..=31) => Some(Begin::Never),
            _ => None,
        }
    }
}

/// The units of a sample: where each begins, behind the `width` bytes of its length, and how long it is.
/// The last may be cut off by the bytes' end.
pub(crate) fn units(sample: &[u8], width: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let length = sample.get(at..at.checked_add(width)?)?;
        let length = length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
        let begin = at + width;
        at = begin.checked_add(length)?;
        Some((begin, length))
    })
}

/// What a keyframe is to a copy that begins with it, by its first bytes. None where they are too few:
/// then so many are needed.
pub(crate) fn begin(codec: Codec, sample: &[u8], width: usize) -> Result<Begin, usize> {
    let mut needed = width + 1;
    for (begin, length) in units(sample, width) {
        let Some(header) = sample.get(begin) else { return Err(begin + 1) };
        if length > 0
            && let Some(found) = codec.begin(*header)
        {
            return Ok(found);
        }
        needed = begin.saturating_add(length).saturating_add(width + 1);
    }
    Err(needed)
}

/// Is a sample, by its first bytes, a picture that no other is made from?
pub(crate) fn is_disposable(codec: Codec, sample: &[u8], width: usize) -> bool {
    let headers = units(sample, width).filter_map(|(begin, _)| sample.get(begin));
    let mut pictures = headers.filter(|header| codec.begin(**header).is_some());
    pictures.next().is_some_and(|header| match codec {
        Codec::H264 => header >> 5 & 3 == 0,
        // Of those that are none to their own layer, others may be made in higher ones.
        Codec::Hevc => false,
    })
}

/// A CRA picture's bytes rewritten to say that the link to what was before is broken, and that nothing
/// shown before it follows (BLA_N_LP).
pub(crate) fn break_link(sample: &mut [u8], width: usize) {
    let units: Vec<_> = units(sample, width).collect();
    for (begin, length) in units {
        if let Some(header) = sample.get_mut(begin).filter(|_| length > 0)
            && Codec::Hevc.kind(*header) == 21
        {
            *header = *header & 0x81 | 18 << 1;
        }
    }
}

/// What is asked of an H.264 sequence parameter set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// Its number.
    pub id: u32,
    /// Does every picture hold a whole frame?
    pub progressive: bool,
}

/// Reads an H.264 sequence parameter set, header byte included.
pub(crate) fn sequence(set: &[u8]) -> Option<Sequence> {
    let mut bits = Bits::new(set.get(1..)?);
    let profile = bits.number(8);
    bits.number(16);
    let id = bits.golomb()?;
    if [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(&profile) {
        let chroma = bits.golomb()?;
        if chroma == 3 {
            bits.flag();
        }
        bits.golomb()?;
        bits.golomb()?;
        bits.flag();
        if bits.flag() {
            for list in 0..if chroma == 3 { 12 } else { 8 } {
                if bits.flag() {
                    scaling_list(&mut bits, if list < 6 { 16 } else { 64 })?;
                }
            }
        }
    }
    bits.golomb()?;
    match bits.golomb()? {
        0 => {
            bits.golomb()?;
        }
        1 => {
            bits.flag();
            bits.golomb()?;
            bits.golomb()?;
            for _ in 0..bits.golomb()?.min(255) {
                bits.golomb()?;
            }
        }
        _ => {}
    }
    bits.golomb()?;
    bits.flag();
    bits.golomb()?;
    bits.golomb()?;
    Some(Sequence { id, progressive: bits.flag() })
}

fn scaling_list(bits: &mut Bits<'_>, size: usize) -> Option<()> {
    let (mut last, mut next) = (8_i64, 8_i64);
    for _ in 0..size {
        if next != 0 {
            let code = i64::from(bits.golomb()?);
            let delta = if code % 2 == 1 { (code + 1) / 2 } else { -code / 2 };
            next = (last + delta + 256).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

/// The number of an H.264 picture parameter set, header byte included.
pub(crate) fn picture_set_id(set: &[u8]) -> Option<u32> {
    Bits::new(set.get(1..)?).golomb()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_keyframe_is_known_by_its_first_picture_unit() {
        let idr = [0, 0, 0, 2, 0x09, 0xf0, 0, 0, 0, 9, 0x65];
        assert_eq!(begin(Codec::H264, &idr, 4), Ok(Begin::Clean));
        assert_eq!(begin(Codec::H264, &[0, 0, 0, 3, 0x06, 1, 1, 0, 0, 0, 9, 0x41], 4), Ok(Begin::Never));
        assert_eq!(begin(Codec::H264, &idr[..7], 4), Err(11));
        assert_eq!(begin(Codec::H264, &idr[..10], 4), Err(11));
        assert_eq!(begin(Codec::H264, &[0, 2, 0x67, 1, 0, 1, 0x65], 2), Ok(Begin::Clean));
        for (kind, expect) in [(19, Begin::Clean), (20, Begin::Clean), (21, Begin::Broken), (1, Begin::Never)]
        {
            let sample = [0, 0, 0, 2, 35 << 1, 1, 0, 0, 0, 9, kind << 1, 1];
            assert_eq!(begin(Codec::Hevc, &sample, 4), Ok(expect));
        }
    }

    #[test]
    fn what_nothing_is_made_from_is_known() {
        assert!(is_disposable(Codec::H264, &[0, 0, 0, 2, 0x09, 0xf0, 0, 0, 0, 9, 0x01], 4));
        assert!(!is_disposable(Codec::H264, &[0, 0, 0, 2, 0x09, 0xf0, 0, 0, 0, 9, 0x41], 4));
        assert!(!is_disposable(Codec::H264, &[0, 0, 0, 2, 0x09, 0xf0], 4));
        assert!(!is_disposable(Codec::Hevc, &[0, 0, 0, 9, 0, 1], 4));
    }

    #[test]
    fn only_the_kind_of_a_link_is_changed() {
        let mut sample = [0, 0, 0, 2, 39 << 1, 1, 0, 0, 0, 3, 21 << 1, 1, 42, 0, 0, 0, 3, 21 << 1, 1, 43];
        break_link(&mut sample, 4);
        assert_eq!(sample, [0, 0, 0, 2, 39 << 1, 1, 0, 0, 0, 3, 18 << 1, 1, 42, 0, 0, 0, 3, 18 << 1, 1, 43]);
    }

    #[test]
    fn parameter_sets_tell_their_number_and_their_frames() {
        // High, 160 × 90, sps 0, frames only; then the same of baseline with number 3, in fields.
        let high = [0x67, 0x64, 0, 0x0a, 0xac, 0xd9, 0x42, 0x8d, 0xf9, 0x70, 0x11];
        assert_eq!(sequence(&high).map(|s| s.id), Some(0));
        // 00100 (3) 1 (frame num) 011 (order type 2) 1 (refs) 0 (gaps) 1 1 (size) 0 (fields)
        let fields = [0x67, 66, 0, 10, 0b0010_0101, 0b1101_1000];
        assert_eq!(sequence(&fields), Some(Sequence { id: 3, progressive: false }));
        let frames = [0x67, 66, 0, 10, 0b0010_0101, 0b1101_1100];
        assert_eq!(sequence(&frames), Some(Sequence { id: 3, progressive: true }));
        assert_eq!(picture_set_id(&[0x68, 0b0011_0000]), Some(5));
        assert_eq!(sequence(&[]), None);
    }

    proptest! {
        #[test]
        fn strange_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..80), width in 1_usize..5) {
            let _ = (sequence(&bytes), picture_set_id(&bytes));
            for codec in [Codec::H264, Codec::Hevc] {
                if let Err(needed) = begin(codec, &bytes, width) {
                    prop_assert!(needed > bytes.len());
                }
            }
            let mut changed = bytes.clone();
            break_link(&mut changed, width);
            prop_assert_eq!(changed.len(), bytes.len());
        }
    }
}
