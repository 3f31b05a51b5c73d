use std::sync::Arc;

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::{
    Analysis, Clip, Cuts, Decibels, Draft, Finding, FixAction, Hdr, PictureIndex, Ratio, SoundAnalysis, Step,
    Subject, Target, Treatment, rules::tests::built_in, samples, words::tests::both,
};

/// A draft to fix, and what is known of its clips.
#[derive(Debug, Clone)]
struct Case {
    history: History,
    analyses: Analyses,
    rules: Rules,
}

impl Case {
    fn of(draft: Draft, analyses: Analyses) -> Self {
        Self { history: History::new(draft), analyses, rules: built_in() }
    }

    fn run(&self, ticks: &FixTicks) -> DryRun {
        let (files, means) = (FileStates::new(), Means::default());
        let (history, analyses, rules) = (&self.history, &self.analyses, &self.rules);
        let ground = FixGround { history, files: &files, analyses, rules, means: &means };
        let mut n = 5_000;
        dry_run(&ground, ticks, &mut || {
            n += 1;
            samples::episode_id(n)
        })
    }

    fn defaults(&self) -> DryRun {
        self.run(&FixTicks::default())
    }

    fn found(&self, draft: &Draft) -> Preflight {
        preflight(draft, &FileStates::new(), &self.analyses, &self.rules)
    }

    fn fixed(&self, run: &DryRun) -> Draft {
        let draft = self.history.draft();
        fix_edit(run).map_or_else(|| draft.clone(), |edit| draft.apply(&edit).unwrap())
    }
}

fn lengths(secs: &[i64]) -> Vec<Clip> {
    let clip = |(n, secs): (u32, &i64)| {
        let mut clip = samples::clip(n);
        clip.facts.duration = Micros::from_secs(*secs);
        clip
    };
    (1..).zip(secs).map(clip).collect()
}

fn heard(loudness: i32, pauses: &[i64]) -> Analysis {
    let pause = |at: &i64| Trim { start: Micros::from_secs(*at), end: Micros::from_secs(*at + 2) };
    let sound = SoundAnalysis {
        loudness: Some(Decibels::new(loudness)),
        true_peak: Some(Decibels::new(-900)),
        pauses: pauses.iter().map(pause).collect(),
    };
    Analysis { index: None, sound: Some(sound) }
}

fn known(clips: &[Clip], found: Vec<(usize, Analysis)>) -> Analyses {
    let content = |at: usize| clips[at].facts.fingerprint.clone();
    found.into_iter().map(|(at, analysis)| (content(at), Arc::new(analysis))).collect()
}

/// The rows as key's kind, place, tick and effect in words.
fn told(run: &DryRun) -> Vec<String> {
    let [words, _] = both();
    let row = |row: &DryRow| {
        let kind = row.key.split(':').next().unwrap_or_default();
        let tick = if row.ticked { "x" } else { " " };
        format!("[{tick}] {kind} {} {} → {}", row.number, words.say(&row.before), words.say(&row.after))
    };
    run.rows.iter().map(row).collect()
}

