//! Where the picture probably changes to another scene, told from the sizes of its frames alone.
//!
//! An encoder betrays a new scene in one of three ways: it breaks its beat and puts a keyframe there;
//! or, where it may not, it spends nearly a keyframe's bytes on a frame that is none; or it spends
//! several times as much or as little on all frames behind as on all before.

use crate::Micros;

/// What the sample index says of one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameSize {
    /// When it is shown, from the clip's start.
    pub at: Micros,
    /// How many bytes it takes.
    pub bytes: u32,
    /// Is it a keyframe?
    pub key: bool,
}

/// Scenes are at least so far apart, and so far from the first frame.
const APART: Micros = Micros::from_secs(1);

/// A keyframe fewer frames behind another begins no scene.
const HASTY: usize = 8;

/// So many frames on either side a frame's size is held against.
const NEIGHBOURS: usize = 24;

/// So many of the neighbours may be as large as a frame that begins a scene: a change takes a few.
const AS_LARGE: usize = 2;

/// So many frames on either side of a scene’s begin (odd, for a true middle) are held against one another …
const LEVEL: usize = 19;

/// … and their middle sizes differ so many times.
const SHIFT: u64 = 4;

/// Where the picture probably changes to another scene, in order and at least a second apart.
/// `frames` are those of the whole clip in the order they are shown.
///
/// A picture that is all keyframes tells nothing and has no scenes. Where an encoder was not free
/// to put a keyframe, a change may be told a few frames late: by as many as it has B-frames in a row.
#[must_use]
pub fn scenes(frames: &[FrameSize]) -> Vec<Micros> {
    let keys: Vec<usize> = (0..frames.len()).filter(|at| frames[*at].key).collect();
    let mut sharp = off_the_beat(frames, &keys);
    sharp.extend((1..frames.len()).filter(|at| stands_out(frames, &keys, *at)));
    sharp.sort_unstable();
    let mut scenes: Vec<Micros> = Vec::new();
    // A shift tells of a scene less exactly than the others do: it comes last.
    for frame in sharp.into_iter().chain(shifts(frames)) {
        let at = frames[frame].at;
        let place = scenes.partition_point(|scene| *scene < at);
        let before = place.checked_sub(1).map_or(frames[0].at, |before| scenes[before]);
        if at - before >= APART && scenes.get(place).is_none_or(|behind| *behind - at >= APART) {
            scenes.insert(place, at);
        }
    }
    scenes
}

/// The keyframes that an encoder's regular beat does not explain.
fn off_the_beat(frames: &[FrameSize], keys: &[usize]) -> Vec<usize> {
    let count = |key: usize| i64::try_from(key).unwrap_or(i64::MAX);
    // Most encoders count frames; those that record a screen or a room often go by the clock.
    let by_frames = Beat::of(keys.iter().map(|key| count(*key)).collect(), 0);
    let by_clock = Beat::of(keys.iter().map(|key| frames[*key].at.get()).collect(), 60_000);
    let beat = if by_clock.kept > by_frames.kept { by_clock } else { by_frames };
    // A keyframe right behind another is an encoder's trouble with what moves too much.
    let hasty = |at: usize| at > 0 && keys[at] - keys[at - 1] < HASTY;
    beat.off()
        .into_iter()
        .enumerate()
        .filter(|(at, off)| *off && !hasty(*at))
        .map(|(at, _)| keys[at])
        .collect()
}

/// The distance at which an encoder puts keyframes when nothing else makes it.
struct Beat {
    times: Vec<i64>,
    /// None where it seems to put them by the picture alone.
    every: Option<i64>,
    slack: i64,
    /// How many distances are the beat's own.
    kept: usize,
}

