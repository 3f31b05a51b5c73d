//! The sample series: eight clips from the recipes of `assets/samples/sample-series.toml`, kept like
//! every other clip of the tests.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::Deserialize;

use crate::kept::{ffmpeg, kept, words};

const SERIES: &str = include_str!("../../assets/samples/sample-series.toml");

#[derive(Deserialize)]
struct Series {
    clip: Vec<Sample>,
}

/// One clip of the sample series, as the file words it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    file: String,
    seconds: u32,
    #[serde(default = "once")]
    times: u32,
    picture: String,
    sound: Option<String>,
    #[serde(default)]
    codec: Codec,
}

fn once() -> u32 {
    1
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Codec {
    #[default]
    H264,
    Hevc,
}

/// Puts the sample series into that folder, which is made if need be, and names its files in order.
/// What is there already is left alone.
///
/// # Errors
/// If the folder cannot be written.
///
/// # Panics
/// If ffmpeg cannot make a clip.
pub fn make(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let Series { clip: samples } = toml::from_str(SERIES).expect("the recipes are ours, and tested");
    fs::create_dir_all(folder)?;
    // The longest first, two at a time: encoders leave cores idle with pictures this small.
    let mut waiting: Vec<&Sample> = samples.iter().collect();
    waiting.sort_by_key(|sample| sample.seconds);
    let waiting = Mutex::new(waiting);
    let next = || waiting.lock().expect("no maker panics while it holds this").pop();
    let maker = || {
        while let Some(sample) = next() {
            let to = folder.join(&sample.file);
            if !to.exists() {
                let part = folder.join(format!("{}.part", sample.file));
                fs::copy(sample.kept(), &part)?;
                fs::rename(part, to)?;
            }
        }
        io::Result::Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(maker);
        maker().and(other.join().expect("a recipe failed; its message stands above"))
    })?;
    Ok(samples.iter().map(|sample| folder.join(&sample.file)).collect())
}

impl Sample {
    fn kept(&self) -> PathBuf {
        let args = self.args();
        kept("sample", "mp4", &format!("{} {} times, each by itself", args.join(" "), self.times), |path| {
            if self.times == 1 {
                return ffmpeg(&args, path);
            }
            // Picture and sound each by itself: together, the longer of the two would leave gaps.
            let again = (self.times - 1).to_string();
            let (mut inputs, mut maps) = (Vec::new(), Vec::new());
            let once = path.with_extension("once.mp4");
            ffmpeg(&args, &once);
            for (number, stream) in
                ["v", "a"].into_iter().enumerate().take(if self.sound.is_some() { 2 } else { 1 })
            {
                let alone = path.with_extension(format!("{stream}.mp4"));
                ffmpeg(
                    &words(&[
                        "-i",
                        &once.display().to_string(),
                        "-map",
                        &format!("0:{stream}"),
                        "-c",
                        "copy",
                    ]),
                    &alone,
                );
                inputs.extend(words(&["-stream_loop", &again, "-i", &alone.display().to_string()]));
                maps.extend(words(&["-map", &number.to_string()]));
            }
            let whole = (self.seconds * self.times).to_string();
            inputs.extend(maps);
            inputs.extend(words(&["-c", "copy", "-t", &whole, "-movflags", "+faststart"]));
            ffmpeg(&inputs, path);
        })
    }

    fn args(&self) -> Vec<String> {
        let seconds = self.seconds.to_string();
        let mut args = words(&["-f", "lavfi", "-t", &seconds, "-i", &self.picture]);
        if let Some(sound) = &self.sound {
            args.extend(words(&["-f", "lavfi", "-t", &seconds, "-i", sound, "-c:a", "aac", "-b:a", "96k"]));
        }
        args.extend(words(match self.codec {
            Codec::H264 => &["-c:v", "libx264", "-preset", "ultrafast"],
            Codec::Hevc => &[
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                "-tag:v",
                "hvc1",
                "-x265-params",
                "log-level=error",
            ],
        }));
        args.extend(words(&["-crf", "26", "-g", "72", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]));
        args
    }
}