#[test]
fn every_kind_of_row_is_made_and_one_undo_takes_all_back() {
    let mut clips = lengths(&[600, 1_500, 700, 24, 600, 1_201, 600]);
    clips[2].facts.video.variable_rate = true;
    clips[4].facts.video.codec = "hevc".into();
    let analyses =
        vec![(1, heard(-1_400, &[400, 699, 1_000])), (2, heard(-2_340, &[])), (4, heard(-2_000, &[]))];
    let analyses = known(&clips, analyses);
    let mut draft = samples::draft_of(clips);
    Arc::make_mut(&mut draft.episodes[6]).first.clip = samples::clip_id(1);
    Arc::make_mut(&mut draft.clips).remove(&samples::clip_id(7));
    let case = Case::of(draft, analyses);
    let run = case.defaults();
    let rows = [
        "[x] fix 2 25:00 → 11:40 + 13:20",
        "[x] join 4 0:24 → 12:04 with 3",
        "[x] fix 5 −20.0 LUFS → −14.0 LUFS",
        "[x] fix 6 20:01 → 20:00",
        "[ ] remove 7 10:00 → Left out",
    ];
    assert_eq!(told(&run), rows);
    let roads: Vec<_> = run.rows.iter().map(|row| row.road).collect();
    let anew = |audio| Road::Transcode { video: true, audio };
    let cut = Road::SmartCut { audio: false };
    let sound = Road::Transcode { video: false, audio: true };
    assert_eq!(roads, [cut, anew(true), sound, cut, Road::Copy]);
    let total = run.total;
    assert_eq!((total.ticked, total.to_fix, total.to_review), (4, (3, 0), (5, 2)));
    let ticked = || run.rows.iter().filter(|row| row.ticked);
    assert_eq!(total.bytes, ticked().map(|row| row.bytes).sum::<u64>());
    assert_eq!(total.time, ticked().map(|row| row.time).sum());
    assert_eq!(run.rows[0].encoded, Micros::from_secs(1), "only the second part has a seam");
    assert_eq!(run.rows[0].anew[0].start, Micros::from_secs(700), "where that part begins");

    let fixed = case.fixed(&run);
    let titles: Vec<_> = fixed.episodes.iter().map(|episode| episode.title.as_str()).collect();
    let wanted =
        ["Episode 1", "Episode 2.1", "Episode 2.2", "Episode 3", "Episode 5", "Episode 6", "Episode 7"];
    assert_eq!(titles, wanted);
    let mut history = case.history.clone();
    history.apply(&Step::Edit { edit: fix_edit(&run).unwrap() }).unwrap();
    history.apply(&Step::Undo).unwrap();
    assert_eq!(history.draft(), case.history.draft());
}

#[test]
fn a_teaser_is_treated_and_neither_joined_nor_split_nor_counted() {
    let mut clips = lengths(&[1_190, 24, 60, 1_300]);
    clips[3].facts.video.variable_rate = true;
    let draft = samples::draft_of(clips);
    let run = |draft: &Draft| told(&Case::of(draft.clone(), Analyses::new()).defaults());
    assert!(run(&draft)[0].starts_with("[x] join 2"), "{:?}", run(&draft));
    let sent = samples::sent(&draft, 3..=4, Target::TiktokPost);
    let rows = ["[ ] remove 2 0:24 → Left out", "[x] fix T2 About 29.97 fps → 29.97 fps"];
    assert_eq!(run(&sent), rows);
    // Eighty are sold, and one of them becomes two: that is one too many, however many teasers go.
    let mut clips = lengths(&[60; 82]);
    clips[0].facts.duration = Micros::from_secs(1_300);
    clips[80].facts.fingerprint = clips[81].facts.fingerprint.clone();
    let sent = samples::sent(&samples::draft_of(clips), 81..=82, Target::TiktokPost);
    let case = Case::of(sent, Analyses::new());
    let rows = case.defaults().rows;
    assert_eq!(rows.iter().map(|row| row.number.to_string()).collect::<Vec<_>>(), ["1", "T2"]);
    let ticks = FixTicks { ticked: [rows[1].key.clone()].into(), ..FixTicks::default() };
    assert!(!case.run(&ticks).rows[0].ticked);
}

#[test]
fn a_whole_encode_for_what_only_warns_is_the_creators_to_tick() {
    let mut clips = lengths(&[600, 600]);
    clips[0].facts.video.codec = "hevc".into();
    clips[1].facts.video.codec = "hevc".into();
    clips[1].facts.video.variable_rate = true;
    let case = Case::of(samples::draft_of(clips), Analyses::new());
    let run = case.defaults();
    let ticked: Vec<_> = run.rows.iter().map(|row| row.ticked).collect();
    // The second is encoded anew in any case: then as the rules like it best.
    assert_eq!(ticked, [false, true], "{:?}", told(&run));
    assert_eq!(run.rows[1].rules.len(), 2);
}

