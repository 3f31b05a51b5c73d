//! An account at a rehearsal, logged in by the command line as a person does it.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use rehearsal::Rehearsal;
use serde_json::Value as Json;

use crate::{browser, cli::Home};

/// Keeps the server's app keys and a login in the keyring on that bus. `program` is the command line.
///
/// # Panics
/// If one of both is refused.
pub fn log_in(home: &Home, program: &Path, bus: &str, server: &Rehearsal) {
    let url = server.base_url();
    let start = |words: &[&str]| {
        let mut command = Command::new(program);
        home.house(&mut command).arg("--data").arg(home.data()).arg("--json").args(words);
        command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts")
    };
    let mut keys = start(&["keys", "set", &server.client_key(), "--server", &url]);
    let typed = keys.stdin.take().map(|mut typed| writeln!(typed, "{}", server.client_secret()));
    typed.expect("it is piped").expect("it reads");
    assert!(keys.wait().expect("it ends").success(), "the keys were refused");

    let mut login = start(&["login", "--no-browser", "--server", &url]);
    let mut line = String::new();
    let mut said = BufReader::new(login.stdout.take().expect("it is piped"));
    said.read_line(&mut line).expect("it speaks");
    let told: Json = serde_json::from_str(&line).expect("it is JSON");
    browser::consent(told["url"].as_str().expect("an address"), "allow");
    assert!(login.wait().expect("it ends").success(), "the login was refused");
}
