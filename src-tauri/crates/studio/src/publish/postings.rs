//! Puts postings on the list: which episode goes where, as what file, with what words.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use series::{
    AccountId, Clip, CoverSource, Draft, EpisodeId, EpisodePlan, Happened, Micros, PostSettings, Posting,
    PostingFile, PostingId, PostingWords, Publishable, Road, Stage, Target, Value, Way, export_plan,
    target_plan,
};
use storage::Standing;
use tokio_util::sync::CancellationToken;

use super::{ledger::Ledger, looked, start::Outlet};
use crate::{
    Problem, ProblemCode, Studio, UnfitEpisode,
    queue::Key,
    studio::{blocking, now_ms},
};

/// What is to be put on the list.
pub(super) struct Batch<'a> {
    pub(super) draft: &'a Publishable,
    /// Which episode goes where.
    pub(super) sends: Vec<(EpisodeId, Target)>,
    pub(super) settings: &'a PostSettings,
    pub(super) account: &'a AccountId,
    /// The longest video the account may post, where that is known.
    pub(super) longest: Option<Micros>,
    /// Were they named one by one? Then what was skipped before is sent as it is now, and what is there as a
    /// draft may be posted as well, or the other way round.
    pub(super) named: bool,
    /// What goes off the list for it.
    pub(super) instead: Option<&'a Standing>,
}

/// Which episodes an outlet sends, and where: all to its one target, or each teaser to its own.
pub(super) fn sends(draft: &Draft, outlet: &Outlet) -> Vec<(EpisodeId, Target)> {
    let wanted = |id: &EpisodeId| outlet.episodes.as_ref().is_none_or(|only| only.contains(id));
    match outlet.target {
        Some(target) => {
            draft.episodes.iter().map(|episode| (episode.id, target)).filter(|(id, _)| wanted(id)).collect()
        }
        None => teasers(draft).into_iter().filter(|(id, _)| wanted(id)).collect(),
    }
}

/// The teasers that are sent to TikTok, each with its target.
pub(super) fn teasers(draft: &Draft) -> Vec<(EpisodeId, Target)> {
    let sent = draft.teasers().iter().filter(|episode| episode.target.is_tiktok());
    sent.map(|episode| (episode.id, episode.target)).collect()
}

impl Studio {
    /// Makes the files of what fits and is not on the list yet, and puts it there. What was skipped stays
    /// so, unless it is named. Answers what
    /// does not fit, with the reason.
    pub(super) async fn plan_postings(
        self: &Arc<Self>,
        batch: Batch<'_>,
        ledger: &Ledger,
        cancel: &CancellationToken,
    ) -> Result<Vec<UnfitEpisode>, Problem> {
        let draft = batch.draft;
        let id = draft.id;
        let mut before = ledger.with(move |store| store.postings(id)).await?;
        before.retain(|standing| batch.instead.is_none_or(|old| old.posting.id != standing.posting.id));
        // An account is at one platform: there an episode is once, whichever way it went.
        let taken = |episode: EpisodeId, target: Target| {
            let there = |standing: &&Standing| {
                standing.posting.episode == episode
                    && standing.posting.account == *batch.account
                    && standing.stage != Stage::Withdrawn
            };
            before.iter().filter(there).any(|standing| {
                let skipped = standing.stage == Stage::Skipped;
                if standing.posting.target == target {
                    return !(skipped && batch.named);
                }
                !(skipped || batch.named || matches!(standing.stage, Stage::Refused { .. }))
            })
        };
        let ffmpeg = self.ffmpeg().await?;
        let all: Vec<_> = batch.sends.iter().map(|(episode, _)| *episode).collect();
        let seen = self.known_for(&ffmpeg, id, &all, cancel).await?;
        let means = self.means().await;
        let (rules, analyses) = (&self.rules.rules, &seen.analyses);
        let mut plans: BTreeMap<_, _> = export_plan(draft, rules, analyses, &means)
            .episodes
            .into_iter()
            .map(|planned| (planned.episode, planned))
            .collect();
        let mut unfit = Vec::new();
        for target in [Target::TiktokDraft, Target::TiktokPost, Target::Peertube] {
            let way = Way { longest: batch.longest, ..self.unknown_way() };
            let plan = target_plan(target, draft, rules, analyses, &means, &way);
            unfit.extend(plan.episodes.into_iter().filter_map(|planned| {
                let reason = planned.unfit.first()?.message();
                let unfit = UnfitEpisode { episode: planned.episode, title: planned.title, reason };
                batch.sends.contains(&(unfit.episode, target)).then_some(unfit)
            }));
        }
        let fits = |episode| !unfit.iter().any(|unfit| unfit.episode == episode);
        let wanted: Vec<(EpisodePlan, Target)> = batch
            .sends
            .iter()
            .filter(|(episode, target)| fits(*episode) && !taken(*episode, *target))
            .filter_map(|(episode, target)| Some((plans.remove(episode)?, *target)))
            .collect();
        let made = wanted.iter().filter(|(planned, _)| planned.recipe.road != Road::Copy);
        let made: Vec<_> = made.map(|(planned, _)| planned.episode).collect();
        if !made.is_empty() {
            let job = self.prepare_episodes(id, made).await?;
            self.jobs.ended(job, cancel).await?;
        }
        let mut postings = Vec::with_capacity(wanted.len());
        for (planned, target) in wanted {
            postings.push(self.posting(&batch, &planned, target).await?);
        }
        if let Some(old) = batch.instead.filter(|old| !postings.is_empty() && !old.stage.is_over()) {
            ledger.happened(old, Happened::Skipped, now_ms()).await?;
        }
        ledger.with(move |store| store.plan(&postings, &[], now_ms())).await?;
        ledger.tell(id);
        Ok(unfit)
    }

