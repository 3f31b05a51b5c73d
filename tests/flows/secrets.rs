//! No secret is anywhere but where secrets are kept: not in the data folder, the kit, or anything that was
//! said, however much went wrong on the way.
//!
//! A rehearsal draws its secrets from a seed, so each that it ever gave, or could have given, is known.

use std::{
    collections::BTreeSet,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use rehearsal::{Endpoint, Fault, Limits, Rule, Script};
use sha2::{Digest, Sha256};
use showrunner_tests::{browser, cli::Said, session::Session};

use crate::stage::{Stage, Waiting, sent};

/// How long what a rehearsal draws is, in hexadecimal digits: tokens, codes, the app's secret, addresses.
const DRAWN: usize = 40;
/// How long the verifier of a login is, and its challenge.
const VERIFIER: usize = 64;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every secret a rehearsal of that seed draws, the first three thousand.
fn drawn(seed: u64) -> BTreeSet<String> {
    let draw = |number: u64| {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(number.to_be_bytes());
        hex(&hash.finalize())[..DRAWN].to_owned()
    };
    (1..=3_000).map(draw).collect()
}

/// What is looked for.
struct Sought {
    drawn: BTreeSet<String>,
    /// The challenges of the logins that were begun.
    challenges: BTreeSet<String>,
}

impl Sought {
    /// The secrets in some bytes.
    fn within(&self, bytes: &[u8]) -> BTreeSet<String> {
        let runs = bytes.split(|byte| !byte.is_ascii_hexdigit()).filter(|run| run.len() >= DRAWN);
        let texts: Vec<_> = runs.map(|run| String::from_utf8_lossy(run).to_lowercase()).collect();
        let parts = |long: usize| {
            let windows = texts.iter().flat_map(move |run| run.as_bytes().windows(long));
            windows.map(|part| String::from_utf8_lossy(part).into_owned())
        };
        let drawn = parts(DRAWN).filter(|part| self.drawn.contains(part));
        let verifies = |part: &String| self.challenges.contains(&hex(&Sha256::digest(part.as_bytes())));
        drawn.chain(parts(VERIFIER).filter(verifies)).collect()
    }

    /// The files below a folder that hold one.
    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
        entries
            .flat_map(|path| match path.is_dir() {
                true => self.below(&path),
                false if path.is_file() => {
                    let found = self.within(&fs::read(&path).expect("it is ours"));
                    if found.is_empty() { vec![] } else { vec![path] }
                }
                false => vec![],
            })
            .collect()
    }
}

/// Everything that may go wrong, one after the other, so that errors tell of it.
fn misbehaving() -> Script {
    let rule = |on, nth, fault| Rule { on, nth, times: 1, fault };
    let refuse = |code: &str, status| Fault::Refuse { code: code.into(), status };
    Script {
        processing_ms: 0,
        // Shorter than what is asked for: every call renews it.
        limits: Limits { access_s: 30, init_a_minute: 1_000, ..Limits::default() },
        rules: vec![
            rule(Endpoint::Token, 1, Fault::Garble),
            rule(Endpoint::Token, 2, refuse("invalid_client", None)),
            rule(Endpoint::Refresh, 2, Fault::Drop { after_bytes: 0 }),
            rule(Endpoint::Refresh, 3, Fault::Gateway { status: 502, done: false }),
            rule(Endpoint::UserInfo, 2, Fault::ExpireToken),
            rule(Endpoint::InitDraft, 1, Fault::LoseAnswer),
            rule(Endpoint::InitDraft, 2, Fault::Garble),
            rule(Endpoint::Chunk, 1, refuse("", Some(403))),
            rule(Endpoint::Chunk, 2, Fault::LoseAnswer),
            rule(Endpoint::Status, 1, Fault::Garble),
            rule(Endpoint::Status, 2, refuse("access_token_invalid", None)),
            rule(Endpoint::Revoke, 1, Fault::Garble),
        ],
        ..Script::default()
    }
}

