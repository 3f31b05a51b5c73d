//! Every fix answers its finding, and the best one stands first.

use super::*;
use crate::{Analysis, Decibels, Fingerprint, Level, SoundAnalysis, Treatment};

fn labels(finding: &Finding) -> Vec<&str> {
    finding.fix.iter().chain(&finding.others).map(|fix| fix.label.key.as_str()).collect()
}

/// What preflight finds after a fix that is an edit.
fn after(draft: &Draft, fix: &Fix, analyses: &Analyses) -> Vec<Finding> {
    let FixAction::Edit { edit } = &fix.action else { panic!("{fix:?}") };
    preflight(&draft.apply(edit).unwrap(), &FileStates::new(), analyses, &built_in()).findings
}

#[test]
fn a_fix_of_picture_or_sound_makes_its_finding_go() {
    type Change = fn(&mut Clip);
    let cases: [(Change, &str, &[&str]); 12] = [
        (|clip| clip.facts.video.variable_rate = true, "own.video.vfr", &["fix.even"]),
        (|clip| clip.facts.video.hdr = Some(Hdr::Hlg), "own.video.hdr", &["fix.sdr"]),
        (|clip| clip.facts.video.rotation = 90, "own.video.rotated", &["fix.upright"]),
        (|clip| clip.facts.audio = None, "own.audio.none", &["fix.silence"]),
        (|clip| clip.facts.video.codec = "hevc".into(), "series.video.codec", &["fix.codec"]),
        (|clip| clip.facts.video.fps = Ratio::new(15, 1), "series.video.fps.min", &["fix.rate"]),
        (|clip| clip.facts.video.fps = Ratio::new(240, 1), "series.video.fps.max", &["fix.rate"]),
        (|clip| clip.facts.video.width = 240, "series.video.px.min", &["fix.size"]),
        (|clip| clip.facts.video.height = 5_000, "series.video.px.max", &["fix.size"]),
        (|clip| clip.facts.video.width = 1_920, "series.orientation", &["fix.crop", "fix.pad", "fix.blur"]),
        (|clip| clip.facts.fingerprint = Fingerprint::new("quiet"), "own.audio.loudness", &["fix.level"]),
        (|clip| clip.facts.fingerprint = Fingerprint::new("peaks"), "own.audio.peak", &["fix.level"]),
    ];
    let sound = |loudness, peak| {
        let levels = (Some(Decibels::new(loudness)), Some(Decibels::new(peak)));
        let sound = SoundAnalysis { loudness: levels.0, true_peak: levels.1, pauses: Vec::new() };
        Arc::new(Analysis { index: None, sound: Some(sound) })
    };
    let analyses = Analyses::from([
        (Fingerprint::new("quiet"), sound(-2_340, -900)),
        (Fingerprint::new("peaks"), sound(-1_400, -20)),
    ]);
    for (change, rule, fixes) in cases {
        let mut clip = samples::clip(1);
        change(&mut clip);
        let draft = samples::draft_of(vec![clip]);
        let findings = preflight(&draft, &FileStates::new(), &analyses, &built_in()).findings;
        assert_eq!(ids(&findings), [rule]);
        assert_eq!(labels(&findings[0]), fixes);
        for fix in findings[0].fix.iter().chain(&findings[0].others) {
            assert_eq!(after(&draft, fix, &analyses), [], "{rule} {fix:?}");
        }
    }
}

#[test]
fn treatments_add_up() {
    let mut clip = samples::clip(1);
    (clip.facts.video.rotation, clip.facts.audio) = (90, None);
    let mut draft = samples::draft_of(vec![clip]);
    for left in [1, 0] {
        let fix = found(&draft).findings[0].fix.clone().unwrap();
        let FixAction::Edit { edit } = fix.action else { panic!("{fix:?}") };
        draft = draft.apply(&edit).unwrap();
        assert_eq!(found(&draft).findings.len(), left);
    }
    let both = Treatment { upright: true, silence: true, ..Treatment::default() };
    assert_eq!(draft.episodes[0].treatment, both);
}

#[test]
fn loudness_is_held_at_its_boundary_and_only_once_it_was_heard() {
    let at = |loudness: i32, rules: &Rules| {
        let sound = SoundAnalysis { loudness: Some(Decibels::new(loudness)), ..SoundAnalysis::default() };
        let analysis = Arc::new(Analysis { index: None, sound: Some(sound) });
        let analyses = Analyses::from([(samples::clip(1).facts.fingerprint, analysis)]);
        preflight(&samples::draft(1), &FileStates::new(), &analyses, rules).findings
    };
    for (loudness, over) in [(-1_600, None), (-1_601, Some(201)), (-1_200, None), (-1_199, Some(201))] {
        let findings = at(loudness, &built_in());
        let told = findings.first().map(|finding| finding.values["over"].clone());
        assert_eq!(told, over.map(|over| Value::Lu(Decibels::new(over))), "{loudness}");
    }
    assert_eq!(found(&samples::draft(1)).findings, []);
    let mine = with_rules("[own.audio.loudness]\nvalue = { min = -24, max = -22 }\n");
    let findings = at(-1_600, &mine);
    let level = Level { loudness: Decibels::new(-2_300), ..Level::default() };
    let Some(FixAction::Edit { edit: Edit::Treat { treatment, .. } }) =
        findings[0].fix.as_ref().map(|fix| &fix.action)
    else {
        panic!("{findings:?}")
    };
    assert_eq!(treatment.level, Some(level), "the middle of what the rule allows");
}

