//! `publish`, `status`, `settle` and `rehearse`: episodes on their way to a platform.

mod rehearsed;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::{Value as Json, json};
use series::{AccountId, Draft, Message, Secret, Stage, Target, TargetPlan, Value};
use studio::{
    AccountKind, JobState, Outlet, Problem, ProblemCode, PublishOutcome, PublishView, Rehearsal, Right,
    Settled, UnfitEpisode,
};

use crate::{
    answer::{Answer, Exit, Failure},
    args::{Sending, Settling, To},
    desk::Desk,
    find, login,
    longer::{self, Interrupt},
    out::complain,
    report::count,
    shapes,
    table::{Edge, table},
    voice::{Voice, shown},
};

/// The variables with an access token, read only when that is asked for.
const TOKEN: &str = "SHOWRUNNER_TIKTOK_TOKEN";
const PEERTUBE_TOKEN: &str = "SHOWRUNNER_PEERTUBE_TOKEN";

/// Sends what fits, rehearses it, or says what would be sent.
pub(crate) async fn publish(desk: &Desk, draft: &str, sending: &Sending) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let id = view.draft.id;
    let target = sending.target.and_then(To::target);
    let rehearses = sending.target == Some(To::Rehearsal);
    if sending.what_if.is_some() && !rehearses {
        return Err(Failure::input("what_if_of_rehearsal"));
    }
    if rehearses && !sending.only.is_empty() {
        return Err(Failure::input("only_of_sending"));
    }
    match (sending.dry_run, target) {
        (true, Some(target)) => {
            let plan =
                desk.studio.target_plan(id, target, account_for(desk, sending).await?.as_ref()).await?;
            let mut text = planned(&plan, &desk.voice);
            if target.is_tiktok() {
                text += &given_away(&view.draft, &desk.voice);
            }
            return Ok(Answer::new(text, plan_shape(&plan, &desk.voice)));
        }
        (true, None) => {
            let account = sending.account.as_deref();
            let account = match account {
                Some(_) => Some(desk.studio.find_account(account).await?),
                None => None,
            };
            let (kind, account) = account.map_or((AccountKind::Tiktok, None), |one| (one.kind, Some(one.id)));
            return Ok(page(&desk.studio.publish_view(id, Some(kind), account).await?, &desk.voice));
        }
        (false, _) if rehearses => {
            return rehearsed::rehearse(desk, id, sending).await;
        }
        (false, _) => {}
    }
    let right = if sending.token_from_env {
        let name = if target == Some(Target::Peertube) { PEERTUBE_TOKEN } else { TOKEN };
        let token = std::env::var(name)
            .map_err(|_| Failure::input("no_token").with("name", Value::Text(name.to_owned())))?;
        let secrets = sending.secrets.secrets.clone();
        Right::Token { server: sending.server.clone(), token: Secret::new(token), secrets }
    } else {
        let kind = if target == Some(Target::Peertube) { AccountKind::Peertube } else { AccountKind::Tiktok };
        let account = desk.studio.find_account_of(kind, sending.account.as_deref()).await?;
        login::apply(desk, &sending.secrets, account.server.as_deref())?;
        Right::Account(account.id)
    };
    let episodes = match sending.only.as_slice() {
        [] => None,
        named => Some(find::episodes(&view.draft, named)?),
    };
    let outlet = Outlet {
        target,
        episodes,
        right,
        waits: sending.wait,
        resumes: sending.resume,
        settings: sending.settings(),
    };
    if target.is_some_and(Target::is_tiktok) && sending.only.is_empty() && !sending.resume {
        complain(&given_away(&view.draft, &desk.voice));
    }
    let job = desk.studio.publish(id, outlet).await?;
    let ended = longer::wait_or(&desk.studio, job, &desk.voice, Interrupt::Stops).await;
    match ended.map_err(|problem| ended_early(problem, sending.resume))? {
        JobState::Published { outcome } => Ok(told(&outcome, &view.draft, &names(desk).await?, &desk.voice)),
        _ => Err(Problem::new(ProblemCode::Unexpected).into()),
    }
}

