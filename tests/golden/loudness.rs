//! Loudness as it is planned: what was too soft or too loud comes out as asked, of a whole clip with every
//! packet of the picture as it was.

use series::{Level, Micros, Road, Treatment, Trim};
use showrunner_tests::{recipes::Clip, remade::remade};

use crate::{
    recording::Recording,
    treat::{loudness_of, packets},
};

#[tokio::test]
async fn what_is_too_soft_or_too_loud_is_levelled_as_planned() {
    let steady = Clip::new("matrix").seconds(12).noise().gop(25).b_frames(2).file();
    for (asked, by) in [(-30.0, "volume=-10.1dB"), (-10.0, "volume=9.9dB")] {
        let file = remade(&steady, "mp4", &[], &["-c:v", "copy", "-af", by, "-c:a", "aac", "-t", "12"]);
        let (before, _) = loudness_of(&file);
        assert!((before - asked).abs() < 1.0, "{before} LUFS");
        let source = packets(&file);
        let recording = Recording::of(format!("{asked} LUFS"), file).await.heard().await;
        let treatment = Treatment { level: Some(Level::default()), ..Treatment::default() };
        let part = Trim { start: Micros::new(2_345_678), end: Micros::new(9_876_543) };
        for (trim, road) in [
            (None, Road::Transcode { video: false, audio: true }),
            (Some(part), Road::SmartCut { audio: true }),
        ] {
            let plan = recording.planned(trim, treatment);
            assert_eq!(plan.recipe.road, road, "{asked} LUFS");
            let folder = tempfile::tempdir().expect("a temporary folder");
            let output = folder.path().join("out.mp4.part");
            let made = recording.made(&plan, &output).await;
            let (after, peak) = loudness_of(&output);
            assert!((after + 14.0).abs() <= 0.5, "{asked} LUFS, {road:?}: {after} LUFS");
            assert!(peak <= -1.0, "{asked} LUFS, {road:?}: {peak} dBTP");
            match trim {
                None => assert_eq!(packets(&output), source, "{asked} LUFS"),
                // Its seams alone are not the clip's.
                Some(_) => assert!(made.proof.copied + 27 >= made.proof.frames, "{:?}", made.proof),
            }
        }
    }
}
