//! The way through a recording: which cuts, of all there are, make the best row of parts.
//!
//! A node is a possible cut as the k-th of the plan. A step leads from one to another over one part,
//! or over several that have no good cut between them and are made alike (free cuts). Two passes for
//! every k: the cheapest cost by a window that slides over the nodes before, and then, among the
//! steps that cost the least, the most even. Evenness is convex in the length of a step, so the best
//! step's origin only moves forwards, and is found by halving. That keeps the whole exact and about
//! as quick as sorting: no candidate has to be left out for the sake of time.

use std::collections::VecDeque;

use super::bounds::{Bounds, squares};

/// A possible cut, in microseconds from where the split begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// Where it is.
    pub at: i64,
    /// What is compared first, summed up over all cuts.
    pub cost: u64,
    /// What is compared last.
    pub blemish: u64,
}

/// What a way is to be like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course<'a> {
    /// The possible cuts, in order, none twice.
    pub stops: &'a [Stop],
    /// How long the whole is.
    pub length: i64,
    /// How long a part may be.
    pub bounds: Bounds,
    /// How many parts there are.
    pub parts: i64,
    /// What a free cut costs. None: there are none.
    pub free: Option<u64>,
    /// Where the cuts had best be.
    pub ideal: Ideal<'a>,
}

/// Where the cuts had best be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ideal<'a> {
    /// Anywhere: parts are to be alike when the cost is.
    Anywhere,
    /// So near the points that would make all parts alike; then as alike as can be.
    Alike {
        /// How near.
        tolerance: i64,
    },
    /// So near these points; then as near as can be.
    Points {
        /// One for every cut.
        points: &'a [i64],
        /// How near.
        tolerance: i64,
    },
}

/// A way that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// Its cuts, in order.
    pub cuts: Vec<i64>,
    /// What they cost.
    pub cost: u64,
    /// How uneven it is, to compare with ways that cost as much and have as many parts.
    pub uneven: i128,
}

/// What is compared after the cost: how far beyond the bounds (never chosen), uneven, blemish.
type Rest = (i128, i128, u64);

fn sum(a: Rest, b: Rest) -> Rest {
    (a.0 + b.0, a.1 + b.1, a.2 + b.2)
}

/// The nodes of one k.
#[derive(Default)]
struct Layer {
    at: Vec<i64>,
    cost: Vec<u64>,
    rest: Vec<Rest>,
    /// Over how many parts, and from which node.
    from: Vec<(usize, usize)>,
    /// The nodes that can be reached, by cost and then time.
    ranked: Vec<usize>,
}

const UNREACHED: u64 = u64::MAX;