#[test]
fn what_is_a_little_too_long_is_trimmed_and_what_is_much_is_split() {
    for (over, fixes) in [
        (1, ["fix.trim_to", "fix.split"]),
        (2_000_000, ["fix.trim_to", "fix.split"]),
        (2_000_001, ["fix.split", "fix.trim_to"]),
    ] {
        assert_eq!(labels(&of_length(1_200_000_000 + over)[0]), fixes, "{over}");
    }
    // The trim keeps the in point and takes what is too much from the end.
    let mut long = samples::clip(1);
    long.facts.duration = Micros::from_secs(1_260);
    let draft = samples::draft_of(vec![long]);
    let draft = samples::trimmed(&draft, 0, Micros::from_secs(30), Micros::from_millis(1_231_500));
    let kept = Trim { start: Micros::from_secs(30), end: Micros::from_secs(1_230) };
    assert_eq!(fixed(&draft).episodes[0].first.trim, Some(kept));
    assert_eq!(found(&fixed(&draft)).findings, []);
    // Where two parts would be too short, it is only trimmed.
    let strict = with_rules("[series.duration.max_s]\nvalue = 59\n[series.duration.min_s]\nvalue = 31\n");
    let findings = preflight(&samples::draft(1), &FileStates::new(), &Analyses::new(), &strict).findings;
    assert_eq!(labels(&findings[0]), ["fix.trim_to"]);
}

#[test]
fn a_joined_episode_that_is_too_long_loses_its_end() {
    let mut clips = vec![samples::clip(1), samples::clip(2), samples::clip(3)];
    clips[1].facts.duration = Micros::from_secs(1_139);
    let draft = samples::draft_of(clips);
    let all = [1, 2, 3].map(samples::episode_id);
    let joined = draft.apply(&draft.merge_of(&all, samples::episode_id(9)).unwrap()).unwrap();
    let findings = found(&joined).findings;
    assert_eq!(labels(&findings[0]), ["fix.trim_to"]);
    let FixAction::Edit { edit } = &findings[0].fix.as_ref().unwrap().action else { panic!("{findings:?}") };
    let shorter = joined.apply(edit).unwrap();
    assert_eq!(found(&shorter).findings, []);
    assert_eq!(shorter.running_time(), Micros::from_secs(1_200));
    let lengths = shorter.parts_of(&shorter.episodes[0]).map(|(part, clip)| part.length(clip));
    assert_eq!(lengths.collect::<Vec<_>>(), [60, 1_139, 1].map(Micros::from_secs));
}

#[test]
fn what_is_too_short_is_joined_with_the_neighbour_that_fits() {
    let lengths = |lengths: [i64; 3]| {
        let mut clips: Vec<Clip> = (1..=3).map(samples::clip).collect();
        for (clip, length) in clips.iter_mut().zip(lengths) {
            clip.facts.duration = Micros::from_secs(length);
        }
        clips
    };
    let fixes = |clips: Vec<Clip>| {
        let findings = found(&samples::draft_of(clips)).findings;
        let finding = findings.into_iter().find(|f| f.rule.as_str() == "series.duration.min_s").unwrap();
        let joined = match &finding.fix.as_ref().unwrap().action {
            FixAction::Join { episodes } => {
                Some(episodes.map(|id| (1..=3).find(|n| samples::episode_id(*n) == id)))
            }
            _ => None,
        };
        (labels(&finding).join(" "), joined.map(|both| both.map(Option::unwrap)))
    };
    let join = "fix.join fix.remove".to_owned();
    assert_eq!(fixes(lengths([60, 20, 61])), (join.clone(), Some([1, 2])), "the shorter one");
    assert_eq!(fixes(lengths([61, 20, 60])), (join.clone(), Some([2, 3])));
    assert_eq!(fixes(lengths([60, 20, 60])), (join.clone(), Some([1, 2])), "the one before");
    assert_eq!(fixes(lengths([1_190, 20, 1_180])), (join.clone(), Some([2, 3])), "exactly 20 minutes");
    let mut unlike = lengths([60, 20, 61]);
    unlike[0].facts.video.coded_width = 720;
    assert_eq!(fixes(unlike), (join, Some([2, 3])), "the one that is copied");
    assert_eq!(fixes(lengths([1_190, 20, 1_190])), ("fix.remove".into(), None));
}

#[test]
fn a_file_that_is_gone_is_told_of_every_part() {
    let draft = samples::draft(2);
    let both = [1, 2].map(samples::episode_id);
    let joined = draft.apply(&draft.merge_of(&both, samples::episode_id(9)).unwrap()).unwrap();
    let files = [1, 2].map(|n| (samples::clip_id(n), FileState::Missing)).into();
    let found = preflight(&joined, &files, &Analyses::new(), &built_in());
    assert_eq!(ids(&found.findings), ["own.file.missing", "own.file.missing"]);
    assert_eq!(found.ready, 0);
}
