use super::*;
use crate::{Framing, samples};

/// Ids from 101 on.
fn ids() -> impl FnMut() -> EpisodeId {
    let mut n = 100;
    move || {
        n += 1;
        samples::episode_id(n)
    }
}

fn secs(secs: i64) -> Micros {
    Micros::from_secs(secs)
}

fn titles(draft: &Draft) -> Vec<&str> {
    draft.episodes.iter().map(|episode| episode.title.as_str()).collect()
}

#[test]
fn a_split_tiles_the_episode_and_a_merge_makes_it_whole_again() {
    let treatment = Treatment { upright: true, ..Treatment::default() };
    let draft = samples::draft(2);
    let id = samples::episode_id(1);
    let draft = draft.apply(&Edit::Treat { episodes: vec![id], treatment }).unwrap();
    let split = draft.split_into(id, &[secs(40), secs(20), secs(40)], &mut ids()).unwrap();
    let parted = draft.apply(&split).unwrap();
    assert_eq!(titles(&parted), ["Episode 1.1", "Episode 1.2", "Episode 1.3", "Episode 2"]);
    let spans: Vec<_> = parted.episodes.iter().map(|episode| episode.first.trim).collect();
    let span = |start, end| Some(Trim { start: secs(start), end: secs(end) });
    assert_eq!(spans, [span(0, 20), span(20, 40), span(40, 60), None]);
    assert!(parted.episodes[..3].iter().all(|episode| episode.treatment == treatment));

    // Named in any order and twice, joined in the order of the series.
    let names = [103, 101, 102, 101].map(samples::episode_id);
    let whole = parted.apply(&parted.merge_of(&names, id).unwrap()).unwrap();
    assert_eq!(titles(&whole), ["Episode 1.1", "Episode 2"]);
    assert_eq!((whole.episodes[0].first, &whole.episodes[0].joined), (draft.episodes[0].first, &vec![]));
    assert_eq!(whole.episodes[0].treatment, treatment);
}

#[test]
fn a_merge_of_two_clips_can_be_taken_apart() {
    let draft = samples::draft(3);
    let treated = Treatment { framing: Some(Framing::Pad), cuts: Cuts::AtKeyframes, ..Treatment::default() };
    let treat = Edit::Treat { episodes: vec![samples::episode_id(3)], treatment: treated };
    let draft = draft.apply(&treat).unwrap();
    let both = [3, 2].map(samples::episode_id);
    let joined = draft.apply(&draft.merge_of(&both, samples::episode_id(9)).unwrap()).unwrap();
    let episode = &joined.episodes[1];
    assert_eq!(episode.parts().map(|part| part.clip).collect::<Vec<_>>(), [2, 3].map(samples::clip_id));
    assert_eq!(joined.length_of(episode), secs(120));
    assert_eq!(episode.treatment, Treatment { framing: Some(Framing::Pad), ..Treatment::default() });
    assert_eq!(joined.split_into(episode.id, &[secs(3)], &mut ids()), Err(Refusal::Joined));
    let trim = Edit::Trim { episode: episode.id, trim: None };
    assert_eq!(joined.apply(&trim), Err(Refusal::Joined));

    let apart = joined.apply(&joined.take_apart(episode.id, &mut ids()).unwrap()).unwrap();
    assert_eq!(titles(&apart), ["Episode 1", "Episode 2.1", "Episode 2.2"]);
    assert_eq!(apart.clips, draft.clips);
    assert_eq!(apart.take_apart(samples::episode_id(1), &mut ids()), Err(Refusal::NoEpisode));
}

#[test]
fn what_cannot_be_cut_or_joined_is_refused() {
    let draft = samples::trimmed(&samples::draft(2), 0, secs(10), secs(50));
    let id = samples::episode_id(1);
    for (cuts, refusal) in [
        (&[][..], Refusal::NoEpisode),
        (&[secs(10)], Refusal::TrimOutside),
        (&[secs(50)], Refusal::TrimOutside),
        (&[secs(20), secs(51)], Refusal::TrimOutside),
        (&[secs(-1)], Refusal::TrimOutside),
    ] {
        assert_eq!(draft.split_into(id, cuts, &mut ids()), Err(refusal), "{cuts:?}");
    }
    assert!(draft.split_into(id, &[Micros::new(10_000_001)], &mut ids()).is_ok());
    let gone = samples::episode_id(9);
    let unknown = Refusal::UnknownEpisode { episode: gone };
    assert_eq!(draft.split_into(gone, &[secs(20)], &mut ids()), Err(unknown.clone()));
    assert_eq!(draft.merge_of(&[id, gone], gone), Err(unknown.clone()));
    assert_eq!(draft.take_apart(gone, &mut ids()), Err(unknown));
    for few in [&[][..], &[id], &[id, id]] {
        assert_eq!(draft.merge_of(few, gone), Err(Refusal::NoEpisode));
    }
}

#[test]
fn numbered_titles_are_nobody_elses_and_never_too_long() {
    let mut draft = samples::draft(2);
    let id = samples::episode_id(1);
    let retitle = |draft: &Draft, n, title: &str| {
        draft.apply(&Edit::Retitle { episode: samples::episode_id(n), title: title.into() }).unwrap()
    };
    let split = |draft: &Draft| {
        let parted = draft.apply(&draft.split_into(id, &[secs(30)], &mut ids()).unwrap()).unwrap();
        titles(&parted)[..2].iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    draft = retitle(&draft, 1, "Bread");
    assert_eq!(split(&draft), ["Bread 1", "Bread 2"]);
    assert_eq!(split(&retitle(&draft, 2, "bread 2")), ["Bread.1", "Bread.2"]);
    let long = "🍞".repeat(TITLE_MAX_BYTES / 4);
    let parts = split(&retitle(&draft, 1, &long));
    assert!(parts[0].ends_with("🍞 1") && parts[0].len() <= TITLE_MAX_BYTES);
}
