//! What goes wrong in the world: programs killed, files that are no clips, disks that are full, tools
//! that are missing. Nothing is lost, nothing is half done, and a sentence says what to do.
#![cfg(unix)]

mod changed;
mod disk;
mod files;
mod input;
mod killed;
mod kit;
mod machine;
mod publish;
mod queue;
mod store;

/// A sentence a person can act on: it names the thing, is a whole sentence, and says what comes next.
fn says(said: &str, names: &str) {
    assert!(said.contains(names), "it does not name {names}: {said}");
    assert!(said.len() > 40 && said.ends_with('.'), "it is no whole sentence: {said}");
    assert!(said.matches(['.', ';']).count() >= 2, "it does not say what comes next: {said}");
    assert!(!said.contains(['{', '}']) && !said.contains("Error"), "{said}");
}
