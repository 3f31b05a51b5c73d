//! PeerTube as a door, and a series on its way there: what is sold, as videos in a playlist that keeps their
//! order.

use std::sync::Arc;

use publish::{Backoff, Net, NetError, peertube, uploadx};
use series::{
    AccountId, Caps, ChunkPlan, Draft, DraftId, Episode, EpisodeId, Lack, Message, PostSettings, Posting,
    Publishable, Refused, Secret, Stage, Target, Value,
};
use tokio_util::sync::CancellationToken;

use super::{
    Clock,
    door::{Door, Place, Seen},
    keep::Given,
    ledger::Ledger,
    postings::{Asked, Batch, Listed},
    round::Round,
    start::{Outlet, Right},
    vault::Vault,
};
use crate::{
    JobId, JobKind, JobState, Problem, ProblemCode, PublishOutcome, Studio,
    jobs::{For, Progress},
    login::peertube_at,
};

/// Bytes of a chunk: few requests for a long video, and little that is sent again. Servers that pass chunks on
/// to a store of objects want at least 5 MB.
const CHUNK: u64 = 16_000_000;
/// How long PeerTube keeps an upload that nothing is added to.
const PLACE_HOLDS_MS: i64 = 16 * 60 * 60 * 1_000;
/// How long the name of a video is, in characters.
const NAME: std::ops::RangeInclusive<usize> = 3..=120;

/// A channel of an account at a PeerTube server.
pub(super) struct AtPeertube {
    client: peertube::Client,
    me: peertube::Me,
}

impl AtPeertube {
    /// The channel of that name, by either of its names; without one, the first.
    fn channel(&self, named: Option<&str>) -> Option<u64> {
        let mut channels = self.me.channels.iter();
        let found = match named {
            Some(named) => channels.find(|channel| channel.name == named || channel.display_name == named),
            None => channels.next(),
        };
        found.map(|channel| channel.id)
    }

    /// What is said of a video.
    fn video(&self, posting: &Posting) -> Result<peertube::NewVideo, NetError> {
        let settings = &posting.words.settings;
        let refused = |code: &str, detail: &str| NetError::Refused(Refused::of(code, detail, ""));
        let channel = self.channel(settings.channel.as_deref());
        let privacy = settings.privacy.as_deref().and_then(peertube::Privacy::named);
        Ok(peertube::NewVideo {
            file_name: file_name(posting),
            name: posting.words.caption.clone(),
            channel: channel.ok_or_else(|| refused("invalid_param", "no such channel"))?,
            privacy: privacy.ok_or_else(|| refused("privacy_level_option_mismatch", ""))?,
            comments: settings.comment,
            bytes: posting.file.bytes,
            mime: posting.file.mime.clone(),
            stamp: stamp(posting),
        })
    }

    async fn found(&self, posting: &Posting) -> Result<Option<String>, NetError> {
        self.client.made_of(&file_name(posting), &posting.words.caption).await
    }
}

/// The file's name at the server: by it the video is found again, also by a process that knows nothing else.
fn file_name(posting: &Posting) -> String {
    let ending = match posting.file.mime.as_str() {
        "video/quicktime" => "mov",
        "video/webm" => "webm",
        _ => "mp4",
    };
    format!("showrunner-{}.{ending}", posting.id)
}

/// A number of this posting alone: the last 48 bits of its name, which are random.
fn stamp(posting: &Posting) -> u64 {
    let name = posting.id.to_string();
    let digits = name.get(name.len().saturating_sub(12)..).unwrap_or_default();
    u64::from_str_radix(digits, 16).unwrap_or_default().max(1)
}

impl Door for AtPeertube {
    type Upload = uploadx::Upload<peertube::Session>;

    async fn reserve(&self, posting: &Posting, now_ms: i64) -> Result<Place, NetError> {
        let plan = ChunkPlan::in_chunks(posting.file.bytes, CHUNK);
        let plan = plan.ok_or_else(|| NetError::Refused(Refused::of("file_format_check_failed", "", "")))?;
        let peertube::Place { upload, url } = self.client.reserve(&self.video(posting)?).await?;
        Ok(Place { ticket: upload, plan, address: url, until_ms: now_ms.saturating_add(PLACE_HOLDS_MS) })
    }

    fn upload(&self, _ticket: &str, plan: ChunkPlan, address: &Secret) -> Result<Self::Upload, NetError> {
        self.client.upload(address, plan.size)
    }

    async fn forget(&self, _posting: &Posting, ticket: &str) -> Result<(), NetError> {
        self.client.forget(ticket).await
    }

    async fn answers(&self) -> Result<(), NetError> {
        self.client.me().await.map(drop)
    }

    async fn status(&self, posting: &Posting, ticket: &str) -> Result<Seen, NetError> {
        use publish::{Held, Resumable};
        match self.client.upload_named(ticket, posting.file.bytes)?.held().await {
            Ok(Held::Bytes(bytes)) => Ok(Seen::Holds(bytes)),
            Ok(Held::All) => {
                Ok(self.found(posting).await?.map_or(Seen::Works, |video| Seen::Posted(Some(video))))
            }
            // An upload is forgotten when its video is made, or when it was left alone for too long.
            Err(NetError::Refused(refused)) if matches!(refused.code.as_str(), "HTTP 404" | "HTTP 410") => {
                let found = self.found(posting).await?;
                Ok(found.map_or(Seen::Gone(refused), |video| Seen::Posted(Some(video))))
            }
            Err(error) => Err(error),
        }
    }
}

