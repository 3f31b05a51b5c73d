//! How each encoder of pictures is asked to work: about the same quality everywhere, good enough that
//! the platform's own encoding decides.

use std::ffi::OsString;

use super::Args;
use crate::MediaError;

/// An encoder of pictures, and how it is used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PictureEncoder {
    /// ffmpeg's name of it.
    pub name: &'static str,
    /// What stands before the input.
    before: &'static str,
    /// Filters behind all others: how it wants its pictures.
    pub filter: &'static str,
    /// How it works. `{rate}` stands for a number of bits a second.
    work: &'static str,
}

/// H.264 of 8 bits, the best first.
pub(crate) const H264: [PictureEncoder; 7] = [
    PictureEncoder {
        name: "libx264",
        before: "",
        filter: "",
        work: "-preset veryfast -crf 18 -pix_fmt {format}",
    },
    PictureEncoder {
        name: "h264_nvenc",
        before: "",
        filter: "",
        work: "-preset p5 -rc vbr -cq 20 -b:v 0 -profile:v high -pix_fmt yuv420p",
    },
    PictureEncoder {
        name: "h264_qsv",
        before: "",
        filter: "",
        work: "-preset medium -global_quality 20 -profile:v high -pix_fmt nv12",
    },
    PictureEncoder {
        name: "h264_videotoolbox",
        before: "",
        filter: "",
        work: "-b:v {rate} -profile:v high -pix_fmt yuv420p",
    },
    PictureEncoder {
        name: "h264_amf",
        before: "",
        filter: "",
        work: "-quality quality -rc cqp -qp_i 19 -qp_p 21 -qp_b 23 -profile:v high -pix_fmt nv12",
    },
    PictureEncoder {
        name: "h264_vaapi",
        before: VAAPI,
        filter: ",format=nv12,hwupload",
        work: "-rc_mode CQP -qp 20 -profile:v high",
    },
    PictureEncoder {
        name: "libopenh264",
        before: "",
        filter: "",
        work: "-b:v {rate} -profile:v high -pix_fmt yuv420p",
    },
];

/// HEVC of 10 bits, the best first.
pub(crate) const HEVC: [PictureEncoder; 6] = [
    PictureEncoder {
        name: "libx265",
        before: "",
        filter: "",
        work: "-preset veryfast -crf 20 -pix_fmt yuv420p10le -tag:v hvc1 -x265-params log-level=error",
    },
    PictureEncoder {
        name: "hevc_nvenc",
        before: "",
        filter: "",
        work: "-preset p5 -rc vbr -cq 22 -b:v 0 -profile:v main10 -pix_fmt p010le -tag:v hvc1",
    },
    PictureEncoder {
        name: "hevc_qsv",
        before: "",
        filter: "",
        work: "-preset medium -global_quality 22 -profile:v main10 -pix_fmt p010le -tag:v hvc1",
    },
    PictureEncoder {
        name: "hevc_videotoolbox",
        before: "",
        filter: "",
        work: "-b:v {rate} -profile:v main10 -pix_fmt p010le -tag:v hvc1",
    },
    PictureEncoder {
        name: "hevc_amf",
        before: "",
        filter: "",
        work: "-quality quality -rc cqp -qp_i 20 -qp_p 22 -profile:v main10 -pix_fmt p010le -tag:v hvc1",
    },
    PictureEncoder {
        name: "hevc_vaapi",
        before: VAAPI,
        filter: ",format=p010,hwupload",
        work: "-rc_mode CQP -qp 22 -profile:v main10 -tag:v hvc1",
    },
];

/// HEVC of 8 bits, beside frames of its like.
pub(super) const HEVC_OF_8_BITS: PictureEncoder = PictureEncoder {
    name: "libx265",
    before: "",
    filter: "",
    work: "-preset veryfast -crf 20 -pix_fmt {format} -tag:v hvc1 -x265-params log-level=error",
};

const VAAPI: &str = "-init_hw_device vaapi=device -filter_hw_device device";

/// What an encoder has to make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    /// Width and height.
    pub size: (u32, u32),
    /// Frames a second, rounded up.
    pub fps: u32,
    /// Do its samples use the whole range of a byte?
    pub full_range: bool,
}

impl PictureEncoder {
    /// The best there is: of `deep` pictures HEVC, of others H.264.
    ///
    /// # Errors
    /// `EncoderMissing`, by the name of the one that is easiest to come by.
    pub fn best(deep: bool, has: impl Fn(&str) -> bool) -> Result<&'static Self, MediaError> {
        let all: &[Self] = if deep { &HEVC } else { &H264 };
        let best = all.iter().find(|encoder| has(encoder.name));
        best.ok_or(MediaError::EncoderMissing { encoder: all[0].name })
    }

    /// What stands before the input.
    pub(super) fn prepared(&self, args: Args) -> Args {
        args.line(self.before)
    }

    /// The encoder and how it works.
    pub(super) fn working(&self, args: Args, task: Task) -> Args {
        let format = if task.full_range { "yuvj420p" } else { "yuv420p" };
        let work = self.work.replace("{format}", format).replace("{rate}", &bits_a_second(task).to_string());
        args.with(["-c:v", self.name]).line(&work)
    }
}

/// What an encoder that must be told a rate needs to look about as good as the others: an eighth of a
/// bit a pixel.
fn bits_a_second(task: Task) -> u64 {
    let pixels = u64::from(task.size.0) * u64::from(task.size.1);
    (pixels.saturating_mul(task.fps.clamp(1, 120).into()) / 8).clamp(500_000, 100_000_000)
}

/// Asks ffmpeg to encode a few small pictures with it and to throw them away: does it work here?
pub(crate) fn trial(encoder: &PictureEncoder) -> Vec<OsString> {
    // No smaller: several encoders refuse less than 256 pixels across.
    let task = Task { size: (640, 360), fps: 30, full_range: false };
    let filter = format!("settb=1/90000{}", encoder.filter);
    let args = Args::default().with(["-hide_banner", "-nostdin", "-v", "error"]);
    let args =
        encoder.prepared(args).with(["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", "-frames:v", "5"]);
    encoder.working(args.with(["-vf", &filter]), task).with(["-f", "null", "-"]).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn the_best_that_is_there_is_taken() {
        let best = |deep, there: &[&str]| match PictureEncoder::best(deep, |name| there.contains(&name)) {
            Ok(encoder) => encoder.name,
            Err(MediaError::EncoderMissing { encoder }) => encoder,
            Err(_) => unreachable!("nothing else can be wrong"),
        };
        assert_eq!(best(false, &["libx264", "h264_nvenc", "libx265"]), "libx264");
        assert_eq!(best(false, &["libopenh264", "h264_vaapi", "libx265"]), "h264_vaapi");
        assert_eq!(best(false, &["libopenh264"]), "libopenh264");
        assert_eq!(best(false, &["libx265"]), "libx264");
        assert_eq!(best(true, &["libx264", "hevc_qsv"]), "hevc_qsv");
        assert_eq!(best(true, &["libx264"]), "libx265");
    }

    #[test]
    fn what_each_is_asked_in_its_trial() {
        let all = H264.iter().chain(&HEVC).map(|encoder| shown(&trial(encoder)).replace('\n', " "));
        insta::assert_snapshot!("trials", all.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn a_rate_follows_the_picture_within_bounds() {
        let rate = |size, fps| bits_a_second(Task { size, fps, full_range: false });
        assert_eq!(rate((1920, 1080), 30), 7_776_000);
        assert_eq!(rate((16, 16), 5), 500_000);
        assert_eq!(rate((u32::MAX, u32::MAX), 1_000), 100_000_000);
    }
}
