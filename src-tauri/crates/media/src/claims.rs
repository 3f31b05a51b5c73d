//! Does a file hold all the bytes that its container claims? ffprobe reads a movie cut short in the
//! middle without complaint, as long as its index stands in front.

use std::io::{self, Read, Seek, SeekFrom};

use crate::sniff::{MOVIE_PARTS, Sniffed};

/// What is missing from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// A part ends behind the end of the file: that many bytes are missing.
    Bytes(u64),
    /// An MP4 or QuickTime file without its index.
    Index,
}

/// Looks at the outermost parts of a file of that size. What is neither a movie nor Matroska lacks
/// nothing that can be told.
pub(crate) fn lack(file: &mut (impl Read + Seek), size: u64, kind: Sniffed) -> io::Result<Option<Lack>> {
    match kind {
        Sniffed::Movie => lack_of_movie(file, size),
        Sniffed::Matroska | Sniffed::Webm => lack_of_matroska(file, size),
        Sniffed::Playlist | Sniffed::StillImage | Sniffed::Unknown => Ok(None),
    }
}

/// More boxes than any sane movie has outermost; a fragmented one has two a fragment.
const BOXES_MAX: usize = 200_000;

fn lack_of_movie(file: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Lack>> {
    let (mut at, mut has_index) = (0_u64, false);
    for _ in 0..BOXES_MAX {
        let mut head = [0; 16];
        if at == size || !read_at(file, at, &mut head[..8])? {
            break;
        }
        let (short, kind) = (u32::from_be_bytes(four(&head[..4])), four(&head[4..8]));
        let length = match short {
            0 => size - at,
            1 if read_at(file, at, &mut head)? => u64::from_be_bytes([
                head[8], head[9], head[10], head[11], head[12], head[13], head[14], head[15],
            ]),
            1 => return Ok(Some(Lack::Bytes(at + 16 - size))),
            _ => short.into(),
        };
        // Anything else may be a camera's padding.
        let known = MOVIE_PARTS.contains(&kind.as_slice());
        if length < 8 {
            break;
        }
        let end = at.saturating_add(length);
        if end > size {
            return Ok(if known || !has_index { Some(Lack::Bytes(end - size)) } else { None });
        }
        has_index |= kind == *b"moov";
        at = end;
    }
    Ok(if has_index { None } else { Some(Lack::Index) })
}

fn lack_of_matroska(file: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Lack>> {
    let Some((header, from)) = ebml_size(file, 4)? else { return Ok(None) };
    let segment = from.saturating_add(header.unwrap_or(0));
    let mut id = [0; 4];
    if !read_at(file, segment, &mut id)? || id != [0x18, 0x53, 0x80, 0x67] {
        return Ok(None);
    }
    let Some((Some(length), from)) = ebml_size(file, segment + 4)? else { return Ok(None) };
    let end = from.saturating_add(length);
    Ok((end > size).then(|| Lack::Bytes(end - size)))
}

/// An EBML size at that place, none if it is left open; and the place behind it.
fn ebml_size(file: &mut (impl Read + Seek), at: u64) -> io::Result<Option<(Option<u64>, u64)>> {
    let mut first = [0];
    if !read_at(file, at, &mut first)? || first[0] == 0 {
        return Ok(None);
    }
    let more = first[0].leading_zeros() as usize;
    let mut rest = [0; 7];
    if more > 0 && !read_at(file, at + 1, &mut rest[..more])? {
        return Ok(None);
    }
    let bits = 7 * (more as u32 + 1);
    let start = u64::from(first[0]) & (0x7f >> more);
    let value = rest[..more].iter().fold(start, |value, byte| value << 8 | u64::from(*byte));
    let open = (1_u64 << bits) - 1;
    Ok(Some(((value != open).then_some(value), at + 1 + more as u64)))
}

/// Fills the buffer from that place; false if the file ends before.
fn read_at(file: &mut (impl Read + Seek), at: u64, into: &mut [u8]) -> io::Result<bool> {
    file.seek(SeekFrom::Start(at))?;
    match file.read_exact(into) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn four(bytes: &[u8]) -> [u8; 4] {
    [bytes[0], bytes[1], bytes[2], bytes[3]]
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::sniff::sniff;

    fn lack_of(bytes: &[u8]) -> Option<Lack> {
        lack(&mut Cursor::new(bytes), bytes.len() as u64, sniff(bytes)).unwrap()
    }

    fn part(kind: &[u8; 4], body: usize) -> Vec<u8> {
        let mut part = (body as u32 + 8).to_be_bytes().to_vec();
        part.extend_from_slice(kind);
        part.resize(body + 8, 7);
        part
    }

    fn movie(parts: &[Vec<u8>]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn a_whole_movie_lacks_nothing_and_one_byte_less_is_told() {
        let whole = movie(&[part(b"ftyp", 8), part(b"moov", 30), part(b"mdat", 100)]);
        assert_eq!(lack_of(&whole), None);
        assert_eq!(lack_of(&whole[..whole.len() - 1]), Some(Lack::Bytes(1)));
        assert_eq!(lack_of(&movie(&[part(b"ftyp", 8), part(b"mdat", 100)])), Some(Lack::Index));
    }

    #[test]
    fn padding_behind_the_movie_is_no_damage() {
        let mut padded = movie(&[part(b"ftyp", 8), part(b"moov", 30), part(b"mdat", 100)]);
        padded.extend_from_slice(&[0; 40]);
        assert_eq!(lack_of(&padded), None);
        padded.extend_from_slice(b"\xff\xff\xff\xffjunk");
        assert_eq!(lack_of(&padded), None);
    }

    #[test]
    fn long_and_open_ended_parts_are_read() {
        let mut long = movie(&[part(b"ftyp", 8), part(b"moov", 30)]);
        long.extend_from_slice(&1_u32.to_be_bytes());
        long.extend_from_slice(b"mdat");
        long.extend_from_slice(&6_000_000_000_u64.to_be_bytes());
        let there = long.len() as u64 - 16 - 46;
        assert_eq!(there, 8);
        assert!(matches!(lack_of(&long), Some(Lack::Bytes(n)) if n > 5_999_999_000));
        let mut open = movie(&[part(b"ftyp", 8), part(b"moov", 30)]);
        open.extend_from_slice(&[0, 0, 0, 0]);
        open.extend_from_slice(b"mdat and so on");
        assert_eq!(lack_of(&open), None);
    }

    #[test]
    fn a_matroska_segment_that_ends_behind_the_file_is_told() {
        let file = |size: &[u8], body: usize| {
            let mut file = b"\x1a\x45\xdf\xa3\x84abcd\x18\x53\x80\x67".to_vec();
            file.extend_from_slice(size);
            file.resize(file.len() + body, 0);
            file
        };
        assert_eq!(lack_of(&file(&[0x40, 100], 100)), None);
        assert_eq!(lack_of(&file(&[0x40, 100], 98)), Some(Lack::Bytes(2)));
        assert_eq!(lack_of(&file(&[1, 255, 255, 255, 255, 255, 255, 255], 5)), None);
        assert_eq!(lack_of(&file(&[0xff], 5)), None);
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_it_ends(bytes in proptest::collection::vec(any::<u8>(), 0..200), moov in any::<bool>()) {
            let mut file = if moov { part(b"moov", 4) } else { b"\x1a\x45\xdf\xa3".to_vec() };
            file.extend(bytes);
            let _ = lack_of(&file);
        }
    }
}
