//! What a split plan cuts apart joins to the whole again: the parts of real plans, made and held against
//! the recording.

use series::{Cuts, Micros, SplitGround, SplitLimits, SplitName, SplitWish, Trim, split_plans};
use showrunner_tests::{recipes::Clip, remade::remade};

use crate::recording::{Recording, keys};

#[tokio::test]
async fn the_parts_of_every_plan_are_legal_and_join_to_the_whole() {
    // Noise that pauses for most of a second every four.
    let steady = Clip::new("matrix").seconds(40).noise().gop(50).b_frames(3).file();
    let pauses = "volume=volume='gte(mod(t,4.3),0.8)':eval=frame";
    let file = remade(&steady, "mp4", &[], &["-c:v", "copy", "-af", pauses, "-c:a", "aac", "-t", "40"]);
    let recording = Recording::of("split", file).await.heard().await;
    let (index, sound) = (recording.analysis().index.as_ref(), recording.analysis().sound.as_ref());
    let (index, sound) = (index.expect("it was read"), sound.expect("it was heard"));
    assert!(sound.pauses.len() >= 8, "{:?}", sound.pauses);
    let ground = SplitGround {
        span: Trim { start: Micros::ZERO, end: recording.length() },
        pauses: &sound.pauses,
        scenes: &index.scenes,
        chapters: &[],
        keyframes: &index.keyframes,
        marks: &[],
        cuts: Cuts::Exact,
    };
    let (min, max) = (Micros::from_secs(5), Micros::from_secs(13));
    let limits = SplitLimits { min, max: Some(max), aim: None };
    let plans = split_plans(&ground, &limits, &SplitWish::Best).expect("it can be split");
    assert!(plans.len() >= 2, "{plans:?}");
    for plan in plans {
        let spans: Vec<Trim> = plan.parts.iter().map(|part| part.span).collect();
        assert!(spans.iter().all(|span| (min..=max).contains(&span.length())), "{spans:?}");
        let cuts: Vec<Micros> = spans[1..].iter().map(|span| span.start).collect();
        let in_pause =
            |cut: &Micros| sound.pauses.iter().any(|pause| pause.start <= *cut && *cut <= pause.end);
        // Even parts come before pauses where that is what the plan is for.
        let quiet = plan.name == SplitName::Even || cuts.iter().all(in_pause);
        assert!(quiet, "{:?}: {cuts:?} outside {:?}", plan.name, sound.pauses);
        // Each file is as long as its part, to the microsecond.
        recording.cut(&cuts, keys(50, 3)).await;
    }
}
