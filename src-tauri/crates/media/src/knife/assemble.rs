//! Puts the file together: which bytes of which files become its samples, and when each is shown. Pure.

use std::path::{Path, PathBuf};

use series::{Micros, PictureWork};

use super::{
    entry,
    nal::Codec,
    ready::{Divided, Ready},
    seam::Anew,
    sound::Sound,
    timing::{common_scale, placed, timed},
};
use crate::{
    Shown, Track,
    mp4::{Edit, Kind, NewSample, NewTrack},
};

/// A part of a file, with all that is needed of it at hand.
pub(crate) struct Part {
    /// How many stand before it.
    pub place: usize,
    /// The part of the clip: or of a file with the clip's own samples.
    pub origin: Ready,
    /// How its picture is taken.
    pub take: Take,
    /// The part of the file that holds its picture.
    pub divided: Divided,
    /// The frames before those that are copied, once they are encoded.
    pub head: Option<Anew>,
    /// The frames behind them, once they are encoded.
    pub tail: Option<Anew>,
    /// The first copied frame, where its bytes had to be changed: something that it was not made to
    /// follow stands before it.
    pub first: Option<Changed>,
}

/// A frame whose bytes were changed.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    /// The file that holds it, and nothing else.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: u32,
}

/// How the picture of a part is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// Copied, but for its seams.
    Copied,
    /// All encoded anew, with that done to it.
    Anew(PictureWork),
}

impl Part {
    /// How many of its frames are encoded around its cuts.
    pub fn seams(&self) -> usize {
        self.divided.cut.head.len() + self.divided.cut.tail.len()
    }

    /// Are some of its frames of another description than what stands before them? H.264 has one for a
    /// part's copied and encoded frames; HEVC has one for each.
    pub fn differs(&self) -> bool {
        self.place > 0 || (self.divided.codec == Codec::Hevc && self.seams() > 0)
    }

    /// Does the first copied frame stand behind something of another description?
    pub fn first_differs(&self) -> bool {
        self.differs() && (self.place > 0 || !self.divided.cut.head.is_empty())
    }

    /// How the part's picture looks against the clip's.
    pub fn shown(&self) -> Shown<'_> {
        match self.take {
            // A frame whose bytes were changed is no copy any more.
            Take::Copied => {
                let changed = usize::from(self.first.is_some());
                Shown::Copied(self.divided.cut.copied.get(changed..).unwrap_or(&[]))
            }
            Take::Anew(work) => Shown::after(&work, &self.origin.facts.video),
        }
    }
}

/// The files whose bytes a new file is made of.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<PathBuf>);

impl Sources {
    /// Their paths, in order.
    pub fn paths(&self) -> Vec<&Path> {
        self.0.iter().map(PathBuf::as_path).collect()
    }

    fn number(&mut self, path: &Path) -> u16 {
        let known = self.0.iter().position(|known| known == path);
        let number = known.unwrap_or_else(|| {
            self.0.push(path.to_owned());
            self.0.len() - 1
        });
        // A file has at most some hundred parts, of some files each.
        u16::try_from(number).unwrap_or(u16::MAX)
    }
}

/// The sample descriptions of a new track, each once.
#[derive(Default)]
struct Descriptions(Vec<Vec<u8>>);

