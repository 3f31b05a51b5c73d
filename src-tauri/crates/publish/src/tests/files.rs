//! The files of a kit, as a person or a program finds them.

use std::fs;

use series::Language;
use tempfile::TempDir;

use super::example::{TEASER, TITLES, contents, rules, words, write_episodes};
use crate::{COVER, KitFolder, MANIFEST, PAGE, TABLE};

/// A kit in that language; its folder is gone when the first is dropped.
fn kit(language: Language) -> (TempDir, impl Fn(&str) -> String) {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("kit");
    let kit = KitFolder::begin(&target, 0).unwrap();
    let contents = contents();
    write_episodes(&kit, &contents);
    let (folder, bytes) = kit.finish(&contents, &words(language)).unwrap();
    assert_eq!(folder, target);
    let there: u64 = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert_eq!(bytes, there);
    (place, move |name| fs::read_to_string(folder.join(name)).unwrap())
}

fn without_version(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "[version]")
}

/// What stands between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

#[test]
fn the_folder_holds_the_kit_and_nothing_else() {
    let (place, read) = kit(Language::En);
    let mut names: Vec<_> = fs::read_dir(place.path().join("kit"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut expected: Vec<_> =
        contents().episodes.into_iter().map(|episode| episode.plan.file_name).collect();
    expected.extend([COVER, TABLE, MANIFEST, PAGE].map(str::to_owned));
    assert_eq!(names, expected);
    assert_eq!(fs::read(place.path().join("kit").join(COVER)).unwrap(), contents().cover);
    for file in [MANIFEST, TABLE, PAGE] {
        assert!(!read(file).contains("/private"), "{file} tells a private path");
        assert!(!read(file).contains(TEASER), "{file} tells of what is free");
    }
}

#[test]
fn the_manifest_is_as_its_schema_says() {
    let schema = include_str!("../../../../../assets/schema/series.schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let (_place, read) = kit(Language::En);
    let mut manifest = serde_json::from_str(&read(MANIFEST)).unwrap();
    let wrong: Vec<_> = schema.iter_errors(&manifest).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new());
    insta::assert_snapshot!(without_version(&read(MANIFEST)));

    // The schema can tell: each of these is refused.
    for (pointer, bad) in [
        ("/schema_version", serde_json::json!(2)),
        ("/series/price_usd", "9,99".into()),
        ("/series/cover/file", "/tmp/cover.jpg".into()),
        ("/episodes/0/number", 0.into()),
        ("/episodes/0/road", "magic".into()),
        ("/episodes/0/video_codec", serde_json::Value::Null),
    ] {
        let good = std::mem::replace(manifest.pointer_mut(pointer).unwrap(), bad);
        assert!(!schema.is_valid(&manifest), "{pointer}");
        *manifest.pointer_mut(pointer).unwrap() = good;
    }
}

#[test]
fn the_table_opens_safely_in_a_spreadsheet() {
    let (_place, read) = kit(Language::En);
    let table = read(TABLE);
    insta::assert_snapshot!(table.replace("\r\n", "␍\n"));
    assert!(table.starts_with('\u{feff}'));
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), TITLES.len());
    assert_eq!(rows[0].get(1), Some(format!("'{}", TITLES[0]).as_str()));
    assert_eq!(rows[3].get(1), Some(TITLES[3]));
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
}

#[test]
fn the_checklist_reads_well_in_both_languages() {
    for (name, language) in [("checklist_en", Language::En), ("checklist_fr", Language::Fr)] {
        let (_place, read) = kit(language);
        let page = without_version(&read(PAGE));
        // What stands in files of its own is not shown again.
        let shown = page
            .replace(between(&page, "<style>", "</style>"), "[style]")
            .replace(between(&page, "<script>", "</script>"), "[script]")
            .replace(between(&page, "Policy\" content=\"", "\">"), "[policy]");
        insta::assert_snapshot!(name, shown);
        let words = words(language);
        let unsaid: Vec<_> =
            words.iter().map(|(key, _)| key).filter(|key| page.contains(&format!(">{key}<"))).collect();
        assert_eq!(unsaid, Vec::<&str>::new());
        assert!(!page.contains(">kit."), "a text is missing");
    }
}

#[test]
fn both_languages_have_the_same_texts() {
    let keys = |language| words(language).iter().map(|(key, _)| key.to_owned()).collect::<Vec<_>>();
    assert_eq!(keys(Language::En), keys(Language::Fr));
    // And one for every rule of eligibility in force.
    for rule in rules().all().iter().filter(|rule| rule.id.as_str().starts_with("elig.") && rule.on) {
        assert!(words(Language::En).has(&format!("kit.{}", rule.id.as_str())), "{:?}", rule.id);
    }
}

#[test]
fn the_checklist_loads_nothing_and_runs_only_its_own_script() {
    let (_place, read) = kit(Language::En);
    let page = read(PAGE);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    for (element, before, after) in [("script", "<script>", "</script>"), ("style", "<style>", "</style>")] {
        let allowed = between(&page, &format!("{element}-src '"), "'");
        assert_eq!(allowed, crate::page::hash(between(&page, before, after)), "{element}");
    }
    assert!(between(&page, "Policy\" content=\"", "\">").starts_with("default-src 'none'; "));
    // The one address is where a click leads; the one picture is in the page.
    assert_eq!(page.matches("://").count(), 1);
    assert!(page.contains(r#"<a href="https://www.tiktok.com/series""#));
    assert_eq!(page.matches("src=").count(), 1);
    assert!(page.contains(r#"<img src="data:image/jpeg;base64,"#));
    for forbidden in [" style=", " onclick=", "@import", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn what_the_creator_wrote_stays_text() {
    let (_place, read) = kit(Language::En);
    let page = read(PAGE);
    let values: Vec<_> = page
        .split("class=\"value\"")
        .skip(1)
        .map(|rest| rest.split_once('>').unwrap().1.split_once('<').unwrap().0)
        .map(read_as_html)
        .collect();
    for title in TITLES {
        assert!(values.iter().any(|value| value == title), "{title:?} in {values:?}");
    }
    assert!(values.iter().any(|value| value == "Two lines\nand a </style> tag"));
}

/// What a browser's `textContent` gives for such a text.
fn read_as_html(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}
