//! Cuts and joins: the cheapest road, and how much of it is encoded anew.

use super::*;

const NOTHING: Micros = Micros::ZERO;

fn cut(audio: bool) -> Road {
    Road::SmartCut { audio }
}

fn anew(audio: bool) -> Road {
    Road::Transcode { video: true, audio }
}

#[test]
fn a_trim_encodes_the_seam_up_to_the_next_keyframe() {
    let draft = samples::draft(1);
    let known = analyses([(1, keyframes(&[0, 5, 10, 15, 50]))]);
    for (start, end, seam, reason) in [
        (12_340, 60_000, 2_660, "reason.cut"),
        (15_000, 60_000, 0, "reason.cut_copied"),
        (0, 12_340, 0, "reason.cut_copied"),
        (14_999, 15_001, 1, "reason.cut"),
    ] {
        let trimmed = samples::trimmed(&draft, 0, Micros::from_millis(start), Micros::from_millis(end));
        let plan = planned(&trimmed, &known, &Means::default());
        assert_eq!((plan.recipe.road, plan.encoded), (cut(false), Micros::from_millis(seam)), "{start}");
        assert_eq!(plan.reason.key, reason);
        assert_eq!(plan.length, Micros::from_millis(end - start));
        let first = Trim { start: NOTHING, end: Micros::from_millis(seam) };
        assert_eq!(plan.anew, if seam > 0 { vec![first] } else { vec![] });
    }
    // Behind the last keyframe before the out point there is nothing to copy.
    for (start, end) in [(50_001, 60_000), (16_000, 50_000)] {
        let trimmed = samples::trimmed(&draft, 0, Micros::from_millis(start), Micros::from_millis(end));
        let plan = planned(&trimmed, &known, &Means::default());
        assert_eq!((plan.recipe.road, plan.encoded), (anew(true), plan.length));
        assert_eq!(plan.reason.key, "reason.uncuttable.no_keyframe");
    }
    // A second for want of knowing better, or the whole where it is shorter.
    let plan = plan_of(samples::clip(1), span(12, 60));
    assert_eq!((plan.recipe.road, plan.encoded), (cut(false), secs(1)));
    let short = Some(Trim { start: secs(1), end: Micros::from_millis(1_400) });
    assert_eq!(plan_of(samples::clip(1), short).encoded, Micros::from_millis(400));
}

#[test]
fn at_keyframes_nothing_is_encoded_and_the_length_is_what_comes_out() {
    let treatment = Treatment { cuts: Cuts::AtKeyframes, ..Treatment::default() };
    let at = |start, end, known: &Analyses| {
        let draft = samples::trimmed(&samples::draft(1), 0, secs(start), secs(end));
        planned(&treated(&draft, treatment), known, &Means::default())
    };
    let known = analyses([(1, keyframes(&[0, 5, 10, 15, 50]))]);
    let plan = at(12, 40, &known);
    assert_eq!((plan.recipe.road, plan.encoded, plan.length), (cut(false), NOTHING, secs(30)));
    assert_eq!(plan.recipe.parts[0].trim, span(10, 40));
    assert_eq!(at(50, 60, &known).recipe.parts[0].trim, span(50, 60));
    let whole = at(3, 60, &known);
    assert_eq!((whole.recipe.road, whole.recipe.parts[0].trim), (Road::Copy, None));
    assert_eq!(at(12, 40, &Analyses::new()).length, secs(28), "as asked for, while nobody knows better");

    // No encoder is needed, and no depth is too deep.
    let mut deep = samples::clip(1);
    (deep.facts.video.codec, deep.facts.video.bit_depth) = ("hevc".into(), 10);
    deep.facts.video.hdr = Some(Hdr::Hlg);
    let draft = samples::trimmed(&samples::draft_of(vec![deep]), 0, secs(12), secs(40));
    let none = Encoders { h264: Encodes::Not, hevc: Encodes::Not };
    let means = Means { encoders: none, ..Means::default() };
    assert_eq!(planned(&treated(&draft, treatment), &known, &means).recipe.road, cut(false));
}

