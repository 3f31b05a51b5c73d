//! Everything in front of a written movie's samples: what kind of file it is, and its index.

use super::{
    layout::Chunk,
    movie::{Kind, MOVIE_SCALE, Movie, NewTrack},
};
use crate::TrackHead;

/// The kind of file (ftyp).
fn kind() -> Option<Vec<u8>> {
    boxed(b"ftyp", |out| {
        out.extend_from_slice(b"isom\0\0\x02\0isomiso2avc1mp41");
        Some(())
    })
}

/// The header of a movie, of exactly that length, with so many bytes of samples behind it; none where it
/// does not fit.
pub(super) fn header_of(movie: &Movie, chunks: &[Vec<Chunk>], bytes: u64, length: usize) -> Option<Vec<u8>> {
    let mut header = kind()?;
    let wide = (length as u64).checked_add(bytes)? > u32::MAX.into();
    header.extend(index(movie, chunks, length as u64, wide)?);
    let room = length.checked_sub(header.len() + 16 + 8)?;
    header.extend(boxed(b"free", |out| {
        out.resize(out.len() + room, 0);
        Some(())
    })?);
    header.extend_from_slice(b"\0\0\0\x01mdat");
    header.extend_from_slice(&bytes.checked_add(16)?.to_be_bytes());
    Some(header)
}

/// The header of a movie with so many bytes of samples; none where a number does not fit.
pub(super) fn header(movie: &Movie, chunks: &[Vec<Chunk>], bytes: u64) -> Option<Vec<u8>> {
    let kind = kind()?;
    let narrow = |length: usize| (length as u64).checked_add(bytes).is_some_and(|end| end <= u32::MAX.into());
    // Its length does not depend on where the samples begin, but for the width of their places.
    let mut index = index(movie, chunks, 0, false)?;
    let wide = !narrow(kind.len() + index.len() + 16);
    if wide {
        index = self::index(movie, chunks, 0, true)?;
    }
    let samples = kind.len() + index.len() + if wide { 16 } else { 8 };
    let mut header = kind;
    header.extend(self::index(movie, chunks, samples as u64, wide)?);
    if wide {
        header.extend_from_slice(b"\0\0\0\x01mdat");
        header.extend_from_slice(&bytes.checked_add(16)?.to_be_bytes());
    } else {
        header.extend_from_slice(&u32::try_from(bytes + 8).ok()?.to_be_bytes());
        header.extend_from_slice(b"mdat");
    }
    Some(header)
}

/// The index (moov) of a movie whose samples begin at that place.
fn index(movie: &Movie, chunks: &[Vec<Chunk>], samples: u64, wide: bool) -> Option<Vec<u8>> {
    boxed(b"moov", |out| {
        let duration = u64::try_from(movie.duration.get()).ok()?;
        out.extend(timed(b"mvhd", duration, &[], Some(MOVIE_SCALE), |out| {
            // Normal speed, full volume, room, no turn, six unused words, the next track's number.
            words(out, &[0x1_0000, 0x100_0000, 0, 0]);
            matrix(out, &TrackHead::default());
            words(out, &[0, 0, 0, 0, 0, 0, movie.tracks.len() as u32 + 1]);
            Some(())
        })?);
        for (nth, (track, chunks)) in movie.tracks.iter().zip(chunks).enumerate() {
            out.extend(track_box(track, nth as u32 + 1, chunks, samples, wide)?);
        }
        Some(())
    })
}

fn track_box(track: &NewTrack, id: u32, chunks: &[Chunk], samples: u64, wide: bool) -> Option<Vec<u8>> {
    let shown = track.edit.at.get().checked_add(track.edit.length.get())?;
    let duration = u64::try_from(shown).ok()?;
    boxed(b"trak", |out| {
        let head = timed(b"tkhd", duration, &[id, 0], None, |out| {
            let (group, volume) = match track.kind {
                Kind::Picture => (0, 0),
                Kind::Sound => (1, 0x100_0000),
            };
            words(out, &[0, 0, group, volume]);
            matrix(out, &track.head);
            words(out, &[track.head.width, track.head.height]);
            Some(())
        })?;
        out.extend(flagged(head, 3));
        let edits = edits(track)?;
        out.extend(boxed(b"edts", |out| {
            out.extend(edits);
            Some(())
        })?);
        out.extend(boxed(b"mdia", |out| media(out, track, chunks, samples, wide))?);
        Some(())
    })
}

