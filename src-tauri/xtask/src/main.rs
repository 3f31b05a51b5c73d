//! `cargo xtask`: all automation of the project, one file a task.

use std::process::ExitCode;

use xtask::{Failure, House, bench, bindings, layers, run, setup, test};

const HELP: &str = "\
cargo xtask <task>

  setup [run|test]     install what is missing to run Showrunner, or also to test it
  run [-- ARGS]        build Showrunner and open it on a sample series; without a display, show that it works
  test [NAME]          every check and every test, or those whose name holds NAME
  layers               the directions between the crates, and inside the window's code
  bindings             write ui/src/ipc/bindings.ts anew from the Rust types
  bench [ARGS]         measure the ratios of the bench table
  help                 this list
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match task(&House::here(), &arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 1 })
        }
    }
}

fn task(house: &House, arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        ["setup"] => setup::setup(house, setup::For::Test),
        ["setup", "run"] => setup::setup(house, setup::For::Run),
        ["setup", "test"] => setup::setup(house, setup::For::Test),
        ["run", "--", rest @ ..] | ["run", rest @ ..] => run::run(house, rest),
        ["test"] => test::test(house, ""),
        ["test", name] => test::test(house, name),
        ["layers"] => layers::hold(house),
        ["bindings"] => bindings::write(house),
        ["bench", rest @ ..] => bench::bench(house, rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::Usage(format!("There is no task `{}`.\n\n{HELP}", other.join(" ")))),
    }
}
