use super::*;

macro_rules! words {
    ($language:expr, $tag:literal) => {
        Words::parse(
            $language,
            &[
                ("rules", include_str!(concat!("../../../../../assets/locales/", $tag, "/rules.json"))),
                ("fixes", include_str!(concat!("../../../../../assets/locales/", $tag, "/fixes.json"))),
                ("facts", include_str!(concat!("../../../../../assets/locales/", $tag, "/facts.json"))),
                ("publish", include_str!(concat!("../../../../../assets/locales/", $tag, "/publish.json"))),
            ],
        )
        .unwrap()
    };
}

/// The texts of rules, fixes, facts and posting, in both languages.
pub(crate) fn both() -> [Words; 2] {
    [words!(Language::En, "en"), words!(Language::Fr, "fr")]
}

#[derive(Deserialize)]
struct Case {
    language: Language,
    value: Value,
    text: String,
}

#[test]
fn values_are_written_as_the_shared_cases_say() {
    let cases = include_str!("../../../../../assets/locales/format-cases.json");
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    assert!(cases.len() > 60);
    for Case { language, value, text } in cases {
        let words = Words::parse(language, &[("facts", r#"{"word": "HDR"}"#)]).unwrap();
        assert_eq!(words.value(&value), text, "{language:?} {value:?}");
    }
}

fn words(language: Language) -> Words {
    let json = r#"{
        "episodes.one": "{count} episode", "episodes.other": "{count} episodes",
        "both": "{a} and {b}", "odd": "{a"
    }"#;
    Words::parse(language, &[("a", json)]).unwrap()
}

#[test]
fn plural_forms_follow_the_language() {
    for (language, count, text) in [
        (Language::En, 0, "0 episodes"),
        (Language::En, 1, "1 episode"),
        (Language::En, 2, "2 episodes"),
        (Language::Fr, 0, "0 episode"),
        (Language::Fr, 1, "1 episode"),
        (Language::Fr, 2, "2 episodes"),
    ] {
        let message = Message::new("episodes").with("count", Value::Count(count));
        assert_eq!(words(language).say(&message), text);
    }
    assert!(words(Language::En).has("episodes"));
}

#[test]
fn what_is_missing_shows_itself() {
    let words = words(Language::En);
    assert_eq!(words.say(&Message::new("nothing.here")), "nothing.here");
    let half = Message::new("both").with("a", Value::Text("{b}".into()));
    assert_eq!(words.say(&half), "{b} and {b}", "a value is never read as a text");
    assert_eq!(words.say(&Message::new("odd")), "{a");
    assert!(!words.has("nothing.here"));
}

#[test]
fn broken_files_are_refused() {
    let refused = |files: &[(&str, &str)]| Words::parse(Language::En, files).unwrap_err();
    assert!(matches!(refused(&[("a", "[]")]), WordsError::NotTexts { .. }));
    assert!(matches!(refused(&[("a", r#"{"k": {"n": "t"}}"#)]), WordsError::NotTexts { .. }));
    let twice = refused(&[("a", r#"{"k": "1"}"#), ("b", r#"{"k": "2"}"#)]);
    assert_eq!(twice, WordsError::KeyTaken { file: "b".into(), key: "k".into() });
}
