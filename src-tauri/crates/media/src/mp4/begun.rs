//! A movie that is written before all of it is known: the bytes that are known are copied while others
//! are still being made. Those come last in the file, and its header goes where room was left for it.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::{
    header::header_of,
    layout::{Chunk, Layout, Run},
    movie::{Movie, NewSample, NewTrack},
};
use crate::{MediaError, copy::not_written, fingerprint};

/// The most that one more sample adds to a header: an entry in each of its tables.
const SAMPLE_BYTES: usize = 48;
/// More than new descriptions and the boxes around everything add.
const MORE_BYTES: usize = 64 * 1024;

/// Whatever comes to fewer bytes than this lies within 4 GiB.
const NARROW_BYTES: u64 = 3 << 30;

/// The known bytes of a movie.
pub(crate) struct Begun {
    /// How long the header will be.
    room: usize,
    /// The runs that are written behind it.
    runs: Vec<Run>,
    /// Where they lie in their sources, in order: source, offset, length, and place behind the header.
    places: Vec<(u16, u64, u64, u64)>,
}

impl Begun {
    /// Of a movie of the known samples alone, to which so many come. None as with `layout`.
    pub fn new(known: &Movie, more: usize) -> Option<Self> {
        let Layout { header, runs } = known.layout()?;
        let bytes: u64 = runs.iter().map(|run| run.length).sum();
        // Places behind the first 4 GiB take four bytes more each.
        let samples: usize = known.tracks.iter().map(|track| track.samples.len()).sum();
        let wide = if bytes > NARROW_BYTES { 4 * samples } else { 0 };
        let room = header.len() + wide + more * SAMPLE_BYTES + MORE_BYTES;
        let mut at = 0;
        let mut places: Vec<_> = runs
            .iter()
            .map(|run| {
                let place = (run.source, run.offset, run.length, at);
                at += run.length;
                place
            })
            .collect();
        places.sort_unstable();
        Some(Self { room, runs, places })
    }

    /// What is to be written at once: nothing where the header will be, then what is known.
    pub fn layout(&self) -> Layout {
        Layout { header: vec![0; self.room], runs: self.runs.clone() }
    }

    /// Writes what was not known behind what was, and the header into its place. `sources` are those of
    /// the known movie and, behind them, others.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Folder`, `Unwritable`, `DiskFull`; `Failed` where it does not fit.
    pub fn finish(&self, whole: &Movie, output: &Path, sources: &[&Path]) -> Result<(), MediaError> {
        let odd = || MediaError::Failed {
            path: output.to_owned(),
            detail: "its samples do not fit into the MP4 that was begun".to_owned(),
        };
        let failed = |error| not_written(output, error);
        let (header, late) = self.rest(whole).ok_or_else(odd)?;
        let mut out = File::options().write(true).open(output).map_err(failed)?;
        out.seek(SeekFrom::End(0)).map_err(failed)?;
        for run in late {
            let path = sources.get(usize::from(run.source)).ok_or_else(odd)?;
            let (mut from, _) = fingerprint::open(path)?;
            let unreadable = |source| MediaError::Unreadable { path: (*path).to_owned(), source };
            from.seek(SeekFrom::Start(run.offset)).map_err(unreadable)?;
            if io::copy(&mut from.take(run.length), &mut out).map_err(failed)? < run.length {
                return Err(unreadable(io::ErrorKind::UnexpectedEof.into()));
            }
        }
        out.seek(SeekFrom::Start(0)).map_err(failed)?;
        out.write_all(&header).map_err(failed)
    }

    /// The header, and the runs that were not known.
    fn rest(&self, whole: &Movie) -> Option<(Vec<u8>, Vec<Run>)> {
        let mut late: Vec<Run> = Vec::new();
        let mut end: u64 = self.runs.iter().map(|run| run.length).sum();
        let chunks: Vec<_> = whole
            .tracks
            .iter()
            .map(|track| {
                chunks(track, |sample| {
                    self.place(sample).unwrap_or_else(|| {
                        let at = end;
                        end += u64::from(sample.size);
                        let (source, offset) = (sample.source, sample.offset);
                        late.push(Run { source, offset, length: sample.size.into() });
                        at
                    })
                })
            })
            .collect();
        Some((header_of(whole, &chunks, end, self.room)?, late))
    }

