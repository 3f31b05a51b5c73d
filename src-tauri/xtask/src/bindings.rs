//! `cargo xtask bindings`: the window's types, written anew from the Rust ones.

use crate::program::shown;
use crate::{Failure, House};

/// Writes `ui/src/ipc/bindings.ts`. A test of `studio` compares the two the rest of the time.
pub fn write(house: &House) -> Result<(), Failure> {
    let mut cargo = house.cargo();
    shown(
        cargo
            .env("SHOWRUNNER_WRITE_BINDINGS", "1")
            .args(["test", "--quiet", "-p", "studio", "--test", "bindings"]),
    )
}
