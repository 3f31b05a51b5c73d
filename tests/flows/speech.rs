//! What the command line says: exit codes, JSON everywhere, and no English in French.

use std::{collections::BTreeMap, fs};

use showrunner_tests::{cli::Home, hostile, recipes::Clip};
use xtask::House;

/// Every command in every way it can end, with the exit code it ends with.
fn lines(home: &Home) -> Vec<(Vec<String>, i32)> {
    home.lesson("good.mp4", 0);
    home.lesson("other.mp4", 1);
    home.keep("short.mp4", &Clip::new("short").rotate(90).vfr().file());
    let _ = hostile::text(&home.work());
    let _ = hostile::folder_named_mp4(&home.work());
    [
        (0, "new A"),
        (2, "new"),
        (0, "list"),
        (0, "show A"),
        (2, "show B"),
        (0, "add A good.mp4 other.mp4"),
        (0, "add A good.mp4"),
        (2, "add A text.mp4"),
        (2, "add A folder.mp4"),
        (2, "add B good.mp4"),
        (2, "add A"),
        (0, "check good.mp4"),
        (1, "check short.mp4"),
        (2, "check text.mp4"),
        (2, "check nowhere.mp4"),
        (2, "check nothing"),
        (1, "check A"),
        (1, "kit A --out kit"),
        (0, "set A title B"),
        (0, "set B description C"),
        (0, "set B price 9.99 --unconfirmed"),
        (2, "set B price 0.98"),
        (2, "set B price cheap"),
        (0, "set B price 9.99"),
        (2, "set B cover text.mp4"),
        (0, "set B cover 1@1"),
        (2, "set B colour red"),
        (0, "retitle B 1 One"),
        (2, "retitle B 9 One"),
        (0, "move B 1 --to 2"),
        (0, "move B 1 2 --to 1"),
        (2, "move B 1 --to 9"),
        (2, "move B 1 --to zero"),
        (0, "remove B 3"),
        (2, "remove B 3"),
        (0, "trim B 1 --in 0.5"),
        (2, "trim B 1 --in 100"),
        (2, "trim B 1 --in when"),
        (0, "trim B 1 --clear"),
        (0, "undo B"),
        (0, "redo B"),
        (2, "redo B"),
        (0, "check B"),
        (0, "show B"),
        (0, "kit B --out kit"),
        (2, "kit B --out kit"),
        (0, "desk B"),
        (0, "desk B --tick sign-in,title,1 --skip 2"),
        (2, "desk B --tick dance"),
        (0, "desk B --agree music --status rejected --reason no"),
        (2, "desk B --status done"),
        (0, "plan good.mp4"),
        (0, "plan good.mp4 --max 0:20 --min 0:10"),
        (2, "plan good.mp4 --max 0:20 --min 0:19"),
        (0, "plan B"),
        (2, "plan B 9"),
        (0, "analyse good.mp4"),
        (2, "analyse text.mp4"),
        (0, "check B --listen"),
        (0, "split B 1 --into 2 --min 1"),
        (2, "split B 1 --into 1"),
        (2, "split B 1 --at 50"),
        (0, "merge B 2 3"),
        (2, "merge B 1"),
        (2, "trim B 2 --in 1"),
        (0, "undo B"),
        (0, "undo B"),
        (2, "apart B 1"),
        (0, "treat B 1 --silence --level"),
        (2, "treat B 1 --level loud"),
        (0, "fix B --dry-run"),
        (2, "fix B --skip 9"),
        (0, "fix B --no-wait"),
        (0, "cut good.mp4 --in 1 --out 5 -o cut.mp4"),
        (2, "cut good.mp4 --in 1 --out 5 -o cut.mp4"),
        (2, "cut good.mp4 --in 5 --out 1 -o cut.mp4 --force"),
        (2, "cut good.mp4 --in 1 --out 5 -o good.mp4 --force"),
        (0, "rules"),
        (2, "dance"),
        (2, "kit B"),
        (2, "list --colour"),
    ]
    .into_iter()
    .map(|(code, line)| (line.split(' ').map(str::to_owned).collect(), code))
    .collect()
}

