//! The rows of a dry run.

use std::{cmp::Reverse, sync::Arc};

use super::{
    DryRow, FixGround, FixTicks,
    effect::{self, Effect},
    units::{self, Unit},
    works::{Work, worked},
};
use crate::{
    Draft, Edit, Episode, EpisodeId, Message, Micros, Number, Road, RuleId, Severity, SplitGround,
    SplitLimits, Trim,
    plan::{Outlook, outlook},
    preflight::{
        length::{self, Bounds},
        preflight_of,
        shown::Shown,
    },
    split::fewest_plan,
};

/// What rows are made of.
struct Desk<'a> {
    ground: FixGround<'a>,
    works: &'a [Work],
    /// The draft as it is.
    draft: &'a Draft,
    /// The draft with each episode treated and trimmed as it is to be.
    worked: &'a Draft,
    ticks: &'a FixTicks,
    bounds: Bounds,
}

/// A row in the making.
struct Made {
    kind: Kind,
    edit: Edit,
    /// The episodes that come of it.
    results: Vec<Arc<Episode>>,
    rules: Vec<RuleId>,
    /// Why, where the road does not say it best.
    reason: Option<Message>,
    /// Does it come ticked?
    ticked: bool,
}

/// What a row does, which says what of it is worth telling.
#[derive(Clone, Copy)]
enum Kind {
    Treat,
    Trim,
    Split,
    Join,
    Remove,
}

/// The rows, in order of episodes.
pub(super) fn rows(
    ground: &FixGround<'_>,
    works: &[Work],
    ticks: &FixTicks,
    ids: &mut dyn FnMut() -> EpisodeId,
) -> Vec<DryRow> {
    let draft = ground.history.draft();
    let worked = worked(draft, works);
    let bounds = Bounds::of(ground.rules);
    let desk = Desk { ground: *ground, works, draft, worked: &worked, ticks, bounds };
    let shown: Vec<Shown<'_>> = worked
        .by_number()
        .filter_map(|(number, episode)| Shown::of_draft(number, episode, &worked, ground.plan()))
        .collect();
    let gone: Vec<bool> = works.iter().map(|work| ticks.ticked.contains(&removal(work))).collect();

    let mut rows = Vec::new();
    // What is done to an episode that goes, or becomes part of another, is done there or not at all.
    let mut busy = gone.clone();
    let mut joinable = vec![false; works.len()];
    for unit in units::joined(works, &shown, bounds, &gone) {
        let Some(row) = desk.join(&unit, ids) else { continue };
        for at in &unit.members {
            joinable[*at] = true;
            busy[*at] |= row.ticked;
        }
        rows.push(row);
    }
    for (at, work) in works.iter().enumerate() {
        if !busy[at] {
            rows.extend(desk.change(at, ids));
        }
        if !work.removed.is_empty() || (work.short && !joinable[at]) {
            rows.extend(desk.remove(at, work));
        }
    }
    desk.keep_count(&mut rows);
    rows.sort_by_key(|row| row.number);
    rows
}

fn removal(work: &Work) -> String {
    format!("remove:{}", work.id)
}

