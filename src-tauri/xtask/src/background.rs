//! A program that runs beside the task and is gone when the task is.

use std::fs::File;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::program::line;
use crate::{Failure, until};

/// A program with everything it starts. Dropping it ends them all; so does the death of this process,
/// even by `kill -9`, because a watching shell then sees its standard input end.
#[derive(Debug)]
pub struct Background {
    child: Child,
    lifeline: Option<ChildStdin>,
}

/// Runs "$@" and waits for the end of its own input; whichever comes first ends the whole group.
const WATCH: &str = r#"("$@" </dev/null; kill -TERM 0) & read -r _; kill -TERM 0"#;

impl Background {
    /// Starts it; what it writes goes to that file.
    pub fn start(command: &Command, log: &Path) -> Result<Self, Failure> {
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        }
        let log_file = File::create(log).map_err(Failure::file(log))?;
        let errors = log_file.try_clone().map_err(Failure::file(log))?;
        let mut watched = Command::new("sh");
        watched.args(["-c", WATCH, "watch"]).arg(command.get_program()).args(command.get_args());
        watched.stdin(Stdio::piped()).stdout(log_file).stderr(errors);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => watched.env(name, value),
                None => watched.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            watched.current_dir(folder);
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut watched, 0);
        let mut child = watched.spawn().map_err(|cause| Failure::Start { command: line(command), cause })?;
        let lifeline = child.stdin.take();
        Ok(Self { child, lifeline })
    }

    /// Is it still there?
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The process group that holds it and everything it started.
    pub fn group(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, signal: &str) {
        // The shell's own `kill`: a fresh system need not have the program.
        crate::program::holds(
            Command::new("sh").args(["-c", &format!("kill {signal} -- -{}", self.group())]),
        );
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.signal("-TERM");
        drop(self.lifeline.take());
        let _ = until("the end of a background program", 2, || (!self.runs()).then_some(()));
        self.signal("-KILL");
        // The shell is ours to reap; that it was killed is what we want.
        let _ = self.child.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn living(marker: &str) -> bool {
        let processes = std::fs::read_dir("/proc").expect("/proc is there").flatten();
        let mut commands =
            processes.filter_map(|process| std::fs::read_to_string(process.path().join("cmdline")).ok());
        commands.any(|command| command == format!("sleep\0{marker}\0"))
    }

    fn sleeper(marker: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("sleep {marker} & sleep {marker}")]);
        command
    }

    #[test]
    fn dropping_it_ends_everything_it_started() {
        let marker = format!("98.{}", std::process::id());
        let log = std::env::temp_dir().join(format!("showrunner-background-{}", std::process::id()));
        let program = Background::start(&sleeper(&marker), &log).expect("sh is there");
        until("two sleepers", 5, || living(&marker).then_some(())).expect("they started");
        drop(program);
        assert!(!living(&marker));
        std::fs::remove_file(log).expect("the log was written");
    }

    #[test]
    fn it_is_noticed_when_it_ends_by_itself() {
        let log = std::env::temp_dir().join(format!("showrunner-ends-{}", std::process::id()));
        let mut program = Background::start(Command::new("sh").args(["-c", "echo done"]), &log).expect("sh");
        until("its end", 5, || (!program.runs()).then_some(())).expect("it ends");
        assert_eq!(std::fs::read_to_string(&log).expect("its log"), "done\n");
        std::fs::remove_file(log).expect("the log was written");
    }
}
