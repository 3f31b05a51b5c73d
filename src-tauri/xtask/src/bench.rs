//! `cargo xtask bench`: the ratios of the bench table.

use crate::program::shown;
use crate::{Failure, House, setup};

/// Measures, in a release build.
pub fn bench(house: &House, arguments: &[&str]) -> Result<(), Failure> {
    setup::setup(house, setup::For::Run)?;
    let mut cargo = house.cargo();
    cargo.args(["run", "--quiet", "--release", "-p", "showrunner-tests", "--bin", "bench", "--"]);
    shown(cargo.args(arguments))
}
