//! Where the talk pauses. Pure: found in how loud each step of ten milliseconds was.

use series::{Decibels, Micros, Trim};

use super::{
    STEP_MICROS, STEPS_A_SECOND,
    loudness::{SILENT, level, power_of},
};

/// The shortest pause, in steps: 0.3 s.
const SHORTEST: usize = 30;
/// A click that short does not end a pause, in steps.
const CLICK: usize = 3;
/// What is quiet around a click for at least so many steps is a pause still.
const AROUND_CLICK: usize = 10;
/// What is softer is not even the noise of a room, but switched off.
const OFF: Decibels = Decibels::new(-9_000);
/// What is softer is not talk.
const TALK: f64 = -70.0;
/// So much below the talk it is always quiet.
const ALWAYS: Decibels = Decibels::new(2_800);
/// Less than so much below the talk it is never quiet.
const NEVER: Decibels = Decibels::new(1_000);
/// What is at most so much above the room's noise is the room.
const ROOM: Decibels = Decibels::new(600);
/// How far before and after a second the room is listened to, in seconds.
const NEARBY: usize = 20;
/// Where the loud and the soft differ no more, there is nothing but the room, or nothing but music.
const STEADY: Decibels = Decibels::new(600);

/// Finds the pauses, in order and not touching. `levels` has how loud each step was; behind the last of
/// them it is silent until the clip's end.
///
/// What is quiet depends on how loud the talk is all in all, and on how loud the room is nearby: the
/// threshold lies a little above the room, where the talk is clearly louder than it.
pub(super) fn pauses(mut levels: Vec<Decibels>, length: Micros) -> Vec<Trim> {
    let steps = usize::try_from(length.get().max(0) / STEP_MICROS).unwrap_or(usize::MAX);
    // Nothing was heard of more than a day: the end of a clip may be far, but not so far.
    levels.resize(levels.len().max(steps.min(24 * 3600 * STEPS_A_SECOND as usize)), SILENT);
    let mut quiet = quiet(&levels);
    quiet.retain(|run| run.len() >= AROUND_CLICK);
    let mut pauses: Vec<Run> = Vec::new();
    for run in quiet {
        match pauses.last_mut() {
            Some(last) if run.start - last.end <= CLICK => last.end = run.end,
            _ => pauses.push(run),
        }
    }
    let time = |step: usize| Micros::new(step as i64 * STEP_MICROS).min(length);
    let trim = |run: &Run| Trim {
        start: time(run.start),
        end: if run.end == levels.len() { length } else { time(run.end) },
    };
    let pauses = pauses.iter().filter(|run| run.len() >= SHORTEST).map(trim);
    pauses.filter(|pause| pause.length() > Micros::ZERO).collect()
}

type Run = std::ops::Range<usize>;

/// All runs of quiet steps.
fn quiet(levels: &[Decibels]) -> Vec<Run> {
    let Some(talk) = talk(levels) else { return std::iter::once(0..levels.len()).collect() };
    let long = STEPS_A_SECOND as usize;
    let second = |number: usize| levels.chunks(long).nth(number).unwrap_or_default();
    let (mut before, mut after) = (Nearby::default(), Nearby::default());
    (0..NEARBY).for_each(|coming| after.enter(second(coming)));
    let mut runs: Vec<Run> = Vec::new();
    for number in 0..levels.len().div_ceil(long) {
        before.enter(second(number));
        after.enter(second(number + NEARBY));
        if let Some(gone) = number.checked_sub(NEARBY + 1) {
            before.leave(second(gone));
        }
        if let Some(gone) = number.checked_sub(1) {
            after.leave(second(gone));
        }
        // Where the room changes, the louder one still is a room.
        let threshold = before.threshold(talk).max(after.threshold(talk));
        for (step, level) in (number * long..).zip(second(number)) {
            match runs.last_mut() {
                _ if *level >= threshold => {}
                Some(run) if run.end == step => run.end += 1,
                _ => runs.push(step..step + 1),
            }
        }
    }
    runs
}

/// How loud the talk is all in all: pauses, and what is much softer, do not count.
fn talk(levels: &[Decibels]) -> Option<Decibels> {
    let mean_above = |gate: f64| {
        let powers = || {
            levels.iter().map(|level| power_of(f64::from(level.get()) / 100.0)).filter(|power| *power > gate)
        };
        let count = powers().count();
        (count > 0).then(|| powers().sum::<f64>() / count as f64)
    };
    let all = mean_above(power_of(TALK))?;
    mean_above(all * power_of(-10.0)).map(level)
}

/// How loud it is nearby: how many steps there are of each whole decibel, what is switched off left out.
struct Nearby([u32; 256]);

impl Default for Nearby {
    fn default() -> Self {
        Self([0; 256])
    }
}

impl Nearby {
    fn enter(&mut self, levels: &[Decibels]) {
        bins(levels).for_each(|bin| self.0[bin] += 1);
    }

    fn leave(&mut self, levels: &[Decibels]) {
        bins(levels).for_each(|bin| self.0[bin] -= 1);
    }

    /// What is softer is quiet.
    fn threshold(&self, talk: Decibels) -> Decibels {
        let (always, never) = (talk - ALWAYS, talk - NEVER);
        let total: u32 = self.0.iter().sum();
        if total < STEPS_A_SECOND {
            return always;
        }
        let (room, loud) = (self.reached(total / 20), self.reached(total / 20 * 19));
        // Talk in a room, or the room alone; anything else tells nothing of the room.
        let told = loud - room >= ROOM + NEVER || (loud - room <= STEADY && loud <= never);
        if told { (room + ROOM).clamp(always, never) } else { always }
    }

