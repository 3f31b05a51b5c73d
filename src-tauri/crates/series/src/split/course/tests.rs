//! Held against brute force: every row of cuts there is, weighed by the same measure.

use proptest::prelude::*;

use super::*;

const FREE: u64 = 9;

/// The best by trying every set of instants: cost, uneven, blemish.
fn brute(course: &Course<'_>) -> Option<(u64, i128, u64)> {
    let between = usize::try_from(course.length - 1).unwrap();
    (0u32..1 << between)
        .filter(|set| i64::from(set.count_ones()) == course.parts - 1)
        .filter_map(|set| {
            let cuts: Vec<i64> = (1..course.length).filter(|at| set >> (at - 1) & 1 == 1).collect();
            weigh(course, &cuts)
        })
        .min()
}

/// What a row of cuts costs; none if a part breaks the bounds.
fn weigh(course: &Course<'_>, cuts: &[i64]) -> Option<(u64, i128, u64)> {
    let edges: Vec<i64> = [0].into_iter().chain(cuts.iter().copied()).chain([course.length]).collect();
    let lengths: Vec<i64> = edges.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if lengths.iter().any(|length| *length < course.bounds.min || *length > course.bounds.max) {
        return None;
    }
    let squares = |lengths: &[i64]| lengths.iter().map(|length| i128::from(*length).pow(2)).sum::<i128>();
    let mut total = (0, if matches!(course.ideal, Ideal::Points { .. }) { 0 } else { squares(&lengths) }, 0);
    for (index, cut) in cuts.iter().enumerate() {
        let (point, tolerance) = match course.ideal {
            Ideal::Anywhere => (*cut, 0),
            Ideal::Alike { tolerance } => (even(0, course.length, index as i64 + 1, course.parts), tolerance),
            Ideal::Points { points, tolerance } => (points[index], tolerance),
        };
        let stop = course.stops.iter().find(|stop| stop.at == *cut && (cut - point).abs() <= tolerance);
        let off = |off: i64| {
            if matches!(course.ideal, Ideal::Points { .. }) { i128::from(off).pow(2) } else { 0 }
        };
        let free = (FREE, off(tolerance), 0);
        let best = stop.map_or(free, |stop| free.min((stop.cost, off(cut - point), stop.blemish)));
        total = (total.0 + best.0, total.1 + best.1, total.2 + best.2);
    }
    Some(total)
}

fn case() -> impl Strategy<Value = (i64, Vec<Stop>, Bounds, i64)> {
    let stop = (any::<bool>(), 0u64..=FREE, 0u64..3);
    (2i64..13, 1i64..5, 1i64..8, 1i64..6, prop::collection::vec(stop, 12)).prop_map(
        |(length, min, more, parts, stops)| {
            let stops = (1..length).zip(stops).filter(|(_, (is, ..))| *is);
            let stops = stops.map(|(at, (_, cost, blemish))| Stop { at, cost, blemish }).collect();
            (length, stops, Bounds { min, max: min + more - 1 }, parts)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_row_of_cuts_is_better(
        (length, stops, bounds, parts) in case(),
        kind in 0..3,
        tolerance in 0i64..4,
        offs in prop::collection::vec(0i64..3, 6),
    ) {
        let points: Vec<i64> =
            (1..parts).map(|index| even(0, length, index, parts) + offs[index as usize]).collect();
        let ideal = match kind {
            0 => Ideal::Anywhere,
            1 => Ideal::Alike { tolerance },
            _ => Ideal::Points { points: &points, tolerance },
        };
        let course = Course { stops: &stops, length, bounds, parts, free: Some(FREE), ideal };
        let way = course.best();
        let best = brute(&course);
        prop_assert_eq!(way.as_ref().map(|way| (way.cost, way.uneven)), best.map(|best| (best.0, best.1)));
        if let (Some(way), Some(best)) = (way, best) {
            prop_assert_eq!(weigh(&course, &way.cuts), Some(best), "{:?}", way.cuts);
        }
    }

    #[test]
    fn even_points_make_the_least_squares(length in 1i64..10_000, parts in 1i64..40) {
        let points: Vec<i64> = (0..=parts).map(|index| even(0, length, index, parts)).collect();
        let lengths = points.windows(2).map(|pair| i128::from(pair[1] - pair[0]));
        prop_assert_eq!(lengths.map(|length| length * length).sum::<i128>(), squares(length, parts));
        prop_assert_eq!(points.last(), Some(&length));
    }
}