impl Studio {
    /// Starts sending what is sold to PeerTube, or goes on where it stopped.
    pub(super) async fn publish_to_peertube(
        self: &Arc<Self>,
        draft: DraftId,
        outlet: Outlet,
    ) -> Result<JobId, Problem> {
        let mut publishable = if outlet.resumes { None } else { Some(self.publishable(draft).await?) };
        if let Some(publishable) = &publishable {
            lacks(publishable, &outlet).map_or(Ok(()), |why| Err(lacking(why)))?;
        }
        let of = For::from((draft, outlet.right.account()));
        // A round that goes on takes along what is put on the list; one that is over by then is followed by another.
        if self.jobs.running(JobKind::Publish, of.clone()).is_some()
            && let Some(publishable) = publishable.take()
        {
            let (there, account, _) = self.at_peertube(&outlet.right).await?;
            self.list_videos(&there, &account, &publishable, &outlet, &CancellationToken::new()).await?;
        }
        let studio = Arc::clone(self);
        Ok(self.jobs.once(JobKind::Publish, of, |progress| async move {
            let outcome = studio.send_to_peertube(draft, publishable, outlet, &progress).await?;
            Ok(JobState::Published { outcome })
        }))
    }

    async fn send_to_peertube(
        self: &Arc<Self>,
        draft: DraftId,
        publishable: Option<Publishable>,
        outlet: Outlet,
        progress: &Progress,
    ) -> Result<PublishOutcome, Problem> {
        let (there, account, vault) = self.at_peertube(&outlet.right).await?;
        let listed = match publishable {
            Some(draft) => self.list_videos(&there, &account, &draft, &outlet, &progress.cancel).await?,
            None => Listed::default(),
        };
        let round = Round {
            place: there.client.server().account("").0,
            door: there,
            vault,
            clock: Clock::Wall,
            ledger: Ledger::of(self),
            draft,
            account: account.clone(),
            caps: Caps::of(&self.rules.rules),
            before: Vec::new(),
            waits: outlet.waits,
        };
        let Some(outcome) = listed.told_in(round.run(self, progress).await?) else {
            let target = Value::Text(Target::Peertube.name().to_owned());
            return Err(Problem::new(ProblemCode::NothingFits).with("target", target));
        };
        self.arranged(&round.door, draft, &account).await?;
        Ok(outcome)
    }

    /// Puts on the list what is sold, or what is named of it.
    async fn list_videos(
        self: &Arc<Self>,
        there: &AtPeertube,
        account: &AccountId,
        draft: &Publishable,
        outlet: &Outlet,
        cancel: &CancellationToken,
    ) -> Result<Listed, Problem> {
        let settings = &outlet.settings;
        if there.channel(settings.channel.as_deref()).is_none() {
            return Err(lacking("lack.channel"));
        }
        let sends = sold(draft, outlet).map(|episode| (episode.id, Target::Peertube)).collect();
        let asked = if outlet.episodes.is_some() { Asked::Named } else { Asked::All };
        let batch = Batch { draft, sends, settings, account, longest: None, asked };
        self.plan_postings(batch, &Ledger::of(self), cancel).await
    }

    /// Puts what is there into the series' playlist, in the draft's order.
    async fn arranged(&self, there: &AtPeertube, draft: DraftId, account: &AccountId) -> Result<(), Problem> {
        let history = match self.with_store(move |store| store.load(draft)).await {
            Ok(history) => history,
            // A series that was deleted has no order any more.
            Err(problem) if problem.code == ProblemCode::UnknownDraft => return Ok(()),
            Err(problem) => return Err(problem),
        };
        let series: &Draft = history.draft();
        let mut all = self.with_store(move |store| store.postings(draft)).await?;
        all.retain(|one| one.posting.target == Target::Peertube && one.posting.account == *account);
        let (mut videos, mut settings) = (Vec::new(), None);
        for episode in series.paid() {
            let posted = all.iter().rev().find(|one| one.posting.episode == episode.id);
            let video = match posted.map(|one| &one.stage) {
                Some(Stage::Posted { post: Some(video) }) => Some(video.clone()),
                // The creator says that it is there.
                Some(Stage::Posted { post: None }) => match posted {
                    Some(one) => there.found(&one.posting).await?,
                    None => None,
                },
                _ => None,
            };
            if let (Some(video), Some(one)) = (video, posted) {
                videos.push(video);
                settings = Some(&one.posting.words.settings);
            }
        }
        let Some(settings) = settings else { return Ok(()) };
        let privacy = settings.privacy.as_deref().and_then(peertube::Privacy::named);
        let channel = there.channel(settings.channel.as_deref());
        if let (Some(privacy), Some(channel)) = (privacy, channel) {
            let name: String = series.title.chars().take(*NAME.end()).collect();
            let videos: Vec<_> = videos.iter().map(String::as_str).collect();
            there.client.arrange(&there.me, channel, name.trim(), privacy, &videos).await?;
        }
        Ok(())
    }