impl Desk<'_> {
    /// What is done to an episode by itself: treated, trimmed, split.
    fn change(&self, at: usize, ids: &mut dyn FnMut() -> EpisodeId) -> Option<DryRow> {
        let work = &self.works[at];
        let split = work.split.as_ref().map(|trim| (self.split(work, ids), trim));
        let made = match split {
            Some((Some((edit, into, reason)), _)) => Made {
                kind: Kind::Split,
                edit,
                results: into,
                rules: work.rules.clone(),
                reason: Some(reason),
                ticked: true,
            },
            // No part would be legal: trimming is left, and it takes something away.
            Some((None, Some(trim))) => self.own(work, work.edits(Some(trim)), false)?,
            Some((None, None)) | None => match work.only_dear() {
                Some((edit, rules)) => Made { rules: rules.to_vec(), ..self.own(work, vec![edit], false)? },
                None => self.own(work, work.edits(work.trim.as_ref()), !work.loses)?,
            },
        };
        self.row(format!("fix:{}", work.id), &[at], made)
    }

    /// An episode that stays one.
    fn own(&self, work: &Work, edits: Vec<Edit>, ticked: bool) -> Option<Made> {
        let treats = edits.iter().all(|edit| matches!(edit, Edit::Treat { .. }));
        let kind = if treats { Kind::Treat } else { Kind::Trim };
        let edit = match <[Edit; 1]>::try_from(edits) {
            Ok([one]) => one,
            Err(none) if none.is_empty() => return None,
            Err(edits) => Edit::All { edits },
        };
        let fixed = self.draft.apply(&edit).ok()?;
        let (_, episode) = fixed.episode(work.id)?;
        let results = vec![Arc::clone(episode)];
        Some(Made { kind, edit, results, rules: work.rules.clone(), reason: None, ticked })
    }

    /// The best split there is, and what speaks for it.
    fn split(
        &self,
        work: &Work,
        ids: &mut dyn FnMut() -> EpisodeId,
    ) -> Option<(Edit, Vec<Arc<Episode>>, Message)> {
        let (_, episode) = self.worked.episode(work.id)?;
        let clip = self.worked.clip_of(episode)?;
        let analysis = self.ground.analyses.get(&clip.facts.fingerprint);
        let index = analysis.and_then(|analysis| analysis.index.as_ref());
        let chapters: Vec<Micros> = index
            .map(|index| index.chapters.iter().map(|chapter| chapter.start).collect())
            .unwrap_or_default();
        let (span, cuts) = (episode.first.span(clip), episode.treatment.cuts);
        let known = analysis.map(|analysis| &**analysis);
        let ground = SplitGround::of(span, known, &chapters, &[], cuts);
        let limits = SplitLimits { min: self.bounds.min, max: self.bounds.max, aim: None };
        let plan = fewest_plan(&ground, &limits).ok()?;
        let cuts: Vec<Micros> = plan.parts.iter().skip(1).map(|part| part.span.start).collect();
        let edit = self.worked.split_into(work.id, &cuts, ids).ok()?;
        let Edit::Split { into, .. } = &edit else { return None };
        let into = into.clone();
        Some((edit, into, plan.merit))
    }

    /// Several that become one.
    fn join(&self, unit: &Unit, ids: &mut dyn FnMut() -> EpisodeId) -> Option<DryRow> {
        let members: Vec<EpisodeId> = unit.members.iter().map(|at| self.works[*at].id).collect();
        let edit = self.worked.merge_of(&members, ids()).ok()?;
        let Edit::Merge { into, .. } = &edit else { return None };
        let results = vec![Arc::clone(into)];
        let short = RuleId::new(length::MIN);
        let mut rules = vec![short];
        for rule in unit.members.iter().flat_map(|at| &self.works[*at].rules) {
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
        let reason = Some(Message::new("reason.join").with("number", self.other(&unit.members).into()));
        let made = Made { kind: Kind::Join, edit, results, rules, reason, ticked: true };
        self.row(format!("join:{}", members.first()?), &unit.members, made)
    }

    /// Taking an episode out is never done without being asked.
    fn remove(&self, at: usize, work: &Work) -> Option<DryRow> {
        let mut rules = work.removed.clone();
        if work.short {
            rules.insert(0, RuleId::new(length::MIN));
        }
        let made = Made {
            kind: Kind::Remove,
            edit: Edit::Remove { episodes: vec![work.id] },
            results: Vec::new(),
            rules,
            reason: Some(Message::new("reason.removed")),
            ticked: false,
        };
        self.row(removal(work), &[at], made)
    }

    fn row(&self, key: String, members: &[usize], made: Made) -> Option<DryRow> {
        let about = &self.works[self.about(made.kind, members)?];
        let outlooks: Vec<Outlook> =
            made.results.iter().filter_map(|episode| self.outlook(episode)).collect();
        if outlooks.len() < made.results.len() {
            return None;
        }
        let now: Vec<_> = members.iter().map(|at| Arc::clone(&self.draft.episodes[*at])).collect();
        let better = self.blocking(&made.results) <= self.blocking(&now);
        let ticked = !self.ticks.unticked.contains(&key)
            && (self.ticks.ticked.contains(&key) || (made.ticked && better));
        let dearest = outlooks.iter().max_by_key(|outlook| rank(outlook.recipe.road));
        let (before, after) = self.effect(made.kind, members, &outlooks);
        let levelled =
            outlooks.iter().flat_map(|outlook| &outlook.recipe.parts).any(|part| part.gain.is_some());
        let anew = one_behind_the_other(&outlooks);
        Some(DryRow {
            key,
            ticked,
            episode: about.id,
            number: about.number,
            title: about.title.clone(),
            rules: made.rules,
            edit: made.edit,
            road: dearest.map_or(Road::Copy, |outlook| outlook.recipe.road),
            levelled,
            reason: made
                .reason
                .or_else(|| dearest.map(|outlook| outlook.reason.clone()))
                .unwrap_or_else(|| Message::new("reason.copy")),
            encoded: anew.iter().map(|span| span.length()).sum(),
            anew,
            length: outlooks.iter().map(|outlook| outlook.length).sum(),
            time: outlooks.iter().map(|outlook| outlook.time).sum(),
            bytes: outlooks.iter().fold(0, |sum: u64, outlook| sum.saturating_add(outlook.bytes)),
            before,
            after,
        })
    }

    /// The episode that a row is about: of several that are joined, the first that is too short.
    fn about(&self, kind: Kind, members: &[usize]) -> Option<usize> {
        let short = members.iter().find(|at| matches!(kind, Kind::Join) && self.works[**at].short);
        short.or(members.first()).copied()
    }

    /// The number of the episode that the one a row is about is joined with.
    fn other(&self, members: &[usize]) -> Number {
        let about = self.about(Kind::Join, members);
        let others = || members.iter().filter(|at| Some(**at) != about);
        let other = others().find(|at| !self.works[**at].short).or_else(|| others().next());
        other.map_or(Number::Paid(0), |at| self.works[*at].number)
    }

    fn effect(&self, kind: Kind, members: &[usize], made: &[Outlook]) -> Effect {
        let length = |at: Option<&usize>| at.map_or(Micros::ZERO, |at| self.length(*at));
        let (now, then) = (length(members.first()), made.iter().map(|outlook| outlook.length).sum());
        match (kind, members, made) {
            (Kind::Treat, [at], [made]) => {
                let now = self.outlook(&self.draft.episodes[*at]);
                let now = now.map_or_else(|| made.delivered.clone(), |now| now.delivered);
                effect::treated(&self.works[*at], &now, &made.delivered)
            }
            (Kind::Split, ..) => effect::split(now, made),
            (Kind::Join, ..) => {
                let now = length(self.about(kind, members).as_ref());
                effect::joined(now, then, self.other(members))
            }
            (Kind::Remove, ..) => effect::removed(now),
            (Kind::Treat | Kind::Trim, ..) => (effect::length(now), effect::length(then)),
        }
    }

    /// No more episodes than the series may have come of it by themselves: the last splits are left to
    /// the creator.
    fn keep_count(&self, rows: &mut [DryRow]) {
        let Some((_, max)) = self.ground.rules.number("series.videos.max") else { return };
        let now = self.draft.paid().len();
        let most = now.max(max as usize);
        let count = |rows: &[DryRow]| {
            rows.iter()
                .filter(|row| row.ticked && row.number.is_paid())
                .map(change)
                .fold(now, |count, (come, gone)| (count + come).saturating_sub(gone))
        };
        let splits = |row: &DryRow| row.ticked && matches!(row.edit, Edit::Split { .. });
        let mut splits: Vec<usize> = (0..rows.len())
            .filter(|at| splits(&rows[*at]) && !self.ticks.ticked.contains(&rows[*at].key))
            .collect();
        splits.sort_by_key(|at| Reverse(rows[*at].number));
        for at in splits {
            if count(rows) <= most {
                return;
            }
            rows[at].ticked = false;
        }
    }

    /// How many findings that block these episodes have by themselves.
    fn blocking(&self, episodes: &[Arc<Episode>]) -> usize {
        let shown = |episode: &Arc<Episode>| {
            let shown = Shown::of_draft(Number::Paid(1), episode, self.draft, self.ground.plan())?;
            Some(preflight_of(&shown, self.draft, self.ground.plan()))
        };
        let findings = episodes.iter().filter_map(shown).flatten();
        findings.filter(|finding| finding.severity == Severity::Block).count()
    }

    /// How long an episode is now.
    fn length(&self, at: usize) -> Micros {
        let episode = &self.draft.episodes[at];
        self.outlook(episode).map_or(Micros::ZERO, |outlook| outlook.length)
    }

    fn outlook(&self, episode: &Episode) -> Option<Outlook> {
        let parts: Vec<_> = self.draft.parts_of(episode).map(|(part, clip)| (part, &**clip)).collect();
        outlook(&parts, episode.treatment, self.ground.plan())
    }
}

/// How many episodes come with an edit and how many go.
fn change(row: &DryRow) -> (usize, usize) {
    match &row.edit {
        Edit::Split { into, .. } => (into.len(), 1),
        Edit::Merge { episodes, .. } => (1, episodes.len()),
        Edit::Remove { episodes } => (0, episodes.len()),
        _ => (0, 0),
    }
}

/// How dear a road is.
fn rank(road: Road) -> u8 {
    match road {
        Road::Copy => 0,
        Road::Remux => 1,
        Road::Transcode { video: false, .. } => 2,
        Road::SmartCut { audio: false } => 3,
        Road::SmartCut { audio: true } => 4,
        Road::Transcode { video: true, .. } => 5,
    }
}

/// Where files are encoded anew, as if they were one.
fn one_behind_the_other(outlooks: &[Outlook]) -> Vec<Trim> {
    let (mut anew, mut start) = (Vec::new(), Micros::ZERO);
    for outlook in outlooks {
        let moved = |span: &Trim| Trim { start: start + span.start, end: start + span.end };
        anew.extend(outlook.anew.iter().map(moved));
        start = start + outlook.length;
    }
    anew
}