    /// The level that all but so many steps, counted from the softest, reach.
    fn reached(&self, steps: u32) -> Decibels {
        let mut passed = 0;
        let bin = self.0.iter().position(|count| {
            passed += count;
            passed > steps
        });
        Decibels::new(bin.map_or(0, |bin| bin as i32 * 100)) + SILENT
    }
}

fn bins(levels: &[Decibels]) -> impl Iterator<Item = usize> {
    let there = levels.iter().filter(|level| **level > OFF);
    there.map(|level| ((*level - SILENT).get() / 100).clamp(0, 255) as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Steps, told as (decibels, seconds); every level wavers by as much as the third number says.
    fn steps(told: &[(i32, f64, i32)]) -> Vec<Decibels> {
        let mut waver = 1_u32;
        let mut one = |decibels: i32, by: i32| {
            waver = waver.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let off = if by == 0 { 0 } else { (waver >> 8) as i32 % (by * 200) - by * 100 };
            Decibels::new(decibels * 100 + off)
        };
        let mut levels = Vec::new();
        for (decibels, seconds, by) in told {
            levels.extend((0..(seconds * 100.0).round() as usize).map(|_| one(*decibels, *by)));
        }
        levels
    }

    fn found(told: &[(i32, f64, i32)]) -> Vec<(i64, i64)> {
        let levels = steps(told);
        let length = Micros::new(levels.len() as i64 * STEP_MICROS);
        let millis = |trim: &Trim| (trim.start.as_millis(), trim.end.as_millis());
        pauses(levels, length).iter().map(millis).collect()
    }

    /// Talk in a room: so loud, so loud.
    fn talk_in(room: i32, by: i32) -> Vec<(i64, i64)> {
        let mut told = Vec::new();
        for _ in 0..10 {
            told.extend([(-20, 4.0, 4), (room, 0.8, by), (-22, 2.0, 4), (room, 0.2, by)]);
        }
        found(&told)
    }

    #[test]
    fn talk_pauses_in_a_still_room_and_in_a_noisy_one() {
        let expect: Vec<_> = (0..10).map(|n| (n * 7_000 + 4_000, n * 7_000 + 4_800)).collect();
        for (room, by) in [(-120, 0), (-95, 1), (-75, 3), (-60, 2), (-50, 2), (-42, 2), (-38, 1)] {
            assert_eq!(talk_in(room, by), expect, "{room}");
        }
    }

    #[test]
    fn the_shortest_pause_is_three_tenths_of_a_second() {
        let around = |pause| found(&[(-20, 5.0, 3), (-60, pause, 0), (-20, 5.0, 3)]);
        assert_eq!(around(0.29), []);
        assert_eq!(around(0.30), [(5_000, 5_300)]);
    }

    #[test]
    fn a_click_does_not_end_a_pause_but_a_word_does() {
        let with =
            |burst| found(&[(-20, 5.0, 3), (-60, 0.5, 0), (-25, burst, 0), (-60, 0.5, 0), (-20, 5.0, 3)]);
        assert_eq!(with(0.03), [(5_000, 6_030)]);
        assert_eq!(with(0.04), [(5_000, 5_500), (5_540, 6_040)]);
    }

    #[test]
    fn music_does_not_pause_until_it_does() {
        assert_eq!(found(&[(-16, 120.0, 5)]), []);
        // A soft beginning is music still, until just before it becomes loud; a general pause is one.
        let soft = found(&[(-35, 60.0, 5), (-16, 60.0, 5)]);
        assert!(soft.iter().all(|(start, _)| *start > 55_000), "{soft:?}");
        assert_eq!(found(&[(-16, 60.0, 5), (-60, 0.5, 3), (-16, 60.0, 5)]), [(60_000, 60_500)]);
    }

    #[test]
    fn a_long_stretch_of_room_is_one_pause() {
        let pauses = found(&[(-20, 60.0, 4), (-45, 90.0, 1), (-20, 60.0, 4)]);
        assert_eq!(pauses, [(60_000, 150_000)]);
    }

    #[test]
    fn a_room_that_gets_louder_is_followed() {
        let mut told = Vec::new();
        for room in [-60, -36] {
            for _ in 0..20 {
                told.extend([(-20, 4.0, 4), (room, 1.0, 1)]);
            }
        }
        assert_eq!(found(&told).len(), 40);
    }

    #[test]
    fn behind_the_last_sound_it_is_silent_and_all_silence_is_one_pause() {
        let levels = steps(&[(-20, 2.0, 3)]);
        let length = Micros::new(2_456_789);
        let behind = Trim { start: Micros::from_secs(2), end: length };
        assert_eq!(pauses(levels, length), [behind]);
        let whole = Trim { start: Micros::ZERO, end: length };
        assert_eq!(pauses(Vec::new(), length), [whole]);
        assert_eq!(pauses(Vec::new(), Micros::ZERO), []);
    }

    proptest! {
        #[test]
        fn pauses_are_in_order_within_the_clip_and_do_not_touch(
            told in prop::collection::vec((-130..10_i32, 0.0..3.0_f64, 0..5_i32), 0..30),
            millis in 0..60_000_i64,
        ) {
            let length = Micros::from_millis(millis);
            let pauses = pauses(steps(&told), length);
            for pause in &pauses {
                prop_assert!(pause.start >= Micros::ZERO && pause.start < pause.end && pause.end <= length);
            }
            for pair in pauses.windows(2) {
                prop_assert!(pair[0].end < pair[1].start);
            }
        }
    }
}
