//! Movies written and read back.

use std::{fs, io::Cursor};

use proptest::prelude::*;
use series::{AudioFacts, ClipFacts, Container, Fingerprint, Micros, VideoFacts};
use tokio_util::sync::CancellationToken;

use super::{Edit, Kind, Movie, NewSample, NewTrack, boxes, layout::Layout, read};
use crate::{MediaError, Sample, SampleIndex, TrackHead};

/// What probing would find, as far as it matters here.
fn facts(sound: bool) -> ClipFacts {
    ClipFacts {
        size_bytes: 0,
        modified_ms: 0,
        fingerprint: Fingerprint::new("00"),
        container: Container::Mp4,
        duration: Micros::ZERO,
        video: VideoFacts {
            codec: "h264".into(),
            profile: None,
            pixel_format: "yuv420p".into(),
            bit_depth: 8,
            width: 16,
            height: 16,
            coded_width: 16,
            coded_height: 16,
            rotation: 0,
            fps: None,
            variable_rate: false,
            hdr: None,
            span: None,
            frames: None,
        },
        audio: sound.then(|| AudioFacts {
            codec: "aac".into(),
            channels: 1,
            sample_rate: 48_000,
            tracks: 1,
            span: None,
        }),
        created: None,
    }
}

fn description(kind: &[u8; 4], body: u8) -> Vec<u8> {
    [&[0, 0, 0, 12], kind.as_slice(), &[body; 4]].concat()
}

fn head() -> TrackHead {
    TrackHead { width: 160 << 16, height: 90 << 16, ..TrackHead::default() }
}

/// A track whose samples lie behind each other in one source.
fn track(kind: Kind, timescale: u32, source: u16, samples: &[(u32, i64, i64, bool)]) -> NewTrack {
    let mut offset = 100;
    let samples = samples.iter().map(|(size, dts, pts, key)| {
        let sample = NewSample {
            source,
            offset,
            size: *size,
            dts: *dts,
            pts: *pts,
            duration: 40,
            key: *key,
            description: 0,
        };
        offset += u64::from(*size);
        sample
    });
    let samples: Vec<_> = samples.collect();
    let edit = Edit { at: Micros::ZERO, from: 0, length: Micros::from_secs(2) };
    let descriptions = match kind {
        Kind::Picture => vec![description(b"avc1", 1), description(b"avc1", 2)],
        Kind::Sound => vec![description(b"mp4a", 3)],
    };
    NewTrack { kind, timescale, head: head(), descriptions, samples, edit }
}

/// Three frames, the last shown before the second, with sound that begins within a packet.
fn movie() -> Movie {
    let mut video =
        track(Kind::Picture, 1_000, 0, &[(9, -40, 0, true), (5, 0, 80, false), (4, 40, 40, false)]);
    video.samples[2].description = 1;
    let mut audio = track(Kind::Sound, 48_000, 1, &[(3, -1_024, -1_024, true), (2, 0, 0, true)]);
    video.edit.length = Micros::from_millis(120);
    audio.edit = Edit { at: Micros::from_millis(20), from: -1_000, length: Micros::from_millis(40) };
    Movie { tracks: vec![video, audio], duration: Micros::from_millis(120) }
}

/// The whole file, all samples zero.
fn bytes(layout: &Layout) -> Vec<u8> {
    let mut bytes = layout.header.clone();
    bytes.resize(layout.size() as usize, 0);
    bytes
}

fn index(bytes: &[u8], sound: bool) -> Option<SampleIndex> {
    let index = boxes::index(&mut Cursor::new(bytes)).unwrap()?;
    read::read(&index.body, bytes.len() as u64)?.agreed(&facts(sound))
}

#[test]
fn what_is_written_is_read_back() {
    let movie = movie();
    let index = index(&bytes(&movie.layout().unwrap()), true).unwrap();
    assert!(index.copyable);
    let (video, audio) = (index.video, index.audio.unwrap());
    assert_eq!(
        (video.timescale, video.head, &video.descriptions),
        (1_000, head(), &movie.tracks[0].descriptions)
    );
    let told = |sample: &Sample| (sample.size, sample.dts, sample.pts, sample.key, sample.description);
    assert_eq!(
        video.samples.iter().map(told).collect::<Vec<_>>(),
        [(9, -40, 0, true, 0), (5, 0, 80, false, 0), (4, 40, 40, false, 1)]
    );
    // The file begins with its picture; the sound 20 ms later, 24 of its ticks into a packet.
    let shown: Vec<_> = audio.samples.iter().map(|sample| (sample.pts, sample.shown)).collect();
    assert_eq!(shown, [(960 - 24, true), (960 + 1_000, true)]);
    assert_eq!((audio.samples[0].duration, audio.samples[1].duration), (1_024, 40));
}

