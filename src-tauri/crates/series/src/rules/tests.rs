use proptest::prelude::*;

use super::*;

const SERIES: &str = include_str!("../../../../../assets/rules/series.toml");
const POSTING: &str = include_str!("../../../../../assets/rules/posting.toml");
const STUDIO: &str = include_str!("../../../../../assets/rules/studio.toml");

/// The built-in rules.
pub(crate) fn built_in() -> Rules {
    Rules::built_in(&[("series.toml", SERIES), ("posting.toml", POSTING), ("studio.toml", STUDIO)]).unwrap()
}

#[test]
fn the_built_in_rules_are_the_fact_sheet() {
    let rules = built_in();
    for (id, limit, severity, sure) in [
        ("series.videos.max", Limit::Number(80), Severity::Block, Sure::A),
        ("series.videos.min", Limit::Number(1), Severity::Block, Sure::Own),
        ("series.duration.min_s", Limit::Time(Micros::from_secs(30)), Severity::Block, Sure::A),
        ("series.duration.max_s", Limit::Time(Micros::from_secs(1_200)), Severity::Block, Sure::A),
        ("series.size.max_bytes", Limit::Bytes(4_000_000_000), Severity::Warn, Sure::D),
        ("series.price.min_usd", Limit::Money(Cents::new(99)), Severity::Block, Sure::A),
        ("series.price.max_usd", Limit::Money(Cents::new(18_999)), Severity::Block, Sure::A),
        ("api.duration.max_s", Limit::Time(Micros::from_secs(600)), Severity::Block, Sure::A),
        ("api.fps", Limit::Range { min: 23, max: 60 }, Severity::Block, Sure::A),
        (
            "own.audio.loudness",
            Limit::Loudness { min: Decibels::new(-1_600), max: Decibels::new(-1_200) },
            Severity::Warn,
            Sure::Own,
        ),
        ("own.audio.peak", Limit::Peak(Decibels::new(-100)), Severity::Info, Sure::Own),
        ("auth.refresh_ttl_s", Limit::Time(Micros::from_secs(15_552_000)), Severity::Warn, Sure::B),
    ] {
        let rule = rules.get(id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(
            (&rule.limit, rule.severity, rule.sure, rule.on),
            (&Some(limit), severity, sure, true),
            "{id}"
        );
    }
    assert_eq!(rules.all().len(), 37 + 46 + 11);
    assert_eq!(rules.newest_read(), "2026-11-22");
    assert_eq!(rules.all()[0].id.as_str(), "series.videos.max", "in order of the files");
}

#[test]
fn what_is_unsure_never_blocks_and_what_nobody_published_is_off() {
    for rule in built_in().all() {
        let unsure = matches!(rule.sure, Sure::D | Sure::U);
        assert!(!(unsure && rule.severity == Severity::Block), "{}", rule.id);
        assert_eq!(rule.on, rule.limit.is_some(), "{}", rule.id);
        assert!(!rule.source.is_empty(), "{}", rule.id);
        assert_eq!(rule.read.is_empty(), rule.id.as_str().starts_with("own."), "{}", rule.id);
    }
    let off = ["series.title.max", "series.desc.max", "series.video_title.max", "series.cover.size"];
    for id in off.into_iter().chain(["series.price.list", "api.duration.creator_max_s", "payout.fee_pct"]) {
        assert!(!built_in().get(id).unwrap().on, "{id}");
    }
}

fn overridden(text: &str) -> Rules {
    built_in().overridden_by("mine.toml", text).unwrap()
}

#[test]
fn a_file_overrides_rule_by_rule_and_field_by_field() {
    let rules = overridden("[series.duration.max_s]\nvalue = \"599.5\"\n");
    let rule = rules.get("series.duration.max_s").unwrap();
    assert_eq!(rule.limit, Some(Limit::Time(Micros::from_millis(599_500))));
    assert_eq!((rule.severity, rule.sure, rule.own_file), (Severity::Block, Sure::A, true));
    assert_eq!(rules.get("series.duration.min_s"), built_in().get("series.duration.min_s"));

    let rules = overridden("[\"series.video.codec\"]\non = false\n[series.container]\nseverity = \"info\"");
    assert_eq!(rules.limit("series.video.codec"), None);
    assert_eq!(rules.get("series.container").unwrap().severity, Severity::Info);

    let rules = overridden("[series.video.codec]\nseverity = \"block\"");
    assert_eq!(rules.get("series.video.codec").unwrap().severity, Severity::Warn, "U never blocks");

    let rules = overridden("[series.title.max]\nvalue = 60");
    assert_eq!(rules.limit("series.title.max"), Some(&Limit::Number(60)), "a value switches it on");
    let rules = overridden("[series.title.max]\nvalue = 60\non = false");
    assert_eq!(rules.limit("series.title.max"), None);

    let own = "[sources.me]\ntitle = \"The portal, seen\"\n\
               [series.price.list]\nvalue = [\"4.99\", \"9.99\"]\nsource = \"me\"\nread = 2026-11-20\n";
    let rules = overridden(own);
    let rule = rules.get("series.price.list").unwrap();
    assert_eq!((rule.source.as_str(), rule.read.as_str()), ("The portal, seen", "2026-11-20"));
    assert_eq!(rule.url, None);
    assert_eq!(overridden("").all(), built_in().all());
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    for (text, line, problem) in [
        ("\n[series.duration.max_s\n", 2, "syntax"),
        ("[series.duration.max_s]\nvalue = \n", 2, "syntax"),
        ("[series.duration.max_s]\nvalue = 1\nvalue = 2\n", 3, "syntax"),
        ("# mine\n\n[series.duration.maximum]\nvalue = 900\n", 3, "unknown_rule"),
        ("[series.duration]\nmax_s = 900\n", 1, "unknown_rule"),
        ("series = 900\n", 1, "outside_rule"),
        ("[series.duration.max_s]\nvalue = 900\nlimit = 3\n", 3, "unknown_field"),
        ("[series.duration.max_s]\nkind = \"number\"\n", 2, "unknown_field"),
        ("[series.duration.max_s]\n\nvalue = 900.5\n", 3, "wrong_kind"),
        ("[series.duration.max_s]\nvalue = true\n", 2, "wrong_kind"),
        ("[series.duration.max_s]\nvalue = -1\n", 2, "wrong_kind"),
        ("[series.price.max_usd]\nvalue = 9.99\n", 2, "wrong_kind"),
        ("[series.price.max_usd]\nvalue = \"9.999\"\n", 2, "wrong_kind"),
        ("[series.videos.max]\nvalue = \"80\"\n", 2, "wrong_kind"),
        ("[series.videos.max]\nvalue = 99999999999999999999\n", 2, "wrong_kind"),
        ("[series.container]\nvalue = \"mp4\"\n", 2, "wrong_kind"),
        ("[series.container]\nvalue = [\"mp4\", 5]\n", 2, "wrong_kind"),
        ("[series.fields.required]\nvalue = [\"titel\"]\n", 2, "unknown_name"),
        ("[series.price.locked]\nvalue = 1\n", 2, "wrong_kind"),
        ("[series.price.locked]\non = \"no\"\n", 2, "wrong_kind"),
        ("[series.price.locked]\nseverity = \"hard\"\n", 2, "unknown_word"),
        ("[series.price.locked]\nread = 12:00:00\n", 2, "wrong_kind"),
        ("[series.price.locked]\nsource = \"me\"\n", 2, "unknown_source"),
        ("[sources.me]\nurl = \"https://example.com\"\n", 1, "field_missing"),
        ("[sources.me]\ntitle = \"Me\"\nurl = \"file:///etc\"\n", 3, "wrong_kind"),
        ("[series.duration.min_s]\nvalue = 1201\n", 2, "min_over_max"),
        ("[series.videos.min]\non = true\n\n[series.price.max_usd]\nvalue = \"0.98\"\n", 5, "min_over_max"),
        ("[api.fps]\nvalue = { min = 61, max = 60 }\n", 2, "min_over_max"),
        ("[api.fps]\nvalue = { min = 61 }\n", 2, "wrong_kind"),
        ("[own.audio.loudness]\nvalue = { min = -12, max = \"-12.1\" }\n", 2, "min_over_max"),
        ("[own.audio.loudness]\nvalue = -14\n", 2, "wrong_kind"),
        ("[own.audio.peak]\nvalue = -1.5\n", 2, "wrong_kind"),
        ("[own.audio.peak]\nvalue = \"-1.555\"\n", 2, "wrong_kind"),
    ] {
        let refused = built_in().overridden_by("mine.toml", text).unwrap_err();
        let problem = format!("rules_file.{problem}");
        assert_eq!(
            (refused.line, &refused.problem.key, refused.file.as_str()),
            (line, &problem, "mine.toml"),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC*", at: prop::sample::Index, cut: prop::sample::Index) {
        let _ = built_in().overridden_by("any", &text);
        // A real file with a piece cut out and something else put there.
        let mut damaged: Vec<char> = SERIES.chars().collect();
        let at = at.index(damaged.len());
        let end = (at + cut.index(200)).min(damaged.len());
        damaged.splice(at..end, text.chars());
        let damaged: String = damaged.into_iter().collect();
        if let Err(refused) = Rules::built_in(&[("damaged", &damaged)]) {
            prop_assert!((refused.line as usize) <= damaged.lines().count().max(1) + 1);
        }
    }
}
