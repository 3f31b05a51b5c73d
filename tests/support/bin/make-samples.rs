//! Puts the sample series into a folder and prints its files, one a line: `make-samples DIR`.

use std::{path::Path, process::ExitCode};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: make-samples DIR");
        return ExitCode::from(2);
    };
    match showrunner_tests::samples::make(Path::new(&folder)) {
        Ok(files) => {
            files.iter().for_each(|file| println!("{}", file.display()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", Path::new(&folder).display());
            ExitCode::from(2)
        }
    }
}