#[test]
fn a_long_movie_of_many_bytes_needs_wider_numbers_and_gets_them() {
    let mut movie = movie();
    let hours = Micros::from_secs(90 * 60);
    (movie.duration, movie.tracks[0].edit.length) = (hours, hours);
    let narrow = movie.layout().unwrap();
    assert!(index(&bytes(&narrow), true).is_some());
    movie.tracks[0].samples[0].size = u32::MAX;
    let wide = movie.layout().unwrap();
    assert!(wide.header.ends_with(&(wide.size() - wide.header.len() as u64 + 16).to_be_bytes()));
    let body = boxes::index(&mut Cursor::new(&wide.header)).unwrap().unwrap().body;
    let read = read::read(&body, wide.size()).unwrap().agreed(&facts(true)).unwrap();
    assert_eq!(read.video.samples[0].offset, wide.header.len() as u64);
    assert_eq!(read.video.samples.iter().map(|sample| sample.size).max(), Some(u32::MAX));
    // One byte less than the file is said to have.
    assert!(read::read(&body, wide.size() - 1).is_none());
}

#[test]
fn what_does_not_fit_is_not_laid_out() {
    let mut backwards = movie();
    backwards.tracks[0].samples[2].dts = -1;
    assert_eq!(backwards.layout(), None);
    let mut endless = movie();
    endless.tracks[0].samples[2].dts = i64::from(u32::MAX);
    assert_eq!(endless.layout(), None);
    let mut negative = movie();
    negative.duration = Micros::new(-1);
    assert_eq!(negative.layout(), None);
}

#[test]
fn a_file_is_written_from_its_sources_and_a_short_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let source: Vec<u8> = (0..=255).collect();
    fs::write(at("a"), &source).unwrap();
    fs::write(at("b"), &source).unwrap();
    let (layout, cancel, out) = (movie().layout().unwrap(), CancellationToken::new(), at("out"));
    let mut done = 0;
    layout.write(&out, &[&at("a"), &at("b")], |bytes| done = bytes, &cancel).unwrap();
    let written = fs::read(&out).unwrap();
    assert_eq!((written.len() as u64, done), (layout.size(), layout.size()));
    let index = index(&written, true).unwrap();
    let read = |sample: &Sample| written[sample.offset as usize..][..sample.size as usize].to_vec();
    let video: Vec<u8> = index.video.samples.iter().flat_map(read).collect();
    assert_eq!(video, source[100..118]);
    let audio: Vec<u8> = index.audio.unwrap().samples.iter().flat_map(read).collect();
    assert_eq!(audio, source[100..105]);

    fs::write(at("b"), &source[..103]).unwrap();
    let short = layout.write(&out, &[&at("a"), &at("b")], |_| {}, &cancel);
    assert!(matches!(short, Err(MediaError::Unreadable { path, .. }) if path == at("b")));
    let gone = layout.write(&out, &[&at("a"), &at("c")], |_| {}, &cancel);
    assert!(matches!(gone, Err(MediaError::Missing { path }) if path == at("c")));
    cancel.cancel();
    let cancelled = layout.write(&out, &[&at("a"), &at("b")], |_| {}, &cancel);
    assert!(matches!(cancelled, Err(MediaError::Cancelled)));
}

#[test]
fn what_lies_side_by_side_is_copied_in_one_run_while_the_tracks_stay_together() {
    let mut movie = movie();
    // A picture packet, a sound packet, and so on, as a muxer writes them.
    let mut offset = 0;
    let mut sample = |nth: i64, step: i64, size| {
        let sample = NewSample {
            source: 0,
            offset,
            size,
            dts: nth * step,
            pts: nth * step,
            duration: step as u32,
            key: true,
            description: 0,
        };
        offset += u64::from(size);
        sample
    };
    let (mut video, mut audio) = (Vec::new(), Vec::new());
    for nth in 0..100 {
        video.push(sample(nth, 40, 7));
        audio.push(sample(nth, 1_920, 2));
    }
    (movie.tracks[0].samples, movie.tracks[1].samples) = (video, audio);
    movie.tracks[1].edit = movie.tracks[0].edit;
    assert_eq!(movie.layout().unwrap().runs.len(), 1);
    // All sound behind all pictures: no player could read that.
    let split = 1_000_000;
    movie.tracks[1].samples.iter_mut().zip(0..).for_each(|(sample, nth)| sample.offset = split + nth * 2);
    movie.tracks[0].samples.iter_mut().zip(0..).for_each(|(sample, nth)| sample.offset = nth * 7);
    let runs = movie.layout().unwrap().runs;
    assert!((4..12).contains(&runs.len()), "{}", runs.len());
}

