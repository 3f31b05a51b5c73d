//! Rehearses a whole publish with the real files, against a server in this process: what would happen, how
//! long it takes, what the caps mean. Nothing leaves the machine, and nothing of it stays: the rehearsal has
//! a ledger of its own, in a folder that is gone with it.

use std::{collections::BTreeSet, sync::Arc};

use rehearsal::{Endpoint, Fault, Rule, Script, ShownPost};
use series::{
    AccountId, Caps, CreatorInfo, DraftId, EpisodeId, Happened, Message, Micros, PostSettings, Publishable,
    Rules, Secret, Stage, Target, Value,
};
use storage::{LogLine, Standing, Store};

use super::{
    Clock, Vault,
    calendar::DAY_MS,
    creator::lacks,
    ledger::Ledger,
    postings::{Asked, Batch, teasers},
    round::Round,
    start::place_of,
};
use crate::{
    JobId, JobKind, JobState, Problem, ProblemCode, RehearsalOutcome, RehearsedEpisode, StartRehearsal,
    Studio, WhatIf,
    jobs::Progress,
    shelf::count,
    studio::{blocking, now_ms},
};

/// Who watches what is rehearsed, where nobody said so yet.
const PRIVATE: &str = "SELF_ONLY";
/// Who watches the posts of private accounts.
const FOLLOWERS: &str = "FOLLOWER_OF_CREATOR";

impl Studio {
    /// Starts rehearsing what would be sent: each teaser to its own target, but for those that the account has
    /// already; without any teaser, every episode as a draft in the inbox.
    ///
    /// # Errors
    /// `Blocked` when preflight has findings that block. The job fails with `NothingToSend` when all is there.
    pub async fn start_rehearsal(
        self: &Arc<Self>,
        draft: DraftId,
        start: StartRehearsal,
    ) -> Result<JobId, Problem> {
        let publishable = self.publishable(draft).await?;
        let studio = Arc::clone(self);
        Ok(self.jobs.once(JobKind::Rehearse, draft, |progress| async move {
            let outcome = studio.rehearse(publishable, start, &progress).await?;
            Ok(JobState::Rehearsed { outcome })
        }))
    }

