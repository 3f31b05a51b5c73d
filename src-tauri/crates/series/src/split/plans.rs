//! From a wish to plans.

use super::{
    SplitGround, SplitLimits, SplitName, SplitPlan, SplitWish, Unsplittable,
    bounds::{Bounds, LONGEST},
    course::{Course, Ideal, Stop, Way, even},
    fixed::{fits, fixed, lengths, share},
    place::{OUTSIDE, POOR, Place, places},
    reasons::plan,
};
use crate::Micros;

/// For the best pauses there may be so many parts more than there must be.
const MORE_FOR_PAUSES: i64 = 3;

/// Two plans whose cuts are all nearer than this, in microseconds, are one.
const ALIKE: i64 = 500_000;

/// A mark that the limits forbid draws a cut from within so many microseconds.
pub(super) const REACH: i64 = 15_000_000;

/// Plans to split a recording as wished, best first. For [`SplitWish::Best`] two or three that differ
/// (one where all come out the same), for any other wish one.
///
/// Every plan covers the span without gap or overlap, every part of it keeps to the limits, and it is
/// the best there is of its kind, not merely a good one:
/// * the most of the creator's marks kept, then
/// * as many parts as its kind has: [`SplitName::Fewest`] and [`SplitName::Chapters`] as few as can
///   be, [`SplitName::Even`] the same or what comes nearest to the aim, [`SplitName::Pauses`] up to
///   three more, then
/// * the fewest cuts outside pauses, then
/// * the best cuts: long pauses, a chapter or a scene that begins, a keyframe exactly there, then
/// * the most even parts. (`Even`, `Into` and `Every` look for cuts only near where even parts or the
///   asked time would have them, and are even before they are choosy.)
///
/// Where cuts fall at keyframes only ([`Cuts::AtKeyframes`](crate::Cuts)), every cut of every plan is
/// one, and every part keeps to the limits as it comes out.
///
/// # Errors
/// When there is nothing to split, or no split keeps to the limits.
pub fn split_plans(
    ground: &SplitGround<'_>,
    limits: &SplitLimits,
    wish: &SplitWish,
) -> Result<Vec<SplitPlan>, Unsplittable> {
    let plans = |ground: &SplitGround<'_>| {
        let whole = Whole::of(ground, limits)?;
        match wish {
            SplitWish::Best => whole.best(limits.aim.map(Micros::get)),
            SplitWish::Into { parts } => whole.in_parts(i64::from(*parts)),
            SplitWish::Every { time } => whole.every(time.get()),
            SplitWish::Chapters => whole.chapters(),
        }
    };
    match plans(ground) {
        // Marks may leave stretches without a keyframe where one is needed.
        Err(Unsplittable::Limits) if ground.snaps() && !ground.marks.is_empty() => {
            plans(&SplitGround { marks: &[], ..*ground })
        }
        found => found,
    }
}

/// The plan with as few parts as can be: what [`split_plans`] finds as [`SplitName::Fewest`], without
/// looking for others.
///
/// # Errors
/// As [`split_plans`].
pub(crate) fn fewest_plan(ground: &SplitGround<'_>, limits: &SplitLimits) -> Result<SplitPlan, Unsplittable> {
    let whole = Whole::of(ground, limits)?;
    let kept = whole.kept(&whole.marks())?;
    let cuts = whole.cuts(&kept, &whole.stretches(&kept), Stretch::fewest);
    whole.one(SplitName::Fewest, cuts)
}

/// The recording to split, with what holds for all plans.
struct Whole<'a> {
    ground: &'a SplitGround<'a>,
    bounds: Bounds,
    start: i64,
    end: i64,
    max: Option<Micros>,
}

/// A stretch between two fixed cuts, with the places inside.
struct Stretch {
    start: i64,
    end: i64,
    bounds: Bounds,
    stops: Vec<Stop>,
    /// May there be cuts that nothing speaks for?
    anywhere: bool,
}

impl<'a> Whole<'a> {
    fn of(ground: &'a SplitGround<'a>, limits: &SplitLimits) -> Result<Self, Unsplittable> {
        let (start, end) = (ground.span.start.get(), ground.span.end.get());
        // The first part is as long as it comes out.
        let start = if ground.snaps() { ground.key_before(start) } else { start };
        let bounds = Bounds::of(limits, end.saturating_sub(start))?;
        if start.saturating_abs() > LONGEST {
            return Err(Unsplittable::Limits);
        }
        Ok(Self { ground, bounds, start, end, max: limits.max })
    }

