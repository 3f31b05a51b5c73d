//! What a person reads: drafts, findings, the shelf.

use series::{Draft, Episode, Finding, FindingText, Message, Severity, Subject, Value};
use studio::{DraftSummary, DraftView};

use crate::{
    table::{Edge, indented, table},
    voice::{Voice, shown},
};

/// A draft: what it is, and its episodes with what is wrong with each.
pub(crate) fn draft(view: &DraftView, voice: &Voice) -> String {
    let draft = &view.draft;
    let rows: Vec<_> = draft
        .by_number()
        .map(|(number, episode)| {
            [
                number.to_string(),
                shown(&episode.title),
                voice.value(&Value::Time(draft.length_of(episode))),
                tags(view, episode, voice),
                files(draft, episode),
            ]
        })
        .collect();
    let episodes = indented(&table(&rows, [Edge::Right, Edge::Left, Edge::Right, Edge::Left, Edge::Left]));
    let description =
        draft.description.lines().map(|line| format!("  {}\n", shown(line))).collect::<String>();
    let gap = if description.is_empty() || episodes.is_empty() { "" } else { "\n" };
    let id = voice.say(&Message::new("cli.id").with("id", Value::Text(draft.id.to_string())));
    format!("{}\n{id}\n{description}{gap}{episodes}{}", heading(view, voice), standing(view, voice))
}

/// The files an episode shows, in order.
fn files(draft: &Draft, episode: &Episode) -> String {
    draft.parts_of(episode).map(|(_, clip)| shown(clip.file_name())).collect::<Vec<_>>().join(" + ")
}

/// A draft in one line: title, episodes, running time, teasers, price.
pub(crate) fn heading(view: &DraftView, voice: &Voice) -> String {
    let draft = &view.draft;
    let counted =
        |key: &str, episodes: &[_]| voice.say(&Message::new(key).with("count", count(episodes.len())));
    let mut parts = vec![
        title(&draft.title, voice),
        counted("cli.episodes", draft.paid()),
        voice.value(&Value::Time(view.running_time)),
    ];
    if !draft.teasers().is_empty() {
        parts.push(counted("cli.teasers", draft.teasers()));
    }
    parts.push(price(draft, voice));
    parts.join(" · ")
}

fn title(title: &str, voice: &Voice) -> String {
    if title.is_empty() { voice.key("cli.untitled") } else { shown(title) }
}

fn price(draft: &Draft, voice: &Voice) -> String {
    match draft.price {
        None => voice.key("cli.no_price"),
        Some(price) if draft.price_is_confirmed() => voice.value(&Value::Money(price)),
        Some(price) => voice.say(&Message::new("cli.price_open").with("price", Value::Money(price))),
    }
}

/// That an episode is free, and what is wrong with it, in two words each.
fn tags(view: &DraftView, episode: &Episode, voice: &Voice) -> String {
    let teaser = (!episode.is_paid()).then(|| voice.key(&format!("cli.teaser.{}", episode.target.name())));
    let own =
        view.preflight.findings.iter().filter(|finding| finding.subject == Subject::Episode(episode.id));
    let tags = teaser.into_iter().chain(own.map(|finding| voice.say(&finding.text(FindingText::Tag))));
    tags.collect::<Vec<_>>().join(", ")
}

fn standing(view: &DraftView, voice: &Voice) -> String {
    format!("{}\n", verdict(view.preflight.findings.iter(), voice))
}

/// How many findings of each kind there are, in one sentence.
pub(crate) fn verdict<'a>(findings: impl Iterator<Item = &'a Finding> + Clone, voice: &Voice) -> String {
    let of = |severity| findings.clone().filter(move |finding| finding.severity == severity).count();
    let counted: Vec<_> = [Severity::Block, Severity::Warn, Severity::Info]
        .into_iter()
        .filter(|severity| of(*severity) > 0)
        .map(|severity| {
            voice.say(
                &Message::new(format!("cli.verdict.{}", word(severity))).with("count", count(of(severity))),
            )
        })
        .collect();
    if counted.is_empty() { voice.key("cli.verdict.fine") } else { counted.join(" · ") }
}