    async fn posting(
        &self,
        batch: &Batch<'_>,
        planned: &EpisodePlan,
        target: Target,
    ) -> Result<Posting, Problem> {
        let (draft, episode) = (batch.draft, planned.episode);
        let found = draft.episode(episode).map(|(_, found)| found);
        let title = found.map(|found| found.title.clone()).unwrap_or_default();
        Ok(Posting {
            id: PostingId::new(uuid::Uuid::now_v7()),
            draft: draft.id,
            revision: draft.revision(),
            episode,
            // The caption is the title: what is edited on the board is what is posted.
            words: PostingWords {
                caption: title.clone(),
                settings: batch.settings.clone(),
                cover: cover(draft, episode),
            },
            title,
            target,
            meant: found.map(|found| found.target),
            account: batch.account.clone(),
            file: self.posting_file(draft, planned).await?,
        })
    }

    /// The finished file: the clip's own where nothing is done to it, else the prepared one.
    async fn posting_file(&self, draft: &Draft, planned: &EpisodePlan) -> Result<PostingFile, Problem> {
        let clip = planned.recipe.parts.first().and_then(|part| draft.clips.get(&part.clip));
        let clip: &Arc<Clip> = clip.ok_or_else(|| Problem::new(ProblemCode::Unexpected))?;
        if planned.recipe.road == Road::Copy {
            return file(clip.path.clone(), &clip.facts).await;
        }
        let key = Key::of(&planned.recipe, &draft.clips);
        let prepared = self.prepared();
        let found = blocking(move || key.and_then(|key| prepared.find(&key))).await?;
        let found = found.ok_or_else(|| {
            Problem::new(ProblemCode::FileNotMade).with("file", Value::Text(planned.file_name.clone()))
        })?;
        file(found.path.display().to_string(), &found.made.facts).await
    }
}

/// The frame of the file that the series cover was taken from, if it lies in the first part of this episode:
/// a cover's time is the clip's. Without one the platform takes the first frame.
fn cover(draft: &Draft, episode: EpisodeId) -> Option<Micros> {
    let CoverSource::Frame { episode: from, at } = &draft.cover.as_ref()?.from else { return None };
    let (_, episode) = draft.episode(episode).filter(|(_, found)| found.id == *from)?;
    let (first, clip) = draft.parts_of(episode).next()?;
    let span = first.span(clip);
    (span.start <= *at && *at < span.end).then(|| *at - span.start)
}

async fn file(path: String, facts: &series::ClipFacts) -> Result<PostingFile, Problem> {
    let mime = match facts.container {
        series::Container::Mov => "video/quicktime",
        series::Container::Webm => "video/webm",
        _ => "video/mp4",
    };
    let place = PathBuf::from(&path);
    let mark = blocking(move || looked::mark(&place)).await?;
    Ok(PostingFile {
        path,
        bytes: facts.size_bytes,
        fingerprint: facts.fingerprint.clone(),
        duration: facts.duration,
        mime: mime.to_owned(),
        mark,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use series::{Cover, Fingerprint, Trim, samples};

    use super::*;

    #[test]
    fn a_cover_is_a_frame_of_the_file_only_where_it_lies_in_it() {
        let mut draft = samples::draft_of(vec![samples::clip(1), samples::clip(2)]);
        let [first, second] = [0, 1].map(|at: usize| draft.episodes[at].id);
        assert_eq!(cover(&draft, first), None);
        let at = Micros::from_secs(20);
        draft.cover = Some(Arc::new(Cover {
            picture: Fingerprint::new("00"),
            width: 9,
            height: 16,
            from: CoverSource::Frame { episode: first, at },
        }));
        assert_eq!((cover(&draft, first), cover(&draft, second)), (Some(at), None));
        let trim =
            |from: i64, to: i64| Some(Trim { start: Micros::from_secs(from), end: Micros::from_secs(to) });
        for (kept, expected) in [((15, 30), Some(Micros::from_secs(5))), ((21, 30), None), ((5, 20), None)] {
            Arc::make_mut(&mut draft.episodes[0]).first.trim = trim(kept.0, kept.1);
            assert_eq!(cover(&draft, first), expected, "{kept:?}");
        }
    }
}
