//! Bytes of a finished file, held against the bytes they were copied from.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use series::Micros;

use super::{
    Doubt,
    frames::{packets_within, some},
    promise::{Frame, Promise, Promised},
};
use crate::{Sample, SampleIndex, Track, fingerprint};

/// Where a packet's like is looked for, before and behind where it was to be.
const LIKE_WITHIN: Micros = Micros::from_secs(2);

/// What is to be compared: known without the files, done with them.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    output: PathBuf,
    frames: Vec<Copied>,
    sounds: Vec<Heard>,
}

/// A frame that was copied.
#[derive(Debug)]
struct Copied {
    frame: u64,
    source: PathBuf,
    from: u64,
    at: u64,
    size: u32,
}

/// A packet of sound that was copied.
#[derive(Debug)]
struct Heard {
    source: PathBuf,
    at: u64,
    size: u32,
    /// When it is heard.
    time: Micros,
    /// Packets it may be a copy of: where they stand, and when they were to be heard.
    likes: Vec<(u64, Micros)>,
}

impl Comparison {
    /// What to compare of a finished file whose frames are shown in that order.
    pub fn of(promise: &Promise<'_>, frames: &[Frame], output: &SampleIndex, shown: &[usize]) -> Self {
        let mut comparison = Self { output: promise.output.to_owned(), ..Self::default() };
        for (nth, part) in promise.parts.iter().enumerate().filter(|(_, part)| part.index.copyable) {
            let places = frames.iter().enumerate().filter(|(_, frame)| frame.part == nth && frame.copied);
            let places: Vec<usize> = places.map(|(place, _)| place).collect();
            comparison.frames.extend(some(&places).into_iter().map(|place| {
                let source = &part.index.video.samples[frames[place].sample];
                Copied {
                    frame: place as u64,
                    source: part.path.to_owned(),
                    from: source.offset,
                    at: output.video.samples[shown[place]].offset,
                    size: source.size,
                }
            }));
            if let (true, Some(ours), Some(theirs)) = (part.sound_copied, &output.audio, &part.index.audio) {
                comparison.sounds.extend(heard(part, promise.begin(nth), ours, theirs));
            }
        }
        comparison
    }

    /// Compares; tells by how much the sound comes late where it is the worst, if it was compared.
    pub fn made(self) -> io::Result<Result<Option<Micros>, Doubt>> {
        let mut output = File::open(&self.output)?;
        let mut source: Option<(PathBuf, File)> = None;
        let mut bytes_of = |path: &Path, at: u64, size: u32| {
            if source.as_ref().is_none_or(|(open, _)| open != path) {
                let (file, _) = fingerprint::open(path).map_err(io::Error::other)?;
                source = Some((path.to_owned(), file));
            }
            match &mut source {
                Some((_, file)) => bytes(file, at, size),
                None => Ok(Vec::new()),
            }
        };
        for copied in &self.frames {
            if bytes(&mut output, copied.at, copied.size)?
                != bytes_of(&copied.source, copied.from, copied.size)?
            {
                return Ok(Err(Doubt::Copy { frame: copied.frame }));
            }
        }
        let mut worst: Option<Micros> = None;
        for heard in &self.sounds {
            let packet = bytes(&mut output, heard.at, heard.size)?;
            let mut found: Option<Micros> = None;
            for (at, asked) in &heard.likes {
                let late = heard.time - *asked;
                let nearer = found.is_none_or(|found| late.get().abs() < found.get().abs());
                if nearer && bytes_of(&heard.source, *at, heard.size)? == packet {
                    found = Some(late);
                }
            }
            let Some(late) = found else { return Ok(Err(Doubt::Sound(heard.time))) };
            if worst.is_none_or(|worst| late.get().abs() > worst.get().abs()) {
                worst = Some(late);
            }
        }
        Ok(Ok(worst))
    }
}

/// The first and the last packet that play wholly within a part, with those they may be copies of.
fn heard(part: &Promised<'_>, begin: Micros, ours: &Track, theirs: &Track) -> Vec<Heard> {
    let frame = frame_length(theirs);
    let packets = packets_within(ours, begin + frame, begin + part.span.length() - frame);
    let ends = [packets.first(), packets.last()].into_iter().flatten();
    ends.map(|packet| {
        let time = ours.time(packet.pts);
        let like = |sample: &&Sample| sample.size == packet.size;
        let asked = |sample: &Sample| theirs.time(sample.pts) - part.span.start + begin;
        let likes = theirs.samples.iter().filter(like).map(|sample| (sample.offset, asked(sample)));
        let near = |asked: Micros| (asked - time).get().abs() <= LIKE_WITHIN.get();
        Heard {
            source: part.path.to_owned(),
            at: packet.offset,
            size: packet.size,
            time,
            likes: likes.filter(|(_, asked)| near(*asked)).collect(),
        }
    })
    .collect()
}

/// How long a packet of a track usually is.
pub(super) fn frame_length(track: &Track) -> Micros {
    let usual = track.samples.get(track.samples.len() / 2);
    track.time(usual.map_or(0, |sample| sample.duration.into()))
}

fn bytes(file: &mut File, at: u64, size: u32) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(size.into()).read_to_end(&mut bytes)?;
    Ok(bytes)
}
