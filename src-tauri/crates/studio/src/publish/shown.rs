//! The publish page: every episode with its road, where its posting stands, and the calendar.

use std::collections::BTreeMap;

use series::{
    AccountId, Draft, DraftId, Episode, EpisodeId, Limit, Message, Micros, PostSettings, Remedy, Rules,
    Stage, Target, TargetEpisode, Turn, Unfit, Value, Way, sending_ms, target_plan,
};
use storage::{Standing, Store};

use super::{
    calendar::{DAY_MS, Day, comes_back, goes_on},
    days::days,
    present::{Present, is_to_begin, presents},
    same::sames,
    start::place_of,
    uplink::{Pace, Window},
};
use crate::{
    Account, AccountKind, CalendarEntry, EntryState, PostedEpisode, Problem, PublishRow, PublishView, Studio,
    UnfitFor, studio::now_ms, view::raw,
};

/// A turn that is further off than this is a day's wait.
const LONG_MS: i64 = 2 * 60_000;

/// Where an episode stands in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    begins_ms: i64,
    state: EntryState,
}

impl Studio {
    /// Everything the publish page shows of what goes to that kind of platform; none: to where this draft was
    /// sent last, else to TikTok. `account` names the account; none: the one it was sent to last, else the
    /// first there is. Nobody outside is asked.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn publish_view(
        &self,
        draft: DraftId,
        kind: Option<AccountKind>,
        account: Option<AccountId>,
    ) -> Result<PublishView, Problem> {
        let (kind, accounts, account) = self.chosen(draft, kind, account).await?;
        let id = account.as_ref().map(|account| account.id.clone());
        let (seen, analyses) = self.as_it_is(draft).await?;
        let now_ms = now_ms();
        let (known, day, all) = self.day_of(draft, id.as_ref(), now_ms).await?;
        let means = self.means().await;
        let plan = series::export_plan(&seen, &self.rules.rules, &analyses, &means);
        let presents = presents(&seen, &plan, &self.prepared());
        let is_changed = |one: &Standing| {
            let present = presents.get(&one.posting.episode);
            is_to_begin(one) && present.is_some_and(|present| !present.is(&one.posting))
        };
        let is_blocked = known.iter().any(is_changed) && self.publishable(draft).await.is_err();
        let trouble = id.as_ref().and_then(|id| self.troubles.of(draft, id));
        let can_go_on = crate::shelf::count(known.iter().filter(|one| goes_on(&one.stage)).count());
        let settings = self.post_settings(draft, kind).await?;
        let coming = |id: EpisodeId| {
            let is_new = !known.iter().any(|one| one.posting.episode == id);
            presents.get(&id).filter(|_| is_new).map(|present| (id, present))
        };
        if kind == AccountKind::Peertube {
            let plan = self.target_plan(draft, Target::Peertube, id.as_ref()).await?;
            return Ok(PublishView {
                kind,
                rows: known_of(
                    playlist::rows(&plan.episodes, &known),
                    &presents,
                    &known,
                    &sames(draft, seen.paid().iter().filter_map(|one| coming(one.id)), &all),
                    is_blocked,
                ),
                settings,
                caps: day.caps,
                days: Vec::new(),
                ends_ms: None,
                waits_until_ms: None,
                can_go_on,
                trouble,
                account,
                accounts,
            });
        }
        let creator = id.as_ref().and_then(|id| self.known_creator(id));
        let pace = self.uplink.pace(id.as_ref().map_or("tiktok", place_of), now_ms);
        let plan = |target, longest| {
            let way = Way { longest, pace: pace.bytes, ..self.unknown_way() };
            target_plan(target, &seen, &self.rules.rules, &analyses, &means, &way).episodes
        };
        let longest = creator.map(|creator| creator.longest());
        let told = match &id {
            Some(id) => self.longest_told(id).await?,
            None => None,
        };
        let page = Page {
            draft: &seen,
            rules: &self.rules.rules,
            drafts: by_episode(plan(Target::TiktokDraft, told)),
            posts: by_episode(plan(Target::TiktokPost, longest)),
            longest,
            pace,
            known: &known,
            day: &day,
            now_ms,
            same: BTreeMap::new(),
        };
        let open = seen.episodes.iter().filter(|one| page.is_coming(one));
        let same = sames(draft, open.filter_map(|one| coming(one.id)), &all);
        let page = Page { same, ..page };
        let slots = page.slots();
        let rows = known_of(page.rows(&slots), &presents, &known, &page.same, is_blocked);
        let entries: Vec<_> = rows
            .iter()
            .filter_map(|row| {
                let Slot { begins_ms, state } = *slots.get(&row.episode)?;
                Some(CalendarEntry { episode: row.episode, target: row.target, begins_ms, state })
            })
            .collect();
        let waits = |entry: &&CalendarEntry| matches!(entry.state, EntryState::Planned | EntryState::Waiting);
        let ends = |entry: &CalendarEntry| {
            let bytes = page.made(entry.episode).map_or(0, |made| made.bytes);
            entry.begins_ms.saturating_add(sending_ms(bytes, pace.bytes))
        };
        let listed = || entries.iter().filter(|entry| entry.state == EntryState::Waiting);
        let under_way = entries.iter().any(|entry| entry.state == EntryState::UnderWay);
        let first = listed().map(|entry| entry.begins_ms).min().filter(|_| !under_way);
        Ok(PublishView {
            kind,
            settings,
            caps: day.caps,
            days: days(&entries, &day.past, now_ms, &jiff::tz::TimeZone::system()),
            ends_ms: entries.iter().filter(waits).map(ends).max(),
            waits_until_ms: first.filter(|begins| *begins > now_ms + LONG_MS),
            can_go_on,
            trouble,
            rows,
            account,
            accounts,
        })
    }

    /// The platform and the account that are meant, and all accounts there.
    async fn chosen(
        &self,
        draft: DraftId,
        kind: Option<AccountKind>,
        account: Option<AccountId>,
    ) -> Result<(AccountKind, Vec<Account>, Option<Account>), Problem> {
        let mut accounts = self.accounts().await?;
        let sent = self.with_store(move |store| store.postings(draft)).await?;
        let sent = sent.iter().rev().map(|standing| &standing.posting.account);
        let wanted: Vec<_> = account.iter().chain(sent).collect();
        let mut known = wanted.iter().filter_map(|id| accounts.iter().find(|known| known.id == **id));
        let found = known.find(|known| kind.is_none_or(|kind| known.kind == kind)).cloned();
        let kind = kind.or(found.as_ref().map(|found| found.kind)).unwrap_or(AccountKind::Tiktok);
        accounts.retain(|known| known.kind == kind);
        let account = found.or_else(|| accounts.first().cloned());
        Ok((kind, accounts, account))
    }

    /// A draft's postings to an account, what is known of the account's day, and all that ever went there.
    async fn day_of(
        &self,
        draft: DraftId,
        account: Option<&AccountId>,
        now_ms: i64,
    ) -> Result<(Vec<Standing>, Day, Vec<Standing>), Problem> {
        let caps = series::Caps::of(&self.rules.rules);
        let Some(account) = account.cloned() else {
            return Ok((Vec::new(), Day::of(caps, Vec::new(), &[], now_ms), Vec::new()));
        };
        self.with_store(move |store: &Store| {
            let all = store.postings_to(&account)?;
            let open: Vec<_> = all.iter().filter(|one| !one.stage.is_over()).cloned().collect();
            let past = store.moments(&account, now_ms.saturating_sub(2 * DAY_MS))?;
            let is_of = |one: &&Standing| one.posting.draft == draft && one.stage != Stage::Withdrawn;
            let known = all.iter().filter(is_of).cloned().collect();
            Ok((known, Day::of(caps, past, &open, now_ms), all))
        })
        .await
    }
}

