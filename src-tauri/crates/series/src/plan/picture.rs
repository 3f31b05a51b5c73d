//! What is done to a picture: a creator's treatment, as far as the clips need it.

use super::Shot;
use crate::describe::{codec_name, hdr_key, pixels};
use crate::{Framing, Message, PictureWork, Ratio, Rules, Treatment, Value, VideoFacts};

/// What is done to the picture, and why.
pub(super) struct Picture {
    pub(super) work: PictureWork,
    /// Set where anything is done.
    pub(super) reason: Option<Message>,
}

/// Rates that cameras and screens know.
const RATES: [Ratio; 8] = [
    Ratio { num: 24_000, den: 1_001 },
    Ratio { num: 24, den: 1 },
    Ratio { num: 25, den: 1 },
    Ratio { num: 30_000, den: 1_001 },
    Ratio { num: 30, den: 1 },
    Ratio { num: 50, den: 1 },
    Ratio { num: 60_000, den: 1_001 },
    Ratio { num: 60, den: 1 },
];

pub(super) fn work(first: &Shot<'_>, shots: &[Shot<'_>], treatment: Treatment, rules: &Rules) -> Picture {
    let videos = || shots.iter().map(|shot| &shot.clip.facts.video);
    let video = &first.clip.facts.video;
    let shown = (video.width, video.height);
    let mut picture = Picture { work: PictureWork::default(), reason: None };
    if treatment.framing.is_some() && videos().any(|video| !is_upright_frame(video)) {
        picture.frame(treatment.framing, shown);
    }
    if let Some(hdr) = videos().find_map(|video| video.hdr).filter(|_| treatment.sdr) {
        picture.work.sdr = true;
        picture.because("reason.sdr", &[("hdr", Value::Word(hdr_key(hdr).to_owned()))]);
    }
    if treatment.even && videos().any(|video| video.variable_rate) {
        let rate = steady(video.fps, rules);
        picture.work.rate = Some(rate);
        picture.because("reason.even", &[("rate", Value::Rate(rate))]);
    }
    if treatment.conform {
        picture.conform(shots, shown, rules);
    }
    if treatment.anew {
        picture.work.plain = true;
        // 8 bits of high dynamic range would be neither.
        picture.work.sdr = videos().any(|video| video.hdr.is_some());
        picture.because("reason.anew", &[]);
    }
    if treatment.upright && videos().any(|video| video.rotation != 0) {
        picture.work.upright = true;
        picture.because("reason.upright", &[("degrees", Value::Count(u32::from(video.rotation)))]);
    }
    // Several clips that are encoded anew all take the first one's form.
    if !picture.work.is_none() {
        let size = picture.work.size.unwrap_or(shown);
        let alike = |other: &VideoFacts| (other.width, other.height) == size;
        if picture.work.size.is_none() && !videos().all(alike) {
            picture.work.size = Some(evened(size));
        }
        if picture.work.rate.is_none() && !videos().all(|other| other.fps == video.fps) {
            picture.work.rate = Some(steady(video.fps, rules));
        }
    }
    picture
}

impl Picture {
    /// The first reason is the one that is told.
    fn because(&mut self, key: &str, values: &[(&str, Value)]) {
        let told =
            values.iter().fold(Message::new(key), |told, (name, value)| told.with(name, value.clone()));
        self.reason.get_or_insert(told);
    }

    fn frame(&mut self, framing: Option<Framing>, shown: (u32, u32)) {
        let Some(framing) = framing else { return };
        let size = framing.frame(shown);
        (self.work.framing, self.work.size) = (Some(framing), Some(size));
        let key = match framing {
            Framing::Crop => "reason.crop",
            Framing::Pad => "reason.pad",
            Framing::Blur => "reason.blur",
        };
        self.because(key, &[("width", pixels(size.0)), ("height", pixels(size.1))]);
    }

    /// The nearest form that the rules allow.
    fn conform(&mut self, shots: &[Shot<'_>], shown: (u32, u32), rules: &Rules) {
        let videos = || shots.iter().map(|shot| &shot.clip.facts.video);
        let size = self.work.size.unwrap_or(shown);
        let legal = legal_size(size, rules);
        if legal != size {
            self.work.size = Some(legal);
            self.because("reason.size", &[("width", pixels(legal.0)), ("height", pixels(legal.1))]);
        }
        let fps = videos().filter_map(|video| video.fps).find(|fps| legal_rate(*fps, rules) != *fps);
        if let Some(fps) = fps.filter(|_| self.work.rate.is_none()) {
            let rate = legal_rate(fps, rules);
            self.work.rate = Some(rate);
            self.because("reason.rate", &[("rate", Value::Rate(rate))]);
        }
        let Some((_, names)) = rules.names("series.video.codec") else { return };
        let is_legal = |codec: &str| names.iter().any(|name| name == codec);
        let anew = !self.work.is_none();
        let illegal = videos()
            .find(|video| !is_legal(&video.codec) || (anew && !is_legal(encoded_codec(video, &self.work))));
        if let Some(video) = illegal.filter(|_| is_legal("h264")) {
            self.work.plain = true;
            // 8 bits of high dynamic range would be neither.
            self.work.sdr = videos().any(|video| video.hdr.is_some());
            self.because("reason.codec", &[("video", codec_name(&video.codec))]);
        }
    }
}

/// The codec of a picture that is encoded anew: H.264, or HEVC where more than 8 bits are to be kept.
pub(super) fn encoded_codec(video: &VideoFacts, work: &PictureWork) -> &'static str {
    let deep = !work.plain && if video.hdr.is_some() { !work.sdr } else { video.bit_depth > 8 };
    if deep { "hevc" } else { "h264" }
}

