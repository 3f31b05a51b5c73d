//! The command line: the same use cases as the window, JSON out, exit codes.
//!
//! Each command is one call of `studio` and what to print of it. Exit code 0: fine; 1: blocked by
//! findings; 2: a usage, input or system error.

mod analyse;
mod answer;
mod args;
mod check;
mod connections;
mod cut;
mod desk;
mod edit;
mod find;
mod fix;
mod help;
mod kit;
mod login;
mod longer;
mod out;
mod plan;
mod portal;
mod publish;
mod regroup;
mod report;
mod road;
mod rules;
mod run;
mod shapes;
mod table;
mod treat;
mod typed;
mod usage;
mod voice;

use std::{ffi::OsString, process::ExitCode};

use answer::{Answer, Exit, Failure};
use args::Args;
use clap::error::ErrorKind;
use out::{complain, print};
use voice::Voice;

#[tokio::main]
async fn main() -> ExitCode {
    let line: Vec<OsString> = std::env::args_os().collect();
    let args = match help::parse(&line) {
        Ok(args) => args,
        Err(error) => return misused(&error, &line),
    };
    let (voice, result) = run::run(&args).await;
    match result {
        Ok(answer) => give(&answer, &args, &voice),
        Err(failure) => fail(&failure, &args, &voice),
    }
}

fn give(answer: &Answer, args: &Args, voice: &Voice) -> ExitCode {
    complain(&answer.notes.iter().map(|note| format!("{note}\n")).collect::<String>());
    if args.json {
        if !answer.json.is_null() {
            print(&pretty(&answer.json));
        }
    } else {
        print(&answer.text);
        complain(&answer.refusals(voice));
    }
    answer.exit.into()
}

fn fail(failure: &Failure, args: &Args, voice: &Voice) -> ExitCode {
    if args.json {
        print(&pretty(&failure.json(voice)));
    }
    complain(&failure.text(voice));
    failure.exit.into()
}

/// A line that is no command. Help and version are no errors.
fn misused(error: &clap::Error, line: &[OsString]) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // clap knows whether it may colour it.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let said = usage::said(error, &Voice::new(studio::Studio::words(help::language(line))));
    if help::asks_for_json(line) {
        print(&pretty(&shapes::error("usage", said.trim_end(), None)));
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
    } else {
        complain(&said);
    }
    Exit::Error.into()
}

fn pretty(json: &serde_json::Value) -> String {
    format!("{json:#}\n")
}
