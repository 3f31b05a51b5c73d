//! Fix all: what would be done to every episode that has findings, before anything is done.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Analyses, Edit, EpisodeId, FileStates, History, Means, Message, Micros, Number, Preflight, Road, RuleId,
    Rules, Severity, Trim, plan::Ground, preflight,
};

mod effect;
mod row;
mod units;
mod works;

/// What a dry run is made of.
#[derive(Debug, Clone, Copy)]
pub struct FixGround<'a> {
    /// The draft with its revision.
    pub history: &'a History,
    /// The files that are not as they were probed.
    pub files: &'a FileStates,
    /// What reading the clips through found.
    pub analyses: &'a Analyses,
    /// The rules in force.
    pub rules: &'a Rules,
    /// What this machine can do.
    pub means: &'a Means,
}

impl<'a> FixGround<'a> {
    fn plan(&self) -> Ground<'a> {
        Ground { rules: self.rules, analyses: self.analyses, means: self.means }
    }
}

/// The rows that the creator ticked otherwise than they come, by their keys. Keys of no row say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FixTicks {
    /// Rows that are ticked, though they come unticked: those that take an episode out.
    pub ticked: BTreeSet<String>,
    /// Rows that are not ticked, though they come ticked.
    pub unticked: BTreeSet<String>,
}

/// What fixing everything would do: all findings that block or warn, where one edit of an episode answers
/// them. What is only good to know is no work for everything at once: it has its own button. `ids` names
/// the episodes that splits and joins make; it must not name one that the draft has.
#[must_use]
pub fn dry_run(ground: &FixGround<'_>, ticks: &FixTicks, ids: &mut dyn FnMut() -> EpisodeId) -> DryRun {
    let draft = ground.history.draft();
    let found = preflight(draft, ground.files, ground.analyses, ground.rules);
    let works = works::works(ground, &found);
    let rows = row::rows(ground, &works, ticks, ids);
    let mut run = DryRun { revision: ground.history.revision(), rows, total: DryTotal::default() };
    // Rows are made so that they fit together; were one refused, nothing would be done.
    let fixed = fix_edit(&run).and_then(|edit| draft.apply(&edit).ok());
    let left = fixed.map(|fixed| preflight(&fixed, ground.files, ground.analyses, ground.rules));
    run.total = total(&run.rows, &found, left.as_ref().unwrap_or(&found));
    run
}

fn total(rows: &[DryRow], before: &Preflight, after: &Preflight) -> DryTotal {
    let count = |found: &Preflight, severity| {
        let findings = found.findings.iter().filter(|finding| finding.severity == severity).count();
        u32::try_from(findings).unwrap_or(u32::MAX)
    };
    let both = |severity| (count(before, severity), count(after, severity));
    let mut total =
        DryTotal { to_fix: both(Severity::Block), to_review: both(Severity::Warn), ..DryTotal::default() };
    for row in rows.iter().filter(|row| row.ticked) {
        total.ticked += 1;
        total.encoded = total.encoded + row.encoded;
        total.length = total.length + row.length;
        total.time = total.time + row.time;
        total.bytes = total.bytes.saturating_add(row.bytes);
    }
    total
}

/// The ticked rows as one edit that one undo takes back; none when nothing is ticked.
#[must_use]
pub fn fix_edit(run: &DryRun) -> Option<Edit> {
    let mut edits = Vec::new();
    for row in run.rows.iter().filter(|row| row.ticked) {
        match &row.edit {
            Edit::All { edits: several } => edits.extend(several.iter().cloned()),
            one => edits.push(one.clone()),
        }
    }
    (!edits.is_empty()).then_some(Edit::All { edits })
}

/// What fixing everything would do. Nothing has been done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    /// The revision of the draft it was made for.
    pub revision: u64,
    /// What would be done, row by row, in order of episodes.
    pub rows: Vec<DryRow>,
    /// Everything that is ticked, together.
    pub total: DryTotal,
}

/// One row: what would be done to one episode (or to a few that become one).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRow {
    /// Names the row for as long as the draft and the findings stay the same.
    pub key: String,
    /// Is it ticked?
    pub ticked: bool,
    /// The episode; of several that are joined, the first that is too short.
    pub episode: EpisodeId,
    /// What the episode is called by.
    pub number: Number,
    /// The episode's title.
    pub title: String,
    /// The findings it answers.
    pub rules: Vec<RuleId>,
    /// What changes in the draft.
    pub edit: Edit,
    /// How the file will be made: of several, the dearest.
    pub road: Road,
    /// Is the sound levelled on the way?
    pub levelled: bool,
    /// Why.
    pub reason: Message,
    /// How much of the picture is encoded anew.
    pub encoded: Micros,
    /// Where that is, from the start of the episode (or of all that it becomes, one behind the other).
    pub anew: Vec<Trim>,
    /// How long the episode (or all that it becomes) will be.
    pub length: Micros,
    /// About how long making it takes.
    pub time: Micros,
    /// About how large it will be, in bytes.
    pub bytes: u64,
    /// How it is now: "22:41", "−23.4 LUFS".
    pub before: Message,
    /// How it will be: "11:32 + 11:09", "−14.0 LUFS".
    pub after: Message,
}

/// Rows taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryTotal {
    /// How many rows are ticked.
    pub ticked: u32,
    /// Findings that block, before and after.
    pub to_fix: (u32, u32),
    /// Findings that warn, before and after.
    pub to_review: (u32, u32),
    /// How much picture is encoded anew, of all that the ticked rows make.
    pub encoded: Micros,
    /// How long everything is that the ticked rows make.
    pub length: Micros,
    /// About how long it takes.
    pub time: Micros,
    /// About how large it is, in bytes.
    pub bytes: u64,
}

#[cfg(test)]
mod tests;