#[test]
fn several_findings_of_an_episode_are_one_row_with_one_edit() {
    let mut clips = lengths(&[1_201]);
    clips[0].facts.video.hdr = Some(Hdr::Hlg);
    clips[0].facts.video.variable_rate = true;
    let analyses = known(&clips, vec![(0, heard(-2_340, &[]))]);
    let case = Case::of(samples::draft_of(clips), analyses);
    let run = case.defaults();
    assert_eq!(run.rows.len(), 1);
    let rules: Vec<_> = run.rows[0].rules.iter().map(RuleId::as_str).collect();
    assert_eq!(rules, ["series.duration.max_s", "own.video.vfr", "own.video.hdr", "own.audio.loudness"]);
    assert!(run.rows[0].levelled);
    assert_eq!((run.total.to_fix, run.total.to_review), ((1, 0), (3, 0)));
    assert_eq!(case.found(&case.fixed(&run)).findings, []);
}

#[test]
fn a_joined_episode_keeps_its_treatment_when_its_end_goes() {
    let mut clips = lengths(&[1_150, 51]);
    clips[0].facts.video.variable_rate = true;
    let draft = samples::draft_of(clips);
    let both = [1, 2].map(samples::episode_id);
    let draft = draft.apply(&draft.merge_of(&both, samples::episode_id(9)).unwrap()).unwrap();
    let case = Case::of(draft, Analyses::new());
    let run = case.defaults();
    assert_eq!(told(&run), ["[x] fix 1 20:01 → 20:00"]);
    assert_eq!(case.found(&case.fixed(&run)).findings, []);
}

#[test]
fn ticks_are_the_creators() {
    let case = Case::of(samples::draft_of(lengths(&[1_190, 20, 1_185, 1_500])), Analyses::new());
    let run = case.defaults();
    assert_eq!(
        told(&run),
        ["[ ] remove 2 0:20 → Left out", "[x] fix 4 25:00 → 12:30 + 12:30"],
        "there is no neighbour to join it to, and it is not left out unasked"
    );
    let keys: Vec<_> = run.rows.iter().map(|row| row.key.clone()).collect();
    let ticks = FixTicks { ticked: [keys[0].clone()].into(), unticked: [keys[1].clone()].into() };
    let run = case.run(&ticks);
    assert_eq!(told(&run), ["[x] remove 2 0:20 → Left out", "[ ] fix 4 25:00 → 12:30 + 12:30"]);
    assert_eq!(case.fixed(&run).episodes.len(), 3);
    assert_eq!(run.total.to_fix, (2, 1));
    let none = FixTicks { ticked: ["remove:nobody".into()].into(), unticked: keys.into_iter().collect() };
    assert_eq!((fix_edit(&case.run(&none)), case.run(&none).total.ticked), (None, 0));
}

#[test]
fn a_join_that_is_unticked_leaves_each_its_own_row() {
    let mut clips = lengths(&[600, 20]);
    clips[0].facts.video.variable_rate = true;
    let case = Case::of(samples::draft_of(clips), Analyses::new());
    let run = case.defaults();
    assert_eq!(told(&run), ["[x] join 2 0:20 → 10:20 with 1"]);
    let ticks = FixTicks { unticked: [run.rows[0].key.clone()].into(), ..FixTicks::default() };
    let apart = case.run(&ticks);
    let rows = ["[x] fix 1 About 29.97 fps → 29.97 fps", "[ ] join 2 0:20 → 10:20 with 1"];
    assert_eq!(told(&apart), rows);
    assert!(case.fixed(&apart).episodes[0].treatment.even);
}

#[test]
fn short_ones_are_joined_until_they_are_long_enough() {
    let joins = |secs: &[i64]| {
        let case = Case::of(samples::draft_of(lengths(secs)), Analyses::new());
        let run = case.defaults();
        let fixed = case.fixed(&run);
        let lengths = fixed.episodes.iter().map(|episode| fixed.length_of(episode).get() / 1_000_000);
        lengths.collect::<Vec<_>>()
    };
    assert_eq!(joins(&[10, 10, 10, 10]), [40]);
    assert_eq!(joins(&[10, 10]), [10, 10], "together they are too short still");
    assert_eq!(joins(&[60, 10, 10, 60]), [70, 70]);
    assert_eq!(joins(&[10, 1_200, 10, 20]), [10, 1_200, 30]);
    assert_eq!(joins(&[1_185, 20, 1_185]), [1_185, 20, 1_185]);
    assert_eq!(joins(&[25, 1_300]), [25, 650, 650], "what is split is no neighbour");
}

