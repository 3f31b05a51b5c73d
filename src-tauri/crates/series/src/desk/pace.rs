//! How long the rest will take, from the ticks' own times.

/// Ticks that lie nearer together were made in one go: they say nothing of how long one takes.
const TOGETHER_MS: i64 = 5_000;
/// Ticks that lie further apart have a pause between them.
const PAUSE_MS: i64 = 30 * 60_000;

/// About how long so many episodes will still take, in milliseconds. `ticked` are the times at which others
/// were ticked, in milliseconds since 1970, in any order. None where they do not tell.
#[must_use]
pub fn time_left_ms(ticked: &[i64], left: u32) -> Option<u64> {
    let mut times = ticked.to_vec();
    times.sort_unstable();
    let mut gaps: Vec<_> = times
        .windows(2)
        .map(|pair| pair[1].saturating_sub(pair[0]))
        .filter(|gap| (TOGETHER_MS..=PAUSE_MS).contains(gap))
        .collect();
    gaps.sort_unstable();
    let middle = u64::try_from(*gaps.get(gaps.len() / 2)?).ok()?;
    Some(middle.saturating_mul(u64::from(left)))
}
