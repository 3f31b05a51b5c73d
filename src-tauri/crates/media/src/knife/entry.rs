//! Sample descriptions of H.264 and HEVC (`avc1`, `hvc1` and their like): what they tell of their
//! stream, and how two become one.

use std::ops::Range;

use super::nal::{self, Codec};
use crate::mp4::boxes::{number, part};

/// A description's own fields, before the boxes within it.
const FIELDS_BYTES: usize = 86;
/// Parameter sets of H.264 are numbered below this.
const SETS_MAX: u32 = 32;

/// What a description tells of its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    /// Bytes of the length before each unit of a sample.
    pub width: usize,
    /// Does every picture hold a whole frame?
    pub progressive: bool,
    /// The numbers of its parameter sets (H.264).
    taken: Vec<u32>,
}

impl Config {
    /// Three numbers that none of its parameter sets has; others for another `part` of a file, as far as
    /// there are enough.
    pub fn free(&self, part: usize) -> [u32; 3] {
        let all = (1..SETS_MAX).cycle().skip(3 * part).filter(|id| !self.taken.contains(id));
        // A file from somewhere may have taken all: then whatever is made of it fails its proof.
        let mut some = all.take(3).chain([1, 2, 3]);
        std::array::from_fn(|_| some.next().unwrap_or(1))
    }
}

/// Reads a description; none if it is of another codec, or has no parameter sets.
pub(crate) fn config(codec: Codec, entry: &[u8]) -> Option<Config> {
    let body = &entry[body(codec, entry)?];
    match codec {
        Codec::H264 => {
            let sets = Avc::read(body)?;
            let sequences: Vec<_> = sets.sequences.iter().filter_map(|set| nal::sequence(set)).collect();
            let pictures = sets.pictures.iter().filter_map(|set| nal::picture_set_id(set));
            (!sequences.is_empty()).then_some(())?;
            Some(Config {
                width: usize::from(*body.get(4)? & 3) + 1,
                progressive: sequences.iter().all(|set| set.progressive),
                taken: sequences.iter().map(|set| set.id).chain(pictures).collect(),
            })
        }
        Codec::Hevc => Some(Config {
            width: usize::from(*body.get(21)? & 3) + 1,
            progressive: *body.get(6)? & 0xc0 != 0x40,
            taken: Vec::new(),
        }),
    }
}

/// One description for streams of both: the first one's, with the other's parameter sets too. None
/// where they cannot stand side by side: then each keeps its own.
pub(crate) fn joined(entry: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let (at, from) = (body(Codec::H264, entry)?, body(Codec::H264, other)?);
    let (mine, theirs) = (Avc::read(&entry[at.clone()])?, Avc::read(&other[from])?);
    if mine.head[4] & 3 != 3 || theirs.head[4] & 3 != 3 {
        return None;
    }
    let all = Avc {
        head: [
            mine.head[0],
            mine.head[1].max(theirs.head[1]),
            mine.head[2] & theirs.head[2],
            mine.head[3].max(theirs.head[3]),
            mine.head[4],
        ],
        sequences: both(mine.sequences, theirs.sequences, |set| Some(nal::sequence(set)?.id))?,
        pictures: both(mine.pictures, theirs.pictures, nal::picture_set_id)?,
        rest: if mine.rest.is_empty() { theirs.rest } else { mine.rest },
    };
    let body = all.written()?;
    let grown = |bytes: &[u8]| u32::try_from(bytes.len() + body.len() - at.len()).ok();
    let mut entry_size = grown(entry)?.to_be_bytes().to_vec();
    entry_size.extend_from_slice(&entry[4..at.start - 8]);
    entry_size.extend_from_slice(&grown(&entry[at.start - 8..at.end])?.to_be_bytes());
    entry_size.extend_from_slice(b"avcC");
    entry_size.extend_from_slice(&body);
    entry_size.extend_from_slice(&entry[at.end..]);
    Some(entry_size)
}

/// The sets of both, each once; none where two have one number.
fn both<'a>(
    mut mine: Vec<&'a [u8]>,
    theirs: Vec<&'a [u8]>,
    id: impl Fn(&[u8]) -> Option<u32>,
) -> Option<Vec<&'a [u8]>> {
    for set in theirs {
        if !mine.contains(&set) {
            let number = id(set)?;
            if mine.iter().any(|other| id(other) == Some(number)) {
                return None;
            }
            mine.push(set);
        }
    }
    Some(mine)
}

