//! What a creator wants done to picture and sound becomes work, as far as the clip needs it.

use super::*;
use crate::{PictureWork, SoundWork};

const COPIED: Road = Road::Transcode { video: false, audio: true };

fn everything() -> Treatment {
    Treatment {
        framing: Some(Framing::Crop),
        upright: true,
        sdr: true,
        even: true,
        conform: true,
        anew: false,
        level: Some(Level::default()),
        silence: true,
        cuts: Cuts::Exact,
    }
}

fn plan(clip: Clip, treatment: Treatment, known: &Analyses) -> EpisodePlan {
    planned(&treated(&samples::draft_of(vec![clip]), treatment), known, &Means::default())
}

/// The picture work that a treatment becomes, with the key of its reason.
fn work(treatment: Treatment, change: impl FnOnce(&mut Clip)) -> (PictureWork, String) {
    let mut clip = samples::clip(1);
    change(&mut clip);
    let plan = plan(clip, treatment, &Analyses::new());
    let anew = plan.recipe.road == Road::Transcode { video: true, audio: false };
    assert_eq!(anew, !plan.recipe.picture.is_none());
    assert_eq!(plan.encoded, if anew { plan.length } else { Micros::ZERO });
    (plan.recipe.picture, plan.reason.key)
}

#[test]
fn a_clip_that_needs_nothing_is_copied_whatever_is_wanted() {
    let plan = plan(samples::clip(1), everything(), &analyses([(1, heard(-1_405, -100))]));
    assert_eq!((plan.recipe.road, plan.reason.key.as_str()), (Road::Copy, "reason.copy"));
}

#[test]
fn pictures_are_worked_on_as_asked() {
    let wide = |clip: &mut Clip| (clip.facts.video.width, clip.facts.video.height) = (1_920, 1_080);
    for (framing, size, reason) in [
        (Framing::Crop, (608, 1_080), "reason.crop"),
        (Framing::Pad, (1_080, 1_920), "reason.pad"),
        (Framing::Blur, (1_080, 1_920), "reason.blur"),
    ] {
        let treatment = Treatment { framing: Some(framing), ..Treatment::default() };
        let wanted = PictureWork { framing: Some(framing), size: Some(size), ..PictureWork::default() };
        assert_eq!(work(treatment, wide), (wanted, reason.to_owned()));
    }
    let sdr = Treatment { sdr: true, ..Treatment::default() };
    let (picture, reason) = work(sdr, |clip| clip.facts.video.hdr = Some(Hdr::Hlg));
    assert_eq!((picture.sdr, reason.as_str()), (true, "reason.sdr"));
    let upright = Treatment { upright: true, ..Treatment::default() };
    let (picture, reason) = work(upright, |clip| clip.facts.video.rotation = 90);
    assert_eq!((picture.upright, reason.as_str()), (true, "reason.upright"));
}

#[test]
fn uneven_frames_are_put_on_the_next_rate_that_keeps_them_all() {
    let even = Treatment { even: true, ..Treatment::default() };
    for (num, den, rate) in [
        (29_500, 1_000, (30_000, 1_001)),
        (27, 1, (30_000, 1_001)),
        (30, 1, (30_000, 1_001)),
        (24, 1, (24_000, 1_001)),
        (33, 1, (50, 1)),
        (300, 1, (60, 1)),
        (1, 1, (24_000, 1_001)),
    ] {
        let (picture, reason) = work(even, |clip| {
            clip.facts.video.variable_rate = true;
            clip.facts.video.fps = Ratio::new(num, den);
        });
        assert_eq!(picture.rate, Ratio::new(rate.0, rate.1), "{num}/{den}");
        assert_eq!(reason, "reason.even");
    }
    let (picture, _) = work(even, |clip| {
        (clip.facts.video.variable_rate, clip.facts.video.fps) = (true, None);
    });
    assert_eq!(picture.rate, Ratio::new(30, 1));
}

#[test]
fn the_nearest_legal_form_keeps_shape_and_beat() {
    let conform = Treatment { conform: true, ..Treatment::default() };
    for ((width, height), size) in [
        ((320, 240), Some((480, 360))),
        ((360, 640), None),
        ((8_192, 4_096), Some((4_096, 2_048))),
        ((3_000, 5_000), Some((2_458, 4_096))),
        ((4_096, 4_096), None),
        ((10_000, 100), Some((4_096, 40))),
        ((1_000, 10), Some((4_096, 360))),
    ] {
        let (picture, _) =
            work(conform, |clip| (clip.facts.video.width, clip.facts.video.height) = (width, height));
        assert_eq!(picture.size, size, "{width} x {height}");
    }
    for (fps, rate) in [
        ((120, 1), Some((120, 2))),
        ((60, 1), None),
        ((60_001, 1_000), Some((60_001, 2_000))),
        ((15, 1), Some((30, 1))),
        ((22_999, 1_000), Some((45_998, 1_000))),
        ((1, 1), Some((23, 1))),
        ((10_000, 1), Some((60, 1))),
    ] {
        let (picture, _) = work(conform, |clip| clip.facts.video.fps = Ratio::new(fps.0, fps.1));
        assert_eq!(picture.rate, rate.and_then(|(num, den)| Ratio::new(num, den)), "{fps:?}");
    }
    let (picture, reason) = work(conform, |clip| clip.facts.video.codec = "hevc".into());
    assert_eq!(
        (picture, reason.as_str()),
        (PictureWork { plain: true, ..PictureWork::default() }, "reason.codec")
    );
    let (picture, _) = work(conform, |clip| {
        clip.facts.video.codec = "hevc".into();
        (clip.facts.video.hdr, clip.facts.video.bit_depth) = (Some(Hdr::Hlg), 10);
    });
    assert!(picture.plain && picture.sdr, "8 bits of high dynamic range would be neither");
    // H.264 of 10 bits is legal as it is; encoded anew it would become HEVC, which is not.
    let deep = |clip: &mut Clip| clip.facts.video.bit_depth = 10;
    assert!(work(conform, deep).0.is_none());
    let (picture, _) = work(Treatment { upright: true, ..conform }, |clip| {
        deep(clip);
        clip.facts.video.rotation = 90;
    });
    assert!(!picture.plain, "turning alone keeps what it finds");
    let (picture, _) = work(conform, |clip| {
        deep(clip);
        clip.facts.video.fps = Ratio::new(120, 1);
    });
    assert!(picture.plain);
}

