//! Starts publishing: the files are made, the postings planned, and a round begins.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use publish::{Backoff, Net, tiktok};
use series::{
    AccountId, Analyses, Caps, Clip, Draft, DraftId, EpisodePlan, Happened, Posting, PostingFile, PostingId,
    PostingWords, Publishable, Road, Secret, Severity, Stage, Target, TargetPlan, Value, Way, export_plan,
    publishable, target_plan,
};
use storage::{Standing, Store};

use super::{
    Clock,
    keep::Given,
    round::{Round, outcome},
    vault::Vault,
};
use crate::{
    JobId, JobKind, JobState, Problem, ProblemCode, PublishOutcome, Settled, Studio, jobs::Progress,
    queue::Key, shelf::count, studio::blocking,
};

/// Ten megabits a second: what is assumed of the way out until it was measured.
const PACE: u64 = 1_250_000;

/// Where a draft is published to, and with what right.
#[derive(Debug, Clone)]
pub struct Outlet {
    /// The target.
    pub target: Target,
    /// A server that speaks TikTok's API, instead of TikTok: `http://127.0.0.1:…`.
    pub server: Option<String>,
    /// An access token that somebody handed in.
    pub token: Secret,
    /// A file to keep what must not be lost in, for machines without a keychain.
    pub secrets: Option<PathBuf>,
    /// Go on over days, or stop where one would have to wait for long?
    pub waits: bool,
    /// Only go on with what is on its way?
    pub resumes: bool,
    /// What is said of posts.
    pub settings: series::PostSettings,
}

