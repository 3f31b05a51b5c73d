//! What is done to a picture that is encoded anew, as one chain of filters: it is turned upright, its
//! high dynamic range is mapped to standard, it is framed and scaled, it is put on an even beat. What
//! nobody asked for stays as it is, colours and pixel shape included.

use series::{ClipFacts, Framing, Micros, PictureWork, Ratio};

use super::reach::{Reach, ticks_a_second};
use crate::Source;

/// The filters that not every ffmpeg has.
pub(super) const ZSCALE: &str = "zscale";
pub(super) const TONEMAP: &str = "tonemap";

/// The filters for a part's picture. ffmpeg itself turns it upright before the first.
pub(super) fn filter(part: &Source<'_>, work: &PictureWork) -> String {
    let (facts, reach) = (part.facts, Reach::of(part));
    let ticks = ticks_a_second(facts, work.rate);
    let mut filter = reach.frames(ticks);
    let toned = work.sdr && facts.video.hdr.is_some();
    if toned {
        filter.push_str(TONED);
    } else if is_rgb(&facts.video.pixel_format) {
        // Without a word, each tool would choose a matrix of its own.
        filter.push_str(",scale=out_color_matrix=bt709:out_range=tv,format=yuv444p");
        filter.push_str(",setparams=colorspace=bt709:range=tv");
    }
    let shown = (facts.video.width.max(1), facts.video.height.max(1));
    match (work.framing, work.size) {
        (Some(framing), size) => {
            let size = size.map_or_else(|| framed(shown, framing), evened);
            filter.push_str(&frame(shown, size, framing));
        }
        (None, Some(size)) => filter.push_str(&scaled(evened(size))),
        (None, None) => filter.push_str(whole_pairs(facts)),
    }
    if let Some(rate) = work.rate {
        filter.push_str(&beat(rate, ticks, reach.length));
    }
    filter
}

/// Width and height of the picture that comes out, as stored.
pub(super) fn size(facts: &ClipFacts, work: &PictureWork) -> (u32, u32) {
    let video = &facts.video;
    match (work.framing, work.size) {
        (_, Some(size)) => evened(size),
        (Some(framing), None) => framed((video.width.max(1), video.height.max(1)), framing),
        (None, None) => evened((video.coded_width, video.coded_height)),
    }
}

/// High dynamic range to standard, in linear light: what is as bright as paper (203 cd/m², BT.2408)
/// and below stays nearly as it is, what is brighter, up to 1000 cd/m², is pressed together; colours
/// that BT.709 does not have are cut off.
const TONED: &str = ",zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,\
    tonemap=mobius:desat=0:peak=4.93,\
    zscale=transfer=bt709:matrix=bt709:range=limited:dither=ordered,format=yuv420p";

/// The full range of a byte, as ffmpeg names it in its pixel formats.
pub(super) fn is_full_range(facts: &ClipFacts, work: &PictureWork) -> bool {
    facts.video.pixel_format.starts_with("yuvj") && !(work.sdr && facts.video.hdr.is_some())
}

fn is_rgb(format: &str) -> bool {
    ["rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8", "x2rgb", "x2bgr"]
        .iter()
        .any(|start| format.starts_with(start))
}

/// Encoders want even numbers of pixels: an odd line is cut off, a single one is doubled.
fn whole_pairs(facts: &ClipFacts) -> &'static str {
    let (width, height) = (facts.video.coded_width, facts.video.coded_height);
    if width < 2 || height < 2 {
        ",pad=w='2*ceil(iw/2)':h='2*ceil(ih/2)'"
    } else if width % 2 == 1 || height % 2 == 1 {
        ",crop=w='2*trunc(iw/2)':h='2*trunc(ih/2)'"
    } else {
        ""
    }
}

fn evened((width, height): (u32, u32)) -> (u32, u32) {
    ((width & !1).max(2), (height & !1).max(2))
}

/// The nearest even number to a ratio, at least 2.
fn nearest_even(num: u64, den: u64) -> u32 {
    let half = (num + den) / (2 * den.max(1));
    u32::try_from(half * 2).unwrap_or(u32::MAX - 1).max(2)
}

/// The size of an upright frame around or within a picture: no larger than the picture gives, and no
/// larger than such platforms show.
fn framed((width, height): (u32, u32), framing: Framing) -> (u32, u32) {
    const MOST: (u32, u32) = (1080, 1920);
    let (across, down) = (u64::from(width), u64::from(height));
    let wider = across * 16 > down * 9;
    let from_width = match framing {
        Framing::Crop => !wider,
        Framing::Pad | Framing::Blur => wider,
    };
    let size = if from_width {
        (nearest_even(across, 1), nearest_even(across * 16, 9))
    } else {
        (nearest_even(down * 9, 16), nearest_even(down, 1))
    };
    if size.0 > MOST.0 || size.1 > MOST.1 { MOST } else { size }
}

