//! Reads the sample index of an MP4 or QuickTime file from its own tables.

use std::{fs::File, io, ops::Range};

use series::{ClipFacts, Micros, StreamSpan};

use super::{
    boxes::{self, inner, number, part, parts, word},
    edits::{self, Edits},
    tables::{self, Tables},
};
use crate::{Sample, SampleIndex, Track, index::TrackHead};

/// What a movie's tables hold of the picture and of the first sound.
#[derive(Clone)]
pub(crate) struct Movie {
    video: Stream,
    audio: Option<Stream>,
    /// When the other tracks begin: pictures and sound, and what is neither. In microseconds.
    others: Vec<(bool, i64)>,
}

#[derive(Clone)]
struct Stream {
    track: Track,
    edits: Edits,
    plain: bool,
}

/// Reads the tables of a movie that is not fragmented; none where there are none that make sense.
pub(crate) fn movie(file: &mut File) -> io::Result<Option<Movie>> {
    let size = file.metadata()?.len();
    let index = boxes::index(file)?.filter(|index| !index.fragmented);
    Ok(index.and_then(|index| read(&index.body, size)))
}

/// The picture and the first sound of a file that ffmpeg just wrote, each on its own time.
pub(crate) fn written(file: &mut File) -> io::Result<Option<(Option<Track>, Option<Track>)>> {
    let size = file.metadata()?.len();
    let Some(index) = boxes::index(file)? else { return Ok(None) };
    let placed = |stream: Option<Stream>, sound| match stream {
        Some(mut stream) => stream.edits.apply(&mut stream.track.samples, sound).map(|_| Some(stream.track)),
        None => Some(None),
    };
    let streams = streams(&index.body, size);
    Ok(streams.and_then(|(video, audio, _)| Some((placed(video, false)?, placed(audio, true)?))))
}

pub(super) fn read(index: &[u8], file_size: u64) -> Option<Movie> {
    let (video, audio, others) = streams(index, file_size)?;
    Some(Movie { video: video?, audio, others })
}

/// The picture, the first sound, and when other tracks begin.
type Streams = (Option<Stream>, Option<Stream>, Vec<(bool, i64)>);

fn streams(index: &[u8], file_size: u64) -> Option<Streams> {
    let whole = 0..index.len();
    let header = part(index, &whole, b"mvhd")?;
    let scale = word(index, header.start + if *index.get(header.start)? == 1 { 20 } else { 12 })?;
    let tracks: Vec<Range<usize>> =
        parts(index, whole).filter(|part| part.kind == *b"trak").map(|part| part.body).collect();
    let chapters: Vec<u32> = tracks.iter().filter_map(|track| chapters(index, track)).flatten().collect();
    let (mut video, mut audio, mut others) = (None, None, Vec::new());
    for track in tracks {
        let media = part(index, &track, b"mdia")?;
        let kind = word(index, part(index, &media, b"hdlr")?.start + 8)?.to_be_bytes();
        let id = track_id(index, &track)?;
        match &kind {
            b"vide" if video.is_none() && !chapters.contains(&id) => {
                video = Some(stream(index, &track, &media, scale, false, file_size)?);
            }
            b"soun" if audio.is_none() => {
                audio = Some(stream(index, &track, &media, scale, true, file_size)?);
            }
            kind => {
                let begins = begins(index, &track, &media, scale);
                others.extend(begins.map(|begins| (matches!(kind, b"vide" | b"soun"), begins)));
            }
        }
    }
    Some((video, audio, others))
}

fn stream(
    index: &[u8],
    track: &Range<usize>,
    media: &Range<usize>,
    movie_scale: u32,
    sound: bool,
    file_size: u64,
) -> Option<Stream> {
    let (timescale, language) = media_header(index, media)?;
    let edits = edits::read(index, track, movie_scale, timescale)?;
    let tables = inner(index, media, &[b"minf", b"stbl"])?;
    let Tables { descriptions, samples, plain } = tables::read(index, &tables, sound, file_size)?;
    let head = head(index, track, language)?;
    Some(Stream { track: Track { timescale, head, descriptions, samples }, edits, plain })
}

/// Ticks a second, and the language.
fn media_header(index: &[u8], media: &Range<usize>) -> Option<(u32, u16)> {
    let header = part(index, media, b"mdhd")?;
    let long = *index.get(header.start)? == 1;
    let timescale = word(index, header.start + if long { 20 } else { 12 })?;
    let language = number(index, header.start + if long { 32 } else { 20 }, 2)? as u16;
    (timescale > 0).then_some((timescale, language))
}

