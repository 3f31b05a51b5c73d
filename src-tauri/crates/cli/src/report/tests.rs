use std::sync::Arc;

use series::{Cents, Clip, EpisodeId, FileStates, Language, Micros, Rules, Trim, samples};
use studio::Studio;

use super::*;

fn uuid<T: std::str::FromStr<Err: std::fmt::Debug>>(n: usize) -> T {
    format!("01890000-0000-7000-8000-{n:012}").parse().unwrap()
}

/// A draft of so many episodes of a minute each.
pub(crate) fn draft(episodes: usize) -> Draft {
    let mut draft = Draft::new(uuid(0), "Bread");
    for n in 1..=episodes {
        let clip = clip(n);
        let id: EpisodeId = uuid(1000 + n);
        draft.episodes.push(Arc::new(Episode::whole(id, format!("Loaf {n}"), clip.id)));
        Arc::make_mut(&mut draft.clips).insert(clip.id, Arc::new(clip));
    }
    draft
}

fn clip(n: usize) -> Clip {
    let mut clip = samples::clip(u32::try_from(n).unwrap());
    clip.id = uuid(n);
    clip.path = format!("/films/clip {n}.mp4");
    clip.facts.size_bytes = 4_000_000;
    clip.facts.audio = None;
    clip
}

fn view() -> DraftView {
    let mut draft = draft(3);
    draft.description = "Two lines\nof text".into();
    draft.price = Some(Cents::new(999));
    let edit = |episode: &mut Arc<Episode>, change: &dyn Fn(&mut Episode)| change(Arc::make_mut(episode));
    edit(&mut draft.episodes[1], &|episode| {
        episode.title = "面包\n\u{202e}🍞".into();
        episode.first.trim = Some(Trim { start: Micros::ZERO, end: Micros::from_millis(29_999) });
    });
    let clip = Arc::make_mut(Arc::make_mut(&mut draft.clips).values_mut().last().unwrap());
    clip.facts.duration = Micros::from_secs(21 * 60);
    let rules = Rules::built_in(&[
        ("series.toml", include_str!("../../../../../assets/rules/series.toml")),
        ("studio.toml", include_str!("../../../../../assets/rules/studio.toml")),
    ])
    .unwrap();
    DraftView {
        preflight: series::preflight(&draft, &FileStates::new(), &series::Analyses::new(), &rules),
        revision: 7,
        running_time: draft.running_time(),
        undoes: None,
        redoes: None,
        files: FileStates::new(),
        merged: false,
        draft,
    }
}

#[test]
fn a_draft_reads_well_in_both_languages() {
    for (name, language) in [("draft_en", Language::En), ("draft_fr", Language::Fr)] {
        let (view, voice) = (view(), Voice::new(Studio::words(language)));
        let findings = findings(&view.preflight.findings, &voice);
        insta::assert_snapshot!(name, format!("{}{findings}", super::draft(&view, &voice)));
    }
}

#[test]
fn a_draft_as_json() {
    let voice = Voice::new(Studio::words(Language::En));
    let json = crate::shapes::draft(&view(), &voice);
    insta::assert_snapshot!(format!("{json:#}"));
    assert_eq!(json["draft"]["id"], view().draft.id.to_string());
}

#[test]
fn the_shelf_lines_up() {
    let voice = Voice::new(Studio::words(Language::En));
    assert_eq!(shelf(&[], &voice), "There is no series yet. `showrunner new TITLE` starts one.\n");
    let summary = |title: &str, episodes, to_fix, price| DraftSummary {
        id: uuid(episodes as usize),
        title: title.into(),
        episodes,
        running_time: Micros::from_secs(60 * i64::from(episodes)),
        price,
        cover: None,
        clips: Vec::new(),
        to_fix,
        to_review: 0,
        archived: false,
        edited_ms: 0,
    };
    let drafts = [
        summary("Bread", 1, 0, None),
        summary("面包 🍞", 34, 3, Some(Cents::new(2_999))),
        summary("", 0, 1, None),
    ];
    insta::assert_snapshot!(shelf(&drafts, &voice));
}
