use proptest::prelude::*;

use super::*;

/// Frames at 25 a second: keyframes at `keys`, the given sizes at `large`, 1000 bytes elsewhere.
fn frames(count: usize, keys: &[usize], large: &[(usize, u32)]) -> Vec<FrameSize> {
    (0..count)
        .map(|at| {
            let key = keys.contains(&at);
            let size = large.iter().find(|(frame, _)| *frame == at).map(|(_, bytes)| *bytes);
            let at = Micros::from_millis(40 * i64::try_from(at).unwrap());
            FrameSize { at, bytes: size.unwrap_or(if key { 20_000 } else { 1_000 }), key }
        })
        .collect()
}

fn beat(count: usize, every: usize) -> Vec<usize> {
    (0..count).step_by(every).collect()
}

fn seconds(scenes: &[Micros]) -> Vec<i64> {
    scenes.iter().map(|at| at.as_millis() / 40).collect()
}

#[test]
fn a_steady_beat_tells_nothing() {
    for every in [1, 12, 25, 250] {
        assert!(scenes(&frames(1_000, &beat(1_000, every), &[])).is_empty(), "{every}");
    }
    assert!(scenes(&[]).is_empty());
    assert!(scenes(&frames(1, &[0], &[])).is_empty());
}

#[test]
fn a_keyframe_off_the_beat_begins_a_scene_whether_the_beat_begins_anew_or_not() {
    // 0 250 500 | 610: anew from there.
    assert_eq!(seconds(&scenes(&frames(1_500, &[0, 250, 500, 610, 860, 1_110, 1_360], &[]))), [610]);
    // 0 250 500 | 610, and 750 as if nothing had been.
    assert_eq!(seconds(&scenes(&frames(1_500, &[0, 250, 500, 610, 750, 1_000, 1_250], &[]))), [610]);
}

#[test]
fn an_encoder_without_a_beat_puts_keyframes_at_scenes_only() {
    assert_eq!(seconds(&scenes(&frames(600, &[0, 70, 190, 420], &[]))), [70, 190, 420]);
}

#[test]
fn a_frame_nearly_as_large_as_a_keyframe_begins_a_scene() {
    let keys = beat(1_000, 250);
    assert_eq!(seconds(&scenes(&frames(1_000, &keys, &[(400, 15_000)]))), [400]);
    // Too small against a keyframe, or one of many as large.
    assert!(scenes(&frames(1_000, &keys, &[(400, 11_999)])).is_empty());
    let many: Vec<_> = (395..401).map(|at| (at, 15_000)).collect();
    assert!(scenes(&frames(1_000, &keys, &many)).is_empty());
}

#[test]
fn frames_that_all_grow_or_shrink_at_once_begin_a_scene() {
    let keys = beat(1_000, 250);
    let to = |bytes| (400..1_000).filter(|at| !keys.contains(at)).map(|at| (at, bytes)).collect::<Vec<_>>();
    for bytes in [4_000, 250] {
        assert_eq!(seconds(&scenes(&frames(1_000, &keys, &to(bytes)))), [400], "{bytes}");
    }
    for bytes in [3_999, 251] {
        assert!(scenes(&frames(1_000, &keys, &to(bytes))).is_empty(), "{bytes}");
    }
}

#[test]
fn scenes_are_a_second_apart() {
    let keys = beat(1_000, 250);
    assert_eq!(seconds(&scenes(&frames(1_000, &keys, &[(24, 15_000)]))), [0; 0]);
    assert_eq!(
        seconds(&scenes(&frames(1_000, &keys, &[(25, 15_000), (49, 15_000), (50, 15_000)]))),
        [25, 50]
    );
}

proptest! {
    #[test]
    fn any_frames_give_scenes_in_order_and_apart(
        sizes in prop::collection::vec((any::<u32>(), any::<bool>(), -5_000i64..200_000), 0..400),
    ) {
        let mut at = 0i64;
        let frames: Vec<FrameSize> = sizes.iter().map(|(bytes, key, step)| {
            at += step;
            FrameSize { at: Micros::new(at), bytes: *bytes, key: *key }
        }).collect();
        let scenes = scenes(&frames);
        prop_assert!(scenes.windows(2).all(|pair| pair[1] - pair[0] >= APART));
        prop_assert!(scenes.iter().all(|scene| frames.iter().any(|frame| frame.at == *scene)));
    }
}
