use std::sync::Arc;

use series::{Analyses, Caps, Means, Refused, Unanswered, samples};

use super::*;
use crate::{publish::samples::standing, rules::RuleBook};

const NOW_MS: i64 = 1_000_000_000;

/// Five episodes of a minute and ten megabytes: one sold, two drafts, two posts.
fn draft(change: impl Fn(&mut Draft)) -> Draft {
    let mut clips: Vec<_> = (1..=5).map(samples::clip).collect();
    clips[3].facts.duration = Micros::from_secs(599);
    let mut draft = samples::draft_of(clips);
    let targets =
        [Target::Portal, Target::TiktokDraft, Target::TiktokDraft, Target::TiktokPost, Target::TiktokPost];
    for (episode, target) in draft.episodes.iter_mut().zip(targets) {
        Arc::make_mut(episode).target = target;
    }
    change(&mut draft);
    draft
}

/// The rows and the slots of a draft, for postings of its episodes by their place.
fn page(
    draft: &Draft,
    longest: Option<Micros>,
    pace: u64,
    postings: Vec<(usize, Target, Stage, Option<i64>)>,
) -> (Vec<PublishRow>, Vec<Option<Slot>>) {
    let rules = RuleBook::read(std::path::Path::new("nowhere")).rules;
    let known: Vec<_> = postings
        .into_iter()
        .map(|(place, target, stage, asked_ms)| {
            let mut standing = standing(1, target, stage, NOW_MS - 1_000);
            standing.posting.episode = draft.episodes[place].id;
            standing.asked_ms = asked_ms.into_iter().collect();
            standing
        })
        .collect();
    let day = Day::of(Caps::of(&rules), Vec::new(), &known, NOW_MS);
    let plan = |target, longest| {
        let way =
            Way { longest, caps: day.caps, past: Vec::new(), held: BTreeMap::new(), from_ms: NOW_MS, pace };
        target_plan(target, draft, &rules, &Analyses::default(), &Means::default(), &way).episodes
    };
    let page = Page {
        draft,
        rules: &rules,
        drafts: by_episode(plan(Target::TiktokDraft, longest)),
        posts: by_episode(plan(Target::TiktokPost, longest)),
        longest,
        pace: Pace { bytes: pace, is_fresh: true },
        known: &known,
        day: &day,
        now_ms: NOW_MS,
        same: BTreeMap::new(),
    };
    let slots = page.slots();
    let rows = page.rows(&slots);
    (rows, draft.episodes.iter().map(|episode| slots.get(&episode.id).copied()).collect())
}

fn warnings(row: &PublishRow) -> Vec<&str> {
    row.warnings.iter().map(|why| why.key.as_str()).collect()
}

fn reasons(rows: &[PublishRow]) -> Vec<&str> {
    rows.iter().map(|row| row.reason.key.as_str()).collect()
}

#[test]
fn every_row_says_why_it_takes_its_road() {
    let (rows, _) = page(&draft(|_| ()), None, 1_000_000, vec![]);
    let numbers: Vec<_> = rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(numbers, ["1", "T1", "T2", "T3", "T4"]);
    assert_eq!(reasons(&rows), ["send.portal", "send.draft", "send.draft", "send.post_api", "send.post_api"]);
    let own = Some(Micros::from_secs(300));
    let (rows, _) = page(&draft(|_| ()), own, 1_000_000, vec![]);
    // The fourth is over the account's own five minutes, which a draft may be.
    assert_eq!(reasons(&rows)[3..], ["unfit.too_long", "send.post_account"]);
    assert_eq!(rows[3].unfit.iter().map(|unfit| unfit.target).collect::<Vec<_>>(), [Target::TiktokPost]);
    let long = draft(|draft| {
        let clip = draft.episodes[0].first.clip;
        let clips = Arc::make_mut(&mut draft.clips);
        if let Some(clip) = clips.get_mut(&clip) {
            Arc::make_mut(clip).facts.duration = Micros::from_secs(702);
        }
    });
    let (rows, _) = page(&long, None, 1_000_000, vec![]);
    assert_eq!((reasons(&rows)[0], rows[0].unfit.len()), ("send.portal_over", 2));
}