impl Beat {
    fn of(times: Vec<i64>, slack: i64) -> Self {
        let mut gaps: Vec<i64> = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
        gaps.sort_unstable();
        let within = |gap: i64| {
            let from = gaps.partition_point(|other| *other < gap.saturating_sub(slack));
            gaps.partition_point(|other| *other <= gap.saturating_add(slack)) - from
        };
        // The beat is the longest distance there is, if it comes again, since a scene only shortens
        // one; a single long one (a pause of the recorder) does not hide what nearly all others are.
        let longest = gaps.last().copied().filter(|gap| within(*gap) > 1 || gaps.len() == 1);
        let usual =
            gaps.iter().copied().max_by_key(|gap| within(*gap)).filter(|gap| within(*gap) * 2 > gaps.len());
        let every = usual.or(longest);
        let kept = every.map_or(0, within);
        Self { times, every, slack, kept }
    }

    /// For every keyframe: is it off the beat? The first never is.
    fn off(&self) -> Vec<bool> {
        let Some(every) = self.every.filter(|every| *every > 0) else {
            return (0..self.times.len()).map(|at| at > 0).collect();
        };
        let (mut last, mut regular) = (self.times.first().copied(), self.times.first().copied());
        let on = |since: i64, time: i64| {
            let past = time.saturating_sub(since);
            let beats = past.saturating_add(every / 2) / every;
            beats > 0 && past.saturating_sub(beats.saturating_mul(every)).abs() <= self.slack
        };
        self.times
            .iter()
            .enumerate()
            .map(|(at, time)| {
                // A scene's keyframe begins the beat anew with some encoders; others keep to theirs.
                let steady = at == 0 || [last, regular].into_iter().flatten().any(|since| on(since, *time));
                // Behind a longer gap than the beat the recorder had paused: that tells of no scene.
                let late =
                    last.is_some_and(|last| time.saturating_sub(last) > every.saturating_add(self.slack));
                last = Some(*time);
                if steady || late {
                    regular = Some(*time);
                }
                !(steady || late)
            })
            .collect()
    }
}

/// Is this frame, though no keyframe, far above its neighbours and near a keyframe in size?
fn stands_out(frames: &[FrameSize], keys: &[usize], at: usize) -> bool {
    let frame = frames[at];
    // The next keyframe shows the new scene; where there is none, the last one has to do.
    let next = keys.partition_point(|key| *key <= at);
    let Some(key) = keys.get(next).or(keys.last()) else { return false };
    if frame.key || u64::from(frame.bytes) * 5 < u64::from(frames[*key].bytes) * 3 {
        return false;
    }
    let from = at.saturating_sub(NEIGHBOURS);
    let to = (at + NEIGHBOURS + 1).min(frames.len());
    let others = || frames[from..to].iter().enumerate().filter(|(by, other)| from + by != at && !other.key);
    let as_large =
        others().filter(|(_, other)| u64::from(other.bytes) * 7 > u64::from(frame.bytes) * 4).count();
    others().count() > AS_LARGE * 4 && as_large <= AS_LARGE
}

/// Where the size of all frames changes at once.
fn shifts(frames: &[FrameSize]) -> Vec<usize> {
    let plain: Vec<usize> = (0..frames.len()).filter(|at| !frames[*at].key).collect();
    let middle = |of: &[usize]| {
        let mut sizes = [0; LEVEL];
        sizes.iter_mut().zip(of).for_each(|(size, frame)| *size = frames[*frame].bytes);
        u64::from(*sizes.select_nth_unstable(LEVEL / 2).1)
    };
    let shifted: Vec<usize> = (LEVEL..(plain.len() + 1).saturating_sub(LEVEL))
        .filter(|at| {
            let (before, behind) = (middle(&plain[at - LEVEL..*at]), middle(&plain[*at..at + LEVEL]));
            before.max(behind) >= before.min(behind) * SHIFT && before.max(behind) > 0
        })
        .collect();
    // The change is where the two sides differ for the longest: in the middle of every such run.
    shifted.chunk_by(|a, b| a + 1 == *b).map(|run| plain[run[run.len() / 2]]).collect()
}

#[cfg(test)]
mod tests;