/// Where a posting stands, as a row shows it.
#[derive(Default)]
struct Stands {
    posted: Option<PostedEpisode>,
    means: Option<Message>,
    remedy: Option<Remedy>,
    raw: Option<String>,
    said: Option<PostSettings>,
}

impl Stands {
    fn of(posted: Option<&Standing>) -> Self {
        let Some(standing) = posted else { return Self::default() };
        Self {
            posted: Some(standing.into()),
            means: Some(standing.stage.message(standing.posting.target)),
            remedy: standing.stage.remedy(),
            said: Some(standing)
                .filter(|one| is_to_begin(one) && one.posting.target != Target::TiktokDraft)
                .map(|one| one.posting.words.settings.clone()),
            raw: match &standing.stage {
                Stage::Refused { refused } if refused.is_answer() => Some(raw(refused)),
                _ => None,
            },
        }
    }
}

/// Rows with what is known of their files: what was sent otherwise than it is by now, and what is there as another
/// episode.
fn known_of(
    mut rows: Vec<PublishRow>,
    presents: &BTreeMap<EpisodeId, Present>,
    known: &[Standing],
    same: &BTreeMap<EpisodeId, Message>,
    is_blocked: bool,
) -> Vec<PublishRow> {
    for row in &mut rows {
        row.same = same.get(&row.episode).filter(|_| row.posted.is_none()).cloned();
        let posting = row.posted.as_ref().map(|posted| posted.posting);
        let standing = known.iter().find(|one| Some(one.posting.id) == posting);
        let present = presents.get(&row.episode);
        let differs = present.zip(standing).and_then(|(present, one)| present.differs(one, is_blocked));
        row.warnings.extend(differs);
    }
    rows
}

