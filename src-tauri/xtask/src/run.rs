//! `cargo xtask run`: the studio on a sample series; without a display, the proof that it works.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::program::{found, heard, line, shown};
use crate::report::{self, CommandLine};
use crate::setup::{For, setup};
use crate::test::build;
use crate::{Background, Failure, House, Screen, node};

/// How long a window may take to draw itself, on a slow machine.
const DRAWN_SECONDS: u64 = 60;

/// Builds everything and shows it.
pub fn run(house: &House, arguments: &[&str]) -> Result<(), Failure> {
    setup(house, For::Run)?;
    println!("build: the window");
    node::build(house)?;
    println!("build: the studio and the command line");
    shown(&mut build(house))?;
    println!("sample: a series of clips");
    let clips = samples(house)?;
    if has_display() { open(house, &clips, arguments) } else { show(house, &clips, arguments) }
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The clips of the sample series, made where they are not in the cache.
fn samples(house: &House) -> Result<Vec<PathBuf>, Failure> {
    let mut maker = house.command(house.built("make-samples"));
    let made = heard(maker.arg(house.path(".cache/samples")))?;
    Ok(made.lines().map(PathBuf::from).collect())
}

/// Opens the studio for a person. The draft stays from one run to the next.
fn open(house: &House, clips: &[PathBuf], arguments: &[&str]) -> Result<(), Failure> {
    let line = CommandLine::new(house, house.path(".cache/run-data"));
    let draft = line.sample(clips)?;
    println!("studio: open; close its window to end");
    shown(studio(house, &line, &draft).args(arguments))
}

/// Shows on a screen of its own that the studio runs, then does the main job on the command line.
fn show(house: &House, clips: &[PathBuf], arguments: &[&str]) -> Result<(), Failure> {
    let place = house.target("run");
    if place.exists() {
        fs::remove_dir_all(&place).map_err(Failure::file(&place))?;
    }
    fs::create_dir_all(&place).map_err(Failure::file(&place))?;
    let line = CommandLine::new(house, place.join("data"));
    let draft = line.sample(clips)?;

    println!("studio: there is no display, so it opens on a virtual one");
    photograph(house, studio(house, &line, &draft).args(arguments))?;
    report::main_job(&line, &place.join("kit"))
}

fn photograph(house: &House, studio: &Command) -> Result<(), Failure> {
    let (picture, log) = (house.target("run/studio.png"), house.target("run/studio.log"));
    let screen = Screen::start(1440, 900, &house.target("run/screen.log"))?;
    let mut command = match found("dbus-run-session") {
        Some(bus) => {
            let mut with_bus = screen.command(&bus.to_string_lossy());
            with_bus.arg("--").arg(studio.get_program());
            with_bus
        }
        None => screen.command(&studio.get_program().to_string_lossy()),
    };
    command.args(studio.get_args()).current_dir(house.path("."));
    let mut window = Background::start(&command, &log)?;
    let drawn = screen.photograph_settled(&picture, DRAWN_SECONDS);
    if drawn.is_err() || !window.runs() {
        let said = fs::read_to_string(&log).unwrap_or_default();
        println!("{said}\n`{}` did not show a window", line(studio));
        return drawn
            .and(Err(Failure::TooLate { what: "the studio's window".into(), seconds: DRAWN_SECONDS }));
    }
    let size = heard(Command::new("identify").args(["-format", "%w × %h"]).arg(&picture))?;
    println!("studio: it runs; its picture ({size}) is {}", picture.display());
    Ok(())
}

fn studio(house: &House, line: &CommandLine, draft: &str) -> Command {
    let mut studio = house.command(house.built("showrunner-studio"));
    studio.arg("--data").arg(&line.data).args(["--open", draft]);
    studio
}