#[test]
fn preflight_measures_what_keyframes_make_of_a_trim() {
    let mut long = samples::clip(1);
    long.facts.duration = secs(2_000);
    let known = analyses([(1, keyframes(&[0, 5, 10]))]);
    let draft = samples::trimmed(&samples::draft_of(vec![long]), 0, secs(12), secs(1_212));
    let found =
        |draft: &Draft| crate::preflight(draft, &crate::FileStates::new(), &known, &built_in()).findings;
    assert_eq!(found(&draft), []);
    let treatment = Treatment { cuts: Cuts::AtKeyframes, ..Treatment::default() };
    let findings = found(&treated(&draft, treatment));
    assert_eq!(findings[0].values["over"], Value::Distance(secs(2)));
    let Some(crate::FixAction::Edit { edit }) = findings[0].fix.as_ref().map(|fix| fix.action.clone()) else {
        panic!("{findings:?}")
    };
    let fixed = treated(&draft, treatment).apply(&edit).unwrap();
    assert_eq!(found(&fixed), []);
    assert_eq!(fixed.episodes[0].first.trim, span(12, 1_210));
}

#[test]
fn what_cannot_be_seamed_is_encoded_whole_and_says_why() {
    type Change = fn(&mut Clip);
    let cases: [(Change, Option<Uncuttable>, &str); 8] = [
        (|clip| clip.facts.video.codec = "vp9".into(), None, "codec"),
        (|clip| clip.facts.video.bit_depth = 10, None, "depth"),
        (|clip| clip.facts.video.pixel_format = "yuv422p".into(), None, "depth"),
        (|clip| clip.facts.video.hdr = Some(Hdr::Pq), None, "hdr"),
        (|_| {}, Some(Uncuttable::Interlaced), "interlaced"),
        (|_| {}, Some(Uncuttable::NoKeyframe), "no_keyframe"),
        (|_| {}, Some(Uncuttable::Index), "index"),
        (|_| {}, Some(Uncuttable::Depth), "depth"),
    ];
    for (change, uncuttable, why) in cases {
        let mut clip = samples::clip(1);
        change(&mut clip);
        let draft = samples::trimmed(&samples::draft_of(vec![clip]), 0, secs(5), secs(50));
        let mut analysis = keyframes(&[0, 10]);
        analysis.index.as_mut().unwrap().uncuttable = uncuttable;
        let plan = planned(&draft, &analyses([(1, analysis)]), &Means::default());
        assert_eq!((plan.recipe.road, plan.encoded), (anew(true), secs(45)));
        assert_eq!(plan.reason.key, format!("reason.uncuttable.{why}"));
    }
    // What ffmpeg can do is asked now, whatever it was when the clip was read.
    let mut analysis = keyframes(&[0, 10]);
    analysis.index.as_mut().unwrap().uncuttable = Some(Uncuttable::Encoder);
    let known = analyses([(1, analysis)]);
    let draft = samples::trimmed(&samples::draft(1), 0, secs(5), secs(50));
    assert_eq!(planned(&draft, &known, &Means::default()).recipe.road, cut(false));
    let whole_only = Encoders { h264: Encodes::Whole, ..Encoders::default() };
    let plan = planned(&draft, &known, &Means { encoders: whole_only, ..Means::default() });
    assert_eq!((plan.recipe.road, plan.reason.key.as_str()), (anew(true), "reason.uncuttable.encoder"));
}