    async fn rehearse(
        self: &Arc<Self>,
        draft: Publishable,
        start: StartRehearsal,
        progress: &Progress,
    ) -> Result<RehearsalOutcome, Problem> {
        let folder = tempfile::Builder::new().prefix("showrunner-rehearsal-").tempdir();
        let folder = folder.map_err(|error| Problem::unexpected(&error))?;
        let below = folder.path().to_owned();
        let store = Arc::new(blocking(move || Store::open(&below)).await??.store);
        let ledger = Ledger::silent(store);
        let mut sends = teasers(&draft);
        let all = sends.len();
        if sends.is_empty() {
            sends = draft.episodes.iter().map(|episode| (episode.id, Target::TiktokDraft)).collect();
        } else if let Some(real) = &start.account {
            let there = self.there(draft.id, real).await?;
            sends.retain(|(episode, _)| !there.contains(episode));
        }
        let there = all.saturating_sub(sends.len());
        let drafts = sends.iter().any(|(_, target)| *target == Target::TiktokDraft);
        let server = rehearsal::Rehearsal::start(script(&start, drafts));
        let server = Arc::new(server.map_err(|error| Problem::unexpected(&error))?);
        let token = Secret::new(server.access_token());
        let client = self.given(Some(&server.base_url()), &token, self.witness())?;
        let account = AccountId(format!("{}:rehearsal", server.base_url()));
        let creator = client.creator_info().await?;
        let (settings, lacks) = answered(&self.rules.rules, &start.settings, &creator, &draft);
        let longest = Some(Micros::from_secs(i64::from(creator.max_video_post_duration_sec)));
        let batch = Batch {
            draft: &draft,
            sends,
            settings: &settings,
            account: &account,
            longest,
            asked: Asked::All,
        };
        let unfit = self.plan_postings(batch, &ledger, &progress.cancel).await?.left_out();

        let began_ms = now_ms();
        let place = start.account.as_ref().map_or("tiktok", place_of).to_owned();
        let caps = Caps::of(&self.rules.rules);
        let before = match start.account {
            Some(real) => {
                self.with_store(move |store| store.moments(&real, began_ms.saturating_sub(2 * DAY_MS)))
                    .await?
            }
            None => Vec::new(),
        };
        let clock = Clock::skipping(Arc::clone(&server), self.uplink.pace(&place, began_ms).bytes);
        let id = draft.id;
        let round = Round {
            door: client,
            vault: Vault::memory(),
            clock,
            ledger: ledger.clone(),
            draft: id,
            account,
            caps,
            before,
            place,
            waits: true,
        };
        let slow = match round.run(self, progress).await {
            Ok(_) => None,
            Err(problem) if problem.code == ProblemCode::UploadTooSlow => Some(problem.message),
            Err(problem) => return Err(problem),
        };
        let told: Vec<(Standing, Vec<LogLine>)> = ledger
            .with(move |store| {
                let each = store.postings(id)?.into_iter();
                each.map(|standing| Ok((store.log(standing.posting.id)?, standing)))
                    .map(|both: Result<_, storage::StorageError>| both.map(|(log, standing)| (standing, log)))
                    .collect()
            })
            .await?;
        let mut episodes: Vec<_> = told.iter().map(|(standing, log)| rehearsed(standing, log)).collect();
        if episodes.is_empty() {
            return Err(Problem::new(ProblemCode::NothingToSend));
        }
        episodes.sort_by_key(|episode| episode.begins_ms);
        let posts = server.shown().posts;
        let went_wrong = start.what_if.and_then(|what_if| met(what_if, &posts));
        Ok(RehearsalOutcome {
            unfit,
            bytes: posts.iter().map(|post| post.received).sum(),
            ends_ms: episodes.iter().map(|episode| episode.ends_ms).max(),
            notes: went_wrong
                .into_iter()
                .chain(notes(&episodes, there, caps, began_ms))
                .chain(slow)
                .collect(),
            lacks,
            episodes,
        })
    }

    /// The episodes of a draft that an account has.
    async fn there(&self, draft: DraftId, account: &AccountId) -> Result<BTreeSet<EpisodeId>, Problem> {
        let mut all = self.with_store(move |store| store.postings(draft)).await?;
        all.retain(|one| one.posting.account == *account && matches!(one.stage, Stage::Posted { .. }));
        Ok(all.into_iter().map(|one| one.posting.episode).collect())
    }
}

/// How the server behaves; `drafts` says whether there are any among what is sent.
fn script(start: &StartRehearsal, drafts: bool) -> Script {
    let mut script = Script::default();
    // An account is as private as the audience that was chosen for it.
    if let Some(creator) = script.creators.first_mut() {
        creator.private = start.settings.privacy.as_deref() == Some(FOLLOWERS);
    }
    let rule = |on, nth, fault| Rule { on, nth, times: 1, fault };
    let refused = |code: &str| Fault::Refuse { code: code.to_owned(), status: None };
    script.rules = match start.what_if {
        None => Vec::new(),
        Some(WhatIf::AudienceRefused) => {
            vec![rule(Endpoint::InitPost, 1, refused("privacy_level_option_mismatch"))]
        }
        // Posts and drafts alike: once is enough.
        Some(WhatIf::QuotaUsedUp) => {
            let first = if drafts { Endpoint::InitDraft } else { Endpoint::InitPost };
            vec![rule(first, 1, Fault::RunOut)]
        }
        Some(WhatIf::ConnectionLost) => vec![
            rule(Endpoint::Chunk, 1, Fault::Drop { after_bytes: 100_000 }),
            rule(Endpoint::InitDraft, 2, Fault::LoseAnswer),
            rule(Endpoint::InitPost, 2, Fault::LoseAnswer),
        ],
    };
    script
}

