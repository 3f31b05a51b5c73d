//! Preflight: every rule against every episode and the series; all findings at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Analyses, Clip, ClipId, Draft, Edit, EpisodeId, Means, Message, Rule, RuleId, Rules, Severity, Value,
    plan::Ground,
};

mod count;
mod cover;
mod file;
pub(crate) mod length;
mod picture;
mod price;
mod publishable;
pub(crate) mod shown;
mod size;
mod sound;
mod texts;
mod twice;

pub use publishable::*;
pub(crate) use shown::Shown;

/// One result of preflight. Its texts stand in the locale files under its rule's name:
/// `rule.<id>.name` (heading), `.why` (one line below it), `.tag` (on the card), `.row` (what was
/// measured), `.sentence` (all in one, for the command line). Each takes `values`: `name` (title or
/// file name) and `number` where it is about an episode, `limit`, `measured`, `over` and the rule's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: RuleId,
    /// What that means.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// What was measured and what the limit is, by name: `limit`, `measured`, `over` …
    pub values: BTreeMap<String, Value>,
    /// What answers it best, where one click can.
    pub fix: Option<Fix>,
    /// What else answers it.
    #[serde(default)]
    pub others: Vec<Fix>,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "episode", rename_all = "snake_case")]
pub enum Subject {
    /// The series as a whole.
    Series,
    /// One episode.
    Episode(EpisodeId),
}

/// What answers a finding. The button is worded by `fix.*`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fix {
    /// What the button says: the result, like "Trim to 20:00".
    pub label: Message,
    /// What it does.
    pub action: FixAction,
}

/// What a fix does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum FixAction {
    /// Makes an edit.
    Edit {
        /// The edit.
        edit: Edit,
    },
    /// Shows how the episode can be split, to choose a plan.
    Split {
        /// The episode.
        episode: EpisodeId,
    },
    /// Joins the episode to the one before or behind it.
    Join {
        /// Both, in order.
        episodes: [EpisodeId; 2],
    },
    /// Takes a frame of that episode as the cover.
    CoverFrom {
        /// The episode.
        episode: EpisodeId,
    },
    /// Goes to where only the creator can decide.
    GoTo {
        /// Where.
        place: FixPlace,
    },
    /// Asks for the file that went missing.
    FindFile {
        /// The clip whose file it is.
        clip: ClipId,
    },
    /// Probes the file that was changed again.
    ReadAgain {
        /// The clip whose file it is.
        clip: ClipId,
    },
}

/// Where a creator decides something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FixPlace {
    /// The series title.
    Title,
    /// The series description.
    Description,
    /// The price.
    Price,
    /// The price's confirmation.
    PriceConfirmation,
    /// The cover.
    Cover,
    /// The board, to add files.
    Board,
}

/// What is wrong with a clip's file, as far as the file system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It is not where it was.
    Missing,
    /// It is another file now, or was changed since it was probed.
    Changed,
    /// It is there but cannot be read.
    Unreadable,
}

/// The clips whose files are not as they were probed. Every other file is well.
pub type FileStates = BTreeMap<ClipId, FileState>;

/// All findings of one revision of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preflight {
    /// The findings: block first, then warn, then info; then in order of episodes.
    pub findings: Vec<Finding>,
    /// How many episodes have no finding that blocks.
    pub ready: u32,
}

/// One of the texts of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingText {
    /// The heading: what all findings of the rule have in common.
    Name,
    /// One line below the heading: why it matters.
    Why,
    /// Two words on the card.
    Tag,
    /// What was measured, against what.
    Row,
    /// All in one, with the subject, for the command line.
    Sentence,
}

impl Finding {
    fn new(rule: &Rule, subject: Subject) -> Self {
        Self {
            rule: rule.id.clone(),
            severity: rule.severity,
            subject,
            values: BTreeMap::new(),
            fix: None,
            others: Vec::new(),
        }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    fn fixed_by(mut self, label: Message, action: FixAction) -> Self {
        self.fix = Some(Fix { label, action });
        self
    }

    /// The first fix there is is the best, the rest are others.
    fn answered_by(mut self, fixes: impl IntoIterator<Item = Option<Fix>>) -> Self {
        let mut fixes = fixes.into_iter().flatten();
        self.fix = fixes.next();
        self.others = fixes.collect();
        self
    }

    /// One of its texts, to be worded.
    #[must_use]
    pub fn text(&self, text: FindingText) -> Message {
        let part = match text {
            FindingText::Name => "name",
            FindingText::Why => "why",
            FindingText::Tag => "tag",
            FindingText::Row => "row",
            FindingText::Sentence => "sentence",
        };
        Message { key: format!("rule.{}.{part}", self.rule), values: self.values.clone() }
    }
}

impl Preflight {
    /// May the series not be published as it stands?
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Block)
    }
}

