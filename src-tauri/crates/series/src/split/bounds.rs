//! How many parts fit a length.

use super::{SplitLimits, Unsplittable};
use crate::Micros;

/// More parts than this no plan makes: five times what a series takes.
const MOST_PARTS: i64 = 400;

/// A recording longer than this is none: the file says nonsense. 285 years.
pub(super) const LONGEST: i64 = 1 << 53;

/// The shortest and the longest a part may be, in microseconds, as sums can bear them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// At least 1.
    pub min: i64,
    /// At most the length of the whole.
    pub max: i64,
}

impl Bounds {
    /// The limits for a recording of that length.
    pub(super) fn of(limits: &SplitLimits, length: i64) -> Result<Self, Unsplittable> {
        if length <= 0 {
            return Err(Unsplittable::TooShort);
        }
        let max = limits.max.map_or(length, Micros::get).min(length);
        if max <= 0 || length > LONGEST {
            return Err(Unsplittable::Limits);
        }
        Ok(Self { min: limits.min.get().max(1), max })
    }

    /// The fewest legal parts of a length, if any number of them is legal.
    pub(super) fn fewest(self, length: i64) -> Option<i64> {
        let parts = length / self.max + i64::from(length % self.max > 0);
        (1..=self.most(length)).contains(&parts).then_some(parts)
    }

    /// The most legal parts of a length, where any number is legal.
    pub(super) fn most(self, length: i64) -> i64 {
        (length / self.min).min(MOST_PARTS)
    }

    /// The legal number of parts that makes them most like `aim`, where any number is legal.
    pub(super) fn nearest(self, length: i64, aim: i64) -> Option<i64> {
        let (least, most) = (self.fewest(length)?, self.most(length));
        let aim = aim.clamp(self.min, self.max);
        // |length / parts − aim|, compared without dividing.
        let off = |parts: i64| (i128::from(length) - i128::from(parts) * i128::from(aim)).abs();
        let below = (length / aim).clamp(least, most);
        let above = (below + 1).clamp(least, most);
        Some(if off(below) * i128::from(above) <= off(above) * i128::from(below) { below } else { above })
    }
}

/// The sum of the squares of the lengths of `parts` parts that are as alike as whole microseconds
/// allow: the measure of evenness. Of two plans with as many parts the less is the more even.
pub(super) fn squares(length: i64, parts: i64) -> i128 {
    let (each, rest) = (i128::from(length / parts), i128::from(length % parts));
    rest * (each + 1) * (each + 1) + (i128::from(parts) - rest) * each * each
}
