//! Rules are data: shown with their sources, changed by a file, never broken by one.

use std::{collections::BTreeSet, fs};

use showrunner_tests::cli::Home;

/// The rules of a Series and of the posting API that are known, by name.
const KNOWN: &str = "series.videos.max series.videos.min series.duration.min_s series.duration.max_s
    series.size.max_bytes series.container series.orientation series.video.codec series.price.min_usd
    series.price.max_usd series.price.list series.price.locked series.price.currency series.discount
    series.fields.required series.title.max series.desc.max series.video_title.max series.cover.size
    elig.age elig.account_age_days elig.account_type elig.followers elig.posts_30d elig.views_30d
    elig.original elig.standing elig.region payout.threshold_usd payout.statement_day payout.setup
    payout.fee_pct content.watermark
    api.container api.codec api.fps api.px api.size.max api.duration.max_s api.duration.creator_max_s
    api.title.max api.mime api.chunk.whole_below api.chunk.min api.chunk.max api.chunk.last_max
    api.chunk.multi_above api.chunk.single_equal api.chunk.count api.chunk.order api.upload_url.ttl_s
    api.rate.init api.rate.creator_info api.rate.status api.rate.read api.cap.posts_24h
    api.cap.pending_24h api.cap.unaudited_users api.unaudited.privacy api.privacy.option
    api.interactions.default api.disclosure.choice api.branded.private api.consent.text
    api.nickname.shown api.preview.shown api.creator.can_post api.watermark api.aigc api.retry.init
    api.retry.put_5xx auth.pkce auth.verifier auth.redirect auth.access_ttl_s auth.refresh_ttl_s
    auth.refresh_rotate auth.secret auth.scopes";

#[test]
fn every_known_rule_is_there_with_its_source() {
    let home = Home::new();
    let rules = home.ask(&["rules"]).fine();
    let rules = rules["rules"].as_array().unwrap();
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "none stands twice");
    let missing: Vec<_> = KNOWN.split_whitespace().filter(|id| !ids.contains(id)).collect();
    assert_eq!(missing, [""; 0]);
    for rule in rules {
        let text = |key: &str| rule[key].as_str().unwrap_or_default();
        assert!(!text("source").is_empty() && !text("name").is_empty(), "{rule}");
        let own = text("sure") == "own";
        assert!(own || text("read").starts_with("2026-"), "{rule}");
        let official = matches!(text("sure"), "A" | "B");
        assert!(!official || text("url").starts_with("https://"), "{rule}");
        assert!(!matches!(text("sure"), "D" | "U") || text("severity") != "block", "{rule}");
        assert!(!rule["limit"].is_null() || rule["on"] == false, "{rule}");
    }
    let told = home.tell(&["rules"]).text;
    for word in KNOWN.split_whitespace().chain(["20:00", "$189.99", "About TikTok Series", "https://"]) {
        assert!(told.contains(word), "{word}");
    }
}

#[test]
fn a_file_changes_a_verdict_and_no_code() {
    let home = Home::new();
    let path = home.lesson("a.mp4", 0);
    let id = home.series("Bread", &[path]);
    home.offer(&id);
    home.ask(&["check", &id]).fine();
    fs::create_dir(home.data().join("rules")).unwrap();
    let file = home.data().join("rules/mine.toml");
    fs::write(&file, "[series.duration.min_s]\nvalue = 45\n\n[series.title.max]\nvalue = 3\non = true\n")
        .unwrap();
    let found = home.ask(&["check", &id]).blocked();
    assert_eq!(found["clips"][0]["findings"][0]["rule"], "series.duration.min_s");
    assert!(found["clips"][0]["findings"][0]["message"].as_str().unwrap().contains("0:45"));
    let title = found["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "series.title.max");
    assert_ne!(title.expect("a limit that nobody published can be set")["severity"], "block");
    home.ask(&["check", "a.mp4"]).blocked();
    home.ask(&["kit", &id, "--out", "kit"]).blocked();
    assert!(!home.at("kit").exists());
    assert!(home.tell(&["rules"]).text.contains("your own"));
    let rules = home.ask(&["rules"]).fine();
    let own: Vec<_> =
        rules["rules"].as_array().unwrap().iter().filter(|rule| rule["own_file"] == true).collect();
    assert_eq!(own.len(), 2);

    // Price limits are rules too.
    fs::write(&file, "[series.price.max_usd]\nvalue = \"249.99\"\n").unwrap();
    home.ask(&["set", &id, "price", "190.00"]).fine();
    fs::remove_file(&file).unwrap();
    let found = home.ask(&["check", &id]).blocked();
    assert!(found["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "series.price.max_usd"));
}

#[test]
fn a_broken_file_is_refused_by_line_and_the_built_in_rules_hold() {
    let home = Home::new();
    let path = home.lesson("a.mp4", 0).display().to_string();
    home.series("Bread", &[]);
    fs::create_dir(home.data().join("rules")).unwrap();
    let file = home.data().join("rules/mine.toml");
    for (text, line) in [
        ("[series.duration.min_s]\nvalue = 45\nnonsense\n", 3),
        ("\n[series.duration.min_s]\nvalue = \"soon\"\n", 3),
        ("[series.duration.minimum]\nvalue = 45\n", 1),
        ("[series.duration.min_s]\nvalue = 2000\n", 2),
        ("[series.duration.min_s]\nvalue = 45\n[series.videos.max]\nvalues = 3\n", 4),
    ] {
        fs::write(&file, text).unwrap();
        let rules = home.ask(&["rules"]).fine();
        let refused = &rules["refused"][0];
        assert_eq!(refused["file"], file.display().to_string(), "{text}");
        assert_eq!(refused["line"], line, "{text}");
        assert!(!refused["message"].as_str().unwrap().is_empty(), "{text}");
        // Whole: the rules that could be read are not used either.
        let least = rules["rules"].as_array().unwrap().iter().find(|r| r["id"] == "series.duration.min_s");
        assert_eq!(least.unwrap()["limit"]["value"], 30_000_000, "{text}");
        let told = home.tell(&["check", &path]);
        assert_eq!(told.code, 0, "{told:#?}");
        assert!(told.complaint.contains("mine.toml") && told.complaint.contains(&line.to_string()));
        // Good files beside it are used.
        let good = home.data().join("rules/good.toml");
        fs::write(&good, "[series.videos.max]\nvalue = 70\n").unwrap();
        let rules = home.ask(&["rules"]).fine();
        let most = rules["rules"].as_array().unwrap().iter().find(|r| r["id"] == "series.videos.max");
        assert_eq!(most.unwrap()["limit"]["value"], 70);
        fs::remove_file(good).unwrap();
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(home.ask(&["rules"]).fine()["refused"].as_array().map(Vec::len), Some(1));
}
