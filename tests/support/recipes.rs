//! Clips from recipes: made by ffmpeg when a test first asks for them, kept in `target/clips`.
//!
//! A clip's name there holds the hash of its recipe, and it appears whole or not at all, so tests may
//! ask for the same clip at the same time. MP4 and QuickTime clips are exactly as long as asked for:
//! the container's duration, to the millisecond.

use std::{fs, path::PathBuf};

use crate::{
    frames::BARCODE_BITS,
    kept::{ffmpeg, kept, words},
};

/// How a picture is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after its codec")]
pub enum Video {
    H264,
    Hevc,
    Vp9,
    ProRes,
    Mpeg4,
}

/// How the sound is encoded, if there is any: mono.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after its codec")]
pub enum Audio {
    None,
    Aac,
    Opus,
    Pcm,
}

/// How a high dynamic range is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after its transfer function")]
pub enum Range {
    Pq,
    Hlg,
}

/// A recipe. Unless told otherwise: 160 × 90, 25 frames a second, H.264 without B-frames, AAC at
/// 48 kHz, in an MP4, one second.
#[derive(Debug, Clone)]
pub struct Clip {
    name: String,
    ending: &'static str,
    millis: u64,
    size: (u32, u32),
    fps: (u32, u32),
    video: Video,
    audio: Audio,
    rate: u32,
    tracks: u32,
    turn: u16,
    uneven: bool,
    ten_bit: bool,
    range: Option<Range>,
    gop: u32,
    b_frames: u32,
    open: bool,
    noise: bool,
    aspect: (u32, u32),
    index_last: bool,
    created: Option<&'static str>,
}