    fn best(&self, aim: Option<i64>) -> Result<Vec<SplitPlan>, Unsplittable> {
        let kept = self.kept(&self.marks())?;
        let stretches = self.stretches(&kept);
        let least = |stretch: &Stretch| stretch.bounds.fewest(stretch.length());
        let wanted = |stretch: &Stretch| match aim {
            Some(aim) => stretch.bounds.nearest(stretch.length(), aim),
            None => least(stretch),
        };
        let fewest = self.cuts(&kept, &stretches, Stretch::fewest);
        let alike = self.cuts(&kept, &stretches, |stretch| {
            stretch.numbers(wanted(stretch)?).find_map(|parts| stretch.alike(parts, 20))
        });
        let pauses = self.cuts(&kept, &stretches, |stretch| {
            let from = wanted(stretch)?;
            if self.ground.pauses.is_empty() {
                return stretch.numbers(from).find_map(|parts| stretch.alike(parts, 20));
            }
            let from = stretch.numbers(from).find(|parts| stretch.choosy(*parts).is_some())?;
            let counts = from..=(from + MORE_FOR_PAUSES).min(stretch.bounds.most(stretch.length()));
            let ways = counts.filter_map(|parts| Some((parts, stretch.choosy(parts)?)));
            Some(ways.min_by_key(|(parts, way)| (way.cost, *parts, way.uneven))?.1.cuts)
        });
        let (fewest, alike, pauses) = (
            fewest.ok_or(Unsplittable::Limits)?,
            alike.ok_or(Unsplittable::Limits)?,
            pauses.ok_or(Unsplittable::Limits)?,
        );
        // An aim that asks for more parts than there must be is what the creator wants first.
        let aimed = alike.len() != fewest.len();
        let mut found =
            vec![(SplitName::Fewest, fewest), (SplitName::Even, alike), (SplitName::Pauses, pauses)];
        if aimed {
            found.rotate_left(1);
        }
        found.retain(|(_, cuts)| !cuts.is_empty());
        let mut plans: Vec<(SplitName, Vec<i64>)> = Vec::new();
        for (name, cuts) in found {
            if plans.iter().all(|(_, other)| !same(other, &cuts)) {
                plans.push((name, cuts));
            }
        }
        if plans.is_empty() {
            return Err(Unsplittable::Whole);
        }
        Ok(plans.into_iter().map(|(name, cuts)| plan(self.ground, self.max, name, &cuts)).collect())
    }

    fn in_parts(&self, parts: i64) -> Result<Vec<SplitPlan>, Unsplittable> {
        if parts < 2 {
            return Err(Unsplittable::Whole);
        }
        let length = self.end - self.start;
        if parts.saturating_mul(self.bounds.min) > length {
            return Err(Unsplittable::TooMany);
        }
        if parts > self.bounds.most(length) {
            return Err(Unsplittable::Limits);
        }
        // Marks are given up from the last until the number of parts allows those left.
        let mut kept = self.kept(&self.marks())?;
        while !fits(self.bounds, &lengths(self.start, self.end, &kept), parts) {
            kept.pop().ok_or(Unsplittable::Limits)?;
        }
        let stretches = self.stretches(&kept);
        let mut shares = share(self.bounds, &lengths(self.start, self.end, &kept), parts).into_iter();
        let cuts = self.cuts(&kept, &stretches, |stretch| stretch.alike(shares.next()?, 8));
        Ok(vec![self.one(SplitName::Into, cuts)?])
    }

    fn every(&self, time: i64) -> Result<Vec<SplitPlan>, Unsplittable> {
        if time < self.bounds.min || self.max.is_some_and(|max| time > max.get()) {
            return Err(Unsplittable::Limits);
        }
        let kept = self.kept(&self.marks())?;
        let cuts = self.cuts(&kept, &self.stretches(&kept), |stretch| stretch.every(self.ground, time));
        Ok(vec![self.one(SplitName::Every, cuts)?])
    }

    fn chapters(&self) -> Result<Vec<SplitPlan>, Unsplittable> {
        let mut wished = self.inside(self.ground.chapters);
        if wished.is_empty() {
            return Err(Unsplittable::NoChapters);
        }
        wished.extend(self.marks());
        wished.sort_unstable();
        wished.dedup();
        let kept = self.kept(&wished)?;
        let cuts = self.cuts(&kept, &self.stretches(&kept), Stretch::fewest);
        Ok(vec![self.one(SplitName::Chapters, cuts)?])
    }

