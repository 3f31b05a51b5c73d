//! Running a program to its end.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Failure;

/// A command as a person would type it.
pub fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| {
        let argument = argument.to_string_lossy();
        let plain = argument.chars().all(|c| c.is_alphanumeric() || "-_=./:@+,%".contains(c));
        if plain && !argument.is_empty() { argument.into_owned() } else { format!("'{argument}'") }
    }));
    words.join(" ")
}

/// Runs it with our own terminal.
pub fn shown(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|cause| Failure::Start { command: line(command), cause })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Ended { command: line(command), status, output: String::new() })
}

/// Runs it and keeps what it writes to its standard output.
pub fn heard(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| Failure::Start { command: line(command), cause })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let output_of_both = format!("{said}{}", String::from_utf8_lossy(&output.stderr));
    Err(Failure::Ended { command: line(command), status: output.status, output: output_of_both })
}

/// Runs it silently: did it end well?
pub fn holds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Where a program of that name lies on the PATH.
pub fn found(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_worded_so_that_it_can_be_typed() {
        let mut command = Command::new("showrunner");
        command.args(["--data", "/tmp/d", "new", "Bread at home", ""]);
        assert_eq!(line(&command), "showrunner --data /tmp/d new 'Bread at home' ''");
    }

    #[test]
    fn a_failing_program_says_what_it_wrote() {
        let failure = heard(Command::new("cargo").arg("no-such-command")).expect_err("no such command");
        assert!(failure.to_string().contains("no-such-command"), "{failure}");
    }
}
