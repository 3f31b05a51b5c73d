//! The steps of `cargo xtask test`.

use std::process::Command;

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

/// Steps that run one after the other.
pub type Lane = &'static [Step];

/// All of them: the lanes of a stage run side by side, a stage begins when the one before has ended.
///
/// Everything of cargo's is asked for the whole workspace, so that every step finds the dependencies
/// built with the same features; and in one lane, as cargo builds one thing at a time. The studio holds
/// the window that was built, so that comes first. In its tests the real window mostly waits: the others
/// have the machine meanwhile.
#[rustfmt::skip]
pub const STAGES: &[&[Lane]] = &[
    &[&[
        Step { name: "format", about: "the code is formatted", action: Action::Run(|h| cargo(h, &["fmt", "--all", "--", "--check", "-l"]), None) },
        Step { name: "layers", about: "the directions of the house", action: Action::Check(layers::hold) },
        Step { name: "licences", about: "the licences of what we stand on", action: Action::Check(licences::hold) },
        Step { name: "unused", about: "no dependency without a use", action: Action::Check(unused::hold) },
        Step { name: "ui build", about: "the window is built", action: Action::Check(node::build) },
    ]],
    &[&[
        Step { name: "ui check", about: "types and accessibility of the window", action: Action::Run(|h| ui(h, "check"), None) },
        Step { name: "ui wrong", about: "the type check refuses what is wrong", action: Action::Check(wrong::refused) },
        Step { name: "ui lint", about: "style and imports of the window", action: Action::Run(|h| ui(h, "lint"), None) },
        Step { name: "ui test", about: "the window's own tests", action: Action::Run(|h| ui(h, "test"), Some(Tally::of_vitest)) },
    ], &[
        Step { name: "clippy", about: "no warning in any Rust",
            action: Action::Run(|h| cargo(h, &["clippy", "--workspace", "--lib", "--bins", "--tests", "--examples", "--test", "window", "--quiet", "--", "-D", "warnings"]), None) },
        Step { name: "build", about: "the studio and the command line are built", action: Action::Run(build, None) },
        Step { name: "compile", about: "the tests are built",
            action: Action::Run(|h| cargo(h, &["test", "--workspace", "--lib", "--bins", "--tests", "--examples", "--test", "window", "--no-run"]), None) },
    ]],
    &[&[
        Step { name: "rust", about: "units, flows, golden media, faults",
            action: Action::Run(|h| cargo(h, &["test", "--workspace", "--no-fail-fast"]), Some(Tally::of_cargo)) },
    ], &[
        Step { name: "window", about: "the real window",
            action: Action::Run(|h| cargo(h, &["test", "--workspace", "--test", "window"]), Some(Tally::of_cargo)) },
    ]],
];

fn cargo(house: &House, arguments: &[&str]) -> Command {
    let mut cargo = house.cargo();
    cargo.args(arguments).env("CARGO_TERM_COLOR", "never");
    cargo
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