/// Do two pictures have one form, so that one can follow on the other without encoding anew?
pub(crate) fn same_form(one: &VideoFacts, other: &VideoFacts) -> bool {
    let form = |video: &VideoFacts| (video.coded_width, video.coded_height, video.rotation, video.hdr);
    one.codec == other.codec
        && one.pixel_format == other.pixel_format
        && form(one) == form(other)
        && (one.fps == other.fps || one.variable_rate || other.variable_rate)
}

fn is_upright_frame(video: &VideoFacts) -> bool {
    u64::from(video.width) * 16 == u64::from(video.height) * 9
}

/// The even rate for frames that come at about this one, on average.
fn steady(fps: Option<Ratio>, rules: &Rules) -> Ratio {
    let thirty = Ratio { num: 30, den: 1 };
    let Some(fps) = fps else { return thirty };
    // A twentieth more frames than there are places is no loss to see.
    let enough = |rate: &Ratio| {
        u128::from(rate.num) * u128::from(fps.den) * 20 >= u128::from(fps.num) * u128::from(rate.den) * 19
    };
    let legal = |rate: &Ratio| legal_rate(*rate, rules) == *rate;
    let mut rates = RATES.into_iter().filter(legal);
    let most = rates.clone().next_back();
    rates.find(enough).or(most).unwrap_or_else(|| legal_rate(thirty, rules))
}

/// The rate, or the nearest that the rules allow: a whole part or a multiple of it where there is one.
fn legal_rate(fps: Ratio, rules: &Rules) -> Ratio {
    let min = rules.number("series.video.fps.min").map_or(0, |(_, min)| min);
    let max = rules.number("series.video.fps.max").map_or(u32::MAX, |(_, max)| max);
    let legal = |rate: &Ratio| !rate.is_below(min) && !rate.is_above(max);
    if legal(&fps) {
        return fps;
    }
    let above = fps.is_above(max);
    let near = |times: u32| {
        let (num, den) = if above {
            (Some(fps.num), fps.den.checked_mul(times))
        } else {
            (fps.num.checked_mul(times), Some(fps.den))
        };
        Ratio::new(num?, den?)
    };
    let whole = (2..=10).filter_map(near).find(legal);
    whole.unwrap_or(Ratio { num: if above { max } else { min.max(1) }, den: 1 })
}

/// The size, or the nearest of the same shape that the rules allow: even, as encoders want it.
fn legal_size((width, height): (u32, u32), rules: &Rules) -> (u32, u32) {
    let min = rules.number("series.video.px.min").map_or(0, |(_, min)| min);
    let max = rules.number("series.video.px.max").map_or(u32::MAX, |(_, max)| max);
    let (short, long) = (width.min(height).max(1), width.max(height).max(1));
    let (short, long) = if long > max {
        (nearest_even(u64::from(short) * u64::from(max & !1), long.into()), max & !1)
    } else if short < min {
        let up = min.saturating_add(min & 1);
        (up, nearest_even(u64::from(long) * u64::from(up), short.into()).min(max & !1))
    } else {
        return (width, height);
    };
    if width < height { (short, long) } else { (long, short) }
}

impl Framing {
    /// The size of an upright frame around or within a picture as shown, in pixels: no larger than the
    /// picture gives, and no larger than such platforms show.
    #[must_use]
    pub fn frame(self, (width, height): (u32, u32)) -> (u32, u32) {
        const MOST: (u32, u32) = (1080, 1920);
        let (across, down) = (u64::from(width.max(1)), u64::from(height.max(1)));
        let wider = across * 16 > down * 9;
        let from_width = match self {
            Self::Crop => !wider,
            Self::Pad | Self::Blur => wider,
        };
        let size = if from_width {
            (nearest_even(across, 1), nearest_even(across * 16, 9))
        } else {
            (nearest_even(down * 9, 16), nearest_even(down, 1))
        };
        if size.0 > MOST.0 || size.1 > MOST.1 { MOST } else { size }
    }
}

fn evened((width, height): (u32, u32)) -> (u32, u32) {
    ((width & !1).max(2), (height & !1).max(2))
}

/// The even number nearest to a ratio, at least 2.
fn nearest_even(num: u64, den: u64) -> u32 {
    let half = (num + den) / (2 * den.max(1));
    u32::try_from(half * 2).unwrap_or(u32::MAX - 1).max(2)
}