/// What is said of the posts, with what is not answered yet filled in, and what that is.
fn answered(
    rules: &Rules,
    said: &PostSettings,
    creator: &CreatorInfo,
    draft: &Publishable,
) -> (PostSettings, Vec<Message>) {
    let posts = draft.teasers().iter().filter(|episode| episode.target == Target::TiktokPost);
    let captions = posts.map(|episode| episode.title.as_str());
    let lacks = lacks(rules, said, creator, captions).iter().map(|lack| Message::new(lack.key())).collect();
    let known = said.privacy.clone().filter(|chosen| creator.privacy_level_options.contains(chosen));
    let branded = said.is_branded() && known.as_deref() == Some(PRIVATE);
    let settings = PostSettings {
        privacy: known.or_else(|| Some(PRIVATE.to_owned())),
        branded_content: said.branded_content && !branded,
        ..said.clone()
    };
    // Unanswered, nobody watches; what cannot be private is then not said.
    let settings = match said.privacy {
        Some(_) => settings,
        None => PostSettings { disclosed: false, ..settings },
    };
    (settings, lacks)
}

/// What became of a posting.
fn rehearsed(standing: &Standing, log: &[LogLine]) -> RehearsedEpisode {
    let times = |wanted: fn(&Happened) -> bool| log.iter().filter(move |line| wanted(&line.happened));
    let asked = |happened: &Happened| *happened == Happened::Reserving;
    RehearsedEpisode {
        episode: standing.posting.episode,
        title: standing.posting.title.clone(),
        target: standing.posting.target,
        means: standing.stage.message(standing.posting.target),
        remedy: standing.stage.remedy(),
        stage: standing.stage.clone(),
        bytes: standing.posting.file.bytes,
        begins_ms: times(asked).next_back().map(|line| line.at_ms),
        ends_ms: standing.since_ms,
        tries: count(times(asked).count()),
    }
}

/// How what went wrong was met, where no episode shows it.
fn met(what_if: WhatIf, posts: &[ShownPost]) -> Option<Message> {
    match what_if {
        WhatIf::AudienceRefused => {
            posts.iter().all(|post| post.draft).then(|| Message::new("rehearsal.no_audience"))
        }
        WhatIf::ConnectionLost => {
            let again = posts.iter().map(|post| post.received.saturating_sub(post.held)).sum();
            Some(Message::new("rehearsal.broke").with("bytes", Value::Bytes(again)))
        }
        WhatIf::QuotaUsedUp => None,
    }
}

/// What it all means, in sentences.
fn notes(episodes: &[RehearsedEpisode], there: usize, caps: Caps, began_ms: i64) -> Vec<Message> {
    let begins = episodes.iter().filter_map(|episode| episode.begins_ms);
    let last = begins.max().unwrap_or(began_ms);
    let days = u32::try_from(last.saturating_sub(began_ms) / DAY_MS + 1).unwrap_or(u32::MAX);
    let mut notes = vec![if days == 1 {
        Message::new("rehearsal.one_day")
    } else {
        Message::new("rehearsal.days")
            .with("count", Value::Count(days))
            .with("drafts", Value::Count(caps.drafts_a_day))
            .with("posts", Value::Count(caps.posts_a_day))
    }];
    if there > 0 {
        notes.push(Message::new("rehearsal.there").with("count", Value::Count(count(there))));
    }
    let asks = count(episodes.iter().filter(|episode| episode.remedy.is_some()).count());
    if asks > 0 {
        notes.push(Message::new("rehearsal.asks").with("count", Value::Count(asks)));
    }
    let again = count(episodes.iter().filter(|episode| episode.tries > 1).count());
    if again > 0 {
        notes.push(Message::new("rehearsal.again").with("count", Value::Count(again)));
    }
    if episodes.iter().any(|episode| episode.target == Target::TiktokDraft) {
        notes.push(Message::new("rehearsal.drafts"));
    }
    notes
}