/// The whole way with everything going wrong; all that was said.
fn whole_way(stage: &Stage, sought: &mut Sought) -> Vec<Said> {
    let mut said = vec![stage.ask_past("keychain_absent", || stage.keys())];
    said[0].fine();
    let draft = sent(&stage.home, "Bread", 0);
    for link in ["allow", "allow", "deny", "allow"] {
        let (url, waiting) = stage.begin(&[]);
        let (_, challenge) = url.split_once("code_challenge=").expect("a challenge");
        sought.challenges.insert(challenge[..VERIFIER].to_owned());
        let page = browser::consent(&url, link);
        assert!(sought.within(page.text.as_bytes()).is_empty(), "{page:#?}");
        said.push(waiting.ends());
    }
    assert_eq!(said.iter().map(|said| said.code).collect::<Vec<_>>(), [0, 2, 2, 2, 0], "{said:#?}");
    for _ in 0..6 {
        said.push(stage.ask(&["publish", &draft]));
        said.push(stage.home.tell(&["status", &draft]));
        said.push(stage.ask(&["settle", &draft, "T1", "--again"]));
    }
    let posts = stage.server.shown().posts;
    assert!(posts.iter().any(|post| post.received > 0), "something was sent: {said:#?}");
    for words in [
        &["kit", &draft, "--out", "kit"][..],
        &["show", &draft],
        &["status", &draft],
        &["accounts"],
        &["keys", "show", "--server", &stage.server.base_url()],
    ] {
        let done = stage.ask(words);
        done.fine();
        said.push(done);
    }
    said
}

fn nowhere(stage: &Stage, but: &[&str]) {
    let mut sought = Sought { drawn: drawn(0), challenges: BTreeSet::new() };
    let control = format!("act.{} and more", &stage.server.access_token()[4..]);
    assert_eq!(sought.within(control.as_bytes()).len(), 1, "a secret that is there is found");
    let mut said = whole_way(stage, &mut sought);
    let allowed: Vec<_> = but.iter().map(|name| stage.home.at(name)).collect();
    assert_eq!(sought.below(stage.home.folder()), allowed);
    assert!(sought.below(&stage.session.path("")).is_empty(), "the keyring keeps nothing in clear");
    said.push(stage.ask(&["logout"]));
    said.push(stage.ask(&["accounts"]));
    for said in said {
        let all = format!("{}\n{}", said.text, said.complaint);
        assert!(sought.within(all.as_bytes()).is_empty(), "{said:#?}");
    }
}

#[test]
fn in_the_keychain_and_nowhere_else() {
    let Some(session) = Session::start() else { return };
    nowhere(&Stage::new(session, Some(true), None, misbehaving()), &[]);
}

#[test]
fn in_the_file_that_was_asked_for_and_nowhere_else() {
    nowhere(&Stage::new(Session::bare(), None, Some("secrets.json"), misbehaving()), &["secrets.json"]);
}

/// A folder of programs that write down what they were told by their environment, and then do their work.
fn listening(stage: &Stage) -> PathBuf {
    let folder = stage.home.at("bin");
    fs::create_dir(&folder).expect("the home is ours");
    let told = stage.home.at("told");
    let paths = env::var_os("PATH").expect("a path");
    for name in ["ffmpeg", "ffprobe", "xdg-open"] {
        let real = env::split_paths(&paths).map(|at| at.join(name)).find(|path| path.is_file());
        let goes_on = match real.filter(|_| name != "xdg-open") {
            Some(real) => format!("exec '{}' \"$@\"", real.display()),
            None => "exit 0".to_owned(),
        };
        let text = format!("#!/bin/sh\n{{ echo \"{name}\"; env; }} >> '{}'\n{goes_on}\n", told.display());
        fs::write(folder.join(name), text).expect("it is ours");
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    folder
}

#[test]
fn no_program_that_is_started_is_told_one() {
    let stage = Stage::plain(Script::default());
    let folder = listening(&stage);
    let before = env::var_os("PATH").expect("a path");
    let path = env::join_paths([folder].into_iter().chain(env::split_paths(&before))).expect("no colon");
    let with = |command: &mut Command| {
        command.env("PATH", &path);
        command.env("SHOWRUNNER_TIKTOK_TOKEN", stage.server.access_token());
        command.env("SHOWRUNNER_TIKTOK_CLIENT_KEY", stage.server.client_key());
        command.env("SHOWRUNNER_TIKTOK_CLIENT_SECRET", stage.server.client_secret());
    };
    let lesson = stage.home.lesson("a.mp4", 0).display().to_string();
    let mut check = stage.command(&["check", &lesson]);
    with(&mut check);
    let _ = Said::of(&mut check).json();
    let url = stage.server.base_url();
    let mut login = stage.command(&["login", "--server", &url, "--keys-from-env"]);
    with(&mut login);
    let (url, waiting) = Waiting::begin(&mut login);
    browser::consent(&url, "allow");
    waiting.ends().fine();
    let told = fs::read_to_string(stage.home.at("told")).expect("programs were started");
    for name in ["ffmpeg", "ffprobe", "xdg-open"] {
        assert!(told.lines().any(|line| line == name), "{name} was started: {told}");
    }
    assert!(told.contains("PATH="), "its environment was written down");
    assert!(!told.contains("SHOWRUNNER_"), "{told}");
    let sought = Sought { drawn: drawn(0), challenges: BTreeSet::new() };
    assert!(sought.within(told.as_bytes()).is_empty(), "{told}");
}
