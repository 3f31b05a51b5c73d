//! Boxes, the parts an MP4 file is made of: four bytes of length, four of name, a body.

use std::{
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
};

/// More than the index of any clip.
const INDEX_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// More boxes than any sane movie has outermost; a fragmented one has two a fragment.
pub(crate) const OUTERMOST_MAX: usize = 200_000;

/// A box: its name, and where it and its body stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its name.
    pub kind: [u8; 4],
    /// Where its header begins.
    pub start: usize,
    /// Its body.
    pub body: Range<usize>,
}

/// The boxes within a range, in order, as far as they are whole.
pub(crate) fn parts(bytes: &[u8], within: Range<usize>) -> impl Iterator<Item = Part> + '_ {
    let end = within.end.min(bytes.len());
    let mut at = within.start;
    std::iter::from_fn(move || {
        let left = end.checked_sub(at).filter(|left| *left >= 8)? as u64;
        let (header, length) = match number(bytes, at, 4)? {
            0 => (8, left),
            1 => (16, number(bytes, at + 8, 8)?),
            short => (8, short),
        };
        if length < header || length > left {
            return None;
        }
        let kind = four(bytes, at + 4)?;
        let part = Part { kind, start: at, body: at + header as usize..at + length as usize };
        at = part.body.end;
        Some(part)
    })
}

/// The body of the first box of that name within a range.
pub(crate) fn part(bytes: &[u8], within: &Range<usize>, kind: &[u8; 4]) -> Option<Range<usize>> {
    parts(bytes, within.clone()).find(|part| part.kind == *kind).map(|part| part.body)
}

/// The body of a box within boxes, by the names on the way to it.
pub(crate) fn inner(bytes: &[u8], within: &Range<usize>, way: &[&[u8; 4]]) -> Option<Range<usize>> {
    way.iter().try_fold(within.clone(), |within, kind| part(bytes, &within, kind))
}

/// A number of up to eight bytes.
pub(crate) fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A number of four bytes.
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    four(bytes, at).map(u32::from_be_bytes)
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

/// The index (moov) of a file.
pub(crate) struct Index {
    /// Where its body stands in the file.
    pub at: u64,
    /// Its body.
    pub body: Vec<u8>,
    /// Does the file go on in fragments that have indexes of their own?
    pub fragmented: bool,
}

/// The index of a file, if it has one.
pub(crate) fn index(file: &mut (impl Read + Seek)) -> io::Result<Option<Index>> {
    let size = file.seek(SeekFrom::End(0))?;
    let (mut at, mut found, mut fragmented) = (0, None, false);
    for _ in 0..OUTERMOST_MAX {
        let Some((kind, header, length)) = outermost(file, at, size)? else { break };
        fragmented |= kind == *b"moof";
        if kind == *b"moov" && found.is_none() && length - header <= INDEX_MAX_BYTES {
            let mut body = vec![0; (length - header) as usize];
            file.seek(SeekFrom::Start(at + header))?;
            file.read_exact(&mut body)?;
            fragmented |= part(&body, &(0..body.len()), b"mvex").is_some();
            found = Some((at + header, body));
        }
        at += length;
    }
    Ok(found.map(|(at, body)| Index { at, body, fragmented }))
}

/// The name, the header's length and the whole length of an outermost box, if it is whole.
fn outermost(file: &mut (impl Read + Seek), at: u64, size: u64) -> io::Result<Option<([u8; 4], u64, u64)>> {
    let left = size.saturating_sub(at);
    if left < 8 {
        return Ok(None);
    }
    let mut head = [0; 16];
    file.seek(SeekFrom::Start(at))?;
    let read = left.min(16) as usize;
    file.read_exact(&mut head[..read])?;
    let head = &head[..read];
    let (header, length) = match number(head, 0, 4) {
        Some(0) => (8, left),
        Some(1) => (16, number(head, 8, 8).unwrap_or(0)),
        short => (8, short.unwrap_or(0)),
    };
    let kind = four(head, 4).unwrap_or_default();
    Ok((length >= header && length <= left).then_some((kind, header, length)))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn kinds(bytes: &[u8]) -> Vec<([u8; 4], usize)> {
        parts(bytes, 0..bytes.len()).map(|part| (part.kind, part.body.len())).collect()
    }

    #[test]
    fn short_long_and_open_boxes_are_walked_and_a_cut_one_ends_the_walk() {
        let mut bytes = b"\0\0\0\x0aabcdxx\0\0\0\x01long\0\0\0\0\0\0\0\x13yyy".to_vec();
        assert_eq!(kinds(&bytes), [(*b"abcd", 2), (*b"long", 3)]);
        bytes.extend_from_slice(b"\0\0\0\x00openzzzz");
        assert_eq!(kinds(&bytes).last(), Some(&(*b"open", 4)));
        let cut = b"\0\0\0\x0aabcdxx\0\0\0\x0eabcdxx";
        assert_eq!(kinds(cut), [(*b"abcd", 2)]);
        assert_eq!(kinds(b"\0\0\0\x07abcd"), []);
    }

    #[test]
    fn the_index_is_found_wherever_it_stands() {
        for (bytes, at) in [
            (&b"\0\0\0\x08ftyp\0\0\0\x0amoovxx\0\0\0\x08mdat"[..], Some(16)),
            (b"\0\0\0\x0cmdatxxxx\0\0\0\x0amoovxx", Some(20)),
            (b"\0\0\0\x0cmdatxxxx\0\0\0\x00moovxx", Some(20)),
            (b"\0\0\0\x0cmdatxxxx\0\0\0\x0bmoovxx", None),
        ] {
            let found = index(&mut Cursor::new(bytes)).unwrap();
            assert_eq!(found.as_ref().map(|index| index.at), at);
            assert!(found.is_none_or(|index| index.body == b"xx" && !index.fragmented));
        }
        let fragmented = b"\0\0\0\x08moov\0\0\0\x08moof\0\0\0\x08mdat";
        assert!(index(&mut Cursor::new(fragmented)).unwrap().is_some_and(|index| index.fragmented));
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_each_box_lies_within_them(bytes in proptest::collection::vec(any::<u8>(), 0..200), small in 0_u8..20) {
            let mut bytes = bytes;
            for at in (0..bytes.len().saturating_sub(4)).step_by(9) {
                bytes[at..at + 4].copy_from_slice(&[0, 0, 0, small]);
            }
            let mut end = 0;
            for part in parts(&bytes, 0..bytes.len()) {
                prop_assert!(part.start == end && part.body.start > part.start && part.body.end <= bytes.len());
                end = part.body.end;
            }
            let _ = index(&mut Cursor::new(&bytes)).unwrap();
        }
    }
}