    fn one(&self, name: SplitName, cuts: Option<Vec<i64>>) -> Result<SplitPlan, Unsplittable> {
        let cuts = cuts.ok_or(Unsplittable::Limits)?;
        if cuts.is_empty() { Err(Unsplittable::Whole) } else { Ok(plan(self.ground, self.max, name, &cuts)) }
    }

    fn inside(&self, times: &[Micros]) -> Vec<i64> {
        let cut = |at: &Micros| if self.ground.snaps() { self.ground.key_before(at.get()) } else { at.get() };
        let mut inside: Vec<i64> =
            times.iter().map(cut).filter(|at| self.start < *at && *at < self.end).collect();
        inside.dedup();
        inside
    }

    fn marks(&self) -> Vec<i64> {
        self.inside(self.ground.marks)
    }

    /// Which of the wished cuts can be kept.
    fn kept(&self, wished: &[i64]) -> Result<Vec<i64>, Unsplittable> {
        let short = self.end - self.start < self.bounds.min
            && self.max.is_none_or(|max| self.end - self.start <= max.get());
        let refusal = if short { Unsplittable::TooShort } else { Unsplittable::Limits };
        fixed(self.bounds, self.start, self.end, wished).ok_or(refusal)
    }

    /// The stretches between the kept cuts.
    fn stretches(&self, kept: &[i64]) -> Vec<Stretch> {
        let starts = std::iter::once(self.start).chain(kept.iter().copied());
        let ends = kept.iter().copied().chain(std::iter::once(self.end));
        let marks = self.marks();
        starts
            .zip(ends)
            .map(|(start, end)| Stretch::of(self.ground, self.bounds, &marks, start, end))
            .collect()
    }

    /// The kept cuts with those that a kind of plan makes within each stretch.
    fn cuts(
        &self,
        kept: &[i64],
        stretches: &[Stretch],
        mut within: impl FnMut(&Stretch) -> Option<Vec<i64>>,
    ) -> Option<Vec<i64>> {
        let mut cuts = kept.to_vec();
        for stretch in stretches {
            cuts.extend(within(stretch)?.into_iter().map(|cut| stretch.start + cut));
        }
        cuts.sort_unstable();
        Some(cuts)
    }
}

impl Stretch {
    fn of(ground: &SplitGround<'_>, bounds: Bounds, marks: &[i64], start: i64, end: i64) -> Self {
        // Marks in here could not be kept: what lies near them is as good as a pause, the nearer the better.
        let from = marks.partition_point(|mark| *mark <= start);
        let lost = &marks[from..from.max(marks.partition_point(|mark| *mark < end))];
        let mut places = places(ground, bounds, start, end);
        let anywhere = !ground.snaps();
        if anywhere {
            let near_marks = lost.iter().filter_map(|mark| nearest_legal(bounds, start, end, *mark));
            places.extend(near_marks.map(|at| Place::of(ground, at)));
        }
        places.sort_by_key(|place| place.at);
        places.dedup_by_key(|place| place.at);
        let cost = |place: &Place| {
            let off = near(lost, place.at).map(|(_, off)| off.unsigned_abs());
            off.map_or(place.cost(), |off| place.cost().min(POOR / 2 * off / REACH.unsigned_abs()))
        };
        let stop = |place: &Place| Stop { at: place.at - start, cost: cost(place), blemish: 0 };
        Self { start, end, bounds, stops: places.iter().map(stop).collect(), anywhere }
    }

    fn length(&self) -> i64 {
        self.end - self.start
    }

    /// How many parts to try, from so many on. Where cuts may be anywhere, the first will do; between
    /// keyframes there may be more parts than the length alone asks for, but never twice as many.
    fn numbers(&self, from: i64) -> impl Iterator<Item = i64> + use<> {
        let most = if self.anywhere { from } else { self.bounds.most(self.length()).min(2 * from + 1) };
        from..=most
    }

    /// As few parts as can be, with the best cuts.
    fn fewest(&self) -> Option<Vec<i64>> {
        let least = self.bounds.fewest(self.length())?;
        self.numbers(least).find_map(|parts| Some(self.choosy(parts)?.cuts))
    }

    /// The best cuts for so many parts, then the most even.
    fn choosy(&self, parts: i64) -> Option<Way> {
        self.course(&self.stops, parts, OUTSIDE + POOR, Ideal::Anywhere).best()
    }