#[test]
fn a_draft_over_what_the_account_may_post_is_sent_with_a_warning() {
    // The fourth clip is of 599 seconds; the first draft is of a minute.
    let drafts = draft(|draft| {
        for at in [1, 3] {
            Arc::make_mut(&mut draft.episodes[at]).target = Target::TiktokDraft;
        }
    });
    for (longest, over) in [(None, false), (Some(599), false), (Some(598), true)] {
        let (rows, slots) = page(&drafts, longest.map(Micros::from_secs), 1_000_000, vec![]);
        assert_eq!(warnings(&rows[1]), Vec::<&str>::new());
        assert_eq!(warnings(&rows[3]), if over { vec!["unfit.over_account"] } else { vec![] });
        assert!(slots[3].is_some(), "it goes out all the same");
        assert_eq!(rows[3].unfit.len(), usize::from(over), "as a post it would not");
    }
}

#[test]
fn what_cannot_be_sent_within_an_hour_is_unfit_and_what_nearly_cannot_is_told() {
    // Ten megabytes at three thousand bytes a second take 3,333 seconds.
    let (rows, slots) = page(&draft(|_| ()), None, 3_000, vec![]);
    assert_eq!(warnings(&rows[1]), ["send.tight"]);
    assert_eq!((warnings(&rows[0]), slots[0]), (vec![], None), "what is sold is not sent by us");
    assert!(slots[1].is_some());
    let (rows, slots) = page(&draft(|_| ()), None, 2_000, vec![]);
    assert_eq!((reasons(&rows)[1], warnings(&rows[1]), slots[1]), ("send.too_slow", vec![], None));
}

#[test]
fn the_calendar_knows_what_is_there_under_way_waiting_and_to_come() {
    let refused = |code: &str| Stage::Refused { refused: Refused::of(code, "no", "log1") };
    let postings = vec![
        (1, Target::TiktokDraft, Stage::Posted { post: None }, Some(NOW_MS - 9_000)),
        (2, Target::TiktokDraft, Stage::Waiting, None),
        (3, Target::TiktokPost, refused("privacy_level_option_mismatch"), Some(NOW_MS - 5_000)),
    ];
    let (rows, slots) = page(&draft(|_| ()), None, 1_000_000, postings);
    let slot = |begins_ms, state| Some(Slot { begins_ms, state });
    assert_eq!(slots[1], slot(NOW_MS - 9_000, EntryState::Posted));
    assert_eq!(slots[2], slot(NOW_MS, EntryState::Waiting));
    assert_eq!(slots[3], slot(NOW_MS - 5_000, EntryState::Asks));
    // The last is not on the list yet, and goes out behind the one that is: ten megabytes later.
    assert_eq!(slots[4], slot(NOW_MS + 10_000, EntryState::Planned));
    assert_eq!(rows[3].remedy, Some(series::Remedy::ChooseAudience));
    let raw = "code: privacy_level_option_mismatch\nmessage: no\nlog_id: log1";
    assert_eq!(rows[3].raw.as_deref(), Some(raw));
    assert_eq!((&rows[4].posted, rows[4].begins_ms), (&None, Some(NOW_MS + 10_000)));
}

#[test]
fn what_the_platform_said_moves_the_day_and_what_was_chosen_meanwhile_is_still_shown() {
    let refused = Refused::of("spam_risk_too_many_pending_share", "", "");
    let postings = vec![
        (1, Target::TiktokDraft, Stage::Refused { refused }, Some(NOW_MS - 2_000)),
        // The creator made it a part of the series again, while nobody knows whether it is there.
        (0, Target::TiktokPost, Stage::Unconfirmed { what: Unanswered::Place, ticket: None }, None),
    ];
    let (rows, slots) = page(&draft(|_| ()), None, 1_000_000, postings);
    let day = NOW_MS - 1_000 + DAY_MS + 1_000;
    assert_eq!(slots[1], Some(Slot { begins_ms: day, state: EntryState::Waiting }));
    // Posts are not held up by drafts.
    assert_eq!(slots[3].map(|slot| slot.begins_ms), Some(NOW_MS));
    assert_eq!(rows[0].means.as_ref().map(|means| means.key.as_str()), Some("stage.unconfirmed_place"));
    assert_eq!(rows[0].remedy, Some(series::Remedy::Look));
}
