//! Rounds through the real client against a rehearsal, on a clock that skips what is waited for.

mod aside;
mod caps;
#[cfg(unix)]
mod changed;
mod expired;
mod kept;
mod list;
mod longest;
mod lost;
mod proven;
mod recalled;
mod rows;
mod together;
mod told;
mod tus;
mod unreachable;

use std::{
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use publish::{Backoff, Net, Patience, tiktok};
use rehearsal::{Endpoint, Rehearsal, Script, Shown};
use serde_json::Value as Json;
use series::{
    AccountId, Caps, ChunkPlan, Draft, DraftId, Edit, Episode, EpisodeId, Micros, Place, PostSettings,
    Posting, PostingFile, PostingId, PostingWords, Secret, Step, Target, samples,
};
use storage::Standing;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Clock, Vault, door::Door, ledger::Ledger, looked, round::Round};
use crate::{JobId, JobKind, JobState, Problem, ProblemCode, PublishOutcome, Settled, Studio};

/// A login whose renewals are kept for as long as the test runs.
struct Shelf(Mutex<tiktok::TokenSet>);

impl tiktok::Keeper for Shelf {
    fn load(&self, _: &AccountId) -> Result<Option<tiktok::TokenSet>, tiktok::KeeperError> {
        Ok(Some(self.0.lock().expect("nobody panics").clone()))
    }

    fn store(&self, _: &AccountId, tokens: &tiktok::TokenSet) -> Result<(), tiktok::KeeperError> {
        *self.0.lock().expect("nobody panics") = tokens.clone();
        Ok(())
    }

    fn ended(&self, _: &AccountId, _: &tiktok::TokenSet) {}
}

/// A rehearsal, a studio, and what both call the time.
struct Stage {
    server: Arc<Rehearsal>,
    studio: Arc<Studio>,
    clock: Clock,
    vault: Vault,
    folder: TempDir,
}

/// So many bytes a second, as far as the clock goes.
const PACE: u64 = 1_000_000_000;

impl Stage {
    /// With these parts of a script.
    async fn set(some: &Json) -> Self {
        let script = Script { processing_ms: 2_000, moderation_ms: 0, ..Script::default() };
        let server = Rehearsal::start(script.with(some).expect("a script")).expect("a port is free");
        let server = Arc::new(server);
        let folder = tempfile::tempdir().expect("room");
        let clock = Clock::skipping(Arc::clone(&server), PACE);
        let studio = Self::studio(&folder).await;
        Self { server, studio, clock, vault: Vault::memory(), folder }
    }

    async fn studio(folder: &TempDir) -> Arc<Studio> {
        Arc::new(Studio::open(folder.path().join("data")).await.expect("it opens"))
    }

    /// The program ends and is started again.
    async fn restart(&mut self) {
        self.studio.stop_jobs().await;
        self.studio = Self::studio(&self.folder).await;
    }

    const fn draft() -> DraftId {
        DraftId::new(Uuid::from_u128(7))
    }

    fn account(&self) -> AccountId {
        AccountId(format!("{}:me", self.server.base_url()))
    }

    const fn episode(nth: u128) -> EpisodeId {
        EpisodeId::new(Uuid::from_u128(nth))
    }

    /// Puts the episodes of a series on the list, each with a small file of its own, or one of that size.
    async fn plan(&self, targets: &[Target], bytes: Option<u64>) {
        self.draw(Self::draft(), 1, targets).await;
        let postings: Vec<_> =
            (1..).zip(targets).map(|(nth, target)| self.posting(nth, *target, bytes)).collect();
        self.enlist(postings).await;
    }

    /// The same, of a series whose clips are those files.
    async fn plan_films(&self, targets: &[Target], bytes: Option<u64>) {
        let postings: Vec<_> =
            (1..).zip(targets).map(|(nth, target)| self.posting(nth, *target, bytes)).collect();
        let films = postings.iter().map(|posting| posting.file.clone());
        self.draw_of(Self::draft(), 1, targets, films.collect()).await;
        self.enlist(postings).await;
    }

    async fn enlist(&self, postings: Vec<Posting>) {
        let at_ms = self.clock.now_ms();
        self.studio.with_store(move |store| store.plan(&postings, &[], at_ms)).await.expect("it is planned");
    }

    /// Keeps a series whose episodes, the first of that number, go there.
    async fn draw(&self, draft: DraftId, first: u128, targets: &[Target]) {
        self.draw_of(draft, first, targets, Vec::new()).await;
    }

    /// The same, with clips that are those files, as far as there are any.
    async fn draw_of(&self, draft: DraftId, first: u128, targets: &[Target], films: Vec<PostingFile>) {
        let mut films = films.into_iter();
        let mut clip = |nth| {
            let mut clip = samples::clip(nth);
            if let Some(film) = films.next() {
                (clip.path, clip.facts.size_bytes) = (film.path, film.bytes);
                clip.facts.fingerprint = film.fingerprint;
            }
            Arc::new(clip)
        };
        let clips: Vec<_> = (1..).zip(targets).map(|(nth, _)| clip(nth)).collect();
        let episodes = (first..).zip(targets).zip(&clips).map(|((nth, target), clip)| {
            let whole = Episode::whole(Self::episode(nth), format!("Episode {nth}"), clip.id);
            Arc::new(Episode { target: *target, ..whole })
        });
        let add = Edit::Add { episodes: episodes.collect(), clips, place: Place::Last };
        let keep = move |store: &storage::Store| {
            store.create(&Draft::new(draft, "Sent"), 0)?;
            store.append(draft, 0, &Step::Edit { edit: add }, 0)
        };
        self.studio.with_store(keep).await.expect("it is kept");
    }