/// The edit list: a blank where the track begins later, then what is shown.
fn edits(track: &NewTrack) -> Option<Vec<u8>> {
    let edit = track.edit;
    let from = edit.from.checked_sub(track.zero())?.checked_add(track.delay())?;
    let mut list = vec![(edit.length.get(), u64::try_from(from).ok()? as i64)];
    if edit.at.get() > 0 {
        list.insert(0, (edit.at.get(), -1));
    }
    let long = list.iter().any(|(length, from)| *length > u32::MAX.into() || *from > i32::MAX.into());
    boxed(b"elst", |out| {
        words(out, &[if long { 0x100_0000 } else { 0 }, list.len() as u32]);
        for (length, from) in list {
            let length = u64::try_from(length).ok()?;
            if long {
                out.extend_from_slice(&length.to_be_bytes());
                out.extend_from_slice(&from.to_be_bytes());
            } else {
                words(out, &[length as u32, from as u32]);
            }
            words(out, &[0x1_0000]);
        }
        Some(())
    })
}

fn media(out: &mut Vec<u8>, track: &NewTrack, chunks: &[Chunk], samples: u64, wide: bool) -> Option<()> {
    let durations = durations(track)?;
    let ticks = durations.iter().try_fold(0_u64, |ticks, next| ticks.checked_add((*next).into()))?;
    out.extend(timed(b"mdhd", ticks, &[], Some(track.timescale), |out| {
        words(out, &[u32::from(track.head.language) << 16]);
        Some(())
    })?);
    let (kind, name) = match track.kind {
        Kind::Picture => (*b"vide", "VideoHandler"),
        Kind::Sound => (*b"soun", "SoundHandler"),
    };
    out.extend(boxed(b"hdlr", |out| {
        words(out, &[0, 0, u32::from_be_bytes(kind), 0, 0, 0]);
        out.extend_from_slice(name.as_bytes());
        out.push(0);
        Some(())
    })?);
    out.extend(boxed(b"minf", |out| {
        out.extend(match track.kind {
            Kind::Picture => words_box(b"vmhd", &[1, 0, 0])?,
            Kind::Sound => words_box(b"smhd", &[0, 0])?,
        });
        out.extend(boxed(b"dinf", |out| {
            out.extend(boxed(b"dref", |out| {
                words(out, &[0, 1]);
                // The samples are in this very file.
                out.extend(words_box(b"url ", &[1])?);
                Some(())
            })?);
            Some(())
        })?);
        out.extend(boxed(b"stbl", |out| tables(out, track, &durations, chunks, samples, wide))?);
        Some(())
    })?);
    Some(())
}

fn tables(
    out: &mut Vec<u8>,
    track: &NewTrack,
    durations: &[u32],
    chunks: &[Chunk],
    samples: u64,
    wide: bool,
) -> Option<()> {
    out.extend(boxed(b"stsd", |out| {
        words(out, &[0, u32::try_from(track.descriptions.len()).ok()?]);
        out.extend(track.descriptions.iter().flatten());
        Some(())
    })?);
    out.extend(table(b"stts", &runs(durations.iter().copied()))?);
    let delay = track.delay();
    let shifts = track.samples.iter().map(|sample| {
        let shift = sample.pts.checked_sub(sample.dts)?.checked_add(delay)?;
        u32::try_from(i32::try_from(shift).ok()?).ok()
    });
    let shifts: Vec<u32> = shifts.collect::<Option<_>>()?;
    if shifts.iter().any(|shift| *shift != 0) {
        out.extend(table(b"ctts", &runs(shifts.into_iter()))?);
    }
    let keys = track.samples.iter().zip(1..).filter(|(sample, _)| sample.key);
    let keys: Vec<[u32; 1]> = keys.map(|(_, nth)| [nth]).collect();
    if keys.len() < track.samples.len() {
        out.extend(table(b"stss", &keys)?);
    }
    let mut held: Vec<[u32; 3]> = Vec::new();
    for (chunk, nth) in chunks.iter().zip(1..) {
        let description = u32::from(chunk.description) + 1;
        if held.last().is_none_or(|run| (run[1], run[2]) != (chunk.samples, description)) {
            held.push([nth, chunk.samples, description]);
        }
    }
    out.extend(table(b"stsc", &held)?);
    out.extend(boxed(b"stsz", |out| {
        words(out, &[0, 0, u32::try_from(track.samples.len()).ok()?]);
        track.samples.iter().for_each(|sample| words(out, &[sample.size]));
        Some(())
    })?);
    out.extend(boxed(if wide { b"co64" } else { b"stco" }, |out| {
        words(out, &[0, u32::try_from(chunks.len()).ok()?]);
        for chunk in chunks {
            let at = samples.checked_add(chunk.at)?;
            // Where it is not wide, it fits; before the samples' place is known, it does not matter.
            if wide { out.extend_from_slice(&at.to_be_bytes()) } else { words(out, &[at as u32]) }
        }
        Some(())
    })?);
    Some(())
}

