//! Every rule at its own boundary.

use std::sync::Arc;

use super::*;
use crate::{
    Cents, Container, Cover, Hdr, History, Micros, Ratio, Step, Trim, rules::tests::built_in, samples,
};

mod fixes;
mod teasers;
mod wording;

fn found(draft: &Draft) -> Preflight {
    preflight(draft, &FileStates::new(), &Analyses::new(), &built_in())
}

/// The rules with some of the creator's own on top.
fn with_rules(text: &str) -> Rules {
    built_in().overridden_by("own.toml", text).unwrap()
}

fn ids(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

/// What preflight finds in a draft of one clip that is changed so.
fn of_clip(change: impl FnOnce(&mut Clip)) -> Vec<Finding> {
    let mut clip = samples::clip(1);
    change(&mut clip);
    found(&samples::draft_of(vec![clip])).findings
}

fn of_length(micros: i64) -> Vec<Finding> {
    of_clip(|clip| clip.facts.duration = Micros::new(micros))
}

#[test]
fn a_faultless_draft_has_no_findings() {
    let preflight = found(&samples::draft(34));
    assert_eq!((preflight.findings.as_slice(), preflight.ready), (&[][..], 34));
}

#[test]
fn twenty_minutes_pass_and_a_microsecond_more_blocks() {
    assert_eq!(of_length(1_200_000_000), []);
    for over in [1, 1_000] {
        let findings = of_length(1_200_000_000 + over);
        assert_eq!(ids(&findings), ["series.duration.max_s"]);
        let finding = &findings[0];
        assert_eq!(finding.severity, Severity::Block);
        assert_eq!(finding.subject, Subject::Episode(samples::episode_id(1)));
        assert_eq!(finding.values["measured"], Value::Time(Micros::new(1_200_000_000 + over)));
        assert_eq!(finding.values["limit"], Value::Time(Micros::from_secs(1_200)));
        assert_eq!(finding.values["over"], Value::Distance(Micros::new(over)));
        assert_eq!(finding.values["name"], Value::Text("Episode 1".into()));
    }
}

#[test]
fn thirty_seconds_pass_and_a_microsecond_less_blocks() {
    assert_eq!(of_length(30_000_000), []);
    for under in [1, 1_000] {
        let findings = of_length(30_000_000 - under);
        assert_eq!(ids(&findings), ["series.duration.min_s"]);
        assert_eq!(findings[0].values["over"], Value::Distance(Micros::new(-under)));
        let remove = Edit::Remove { episodes: vec![samples::episode_id(1)] };
        assert_eq!(findings[0].fix.as_ref().unwrap().action, FixAction::Edit { edit: remove });
    }
}

/// The draft after the fix of its only finding.
fn fixed(draft: &Draft) -> Draft {
    let findings = found(draft).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    match &findings[0].fix.as_ref().unwrap().action {
        FixAction::Edit { edit } => draft.apply(edit).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_counts_is_what_would_be_delivered() {
    let mut long = samples::clip(1);
    long.facts.duration = Micros::from_secs(1_260);
    let draft = samples::draft_of(vec![long]);
    let trim = |start, end| samples::trimmed(&draft, 0, Micros::from_millis(start), Micros::from_millis(end));

    assert_eq!(found(&trim(60_000, 1_260_000)).findings, []);
    assert_eq!(ids(&found(&trim(59_999, 1_260_000)).findings), ["series.duration.max_s"]);
    assert_eq!(found(&trim(0, 30_000)).findings, []);
    assert_eq!(ids(&found(&trim(0, 29_999)).findings), ["series.duration.min_s"]);
}

#[test]
fn a_trim_that_took_too_much_is_taken_back() {
    let short = samples::trimmed(&samples::draft(1), 0, Micros::ZERO, Micros::from_secs(10));
    assert_eq!(fixed(&short), samples::draft(1));
}

#[test]
fn eighty_episodes_pass_and_the_eighty_first_is_told_once() {
    assert_eq!(found(&samples::draft(80)).findings, []);
    let draft = samples::draft(83);
    let preflight = found(&draft);
    assert_eq!(ids(&preflight.findings), ["series.videos.max"]);
    let finding = &preflight.findings[0];
    assert_eq!((finding.subject, finding.severity), (Subject::Series, Severity::Block));
    assert_eq!(finding.values["measured"], Value::Count(83));
    assert_eq!(finding.values["over"], Value::Count(3));
    assert_eq!(fixed(&draft), samples::draft(80));
}

#[test]
fn an_empty_draft_says_all_that_is_missing() {
    let draft = Draft::new(samples::draft(1).id, " ");
    let preflight = found(&draft);
    let fields: Vec<_> = preflight.findings.iter().filter_map(|f| f.values.get("field")).collect();
    let wanted = ["title", "description", "price", "cover"].map(|f| Value::Word(format!("field.{f}")));
    assert_eq!(fields, wanted.iter().collect::<Vec<_>>());
    assert_eq!(ids(&preflight.findings)[4..], ["series.videos.min"]);
    assert!(preflight.findings.iter().all(|f| f.severity == Severity::Block && f.fix.is_some()));
}

#[test]
fn the_cover_comes_from_the_first_episode_when_there_is_one() {
    let mut draft = samples::draft(2);
    draft.cover = None;
    let fix = found(&draft).findings[0].fix.clone().unwrap();
    assert_eq!(fix.action, FixAction::CoverFrom { episode: samples::episode_id(1) });
}

#[test]
fn a_price_has_ends_and_is_confirmed() {
    let priced = |cents: u32, confirmed: u32| {
        let mut draft = samples::draft(1);
        (draft.price, draft.confirmed_price) = (Some(Cents::new(cents)), Some(Cents::new(confirmed)));
        draft
    };
    for cents in [99, 100, 999, 18_999] {
        assert_eq!(found(&priced(cents, cents)).findings, [], "{cents}");
    }
    assert_eq!(ids(&found(&priced(98, 98)).findings), ["series.price.min_usd"]);
    assert_eq!(ids(&found(&priced(19_000, 19_000)).findings), ["series.price.max_usd"]);
    assert_eq!(fixed(&priced(19_000, 0)).price, Some(Cents::new(18_999)));

    let findings = found(&priced(999, 899)).findings;
    assert_eq!((ids(&findings), findings[0].severity), (vec!["series.price.locked"], Severity::Block));
    let fix = findings[0].fix.clone().unwrap();
    assert_eq!(fix.action, FixAction::GoTo { place: FixPlace::PriceConfirmation });
}

#[test]
fn a_price_list_is_held_once_someone_knows_it() {
    let rules = with_rules("[series.price.list]\nvalue = [\"4.99\", \"$9.99\"]\n");
    let mut draft = samples::draft(1);
    assert_eq!(preflight(&draft, &FileStates::new(), &Analyses::new(), &rules).findings, []);
    draft.price = Some(Cents::new(899));
    draft.confirmed_price = draft.price;
    let findings = preflight(&draft, &FileStates::new(), &Analyses::new(), &rules).findings;
    assert_eq!((ids(&findings), findings[0].severity), (vec!["series.price.list"], Severity::Warn));
}

#[test]
fn files_are_there_readable_and_as_they_were() {
    let draft = samples::draft(2);
    for (state, rule, read_again) in [
        (FileState::Missing, "own.file.missing", false),
        (FileState::Changed, "own.file.changed", true),
        (FileState::Unreadable, "own.file.unreadable", false),
    ] {
        let clip = samples::clip_id(2);
        let preflight = preflight(&draft, &FileStates::from([(clip, state)]), &Analyses::new(), &built_in());
        assert_eq!((ids(&preflight.findings), preflight.ready), (vec![rule], 1));
        let action = &preflight.findings[0].fix.as_ref().unwrap().action;
        let wanted = if read_again { FixAction::ReadAgain { clip } } else { FixAction::FindFile { clip } };
        assert_eq!(*action, wanted);
    }
}

#[test]
fn size_is_that_of_the_kept_part() {
    let sized = |bytes| of_clip(|clip| clip.facts.size_bytes = bytes);
    assert_eq!(sized(4_000_000_000), []);
    let findings = sized(4_000_000_001);
    assert_eq!((ids(&findings), findings[0].severity), (vec!["series.size.max_bytes"], Severity::Warn));
    assert_eq!(findings[0].values["over"], Value::Bytes(1));

    let mut large = samples::clip(1);
    large.facts.size_bytes = 7_000_000_000;
    let draft = samples::draft_of(vec![large]);
    let half = samples::trimmed(&draft, 0, Micros::ZERO, Micros::from_secs(30));
    assert_eq!(found(&half).findings, []);
}

#[test]
fn another_container_is_good_to_know_in_a_draft_and_a_warning_for_a_file() {
    let mut clip = samples::clip(1);
    clip.facts.container = Container::Mov;
    let findings = found(&samples::draft_of(vec![clip.clone()])).findings;
    assert_eq!((ids(&findings), findings[0].severity), (vec!["series.container"], Severity::Info));
    assert_eq!(findings[0].values["road"], Value::Word("road.remux".into()));

    let checks = check_clips(&[clip], &built_in());
    assert_eq!(ids(&checks.clips[0]), ["series.container"]);
    assert_eq!(checks.clips[0][0].severity, Severity::Warn);
}

#[test]
fn pictures_have_limits_that_only_warn() {
    let sized =
        |width, height| of_clip(|clip| (clip.facts.video.width, clip.facts.video.height) = (width, height));
    assert_eq!(sized(360, 4_096), []);
    assert_eq!(ids(&sized(359, 640)), ["series.video.px.min"]);
    assert_eq!(ids(&sized(1_080, 4_097)), ["series.video.px.max"]);
    assert_eq!(ids(&sized(1_080, 1_081)), Vec::<&str>::new());
    for (width, height) in [(1_080, 1_080), (1_920, 1_080)] {
        let findings = sized(width, height);
        assert_eq!((ids(&findings), findings[0].severity), (vec!["series.orientation"], Severity::Info));
    }

    let at = |num, den| of_clip(|clip| clip.facts.video.fps = Ratio::new(num, den));
    assert_eq!(at(23, 1), []);
    assert_eq!(at(60, 1), []);
    assert_eq!(at(24_000, 1_001), []);
    assert_eq!(ids(&at(22_999, 1_000)), ["series.video.fps.min"]);
    assert_eq!(ids(&at(60_001, 1_000)), ["series.video.fps.max"]);

    let findings = of_clip(|clip| clip.facts.video.codec = "hevc".into());
    assert_eq!((ids(&findings), findings[0].severity), (vec!["series.video.codec"], Severity::Warn));
    assert_eq!(ids(&of_clip(|clip| clip.facts.video.variable_rate = true)), ["own.video.vfr"]);
    assert_eq!(ids(&of_clip(|clip| clip.facts.video.hdr = Some(Hdr::Hlg))), ["own.video.hdr"]);
    let findings = of_clip(|clip| clip.facts.audio = None);
    assert_eq!((ids(&findings), findings[0].severity), (vec!["own.audio.none"], Severity::Info));
}

#[test]
fn the_codec_that_counts_is_that_of_the_file_to_be() {
    let trimmed =
        |clip: Clip| samples::trimmed(&samples::draft_of(vec![clip]), 0, Micros::ZERO, Micros::from_secs(40));
    let mut clip = samples::clip(1);
    clip.facts.video.codec = "hevc".into();
    assert_eq!(ids(&found(&trimmed(clip.clone())).findings), ["series.video.codec"], "cut, it stays HEVC");
    clip.facts.video.codec = "vp9".into();
    assert_eq!(found(&trimmed(clip.clone())).findings, [], "only H.264 is cut exactly");
    clip.facts.video.bit_depth = 10;
    let findings = found(&trimmed(clip)).findings;
    assert_eq!(ids(&findings), ["series.video.codec"], "10 bits are kept, in HEVC");
    assert_eq!(findings[0].values["measured"], Value::Text("HEVC".into()));
}

#[test]
fn the_same_part_twice_is_told_of_the_later_episode() {
    let mut twin = samples::clip(2);
    twin.facts.fingerprint = samples::clip(1).facts.fingerprint;
    let draft = samples::draft_of(vec![samples::clip(1), twin]);
    let findings = found(&draft).findings;
    assert_eq!(ids(&findings), ["own.clip.twice"]);
    assert_eq!(findings[0].subject, Subject::Episode(samples::episode_id(2)));
    assert_eq!(findings[0].values["other_number"], Value::Count(1));

    let first = samples::trimmed(&draft, 0, Micros::ZERO, Micros::from_secs(30));
    let apart = samples::trimmed(&first, 1, Micros::from_secs(30), Micros::from_secs(60));
    assert_eq!(found(&apart).findings, [], "two halves share nothing");
    let over = samples::trimmed(&first, 1, Micros::new(29_999_999), Micros::from_secs(60));
    assert_eq!(ids(&found(&over).findings), ["own.clip.twice"]);
}

#[test]
fn the_same_title_twice_is_told() {
    let draft = samples::draft(3);
    let edit = Edit::Retitle { episode: samples::episode_id(3), title: "EPISODE 1".into() };
    let findings = found(&draft.apply(&edit).unwrap()).findings;
    assert_eq!((ids(&findings), findings[0].severity), (vec!["own.titles.alike"], Severity::Warn));
    assert_eq!(findings[0].values["other_number"], Value::Count(1));
}

#[test]
fn texts_have_a_length_once_someone_knows_it() {
    let rules = with_rules(
        "[series.title.max]\nvalue = 4\n[series.desc.max]\nvalue = 4\n\
         [series.video_title.max]\nvalue = 4\n[series.cover.size]\nvalue = 1080\n",
    );
    let mut draft = samples::draft(1);
    let cover = |width| Arc::new(Cover { width, ..Cover::clone(draft.cover.as_ref().unwrap()) });
    let (fits, small) = (cover(1_080), cover(1_079));
    // An emoji has two UTF-16 units.
    (draft.title, draft.description, draft.cover) = ("ab🥖".into(), "abcd".into(), Some(fits));
    draft.episodes = vec![Arc::new(crate::Episode { title: "abcd".into(), ..samples::episode(1) })];
    assert_eq!(preflight(&draft, &FileStates::new(), &Analyses::new(), &rules).findings, []);

    (draft.title, draft.description, draft.cover) = ("abc🥖".into(), "abcde".into(), Some(small));
    draft.episodes = vec![Arc::new(crate::Episode { title: "abcde".into(), ..samples::episode(1) })];
    let findings = preflight(&draft, &FileStates::new(), &Analyses::new(), &rules).findings;
    let wanted = ["series.title.max", "series.desc.max", "series.cover.size", "series.video_title.max"];
    assert_eq!(ids(&findings), wanted);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Info));
}

#[test]
fn findings_come_worst_first_then_in_order_of_episodes() {
    let mut clips: Vec<Clip> = (1..=3).map(samples::clip).collect();
    clips[0].facts.audio = None;
    clips[1].facts.duration = Micros::from_secs(10);
    clips[2].facts.duration = Micros::from_secs(2_000);
    clips[2].facts.video.variable_rate = true;
    let mut draft = samples::draft_of(clips);
    draft.title.clear();
    let preflight = found(&draft);
    assert_eq!(
        ids(&preflight.findings),
        [
            "series.fields.required",
            "series.duration.min_s",
            "series.duration.max_s",
            "own.video.vfr",
            "own.audio.none"
        ]
    );
    assert_eq!(preflight.ready, 1);
}

#[test]
fn a_changed_file_changes_verdicts() {
    let draft = samples::draft(1);
    let verdict =
        |rules: &str| preflight(&draft, &FileStates::new(), &Analyses::new(), &with_rules(rules)).findings;
    assert_eq!(ids(&verdict("[series.duration.max_s]\nvalue = 59\n")), ["series.duration.max_s"]);
    assert_eq!(ids(&verdict("[series.duration.min_s]\nvalue = \"60.001\"\n")), ["series.duration.min_s"]);
    assert_eq!(verdict("[series.duration.max_s]\nvalue = 59\non = false\n"), []);
    let warned = verdict("[series.duration.max_s]\nvalue = 59\nseverity = \"warn\"\n");
    assert_eq!(warned[0].severity, Severity::Warn);
}

#[test]
fn bare_files_are_checked_alone_and_counted_together() {
    let mut clips: Vec<Clip> = (1..=81).map(samples::clip).collect();
    clips[1].facts.duration = Micros::from_secs(12);
    clips[2].facts.fingerprint = clips[0].facts.fingerprint.clone();
    let checks = check_clips(&clips, &built_in());
    assert_eq!(ids(&checks.findings), ["series.videos.max"]);
    assert_eq!(checks.clips.len(), 81);
    assert_eq!(ids(&checks.clips[1]), ["series.duration.min_s"]);
    assert_eq!(checks.clips[1][0].values["name"], Value::Text("02 - clip.mp4".into()));
    assert_eq!(ids(&checks.clips[2]), ["own.clip.twice"]);
    assert_eq!(checks.clips.iter().filter(|findings| findings.is_empty()).count(), 79);
    assert_eq!(check_clips(&clips[3..], &built_in()).findings, []);
}

#[test]
fn only_what_passes_is_publishable() {
    let (files, rules) = (FileStates::new(), built_in());
    let mut history = History::new(samples::draft(1));
    let retitle = Edit::SetTitle { title: "Bread".into() };
    history.apply(&Step::Edit { edit: retitle }).unwrap();
    let passed = publishable(&history, &files, &Analyses::new(), &rules).unwrap();
    assert_eq!((passed.revision(), passed.title.as_str()), (1, "Bread"));

    history.apply(&Step::Edit { edit: Edit::SetPrice { price: Some(Cents::new(1_999)) } }).unwrap();
    let refused = publishable(&history, &files, &Analyses::new(), &rules).unwrap_err();
    assert_eq!(ids(&refused.findings), ["series.price.locked"]);
    history.apply(&Step::Edit { edit: Edit::ConfirmPrice { price: Cents::new(1_999) } }).unwrap();
    assert!(publishable(&history, &files, &Analyses::new(), &rules).is_ok());
}