fn head(index: &[u8], track: &Range<usize>, language: u16) -> Option<TrackHead> {
    let header = part(index, track, b"tkhd")?;
    let at = header.start + if *index.get(header.start)? == 1 { 52 } else { 40 };
    let mut matrix = [0; 9];
    for (nth, value) in matrix.iter_mut().enumerate() {
        *value = word(index, at + 4 * nth)? as i32;
    }
    Some(TrackHead { matrix, width: word(index, at + 36)?, height: word(index, at + 40)?, language })
}

fn track_id(index: &[u8], track: &Range<usize>) -> Option<u32> {
    let header = part(index, track, b"tkhd")?;
    word(index, header.start + if *index.get(header.start)? == 1 { 20 } else { 12 })
}

/// The numbers of the tracks that hold the chapters' titles and pictures for a track.
fn chapters(index: &[u8], track: &Range<usize>) -> Option<Vec<u32>> {
    let list = inner(index, track, &[b"tref", b"chap"])?;
    Some(list.step_by(4).filter_map(|at| word(index, at)).collect())
}

/// When a track begins, in microseconds, if it holds anything.
fn begins(index: &[u8], track: &Range<usize>, media: &Range<usize>, movie_scale: u32) -> Option<i64> {
    let (timescale, _) = media_header(index, media)?;
    let tables = inner(index, media, &[b"minf", b"stbl"])?;
    let count = part(index, &tables, b"stsz").and_then(|sizes| word(index, sizes.start + 8));
    (count != Some(0)).then_some(())?;
    let ticks = match edits::read(index, track, movie_scale, timescale)? {
        Edits::One { at, .. } => at,
        Edits::None => {
            part(index, &tables, b"ctts").and_then(|shifts| word(index, shifts.start + 12))?.into()
        }
        Edits::Odd => 0,
    };
    Some(micros(ticks, timescale))
}

fn micros(ticks: i64, timescale: u32) -> i64 {
    Track { timescale, ..Track::default() }.time(ticks).get()
}

impl Movie {
    /// The index, if ffprobe found the same file behind the same tables: the same ticks, as many
    /// frames, the same beginnings.
    pub fn agreed(mut self, facts: &ClipFacts) -> Option<SampleIndex> {
        let frames = self.video.track.samples.len() as u64;
        let video = self.video.begin(false, facts.video.span)?;
        let mut begins = vec![micros(video, self.video.track.timescale)];
        if facts.video.frames.is_some_and(|counted| counted != frames)
            || facts.audio.is_some() != self.audio.is_some()
        {
            return None;
        }
        if let (Some(audio), Some(found)) = (&mut self.audio, &facts.audio) {
            let ticks = audio.begin(true, found.span)?;
            begins.push(micros(ticks, audio.track.timescale));
        }
        begins.extend(self.others.iter().filter(|(seen, _)| *seen).map(|(_, begins)| *begins));
        let earliest = begins.into_iter().min()?;
        // As ffprobe tells the start of a file: titles and data count unless they are far before.
        let data = self.others.iter().filter(|(seen, _)| !*seen).map(|(_, begins)| *begins).min();
        let start = data.filter(|data| (0..1_000_000).contains(&(earliest - data))).unwrap_or(earliest);
        let start = Micros::new(start);
        let mut audio = self.audio.map(|audio| audio.track);
        for track in [Some(&mut self.video.track), audio.as_mut()].into_iter().flatten() {
            track.begin_at(start)?;
        }
        Some(SampleIndex { video: self.video.track, audio, copyable: true })
    }

    /// Gives samples that ffprobe told of what only the tables know; false where they are others.
    pub fn describe(&self, index: &mut SampleIndex) -> bool {
        let audio = match (&self.audio, &mut index.audio) {
            (Some(ours), Some(theirs)) => ours.describe(theirs),
            (None, None) => true,
            _ => false,
        };
        self.video.describe(&mut index.video) && audio
    }
}

impl Stream {
    /// Applies the edits; tells when the stream begins, if ffprobe found the same.
    fn begin(&mut self, sound: bool, found: Option<StreamSpan>) -> Option<i64> {
        if !self.plain {
            return None;
        }
        let begins = self.edits.apply(&mut self.track.samples, sound)?;
        let same = found.is_none_or(|span| {
            span.timebase.num == 1 && span.timebase.den == self.track.timescale && span.start == begins
        });
        same.then_some(begins)
    }

    fn describe(&self, track: &mut Track) -> bool {
        let mut places: Vec<&Sample> = self.track.samples.iter().collect();
        places.sort_unstable_by_key(|sample| sample.offset);
        let known = track.samples.iter_mut().all(|sample| {
            let place = places.binary_search_by_key(&sample.offset, |place| place.offset);
            let place = place.ok().and_then(|place| places.get(place));
            place.is_some_and(|place| {
                sample.description = place.description;
                place.size == sample.size
            })
        });
        track.head = self.track.head;
        track.descriptions = if known { self.track.descriptions.clone() } else { Vec::new() };
        known
    }
}
