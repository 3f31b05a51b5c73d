//! File names that are legal on the three systems and sort in the order of the series.
