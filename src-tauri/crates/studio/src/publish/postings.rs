//! Puts postings on the list: which episode goes where, as what file, with what words.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use series::{
    AccountId, Clip, Draft, EpisodeId, EpisodePlan, Micros, PostSettings, Posting, PostingFile, PostingId,
    PostingWords, Publishable, Road, Stage, Target, Value, Way, export_plan, target_plan,
};
use storage::{Standing, StorageError};
use tokio_util::sync::CancellationToken;

use super::{
    ledger::Ledger,
    looked,
    present::{Present, cover, is_to_begin},
    same::{counts, same_file},
    start::Outlet,
};
use crate::{
    Problem, ProblemCode, PublishOutcome, Studio, UnfitEpisode,
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
    pub(super) asked: Asked<'a>,
}

/// How it was asked for.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    /// All that is to be sent, with settings that the creator just agreed to.
    All,
    /// Each by its name, and with such settings. What was skipped or refused before is sent as it is now, what
    /// is there as a draft may be posted as well, or the other way round, and the same file goes twice.
    Named,
    /// In the place of one that the creator wants sent again.
    Again(&'a Standing),
    /// Only held against the draft as it is now: the settings are those that were agreed to before.
    Held,
}

/// What came of putting episodes on the list.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// How many came on it, or came on it anew.
    pub(super) anew: usize,
    /// What the target does not take, with the reason.
    pub(super) unfit: Vec<UnfitEpisode>,
    /// What is there already, or on its way, as another episode, with the sentence that says so.
    pub(super) same: Vec<UnfitEpisode>,
}

impl Listed {
    /// All that did not come on the list.
    pub(super) fn left_out(self) -> Vec<UnfitEpisode> {
        self.unfit.into_iter().chain(self.same).collect()
    }

    /// An outcome that tells of what did not come on the list, too; none where there is nothing to tell.
    pub(super) fn told_in(self, outcome: PublishOutcome) -> Option<PublishOutcome> {
        let Self { unfit, same, .. } = self;
        let told = !(outcome.episodes.is_empty() && same.is_empty() && unfit.is_empty());
        told.then_some(PublishOutcome { same, unfit, ..outcome })
    }
}

/// What is known of an episode's place on the list.
enum Known<'a> {
    /// It is not to be sent, or not again.
    Over,
    /// It is to be sent, in the place of what may be there.
    Free(Option<&'a Standing>),
    /// Nothing of it has begun, or all was refused: it is listed anew if it would go out otherwise now.
    Listed(&'a Standing),
}

/// An episode that comes on the list.
struct Coming<'a> {
    planned: &'a EpisodePlan,
    target: Target,
    old: Option<&'a Standing>,
}