prop_compose! {
    fn any_movie()(
        frames in proptest::collection::vec((1_u32..50, 1_i64..90, 0_i64..200, any::<bool>(), 0_u16..2), 1..40),
        packets in proptest::collection::vec((1_u32..9, 1_i64..3_000), 1..40),
        late in 0_i64..3_000_000,
    ) -> Movie {
        let mut movie = movie();
        let mut dts = 0;
        let mut frames: Vec<_> = frames.into_iter().map(|(size, step, shift, key, description)| {
            dts += step;
            (size, dts, dts + shift, key, description)
        }).collect();
        // As with every encoder, what is decoded first is shown first.
        frames[0].2 = frames[0].1;
        let plain: Vec<_> = frames.iter().map(|(size, dts, pts, key, _)| (*size, *dts, *pts, *key)).collect();
        let mut video = track(Kind::Picture, 1_000, 0, &plain);
        video.samples[0].key = true;
        for (sample, frame) in video.samples.iter_mut().zip(&frames) {
            sample.description = frame.4;
        }
        video.edit.from = plain.iter().map(|frame| frame.2).min().unwrap_or(0);
        video.edit.length = Micros::from_secs(60);
        let mut at = 0;
        let packets: Vec<_> = packets.into_iter().map(|(size, step)| {
            at += step;
            (size, at, at, true)
        }).collect();
        let mut audio = track(Kind::Sound, 48_000, 1, &packets);
        audio.edit = Edit { at: Micros::new(late), from: packets[0].1, length: Micros::from_secs(60) };
        movie.tracks = vec![video, audio];
        movie
    }
}

proptest! {
    #[test]
    fn any_movie_is_read_back(movie in any_movie()) {
        let layout = movie.layout().unwrap();
        // What lies where in the new file.
        let (mut places, mut at) = (Vec::new(), layout.header.len() as u64);
        for run in &layout.runs {
            places.push((run.source, run.offset, run.length, at));
            at += run.length;
        }
        let index = index(&bytes(&layout), true).unwrap();
        let read = [index.video, index.audio.unwrap()];
        for (from, (read, written)) in (0..).zip(read.iter().zip(&movie.tracks)) {
            prop_assert_eq!(&read.descriptions, &written.descriptions);
            prop_assert_eq!(read.samples.len(), written.samples.len());
            let late = if from == 1 { (i128::from(written.edit.at.get()) * 48 + 500).div_euclid(1_000) as i64 } else { 0 };
            for (read, written_sample) in read.samples.iter().zip(&written.samples) {
                let expected = written_sample.pts - written.edit.from + late;
                prop_assert_eq!(read.pts, expected);
                prop_assert!(read.shown);
                prop_assert_eq!(
                    (read.size, read.key, read.description, read.pts - read.dts),
                    (written_sample.size, written_sample.key, written_sample.description, written_sample.pts - written_sample.dts)
                );
                let place = places.iter().find(|(source, offset, length, _)| {
                    *source == from && *offset <= written_sample.offset && written_sample.offset < offset + length
                });
                let (_, offset, _, at) = place.unwrap();
                prop_assert_eq!(read.offset, at + written_sample.offset - offset);
            }
        }
    }

    #[test]
    fn broken_tables_are_refused_or_read_but_nothing_falls_over(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = bytes(&movie().layout().unwrap());
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(index) = index(&bytes, true) {
            for track in [Some(&index.video), index.audio.as_ref()].into_iter().flatten() {
                let within = |sample: &Sample| sample.offset + u64::from(sample.size) <= bytes.len() as u64;
                prop_assert!(track.samples.iter().all(within));
                let _ = track.samples.iter().map(|sample| track.time(sample.pts)).max();
            }
        }
        bytes.truncate(cut.index(bytes.len()));
        let _ = self::index(&bytes, true);
    }

    #[test]
    fn words_of_all_kinds_in_a_table_are_survived(
        at in any::<prop::sample::Index>(),
        value in prop::sample::select(vec![0_u32, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX, u32::MAX - 1, 40_000_000]),
    ) {
        let mut bytes = bytes(&movie().layout().unwrap());
        let at = at.index(bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        let _ = index(&bytes, true);
    }
}
