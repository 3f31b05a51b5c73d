//! What there is to do to each episode by itself, as its findings ask.

use std::collections::BTreeMap;

use super::FixGround;
use crate::{
    Draft, Edit, EpisodeId, Finding, FixAction, Micros, Number, Preflight, RuleId, Severity, Subject,
    Treatment, Value,
    preflight::{length::LITTLE, preflight_of, shown::Shown},
};

/// What there is to do to an episode.
pub(super) struct Work {
    pub(super) id: EpisodeId,
    pub(super) number: Number,
    pub(super) title: String,
    /// How it is treated now.
    now: Treatment,
    /// The findings that the rest answers, worst first.
    pub(super) rules: Vec<RuleId>,
    /// How it is treated then, if otherwise than now.
    pub(super) treatment: Option<Treatment>,
    /// A trim, or a trim taken back.
    pub(super) trim: Option<Edit>,
    /// Does a trim take more than a little away?
    pub(super) loses: bool,
    /// A treatment that encodes all of the picture anew for what only warns: done only if it is all there
    /// is to do, and the creator ticks it.
    pub(super) dear: Option<(Treatment, Vec<RuleId>)>,
    /// Is it to be split? And if it cannot be, this trims it.
    pub(super) split: Option<Option<Edit>>,
    /// Is it too short by itself?
    pub(super) short: bool,
    /// The findings that only leaving it out answers.
    pub(super) removed: Vec<RuleId>,
}

/// What there is to do, in order of episodes.
pub(super) fn works(ground: &FixGround<'_>, found: &Preflight) -> Vec<Work> {
    let draft = ground.history.draft();
    let mut works: Vec<Work> = draft
        .by_number()
        .map(|(number, episode)| Work {
            id: episode.id,
            number,
            title: episode.title.clone(),
            now: episode.treatment,
            rules: Vec::new(),
            treatment: None,
            trim: None,
            loses: false,
            dear: None,
            split: None,
            short: false,
            removed: Vec::new(),
        })
        .collect();
    let places: BTreeMap<_, _> = works.iter().enumerate().map(|(at, work)| (work.id, at)).collect();
    for finding in found.findings.iter().filter(|finding| finding.severity != Severity::Info) {
        let Subject::Episode(id) = finding.subject else { continue };
        if let Some(work) = places.get(&id).and_then(|at| works.get_mut(*at)) {
            work.answer(finding);
        }
    }
    // Trimmed otherwise, a file is made otherwise: what that brings up is answered along with it.
    let worked = worked(draft, &works);
    for work in works.iter_mut().filter(|work| work.trim.is_some()) {
        let Some((_, episode)) = worked.episode(work.id) else { continue };
        let Some(shown) = Shown::of_draft(work.number, episode, &worked, ground.plan()) else { continue };
        let found = preflight_of(&shown, &worked, ground.plan());
        for finding in found.iter().filter(|finding| finding.severity != Severity::Info) {
            work.treat(finding);
        }
    }
    for work in &mut works {
        work.take_the_dear_along();
    }
    works
}

impl Work {
    fn answer(&mut self, finding: &Finding) {
        let Some(fix) = &finding.fix else { return };
        match &fix.action {
            FixAction::Edit { edit: Edit::Treat { .. } } => return self.treat(finding),
            FixAction::Edit { edit: edit @ (Edit::Trim { .. } | Edit::Merge { .. }) } => {
                let over = finding.values.get("over");
                self.loses = matches!(over, Some(Value::Distance(over)) if *over > LITTLE);
                self.trim = Some(edit.clone());
            }
            FixAction::Split { .. } => {
                let edit = |fix: &crate::Fix| match &fix.action {
                    FixAction::Edit { edit } => Some(edit.clone()),
                    _ => None,
                };
                self.split = Some(finding.others.iter().find_map(edit));
            }
            FixAction::Join { .. } => {
                self.short = true;
                return;
            }
            FixAction::Edit { edit: Edit::Remove { .. } } => {
                // With several neighbours together it may be long enough all the same.
                let is_short =
                    matches!(finding.values.get("over"), Some(Value::Distance(over)) if *over < Micros::ZERO);
                self.short |= is_short;
                if !is_short {
                    self.removed.push(finding.rule.clone());
                }
                return;
            }
            FixAction::Edit { .. }
            | FixAction::CoverFrom { .. }
            | FixAction::GoTo { .. }
            | FixAction::FindFile { .. }
            | FixAction::ReadAgain { .. } => return,
        }
        self.rules.push(finding.rule.clone());
    }

    /// Answers a finding that a treatment answers.
    fn treat(&mut self, finding: &Finding) {
        let Some(FixAction::Edit { edit: Edit::Treat { treatment, .. } }) =
            finding.fix.as_ref().map(|fix| &fix.action)
        else {
            return;
        };
        if treatment.conform && !self.now.conform && finding.severity == Severity::Warn {
            let (so_far, rules) = self.dear.get_or_insert((*treatment, Vec::new()));
            *so_far = so_far.and(*treatment);
            if !rules.contains(&finding.rule) {
                rules.push(finding.rule.clone());
            }
            return;
        }
        self.treatment = Some(self.treatment.map_or(*treatment, |so_far| so_far.and(*treatment)));
        if !self.rules.contains(&finding.rule) {
            self.rules.push(finding.rule.clone());
        }
    }

    /// The dear treatment comes along where the picture is encoded anew in any case.
    fn take_the_dear_along(&mut self) {
        if let Some(so_far) = self.treatment.filter(|so_far| so_far.even || so_far.sdr)
            && let Some((treatment, rules)) = self.dear.take()
        {
            self.treatment = Some(so_far.and(treatment));
            self.rules.extend(rules);
        }
    }

    /// The dear treatment as an edit, where there is nothing else to do, with the findings it answers.
    pub(super) fn only_dear(&self) -> Option<(Edit, &[RuleId])> {
        let idle = self.treatment.is_none() && self.trim.is_none() && self.split.is_none();
        let (treatment, rules) = self.dear.as_ref().filter(|_| idle)?;
        Some((Edit::Treat { episodes: vec![self.id], treatment: *treatment }, rules))
    }

    /// The edits that change it without making others of it, with that trim.
    pub(super) fn edits(&self, trim: Option<&Edit>) -> Vec<Edit> {
        let treat = |treatment| Edit::Treat { episodes: vec![self.id], treatment };
        // Trimming a joined episode writes it anew as it was: it comes first.
        trim.cloned().into_iter().chain(self.treatment.map(treat)).collect()
    }
}

/// The draft with each episode treated and trimmed as it is to be.
pub(super) fn worked(draft: &Draft, works: &[Work]) -> Draft {
    let edits = works.iter().flat_map(|work| work.edits(work.trim.as_ref()));
    // Each names an episode that is there; one that were refused would leave it as it is.
    edits.fold(draft.clone(), |draft, edit| draft.apply(&edit).unwrap_or(draft))
}