/// The parameter sets of a description, as units of a sample: for players that know only a file's first
/// description.
pub(crate) fn sets(codec: Codec, entry: &[u8]) -> Option<Vec<u8>> {
    let width = config(codec, entry)?.width;
    let body = &entry[body(codec, entry)?];
    let sets = match codec {
        Codec::H264 => {
            let Avc { sequences, pictures, .. } = Avc::read(body)?;
            [sequences, pictures].concat()
        }
        Codec::Hevc => hevc_arrays(body).flat_map(|(_, sets)| sets).collect(),
    };
    let mut units = Vec::new();
    for set in sets {
        units.extend_from_slice((set.len() as u64).to_be_bytes().get(8 - width..)?);
        units.extend_from_slice(set);
    }
    Some(units)
}

/// The description under the name that every player knows, where it holds all parameter sets.
pub(crate) fn known(mut entry: Vec<u8>) -> Vec<u8> {
    let full = body(Codec::Hevc, &entry).is_some_and(|at| {
        let kinds: Vec<u8> = hevc_arrays(&entry[at]).map(|(header, _)| header & 0x3f).collect();
        [32, 33, 34].iter().all(|kind| kinds.contains(kind))
    });
    if full && entry.get(4..8) == Some(b"hev1") {
        entry[4..8].copy_from_slice(b"hvc1");
    }
    entry
}

/// The arrays of an HEVC description that hold units: their headers, and the units.
fn hevc_arrays(body: &[u8]) -> impl Iterator<Item = (u8, Vec<&[u8]>)> {
    let count = body.get(22).copied().unwrap_or(0);
    let mut at = 23;
    let array = move |_| {
        let (header, units) = (*body.get(at)?, number(body, at + 1, 2)?);
        at += 3;
        let mut unit = || {
            let begin = at + 2;
            at = begin + number(body, at, 2)? as usize;
            body.get(begin..at)
        };
        Some((header, (0..units).map(|_| unit()).collect::<Option<Vec<_>>>()?))
    };
    (0..count).map_while(array).filter(|(_, units)| !units.is_empty())
}

/// Where the codec's own box has its body.
fn body(codec: Codec, entry: &[u8]) -> Option<Range<usize>> {
    let kinds: (&[&[u8; 4]], &[u8; 4]) = match codec {
        Codec::H264 => (&[b"avc1", b"avc3", b"avc2", b"avc4"], b"avcC"),
        Codec::Hevc => (&[b"hvc1", b"hev1"], b"hvcC"),
    };
    let kind: &[u8; 4] = entry.get(4..8)?.try_into().ok()?;
    kinds.0.contains(&kind).then_some(())?;
    part(entry, &(FIELDS_BYTES..entry.len()), kinds.1)
}

/// The body of an `avcC`.
struct Avc<'a> {
    head: [u8; 5],
    sequences: Vec<&'a [u8]>,
    pictures: Vec<&'a [u8]>,
    rest: &'a [u8],
}

impl<'a> Avc<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let head = body.get(..5)?.try_into().ok()?;
        let mut at = 5;
        let sequences = counted(body, &mut at, 0x1f)?;
        let pictures = counted(body, &mut at, 0xff)?;
        Some(Self { head, sequences, pictures, rest: body.get(at..)? })
    }

    fn written(&self) -> Option<Vec<u8>> {
        let mut body = self.head.to_vec();
        for (sets, mark, most) in [(&self.sequences, 0xe0, 31), (&self.pictures, 0, 255)] {
            let count = u8::try_from(sets.len()).ok().filter(|count| *count <= most)?;
            body.push(mark | count);
            for set in sets {
                body.extend_from_slice(&u16::try_from(set.len()).ok()?.to_be_bytes());
                body.extend_from_slice(set);
            }
        }
        body.extend_from_slice(self.rest);
        Some(body)
    }
}

