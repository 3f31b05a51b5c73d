//! Starts publishing: the files are made, the postings planned, and a round begins.

use std::{path::PathBuf, sync::Arc};

use publish::{Backoff, tiktok};
use series::{
    AccountId, Caps, DraftId, EpisodeId, PostSettings, Publishable, Secret, Severity, Target, TargetPlan,
    Value, Way, publishable, target_plan,
};
use tokio_util::sync::CancellationToken;

use super::{
    Clock,
    creator::lacks,
    keep::Given,
    ledger::Ledger,
    outcome::outcome,
    postings::{Asked, Batch, Listed},
    present::call_as_now,
    round::Round,
    vault::Vault,
};
use crate::{
    AccountKind, JobId, JobKind, JobState, Problem, ProblemCode, PublishOutcome, StartPublish, Studio,
    jobs::{For, Progress},
    login::{account_at, site_of},
    shelf::count,
    studio::now_ms,
};

/// Where a draft is published to, and with what right.
#[derive(Debug, Clone)]
pub struct Outlet {
    /// Everything that fits goes there; none: each teaser to its own target.
    pub target: Option<Target>,
    /// Only these episodes, if any are named.
    pub episodes: Option<Vec<EpisodeId>>,
    /// Whose account, and with what right.
    pub right: Right,
    /// Go on over days, or stop where one would have to wait for long?
    pub waits: bool,
    /// Only go on with what is on its way?
    pub resumes: bool,
    /// What is said of posts.
    pub settings: PostSettings,
}

/// The right to send to an account.
#[derive(Debug, Clone)]
pub enum Right {
    /// It is logged in.
    Account(AccountId),
    /// Somebody handed in an access token.
    Token {
        /// A server that speaks TikTok's API, instead of TikTok: `http://127.0.0.1:…`.
        server: Option<String>,
        /// The token.
        token: Secret,
        /// A file to keep what must not be lost in; none: in memory.
        secrets: Option<PathBuf>,
    },
}

impl Right {
    /// The account, where it is known before anybody is asked.
    pub(super) const fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Token { .. } => None,
        }
    }
}

/// An account that can be sent to.
pub(super) struct Opened {
    pub(super) client: tiktok::Client,
    pub(super) account: AccountId,
    pub(super) vault: Vault,
}