/// Findings grouped by rule: its heading and why it matters, then each subject with what was measured
/// and what answers it.
pub(crate) fn findings<'a>(all: impl IntoIterator<Item = &'a Finding>, voice: &Voice) -> String {
    let mut all: Vec<_> = all.into_iter().collect();
    // Stable: within a rule they stay as they come, in order of episodes.
    all.sort_by(|a, b| (a.severity, &a.rule).cmp(&(b.severity, &b.rule)));
    all.chunk_by(|a, b| a.rule == b.rule).map(|group| rule_findings(group, voice)).collect()
}

fn rule_findings(group: &[&Finding], voice: &Voice) -> String {
    let Some(first) = group.first() else { return String::new() };
    let heading = Message::new("cli.rule")
        .with("severity", Value::Word(format!("cli.severity.{}", word(first.severity))))
        .with("name", Value::Text(voice.say(&first.text(FindingText::Name))));
    let heading = voice.say(&heading);
    let why = voice.say(&first.text(FindingText::Why));
    let rows: Vec<_> = group
        .iter()
        .map(|finding| {
            let text = |name: &str| {
                finding.values.get(name).map(|value| match value {
                    Value::Text(text) => shown(text),
                    other => voice.value(other),
                })
            };
            let about_episode = matches!(finding.subject, Subject::Episode(_));
            [
                text("number").filter(|_| about_episode).unwrap_or_default(),
                text("name").filter(|_| about_episode).unwrap_or_default(),
                voice.say(&finding.text(FindingText::Row)),
                finding.fix.as_ref().map(|fix| format!("→ {}", voice.say(&fix.label))).unwrap_or_default(),
            ]
        })
        .collect();
    // Findings of the series name no episode: their columns are left out.
    let lines = if rows.iter().all(|[number, name, ..]| number.is_empty() && name.is_empty()) {
        let rows: Vec<_> = rows.into_iter().map(|[_, _, row, fix]| [row, fix]).collect();
        table(&rows, [Edge::Left, Edge::Left])
    } else {
        table(&rows, [Edge::Right, Edge::Left, Edge::Left, Edge::Left])
    };
    format!("\n{heading}  [{}]\n{}{}", first.rule, indented(&why), indented(&lines))
}

/// The name of a severity in locale keys and rules files.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "block",
        Severity::Warn => "warn",
        Severity::Info => "info",
    }
}

/// The shelf, one line a draft.
pub(crate) fn shelf(drafts: &[DraftSummary], voice: &Voice) -> String {
    if drafts.is_empty() {
        return format!("{}\n", voice.key("cli.shelf_empty"));
    }
    let rows: Vec<_> = drafts
        .iter()
        .map(|draft| {
            let standing = match draft {
                DraftSummary { archived: true, .. } => voice.key("cli.archived"),
                DraftSummary { to_fix: 0, .. } => voice.key("cli.verdict.fine"),
                DraftSummary { to_fix, .. } => {
                    voice.say(&Message::new("cli.verdict.block").with("count", Value::Count(*to_fix)))
                }
            };
            [
                title(&draft.title, voice),
                voice.say(&Message::new("cli.episodes").with("count", Value::Count(draft.episodes))),
                voice.value(&Value::Time(draft.running_time)),
                draft.price.map(|price| voice.value(&Value::Money(price))).unwrap_or_default(),
                standing,
                draft.id.to_string(),
            ]
        })
        .collect();
    table(&rows, [Edge::Left, Edge::Right, Edge::Right, Edge::Right, Edge::Left, Edge::Left])
}

/// A number as a message's `count` takes it.
pub(crate) fn count(n: usize) -> Value {
    Value::Count(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
pub(crate) mod tests;