/// How long each sample lasts: until the next is decoded.
fn durations(track: &NewTrack) -> Option<Vec<u32>> {
    let last = track.samples.last().map(|sample| Some(sample.duration));
    let steps = track.samples.windows(2).map(|pair| {
        let step = pair[1].dts.checked_sub(pair[0].dts)?;
        u32::try_from(step).ok()
    });
    steps.chain(last).map(|step| step.filter(|step| *step <= i32::MAX as u32)).collect()
}

/// Equal values in a row: how many, and what.
fn runs(values: impl Iterator<Item = u32>) -> Vec<[u32; 2]> {
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some(run) if run[1] == value => run[0] += 1,
            _ => runs.push([1, value]),
        }
    }
    runs
}

fn table<const N: usize>(kind: &[u8; 4], entries: &[[u32; N]]) -> Option<Vec<u8>> {
    boxed(kind, |out| {
        words(out, &[0, u32::try_from(entries.len()).ok()?]);
        entries.iter().for_each(|entry| words(out, entry));
        Some(())
    })
}

/// A box that begins with two dates, which stay open, some words, ticks a second, and a duration.
fn timed(
    kind: &[u8; 4],
    duration: u64,
    before: &[u32],
    scale: Option<u32>,
    body: impl FnOnce(&mut Vec<u8>) -> Option<()>,
) -> Option<Vec<u8>> {
    boxed(kind, |out| {
        let long = duration > u64::from(u32::MAX - 1);
        words(out, if long { &[0x100_0000, 0, 0, 0, 0] } else { &[0, 0, 0] });
        words(out, before);
        words(out, scale.as_slice());
        if long {
            out.extend_from_slice(&duration.to_be_bytes())
        } else {
            words(out, &[duration as u32])
        }
        body(out)
    })
}

/// A box with its flags set.
fn flagged(mut boxed: Vec<u8>, flags: u8) -> Vec<u8> {
    if let Some(byte) = boxed.get_mut(11) {
        *byte = flags;
    }
    boxed
}

fn matrix(out: &mut Vec<u8>, head: &TrackHead) {
    head.matrix.iter().for_each(|value| out.extend_from_slice(&value.to_be_bytes()));
}

fn words(out: &mut Vec<u8>, words: &[u32]) {
    words.iter().for_each(|word| out.extend_from_slice(&word.to_be_bytes()));
}

/// A box of that name around words.
fn words_box(kind: &[u8; 4], body: &[u32]) -> Option<Vec<u8>> {
    boxed(kind, |out| {
        words(out, body);
        Some(())
    })
}

/// A box of that name around what `body` writes.
fn boxed(kind: &[u8; 4], body: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<Vec<u8>> {
    let mut out = vec![0; 4];
    out.extend_from_slice(kind);
    body(&mut out)?;
    let length = u32::try_from(out.len()).ok()?;
    out[..4].copy_from_slice(&length.to_be_bytes());
    Some(out)
}
