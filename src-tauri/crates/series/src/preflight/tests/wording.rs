//! Everything preflight, plan and description can say has words, in both languages.

use std::collections::BTreeSet;

use super::*;
use crate::{Analysis, Decibels, Means, SoundAnalysis, Words, describe, export_plan, words::tests::both};

/// Rules nobody published a value for, given one, so that they speak.
const ALL_ON: &str = "[series.title.max]\nvalue = 1\n[series.desc.max]\nvalue = 1\n\
    [series.video_title.max]\nvalue = 1\n[series.cover.size]\nvalue = 9999\n\
    [series.price.list]\nvalue = [\"4.99\"]\n";

/// Drafts and files that break every rule between them.
fn all_findings() -> Vec<Finding> {
    let rules = with_rules(ALL_ON);
    let states = [FileState::Missing, FileState::Changed, FileState::Unreadable];
    let files = (2..).map(samples::clip_id).zip(states).collect();
    let mut clips: Vec<Clip> = (1..=9).map(samples::clip).collect();
    clips[0].facts.duration = Micros::new(1_200_070_000);
    clips[1].facts.duration = Micros::from_secs(24);
    clips[2].facts.size_bytes = 5_000_000_000;
    clips[3].facts.container = Container::Mov;
    let picture = |clip: &mut Clip, width, height| {
        (clip.facts.video.width, clip.facts.video.height) = (width, height);
    };
    picture(&mut clips[4], 320, 240);
    picture(&mut clips[5], 8_000, 8_000);
    clips[4].facts.video.fps = Ratio::new(15, 1);
    clips[5].facts.video.fps = Ratio::new(120, 1);
    clips[6].facts.video.codec = "prores".into();
    clips[6].facts.container = Container::Other("avi".into());
    clips[6].facts.audio = None;
    clips[7].facts.video.variable_rate = true;
    clips[7].facts.video.hdr = Some(Hdr::Pq);
    clips[8].facts.fingerprint = clips[7].facts.fingerprint.clone();
    clips[8].facts.video.fps = None;
    clips[8].facts.video.variable_rate = true;
    clips[8].facts.video.codec = "hevc".into();
    clips[3].facts.video.rotation = 90;
    let bare = check_clips(&clips, &rules).clips.concat();
    let levels = (Some(Decibels::new(-2_340)), Some(Decibels::new(50)));
    let sound = SoundAnalysis { loudness: levels.0, true_peak: levels.1, pauses: Vec::new() };
    let heard = Arc::new(Analysis { index: None, sound: Some(sound) });
    let analyses = Analyses::from([(clips[3].facts.fingerprint.clone(), heard)]);
    let mut draft = samples::draft_of(clips);
    let alike = Edit::Retitle { episode: samples::episode_id(9), title: "Episode 1".into() };
    draft = draft.apply(&alike).unwrap();
    draft = samples::trimmed(&draft, 2, Micros::ZERO, Micros::from_secs(10));
    draft.confirmed_price = None;
    let mut findings = preflight(&draft, &files, &analyses, &rules).findings;
    findings.extend(bare);
    for price in [98, 19_000] {
        draft.price = Some(Cents::new(price));
        findings.extend(preflight(&draft, &files, &Analyses::new(), &rules).findings);
    }
    findings.extend(preflight(&samples::draft(81), &files, &Analyses::new(), &rules).findings);
    findings.extend(preflight(&Draft::new(draft.id, ""), &files, &Analyses::new(), &rules).findings);
    let mut untitled = samples::draft(1);
    untitled.cover = None;
    untitled.episodes = vec![Arc::new(crate::Episode { title: " ".into(), ..samples::episode(1) })];
    findings.extend(preflight(&untitled, &files, &Analyses::new(), &rules).findings);
    findings
}

/// The sentence is whole: it has a text, and every value the text asks for.
fn assert_said(words: &Words, message: &Message) -> String {
    let said = words.say(message);
    assert!(words.has(&message.key), "{:?} has no {}", words.language(), message.key);
    assert!(!said.is_empty() && !said.contains(['{', '}']), "{said}: {message:?}");
    for value in message.values.values() {
        if let Value::Word(key) = value {
            assert!(words.has(key), "{:?} has no {key}", words.language());
        }
    }
    said
}

#[test]
fn every_finding_is_worded() {
    let findings = all_findings();
    let texts =
        [FindingText::Name, FindingText::Why, FindingText::Tag, FindingText::Row, FindingText::Sentence];
    for words in both() {
        for finding in &findings {
            for text in texts {
                assert_said(&words, &finding.text(text));
            }
            for fix in finding.fix.iter().chain(&finding.others) {
                assert_said(&words, &fix.label);
            }
        }
    }
}