    /// Where a known sample stands behind the header.
    fn place(&self, sample: &NewSample) -> Option<u64> {
        let behind =
            self.places.partition_point(|place| (place.0, place.1) <= (sample.source, sample.offset));
        let (source, offset, length, at) = *self.places.get(behind.checked_sub(1)?)?;
        let into = sample.offset.checked_sub(offset).filter(|_| source == sample.source)?;
        (into.checked_add(sample.size.into())? <= length).then(|| at + into)
    }
}

/// The chunks of a track whose samples stand there.
fn chunks(track: &NewTrack, mut place: impl FnMut(&NewSample) -> u64) -> Vec<Chunk> {
    let (mut chunks, mut end) = (Vec::<Chunk>::new(), None);
    for sample in &track.samples {
        let at = place(sample);
        match chunks.last_mut() {
            Some(chunk) if end == Some(at) && chunk.description == sample.description => chunk.samples += 1,
            _ => chunks.push(Chunk { at, samples: 1, description: sample.description }),
        }
        end = Some(at + u64::from(sample.size));
    }
    chunks
}

#[cfg(test)]
mod tests {
    use series::Micros;

    use super::*;
    use crate::{
        TrackHead,
        mp4::{Edit, Kind, read},
    };

    /// Samples of so many bytes from that place of a source on, ten ticks each.
    fn samples(source: u16, from: u64, sizes: &[u32], begin: i64) -> Vec<NewSample> {
        let mut offset = from;
        let sample = |(nth, size): (i64, &u32)| {
            let (dts, duration, description) = (begin + 10 * nth, 10, 0);
            let at = offset;
            offset += u64::from(*size);
            NewSample { source, offset: at, size: *size, dts, pts: dts, duration, key: nth == 0, description }
        };
        (0..).zip(sizes).map(sample).collect()
    }

    fn track(kind: Kind, samples: Vec<NewSample>) -> NewTrack {
        NewTrack {
            kind,
            timescale: 1_000,
            head: TrackHead::default(),
            descriptions: vec![b"\0\0\0\x08avc1".to_vec()],
            edit: Edit { at: Micros::ZERO, from: 0, length: Micros::from_millis(60) },
            samples,
        }
    }

    #[test]
    fn what_comes_last_is_found_as_if_it_had_been_there() {
        let folder = tempfile::tempdir().unwrap();
        let files = [folder.path().join("clip"), folder.path().join("seam"), folder.path().join("out")];
        let bytes: Vec<Vec<u8>> = vec![(0..200).collect(), (0..=255).rev().collect()];
        bytes.iter().zip(&files).for_each(|(bytes, file)| std::fs::write(file, bytes).unwrap());
        let sound = track(Kind::Sound, samples(0, 100, &[7, 8, 9, 10, 11, 12], 0));
        let copied = |begin| samples(0, 5, &[20, 21, 22], begin);
        let known = Movie {
            tracks: vec![track(Kind::Picture, copied(0)), sound.clone()],
            duration: Micros::from_millis(60),
        };
        let begun = Begun::new(&known, 3).unwrap();
        let [clip, seam, out] = files.each_ref().map(std::path::PathBuf::as_path);
        begun.layout().write(out, &[clip], |_| {}, &Default::default()).unwrap();
        let picture = [samples(1, 3, &[30, 31], 0), copied(20), samples(1, 90, &[40], 50)].concat();
        let whole = Movie { tracks: vec![track(Kind::Picture, picture), sound], ..known };
        begun.finish(&whole, out, &[clip, seam]).unwrap();

        let made = std::fs::read(out).unwrap();
        let (video, audio) = read::written(&mut File::open(out).unwrap()).unwrap().unwrap();
        let found = [video.unwrap(), audio.unwrap()];
        for (found, asked) in found.iter().zip(&whole.tracks) {
            assert_eq!(found.samples.len(), asked.samples.len());
            for (found, asked) in found.samples.iter().zip(&asked.samples) {
                let piece = |bytes: &[u8], at: u64| bytes[at as usize..][..asked.size as usize].to_vec();
                assert_eq!((found.pts, found.size), (asked.pts, asked.size));
                assert_eq!(
                    piece(&made, found.offset),
                    piece(&bytes[usize::from(asked.source)], asked.offset)
                );
            }
        }
        // A header that does not fit into its room is told.
        let cramped = Begun { room: 100, ..begun };
        assert!(matches!(cramped.finish(&whole, out, &[clip, seam]), Err(MediaError::Failed { .. })));
    }
}