#[test]
fn sound_is_levelled_without_touching_the_picture() {
    let level = Treatment { level: Some(Level::default()), ..Treatment::default() };
    let levelled = |loudness, peak| {
        let plan = plan(samples::clip(1), level, &analyses([(1, heard(loudness, peak))]));
        (plan.recipe.road, plan.recipe.parts[0].gain, plan.recipe.sound.ceiling, plan.reason.key)
    };
    let (gain, ceiling) = (|gain| Some(Decibels::new(gain)), Some(Decibels::new(-100)));
    assert_eq!(levelled(-2_140, -600), (COPIED, gain(740), ceiling, "reason.level".into()));
    assert_eq!(levelled(-1_000, -600), (COPIED, gain(-400), ceiling, "reason.level".into()));
    assert_eq!(levelled(-1_410, -600), (COPIED, gain(10), ceiling, "reason.level".into()));
    assert_eq!(levelled(-1_409, -600), (Road::Copy, None, None, "reason.copy".into()));
    assert_eq!(levelled(-1_409, -99), (COPIED, None, ceiling, "reason.peak".into()));
    assert_eq!(levelled(-6_000, -5_000).1, gain(3_000), "noise is not made speech");

    let unheard = plan(samples::clip(1), level, &Analyses::new());
    assert_eq!((unheard.recipe.road, unheard.reason.key.as_str()), (Road::Copy, "reason.unheard"));
    let silent = Analysis { sound: Some(SoundAnalysis::default()), index: None };
    let silent = plan(samples::clip(1), level, &analyses([(1, silent)]));
    assert_eq!((silent.recipe.road, silent.reason.key.as_str()), (Road::Copy, "reason.copy"));

    let trimmed = samples::trimmed(&samples::draft(1), 0, secs(5), secs(50));
    let quiet = analyses([(1, heard(-2_140, -600))]);
    let plan = planned(&treated(&trimmed, level), &quiet, &Means::default());
    assert_eq!((plan.recipe.road, plan.encoded), (Road::SmartCut { audio: true }, secs(1)));
}

#[test]
fn each_part_of_a_join_has_its_own_gain() {
    let level = Treatment { level: Some(Level::default()), ..Treatment::default() };
    let draft = treated(&joined(vec![samples::clip(1), samples::clip(2), samples::clip(3)]), level);
    let known = analyses([(1, heard(-2_000, -600)), (2, heard(-1_400, -600)), (3, heard(-1_000, 0))]);
    let plan = planned(&draft, &known, &Means::default());
    let gains: Vec<_> = plan.recipe.parts.iter().map(|part| part.gain.map(Decibels::get)).collect();
    assert_eq!(gains, [Some(600), None, Some(-400)]);
    assert_eq!(plan.recipe.road, Road::SmartCut { audio: true });
}

#[test]
fn silence_is_added_where_there_is_no_sound() {
    let silence = Treatment { silence: true, ..Treatment::default() };
    let mut mute = samples::clip(1);
    mute.facts.audio = None;
    let plan = plan(mute, silence, &Analyses::new());
    assert_eq!((plan.recipe.road, plan.reason.key.as_str()), (COPIED, "reason.silence"));
    assert_eq!(plan.recipe.sound, SoundWork { ceiling: None, silence: true });
}

#[test]
fn a_refused_file_is_made_anew_even_where_the_rules_take_it() {
    let anew = Treatment { anew: true, ..Treatment::default() };
    for (codec, hdr) in [("h264", None), ("hevc", None), ("hevc", Some(Hdr::Pq))] {
        let mut clip = samples::clip(1);
        (clip.facts.video.codec, clip.facts.video.hdr) = (codec.into(), hdr);
        let plan = plan(clip, anew, &Analyses::new());
        assert_eq!(plan.recipe.road, Road::Transcode { video: true, audio: true }, "{codec}");
        assert_eq!(plan.reason.key, "reason.anew");
        let picture = plan.recipe.picture;
        assert!(
            picture.plain && picture.sdr == hdr.is_some(),
            "8 bits of high dynamic range would be neither"
        );
    }
    let mut mute = samples::clip(1);
    mute.facts.audio = None;
    let plan = plan(mute, anew, &Analyses::new());
    assert_eq!(plan.recipe.road, Road::Transcode { video: true, audio: false });
}

#[test]
fn what_is_not_asked_for_is_not_written_down() {
    let json = |treatment: Treatment| serde_json::to_value(treatment).unwrap();
    let before = json(Treatment::default());
    assert_eq!(before.get("anew"), None, "marks of before it could be asked for hold");
    assert_eq!(serde_json::from_value::<Treatment>(before).unwrap(), Treatment::default());
    let anew = Treatment { anew: true, ..Treatment::default() };
    assert_eq!(serde_json::from_value::<Treatment>(json(anew)).unwrap(), anew);
}