#[test]
fn every_rule_has_a_name_and_every_checked_one_was_broken_here() {
    let broken: BTreeSet<String> = all_findings().iter().map(|f| f.rule.to_string()).collect();
    for words in both() {
        for rule in built_in().all() {
            assert_said(&words, &Message::new(format!("rule.{}.name", rule.id)));
        }
        let checked: BTreeSet<String> = words
            .iter()
            .filter_map(|(key, _)| Some(key.strip_prefix("rule.")?.strip_suffix(".why")?.to_owned()))
            .collect();
        assert_eq!(checked, broken);
        let known: BTreeSet<String> = built_in().all().iter().map(|rule| rule.id.to_string()).collect();
        for (key, _) in words.iter() {
            let Some((id, _)) = key.strip_prefix("rule.").and_then(|key| key.rsplit_once('.')) else {
                continue;
            };
            assert!(known.contains(id), "{key} is of no rule");
        }
    }
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_values() {
    let values = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    let [en, fr] = both()
        .map(|words| words.iter().map(|(key, text)| (key.to_owned(), values(text))).collect::<Vec<_>>());
    assert_eq!(en, fr);
}

#[test]
fn plans_and_clips_are_described_in_words() {
    let mut facts = samples::clip(1).facts;
    (facts.size_bytes, facts.duration) = (4_600_000_000, Micros::new(5_560_120_000));
    let said = |words: &Words, facts: &crate::ClipFacts| -> Vec<String> {
        describe(facts).iter().map(|part| assert_said(words, part)).collect()
    };
    let [en, fr] = both();
    assert_eq!(
        said(&en, &facts),
        [
            "Vertical 1080 × 1920",
            "29.97 fps, constant",
            "H.264, 8-bit",
            "AAC stereo, 48 kHz",
            "MP4 file",
            "4.6 GB, 1:32:40.12"
        ]
    );
    assert_eq!(said(&fr, &facts)[5], "4,6\u{A0}Go, 1:32:40,12");

    facts.audio = None;
    facts.container = Container::Matroska;
    (facts.video.width, facts.video.height, facts.video.rotation) = (1_920, 1_080, 90);
    (facts.video.codec, facts.video.bit_depth, facts.video.hdr) = ("hevc".into(), 10, Some(Hdr::Hlg));
    facts.video.variable_rate = true;
    assert_eq!(
        said(&fr, &facts)[..7],
        [
            "Horizontal 1920 × 1080",
            "Environ 29,97\u{A0}i/s, variable",
            "HEVC, 10\u{A0}bits",
            "HDR (HLG)",
            "Tourné de 90° à la lecture",
            "Sans son",
            "Fichier Matroska"
        ]
    );

    let mut clips = [samples::clip(1), samples::clip(2), samples::clip(3)];
    clips[1].facts.container = Container::Mov;
    clips[2].facts.video.codec = "vp8".into();
    let plan =
        export_plan(&samples::draft_of(clips.to_vec()), &built_in(), &Analyses::new(), &Means::default());
    for words in both() {
        for episode in &plan.episodes {
            assert_said(&words, &episode.reason);
        }
    }
}

/// A sentence as the command line prints it, in both languages.
#[test]
fn sentences_read_well() {
    let findings = all_findings();
    let too_long = findings.iter().find(|f| f.rule.as_str() == "series.duration.max_s").unwrap();
    let [en, fr] = both();
    let sentence = too_long.text(FindingText::Sentence);
    assert_eq!(en.say(&sentence), "“Episode 1” lasts 20:00.07: +0.07 s, where TikTok takes at most 20:00.");
    assert_eq!(
        fr.say(&sentence),
        "«\u{A0}Episode 1\u{A0}» dure 20:00,07\u{A0}: +0,07\u{A0}s, alors que TikTok accepte au plus 20:00."
    );
    let label = &too_long.fix.as_ref().unwrap().label;
    assert_eq!([en.say(label), fr.say(label)], ["Trim to 20:00", "Couper à 20:00"]);
}

#[test]
fn every_edit_and_every_refusal_of_a_rules_file_is_worded() {
    let broken = [
        "a = 1",
        "[a]",
        "[a]\nb = ",
        "[series.title.max]\nvalue = true",
        "[series.title.max]\nkind = 5",
        "[series.title.max]\nsource = \"x\"",
        "[series.title.max]\nsure = \"x\"",
        "[series.orientation]\nvalue = [\"round\"]",
        "[series.videos.min]\nvalue = 81",
        "[sources.x]\nurl = \"\"",
        "[sources]\nx = 5",
        "[sources.x]\ntitle = \"x\"\nurl = \"x\"",
        "[series.title.max]\nread = 5",
        "[series.title.max]\non = 5",
        "[series.title.max]\nsource = 5",
        "[series.container]\nvalue = 5",
        "[series.size.max_bytes]\nvalue = -1",
        "[series.price.max_usd]\nvalue = 5",
        "[series.duration.max_s]\nvalue = []",
        "[api.px]\nvalue = 5",
    ];
    let edits = "add remove move retitle trim split merge treat send all relink set_title set_description set_price confirm_price set_cover";
    for words in both() {
        for text in broken {
            let refused = built_in().overridden_by("own.toml", text).unwrap_err();
            assert_said(&words, &refused.problem);
        }
        for edit in edits.split(' ') {
            assert_said(&words, &Message::new(format!("edit.{edit}")));
        }
    }
}
