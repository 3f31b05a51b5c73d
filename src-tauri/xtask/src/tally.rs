//! Counting what test runners report.

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: u32,
    /// Those that failed.
    pub failed: u32,
}

impl Tally {
    /// A check that holds or does not.
    pub fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into() }
    }

    /// The sums of `test result: ok. 12 passed; 1 failed; …`, one line for each test binary.
    pub fn of_cargo(report: &str) -> Self {
        let results = report.lines().filter(|line| line.trim_start().starts_with("test result:"));
        results.map(Self::of_line).sum()
    }

    /// The line `Tests  1 failed | 11 passed (12)`.
    pub fn of_vitest(report: &str) -> Self {
        let tests = report.lines().filter(|line| line.trim_start().starts_with("Tests "));
        tests.map(Self::of_line).sum()
    }

    /// Every number stands before the word for what it counts.
    fn of_line(line: &str) -> Self {
        let words: Vec<_> = line.split([' ', ';', '|']).filter(|word| !word.is_empty()).collect();
        let count = |of: &str| {
            let pairs = words.windows(2).filter(|pair| pair[1] == of);
            pairs.filter_map(|pair| pair[0].parse::<u32>().ok()).sum()
        };
        Self { passed: count("passed"), failed: count("failed") }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            passed: sum.passed + one.passed,
            failed: sum.failed + one.failed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_results_are_summed() {
        let report = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s\n\
            test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n";
        assert_eq!(Tally::of_cargo(report), Tally { passed: 10, failed: 2 });
        assert_eq!(Tally::of_cargo("error: could not compile"), Tally::default());
    }

    #[test]
    fn vitests_line_is_read() {
        let report =
            " Test Files  1 failed | 4 passed (5)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(Tally::of_vitest(report), Tally { passed: 11, failed: 1 });
        assert_eq!(Tally::of_vitest("      Tests  8 passed (8)"), Tally { passed: 8, failed: 0 });
    }
}