    /// The account of a right, ready to be asked for.
    async fn at_peertube(&self, right: &Right) -> Result<(AtPeertube, AccountId, Vault), Problem> {
        match right {
            Right::Account(account) => {
                let client = self.peertube_of(account).await?;
                let me = self.met_at_peertube(&client, account).await?;
                Ok((AtPeertube { client, me }, account.clone(), self.vault()))
            }
            Right::Token { server, token, secrets } => {
                let server = server.as_deref().ok_or_else(|| lacking("lack.server"))?;
                let server = peertube_at(server)?;
                let net = Net::new(server.reach().clone(), self.witness())?;
                let given = Given::new(token);
                let (account, lock) = (given.account(), self.data.join("leases").join("login.lock"));
                let session = peertube::Session::new(net, server.clone(), account, Arc::new(given), lock);
                let client = peertube::Client::new(session, Backoff::default());
                let me = client.me().await?;
                let account = server.account(&me.username);
                let vault = secrets.as_deref().map_or_else(Vault::memory, Vault::file);
                Ok((AtPeertube { client, me }, account, vault))
            }
        }
    }
}

/// What keeps a series from going to PeerTube: the key of the sentence that says so.
fn lacks(draft: &Draft, outlet: &Outlet) -> Option<&'static str> {
    let misnamed = || sold(draft, outlet).any(|episode| bad_name(&episode.title).is_some());
    match unsaid(&outlet.settings) {
        Some(lack) => Some(lack.key()),
        None => misnamed().then_some("lack.video_name"),
    }
}

/// What is still to be said of videos.
pub(super) fn unsaid(settings: &PostSettings) -> Option<Lack> {
    match settings.privacy.as_deref().map(peertube::Privacy::named) {
        None => Some(Lack::Privacy),
        Some(None) => Some(Lack::PrivacyOption),
        Some(Some(_)) => None,
    }
}

/// What is sold and wanted.
fn sold<'a>(draft: &'a Draft, outlet: &'a Outlet) -> impl Iterator<Item = &'a Episode> {
    let wanted = |id: &EpisodeId| outlet.episodes.as_ref().is_none_or(|only| only.contains(id));
    draft.paid().iter().map(AsRef::as_ref).filter(move |episode| wanted(&episode.id))
}

/// Why a title cannot be a video's name.
pub(super) fn bad_name(title: &str) -> Option<Message> {
    let has = title.trim().chars().count();
    let count = |number: usize| Value::Count(crate::shelf::count(number));
    let says = || Message::new("unfit.name").with("count", count(has));
    (!NAME.contains(&has))
        .then(|| says().with("least", count(*NAME.start())).with("most", count(*NAME.end())))
}

fn lacking(why: &str) -> Problem {
    Problem::new(ProblemCode::PostLacks).with("why", Value::Word(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use series::samples;

    use super::*;
    use crate::publish::samples::standing;

    #[test]
    fn who_can_watch_is_asked_and_names_are_as_peertube_takes_them() {
        let mut draft = samples::draft_of(vec![samples::clip(1), samples::clip(2)]);
        let [first, second] = [0, 1].map(|at: usize| draft.episodes[at].id);
        let outlet = |settings| Outlet {
            target: Some(Target::Peertube),
            episodes: None,
            right: Right::Account(AccountId("tube:mary".into())),
            waits: false,
            resumes: false,
            settings,
        };
        let settings =
            |privacy: &str| outlet(PostSettings { privacy: Some(privacy.into()), ..PostSettings::default() });
        assert_eq!(lacks(&draft, &outlet(PostSettings::default())), Some("lack.privacy"));
        assert_eq!(lacks(&draft, &settings("SELF_ONLY")), Some("lack.privacy_option"));
        for privacy in ["public", "unlisted", "private", "internal"] {
            assert_eq!(lacks(&draft, &settings(privacy)), None);
        }
        for (title, taken) in
            [("ab ", false), ("abc", true), (&"é".repeat(120), true), (&"é".repeat(121), false)]
        {
            Arc::make_mut(&mut draft.episodes[1]).title = title.into();
            assert_eq!(lacks(&draft, &settings("public")).is_none(), taken, "{title}");
            let only = |id| Outlet { episodes: Some(vec![id]), ..settings("public") };
            assert_eq!((lacks(&draft, &only(first)), lacks(&draft, &only(second)).is_none()), (None, taken));
        }
    }

    #[test]
    fn a_posting_has_a_name_and_a_number_of_its_own() {
        let one = standing(1, Target::Peertube, Stage::Waiting, 0).posting;
        assert_eq!(file_name(&one), format!("showrunner-{}.mp4", one.id));
        let uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
        let other = Posting { id: uuid.parse().unwrap(), ..one };
        assert_eq!(stamp(&other), 0xb302_099a_8057);
        assert!(stamp(&other) < 1 << 53);
    }
}