impl Course<'_> {
    /// The best way: cheapest, then most even, then with the least blemish. None where no row of so
    /// many parts keeps to the bounds.
    pub(super) fn best(&self) -> Option<Way> {
        let parts = usize::try_from(self.parts).ok()?;
        let start =
            Layer { at: vec![0], cost: vec![0], rest: vec![(0, 0, 0)], from: vec![(0, 0)], ranked: vec![0] };
        let mut layers = vec![start];
        for index in 1..=parts {
            let layer = self.layer(index, &layers);
            layers.push(layer);
        }
        let last = &layers[parts];
        let way = *last.ranked.first()?;
        Some(Way { cuts: cuts(&layers, parts, way), cost: last.cost[way], uneven: last.rest[way].1 })
    }

    fn layer(&self, index: usize, layers: &[Layer]) -> Layer {
        let stops = self.stops_of(index);
        let end = [Stop { at: self.length, cost: 0, blemish: 0 }];
        let stops = if index as i64 == self.parts { &end[..] } else { stops };
        let mut layer = Layer {
            at: stops.iter().map(|stop| stop.at).collect(),
            cost: vec![UNREACHED; stops.len()],
            rest: vec![(0, 0, 0); stops.len()],
            from: vec![(0, 0); stops.len()],
            ranked: Vec::new(),
        };
        for over in 1..=self.free.map_or(1, |_| index) {
            self.steps(over, index, &layers[index - over], stops, &mut layer);
        }
        layer.ranked = (0..stops.len()).filter(|node| layer.cost[*node] != UNREACHED).collect();
        layer.ranked.sort_by_key(|node| layer.cost[*node]);
        layer
    }

    /// The stops that may be the plan's `index`-th cut.
    fn stops_of(&self, index: usize) -> &[Stop] {
        let Bounds { min, max } = self.bounds;
        let (before, behind) = (index as i64, self.parts - index as i64);
        let mut from = (before * min).max(self.length - behind * max);
        let mut to = (before * max).min(self.length - behind * min);
        let point = match self.ideal {
            Ideal::Anywhere => None,
            Ideal::Alike { tolerance } => Some((even(0, self.length, before, self.parts), tolerance)),
            Ideal::Points { points, tolerance } => points.get(index - 1).map(|point| (*point, tolerance)),
        };
        if let Some((point, tolerance)) = point {
            (from, to) = (from.max(point - tolerance), to.min(point + tolerance));
        }
        let first = self.stops.partition_point(|stop| stop.at < from);
        let last = self.stops.partition_point(|stop| stop.at <= to);
        self.stops.get(first..last).unwrap_or_default()
    }

    /// Takes in the steps over `over` parts from the nodes of an earlier layer.
    fn steps(&self, over: usize, index: usize, before: &Layer, stops: &[Stop], layer: &mut Layer) {
        let free = self.free.unwrap_or(0) * (over as u64 - 1);
        let Some(cheapest) = before.ranked.first().map(|node| before.cost[*node] + free) else { return };
        // Only these nodes can still be reached as cheaply as from the layers seen so far.
        let open = |row: &usize| cheapest + stops[*row].cost <= layer.cost[*row];
        let Some(first) = (0..stops.len()).find(open) else { return };
        let Some(last) = (0..stops.len()).rev().find(open) else { return };
        let parts = over as i64;
        let mut rows: Vec<(u64, usize)> = Vec::new();
        let mut window: VecDeque<usize> = VecDeque::new();
        let mut next = before.at.partition_point(|at| stops[first].at - at > parts * self.bounds.max);
        for (row, stop) in stops.iter().enumerate().take(last + 1).skip(first) {
            while before.at.get(next).is_some_and(|at| stop.at - at >= parts * self.bounds.min) {
                while window.back().is_some_and(|back| before.cost[*back] > before.cost[next]) {
                    window.pop_back();
                }
                window.push_back(next);
                next += 1;
            }
            while window.front().is_some_and(|front| stop.at - before.at[*front] > parts * self.bounds.max) {
                window.pop_front();
            }
            let reached = window.front().map(|front| before.cost[*front]).filter(|cost| *cost != UNREACHED);
            if let Some(cost) = reached.filter(|cost| cost + free + stop.cost <= layer.cost[row]) {
                rows.push((cost, row));
            }
        }
        rows.sort_unstable();
        for group in rows.chunk_by(|a, b| a.0 == b.0) {
            let cost = group[0].0;
            let from = before.ranked.partition_point(|node| before.cost[*node] < cost);
            let to = before.ranked.partition_point(|node| before.cost[*node] <= cost);
            let columns = &before.ranked[from..to];
            let weigh = |row: usize, column: usize| {
                let (row, column) = (group[row].1, columns[column]);
                sum(before.rest[column], self.step(stops[row].at - before.at[column], parts))
            };
            row_minima(0..group.len(), 0..columns.len(), &weigh, &mut |at, column, rest| {
                let row = group[at].1;
                let total = cost + free + stops[row].cost;
                let rest = sum(rest, self.own(index, stops[row]));
                if (total, rest) < (layer.cost[row], layer.rest[row]) || layer.cost[row] == UNREACHED {
                    layer.cost[row] = total;
                    layer.rest[row] = rest;
                    layer.from[row] = (over, columns[column]);
                }
            });
        }
    }

    /// What a step over so many parts adds to the rest.
    fn step(&self, length: i64, parts: i64) -> Rest {
        let beyond = (parts * self.bounds.min - length).max(length - parts * self.bounds.max).max(0);
        let uneven = match self.ideal {
            Ideal::Anywhere | Ideal::Alike { .. } => squares(length, parts),
            Ideal::Points { tolerance, .. } => i128::from(parts - 1) * i128::from(tolerance).pow(2),
        };
        (i128::from(beyond), uneven, 0)
    }

    /// What a stop adds to the rest as the plan's `index`-th cut.
    fn own(&self, index: usize, stop: Stop) -> Rest {
        let off = match self.ideal {
            Ideal::Points { points, .. } => points.get(index - 1).map_or(0, |point| stop.at - point),
            Ideal::Anywhere | Ideal::Alike { .. } => 0,
        };
        (0, i128::from(off).pow(2), stop.blemish)
    }
}

/// The `index`-th of the points that make `parts` like parts from `start` to `end`.
pub(super) fn even(start: i64, end: i64, index: i64, parts: i64) -> i64 {
    let (each, rest) = ((end - start) / parts, (end - start) % parts);
    // The longer parts first: the sum is exact, and no part differs by more than a microsecond.
    start + each * index + rest.min(index)
}

/// The cuts of the way that ends in a node of a layer.
fn cuts(layers: &[Layer], mut index: usize, mut node: usize) -> Vec<i64> {
    let mut cuts = Vec::new();
    while index > 0 {
        let (over, before) = layers[index].from[node];
        let (start, end) = (layers[index - over].at[before], layers[index].at[node]);
        if index < layers.len() - 1 {
            cuts.push(end);
        }
        cuts.extend((1..over).rev().map(|cut| even(start, end, cut as i64, over as i64)));
        (index, node) = (index - over, before);
    }
    cuts.reverse();
    cuts
}

/// For every row the first of its cheapest columns, where that never moves backwards from row to row.
fn row_minima(
    rows: std::ops::Range<usize>,
    columns: std::ops::Range<usize>,
    weigh: &impl Fn(usize, usize) -> Rest,
    found: &mut impl FnMut(usize, usize, Rest),
) {
    if rows.is_empty() {
        return;
    }
    let middle = rows.start + rows.len() / 2;
    let cheapest = columns.clone().map(|column| (weigh(middle, column), column)).min();
    let Some((rest, column)) = cheapest else { return };
    found(middle, column, rest);
    row_minima(rows.start..middle, columns.start..column + 1, weigh, found);
    row_minima(middle + 1..rows.end, column..columns.end, weigh, found);
}

#[cfg(test)]
mod tests;
