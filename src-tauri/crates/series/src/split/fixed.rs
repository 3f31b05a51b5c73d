//! Cuts that are fixed before any other is looked for: the creator's marks, or chapters.

use super::bounds::{Bounds, squares};

/// More fixed cuts than this are not looked at: far more than there may be parts.
const MOST_FIXED: usize = 2_000;

/// What is left out to get to a point, in how many parts, how uneven; and the point before.
type Reached = ((usize, i64, i128), usize);

/// The cuts to keep of those wished for, in order: as many as leave legal parts on both sides of
/// each, then those that make for the fewest parts, then the most even. `wished` is in order.
/// None where no number of parts fits the whole.
pub(super) fn fixed(bounds: Bounds, start: i64, end: i64, wished: &[i64]) -> Option<Vec<i64>> {
    let mut points = vec![start];
    points.extend(wished.iter().copied().filter(|at| start < *at && *at < end).take(MOST_FIXED));
    points.push(end);
    points.dedup();
    let mut best: Vec<Option<Reached>> = vec![Some(((0, 0, 0), 0))];
    for (to, end) in points.iter().enumerate().skip(1) {
        let reach = |from: usize| {
            let (left, parts, uneven) = best[from]?.0;
            let length = end - points[from];
            let more = bounds.fewest(length)?;
            Some(((left + to - from - 1, parts + more, uneven + squares(length, more)), from))
        };
        best.push((0..to).filter_map(reach).min());
    }
    let mut kept = Vec::new();
    let mut at = best[points.len() - 1]?.1;
    while at > 0 {
        kept.push(points[at]);
        at = best[at]?.1;
    }
    kept.reverse();
    Some(kept)
}

/// The lengths between fixed cuts.
pub(super) fn lengths(start: i64, end: i64, cuts: &[i64]) -> Vec<i64> {
    let starts = std::iter::once(start).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(end));
    starts.zip(ends).map(|(start, end)| end - start).collect()
}

/// Can these lengths be split into so many legal parts in all?
pub(super) fn fits(bounds: Bounds, lengths: &[i64], parts: i64) -> bool {
    let least: Option<i64> = lengths.iter().map(|length| bounds.fewest(*length)).sum();
    least.is_some_and(|least| least <= parts)
        && parts <= lengths.iter().map(|length| bounds.most(*length)).sum()
}

/// How many parts each of some lengths gets, so that there are `parts` in all and as alike as can be,
/// where [`fits`] says that this can be.
pub(super) fn share(bounds: Bounds, lengths: &[i64], parts: i64) -> Vec<i64> {
    let mut shares: Vec<i64> = lengths.iter().map(|length| bounds.fewest(*length).unwrap_or(1)).collect();
    for _ in shares.iter().sum()..parts {
        let gain = |at: &usize| squares(lengths[*at], shares[*at]) - squares(lengths[*at], shares[*at] + 1);
        let open = (0..shares.len()).filter(|at| shares[*at] < bounds.most(lengths[*at]));
        if let Some(most) = open.max_by_key(gain) {
            shares[most] += 1;
        }
    }
    shares
}