#[test]
fn clips_of_one_form_are_joined_by_copying() {
    let plan = |clips: Vec<Clip>| planned(&joined(clips), &Analyses::new(), &Means::default());
    let two = || vec![samples::clip(1), samples::clip(2)];
    let alike = plan(two());
    assert_eq!((alike.recipe.road, alike.length, alike.encoded), (Road::Remux, secs(120), NOTHING));
    assert_eq!(alike.reason.values["count"], Value::Count(2));

    let mut small = two();
    (small[1].facts.video.coded_width, small[1].facts.video.width) = (720, 720);
    let unlike = plan(small);
    assert_eq!((unlike.recipe.road, unlike.reason.key.as_str()), (cut(false), "reason.joined_unlike"));
    assert_eq!(unlike.anew, [Trim { start: secs(60), end: secs(120) }]);

    let mut mono = two();
    mono[1].facts.audio.as_mut().unwrap().channels = 1;
    let differ = plan(mono);
    assert_eq!((differ.recipe.road, differ.reason.key.as_str()), (cut(true), "reason.sounds_differ"));
    let mut half_silent = two();
    half_silent[0].facts.audio = None;
    let silence = plan(half_silent);
    assert_eq!((silence.recipe.road, silence.recipe.sound.silence), (cut(true), true));

    let mut vp9 = two();
    vp9.iter_mut().for_each(|clip| clip.facts.video.codec = "vp9".into());
    assert_eq!(plan(vp9).recipe.road, anew(true));

    // Parts of clips: their seams lie where the parts begin in the file.
    let draft = samples::trimmed(&samples::draft(2), 1, secs(12), secs(60));
    let all = [1, 2].map(samples::episode_id);
    let draft = draft.apply(&draft.merge_of(&all, samples::episode_id(9)).unwrap()).unwrap();
    let plan = planned(&draft, &analyses([(2, keyframes(&[0, 15]))]), &Means::default());
    assert_eq!((plan.recipe.road, plan.reason.key.as_str()), (cut(false), "reason.joined_seams"));
    assert_eq!(plan.anew, [Trim { start: secs(60), end: secs(63) }]);
}

#[test]
fn sizes_and_times_never_overflow() {
    let mut clip = samples::clip(1);
    clip.facts.size_bytes = u64::MAX;
    clip.facts.duration = Micros::new(i64::MAX);
    (clip.facts.video.width, clip.facts.video.height) = (u32::MAX, u32::MAX);
    clip.facts.video.fps = Ratio::new(u32::MAX, 1);
    let plan = plan_of(clip.clone(), None);
    assert_eq!(plan.bytes, u64::MAX);
    let everything = Treatment { conform: true, framing: Some(Framing::Blur), ..Treatment::default() };
    for cuts in [None, Some(Trim { start: Micros::new(1), end: Micros::new(i64::MAX) })] {
        let mut draft = samples::draft_of(vec![clip.clone()]);
        if let Some(Trim { start, end }) = cuts {
            draft = samples::trimmed(&draft, 0, start, end);
        }
        let pace = crate::Pace { copy: 0, encode: 0, sound: 0, file: NOTHING };
        let means = Means { pace, ..Means::default() };
        assert!(planned(&treated(&draft, everything), &Analyses::new(), &means).time > NOTHING);
    }
}

#[test]
fn what_is_encoded_anew_has_another_size_and_takes_its_time() {
    let hevc = |size| {
        let mut clip = clip(Container::Mp4, "hevc", Some("aac"));
        (clip.facts.size_bytes, clip.facts.video.bit_depth) = (size, 8);
        clip
    };
    let conform = Treatment { conform: true, ..Treatment::default() };
    let bytes = |size| {
        let draft = treated(&samples::draft_of(vec![hevc(size)]), conform);
        planned(&draft, &Analyses::new(), &Means::default()).bytes
    };
    assert!((18_000_000..20_000_000).contains(&bytes(10_000_000)), "H.264 needs more bytes than HEVC");
    assert!(bytes(10_000_000_000) < 200_000_000, "but no more than its pixels ask for");

    // 1080 x 1920 at 29.97 for a minute: 3.7 gigapixels.
    let pace = crate::Pace { copy: 100_000_000, encode: 62_000_000, sound: 40_000_000, file: secs(1) };
    let means = Means { pace, ..Means::default() };
    let draft = treated(&samples::draft_of(vec![hevc(10_000_000)]), conform);
    let time = planned(&draft, &Analyses::new(), &means).time;
    assert!((secs(60)..secs(63)).contains(&time), "{time}");
    assert_eq!(planned(&samples::draft(1), &Analyses::new(), &means).time, Micros::from_millis(1_100));
    let treatment = Treatment { level: Some(Level::default()), ..Treatment::default() };
    let quiet = analyses([(1, heard(-2_000, -600))]);
    let time = planned(&treated(&samples::draft(1), treatment), &quiet, &means).time;
    assert!((Micros::from_millis(2_600)..Micros::from_millis(2_650)).contains(&time), "{time}");
}