impl Studio {
    /// What would come of sending a draft to a target and an account, as far as it is known without asking
    /// anybody.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn target_plan(
        &self,
        draft: DraftId,
        target: Target,
        account: Option<&AccountId>,
    ) -> Result<TargetPlan, Problem> {
        let seen = self.load(draft).await?;
        // What was told long ago warns, and refuses nothing.
        let longest = match account.filter(|_| target == Target::TiktokDraft) {
            Some(account) => self.longest_told(account).await?,
            None => None,
        };
        let way = Way { longest, ..self.unknown_way() };
        let (rules, means) = (&self.rules.rules, self.means().await);
        Ok(target_plan(target, seen.history.draft(), rules, &seen.analyses, &means, &way))
    }

    /// The way of an account that nothing is known of.
    pub(super) fn unknown_way(&self) -> Way {
        Way {
            longest: None,
            caps: Caps::of(&self.rules.rules),
            past: Vec::new(),
            held: std::collections::BTreeMap::new(),
            from_ms: now_ms(),
            pace: self.uplink.pace("tiktok", now_ms()).bytes,
        }
    }

    /// Starts publishing as the window asks for it, over days: each teaser to its own target, or what is sold to
    /// a PeerTube server.
    ///
    /// # Errors
    /// As [`Studio::publish`].
    pub async fn start_publish(
        self: &Arc<Self>,
        draft: DraftId,
        start: StartPublish,
    ) -> Result<JobId, Problem> {
        let StartPublish { account, settings, episodes, resumes } = start;
        let target = match self.account(&account).await?.kind {
            AccountKind::Tiktok => None,
            AccountKind::Peertube => Some(Target::Peertube),
        };
        let right = Right::Account(account);
        self.publish(draft, Outlet { target, episodes, right, waits: true, resumes, settings }).await
    }

    /// Starts publishing a draft as it stands, or goes on where it stopped.
    ///
    /// # Errors
    /// `Blocked` when preflight has findings that block, `FfmpegMissing`, `NotATarget`: before anything
    /// begins.
    pub async fn publish(self: &Arc<Self>, draft: DraftId, outlet: Outlet) -> Result<JobId, Problem> {
        if outlet.target == Some(Target::Peertube) {
            return self.publish_to_peertube(draft, outlet).await;
        }
        if let Some(target) = outlet.target.filter(|target| !target.is_tiktok()) {
            return Err(
                Problem::new(ProblemCode::NotATarget).with("target", Value::Text(target.name().to_owned()))
            );
        }
        // What is on the list was checked before it came there.
        let mut publishable = if outlet.resumes { None } else { Some(self.publishable(draft).await?) };
        // A round that goes on, or waits for a day, takes along what is put on the list; one that is over by
        // then is followed by another.
        let of = For::from((draft, outlet.right.account()));
        if self.jobs.running(JobKind::Publish, of.clone()).is_some()
            && let Some(publishable) = publishable.take()
        {
            let opened = self.opened(&outlet.right).await?;
            self.enlist(&opened, &publishable, &outlet, &CancellationToken::new()).await?;
        }
        let studio = Arc::clone(self);
        Ok(self.jobs.once(JobKind::Publish, of, |progress| async move {
            let outcome = studio.publish_all(draft, publishable, outlet, &progress).await?;
            Ok(JobState::Published { outcome })
        }))
    }

    /// A draft that passes preflight as it stands.
    pub(super) async fn publishable(&self, draft: DraftId) -> Result<Publishable, Problem> {
        let seen = self.load(draft).await?;
        publishable(&seen.history, &seen.files, &seen.analyses, &self.rules.rules).map_err(|preflight| {
            let blocking = preflight.findings.iter().filter(|f| f.severity == Severity::Block).count();
            Problem::new(ProblemCode::Blocked).with("count", Value::Count(count(blocking)))
        })
    }

    /// Where the postings of a draft stand, to whatever account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn published(&self, draft: DraftId) -> Result<PublishOutcome, Problem> {
        let mut standings = self.with_store(move |store| store.postings(draft)).await?;
        call_as_now(&mut standings, self.load(draft).await?.history.draft());
        Ok(outcome(&standings, None))
    }

    async fn publish_all(
        self: &Arc<Self>,
        draft: DraftId,
        publishable: Option<Publishable>,
        outlet: Outlet,
        progress: &Progress,
    ) -> Result<PublishOutcome, Problem> {
        let opened = self.opened(&outlet.right).await?;
        let listed = match publishable {
            Some(draft) => self.enlist(&opened, &draft, &outlet, &progress.cancel).await?,
            None => Listed::default(),
        };
        let Opened { client, account, vault } = opened;
        let round = Round {
            door: client,
            vault,
            clock: Clock::Wall,
            ledger: Ledger::of(self),
            draft,
            place: place_of(&account).to_owned(),
            account,
            caps: Caps::of(&self.rules.rules),
            before: Vec::new(),
            waits: outlet.waits,
        };
        let outcome = listed.told_in(round.run(self, progress).await?);
        outcome.ok_or_else(|| match outlet.target {
            Some(target) => {
                Problem::new(ProblemCode::NothingFits).with("target", Value::Text(target.name().to_owned()))
            }
            None => Problem::new(ProblemCode::NothingToSend),
        })
    }

    /// Puts on the list what is sent. Answers what is not, and why.
    async fn enlist(
        self: &Arc<Self>,
        opened: &Opened,
        draft: &Publishable,
        outlet: &Outlet,
        cancel: &CancellationToken,
    ) -> Result<Listed, Problem> {
        let Opened { client, account, .. } = opened;
        let (sends, settings) = (super::postings::sends(draft, outlet), &outlet.settings);
        let longest = self.may_post(client, account, draft, &sends, settings).await?;
        let asked = if outlet.episodes.is_some() { Asked::Named } else { Asked::All };
        let batch = Batch { draft, sends, settings, account, longest, asked };
        let listed = self.plan_postings(batch, &Ledger::of(self), cancel).await?;
        self.forget_post_settings(draft.id).await?;
        Ok(listed)
    }

    /// The account of a right, ready to be asked for.
    pub(super) async fn opened(&self, right: &Right) -> Result<Opened, Problem> {
        match right {
            Right::Account(account) => Ok(Opened {
                client: self.client_of(account).await?,
                account: account.clone(),
                vault: self.vault(),
            }),
            Right::Token { server, token, secrets } => {
                let client = self.given(server.as_deref(), token, self.witness())?;
                let account = account_at(server.as_deref(), &client.user().await?.open_id);
                Ok(Opened {
                    client,
                    account,
                    vault: secrets.as_deref().map_or_else(Vault::memory, Vault::file),
                })
            }
        }
    }

    /// Asks with an access token that somebody handed in.
    pub(super) fn given(
        &self,
        server: Option<&str>,
        token: &Secret,
        witness: Arc<dyn publish::Witness>,
    ) -> Result<tiktok::Client, Problem> {
        let site = site_of(server)?;
        let net = publish::Net::new(site.reach().clone(), witness)?;
        let given = Given::new(token);
        let account = given.account();
        let keys = tiktok::AppKeys { key: String::new(), secret: Secret::new("") };
        let lock = self.data.join("leases").join("login.lock");
        let tokens = tiktok::Tokens::new(net, site, keys, account, Arc::new(given), lock, Backoff::default());
        Ok(tiktok::Client::new(tokens))
    }

    /// Asks what this account may post, if posts are among what is sent, and holds what was said of them
    /// against it. The longest video it may post, where it was asked.
    async fn may_post(
        &self,
        client: &tiktok::Client,
        account: &AccountId,
        draft: &Publishable,
        sends: &[(EpisodeId, Target)],
        settings: &PostSettings,
    ) -> Result<Option<series::Micros>, Problem> {
        let posts = sends.iter().filter(|(_, target)| *target == Target::TiktokPost);
        let captions: Vec<_> =
            posts.filter_map(|(id, _)| Some(draft.episode(*id)?.1.title.as_str())).collect();
        if captions.is_empty() {
            return Ok(None);
        }
        let creator = client.creator_info().await?;
        self.remember_creator(account, &creator).await?;
        match lacks(&self.rules.rules, settings, &creator, captions).first() {
            Some(lack) => {
                Err(Problem::new(ProblemCode::PostLacks).with("why", Value::Word(lack.key().to_owned())))
            }
            None => Ok(Some(creator.longest())),
        }
    }
}

/// Where an account is: `tiktok`, or the address of a server.
pub(super) fn place_of(account: &AccountId) -> &str {
    account.0.rsplit_once(':').map_or(account.0.as_str(), |(place, _)| place)
}