    /// The creator changes the series.
    async fn edit(&self, edit: Edit) {
        let now = self.studio.open_draft(Self::draft()).await.expect("it is kept");
        self.studio.step(Self::draft(), now.revision, Step::Edit { edit }).await.expect("it can be changed");
    }

    fn posting(&self, nth: u128, target: Target, bytes: Option<u64>) -> Posting {
        let path = self.folder.path().join(format!("{nth}.mp4"));
        fs::write(&path, format!("episode {nth}")).expect("room");
        if let Some(bytes) = bytes {
            fs::File::options().write(true).open(&path).and_then(|file| file.set_len(bytes)).expect("room");
        }
        let privacy = Some("SELF_ONLY".to_owned());
        Posting {
            id: PostingId::new(Uuid::from_u128(nth)),
            draft: Self::draft(),
            revision: 1,
            episode: Self::episode(nth),
            title: format!("Episode {nth}"),
            target,
            meant: Some(target),
            account: self.account(),
            file: PostingFile {
                bytes: fs::metadata(&path).expect("it is there").len(),
                fingerprint: media::fingerprint(&path).expect("it is there"),
                path: path.display().to_string(),
                duration: Micros::from_secs(40),
                mime: "video/mp4".into(),
                mark: looked::mark(&path),
            },
            words: PostingWords {
                caption: format!("Episode {nth}"),
                settings: PostSettings { privacy, ..PostSettings::default() },
                cover: None,
            },
        }
    }

    /// Asks the rehearsal for an account that is logged in.
    fn client(&self) -> tiktok::Client {
        let site =
            tiktok::Site::rehearsal(&self.server.base_url().parse().expect("an address")).expect("ours");
        let seconds = Duration::from_secs;
        let patience = Patience { connect: seconds(5), idle: seconds(20), answer: seconds(20) };
        let clock = self.clock.clone();
        let net = Net::patient(site.reach().clone(), self.studio.witness(), patience, move || clock.now_ms());
        let keys = tiktok::AppKeys {
            key: self.server.client_key(),
            secret: Secret::new(self.server.client_secret()),
        };
        let login = tiktok::TokenSet {
            open_id: "me".into(),
            scopes: tiktok::Scope::ALL.iter().map(|scope| scope.name().to_owned()).collect(),
            access: Secret::new(self.server.access_token()),
            access_until_ms: i64::MAX,
            refresh: Secret::new(self.server.refresh_token()),
            refresh_until_ms: i64::MAX,
        };
        // Asked again without a wait, so that the test has none either.
        let backoff = Backoff { first: Duration::ZERO, jitter: |wait| wait, ..Backoff::default() };
        tiktok::Client::new(tiktok::Tokens::new(
            net.expect("certificates"),
            site,
            keys,
            self.account(),
            Arc::new(Shelf(Mutex::new(login))),
            self.folder.path().join("login.lock"),
            backoff,
        ))
    }

    /// Goes on with all that is open, over days or not.
    async fn round(&self, waits: bool) -> Result<PublishOutcome, Problem> {
        self.ended(self.begun(waits)).await
    }

    async fn ended(&self, job: JobId) -> Result<PublishOutcome, Problem> {
        match self.studio.jobs.ended(job, &CancellationToken::new()).await? {
            JobState::Published { outcome } => Ok(outcome),
            other => panic!("{other:?}"),
        }
    }

    /// Goes on until the server was asked so often, and ends in the middle as a program does that is closed.
    async fn round_until(&self, endpoint: Endpoint, times: u32) {
        let job = self.begun(true);
        while self.asked(endpoint) < times {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.studio.cancel_job(job);
        let ended = self.studio.jobs.ended(job, &CancellationToken::new()).await;
        assert!(ended.is_err_and(|problem| problem.code == ProblemCode::Cancelled));
    }

    /// Begins to go on with all that is open.
    fn begun(&self, waits: bool) -> JobId {
        self.begun_with(Self::draft(), waits)
    }

    fn begun_with(&self, draft: DraftId, waits: bool) -> JobId {
        self.begun_at(self.client(), draft, waits)
    }

    fn begun_at<D: Door + 'static>(&self, door: D, draft: DraftId, waits: bool) -> JobId {
        let round = Round {
            door,
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            ledger: Ledger::of(&self.studio),
            draft,
            account: self.account(),
            caps: self.caps(),
            before: Vec::new(),
            place: "rehearsal".into(),
            waits,
        };
        let studio = Arc::clone(&self.studio);
        self.studio.jobs.spawn(JobKind::Publish, None, |progress| async move {
            Ok(JobState::Published { outcome: round.run(&studio, &progress).await? })
        })
    }

    fn caps(&self) -> Caps {
        Caps::of(&self.studio.rules.rules)
    }

    /// The postings, as the ledger has them.
    async fn standings(&self) -> Vec<Standing> {
        self.studio.with_store(|store| store.postings(Self::draft())).await.expect("it reads")
    }

    /// The only posting's stage.
    async fn stage(&self) -> series::Stage {
        self.standings().await.remove(0).stage
    }

    /// The creator says what became of the only posting.
    async fn settle(&self, settled: Settled) {
        let id = self.standings().await[0].posting.id;
        self.studio.settle(id, settled).await.expect("it can be said");
    }

    fn shown(&self) -> Shown {
        self.server.shown()
    }

    fn asked(&self, endpoint: Endpoint) -> u32 {
        self.shown().asked.get(&endpoint).copied().unwrap_or_default()
    }
}

/// The size of a file that comes in seven chunks.
const SEVEN_CHUNKS: u64 = 70_000_000;

#[test]
fn it_comes_in_seven_chunks() {
    assert_eq!(ChunkPlan::of(SEVEN_CHUNKS).map(|plan| plan.count), Some(7));
}