/// The account a plan is made for: the named one; else the only one there is at TikTok.
async fn account_for(desk: &Desk, sending: &Sending) -> Result<Option<AccountId>, Failure> {
    let named = sending.account.as_deref();
    match desk.studio.find_account_of(AccountKind::Tiktok, named).await {
        Ok(account) => Ok(Some(account.id)),
        Err(_) if named.is_none() => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// Where all of a draft's postings stand.
pub(crate) async fn status(desk: &Desk, draft: &str) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let outcome = desk.studio.published(view.draft.id).await?;
    Ok(told(&outcome, &view.draft, &names(desk).await?, &desk.voice))
}

/// The creator says what became of an episode's posting.
pub(crate) async fn settle(
    desk: &Desk,
    draft: &str,
    episode: &str,
    settling: &Settling,
) -> Result<Answer, Failure> {
    let view = desk.open(draft).await?;
    let (_, episode) = find::episode(&view.draft, episode)?;
    let episode = episode.id;
    let names = names(desk).await?;
    let mut there = desk.studio.published(view.draft.id).await?.episodes;
    there.retain(|posted| {
        let named = |account: &str| {
            posted.account.0 == account || names.get(&posted.account).is_some_and(|name| name == account)
        };
        posted.episode == episode && settling.account.as_deref().is_none_or(named)
    });
    // The one that asks, if there are several.
    let posted = there.iter().rfind(|posted| posted.stage.asks()).or(there.last());
    let posted = posted.ok_or_else(|| Failure::input("not_on_its_way"))?;
    let settled = settling.settled();
    desk.studio.settle(posted.posting, settled).await?;
    if let (Settled::Skip, Some(held)) = (settled, posted.stage.begun()) {
        let place = if posted.target.is_tiktok() { "TikTok" } else { "PeerTube" };
        let recalled = Message::new("posting.recalled")
            .with("held", Value::Bytes(held))
            .with("place", Value::Text(place.to_owned()));
        complain(&format!("{}\n", desk.voice.say(&recalled)));
    }
    status(desk, draft).await
}

/// What the accounts are called that are logged in.
async fn names(desk: &Desk) -> Result<BTreeMap<AccountId, String>, Failure> {
    Ok(desk.studio.accounts().await?.into_iter().map(|account| (account.id, account.nickname)).collect())
}

/// Starts a server that speaks TikTok's API, and runs until it is interrupted.
pub(crate) async fn rehearse(
    desk: &Desk,
    json: bool,
    script: Option<&Path>,
    unaudited: bool,
) -> Result<Answer, Failure> {
    let rehearsal = Rehearsal::start(script, unaudited).await?;
    let (url, token) = (rehearsal.base_url(), rehearsal.access_token());
    let (key, secret) = rehearsal.app_keys();
    let line = if json {
        json!({
            "base_url": url,
            "access_token": token.expose(),
            "client_key": key,
            "client_secret": secret.expose(),
        })
        .to_string()
    } else {
        let message = Message::new("cli.rehearse.listens")
            .with("url", Value::Text(url))
            .with("token", Value::Text(token.expose().to_owned()))
            .with("key", Value::Text(key.to_owned()))
            .with("secret", Value::Text(secret.expose().to_owned()));
        desk.voice.say(&message)
    };
    crate::out::print(&format!("{line}\n"));
    longer::interrupted().await;
    drop(rehearsal);
    Ok(Answer::default())
}

/// What to say where publishing ended before it was done.
fn ended_early(problem: Problem, resumes: bool) -> Failure {
    match problem.code {
        ProblemCode::Cancelled => Failure::input("publish_stopped"),
        ProblemCode::NothingToSend | ProblemCode::NothingFits if resumes => {
            Failure::input("nothing_on_the_list")
        }
        _ => problem.into(),
    }
}

/// How many episodes are sold, where all of them are sent to everybody.
fn given_away(draft: &Draft, voice: &Voice) -> String {
    match draft.paid().len() {
        0 => String::new(),
        sold => {
            format!("{}\n", voice.say(&Message::new("cli.publish.given_away").with("count", count(sold))))
        }
    }
}

fn told(
    outcome: &PublishOutcome,
    draft: &Draft,
    accounts: &BTreeMap<AccountId, String>,
    voice: &Voice,
) -> Answer {
    let account = |id: &AccountId| accounts.get(id).cloned().unwrap_or_else(|| id.0.clone());
    let sent_to: BTreeSet<_> = outcome.episodes.iter().map(|posted| &posted.account).collect();
    let numbers: BTreeMap<_, _> = draft.by_number().map(|(number, episode)| (episode.id, number)).collect();
    let number = |id| numbers.get(&id).map(ToString::to_string).unwrap_or_default();
    let names = ["number", "title", "target", "stage"];
    let mut rows = vec![names.map(|name| voice.key(&format!("cli.publish.column.{name}")))];
    rows.extend(outcome.episodes.iter().map(|posted| {
        let mut target = posted.target.name().to_owned();
        if sent_to.len() > 1 {
            target = format!("{target}, {}", shown(&account(&posted.account)));
        }
        let stage = voice.say(&posted.stage.message(posted.target));
        [number(posted.episode), shown(&posted.title), target, stage]
    }));
    let mut text = table(&rows, [Edge::Left; 4]);
    let posted = outcome.episodes.iter().filter(|e| matches!(e.stage, Stage::Posted { .. })).count();
    let done = Message::new("cli.publish.done")
        .with("count", count(posted))
        .with("all", count(outcome.episodes.len()));
    text += &format!("{}\n", voice.say(&done));
    if let Some(until) = outcome.waits_until_ms {
        let waits = Message::new("cli.publish.waits").with("time", Value::Text(moment(until)));
        text += &format!("{}\n", voice.say(&waits));
    }
    text += &same(outcome, voice);
    text += &lines(&outcome.unfit, voice);
    let asks = outcome.episodes.iter().any(|episode| episode.stage.asks());
    if asks {
        text += &format!("{}\n", voice.key("cli.publish.asks"));
    }
    let blocked = asks || !outcome.unfit.is_empty();
    let json = json!({
        "episodes": outcome.episodes.iter().map(|posted| json!({
            "posting": posted.posting,
            "episode": posted.episode,
            "title": posted.title,
            "target": posted.target,
            "account": posted.account,
            "stage": posted.stage,
            "means": voice.plain(&posted.stage.message(posted.target)),
        })).collect::<Vec<_>>(),
        "posted": posted,
        "same": left_out(&outcome.same, voice),
        "unfit": left_out(&outcome.unfit, voice),
        "waits_until_ms": outcome.waits_until_ms,
    });
    Answer { exit: if blocked { Exit::Blocked } else { Exit::Fine }, ..Answer::new(text, json) }
}

/// What did not come on the list, and why, each in a line.
fn lines(left_out: &[UnfitEpisode], voice: &Voice) -> String {
    left_out.iter().map(|one| format!("{}: {}\n", shown(&one.title), voice.say(&one.reason))).collect()
}

fn left_out(episodes: &[UnfitEpisode], voice: &Voice) -> Json {
    let shape = |one: &UnfitEpisode| json!({ "episode": one.episode, "title": one.title, "why": voice.plain(&one.reason) });
    episodes.iter().map(shape).collect()
}

/// What was not put on the list because its file is there already, and how it goes all the same.
fn same(outcome: &PublishOutcome, voice: &Voice) -> String {
    let lines = lines(&outcome.same, voice);
    let ends = (!lines.is_empty()).then(|| format!("{}\n", voice.key("cli.publish.same")));
    lines + &ends.unwrap_or_default()
}

fn planned(plan: &TargetPlan, voice: &Voice) -> String {
    let mut rows = vec![
        ["title", "length", "size", "when"].map(|name| voice.key(&format!("cli.publish.column.{name}"))),
    ];
    rows.extend(plan.episodes.iter().map(|episode| {
        let when = match (episode.unfit.first(), episode.begins_ms) {
            (Some(unfit), _) => voice.say(&unfit.message()),
            (None, begins) => begins.map(moment).unwrap_or_default(),
        };
        [
            shown(&episode.title),
            voice.value(&Value::Time(episode.length)),
            voice.value(&Value::Bytes(episode.bytes)),
            when,
        ]
    }));
    let total = Message::new("cli.publish.planned")
        .with("count", Value::Count(plan.fit))
        .with("all", count(plan.episodes.len()))
        .with("bytes", Value::Bytes(plan.bytes));
    let table = table(&rows, [Edge::Left, Edge::Right, Edge::Right, Edge::Left]);
    let ends = plan.ends_ms.map(|ends| {
        let ends = Message::new("cli.publish.ends").with("time", Value::Text(moment(ends)));
        format!("{}\n", voice.say(&ends))
    });
    let warnings = warnings(plan.episodes.iter().map(|one| (one.title.as_str(), &one.warning)), voice);
    format!("{table}{warnings}{}\n{}", voice.say(&total), ends.unwrap_or_default())
}

fn plan_shape(plan: &TargetPlan, voice: &Voice) -> Json {
    json!({
        "target": plan.target,
        "fit": plan.fit,
        "bytes": plan.bytes,
        "ends_ms": plan.ends_ms,
        "episodes": plan.episodes.iter().map(|episode| json!({
            "episode": episode.episode,
            "number": shapes::number(episode.number),
            "title": episode.title,
            "length_ms": episode.length.as_millis(),
            "bytes": episode.bytes,
            "begins_ms": episode.begins_ms,
            "warning": episode.warning.as_ref().map(|warning| voice.plain(warning)),
            "unfit": episode.unfit.iter().map(|unfit| voice.plain(&unfit.message())).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// What is worth knowing of episodes before they are sent, each by its title.
fn warnings<'a>(
    all: impl IntoIterator<Item = (&'a str, impl IntoIterator<Item = &'a Message>)>,
    voice: &Voice,
) -> String {
    let line = |title: &str, warning: &Message| format!("{}: {}\n", shown(title), voice.say(warning));
    let all = all.into_iter();
    all.flat_map(|(title, warnings)| warnings.into_iter().map(move |warning| line(title, warning))).collect()
}

/// Every teaser with its target, and when it goes out.
fn page(view: &PublishView, voice: &Voice) -> Answer {
    let names = ["title", "target", "length", "size", "when"];
    let mut rows = vec![names.map(|name| voice.key(&format!("cli.publish.column.{name}")))];
    let teasers = || view.rows.iter().filter(|row| row.target != Target::Portal);
    rows.extend(teasers().map(|row| {
        let when = match (&row.means, &row.same, row.begins_ms) {
            (Some(says), ..) | (None, Some(says), _) => voice.say(says),
            (None, None, Some(begins)) => moment(begins),
            (None, None, None) => voice.say(&row.reason),
        };
        [
            format!("{} {}", row.number, shown(&row.title)),
            row.target.name().to_owned(),
            voice.value(&Value::Time(row.length)),
            voice.value(&Value::Bytes(row.bytes)),
            when,
        ]
    }));
    let mut text = match teasers().count() {
        0 => format!("{}\n", voice.say(&Problem::new(ProblemCode::NothingToSend).message)),
        _ => table(&rows, [Edge::Left, Edge::Left, Edge::Right, Edge::Right, Edge::Left]),
    };
    text += &warnings(teasers().map(|row| (row.title.as_str(), &row.warnings)), voice);
    if let Some(ends) = view.ends_ms {
        let ends = Message::new("cli.publish.ends").with("time", Value::Text(moment(ends)));
        text += &format!("{}\n", voice.say(&ends));
    }
    let json = json!({
        "ends_ms": view.ends_ms,
        "waits_until_ms": view.waits_until_ms,
        "episodes": teasers().map(|row| json!({
            "episode": row.episode,
            "number": row.number,
            "title": row.title,
            "target": row.target,
            "length_ms": row.length.as_millis(),
            "bytes": row.bytes,
            "begins_ms": row.begins_ms,
            "reason": voice.plain(&row.reason),
            "warnings": row.warnings.iter().map(|warning| voice.plain(warning)).collect::<Vec<_>>(),
            "stage": row.posted.as_ref().map(|posted| &posted.stage),
            "means": row.means.as_ref().map(|means| voice.plain(means)),
            "same": row.same.as_ref().map(|same| voice.plain(same)),
            "said": row.said,
        })).collect::<Vec<_>>(),
    });
    Answer::new(text, json)
}

/// A time of day at the creator's place.
pub(crate) fn moment(ms: i64) -> String {
    studio::local_time(ms)
}