fn by_episode(episodes: Vec<TargetEpisode>) -> BTreeMap<EpisodeId, TargetEpisode> {
    episodes.into_iter().map(|made| (made.episode, made)).collect()
}

/// What the page is made of.
struct Page<'a> {
    draft: &'a Draft,
    rules: &'a Rules,
    /// Each episode as a draft in the inbox.
    drafts: BTreeMap<EpisodeId, TargetEpisode>,
    /// Each episode as a post.
    posts: BTreeMap<EpisodeId, TargetEpisode>,
    /// The longest video the account may post, if it was asked.
    longest: Option<Micros>,
    pace: Pace,
    known: &'a [Standing],
    day: &'a Day,
    now_ms: i64,
    /// What is not sent by itself, because its file is there already.
    same: BTreeMap<EpisodeId, Message>,
}

impl Page<'_> {
    fn made(&self, episode: EpisodeId) -> Option<&TargetEpisode> {
        self.drafts.get(&episode)
    }

    /// Why a target of the posting API does not take an episode.
    fn unfit(&self, episode: EpisodeId, target: Target) -> Option<Message> {
        let made = if target == Target::TiktokPost { &self.posts } else { &self.drafts }.get(&episode)?;
        let by_rule = made.unfit.first().map(Unfit::message);
        by_rule.or_else(|| match Window::of(self.rules, made.bytes, self.pace) {
            Window::Over(why) => Some(why),
            Window::Fits | Window::Tight(_) => None,
        })
    }

    /// The last posting of an episode to its target; one that is still open, whatever the target, where the
    /// creator chose another meanwhile.
    fn posted(&self, episode: &Episode) -> Option<&Standing> {
        let of = || self.known.iter().rev().filter(|one| one.posting.episode == episode.id);
        let open = || of().find(|one| !one.stage.is_over());
        of().find(|one| one.posting.target == episode.target).or_else(open)
    }

    /// Is it to be sent, and not on the list?
    fn is_coming(&self, episode: &Episode) -> bool {
        episode.target.is_tiktok()
            && self.posted(episode).is_none()
            && self.unfit(episode.id, episode.target).is_none()
    }

    /// When everything goes out, or went.
    fn slots(&self) -> BTreeMap<EpisodeId, Slot> {
        let mut slots = BTreeMap::new();
        let mut turns = Vec::new();
        for episode in &self.draft.episodes {
            let bytes = self.made(episode.id).map_or(0, |made| made.bytes);
            let turn = |target| Turn { target, lasts_ms: sending_ms(bytes, self.pace.bytes) };
            match self.posted(episode) {
                None if self.is_coming(episode) && !self.same.contains_key(&episode.id) => {
                    turns.push((episode.id, turn(episode.target), EntryState::Planned));
                }
                Some(standing) if standing.stage == Stage::Waiting || comes_back(&standing.stage) => {
                    turns.push((episode.id, turn(standing.posting.target), EntryState::Waiting));
                }
                Some(standing) => {
                    let state = match &standing.stage {
                        Stage::Posted { .. } => EntryState::Posted,
                        stage if stage.asks() => EntryState::Asks,
                        Stage::Skipped => continue,
                        _ => EntryState::UnderWay,
                    };
                    let begins_ms = standing.asked_ms.last().copied().unwrap_or(standing.since_ms);
                    slots.insert(episode.id, Slot { begins_ms, state });
                }
                None => {}
            }
        }
        // What is on the list already goes out before what is not.
        turns.sort_by_key(|(_, _, state)| *state == EntryState::Planned);
        let only: Vec<_> = turns.iter().map(|(_, turn, _)| *turn).collect();
        let begins = self.day.begins(&only, self.now_ms);
        for ((episode, _, state), begins_ms) in turns.into_iter().zip(begins) {
            slots.insert(episode, Slot { begins_ms, state });
        }
        slots
    }

    fn rows(&self, slots: &BTreeMap<EpisodeId, Slot>) -> Vec<PublishRow> {
        let rows = self.draft.episodes.iter().enumerate();
        rows.filter_map(|(place, episode)| self.row(place, episode, slots)).collect()
    }

    fn row(&self, place: usize, episode: &Episode, slots: &BTreeMap<EpisodeId, Slot>) -> Option<PublishRow> {
        let made = self.made(episode.id)?;
        let unfit = [Target::TiktokDraft, Target::TiktokPost].into_iter();
        let unfit = unfit
            .filter_map(|target| Some(UnfitFor { target, reason: self.unfit(episode.id, target)? }))
            .collect();
        let posted = self.posted(episode);
        let stands = Stands::of(posted);
        let tight = match Window::of(self.rules, made.bytes, self.pace) {
            Window::Tight(why) if episode.target.is_tiktok() => Some(why),
            Window::Fits | Window::Tight(_) | Window::Over(_) => None,
        };
        let over = made.warning.clone().filter(|_| episode.target == Target::TiktokDraft);
        let warnings = over.into_iter().chain(tight).filter(|_| posted.is_none()).collect();
        Some(PublishRow {
            episode: episode.id,
            number: self.draft.number_at(place).to_string(),
            title: episode.title.clone(),
            length: made.length,
            bytes: made.bytes,
            target: episode.target,
            reason: self.reason(episode, made.length),
            unfit,
            warnings,
            means: stands.means,
            remedy: stands.remedy,
            raw: stands.raw,
            said: stands.said,
            same: None,
            posted: stands.posted,
            begins_ms: slots.get(&episode.id).map(|slot| slot.begins_ms),
        })
    }

    /// Why an episode takes its road.
    fn reason(&self, episode: &Episode, length: Micros) -> Message {
        let api = match self.rules.limit("api.duration.max_s") {
            Some(Limit::Time(most)) => Some(*most),
            _ => None,
        };
        let says = |key: &str, most: Option<Micros>| {
            let message = Message::new(format!("send.{key}")).with("length", Value::Time(length));
            most.map_or(message.clone(), |most| message.with("most", Value::Time(most)))
        };
        match episode.target {
            Target::Portal => match api.filter(|most| length > *most) {
                Some(most) => says("portal_over", Some(most)),
                None => says("portal", None),
            },
            Target::Peertube => says("peertube", None),
            target => {
                let most = |own: Micros| api.map_or(own, |api| api.min(own));
                match (self.unfit(episode.id, target), target, self.longest.map(most), api) {
                    (Some(unfit), ..) => unfit,
                    (None, Target::TiktokDraft, ..) => says("draft", None),
                    (None, _, Some(own), _) => says("post_account", Some(own)),
                    (None, _, None, Some(api)) => says("post_api", Some(api)),
                    (None, _, None, None) => says("post", None),
                }
            }
        }
    }
}

mod playlist;
#[cfg(test)]
mod tests;
