//! Teasers are free and stand behind what is sold: what a series asks of its videos is not asked of them.

use super::*;
use crate::Target;

/// So many episodes of a minute, the last few of them teasers.
fn with_teasers(paid: u32, teasers: u32) -> Draft {
    samples::sent(&samples::draft(paid + teasers), paid + 1..=paid + teasers, Target::TiktokPost)
}

#[test]
fn only_what_is_sold_is_counted() {
    assert_eq!(found(&with_teasers(80, 3)).findings, []);
    assert_eq!(found(&with_teasers(80, 3)).ready, 83);
    let over = found(&with_teasers(81, 3)).findings;
    assert_eq!((ids(&over), &over[0].values["measured"]), (vec!["series.videos.max"], &Value::Count(81)));
    assert_eq!(fixed(&with_teasers(81, 0)), samples::draft(80));
    let none = found(&with_teasers(0, 2)).findings;
    assert_eq!((ids(&none), &none[0].values["measured"]), (vec!["series.videos.min"], &Value::Count(0)));
}

#[test]
fn a_series_length_is_not_asked_of_a_teaser_and_all_else_is() {
    let mut clips: Vec<Clip> = (1..=4).map(samples::clip).collect();
    clips[1].facts.duration = Micros::from_secs(1_300);
    clips[2].facts.duration = Micros::from_secs(10);
    clips[3].facts.video.hdr = Some(Hdr::Pq);
    let draft = samples::draft_of(clips);
    assert_eq!(found(&draft).findings.len(), 3);
    let draft = samples::sent(&draft, 2..=4, Target::TiktokDraft);
    let findings = found(&draft).findings;
    assert_eq!(ids(&findings), ["own.video.hdr"]);
    assert_eq!(findings[0].values["number"], Value::Text("T3".into()));
    let gone = FileStates::from([(samples::clip_id(3), FileState::Missing)]);
    let preflight = preflight(&draft, &gone, &Analyses::new(), &built_in());
    assert_eq!((ids(&preflight.findings), preflight.ready), (vec!["own.file.missing", "own.video.hdr"], 3));
    assert!(preflight.blocks());
}

#[test]
fn what_is_sold_is_never_joined_with_a_teaser() {
    let mut clips: Vec<Clip> = (1..=3).map(samples::clip).collect();
    clips[1].facts.duration = Micros::from_secs(20);
    clips[0].facts.duration = Micros::from_secs(1_190);
    let draft = samples::draft_of(clips);
    let fixes = |draft: &Draft| found(draft).findings[0].fix.clone().unwrap().label.key;
    assert_eq!(fixes(&draft), "fix.join");
    assert_eq!(fixes(&samples::sent(&draft, [3], Target::TiktokPost)), "fix.remove");
}

#[test]
fn a_teaser_may_show_a_part_of_what_is_sold_and_be_called_like_it() {
    let mut clips: Vec<Clip> = (1..=3).map(samples::clip).collect();
    for at in [1, 2] {
        clips[at].facts.fingerprint = clips[0].facts.fingerprint.clone();
    }
    let mut draft = samples::draft_of(clips);
    for episode in &mut draft.episodes {
        Arc::make_mut(episode).title = "Bread".into();
    }
    let rules = |draft: &Draft| -> Vec<_> {
        let findings = found(draft).findings.into_iter();
        findings.map(|finding| (finding.rule.to_string(), finding.values["number"].clone())).collect()
    };
    assert_eq!(rules(&draft).len(), 4);
    assert_eq!(rules(&samples::sent(&draft, [2, 3], Target::TiktokPost)).len(), 2, "two teasers alike");
    let one = samples::sent(&draft, [3], Target::TiktokPost);
    assert!(rules(&one).iter().all(|(_, number)| *number == Value::Count(2)), "{:?}", rules(&one));
}
