//! `cargo xtask bench`: the ratios of the bench table.

use crate::program::shown;
use crate::{Failure, House, node, setup};

/// Measures, in a release build.
pub fn bench(house: &House, arguments: &[&str]) -> Result<(), Failure> {
    // The window is measured by the tests' own driver, and shows what is built of it now.
    setup::setup(house, setup::For::Test)?;
    node::build(house)?;
    let mut cargo = house.cargo();
    cargo.args(["run", "--quiet", "--release", "-p", "showrunner-tests", "--bin", "bench", "--"]);
    shown(cargo.args(arguments))
}