#[test]
fn splits_never_lead_over_the_most_episodes_by_themselves() {
    let mut secs = vec![60; 77];
    secs.extend([1_300, 1_300, 20]);
    let case = Case::of(samples::draft_of(lengths(&secs)), Analyses::new());
    let run = case.defaults();
    let rows = [
        "[x] fix 78 21:40 → 10:50 + 10:50",
        "[ ] fix 79 21:40 → 10:50 + 10:50",
        "[ ] remove 80 0:20 → Left out",
    ];
    secs.pop();
    assert_eq!(told(&run)[1..], rows[1..]);
    assert!(run.rows[0].ticked || case.fixed(&run).episodes.len() <= 80);
    let case = Case::of(samples::draft_of(lengths(&secs)), Analyses::new());
    assert_eq!(told(&case.defaults()), rows[..2], "the eightieth place goes to the first");
    let all =
        FixTicks { ticked: run.rows.iter().map(|row| row.key.clone()).collect(), ..FixTicks::default() };
    assert_eq!(case.run(&all).total.ticked, 2, "unless the creator says so");
}

#[test]
fn where_cuts_fall_at_keyframes_parts_are_legal_as_delivered() {
    let clips = lengths(&[3_000]);
    let keyframes = (0..600).map(|n| Micros::from_secs(n * 5)).collect();
    let mut analysis = heard(-1_400, &[1_003, 1_998]);
    analysis.index = Some(PictureIndex { keyframes, ..PictureIndex::default() });
    let analyses = known(&clips, vec![(0, analysis)]);
    let mut draft = samples::draft_of(clips);
    Arc::make_mut(&mut draft.episodes[0]).treatment =
        Treatment { cuts: Cuts::AtKeyframes, ..Treatment::default() };
    let case = Case::of(draft, analyses);
    let run = case.defaults();
    assert_eq!((run.rows[0].encoded, run.rows[0].ticked), (Micros::ZERO, true));
    assert_eq!(run.rows[0].length, Micros::from_secs(3_000), "nothing is shown twice");
    assert_eq!(case.found(&case.fixed(&run)).findings, []);
}