impl Studio {
    /// What would come of sending a draft to a target, as far as it is known without asking anybody.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn target_plan(&self, draft: DraftId, target: Target) -> Result<TargetPlan, Problem> {
        let seen = self.load(draft).await?;
        let way = Way {
            longest: None,
            caps: Caps::of(&self.rules.rules),
            past: Vec::new(),
            held: BTreeMap::new(),
            from_ms: crate::studio::now_ms(),
            pace: PACE,
        };
        let (rules, means) = (&self.rules.rules, self.means().await);
        Ok(target_plan(target, seen.history.draft(), rules, &seen.analyses, &means, &way))
    }

    /// Starts publishing a draft as it stands, or goes on where it stopped.
    ///
    /// # Errors
    /// `Blocked` when preflight has findings that block, `FfmpegMissing`, `NotATarget`: before anything
    /// begins.
    pub async fn publish(self: &Arc<Self>, draft: DraftId, outlet: Outlet) -> Result<JobId, Problem> {
        if !matches!(outlet.target, Target::TiktokDraft | Target::TiktokPost) {
            return Err(Problem::new(ProblemCode::NotATarget)
                .with("target", Value::Text(outlet.target.name().to_owned())));
        }
        let seen = self.load(draft).await?;
        let publishable = publishable(&seen.history, &seen.files, &seen.analyses, &self.rules.rules)
            .map_err(|preflight| {
                let blocking = preflight.findings.iter().filter(|f| f.severity == Severity::Block).count();
                Problem::new(ProblemCode::Blocked).with("count", Value::Count(count(blocking)))
            })?;
        let studio = Arc::clone(self);
        Ok(self.jobs.once(JobKind::Publish, draft, |progress| async move {
            let outcome = studio.publish_all(publishable, outlet, &progress).await?;
            Ok(JobState::Published { outcome })
        }))
    }

    /// Where the postings of a draft stand, to whatever account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn published(&self, draft: DraftId) -> Result<PublishOutcome, Problem> {
        Ok(outcome(&self.with_store(move |store| store.postings(draft)).await?, None))
    }

    /// The creator says what became of a posting that nobody knows about, or that was refused.
    ///
    /// # Errors
    /// `NotSettled` when there is nothing to say of it; when the store cannot be written.
    pub async fn settle(&self, posting: PostingId, settled: Settled) -> Result<(), Problem> {
        let happened = match settled {
            Settled::There => Happened::SeenThere,
            Settled::Again => Happened::Again,
            Settled::Skip => Happened::Skipped,
        };
        let at_ms = crate::studio::now_ms();
        self.with_store(move |store| {
            let standing = store.posting(posting)?;
            store.happened(posting, standing.lines, &happened, at_ms)
        })
        .await
        .map(drop)
    }

    async fn publish_all(
        self: &Arc<Self>,
        draft: Publishable,
        outlet: Outlet,
        progress: &Progress,
    ) -> Result<PublishOutcome, Problem> {
        let client = self.client(&outlet)?;
        let account = account(&client, &outlet).await?;
        let longest = match outlet.target {
            Target::TiktokPost if !outlet.resumes => Some(self.may_post(&client, &draft, &outlet).await?),
            _ => None,
        };
        if !outlet.resumes {
            self.plan_postings(&draft, &outlet, &account, longest, progress).await?;
        }
        let round = Round {
            door: client,
            vault: outlet.secrets.as_deref().map_or_else(Vault::memory, Vault::file),
            clock: Clock::of_the_wall(),
            draft: draft.id,
            account,
            caps: Caps::of(&self.rules.rules),
            waits: outlet.waits,
        };
        let outcome = round.run(self, progress).await?;
        if outcome.episodes.is_empty() {
            return Err(Problem::new(ProblemCode::NothingFits)
                .with("target", Value::Text(outlet.target.name().to_owned())));
        }
        Ok(outcome)
    }

    fn client(&self, outlet: &Outlet) -> Result<tiktok::Client, Problem> {
        let site = match &outlet.server {
            None => tiktok::Site::tiktok(),
            Some(server) => {
                let url = server.parse().map_err(|_| {
                    Problem::new(ProblemCode::NotAServer).with("server", Value::Text(server.clone()))
                })?;
                tiktok::Site::rehearsal(&url)?
            }
        };
        let net = Net::new(site.reach().clone(), self.witness())?;
        let given = Given::new(&outlet.token);
        let account = given.account();
        let keys = tiktok::AppKeys { key: String::new(), secret: Secret::new("") };
        let lock = self.data.join("leases").join("login.lock");
        let tokens = tiktok::Tokens::new(
            net.clone(),
            site.clone(),
            keys,
            account,
            Arc::new(given),
            lock,
            Backoff::default(),
        );
        Ok(tiktok::Client::new(tokens))
    }

    /// Asks what this account may post, and holds what was said of the posts against it. The longest video
    /// it may post.
    async fn may_post(
        &self,
        client: &tiktok::Client,
        draft: &Draft,
        outlet: &Outlet,
    ) -> Result<series::Micros, Problem> {
        let creator = client.creator_info().await?;
        let captions = draft.episodes.iter().map(|episode| episode.title.as_str());
        let lack = captions
            .flat_map(|caption| outlet.settings.lacks(&creator, caption, series::Micros::ZERO))
            .next();
        if let Some(lack) = lack {
            return Err(Problem::new(ProblemCode::PostLacks).with("why", Value::Word(lack.key().to_owned())));
        }
        Ok(series::Micros::from_secs(i64::from(creator.max_video_post_duration_sec)))
    }

    /// Makes the files of what fits and is not on its way yet, and puts it on the list.
    async fn plan_postings(
        self: &Arc<Self>,
        draft: &Publishable,
        outlet: &Outlet,
        account: &AccountId,
        longest: Option<series::Micros>,
        progress: &Progress,
    ) -> Result<(), Problem> {
        let target = outlet.target;
        let id = draft.id;
        let before = self.with_store(move |store| store.postings(id)).await?;
        let known = |standing: &&Standing| {
            let posting = &standing.posting;
            posting.target == target && posting.account == *account && standing.stage != Stage::Skipped
        };
        let taken: Vec<_> = before.iter().filter(known).map(|standing| standing.posting.episode).collect();
        let ffmpeg = self.ffmpeg().await?;
        let all: Vec<_> = draft.episodes.iter().map(|episode| episode.id).collect();
        let seen = self.known_for(&ffmpeg, id, &all, &progress.cancel).await?;
        let means = self.means().await;
        let plan = export_plan(draft, &self.rules.rules, &seen.analyses, &means);
        let fits = self.fitting(draft, &seen.analyses, target, longest).await;
        let wanted: Vec<_> = plan
            .episodes
            .into_iter()
            .filter(|planned| fits.contains(&planned.episode) && !taken.contains(&planned.episode))
            .collect();
        let made: Vec<_> =
            wanted.iter().filter(|planned| planned.recipe.road != Road::Copy).map(|p| p.episode).collect();
        if !made.is_empty() {
            let job = self.prepare_episodes(id, made).await?;
            self.jobs.ended(job, &progress.cancel).await?;
        }
        let mut postings = Vec::with_capacity(wanted.len());
        for planned in wanted {
            postings.push(self.posting(draft, &planned, outlet, account).await?);
        }
        let at_ms = crate::studio::now_ms();
        self.with_store(move |store: &Store| store.plan(&postings, &[], at_ms)).await
    }

    async fn fitting(
        &self,
        draft: &Draft,
        analyses: &Analyses,
        target: Target,
        longest: Option<series::Micros>,
    ) -> Vec<series::EpisodeId> {
        let way = Way {
            longest,
            caps: Caps::of(&self.rules.rules),
            past: Vec::new(),
            held: BTreeMap::new(),
            from_ms: 0,
            pace: PACE,
        };
        let plan = target_plan(target, draft, &self.rules.rules, analyses, &self.means().await, &way);
        let fit = plan.episodes.into_iter().filter(|episode| episode.unfit.is_empty());
        fit.map(|episode| episode.episode).collect()
    }

    async fn posting(
        &self,
        draft: &Publishable,
        planned: &EpisodePlan,
        outlet: &Outlet,
        account: &AccountId,
    ) -> Result<Posting, Problem> {
        let title = draft.episode(planned.episode).map(|(_, episode)| episode.title.clone());
        let title = title.unwrap_or_default();
        Ok(Posting {
            id: PostingId::new(uuid::Uuid::now_v7()),
            draft: draft.id,
            revision: draft.revision(),
            episode: planned.episode,
            words: PostingWords { caption: title.clone(), settings: outlet.settings.clone(), cover: None },
            title,
            target: outlet.target,
            account: account.clone(),
            file: self.posting_file(draft, planned).await?,
        })
    }

    /// The finished file: the clip's own where nothing is done to it, else the prepared one.
    async fn posting_file(&self, draft: &Draft, planned: &EpisodePlan) -> Result<PostingFile, Problem> {
        let clip = planned.recipe.parts.first().and_then(|part| draft.clips.get(&part.clip));
        let clip: &Arc<Clip> = clip.ok_or_else(|| Problem::new(ProblemCode::Unexpected))?;
        if planned.recipe.road == Road::Copy {
            return Ok(file(clip.path.clone(), &clip.facts));
        }
        let key = Key::of(&planned.recipe, &draft.clips);
        let prepared = self.prepared();
        let found = blocking(move || key.and_then(|key| prepared.find(&key))).await?;
        let found = found.ok_or_else(|| {
            Problem::new(ProblemCode::FileNotMade).with("file", Value::Text(planned.file_name.clone()))
        })?;
        Ok(file(found.path.display().to_string(), &found.made.facts))
    }
}

fn file(path: String, facts: &series::ClipFacts) -> PostingFile {
    let mime = match facts.container {
        series::Container::Mov => "video/quicktime",
        series::Container::Webm => "video/webm",
        _ => "video/mp4",
    };
    PostingFile {
        path,
        bytes: facts.size_bytes,
        fingerprint: facts.fingerprint.clone(),
        duration: facts.duration,
        mime: mime.to_owned(),
    }
}

/// Whose account a token opens. Each server but TikTok's is a world of its own, with nothing posted in it.
async fn account(client: &tiktok::Client, outlet: &Outlet) -> Result<AccountId, Problem> {
    let open_id = client.user().await?.open_id;
    let place = outlet.server.as_deref().unwrap_or("tiktok");
    Ok(AccountId(format!("{place}:{open_id}")))
}
