mod whatever;

use super::*;
use crate::Value;

/// A recording to split, in milliseconds.
#[derive(Debug, Clone, Default)]
struct Recording {
    span: (i64, i64),
    pauses: Vec<(i64, i64)>,
    scenes: Vec<i64>,
    chapters: Vec<i64>,
    keyframes: Vec<i64>,
    marks: Vec<i64>,
    cuts: Cuts,
}

impl Recording {
    fn of(length: i64) -> Self {
        Self { span: (0, length), ..Self::default() }
    }

    fn pauses(mut self, pauses: &[(i64, i64)]) -> Self {
        self.pauses = pauses.to_vec();
        self
    }

    fn marks(mut self, marks: &[i64]) -> Self {
        self.marks = marks.to_vec();
        self
    }

    fn split(&self, limits: &SplitLimits, wish: &SplitWish) -> Result<Vec<SplitPlan>, Unsplittable> {
        self.on(|ground| split_plans(ground, limits, wish))
    }

    fn on<T>(&self, done: impl FnOnce(&SplitGround<'_>) -> T) -> T {
        let micros =
            |times: &[i64]| -> Vec<Micros> { times.iter().copied().map(Micros::from_millis).collect() };
        let trim = |(start, end)| Trim { start: Micros::from_millis(start), end: Micros::from_millis(end) };
        let ground = SplitGround {
            span: trim(self.span),
            pauses: &self.pauses.iter().copied().map(trim).collect::<Vec<_>>(),
            scenes: &micros(&self.scenes),
            chapters: &micros(&self.chapters),
            keyframes: &micros(&self.keyframes),
            marks: &micros(&self.marks),
            cuts: self.cuts,
        };
        done(&ground)
    }

    fn best(&self, limits: &SplitLimits) -> Vec<SplitPlan> {
        self.split(limits, &SplitWish::Best).unwrap()
    }
}

const MIN: i64 = 30_000;
const MAX: i64 = 1_200_000;

fn limits(min: i64, max: i64) -> SplitLimits {
    SplitLimits { min: Micros::from_millis(min), max: Some(Micros::from_millis(max)), aim: None }
}

fn usual() -> SplitLimits {
    limits(MIN, MAX)
}

/// Where a plan cuts, in milliseconds.
fn cuts(plan: &SplitPlan) -> Vec<i64> {
    plan.parts[1..].iter().map(|part| part.span.start.as_millis()).collect()
}

fn reasons(plan: &SplitPlan) -> Vec<&str> {
    plan.parts.iter().map(|part| part.reason.key.trim_start_matches("split.reason.")).collect()
}

fn first(recording: &Recording, wish: &SplitWish) -> SplitPlan {
    recording.split(&usual(), wish).unwrap().remove(0)
}

#[test]
fn what_is_legal_is_whole_and_a_microsecond_more_is_two() {
    let split = |micros: i64, limits: &SplitLimits| {
        let span = Trim { start: Micros::ZERO, end: Micros::new(micros) };
        let none = SplitGround {
            span,
            pauses: &[],
            scenes: &[],
            chapters: &[],
            keyframes: &[],
            marks: &[],
            cuts: Cuts::Exact,
        };
        split_plans(&none, limits, &SplitWish::Best)
    };
    let (min, max) = (MIN * 1_000, MAX * 1_000);
    assert_eq!(split(max, &usual()), Err(Unsplittable::Whole));
    assert_eq!(split(min, &usual()), Err(Unsplittable::Whole));
    assert_eq!(split(min - 1, &usual()), Err(Unsplittable::TooShort));
    assert_eq!(split(0, &usual()), Err(Unsplittable::TooShort));
    let lengths = |micros: i64| -> Vec<i64> {
        split(micros, &usual()).unwrap()[0].parts.iter().map(|part| part.span.length().get()).collect()
    };
    assert_eq!(lengths(max + 1), [600_000_001, 600_000_000]);
    assert_eq!(lengths(2 * max), [max, max]);
    assert_eq!(lengths(2 * max + 1).len(), 3);

    assert_eq!(split(59_999_999, &limits(30_000, 59_999)), Err(Unsplittable::Limits));
    assert_eq!(split(60_000_000, &limits(30_000, 59_999)).unwrap()[0].parts.len(), 2);
    assert_eq!(split(max, &limits(20, 10)), Err(Unsplittable::Limits));
    assert_eq!(split(max, &limits(0, 0)), Err(Unsplittable::Limits));
    let endless = SplitLimits { max: None, ..usual() };
    assert_eq!(split(100 * max, &endless), Err(Unsplittable::Whole));
}

#[test]
fn longer_pauses_and_what_begins_in_them_count_before_evenness() {
    let recording = Recording::of(1_800_000);
    let two = |recording: &Recording| cuts(&recording.best(&usual())[0]);
    // A pause of 0.6 s in the very middle, one of 1.8 s away from it.
    let pauses = recording.clone().pauses(&[(899_700, 900_300), (1_000_000, 1_001_800)]);
    assert_eq!(two(&pauses), [1_000_900]);
    // The same pause twice: the more even one; with a scene, the other.
    let alike = recording.clone().pauses(&[(880_000, 881_000), (1_000_000, 1_001_000)]);
    assert_eq!(two(&alike), [880_500]);
    assert_eq!(two(&Recording { scenes: vec![1_000_300], ..alike.clone() }), [1_000_300]);
    assert_eq!(two(&Recording { chapters: vec![1_001_500], ..alike.clone() }), [1_000_500]);
    assert_eq!(two(&Recording { keyframes: vec![1_000_400], ..alike.clone() }), [1_000_400]);
    // Any pause comes before anything outside one.
    let scene = Recording { scenes: vec![900_000], keyframes: vec![900_000], ..recording.clone() };
    assert_eq!(two(&scene), [900_000]);
    assert_eq!(two(&scene.pauses(&[(1_190_000, 1_190_300)])), [1_190_150]);
}

#[test]
fn a_place_is_told_with_its_reason() {
    let recording = Recording {
        scenes: vec![1_000_500, 3_000_000],
        chapters: vec![0, 2_000_400],
        keyframes: vec![4_000_000],
        ..Recording::of(5_400_000).pauses(&[(1_000_000, 1_001_800), (2_000_000, 2_001_000)])
    };
    let plan = &recording.best(&usual())[0];
    assert_eq!(cuts(plan), [1_000_500, 2_000_400, 3_000_000, 4_200_000]);
    assert_eq!(reasons(plan), ["pause_scene", "pause_chapter", "scene", "limit", "end"]);
    assert_eq!(plan.parts[1].reason.values["number"], Value::Count(2));
    assert_eq!(plan.merit.key, "split.merit.some");
}

#[test]
fn no_tail_is_short_and_a_limit_in_a_long_silence_is_silent() {
    // 20:10: a pause at 20:00 would leave ten seconds.
    let tail = Recording::of(1_210_000).pauses(&[(1_179_000, 1_179_400), (1_199_000, 1_201_000)]);
    assert_eq!(cuts(&tail.best(&usual())[0]), [1_179_200]);
    // Only 20:00.000 is legal, and lies in a silence whose middle does not.
    let exact = Recording::of(2_400_000).pauses(&[(1_199_000, 1_231_000)]);
    assert_eq!(reasons(&exact.best(&usual())[0]), ["pause", "end"]);
}

#[test]
fn three_plans_when_they_differ() {
    // Two parts need the very middle, where there is no pause; three can have two good ones.
    let recording = Recording::of(2_390_000).pauses(&[(600_000, 602_000), (1_500_000, 1_502_000)]);
    let plans = recording.best(&usual());
    assert_eq!(
        plans.iter().map(|plan| plan.name).collect::<Vec<_>>(),
        [SplitName::Fewest, SplitName::Pauses]
    );
    assert_eq!(cuts(&plans[0]), [1_195_000]);
    assert_eq!(cuts(&plans[1]), [601_000, 1_501_000]);
    assert_eq!(plans[1].merit.key, "split.merit.silence");

    let recording = Recording::of(1_800_000).pauses(&[(890_000, 890_500), (1_100_000, 1_103_000)]);
    let plans = recording.best(&usual());
    assert_eq!(plans.iter().map(|plan| plan.name).collect::<Vec<_>>(), [SplitName::Fewest, SplitName::Even]);
    assert_eq!(cuts(&plans[1]), [890_250]);
}

#[test]
fn an_aim_chooses_how_many() {
    let aim = |secs| SplitLimits { aim: Some(Micros::from_secs(secs)), ..usual() };
    let plans = Recording::of(5_400_000).best(&aim(600));
    assert_eq!((plans[0].name, plans[0].parts.len()), (SplitName::Even, 9));
    assert_eq!(plans.last().map(|plan| plan.parts.len()), Some(5));
    assert_eq!(Recording::of(5_400_000).best(&aim(1_110))[0].parts.len(), 5);
    assert_eq!(Recording::of(900_000).split(&aim(1_110), &SplitWish::Best), Err(Unsplittable::Whole));
}

#[test]
fn marks_are_kept_where_the_limits_allow() {
    let pauses = [(600_000, 603_000), (1_300_000, 1_303_000)];
    let recording = Recording::of(1_800_000).pauses(&pauses).marks(&[1_000_000]);
    let plan = &recording.best(&usual())[0];
    assert_eq!((cuts(plan), reasons(plan)), (vec![1_000_000], vec!["mark", "end"]));

    // A mark in what is legal as it is is a wish to split it.
    assert_eq!(cuts(&Recording::of(900_000).marks(&[100_000]).best(&usual())[0]), [100_000]);
    // Of two marks that are too near one another one is kept, and it is told.
    let near = Recording::of(900_000).marks(&[100_000, 110_000]);
    let plan = &near.best(&usual())[0];
    assert_eq!(cuts(plan).len(), 1);
    assert_eq!(plan.merit.key, "split.merit.marks");

    // Just beyond what is legal: as near as can be, though a pause is elsewhere.
    let beyond = Recording::of(2_300_000).pauses(&[(1_150_000, 1_151_000)]).marks(&[1_205_000]);
    let plan = &beyond.best(&limits(700_000, 1_200_000))[0];
    assert_eq!((cuts(plan), reasons(plan)), (vec![1_200_000], vec!["mark_near", "end"]));
    // Within the limits it is kept, even if that takes a part more.
    assert_eq!(cuts(&beyond.best(&usual())[0])[1..], [1_205_000]);
    assert_eq!(plan.parts[0].reason.values["mark"], Value::Time(Micros::from_millis(1_205_000)));
    // Too near the start for a part, and too far to draw one.
    let start = Recording::of(1_800_000).pauses(&pauses).marks(&[5_000]);
    assert_eq!(cuts(&start.best(&usual())[0]), [601_500]);
}

#[test]
fn into_so_many() {
    let into = |parts| SplitWish::Into { parts };
    let recording = Recording::of(900_000).pauses(&[(290_000, 291_000), (610_000, 611_000)]);
    assert_eq!(cuts(&first(&recording, &into(3))), [290_500, 610_500]);
    assert_eq!(cuts(&first(&recording, &into(2))), [450_000]);
    assert_eq!(first(&recording, &into(30)).parts.len(), 30);
    assert_eq!(recording.split(&usual(), &into(31)), Err(Unsplittable::TooMany));
    assert_eq!(recording.split(&usual(), &into(1)), Err(Unsplittable::Whole));
    assert_eq!(Recording::of(5_400_000).split(&usual(), &into(4)), Err(Unsplittable::Limits));
    let marked = Recording::of(900_000).marks(&[600_000]);
    assert_eq!(cuts(&first(&marked, &into(3))), [300_000, 600_000]);
    let marked = Recording::of(900_000).marks(&[200_000, 400_000, 600_000]);
    assert_eq!(first(&marked, &into(3)).parts.len(), 3);
}

#[test]
fn every_so_long() {
    let every = |millis| SplitWish::Every { time: Micros::from_millis(millis) };
    let at = |length, time| cuts(&first(&Recording::of(length), &every(time)));
    assert_eq!(at(1_800_000, 600_000), [600_000, 1_200_000]);
    assert_eq!(at(1_830_000, 600_000), [600_000, 1_200_000, 1_800_000]);
    // A tail of ten seconds is joined, or evened out where that would be too long.
    assert_eq!(at(1_810_000, 600_000), [600_000, 1_200_000]);
    assert_eq!(at(3_610_000, 1_200_000), [1_200_000, 2_400_000, 3_005_000]);
    assert_eq!(Recording::of(900_000).split(&usual(), &every(1_300_000)), Err(Unsplittable::Limits));
    assert_eq!(Recording::of(900_000).split(&usual(), &every(29_999)), Err(Unsplittable::Limits));
    assert_eq!(Recording::of(500_000).split(&usual(), &every(600_000)), Err(Unsplittable::Whole));
    // A pause near is taken, one further off is not.
    let recording = Recording::of(1_800_000).pauses(&[(620_000, 621_000), (1_150_000, 1_151_000)]);
    let plan = first(&recording, &every(600_000));
    assert_eq!((cuts(&plan), reasons(&plan)), (vec![620_500, 1_200_000], vec!["pause", "time", "end"]));
}

#[test]
fn at_chapters() {
    let wish = SplitWish::Chapters;
    let chapters = |chapters: &[i64]| Recording { chapters: chapters.to_vec(), ..Recording::of(3_000_000) };
    // The chapter of ten seconds is joined, the one of 40 minutes split.
    let plan = first(&chapters(&[0, 300_000, 590_000, 600_000]), &wish);
    assert_eq!(plan.parts.len(), 4);
    assert_eq!(cuts(&plan)[0], 300_000);
    assert_eq!(reasons(&plan)[0], "chapter");
    assert_eq!(plan.parts[0].reason.values["number"], Value::Count(2));
    assert_eq!(chapters(&[]).split(&usual(), &wish), Err(Unsplittable::NoChapters));
    assert_eq!(chapters(&[0]).split(&usual(), &wish), Err(Unsplittable::NoChapters));
}