/// Every rule against a draft. What counts is what would be delivered: the kept part, in the file the
/// kit will make.
#[must_use]
pub fn preflight(draft: &Draft, files: &FileStates, analyses: &Analyses, rules: &Rules) -> Preflight {
    // An ffmpeg without an encoder changes how a file is made, hardly what it is: verdicts are the same on
    // every machine.
    let means = Means::default();
    let ground = Ground { rules, analyses, means: &means };
    let shown: Vec<Shown<'_>> = draft
        .by_number()
        .filter_map(|(number, episode)| Shown::of_draft(number, episode, draft, ground))
        .collect();
    let mut findings = Vec::new();
    texts::check(draft, rules, &mut findings);
    price::check(draft, rules, &mut findings);
    cover::check(draft, rules, &mut findings);
    count::check(draft, rules, &mut findings);
    for (at, episode) in shown.iter().enumerate() {
        file::check(episode, files, rules, &mut findings);
        let beside = [at.checked_sub(1).and_then(|at| shown.get(at)), shown.get(at + 1)];
        length::check(episode, beside, Some(draft), rules, &mut findings);
        episode_rules(episode, ground, &mut findings);
        texts::check_title(episode, rules, &mut findings);
    }
    twice::check(&shown, rules, &mut findings);
    twice::check_titles(&shown, rules, &mut findings);

    let numbers: BTreeMap<_, _> = shown.iter().map(|episode| (episode.id, episode.number)).collect();
    findings.sort_by_key(|finding| {
        // What is about the series comes first.
        let number = match finding.subject {
            Subject::Series => None,
            Subject::Episode(id) => numbers.get(&id),
        };
        (finding.severity, number)
    });
    let blocked: std::collections::BTreeSet<_> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Block)
        .filter_map(|finding| match finding.subject {
            Subject::Episode(id) => Some(id),
            Subject::Series => None,
        })
        .collect();
    let ready = shown.len() - blocked.len();
    Preflight { findings, ready: u32::try_from(ready).unwrap_or(u32::MAX) }
}

/// What the rules say of files that are in no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipChecks {
    /// The findings of every clip, in their order. Worst first.
    pub clips: Vec<Vec<Finding>>,
    /// The findings of all clips together.
    pub findings: Vec<Finding>,
}

/// The rules of episodes against bare files, as they are: each is taken for an untrimmed episode that
/// has the clip's id, and nothing is made of it. Then the rules of how many a series may have.
#[must_use]
pub fn check_clips(clips: &[Clip], rules: &Rules) -> ClipChecks {
    let shown: Vec<Shown<'_>> = (1..).zip(clips).map(|(number, clip)| Shown::of_file(number, clip)).collect();
    let (analyses, means) = (Analyses::new(), Means::default());
    let ground = Ground { rules, analyses: &analyses, means: &means };
    let mut twice = Vec::new();
    twice::check(&shown, rules, &mut twice);
    let each = |episode: &Shown<'_>| {
        let mut findings = Vec::new();
        length::check(episode, [None, None], None, rules, &mut findings);
        episode_rules(episode, ground, &mut findings);
        findings.extend(twice.iter().filter(|f| f.subject == Subject::Episode(episode.id)).cloned());
        findings.sort_by_key(|finding| finding.severity);
        findings
    };
    let ids: Vec<EpisodeId> = shown.iter().map(|episode| episode.id).collect();
    let mut findings = Vec::new();
    count::check_most(&ids, rules, &mut findings);
    ClipChecks { clips: shown.iter().map(each).collect(), findings }
}

/// What is to be said of one episode by itself.
pub(crate) fn preflight_of(episode: &Shown<'_>, draft: &Draft, ground: Ground<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    length::check(episode, [None, None], Some(draft), ground.rules, &mut findings);
    episode_rules(episode, ground, &mut findings);
    texts::check_title(episode, ground.rules, &mut findings);
    findings
}

/// The rules one episode is held against by itself, but for its length.
fn episode_rules(episode: &Shown<'_>, ground: Ground<'_>, findings: &mut Vec<Finding>) {
    size::check(episode, ground.rules, findings);
    picture::check(episode, ground, findings);
    sound::check(episode, ground.rules, findings);
}

fn go_to(place: FixPlace) -> FixAction {
    FixAction::GoTo { place }
}

#[cfg(test)]
mod tests;
