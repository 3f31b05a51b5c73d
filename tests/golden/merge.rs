//! Several clips in one file: those of one form are copied, the others take the first one's; nothing is
//! lost or doubled at a join, and the sound stays with its picture.

use std::path::{Path, PathBuf};

use media::{ExportJob, Made, Source};
use series::{ClipFacts, Cuts, Decibels, Micros, PictureWork, Road, SoundWork, Trim};
use showrunner_tests::{
    decoded::{Decoded, psnr},
    recipes::{Audio, Clip, Video},
};
use tokio_util::sync::CancellationToken;

use crate::{ffmpeg, probed};

/// A part: which clip, from when to when, in microseconds; all of it where there is no time.
type Kept<'a> = (&'a Path, Option<(i64, i64)>);

/// A file that was put together, and what its clips and it hold.
struct Joined {
    made: Made,
    out: Decoded,
    clips: Vec<(Decoded, ClipFacts, Trim)>,
}

async fn joined(parts: &[Kept<'_>], road: Road, change: impl FnOnce(&mut ExportJob<'_>)) -> Joined {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = folder.path().join("joined.mp4");
    let mut facts = Vec::new();
    for (path, _) in parts {
        facts.push(probed(path).await.expect("it is a clip"));
    }
    let trim = |(start, end)| Trim { start: Micros::new(start), end: Micros::new(end) };
    let sources = parts.iter().zip(&facts);
    let mut job = ExportJob {
        parts: sources
            .map(|((path, kept), facts)| Source { path, facts, trim: kept.map(trim), gain: None })
            .collect(),
        output: &output,
        road,
        cuts: Cuts::Exact,
        picture: PictureWork::default(),
        sound: SoundWork::default(),
    };
    change(&mut job);
    let spans: Vec<_> = job.parts.iter().map(Source::span).collect();
    let made = ffmpeg().await.export(&job, |_| {}, &CancellationToken::new()).await.expect("it is made");
    assert_eq!((made.road, &made.detours[..]), (road, &[][..]));
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("it is there").count(),
        1,
        "nothing but the file is left"
    );
    assert_eq!(made.facts.duration, spans.iter().map(|span| span.length()).sum());
    let rate = made.facts.audio.as_ref().map(|audio| audio.sample_rate);
    let heard = |facts: &ClipFacts| rate.filter(|_| facts.audio.is_some());
    let clips = parts.iter().zip(facts).zip(spans);
    let clips = clips.map(|(((path, _), facts), span)| (Decoded::of(path, heard(&facts)), facts, span));
    Joined { made, out: Decoded::of(&output, rate), clips: clips.collect() }
}

impl Joined {
    /// Every frame comes once, in order, at its time; tells of each how alike it is. Parts of another
    /// size than the first are not compared.
    fn frames(&self) -> Vec<f64> {
        assert_eq!(self.out.complaint, "");
        let (mut shown, mut begin, mut alike) = (0, 0, Vec::new());
        for (clip, _, span) in &self.clips {
            let asked = clip.frames(span.start.get(), span.end.get());
            for (nth, frame) in asked.enumerate() {
                let due = begin + clip.times[frame] - span.start.get();
                let time = self.out.times[shown];
                assert!(
                    (time - due).abs() <= 200 || (nth == 0 && (time - begin).abs() <= 200),
                    "frame {shown} at {time}, not {due}"
                );
                let (ours, theirs) = (&self.out.pictures[shown], &clip.pictures[frame]);
                if ours.len() == theirs.len() {
                    alike.push(psnr(ours, theirs));
                }
                shown += 1;
            }
            begin += span.length().get();
        }
        assert_eq!(self.out.pictures.len(), shown);
        assert_eq!(self.made.proof.frames, shown as u64);
        alike
    }

    /// In the middle of each part, its own sound is heard when it should: not off by a packet.
    fn sound(&self) {
        let mut begin = Micros::ZERO;
        for (nth, (clip, _, span)) in self.clips.iter().enumerate() {
            let middle = Micros::new(span.length().get() / 2);
            let (at, from) =
                (self.out.samples((begin + middle).get()), clip.samples((span.start + middle).get()));
            if !clip.sound.is_empty() {
                let late = self.out.late(at, clip, from);
                assert!(late.is_some_and(|late| late.abs() < 1_024), "part {nth} is late by {late:?}");
            }
            begin = begin + span.length();
        }
    }
}

