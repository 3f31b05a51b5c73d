//! Which encoders count.

use std::path::Path;

use media::{EncoderKind, EncoderState};

use crate::ffmpeg;

#[tokio::test]
async fn hardware_that_is_listed_counts_only_when_it_works() {
    let ffmpeg = ffmpeg().await;
    ffmpeg.try_encoders().await;
    let listed = ffmpeg.listed_encoders();
    assert!(listed.iter().any(|it| it.name == "libx264" && it.state == EncoderState::Works));
    assert!(listed.iter().all(|it| it.state != EncoderState::Untried));
    // Where there is no such device, nothing can have worked.
    if !Path::new("/dev/dri").exists() && !Path::new("/dev/nvidia0").exists() {
        assert!(
            listed.iter().all(|it| it.kind == EncoderKind::Software || it.state == EncoderState::Fails),
            "{listed:?}"
        );
    }
    let working: Vec<_> = ffmpeg.encoders().collect();
    assert!(listed.iter().all(|it| working.contains(&it.name.as_str()) == (it.state == EncoderState::Works)));
}
