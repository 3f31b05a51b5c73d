//! What is to be done for a playlist to have its videos in order. Pure.

/// A step on the way to the order that is wanted. Places count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// Add a video at the end.
    Add(&'a str),
    /// Take the video at a place out, and put it behind another place (0: to the front), as it was counted
    /// before.
    Move {
        /// Where it is.
        from: usize,
        /// Behind which it goes.
        after: usize,
    },
}

/// The next step towards a list that begins with what is wanted, in that order. What else is in it comes
/// behind, as it is. None if it is so. A video that is in it twice counts where it is first.
pub(super) fn next<'a>(have: &[&str], want: &[&'a str]) -> Option<Step<'a>> {
    if let Some(missing) = want.iter().find(|video| !have.contains(video)) {
        return Some(Step::Add(missing));
    }
    let (place, video) = want.iter().enumerate().find(|(place, video)| have.get(*place) != Some(video))?;
    let from = have.iter().position(|other| other == video)?;
    Some(Step::Move { from: from + 1, after: place })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As PeerTube does it.
    fn done<'a>(mut have: Vec<&'a str>, step: Step<'a>) -> Vec<&'a str> {
        match step {
            Step::Add(video) => have.push(video),
            Step::Move { from, after } => {
                let video = have.remove(from - 1);
                have.insert(if after >= from { after - 1 } else { after }, video);
            }
        }
        have
    }

    #[test]
    fn the_next_step_is_the_first_that_is_wrong() {
        assert_eq!(next(&[], &["a", "b"]), Some(Step::Add("a")));
        assert_eq!(next(&["b", "a"], &["a", "b"]), Some(Step::Move { from: 2, after: 0 }));
        assert_eq!(next(&["a", "x", "b"], &["a", "b"]), Some(Step::Move { from: 3, after: 1 }));
        assert_eq!(next(&["a", "b", "x"], &["a", "b"]), None);
        assert_eq!(next(&["x"], &[]), None);
    }

    proptest! {
        #[test]
        fn whatever_is_there_it_ends_in_order_and_nothing_is_lost(
            have in prop::sample::subsequence((0..12).collect::<Vec<_>>(), 0..12).prop_shuffle(),
            want in prop::sample::subsequence((0..12).collect::<Vec<_>>(), 0..12).prop_shuffle(),
        ) {
            let text = |list: &[i32]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
            let (before, want) = (text(&have), text(&want));
            let want: Vec<_> = want.iter().map(String::as_str).collect();
            let mut list: Vec<_> = before.iter().map(String::as_str).collect();
            let mut steps = 0;
            while let Some(step) = next(&list, &want) {
                list = done(list, step);
                steps += 1;
                prop_assert!(steps <= 2 * want.len());
            }
            prop_assert_eq!(&list[..want.len()], &want[..]);
            prop_assert!(before.iter().all(|video| list.contains(&video.as_str())));
        }
    }
}