fn clip() -> Clip {
    Clip::new("joined").seconds(6).noise().gop(50).b_frames(2)
}

fn other() -> PathBuf {
    Clip::new("joined-other").seconds(5).noise().gop(12).b_frames(3).file()
}

const COPIED: Road = Road::SmartCut { audio: false };

#[tokio::test]
async fn clips_of_one_form_are_copied() {
    let (one, two) = (clip().file(), other());
    let parts =
        [(&*one, Some((1_234_567, 5_000_000))), (&*two, Some((0, 3_333_333))), (&*one, Some((0, 2_000_000)))];
    let joined = joined(&parts, COPIED, |_| {}).await;
    let alike = joined.frames();
    assert!(alike.iter().all(|alike| *alike >= 40.0), "{alike:?}");
    let copied = alike.iter().filter(|alike| alike.is_infinite()).count();
    assert!(copied >= alike.len() - 40, "{copied} of {} are copied", alike.len());
    joined.sound();
}

#[tokio::test]
async fn whole_clips_are_copied_whole() {
    let (one, two) = (clip().file(), other());
    let joined = joined(&[(&*one, None), (&*two, None)], Road::Remux, |_| {}).await;
    assert!(joined.frames().iter().all(|alike| alike.is_infinite()));
    // The first frame of the second carries its parameter sets.
    assert_eq!(joined.made.proof.copied, joined.made.proof.frames - 1);
    joined.sound();
}

#[tokio::test]
async fn hevc_goes_on_behind_hevc() {
    let one = clip().codec(Video::Hevc).b_frames(3).open().file();
    let two =
        Clip::new("joined-other").seconds(5).noise().codec(Video::Hevc).gop(24).b_frames(3).open().file();
    let parts = [(&*one, Some((700_000, 4_100_000))), (&*two, Some((990_000, 4_000_000)))];
    let joined = joined(&parts, COPIED, |_| {}).await;
    let alike = joined.frames();
    assert!(alike.iter().all(|alike| *alike >= 40.0), "{alike:?}");
    joined.sound();
}

#[tokio::test]
async fn what_does_not_fit_takes_the_form_of_the_first() {
    let one = clip().file();
    for other in [
        Clip::new("joined-wide").seconds(3).noise().size(320, 120).b_frames(2),
        Clip::new("joined-hevc").seconds(3).noise().codec(Video::Hevc),
        Clip::new("joined-webm").seconds(3).noise().codec(Video::Vp9).audio(Audio::Opus).container("webm"),
        Clip::new("joined-silent").seconds(3).audio(Audio::None).container("mkv"),
    ] {
        let two = other.file();
        let parts =
            [(&*one, Some((1_000_000, 4_000_000))), (&*two, None), (&*one, Some((2_000_000, 6_000_000)))];
        let joined = joined(&parts, Road::SmartCut { audio: true }, |_| {}).await;
        joined.frames();
        joined.sound();
        assert_eq!(joined.made.facts.video.codec, "h264");
        assert!(joined.made.proof.copied >= 148, "{:?}", joined.made.proof);
    }
}

#[tokio::test]
async fn treatments_are_done_to_every_part() {
    let (one, two) = (clip().file(), other());
    let parts = [(&*one, Some((500_000, 2_500_000))), (&*two, Some((1_000_000, 3_000_000)))];
    let road = Road::Transcode { video: true, audio: true };
    let joined = joined(&parts, road, |job| {
        job.picture.size = Some((80, 44));
        job.parts[1].gain = Some(Decibels::new(-600));
    })
    .await;
    joined.frames();
    joined.sound();
    assert_eq!((joined.made.facts.video.width, joined.made.facts.video.height), (80, 44));
}

#[tokio::test]
async fn a_part_without_a_keyframe_is_encoded_among_others() {
    let (one, two) = (clip().file(), other());
    let parts = [(&*two, Some((0, 2_000_000))), (&*one, Some((2_100_000, 3_900_000)))];
    let joined = joined(&parts, COPIED, |_| {}).await;
    joined.frames();
    assert!(joined.made.proof.copied >= 45, "{:?}", joined.made.proof);
}