impl Batch<'_> {
    /// What goes where: what was asked for, and what waits for the same targets and was agreed to otherwise.
    fn all(&self, before: &[&Standing]) -> Vec<(EpisodeId, Target)> {
        let mut all = self.sends.clone();
        if !matches!(self.asked, Asked::All | Asked::Named) {
            return all;
        }
        for one in before.iter().filter(|one| is_to_begin(one) && one.posting.is_wanted(self.draft)) {
            let way = (one.posting.episode, one.posting.target);
            let is_meant = self.sends.iter().any(|(_, target)| *target == way.1);
            if is_meant && !one.posting.says(self.settings) && !all.contains(&way) {
                all.push(way);
            }
        }
        all
    }

    fn known<'a>(&self, before: &[&'a Standing], episode: EpisodeId, target: Target) -> Known<'a> {
        let is_named = !matches!(self.asked, Asked::All);
        let of = || before.iter().filter(|one| one.posting.episode == episode);
        // An account is at one platform: there an episode is once, whichever way it went.
        let stays = |stage: &Stage| !matches!(stage, Stage::Skipped | Stage::Refused { .. });
        if !is_named && of().any(|one| one.posting.target != target && stays(&one.stage)) {
            return Known::Over;
        }
        let of = || of().filter(|one| one.posting.target == target);
        match of().find(|one| one.stage != Stage::Skipped).copied() {
            None if of().next().is_some() && !is_named => Known::Over,
            None => Known::Free(None),
            Some(one) if matches!(self.asked, Asked::Again(old) if old.posting.id == one.posting.id) => {
                Known::Free(Some(one))
            }
            Some(one) if is_to_begin(one) => Known::Listed(one),
            Some(one) if !matches!(one.stage, Stage::Refused { .. }) => Known::Over,
            Some(one) if is_named => Known::Free(Some(one)),
            Some(one) => Known::Listed(one),
        }
    }

    /// May the same file go there twice?
    fn may_be_same(&self, old: Option<&Standing>, is_same: impl FnOnce(&PostingFile) -> bool) -> bool {
        match self.asked {
            Asked::All => false,
            Asked::Named | Asked::Again(_) => true,
            // As what it was, it was agreed to.
            Asked::Held => old.is_some_and(|old| is_same(&old.posting.file)),
        }
    }
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
    /// Makes the files of what fits and is not on the list yet, or would go out otherwise than it stands there,
    /// and puts it there. What was skipped stays so, unless it is named; what is under way is never touched.
    pub(super) async fn plan_postings(
        self: &Arc<Self>,
        batch: Batch<'_>,
        ledger: &Ledger,
        cancel: &CancellationToken,
    ) -> Result<Listed, Problem> {
        loop {
            // Where something began meanwhile, it is looked at again.
            if let Some(listed) = self.planned(&batch, ledger, cancel).await? {
                return Ok(listed);
            }
        }
    }

    async fn planned(
        self: &Arc<Self>,
        batch: &Batch<'_>,
        ledger: &Ledger,
        cancel: &CancellationToken,
    ) -> Result<Option<Listed>, Problem> {
        let (draft, id, account) = (batch.draft, batch.draft.id, batch.account.clone());
        let all = ledger.with(move |store| store.postings_to(&account)).await?;
        let is_of = |one: &&Standing| one.posting.draft == id && one.stage != Stage::Withdrawn;
        let before: Vec<&Standing> = all.iter().filter(is_of).collect();
        let sends = batch.all(&before);
        let ffmpeg = self.ffmpeg().await?;
        let episodes: Vec<_> = sends.iter().map(|(episode, _)| *episode).collect();
        let seen = self.known_for(&ffmpeg, id, &episodes, cancel).await?;
        let means = self.means().await;
        let (rules, analyses) = (&self.rules.rules, &seen.analyses);
        let plans = export_plan(draft, rules, analyses, &means).episodes;
        let plans: BTreeMap<_, _> = plans.into_iter().map(|planned| (planned.episode, planned)).collect();
        let mut listed = Listed::default();
        for target in [Target::TiktokDraft, Target::TiktokPost, Target::Peertube] {
            let way = Way { longest: batch.longest, ..self.unknown_way() };
            let plan = target_plan(target, draft, rules, analyses, &means, &way);
            listed.unfit.extend(plan.episodes.into_iter().filter_map(|planned| {
                let reason = planned.unfit.first()?.message();
                let unfit = UnfitEpisode { episode: planned.episode, title: planned.title, reason };
                sends.contains(&(unfit.episode, target)).then_some(unfit)
            }));
        }
        let others: Vec<&Standing> = all.iter().filter(|one| counts(&one.stage)).collect();
        let (mut off, mut coming) = (Vec::new(), Vec::new());
        for (episode, target) in sends {
            let (old, is_listed) = match batch.known(&before, episode, target) {
                Known::Over => continue,
                Known::Free(old) => (old, false),
                Known::Listed(old) => (Some(old), true),
            };
            if listed.unfit.iter().any(|unfit| unfit.episode == episode) {
                // So it was not agreed to, and otherwise it is not taken.
                let otherwise = |one: &&Standing| is_to_begin(one) && !one.posting.says(batch.settings);
                off.extend(old.filter(otherwise).cloned());
                continue;
            }
            let Some(planned) = plans.get(&episode) else { continue };
            let Some(present) = Present::of(draft, planned, &self.prepared()) else { continue };
            let stays = |one: &Standing| present.is(&one.posting) && one.posting.says(batch.settings);
            if is_listed && old.is_some_and(stays) {
                continue;
            }
            let same = same_file(&others, (id, episode), |file| present.is_file(file));
            if let Some(same) = same.filter(|_| !batch.may_be_same(old, |file| present.is_file(file))) {
                listed.same.push(UnfitEpisode { episode, title: present.title(), reason: same });
                continue;
            }
            coming.push(Coming { planned, target, old });
        }
        let made = coming.iter().filter(|coming| coming.planned.recipe.road != Road::Copy);
        let made: Vec<_> = made.map(|coming| coming.planned.episode).collect();
        if !made.is_empty() {
            let job = self.prepare_episodes(id, made).await?;
            self.jobs.ended(job, cancel).await?;
        }
        let mut postings: Vec<Posting> = Vec::with_capacity(coming.len());
        for Coming { planned, target, old } in coming {
            let posting = self.posting(batch, planned, target).await?;
            let is_same = |file: &PostingFile| file.fingerprint == posting.file.fingerprint;
            let same = same_file(&others, (id, posting.episode), is_same)
                .or_else(|| super::same::twin(&postings, &posting));
            if let Some(reason) = same.filter(|_| !batch.may_be_same(old, is_same)) {
                let (episode, title) = (posting.episode, posting.title);
                listed.same.push(UnfitEpisode { episode, title, reason });
                continue;
            }
            off.extend(old.cloned());
            postings.push(posting);
        }
        listed.anew = postings.len();
        let is_written = ledger.with(move |store| match store.plan_instead(&off, &postings, now_ms()) {
            Err(StorageError::PostingMovedOn { .. }) => Ok(false),
            written => written.map(|()| true),
        });
        if !is_written.await? {
            return Ok(None);
        }
        ledger.tell(id);
        Ok(Some(listed))
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
