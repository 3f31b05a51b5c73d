//! The sample series is what the README promises of it.

use series::Micros;

use crate::probed;

#[tokio::test]
async fn the_sample_series_holds_what_it_is_there_to_show() {
    let folder = tempfile::tempdir().unwrap();
    let files = showrunner_tests::samples::make(folder.path()).unwrap();
    let mut clips = Vec::new();
    for file in &files {
        clips.push(probed(file).await.unwrap());
    }
    assert_eq!(clips.len(), 8);
    let count = |what: &dyn Fn(&series::ClipFacts) -> bool| clips.iter().filter(|clip| what(clip)).count();
    assert_eq!(count(&|clip| clip.duration > Micros::from_secs(20 * 60)), 1);
    assert!((clips[0].duration.get() - 1_260_000_000).abs() < 1_000_000, "{}", clips[0].duration);
    assert_eq!(count(&|clip| clip.duration < Micros::from_secs(30)), 1);
    assert_eq!(count(&|clip| clip.video.codec == "hevc"), 1);
    assert_eq!(count(&|clip| clip.video.height > clip.video.width && clip.video.codec == "h264"), 1);
    assert_eq!(count(&|clip| clip.audio.is_none()), 1);
    assert_eq!(files.iter().filter(|file| !file.to_string_lossy().is_ascii()).count(), 1);
    assert_eq!(count(&|clip| clip.video.variable_rate), 0);

    // Again: nothing is made, nothing is touched.
    let before = std::fs::metadata(&files[0]).unwrap().modified().unwrap();
    assert_eq!(showrunner_tests::samples::make(folder.path()).unwrap(), files);
    assert_eq!(std::fs::metadata(&files[0]).unwrap().modified().unwrap(), before);
}
