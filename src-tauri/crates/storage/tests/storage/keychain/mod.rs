//! The keychain, against a real keyring on a private bus.

mod session;

use std::{env, io::BufRead, path::Path, time::Duration, time::Instant};

use series::Secret;
use storage::{Keychain, KeychainError};

use session::Session;

/// Not a test of its own: the process that asks, one question a line, for the folder of that name.
#[test]
fn answering() {
    let Ok(folder) = env::var("SHOWRUNNER_TEST_KEYCHAIN") else { return };
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<_> = line.split(' ').collect();
        let keychain = Keychain::of(&Path::new(&folder).join(words[0]));
        let answer = match words[1..] {
            ["set", name, length, letter] => keychain
                .set(name, &Secret::new(letter.repeat(length.parse().unwrap())))
                .map(|()| "kept".into()),
            ["get", name] => keychain.get(name).map(|found| answer(found.as_ref())),
            ["hurry", name] => {
                keychain.within(Duration::from_millis(300)).get(name).map(|found| answer(found.as_ref()))
            }
            ["delete", name] => keychain.delete(name).map(|()| "deleted".into()),
            _ => panic!("{line}"),
        };
        println!("\n> {}", answer.unwrap_or_else(|error| failed(&error)));
    }
}

fn answer(secret: Option<&Secret>) -> String {
    secret.map_or("nothing".into(), |secret| {
        let letter = &secret.expose()[..1];
        assert_eq!(secret.expose(), letter.repeat(secret.expose().len()));
        format!("{} {letter}", secret.expose().len())
    })
}

fn failed(error: &KeychainError) -> String {
    let kind = match error {
        KeychainError::Absent { .. } => "absent",
        KeychainError::Locked { .. } => "locked",
        KeychainError::Refused { .. } => "refused",
        KeychainError::Silent => "silent",
        KeychainError::Damaged => "damaged",
    };
    format!("{kind}: {error}")
}

#[test]
fn what_is_kept_is_there_for_the_next_process_and_only_for_this_folder() {
    let Some(session) = Session::start() else { return };
    let _keyring = session.keyring(true);
    let mut asker = session.asker();
    asker.ask_until("one get token", "nothing");
    for (length, letter) in
        [(64, "a"), (1_199, "b"), (1_200, "c"), (9_000, "d"), (4_000, "e"), (1, "f"), (5_000, "Q")]
    {
        assert_eq!(asker.ask(&format!("one set token {length} {letter}")), "kept");
        assert_eq!(asker.ask("one get token"), format!("{length} {letter}"));
    }
    assert_eq!(asker.ask("one set other 3 x"), "kept");
    assert_eq!(asker.ask("two get token"), "nothing");
    assert_eq!(asker.ask("two set token 2 z"), "kept");
    drop(asker);
    let mut asker = session.asker();
    assert_eq!(asker.ask("one get token"), "5000 Q");
    assert_eq!(asker.ask("two get token"), "2 z");
    assert_eq!(asker.ask("one delete token"), "deleted");
    assert_eq!(asker.ask("one delete token"), "deleted");
    assert_eq!(asker.ask("one get token"), "nothing");
    assert_eq!(asker.ask("one get other"), "3 x");
    assert_eq!(asker.ask("one set token 800 Q"), "kept");
    assert!(session.path("home/data/keyrings").is_dir(), "it is this session's own keyring");
    assert!(!session.holds(&[b'Q'; 32]), "nothing lies there in clear");
}

#[test]
fn without_a_bus_and_without_a_keyring_there_is_none_and_it_is_said_at_once() {
    let began = Instant::now();
    let bare = Session::bare();
    for question in ["one get token", "one set token 9 x", "one delete token"] {
        let answer = bare.asker().ask(question);
        assert!(answer.starts_with("absent: "), "{question}: {answer}");
    }
    if let Some(session) = Session::start() {
        let mut asker = session.asker();
        for question in ["one get token", "one set token 9 x", "one delete token"] {
            let answer = asker.ask(question);
            assert!(answer.starts_with("absent: "), "{question}: {answer}");
        }
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_keyring_that_goes_away_and_comes_back_is_found_again() {
    let Some(session) = Session::start() else { return };
    let mut asker = session.asker();
    assert!(asker.ask("one get token").starts_with("absent: "));
    let keyring = session.keyring(true);
    asker.ask_until("one set token 2000 x", "kept");
    drop(keyring);
    asker.ask_until("one get token", "absent: ");
    let _keyring = session.keyring(true);
    asker.ask_until("one get token", "2000 x");
    assert_eq!(asker.ask("one set token 7 y"), "kept");
}

#[test]
fn a_locked_keyring_says_so() {
    let Some(session) = Session::start() else { return };
    let keyring = session.keyring(true);
    session.asker().ask_until("one set token 9 x", "kept");
    drop(keyring);
    let locked = session.keyring(false);
    let mut asker = session.asker();
    asker.ask_until("one get token", "locked: ");
    assert!(asker.ask("one set token 9 y").starts_with("locked: "));
    assert!(asker.ask("one delete token").starts_with("locked: "));
    drop((locked, asker));
    let _keyring = session.keyring(true);
    session.asker().ask_until("one get token", "9 x");
}

#[test]
fn a_keyring_that_does_not_answer_costs_no_more_than_the_patience() {
    let Some(session) = Session::start() else { return };
    let keyring = session.keyring(true);
    let mut asker = session.asker();
    asker.ask_until("one set token 9 x", "kept");
    keyring.signal("STOP");
    let began = Instant::now();
    assert!(asker.ask("one hurry token").starts_with("silent: "));
    assert!(asker.ask("one hurry token").starts_with("silent: "));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    keyring.signal("CONT");
    assert_eq!(asker.ask("one get token"), "9 x");
    assert_eq!(asker.ask("one set token 8 y"), "kept");
}
