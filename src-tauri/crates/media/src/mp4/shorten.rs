//! Shortens what a finished MP4 shows, in place, by its headers alone: the container's duration, and
//! each track's edit. A remux writes sound in whole packets, so a file may come out some milliseconds
//! longer than its source said: too much for a limit that is compared exactly.

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
};

use series::Micros;

use super::boxes::{self, inner, number, part, parts};

/// Makes a movie no longer than that, if it is.
pub(crate) fn end_by(file: &mut (impl Read + Write + Seek), length: Micros) -> io::Result<()> {
    let Some(mut index) = boxes::index(file)? else { return Ok(()) };
    if shorten(&mut index.body, length).unwrap_or(false) {
        file.seek(SeekFrom::Start(index.at))?;
        file.write_all(&index.body)?;
    }
    Ok(())
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
    let tracks: Vec<Range<usize>> =
        parts(index, whole).filter(|part| part.kind == *b"trak").map(|part| part.body).collect();
    for track in tracks {
        if let Some(header) = part(index, &track, b"tkhd") {
            let long = *index.get(header.start)? == 1;
            changed |= at_most(index, header.start + if long { 28 } else { 20 }, long, most)?;
        }
        if let Some(edits) = inner(index, &track, &[b"edts", b"elst"]) {
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
