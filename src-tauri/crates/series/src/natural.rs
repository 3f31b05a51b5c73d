//! Natural order of names: `clip 2` before `clip 10`.