    /// Parts as alike as cuts in pauses allow, each cut within a share of a part's length from where
    /// it would make them quite alike.
    fn alike(&self, parts: i64, share: i64) -> Option<Vec<i64>> {
        let (stops, each) = (self.quiet(), self.length() / parts);
        // Keyframes lie where they lie: if none is near enough, those that there are have to do.
        let wider = [2, 1].map(|share| each / share).into_iter().chain([self.length()]);
        let wider = wider.filter(|_| !self.anywhere);
        let way = |tolerance| self.course(&stops, parts, OUTSIDE, Ideal::Alike { tolerance }).best();
        Some(std::iter::once(each / share).chain(wider).find_map(way)?.cuts)
    }

    /// A cut about every so long; what would be too short at the end is joined or evened out.
    fn every(&self, ground: &SplitGround<'_>, time: i64) -> Option<Vec<i64>> {
        let (full, tail) = (self.length() / time, self.length() % time);
        if full > self.bounds.most(self.length()) {
            return None;
        }
        let points = |count: i64| (1..=count).map(|index| index * time).collect::<Vec<_>>();
        let points = if tail >= self.bounds.min {
            points(full)
        } else if full == 0 || tail == 0 || time + tail <= self.bounds.max {
            points(full - 1)
        } else if time + tail >= 2 * self.bounds.min {
            let mut points = points(full);
            points.pop();
            points.push(self.length() - (time + tail) / 2);
            points
        } else {
            let parts = self.bounds.fewest(self.length())?;
            (1..parts).map(|index| even(0, self.length(), index, parts)).collect()
        };
        let mut stops = self.quiet();
        for point in points.iter().filter(|_| self.anywhere) {
            if let Err(at) = stops.binary_search_by_key(point, |stop| stop.at) {
                let place = Place::of(ground, self.start + point);
                stops.insert(at, quiet(Stop { at: *point, cost: place.cost(), blemish: 0 }));
            }
        }
        let tolerance = if self.anywhere { time / 20 } else { time };
        let ideal = Ideal::Points { points: &points, tolerance };
        Some(self.course(&stops, points.len() as i64 + 1, OUTSIDE, ideal).best()?.cuts)
    }

    /// The stops for a course on which only silence counts before evenness.
    fn quiet(&self) -> Vec<Stop> {
        self.stops.iter().copied().map(quiet).collect()
    }

    fn course<'a>(&self, stops: &'a [Stop], parts: i64, free: u64, ideal: Ideal<'a>) -> Course<'a> {
        let free = self.anywhere.then_some(free);
        Course { stops, length: self.length(), bounds: self.bounds, parts, free, ideal }
    }
}

fn quiet(stop: Stop) -> Stop {
    Stop { cost: stop.cost / OUTSIDE * OUTSIDE, blemish: stop.cost % OUTSIDE, ..stop }
}

/// Do two plans cut at the same places, as one who watches would say?
fn same(one: &[i64], other: &[i64]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| (a - b).abs() < ALIKE)
}

/// The nearest of the marks within reach of an instant, and how far off it is.
pub(super) fn near(marks: &[i64], at: i64) -> Option<(i64, i64)> {
    let behind = marks.partition_point(|mark| *mark < at);
    let around = [behind.checked_sub(1), Some(behind)].into_iter().flatten();
    let offs = around.filter_map(|index| marks.get(index)).map(|mark| (*mark, (mark - at).abs()));
    offs.filter(|(_, off)| *off <= REACH).min_by_key(|(_, off)| *off)
}

/// The instant nearest a mark at which a stretch falls into legal parts, if that is within reach.
fn nearest_legal(bounds: Bounds, start: i64, end: i64, mark: i64) -> Option<i64> {
    let legal = |at: &i64| bounds.fewest(at - start).is_some() && bounds.fewest(end - at).is_some();
    let edges = |length: i64, limit: i64| [length / limit, length / limit + 1].map(|parts| parts * limit);
    let from_start = [bounds.min, bounds.max].into_iter().flat_map(|limit| edges(mark - start, limit));
    let from_end = [bounds.min, bounds.max].into_iter().flat_map(|limit| edges(end - mark, limit));
    let all = from_start.map(|off| start + off).chain(from_end.map(|off| end - off)).chain([mark]);
    all.filter(|at| start < *at && *at < end && (mark - at).abs() <= REACH)
        .filter(legal)
        .min_by_key(|at| (mark - at).abs())
}