impl Descriptions {
    fn number(&mut self, entry: Vec<u8>) -> u16 {
        let known = self.0.iter().position(|known| *known == entry);
        let number = known.unwrap_or_else(|| {
            self.0.push(entry);
            self.0.len() - 1
        });
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// The number for a description of a picture. As few as can be: many players know only the first.
    fn joined(&mut self, entry: &[u8]) -> u16 {
        let all = self.0.iter().enumerate();
        let joined = all.filter_map(|(number, all)| Some((number, entry::joined(all, entry)?))).next();
        match joined {
            Some((number, joined)) => {
                self.0[number] = joined;
                u16::try_from(number).unwrap_or(u16::MAX)
            }
            None => self.number(entry::known(entry.to_vec())),
        }
    }

    /// The numbers for a part's own descriptions, and for those of its head and its tail. The clip's own
    /// come first: some players decode with the first wherever they begin in the file.
    fn of(&mut self, part: &Part) -> (Vec<u16>, [u16; 2]) {
        let own = &part.divided.part.index.video.descriptions;
        let own = own.iter().map(|entry| self.joined(entry)).collect();
        let anew = [&part.head, &part.tail].map(|anew| {
            let entry = anew.as_ref().and_then(|anew| anew.track.descriptions.first());
            entry.map_or(0, |entry| self.joined(entry))
        });
        (own, anew)
    }
}

/// The picture of a file that shows these parts in a row.
pub(crate) fn picture(parts: &[Part], sources: &mut Sources) -> NewTrack {
    let scale = common_scale(parts.iter().map(|part| part.divided.part.index.video.timescale));
    let (mut descriptions, mut samples, mut before) = (Descriptions::default(), Vec::new(), Micros::ZERO);
    for part in parts {
        let ready = &part.divided.part;
        let track = &ready.index.video;
        let (own, [head, tail]) = descriptions.of(part);
        let shown =
            |frame: usize| placed(track.samples[frame].pts, track.timescale, ready.span.start, before, scale);
        let begin = samples.len();
        if let Some(anew) = &part.head {
            samples.extend(encoded(anew, sources.number(&anew.path), head, shown));
            change(samples.get_mut(begin), anew.first.as_ref(), sources);
        }
        let source = sources.number(&ready.path);
        let copied = samples.len();
        samples.extend(part.divided.cut.copied.iter().map(|number| {
            let sample = &track.samples[*number];
            NewSample {
                source,
                offset: sample.offset,
                size: sample.size,
                dts: 0,
                pts: shown(*number),
                duration: 0,
                key: sample.key,
                description: own.get(usize::from(sample.description)).copied().unwrap_or(0),
            }
        }));
        change(samples.get_mut(copied), part.first.as_ref(), sources);
        if let Some(anew) = &part.tail {
            let behind = samples.len();
            samples.extend(encoded(anew, sources.number(&anew.path), tail, shown));
            change(samples.get_mut(behind), anew.first.as_ref(), sources);
        }
        // Whatever is shown first is shown from the very start of the part.
        if let Some(first) = samples[begin..].iter_mut().min_by_key(|sample| sample.pts) {
            first.pts = placed(0, 1, Micros::ZERO, before, scale);
        }
        before = before + ready.span.length();
    }
    apart(&mut samples);
    timed(&mut samples, placed(0, 1, Micros::ZERO, before, scale));
    NewTrack {
        kind: Kind::Picture,
        timescale: scale,
        head: parts.first().map_or_else(Default::default, |part| part.divided.part.index.video.head),
        descriptions: descriptions.0,
        samples,
        edit: Edit { at: Micros::ZERO, from: 0, length: before },
    }
}

/// Takes a frame's bytes from where they were changed.
fn change(frame: Option<&mut NewSample>, changed: Option<&Changed>, sources: &mut Sources) {
    if let (Some(frame), Some(Changed { path, size })) = (frame, changed) {
        (frame.source, frame.offset, frame.size) = (sources.number(path), 0, *size);
    }
}

/// The samples of frames that were encoded anew.
fn encoded<'a>(
    anew: &'a Anew,
    source: u16,
    description: u16,
    shown: impl Fn(usize) -> i64 + 'a,
) -> impl Iterator<Item = NewSample> + 'a {
    anew.track.samples.iter().zip(&anew.frames).map(move |(sample, frame)| NewSample {
        source,
        offset: sample.offset,
        size: sample.size,
        dts: 0,
        pts: shown(*frame),
        duration: 0,
        key: sample.key,
        description,
    })
}

/// No two frames are shown at once: where rounding made it so, the later one comes a tick later.
fn apart(samples: &mut [NewSample]) {
    let mut order: Vec<usize> = (0..samples.len()).collect();
    order.sort_by_key(|number| samples[*number].pts);
    for two in order.windows(2) {
        samples[two[1]].pts = samples[two[1]].pts.max(samples[two[0]].pts + 1);
    }
}

/// The sound of a file of that length.
pub(crate) fn sound(sound: &Sound, length: Micros, sources: &mut Sources) -> NewTrack {
    let Sound { parts, packets, .. } = sound;
    let (mut descriptions, mut samples, mut at) = (Descriptions::default(), Vec::new(), 0);
    for ((path, track, _), run) in parts.iter().zip(&packets.runs) {
        let source = sources.number(path);
        let own: Vec<u16> =
            track.descriptions.iter().map(|entry| descriptions.number(entry.clone())).collect();
        for number in run.clone() {
            let sample = &track.samples[number];
            samples.push(NewSample {
                source,
                offset: sample.offset,
                size: sample.size,
                dts: at,
                pts: at,
                duration: sample.duration,
                key: sample.key,
                description: own.get(usize::from(sample.description)).copied().unwrap_or(0),
            });
            // A gap of the clip stays one.
            let next = track.samples.get(number + 1).filter(|_| number + 1 < run.end);
            at += next.map_or(i64::from(sample.duration), |next| next.pts - sample.pts);
        }
    }
    if let Some(last) = samples.last_mut() {
        // What the last packet holds beyond the end is not heard.
        let left = packets.hidden + packets.heard - last.dts;
        last.duration = u32::try_from(left.max(1)).map_or(last.duration, |left| left.min(last.duration));
    }
    let (scale, head) =
        parts.first().map_or((1, Default::default()), |(_, track, _)| (track.timescale, track.head));
    let time = |ticks| Track { timescale: scale, ..Track::default() }.time(ticks);
    let begin = time(packets.silent);
    let most = length - begin;
    // As long as the file, unless the clip's sound ends before.
    let short = time(packets.silent + packets.heard) + time(1) < length;
    let heard = if short { time(packets.heard).min(most) } else { most };
    NewTrack {
        kind: Kind::Sound,
        timescale: scale,
        head,
        descriptions: descriptions.0,
        samples,
        edit: Edit { at: begin, from: packets.hidden, length: heard },
    }
}
