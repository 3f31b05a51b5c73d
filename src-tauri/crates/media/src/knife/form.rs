//! Which clips' pictures and sounds can follow on one another without encoding anew.

use series::{AudioFacts, Framing, PictureWork, VideoFacts};

/// Sound that MP4 holds as it is.
const HELD: [&str; 6] = ["aac", "mp3", "ac3", "eac3", "opus", "alac"];

/// Can MP4 hold that sound as it is?
pub(super) fn held(audio: &AudioFacts) -> bool {
    HELD.contains(&audio.codec.as_str())
}

/// Do two pictures have one form, so that one can follow on the other without encoding anew?
pub(super) fn same_picture(one: &VideoFacts, other: &VideoFacts) -> bool {
    let form = |video: &VideoFacts| {
        let stored = (video.coded_width, video.coded_height, video.rotation);
        (stored, (video.width, video.height), video.hdr, video.bit_depth)
    };
    one.codec == other.codec
        && one.pixel_format == other.pixel_format
        && form(one) == form(other)
        && (one.fps == other.fps || one.variable_rate || other.variable_rate)
}

/// Do two sounds have one form?
pub(super) fn same_sound(one: &AudioFacts, other: &AudioFacts) -> bool {
    let form = |audio: &AudioFacts| (audio.channels, audio.sample_rate);
    one.codec == other.codec && form(one) == form(other)
}

/// What gives a picture the form of another: none where the other is turned or has pixels of a shape of
/// their own, which encoding anew does away with.
pub(super) fn like(first: &VideoFacts, other: &VideoFacts) -> Option<PictureWork> {
    let square = (first.width, first.height) == (first.coded_width, first.coded_height);
    let known = first.codec == "hevc" || (first.codec == "h264" && first.bit_depth == 8);
    let even = first.width.is_multiple_of(2) && first.height.is_multiple_of(2);
    if first.rotation != 0 || !square || !known || !even || first.hdr != other.hdr && first.hdr.is_some() {
        return None;
    }
    let other_rate = first.fps != other.fps && !first.variable_rate;
    let same_size =
        (first.width, first.height) == (other.coded_width, other.coded_height) && other.rotation == 0;
    Some(PictureWork {
        // All of it is kept, with black around where the shapes differ.
        framing: (!same_size).then_some(Framing::Pad),
        size: (!same_size).then_some((first.width, first.height)),
        rate: first.fps.filter(|_| other_rate),
        sdr: other.hdr.is_some() && first.hdr.is_none(),
        ..PictureWork::default()
    })
}
