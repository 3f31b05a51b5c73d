//! The desk as a window is shown it.

use std::path::{Path, PathBuf};

use series::{
    Desk, Draft, Episode, GuidelinePoint, Message, Micros, PortalStep, Review, ReviewStatus,
    SubmittedVersion, Version, WrittenKit, marks_of, portal_steps, time_left_ms,
};

use crate::{
    DeskEpisode, DeskField, DeskFile, DeskKit, DeskPoster, DeskStep, DeskView, Guideline, Problem, Studio,
    Submission, drafts::OpenDraft, shelf::count, studio::blocking,
};

impl Studio {
    /// The desk of a draft, as it stands.
    pub(super) async fn show_desk(&self, seen: &OpenDraft, desk: &Desk) -> Result<DeskView, Problem> {
        let draft = seen.history.draft();
        let steps = portal_steps(draft);
        self.show_posters_of(draft);
        let looking = (steps.clone(), desk.kit().map(|(at_ms, kit)| (at_ms, kit.clone())));
        let (files, kit) = blocking(move || {
            let (steps, kit) = looking;
            let files = steps.iter().map(|step| file_of(step, kit.as_ref().map(|(_, kit)| kit)));
            (files.collect::<Vec<_>>(), kit.map(|(at_ms, kit)| shown_kit(at_ms, &kit, &steps)))
        })
        .await?;
        let episodes = steps.iter().filter(|step| step.id.episode().is_some());
        let episodes_done = count(episodes.clone().filter(|step| desk.is_done(step)).count());
        let episodes = count(episodes.count());
        Ok(DeskView {
            draft: draft.id,
            revision: seen.history.revision(),
            title: draft.title.clone(),
            here: steps.iter().find(|step| !desk.is_done(step)).map(|step| step.id),
            done: count(steps.iter().filter(|step| desk.is_done(step)).count()),
            episodes_done,
            episodes,
            left_ms: time_left_ms(&ticked_episodes(&steps, desk), episodes - episodes_done),
            kit,
            eligibility: self.eligibility().await?,
            guidelines: GuidelinePoint::ALL.map(|point| guideline(desk, draft, point)).into(),
            submission: submission(desk, draft, &steps),
            versions: (1..)
                .zip(desk.versions())
                .map(|(number, version)| of_version(number, version, &steps))
                .collect(),
            price_confirmed: draft.price_is_confirmed(),
            steps: steps.iter().zip(files).map(|(step, file)| shown_step(step, file, desk, draft)).collect(),
        })
    }

    /// Lets stills of the episodes be had, where a window shows them.
    fn show_posters_of(&self, draft: &Draft) {
        let Some(preview) = self.preview.get() else { return };
        for clip in draft.paid().iter().filter_map(|episode| draft.clip_of(episode)) {
            preview.register_poster(clip.id, clip.path.clone().into(), clip.facts.fingerprint.clone());
        }
    }
}

fn shown_step(step: &PortalStep, file: Option<DeskFile>, desk: &Desk, draft: &Draft) -> DeskStep {
    let tick = desk.tick(step.id);
    let fields = step.fields.iter();
    DeskStep {
        id: step.id,
        kind: step.id.kind(),
        number: step.number,
        fields: fields.map(|field| DeskField { name: field.name, text: field.text.clone() }).collect(),
        episode: step.id.episode().and_then(|id| {
            let place = draft.paid().iter().position(|episode| episode.id == id)?;
            Some(shown_episode(draft, &draft.paid()[place], count(place + 1)))
        }),
        file,
        ticked_at_ms: tick.map(|tick| tick.at_ms),
        skipped: tick.is_some_and(|tick| tick.skipped),
        changed: desk.changed(step),
    }
}

fn shown_episode(draft: &Draft, episode: &Episode, number: u32) -> DeskEpisode {
    let part = episode.first;
    // A little way in, past black frames and fades.
    let poster = draft.clip_of(episode).map(|clip| DeskPoster {
        clip: clip.id,
        at: part.span(clip).start + Micros::new(part.length(clip).get() / 10),
    });
    DeskEpisode {
        id: episode.id,
        number,
        title: episode.title.clone(),
        length: draft.length_of(episode),
        poster,
    }
}

/// The kit's file for a step, if its content is still what it is to be. Blocks on the file system.
fn file_of(step: &PortalStep, kit: Option<&WrittenKit>) -> Option<DeskFile> {
    let kit = kit?;
    let name = kit.file_for(step)?;
    let path = Path::new(&kit.folder).join(name);
    let bytes = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?.len();
    Some(DeskFile { path, name: name.to_owned(), bytes })
}

/// Blocks on the file system.
fn shown_kit(written_ms: i64, kit: &WrittenKit, steps: &[PortalStep]) -> DeskKit {
    let folder = PathBuf::from(&kit.folder);
    DeskKit {
        revision: kit.revision,
        written_ms,
        current: kit.is_current(&marks_of(steps)),
        whole: kit.files.values().all(|name| folder.join(name).is_file()),
        folder,
    }
}

/// When the episodes that are in the portal were ticked.
fn ticked_episodes(steps: &[PortalStep], desk: &Desk) -> Vec<i64> {
    let episodes = steps.iter().filter(|step| step.id.episode().is_some());
    let ticks = episodes.filter_map(|step| desk.tick(step.id));
    ticks.filter(|tick| !tick.skipped).map(|tick| tick.at_ms).collect()
}

fn guideline(desk: &Desk, draft: &Draft, point: GuidelinePoint) -> Guideline {
    Guideline {
        point,
        ticked_at_ms: desk.point(point).map(|checked| checked.at_ms),
        stale: desk.is_stale(point, draft),
    }
}

/// How it stands: the last version, or what was only saved in the portal.
fn submission(desk: &Desk, draft: &Draft, steps: &[PortalStep]) -> Option<Submission> {
    if let Some(version) = desk.versions().last() {
        return Some(of_version(count(desk.versions().len()), version, steps));
    }
    let review = desk.review()?;
    let saved = SubmittedVersion::of(draft, 0, steps);
    Some(Submission { revision: None, ..shown(0, &saved, review.since_ms, review, steps) })
}

fn of_version(number: u32, version: &Version, steps: &[PortalStep]) -> Submission {
    shown(number, &version.submitted, version.at_ms, &version.review, steps)
}

fn shown(
    version: u32,
    submitted: &SubmittedVersion,
    at_ms: i64,
    review: &Review,
    steps: &[PortalStep],
) -> Submission {
    Submission {
        version,
        at_ms,
        status: review.status,
        since_ms: review.since_ms,
        reason: review.reason.clone(),
        next: next(review.status),
        revision: Some(submitted.revision),
        title: submitted.title.clone(),
        price: submitted.price,
        episodes: submitted.episodes,
        changed: submitted.marks != marks_of(steps),
    }
}

/// What to do next.
fn next(status: ReviewStatus) -> Message {
    Message::new(format!("portal.status.{}.next", status.name()))
}
