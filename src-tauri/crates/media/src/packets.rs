//! The sample index of a file whose container is not read here: ffprobe tells its packets.

use std::{collections::BTreeMap, path::Path};

use series::Micros;
use tokio_util::sync::CancellationToken;

use crate::{
    Ffmpeg, MediaError, Sample, SampleIndex, Track, args, index::SAMPLES_MAX, lines::Lines, mp4::last_lasts,
    process::Run,
};

impl Ffmpeg {
    /// Reads a file's packets through ffprobe.
    pub(crate) async fn packets(
        &self,
        path: &Path,
        cancel: &CancellationToken,
    ) -> Result<SampleIndex, MediaError> {
        let (mut lines, mut packets) = (Lines::default(), Packets::default());
        let run = Run { program: &self.ffprobe, args: args::packets(path), limit: None, cancel };
        let ended = run.reading(|piece| lines.each(piece, |line| packets.take(line))).await?;
        let damaged = |detail: &str| match path.exists() {
            true => MediaError::Damaged { path: path.to_owned(), detail: detail.to_owned() },
            false => MediaError::Missing { path: path.to_owned() },
        };
        if !ended.status.success() {
            return Err(damaged(&ended.tail));
        }
        packets.index().ok_or_else(|| damaged("its packets have no times"))
    }
}

/// What ffprobe told so far.
#[derive(Default)]
struct Packets {
    samples: BTreeMap<u32, Vec<Told>>,
    streams: Vec<Stream>,
    start: Micros,
}

/// A packet as ffprobe tells it.
#[derive(Clone, Copy)]
struct Told {
    sample: Sample,
    has_pts: bool,
    has_dts: bool,
}

struct Stream {
    index: u32,
    video: bool,
    /// Seconds a tick: above and below the line.
    tick: (i64, u32),
}

/// The parts `key=value` of a line.
fn fields(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split('|').filter_map(|field| field.split_once('='))
}

impl Packets {
    fn take(&mut self, line: &str) {
        match line.split('|').next() {
            Some("packet") => self.packet(line),
            Some("stream") => self.streams.extend(stream(line)),
            Some("format") => {
                let start = fields(line).find(|(key, _)| *key == "start_time").map(|(_, value)| value);
                self.start = start.and_then(signed_seconds).unwrap_or_default();
            }
            _ => {}
        }
    }

    fn packet(&mut self, line: &str) {
        let sample = Sample {
            offset: 0,
            size: 0,
            dts: 0,
            pts: 0,
            duration: 0,
            key: false,
            shown: true,
            description: 0,
        };
        let (mut told, mut index) = (Told { sample, has_pts: false, has_dts: false }, None);
        for (key, value) in fields(line) {
            let sample = &mut told.sample;
            match key {
                "stream_index" => index = value.parse().ok(),
                "pts" => told.has_pts = value.parse().map(|pts| sample.pts = pts).is_ok(),
                "dts" => told.has_dts = value.parse().map(|dts| sample.dts = dts).is_ok(),
                "duration" => sample.duration = value.parse().unwrap_or(0),
                "size" => sample.size = value.parse().unwrap_or(0),
                "pos" => sample.offset = value.parse().unwrap_or(0),
                "flags" => (sample.key, sample.shown) = (value.contains('K'), !value.contains('D')),
                _ => {}
            }
        }
        if let Some(index) = index {
            let samples = self.samples.entry(index).or_default();
            if samples.len() < SAMPLES_MAX {
                samples.push(told);
            }
        }
    }

    /// The index; none if there is no picture whose times are known.
    fn index(mut self) -> Option<SampleIndex> {
        let mut track = |video: bool| {
            let stream = self.streams.iter().find(|stream| stream.video == video)?;
            Some(track(self.samples.remove(&stream.index).unwrap_or_default(), stream.tick))
        };
        let (mut video, mut audio) = (track(true)??, track(false).and_then(|track| track));
        video.begin_at(self.start)?;
        if let Some(audio) = &mut audio {
            audio.begin_at(self.start)?;
        }
        Some(SampleIndex { video, audio, copyable: false })
    }
}

/// A stream that moves or sounds.
fn stream(line: &str) -> Option<Stream> {
    let (mut index, mut video, mut tick) = (None, None, None);
    for (key, value) in fields(line) {
        match key {
            "index" => index = value.parse().ok(),
            "codec_type" => video = Some(value).filter(|kind| ["video", "audio"].contains(kind)),
            "time_base" => tick = value.split_once('/'),
            "disposition:attached_pic" | "disposition:timed_thumbnails" | "disposition:still_image"
                if value != "0" =>
            {
                return None;
            }
            _ => {}
        }
    }
    let (num, den) = tick?;
    let tick = (num.parse().ok()?, den.parse().ok().filter(|den| *den > 0)?);
    Some(Stream { index: index?, video: video? == "video", tick })
}

/// A track of packets as they were told: missing times are those of their neighbours.
fn track(told: Vec<Told>, (num, timescale): (i64, u32)) -> Option<Track> {
    let mut samples = Vec::with_capacity(told.len());
    let mut dts = told.iter().find(|told| told.has_dts || told.has_pts).map(|told| match told.has_dts {
        true => told.sample.dts,
        false => told.sample.pts,
    })?;
    for Told { mut sample, has_pts, has_dts } in told {
        sample.dts = if has_dts { sample.dts } else { dts };
        sample.pts = if has_pts { sample.pts } else { sample.dts };
        dts = sample.dts.checked_add(sample.duration.into())?;
        sample.dts = sample.dts.checked_mul(num)?;
        sample.pts = sample.pts.checked_mul(num)?;
        sample.duration = u32::try_from(i64::from(sample.duration).checked_mul(num)?).ok()?;
        samples.push(sample);
    }
    for at in 1..samples.len() {
        if samples[at - 1].duration == 0 {
            let gap = samples[at].dts.saturating_sub(samples[at - 1].dts);
            samples[at - 1].duration = u32::try_from(gap).unwrap_or(0);
        }
    }
    last_lasts(&mut samples);
    Some(Track { timescale, samples, ..Track::default() })
}

/// Seconds as ffprobe writes them, `-1.400000`.
fn signed_seconds(text: &str) -> Option<Micros> {
    match text.strip_prefix('-') {
        Some(text) => text.parse().ok().map(|time| Micros::ZERO - time),
        None => text.parse().ok(),
    }
}