fn clip(n: u32) -> impl Strategy<Value = (Clip, Option<Analysis>, Option<Trim>, bool)> {
    let secs =
        select(vec![5, 10, 20, 29, 30, 31, 60, 600, 1_180, 1_199, 1_200, 1_201, 1_203, 1_300, 2_401, 5_400]);
    let micros = select(vec![0, 1, -1, 500_000]);
    let codec = select(vec!["h264", "h264", "h264", "hevc", "vp9", "prores"]);
    let fps = select(vec![None, Ratio::new(15, 1), Ratio::new(30, 1), Ratio::new(120, 1)]);
    let size = select(vec![(1_080, 1_920), (1_920, 1_080), (240, 320), (5_000, 300)]);
    let hdr = select(vec![None, None, Some(Hdr::Pq)]);
    let flags = any::<[bool; 5]>();
    let sound = prop::option::of((-4_000i32..0, vec(0i64..5_400, 0..12)));
    (secs, micros, codec, fps, size, hdr, flags, sound).prop_map(
        move |(secs, micros, codec, fps, size, hdr, [vfr, mute, turned, trimmed, at_keyframes], sound)| {
            let mut clip = samples::clip(n);
            clip.facts.duration = Micros::new(secs * 1_000_000 + micros);
            let video = &mut clip.facts.video;
            video.codec = codec.into();
            (video.fps, video.variable_rate, video.hdr) = (fps, vfr, hdr);
            (video.width, video.height) = size;
            (video.coded_width, video.coded_height) = size;
            video.bit_depth = if hdr.is_some() { 10 } else { 8 };
            video.rotation = if turned { 90 } else { 0 };
            if mute {
                clip.facts.audio = None;
            }
            let analysis = sound.map(|(loudness, mut pauses)| {
                pauses.sort_unstable();
                let far = |a: &mut i64, b: &mut i64| *a - *b < 3;
                pauses.dedup_by(far);
                pauses.retain(|at| at + 2 <= secs);
                let mut found = heard(loudness, &pauses);
                let keyframes = (0..secs / 4).map(|n| Micros::from_secs(n * 4)).collect();
                found.index = Some(PictureIndex { keyframes, ..PictureIndex::default() });
                found
            });
            let end = clip.facts.duration;
            let trim = trimmed.then_some(Trim { start: Micros::from_secs(2), end });
            (clip, analysis, trim, at_keyframes)
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    (1u32..9).prop_flat_map(|count| (1..=count).map(clip).collect::<Vec<_>>()).prop_map(|made| {
        let clips: Vec<Clip> = made.iter().map(|(clip, ..)| clip.clone()).collect();
        let found = made.iter().enumerate().filter_map(|(at, (_, found, ..))| Some((at, found.clone()?)));
        let analyses = known(&clips, found.collect());
        let mut draft = samples::draft_of(clips);
        for (episode, (_, _, trim, at_keyframes)) in draft.episodes.iter_mut().zip(made) {
            let episode = Arc::make_mut(episode);
            episode.first.trim = trim;
            if at_keyframes {
                episode.treatment.cuts = Cuts::AtKeyframes;
            }
        }
        Case::of(draft, analyses)
    })
}

/// The episodes that a row is about.
fn episodes(row: &DryRow) -> Vec<EpisodeId> {
    match &row.edit {
        Edit::Merge { episodes, .. } => episodes.clone(),
        _ => vec![row.episode],
    }
}

/// Findings that one click of fix all could answer: of one episode, and not by leaving it out.
fn automatic(found: &Preflight) -> impl Iterator<Item = &Finding> {
    found.findings.iter().filter(|finding| {
        let answered = finding.fix.as_ref().is_some_and(|fix| match &fix.action {
            FixAction::Edit { edit } => !matches!(edit, Edit::Remove { .. }),
            FixAction::Split { .. } | FixAction::Join { .. } => true,
            _ => false,
        });
        answered && finding.severity != Severity::Info
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_ticked_makes_nothing_worse_and_leaves_nothing_unsaid(case in case()) {
        let run = case.defaults();
        let draft = case.history.draft();
        let edit = fix_edit(&run);
        let fixed = edit.as_ref().map_or_else(|| Ok(draft.clone()), |edit| draft.apply(edit));
        prop_assert!(fixed.is_ok(), "{fixed:?} {edit:?}");
        let fixed = fixed.unwrap();
        let (before, after) = (case.found(draft), case.found(&fixed));
        let blocking = |found: &Preflight| found.findings.iter().filter(|f| f.severity == Severity::Block).count();
        prop_assert!(blocking(&after) <= blocking(&before), "{:?}", after.findings);
        prop_assert_eq!((run.total.to_fix.0, run.total.to_fix.1), (blocking(&before) as u32, blocking(&after) as u32));
        let open: BTreeSet<EpisodeId> = run.rows.iter().filter(|row| !row.ticked).flat_map(episodes).collect();
        for finding in automatic(&after) {
            let Subject::Episode(id) = finding.subject else { continue };
            let dear = finding.severity == Severity::Warn && matches!(
                finding.fix.as_ref().map(|fix| &fix.action),
                Some(FixAction::Edit { edit: Edit::Treat { treatment, .. } }) if treatment.conform
            );
            prop_assert!(dear || open.contains(&id), "{finding:?}");
        }
        // A second run finds nothing to do by itself, but where the first left something open: what was
        // split is a neighbour to join to only then.
        let again = Case { history: History::new(fixed), ..case.clone() };
        for row in again.defaults().rows.iter().filter(|row| row.ticked) {
            prop_assert!(episodes(row).iter().any(|id| open.contains(id)), "{row:?}");
        }
        for words in both() {
            for message in run.rows.iter().flat_map(|row| [&row.reason, &row.before, &row.after]) {
                let said = words.say(message);
                prop_assert!(words.has(&message.key) && !said.contains(['{', '}']), "{}", said);
            }
        }
        prop_assert_eq!(&case.defaults(), &run, "the same again");
    }
}
