//! Which bytes of a file a `Range` header asks for (RFC 9110, section 14). Pure.

/// The bytes to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All of them: there is no range, or none in bytes.
    Whole,
    /// `length` bytes from `start`. Never empty, never beyond the end.
    Part {
        /// The first byte.
        start: u64,
        /// How many.
        length: u64,
    },
    /// None: the range lies beyond the end, is several, or is no range at all.
    Unsatisfiable,
}

/// What a `Range` header asks of a file of `size` bytes.
pub(crate) fn asked(header: Option<&str>, size: u64) -> Asked {
    let Some((unit, set)) = header.and_then(|header| header.split_once('=')) else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    part(set.trim(), size).unwrap_or(Asked::Unsatisfiable)
}

fn part(range: &str, size: u64) -> Option<Asked> {
    let last = size.checked_sub(1)?;
    let (first, end) = match range.split_once('-')? {
        ("", suffix) => (size.saturating_sub(number(suffix).filter(|suffix| *suffix > 0)?), last),
        (first, "") => (number(first)?, last),
        (first, end) => {
            let (first, end) = (number(first)?, number(end)?);
            // Checked before the end is cut: `5-3` is wrong in any file.
            (first, if first <= end { end.min(last) } else { return None })
        }
    };
    (first <= last).then(|| Asked::Part { start: first, length: end - first + 1 })
}

/// Digits only: `parse` alone takes a sign. A number too large for 64 bits is beyond any end.
fn number(digits: &str) -> Option<u64> {
    let digits_only = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits_only.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Asked::*, *};

    #[test]
    fn every_boundary() {
        for (header, size, want) in [
            ("bytes=0-0", 10, Part { start: 0, length: 1 }),
            ("bytes=0-1", 10, Part { start: 0, length: 2 }),
            ("bytes=9-9", 10, Part { start: 9, length: 1 }),
            ("bytes=9-10", 10, Part { start: 9, length: 1 }),
            ("bytes=10-10", 10, Unsatisfiable),
            ("bytes=10-", 10, Unsatisfiable),
            ("bytes=0-", 10, Part { start: 0, length: 10 }),
            ("bytes=9-", 10, Part { start: 9, length: 1 }),
            ("bytes=-1", 10, Part { start: 9, length: 1 }),
            ("bytes=-10", 10, Part { start: 0, length: 10 }),
            ("bytes=-11", 10, Part { start: 0, length: 10 }),
            ("bytes=-0", 10, Unsatisfiable),
            ("bytes=5-4", 10, Unsatisfiable),
            ("bytes=0-18446744073709551616", 10, Part { start: 0, length: 10 }),
            ("bytes=99999999999999999999999-", 10, Unsatisfiable),
            ("bytes=0-0", 0, Unsatisfiable),
            ("bytes=-1", 0, Unsatisfiable),
            ("bytes=0-1,3-4", 10, Unsatisfiable),
            ("bytes=+1-2", 10, Unsatisfiable),
            ("bytes=-", 10, Unsatisfiable),
            ("bytes=", 10, Unsatisfiable),
            ("bytes=a-b", 10, Unsatisfiable),
            ("bytes=0x1-2", 10, Unsatisfiable),
            ("bytes=0--1", 10, Unsatisfiable),
            ("bytes=00-01", 10, Part { start: 0, length: 2 }),
            ("BYTES=0-1", 10, Part { start: 0, length: 2 }),
            ("items=0-1", 10, Whole),
            ("nonsense", 10, Whole),
        ] {
            assert_eq!(asked(Some(header), size), want, "{header} of {size}");
        }
        assert_eq!(asked(None, 10), Whole);
    }

    proptest! {
        #[test]
        fn never_beyond_the_end(header in "(bytes=)?[0-9,+ -]{0,40}", size: u64) {
            if let Part { start, length } = asked(Some(&header), size) {
                prop_assert!(length > 0);
                prop_assert!(start.checked_add(length).is_some_and(|end| end <= size));
            }
        }
    }
}