impl Clip {
    /// A recipe of that name. The name is only for the eye.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ending: "mp4",
            millis: 1_000,
            size: (160, 90),
            fps: (25, 1),
            video: Video::H264,
            audio: Audio::Aac,
            rate: 48_000,
            tracks: 1,
            turn: 0,
            uneven: false,
            ten_bit: false,
            range: None,
            gop: 25,
            b_frames: 0,
            open: false,
            noise: false,
            aspect: (1, 1),
            index_last: false,
            created: None,
        }
    }

    /// How long, in whole seconds.
    #[must_use]
    pub fn seconds(self, seconds: u64) -> Self {
        self.millis(seconds * 1_000)
    }

    /// How long, in milliseconds.
    #[must_use]
    pub fn millis(mut self, millis: u64) -> Self {
        self.millis = millis;
        self
    }

    /// Pixels across and down, as stored.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// Frames a second, as a fraction.
    #[must_use]
    pub fn fps(mut self, num: u32, den: u32) -> Self {
        self.fps = (num, den);
        self
    }

    /// How the picture is encoded.
    #[must_use]
    pub fn codec(mut self, video: Video) -> Self {
        self.video = video;
        self
    }

    /// How the sound is encoded.
    #[must_use]
    pub fn audio(mut self, audio: Audio) -> Self {
        self.audio = audio;
        self
    }

    /// Samples a second.
    #[must_use]
    pub fn rate(mut self, rate: u32) -> Self {
        self.rate = rate;
        self
    }

    /// How many sound tracks, all alike.
    #[must_use]
    pub fn tracks(mut self, tracks: u32) -> Self {
        self.tracks = tracks;
        self
    }

    /// The file's ending, which is its container too: `mp4`, `mov`, `mkv`, `webm`, `avi`, `ts` …
    #[must_use]
    pub fn container(mut self, ending: &'static str) -> Self {
        self.ending = ending;
        self
    }

    /// Marks it to be turned clockwise by a player: 90, 180 or 270. MP4 and QuickTime only.
    #[must_use]
    pub fn rotate(mut self, degrees: u16) -> Self {
        self.turn = degrees;
        self
    }

    /// Leaves frames out here and there, as a phone does in the dark.
    #[must_use]
    pub fn vfr(mut self) -> Self {
        self.uneven = true;
        self
    }

    /// Ten bits a sample.
    #[must_use]
    pub fn ten_bit(mut self) -> Self {
        self.ten_bit = true;
        self
    }

    /// Ten bits a sample, marked as high dynamic range.
    #[must_use]
    pub fn hdr(mut self, range: Range) -> Self {
        self.range = Some(range);
        self.ten_bit()
    }

    /// Frames from keyframe to keyframe.
    #[must_use]
    pub fn gop(mut self, frames: u32) -> Self {
        self.gop = frames;
        self
    }

    /// B-frames between two others.
    #[must_use]
    pub fn b_frames(mut self, frames: u32) -> Self {
        self.b_frames = frames;
        self
    }

    /// Groups are open: frames shown before a keyframe need those of the group before.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Its sound is noise, which is nowhere like itself, instead of a tone.
    #[must_use]
    pub fn noise(mut self) -> Self {
        self.noise = true;
        self
    }

    /// The shape of a pixel.
    #[must_use]
    pub fn pixel(mut self, width: u32, height: u32) -> Self {
        self.aspect = (width, height);
        self
    }

    /// Puts the index (moov) behind the pictures, as cameras do.
    #[must_use]
    pub fn index_last(mut self) -> Self {
        self.index_last = true;
        self
    }

    /// When it was recorded, as RFC 3339.
    #[must_use]
    pub fn created(mut self, time: &'static str) -> Self {
        self.created = Some(time);
        self
    }

    /// The clip's file, made now if it is not kept.
    ///
    /// # Panics
    /// If ffmpeg cannot make it.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        let args = self.args();
        let recipe = format!("{} turned by {}", args.join(" "), self.turn);
        kept(&self.name, self.ending, &recipe, |path| {
            ffmpeg(&args, path);
            if self.turn != 0 {
                let mut bytes = fs::read(path).expect("ffmpeg wrote it");
                turn(&mut bytes, self.turn);
                fs::write(path, bytes).expect("the folder is ours");
            }
        })
    }

    fn is_movie(&self) -> bool {
        matches!(self.ending, "mp4" | "mov")
    }

    fn args(&self) -> Vec<String> {
        let (fps, seconds) = (format!("{}/{}", self.fps.0, self.fps.1), seconds(self.millis));
        // A little more than is needed; the exact end is set below.
        let (width, height) = self.size;
        // The generator cannot draw less than this; scaled down below.
        let drawn = if width < 16 || height < 16 { (16, 16) } else { (width, height) };
        let source = format!("testsrc2=s={}x{}:r={fps}:d={}", drawn.0, drawn.1, seconds_up(self.millis));
        let mut args = words(&["-f", "lavfi", "-i", &source]);
        let samples = self.millis * u64::from(self.rate) / 1_000;
        if self.audio != Audio::None {
            let heard = match self.noise {
                true => format!("anoisesrc=seed=7:amplitude=0.4:sample_rate={},lowpass=3000", self.rate),
                false => format!("sine=frequency=440:sample_rate={}", self.rate),
            };
            args.extend(words(&["-f", "lavfi", "-i", &format!("{heard},atrim=end_sample={samples}")]));
        }
        let mut filter = format!(
            "{},scale={width}:{height},setsar={}/{},trim=end={seconds}",
            barcode(self.size),
            self.aspect.0,
            self.aspect.1
        );
        if self.uneven {
            filter.push_str(",select='gt(mod(n,7),2)+not(mod(n,5))+eq(n,0)'");
        }
        args.extend(words(&["-map", "0:v", "-vf", &filter, "-fps_mode", "passthrough"]));
        args.extend(self.video_args());
        for _ in 0..if self.audio == Audio::None { 0 } else { self.tracks } {
            args.extend(words(&["-map", "1:a"]));
        }
        args.extend(words(match self.audio {
            Audio::None => &[],
            Audio::Aac => &["-c:a", "aac", "-aac_coder", "fast", "-b:a", "64k"],
            Audio::Opus => &["-c:a", "libopus", "-b:a", "48k"],
            Audio::Pcm => &["-c:a", "pcm_s16le"],
        }));
        if self.is_movie() {
            // Ticks that hold each frame and each millisecond; the last frame lasts to the very end.
            let ticks = u64::from(self.fps.0) / gcd(self.fps.0.into(), 1_000) * 1_000;
            let end = self.millis * ticks / 1_000;
            let last = format!("setts=pts=PTS:dts=DTS:duration={end}-PTS");
            args.extend(words(&["-enc_time_base:v", &format!("1/{ticks}"), "-bsf:v", &last]));
            args.extend(words(&["-video_track_timescale", &ticks.to_string(), "-movie_timescale", "1000"]));
            if !self.index_last {
                args.extend(words(&["-movflags", "+faststart"]));
            }
        }
        if let Some(time) = self.created {
            args.extend(words(&["-metadata", &format!("creation_time={time}")]));
        }
        args
    }

    fn video_args(&self) -> Vec<String> {
        let (gop, b_frames) = (self.gop.to_string(), self.b_frames.to_string());
        let mut args = words(match self.video {
            Video::H264 => &["-c:v", "libx264", "-preset", "ultrafast", "-sc_threshold", "0"],
            Video::Hevc => &["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"],
            Video::Vp9 => &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
            Video::ProRes => &["-c:v", "prores_ks", "-profile:v", "0"],
            Video::Mpeg4 => &["-c:v", "mpeg4", "-q:v", "4"],
        });
        if self.video != Video::ProRes {
            args.extend(words(&["-g", &gop, "-bf", &b_frames]));
        }
        let open = u8::from(self.open);
        args.extend(match self.video {
            Video::Hevc => words(&["-x265-params", &format!("log-level=error:open-gop={open}")]),
            Video::H264 if self.open => words(&["-x264-params", "open-gop=1"]),
            _ => Vec::new(),
        });
        let pixels = match (self.video, self.ten_bit) {
            (Video::ProRes, _) => "yuv422p10le",
            (_, true) => "yuv420p10le",
            (_, false) if self.size.0 % 2 + self.size.1 % 2 > 0 => "yuv444p",
            (_, false) => "yuv420p",
        };
        args.extend(words(&["-pix_fmt", pixels]));
        if let Some(range) = self.range {
            let transfer = match range {
                Range::Pq => "smpte2084",
                Range::Hlg => "arib-std-b67",
            };
            args.extend(words(&[
                "-color_primaries",
                "bt2020",
                "-color_trc",
                transfer,
                "-colorspace",
                "bt2020nc",
            ]));
        }
        args
    }
}

