//! The steps of `cargo xtask test`.

use std::process::Command;

use Action::{Check, Run};
use Work::{Beside, One, Row};

use super::wrong;
use crate::tally::Tally;
use crate::{Failure, House, layers, licences, node, unused};

/// One step.
pub struct Step {
    /// What to call it on the command line.
    pub name: &'static str,
    /// What it sees to.
    pub about: &'static str,
    /// What it does.
    pub action: Action,
}

/// What a step does.
pub enum Action {
    /// A check written here.
    Check(fn(&House) -> Result<(), Failure>),
    /// A program; its tests are counted, or it counts as one.
    Run(fn(&House) -> Command, Option<fn(&str) -> Tally>),
}

impl Step {
    /// The real window can only be driven where WebKitGTK draws it.
    pub fn runs_here(&self) -> bool {
        self.name != "window" || cfg!(target_os = "linux")
    }
}

/// Work: one step, or some.
pub enum Work {
    /// One.
    One(Step),
    /// One after the other.
    Row(&'static [Work]),
    /// All at the same time.
    Beside(&'static [Work]),
}

/// All of it.
///
/// Everything of cargo's is asked for the whole workspace, so that every step finds the dependencies
/// built with the same features; and in one row, as cargo builds one thing at a time. The studio holds
/// the window that was built, so that comes first. In its tests the real window mostly waits, and the
/// window's checks mostly keep one core busy: the others have the machine meanwhile.
#[rustfmt::skip]
pub static ALL: Work = Row(&[
    One(Step { name: "format", about: "the code is formatted", action: Run(|h| cargo(h, &["fmt", "--all", "--", "--check", "-l"]), None) }),
    One(Step { name: "layers", about: "the directions of the house", action: Check(layers::hold) }),
    One(Step { name: "licences", about: "the licences of what we stand on", action: Check(licences::hold) }),
    One(Step { name: "unused", about: "no dependency without a use", action: Check(unused::hold) }),
    One(Step { name: "ui build", about: "the window is built", action: Check(node::build) }),
    Beside(&[
        Row(&[
            One(Step { name: "ui check", about: "types and accessibility of the window", action: Run(|h| ui(h, "check"), None) }),
            One(Step { name: "ui wrong", about: "the type check refuses what is wrong", action: Check(wrong::refused) }),
            One(Step { name: "ui lint", about: "style and imports of the window", action: Run(|h| ui(h, "lint"), None) }),
            One(Step { name: "ui test", about: "the window's own tests", action: Run(|h| ui(h, "test"), Some(Tally::of_vitest)) }),
        ]),
        Row(&[
            One(Step { name: "clippy", about: "no warning in any Rust", action: Run(|h| everything(h, &["clippy", "--quiet"], &["--", "-D", "warnings"]), None) }),
            One(Step { name: "build", about: "the studio, the command line and the tests are built", action: Run(|h| everything(h, &["build", "--exclude", "xtask"], &[]), None) }),
            Beside(&[
                One(Step { name: "rust", about: "units, flows, golden media, faults",
                    action: Run(|h| cargo(h, &["test", "--workspace", "--no-fail-fast"]), Some(Tally::of_cargo)) }),
                One(Step { name: "window", about: "the real window",
                    action: Run(|h| cargo(h, &["test", "--workspace", "--test", "window"]), Some(Tally::of_cargo)) }),
            ]),
        ]),
    ]),
]);

fn cargo(house: &House, arguments: &[&str]) -> Command {
    let mut cargo = house.cargo();
    cargo.args(arguments).env("CARGO_TERM_COLOR", "never");
    cargo
}

/// Does that with every target at once: what tests need gives some dependencies more features, and with
/// others they and all that stands on them would be built twice.
fn everything(house: &House, what: &[&str], more: &[&str]) -> Command {
    let targets = ["--workspace", "--lib", "--bins", "--tests", "--examples", "--test", "window"];
    cargo(house, &[what, &targets, more].concat())
}

/// The programs of the workspace; xtask is running and cannot be replaced everywhere.
pub fn build(house: &House) -> Command {
    cargo(house, &["build", "--workspace", "--exclude", "xtask", "--bins"])
}

fn ui(house: &House, script: &str) -> Command {
    let mut npm = node::npm(house);
    npm.args(["run", "--silent", script]);
    npm
}
