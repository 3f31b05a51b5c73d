//! Shortens what a finished MP4 shows, in place, by its headers alone: the container's duration, and
//! each track's edit. A remux writes sound in whole packets, so a file may come out some milliseconds
//! longer than its source said: too much for a limit that is compared exactly.

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
};

use series::Micros;

/// More than the index of any clip.
const INDEX_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Makes a movie no longer than that, if it is.
pub(crate) fn end_by(file: &mut (impl Read + Write + Seek), length: Micros) -> io::Result<()> {
    let Some((at, mut index)) = index_of(file)? else { return Ok(()) };
    if shorten(&mut index, length).unwrap_or(false) {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&index)?;
    }
    Ok(())
}

/// The body of the index (moov) and where it stands.
fn index_of(file: &mut (impl Read + Seek)) -> io::Result<Option<(u64, Vec<u8>)>> {
    let size = file.seek(SeekFrom::End(0))?;
    let mut at = 0;
    while at + 16 <= size {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head)?;
        let short = u64::from(number(&head, 0, 4).unwrap_or(0) as u32);
        let (header, length) = match short {
            1 => (16, number(&head, 8, 8).unwrap_or(0)),
            _ => (8, short),
        };
        if length < header || length > size - at {
            break;
        }
        if &head[4..8] == b"moov" && length - header <= INDEX_MAX_BYTES {
            let mut body = vec![0; (length - header) as usize];
            file.seek(SeekFrom::Start(at + header))?;
            file.read_exact(&mut body)?;
            return Ok(Some((at + header, body)));
        }
        at += length;
    }
    Ok(None)
}

/// Shortens an index; none if it is not as ffmpeg writes them, false if it is short enough.
fn shorten(index: &mut [u8], length: Micros) -> Option<bool> {
    let whole = 0..index.len();
    let header = part(index, &whole, b"mvhd")?;
    let long = *index.get(header.start)? == 1;
    let (scale, duration) = if long { (20, 24) } else { (12, 16) };
    let ticks = number(index, header.start + scale, 4)?;
    let most = u64::try_from(i128::from(length.get()) * i128::from(ticks) / 1_000_000).ok()?;
    let mut changed = at_most(index, header.start + duration, long, most)?;
    for track in parts(index, &whole, b"trak") {
        if let Some(header) = part(index, &track, b"tkhd") {
            let long = *index.get(header.start)? == 1;
            changed |= at_most(index, header.start + if long { 28 } else { 20 }, long, most)?;
        }
        let edits = part(index, &track, b"edts").and_then(|edits| part(index, &edits, b"elst"));
        if let Some(edits) = edits {
            changed |= shorten_edits(index, &edits, most)?;
        }
    }
    Some(changed)
}

fn shorten_edits(index: &mut [u8], edits: &Range<usize>, most: u64) -> Option<bool> {
    let long = *index.get(edits.start)? == 1;
    let (entry, width) = if long { (20, 8) } else { (12, 4) };
    let mut left = most;
    let mut changed = false;
    for number_of_entry in 0..number(index, edits.start + 4, 4)? as usize {
        let at = edits.start + 8 + number_of_entry * entry;
        if at + entry > edits.end {
            break;
        }
        changed |= at_most(index, at, long, left)?;
        left = left.saturating_sub(number(index, at, width)?);
    }
    Some(changed)
}

/// Lowers a number of four or eight bytes; tells whether that was needed.
fn at_most(bytes: &mut [u8], at: usize, long: bool, most: u64) -> Option<bool> {
    let width = if long { 8 } else { 4 };
    let value = number(bytes, at, width)?;
    if value <= most {
        return Some(false);
    }
    bytes.get_mut(at..at + width)?.copy_from_slice(&most.to_be_bytes()[8 - width..]);
    Some(true)
}

fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    Some(bytes.get(at..at + width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The first part of that name within a range: its body.
fn part(bytes: &[u8], within: &Range<usize>, name: &[u8; 4]) -> Option<Range<usize>> {
    parts(bytes, within, name).into_iter().next()
}

fn parts(bytes: &[u8], within: &Range<usize>, name: &[u8; 4]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at + 8 <= within.end {
        let length = number(bytes, at, 4).unwrap_or(0) as usize;
        if length < 8 || length > within.end - at {
            break;
        }
        if bytes.get(at + 4..at + 8) == Some(name) {
            found.push(at + 8..at + length);
        }
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn wrapped(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut part = (body.len() as u32 + 8).to_be_bytes().to_vec();
        part.extend_from_slice(name);
        part.extend_from_slice(body);
        part
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    /// A movie with a thousand ticks a second: its duration, a track's, and that of two edits.
    fn movie(durations: [u32; 4]) -> Vec<u8> {
        let [whole, track, first, second] = durations;
        let edits = wrapped(b"elst", &words(&[0, 2, first, u32::MAX, 0x1_0000, second, 0, 0x1_0000]));
        let track = [wrapped(b"tkhd", &words(&[0, 0, 0, 1, 0, track])), wrapped(b"edts", &edits)].concat();
        let index = [wrapped(b"mvhd", &words(&[0, 0, 0, 1_000, whole])), wrapped(b"trak", &track)].concat();
        [wrapped(b"ftyp", b"isom0000"), wrapped(b"moov", &index), wrapped(b"mdat", &[1; 20])].concat()
    }

    #[test]
    fn only_what_is_too_long_is_shortened() {
        for (before, after) in [
            ([3_029, 3_029, 21, 3_008], [3_021, 3_021, 21, 3_000]),
            ([3_021, 3_021, 21, 3_000], [3_021, 3_021, 21, 3_000]),
            ([3_022, 2_000, 0, 2_000], [3_021, 2_000, 0, 2_000]),
        ] {
            let mut file = Cursor::new(movie(before));
            end_by(&mut file, Micros::new(3_021_999)).unwrap();
            assert_eq!(file.into_inner(), movie(after), "{before:?}");
        }
    }

    proptest! {
        #[test]
        fn strange_bytes_are_left_alone_or_keep_their_number(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..150) {
            let mut file = Cursor::new(bytes.clone());
            end_by(&mut file, Micros::ZERO).unwrap();
            prop_assert_eq!(file.into_inner().len(), bytes.len());
            let mut whole = movie([9_000, 9_000, 1, 9_000]);
            whole[8 + cut % 100] ^= bytes.first().copied().unwrap_or(1);
            let length = whole.len();
            let mut file = Cursor::new(whole);
            end_by(&mut file, Micros::ZERO).unwrap();
            prop_assert_eq!(file.into_inner().len(), length);
        }
    }
}