/// Writes each frame's number into its picture: a row of black and white squares along the top, the
/// lowest bit first.
fn barcode((width, height): (u32, u32)) -> String {
    let (wide, high) = (width / BARCODE_BITS, height / 6);
    if wide == 0 || high == 0 {
        return "null".to_owned();
    }
    let black = format!("drawbox=x=0:y=0:w=iw:h={high}:color=black:t=fill");
    let squares = (0..BARCODE_BITS).map(|bit| {
        let (x, value) = (bit * wide, 1 << bit);
        format!("drawbox=x={x}:y=0:w={wide}:h={high}:color=white:t=fill:enable='gt(bitand(n,{value}),0)'")
    });
    [black].into_iter().chain(squares).collect::<Vec<_>>().join(",")
}

/// Writes a turn into the first track's display matrix.
fn turn(movie: &mut [u8], degrees: u16) {
    let one: i32 = 0x1_0000;
    let (a, b, c, d) = match degrees {
        90 => (0, one, -one, 0),
        180 => (-one, 0, 0, -one),
        270 => (0, -one, one, 0),
        _ => (one, 0, 0, one),
    };
    let header = movie.windows(4).position(|four| four == b"tkhd").expect("a movie has tracks");
    // Behind the name: version and flags, then times, id, duration, layer and volume; version 0.
    let matrix = header + 4 + 4 + 36;
    for (place, value) in [(0, a), (4, b), (12, c), (16, d)] {
        movie[matrix + place..matrix + place + 4].copy_from_slice(&value.to_be_bytes());
    }
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

fn seconds_up(millis: u64) -> u64 {
    millis.div_ceil(1_000) + 1
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
