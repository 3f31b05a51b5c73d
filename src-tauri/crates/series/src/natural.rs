//! Natural order of names: `clip 2` before `clip 10`.

use std::{cmp::Ordering, iter::Peekable, str::CharIndices};

/// Compares two names as a person would: runs of digits by their value, letters without case.
/// Names that differ only in case or in leading zeros follow their bytes, so the order is total.
#[must_use]
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    tokens(a).cmp(tokens(b)).then_with(|| a.cmp(b))
}

/// A letter, or a run of digits without its leading zeros. The digits' length comes first: of two
/// numbers without leading zeros the longer is the larger.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Token<'a> {
    /// The lower-case letter; `'0'` for every number, so that numbers sort where digits do.
    letter: char,
    digits: usize,
    number: &'a str,
}

fn tokens(name: &str) -> impl Iterator<Item = Token<'_>> {
    Tokens { name, chars: name.char_indices().peekable() }.flatten()
}

struct Tokens<'a> {
    name: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Vec<Token<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let (start, letter) = self.chars.next()?;
        if !letter.is_ascii_digit() {
            // One capital letter may have two small ones.
            return Some(
                letter.to_lowercase().map(|letter| Token { letter, digits: 0, number: "" }).collect(),
            );
        }
        while self.chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {}
        let end = self.chars.peek().map_or(self.name.len(), |(at, _)| *at);
        let number = self.name[start..end].trim_start_matches('0');
        Some(vec![Token { letter: '0', digits: number.len(), number }])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn orders_as_a_person_would() {
        let ordered = [
            "",
            "01 intro.mp4",
            "2.mp4",
            "10.mp4",
            "Clip.mp4",
            "clip2.mp4",
            "Clip10.mp4",
            "clip99999999999999999999999999.mp4",
            "clip100000000000000000000000000.mp4",
            "É",
        ];
        for pair in ordered.windows(2) {
            assert_eq!(natural_cmp(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
    }

    proptest! {
        #[test]
        fn is_a_total_order(
            a in "[a-cA-C0-2 ._-]{0,8}", b in "[a-cA-C0-2 ._-]{0,8}", c in "\\PC{0,4}[0-9]{0,3}"
        ) {
            prop_assert_eq!(natural_cmp(&a, &b), natural_cmp(&b, &a).reverse());
            prop_assert_eq!(natural_cmp(&a, &b) == Ordering::Equal, a == b);
            for [x, y, z] in [[&a, &b, &c], [&b, &c, &a], [&c, &a, &b], [&b, &a, &c]] {
                if natural_cmp(x, y).is_le() && natural_cmp(y, z).is_le() {
                    prop_assert!(natural_cmp(x, z).is_le(), "{} {} {}", x, y, z);
                }
            }
        }

        #[test]
        fn numbers_follow_their_value(a: u32, b: u32) {
            let (left, right) = (format!("clip {a}.mp4"), format!("Clip {b:012}.mp4"));
            if a != b {
                prop_assert_eq!(natural_cmp(&left, &right), a.cmp(&b));
            }
        }
    }
}
