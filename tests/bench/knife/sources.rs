//! What is cut: a recording as cameras and screen recorders leave them, and a series of clips.

use std::{
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::Command,
};

use super::meter::taken;

/// Seconds from keyframe to keyframe.
pub const GROUP: u64 = 5;
/// Frames a second.
pub const RATE: u64 = 30;

/// Somebody talks, in words and sentences, and pauses between them: at −14.6 LUFS. Some more than a
/// minute, so that the pauses come at other times than the keyframes.
const TALK: &str = "anoisesrc=color=pink:seed=7:r=48000:d=61,highpass=f=120,lowpass=f=3400,\
    volume='if(lt(mod(t,7.7),6.8),0.35+0.65*abs(sin(9*t)),0.001)':eval=frame,volume=6dB,\
    alimiter=limit=0.84:level=0,aformat=channel_layouts=stereo";
const TALK_HOW: &str = "-c:a aac -b:a 160k -f adts";
const LARGE: &str = "testsrc2=s=1920x1080:r=30:d=60,noise=alls=10:allf=t";
const LARGE_HOW: &str = "-c:v libx264 -preset superfast -pix_fmt yuv420p -b:v 8M -maxrate 9M -bufsize 16M \
    -g 150 -keyint_min 150 -sc_threshold 0 -bf 2";
const SMALL: &str = "testsrc2=s=320x180:r=10:d=60";
const SMALL_HOW: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 50";
/// How long each of these is, in seconds.
const MINUTE: u64 = 60;

/// Makes sources in a folder, out of a minute of picture and one of talk, each encoded once.
#[derive(Debug)]
pub struct Sources<'a>(pub &'a Path);

impl Sources<'_> {
    /// A recording of that many seconds: 1080p, 30 frames a second, H.264 at 8 Mbit/s with B-frames,
    /// five seconds from keyframe to keyframe; AAC. It says the same again and again.
    pub fn recording(&self, name: &str, seconds: u64) -> io::Result<PathBuf> {
        self.again("large.mp4", (LARGE, LARGE_HOW), name, seconds)
    }

    /// So many clips of that many seconds, in a folder of that name: with the recording's sound, but a
    /// small picture. Each has a title of its own, so that none has another one's content.
    pub fn clips(&self, name: &str, count: usize, seconds: u64) -> io::Result<PathBuf> {
        let first = self.again("small.mp4", (SMALL, SMALL_HOW), "first.mp4", seconds)?;
        let bytes = fs::read(&first)?;
        let place = bytes.windows(TITLE.len()).position(|here| here == TITLE.as_bytes());
        let place = place.ok_or_else(|| io::Error::other("the clip has no title"))?;
        let folder = self.0.join(name);
        fs::create_dir(&folder)?;
        for number in 0..count {
            let path = folder.join(format!("clip {number:02}.mp4"));
            fs::copy(&first, &path)?;
            let mut file = File::options().write(true).open(&path)?;
            file.seek(SeekFrom::Start(place as u64))?;
            write!(file, "Clip number {number:02}")?;
        }
        fs::remove_file(first)?;
        Ok(folder)
    }

    /// A film of that many seconds, of a minute that is encoded if it was not yet.
    fn again(
        &self,
        minute: &str,
        (picture, how): (&str, &str),
        name: &str,
        seconds: u64,
    ) -> io::Result<PathBuf> {
        let (minute, talk, target) = (self.0.join(minute), self.0.join("talk.aac"), self.0.join(name));
        for (file, source, how) in [(&minute, picture, how), (&talk, TALK, TALK_HOW)] {
            if !file.exists() {
                taken(ffmpeg().args(["-f", "lavfi", "-i", source]).args(how.split(' ')).arg(file))?;
            }
        }
        // Plain AAC is longer when there is more of it; a film would be a little too long each time.
        let (sound, once) = (self.0.join("sound.aac"), fs::read(talk)?);
        let mut file = File::create(&sound)?;
        for _ in 0..=seconds / MINUTE {
            file.write_all(&once)?;
        }
        let (times, length) = ((seconds / MINUTE).to_string(), seconds.to_string());
        let mut making = ffmpeg();
        making.args(["-stream_loop", &times, "-i"]).arg(&minute).arg("-i").arg(&sound);
        making.args(["-map", "0:v", "-map", "1:a", "-t", &length, "-c", "copy", "-bsf:a", "aac_adtstoasc"]);
        making.args(["-movflags", "+faststart", "-metadata", &format!("title={TITLE}")]).arg(&target);
        taken(&mut making)?;
        fs::remove_file(sound)?;
        Ok(target)
    }
}

const TITLE: &str = "Clip number 00";

/// An ffmpeg that says only what goes wrong.
pub fn ffmpeg() -> Command {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y"]);
    command
}