fn frame(shown: (u32, u32), size: (u32, u32), framing: Framing) -> String {
    let (width, height) = size;
    match framing {
        Framing::Crop => format!(",{}{}", cover(shown, size), scaled(size)),
        Framing::Pad => {
            format!("{},pad=w={width}:h={height}:x=-1:y=-1:color=black", scaled(fitted(shown, size)))
        }
        // The copy behind is small while it is blurred: a blur needs no pixels.
        Framing::Blur => {
            let small = evened((width / 8, height / 8));
            format!(
                ",split[front][back];[front]{front}[front];\
                 [back]{cover}{small},gblur=sigma=4,lutyuv=y='minval+(val-minval)*0.6'{large}[back];\
                 [back][front]overlay=x='(W-w)/2':y='(H-h)/2':format=auto",
                front = &scaled(fitted(shown, size))[1..],
                cover = cover(shown, size),
                small = scaled(small),
                large = scaled(size),
            )
        }
    }
}

fn scaled((width, height): (u32, u32)) -> String {
    format!(",scale=w={width}:h={height}:flags=bicubic,setsar=1")
}

/// Keeps the middle of a picture in the shape of a frame. Pixels may have any shape of their own.
fn cover((across, down): (u32, u32), (width, height): (u32, u32)) -> String {
    let wide = u64::from(across) * u64::from(height);
    let high = u64::from(down) * u64::from(width);
    if wide > high {
        format!("crop=w='max(2,iw*{high}/{wide})':h=ih")
    } else {
        format!("crop=w=iw:h='max(2,ih*{wide}/{high})'")
    }
}

/// The largest size in the shape of a picture that fits into a frame.
fn fitted((across, down): (u32, u32), (width, height): (u32, u32)) -> (u32, u32) {
    let wide = u64::from(across) * u64::from(height);
    let high = u64::from(down) * u64::from(width);
    if wide > high {
        (width, nearest_even(high, across.into()).min(height))
    } else {
        (nearest_even(wide, down.into()).min(width), height)
    }
}

/// One frame after the other, evenly, until the end: each the nearest there is.
///
/// Frames are moved by half a beat and then rounded down, which is the same as rounding them to the
/// nearest beat, and by half a tick more, so that none falls on a beat: the filter takes the end to be
/// where the last frame begins, and would leave that frame out if it did.
fn beat(rate: Ratio, ticks: u32, length: Micros) -> String {
    let Ratio { num, den } = rate;
    let (halves, micros) = (u64::from(ticks) * 2, i128::from(den) * 1_000_000);
    let half_a_beat = (halves * u64::from(den) / u64::from(num.max(1)) / 2) | 1;
    let frames = ((i128::from(length.get()) * i128::from(num) + micros - 1) / micros).max(1);
    format!(
        ",settb=1/{halves},setpts=PTS+{half_a_beat},fps=fps={num}/{den}:start_time=0:round=down:eof_action=pass,\
         tpad=stop=-1:stop_mode=clone,trim=end_frame={frames}"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn frames_are_upright_and_never_larger_than_the_picture_gives() {
        use Framing::{Blur, Crop, Pad};
        for (picture, framing, size) in [
            ((1920, 1080), Crop, (608, 1080)),
            ((1920, 1080), Pad, (1080, 1920)),
            ((3840, 2160), Crop, (1080, 1920)),
            ((1280, 720), Blur, (1080, 1920)),
            ((640, 360), Blur, (640, 1138)),
            ((640, 360), Crop, (202, 360)),
            ((1080, 1350), Crop, (760, 1350)),
            ((1080, 2400), Crop, (1080, 1920)),
            ((1080, 2400), Pad, (1080, 1920)),
            ((1, 1), Pad, (2, 2)),
        ] {
            assert_eq!(framed(picture, framing), size, "{picture:?} {framing:?}");
        }
    }

    #[test]
    fn a_picture_that_fits_keeps_its_shape() {
        assert_eq!(fitted((1920, 1080), (1080, 1920)), (1080, 608));
        assert_eq!(fitted((1080, 2400), (1080, 1920)), (864, 1920));
        assert_eq!(fitted((1080, 1920), (1080, 1920)), (1080, 1920));
        assert_eq!(fitted((10_000, 1), (1080, 1920)), (1080, 2));
    }

    #[test]
    fn a_beat_has_a_frame_for_each_begun_tick() {
        let frames = |num, den, micros| {
            let filter = beat(Ratio { num, den }, 3_000_000, Micros::new(micros));
            filter.rsplit('=').next().map(str::to_owned).unwrap_or_default()
        };
        assert_eq!(frames(30, 1, 1_000_000), "30");
        assert_eq!(frames(30, 1, 1_000_001), "31");
        assert_eq!(frames(30_000, 1_001, 1_001_000), "30");
        assert_eq!(frames(30, 1, 1), "1");
    }

    proptest! {
        #[test]
        fn every_size_is_even_and_within_the_frame(across in 1_u32..20_000, down in 1_u32..20_000) {
            for framing in [Framing::Crop, Framing::Pad, Framing::Blur] {
                let size = framed((across, down), framing);
                prop_assert!(size.0.is_multiple_of(2) && size.1.is_multiple_of(2) && size.0 <= 1080 && size.1 <= 1920);
                let fitted = fitted((across, down), size);
                prop_assert!(fitted.0.is_multiple_of(2) && fitted.1.is_multiple_of(2));
                prop_assert!(fitted.0 <= size.0 && fitted.1 <= size.1 && fitted.0 >= 2 && fitted.1 >= 2);
            }
        }
    }
}
