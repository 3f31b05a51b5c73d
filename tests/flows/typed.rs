//! What is typed at a terminal and must not be seen there.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use rehearsal::Script;
use showrunner_tests::{cli::Said, session::Session};
use xtask::House;

use crate::stage::Stage;

#[test]
fn a_secret_does_not_show_while_it_is_typed_and_is_taken_as_it_was() {
    let stage = Stage::new(Session::bare(), None, Some("secrets.json"), Script::default());
    let (url, secret) = (stage.server.base_url(), stage.server.client_secret());
    let asked = stage.command(&["keys", "set", &stage.server.client_key(), "--server", &url]);
    let said = at_a_terminal(&asked, &secret);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.text.contains("Client secret, not shown while you type:"), "{said:?}");
    assert!(said.text.contains(&stage.server.client_key()), "{said:?}");
    assert!(!said.text.contains(&secret), "{said:?}");
    assert_eq!(stage.log_in("allow", &[])["standing"], "good");
}

/// Runs the command at a terminal of its own, where that line is typed. Its text is all that the screen showed.
fn at_a_terminal(command: &Command, line: &str) -> Said {
    let script = House::here().path("tests/support/terminal.py");
    let mut terminal = Command::new("/usr/bin/python3");
    terminal.arg(script).arg(command.get_program()).args(command.get_args()).env_clear();
    terminal.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    terminal.current_dir(command.get_current_dir().expect("the home has one"));
    let mut child = terminal
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    keyboard.write_all(format!("{line}\n").as_bytes()).expect("it reads");
    drop(keyboard);
    Said::from(child.wait_with_output().expect("it ends"))
}