fn counted<'a>(body: &'a [u8], at: &mut usize, mask: u8) -> Option<Vec<&'a [u8]>> {
    let count = body.get(*at)? & mask;
    *at += 1;
    let mut set = || {
        let length = number(body, *at, 2)? as usize;
        let begin = *at + 2;
        *at = begin + length;
        body.get(begin..*at)
    };
    (0..count).map(|_| set()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
    }

    /// A description with one parameter set of each kind, numbered so.
    fn avc1(profile: u8, level: u8, id: u8, lengths: u8) -> Vec<u8> {
        let number = match id {
            0 => 0b1000_0000,
            1 => 0b0100_0000,
            _ => 0b0110_0000,
        };
        // Number, then frame numbers, order type 2, no reference, sizes, whole frames.
        let sequence = [0x67, 66, 0, level, number | 0b1_1011 >> (id.min(1)), 0xff, 0xff];
        let picture = [0x68, number];
        let body = [
            &[1, profile, 0xc0, level, 0xfc | lengths, 0xe1, 0, 7][..],
            &sequence,
            &[1, 0, 2],
            &picture,
            if profile >= 100 { &[0xfd, 0xf8, 0xf8, 0] } else { &[] },
        ]
        .concat();
        let boxes = [wrapped(b"avcC", &body), wrapped(b"pasp", &[0; 8])].concat();
        wrapped(b"avc1", &[&[0; FIELDS_BYTES - 8][..], &boxes].concat())
    }

    #[test]
    fn two_descriptions_become_one_with_the_sets_of_both() {
        let (source, anew) = (avc1(77, 30, 0, 3), avc1(100, 20, 1, 3));
        assert_eq!(config(Codec::H264, &source).unwrap().free(0), [1, 2, 3]);
        assert_eq!(config(Codec::H264, &anew).unwrap().free(0), [2, 3, 4]);
        let both = joined(&source, &anew).unwrap();
        assert_eq!(config(Codec::H264, &both).unwrap().free(1), [4, 5, 6]);
        assert_eq!(number(&both, 0, 4), Some(both.len() as u64));
        let sets = Avc::read(&both[body(Codec::H264, &both).unwrap()]).unwrap();
        assert_eq!((sets.head, sets.sequences.len(), sets.pictures.len()), ([1, 100, 0xc0, 30, 0xff], 2, 2));
        assert_eq!(sets.rest, [0xfd, 0xf8, 0xf8, 0]);
        assert!(part(&both, &(FIELDS_BYTES..both.len()), b"pasp").is_some());
        assert_eq!(joined(&avc1(77, 30, 0, 1), &anew), None);
        assert_eq!(joined(&both, &source), Some(both.clone()));
        assert_eq!(joined(&both, &avc1(77, 31, 0, 3)), None);
        let units = self::sets(Codec::H264, &both).unwrap();
        assert_eq!(nal::units(&units, 4).map(|(_, length)| length).collect::<Vec<_>>(), [7, 7, 2, 2]);
    }

    #[test]
    fn an_hevc_description_is_known_by_its_sets() {
        let hevc = |kinds: &[u8]| {
            let mut body = vec![0; 23];
            body[21] = 3;
            body[22] = kinds.len() as u8;
            kinds.iter().for_each(|kind| body.extend_from_slice(&[0x80 | kind, 0, 1, 0, 1, 9]));
            wrapped(b"hev1", &[&[0; FIELDS_BYTES - 8][..], &wrapped(b"hvcC", &body)].concat())
        };
        assert_eq!(known(hevc(&[32, 33, 34]))[4..8], *b"hvc1");
        assert_eq!(sets(Codec::Hevc, &hevc(&[32, 34])), Some(vec![0, 0, 0, 1, 9, 0, 0, 0, 1, 9]));
        assert_eq!(known(hevc(&[32, 34]))[4..8], *b"hev1");
        assert_eq!(config(Codec::Hevc, &hevc(&[])).map(|config| config.width), Some(4));
        assert_eq!(config(Codec::H264, &hevc(&[])), None);
    }

    proptest! {
        #[test]
        fn strange_descriptions_are_refused_without_harm(at in 0_usize..160, byte: u8, cut in 0_usize..160) {
            let mut entry = avc1(100, 30, 0, 3);
            if let Some(place) = entry.get_mut(at) { *place = byte; }
            entry.truncate(cut);
            let _ = (config(Codec::H264, &entry), joined(&entry, &avc1(77, 1, 1, 3)), joined(&avc1(77, 1, 1, 3), &entry));
            let _ = (sets(Codec::H264, &entry), sets(Codec::Hevc, &entry));
            let _ = (config(Codec::Hevc, &entry), known(entry));
        }
    }
}