#[test]
fn every_command_ends_with_its_code_and_speaks_json() {
    let home = Home::new();
    for (line, code) in lines(&home) {
        let said = home.ask(&line);
        assert_eq!(said.code, code, "{line:?} {said:#?}");
        let json = said.json();
        assert!(json.is_object(), "{line:?} {json}");
        let listed = ["refused", "findings"].iter().any(|key| json[key].is_array());
        assert!(code == 0 || json["error"]["message"].is_string() || listed, "{line:?} {json}");
        assert!(code != 2 || listed || !said.complaint.is_empty(), "{line:?} {said:#?}");
    }
}

#[test]
fn an_error_goes_to_stderr_and_says_what_to_do_next() {
    let home = Home::new();
    for (line, code) in lines(&home) {
        let said = home.tell(&line);
        assert_eq!(said.code, code, "{line:?} {said:#?}");
        assert!(!said.complaint.contains("panicked") && !said.text.contains('\u{1b}'), "{said:#?}");
        if code == 2 && !said.complaint.is_empty() {
            let sentences = said.complaint.trim_end().matches(['.', '!', '`', ';', ':']).count();
            assert!(sentences >= 1 && said.complaint.len() > 30, "{line:?} {said:#?}");
        }
        assert!(code == 0 || !said.complaint.is_empty() || code == 1, "{line:?} {said:#?}");
    }
}

#[test]
fn french_leaves_no_english() {
    let (english, french) = (texts("en"), texts("fr"));
    // What stands between the values of an English text, where French says it otherwise.
    let phrases: Vec<(&String, &str)> = english
        .iter()
        .flat_map(|(key, text)| text.split(['{', '}', '\n']).step_by(2).map(move |part| (key, part.trim())))
        .filter(|(key, part)| {
            part.contains(' ') && part.len() > 8 && french.get(*key).is_some_and(|text| !text.contains(part))
        })
        .collect();
    assert!(phrases.len() > 200, "{}", phrases.len());
    // Two homes: each line is told to a person in one, and to a program in the other.
    let (home, other) = (Home::new(), Home::new());
    let _ = lines(&other);
    let mut all = String::new();
    let mut told = |words: &[String]| {
        let mut line = vec!["--lang".to_owned(), "fr".to_owned()];
        line.extend_from_slice(words);
        let said = home.tell(&line);
        for (key, phrase) in &phrases {
            assert!(!said.text.contains(phrase), "{key}: {phrase} in {line:?}: {}", said.text);
            assert!(!said.complaint.contains(phrase), "{key}: {phrase} in {line:?}: {}", said.complaint);
        }
        all += &said.text;
        all += &said.complaint;
        let json = other.ask(&line).text;
        assert!(phrases.iter().all(|(_, phrase)| !json.contains(phrase)), "{line:?} {json}");
    };
    for (line, _) in lines(&home) {
        told(&line);
    }
    for line in [
        "--help",
        "kit --help",
        "set --help",
        "trim --help",
        "plan --help",
        "split --help",
        "fix --help",
        "cut --help",
        "treat --help",
        "--version",
    ] {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        let mut line = vec!["--lang", "fr"];
        line.extend(words.iter().map(String::as_str));
        let said = home.tell(&line);
        assert_eq!(said.code, 0, "{said:#?}");
        assert!(phrases.iter().all(|(_, phrase)| !said.text.contains(phrase)), "{said:#?}");
        assert!(!said.text.contains("Usage: ") && !said.text.contains("Options:"), "{said:#?}");
    }
    assert!(all.contains("9,99\u{a0}$"), "a price as the French write it");
    let page = fs::read_to_string(home.at("kit/submit.html")).unwrap();
    assert!(page.contains("lang=\"fr\""));
    for (key, phrase) in phrases.iter().filter(|(key, _)| key.starts_with("kit.")) {
        assert!(!page.contains(phrase), "{key}: {phrase}");
    }
}

fn texts(language: &str) -> BTreeMap<String, String> {
    let folder = House::here().path("assets/locales").join(language);
    let files = fs::read_dir(folder).expect("it is ours").map(|entry| entry.expect("it is ours").path());
    files
        .flat_map(|file| {
            let text = fs::read_to_string(&file).expect("it is ours");
            serde_json::from_str::<BTreeMap<String, String>>(&text).expect("it is ours")
        })
        .collect()
}
