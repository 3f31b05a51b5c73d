//! One episode as the rules see it, be it of a draft or a bare file.

use super::{Finding, FixAction, Subject};
use crate::{
    Clip, Draft, Edit, Episode, EpisodeId, Micros, Number, Part, Road, Rule, Treatment, Trim, Value,
    plan::{Delivered, Ground, outlook},
};

pub(crate) struct Shown<'a> {
    pub(crate) id: EpisodeId,
    pub(crate) number: Number,
    /// Is it sold? What a series asks of its videos alone is not asked of a teaser.
    pub(crate) paid: bool,
    /// Its title, or the file's name.
    pub(crate) name: &'a str,
    /// What it shows, at least one part.
    pub(crate) parts: Vec<(Part, &'a Clip)>,
    pub(crate) treatment: Treatment,
    /// What the file will be like.
    pub(crate) delivered: Delivered,
    /// How long the file will be.
    pub(crate) length: Micros,
    /// From where to where in its clip it will reach, if it is of one part.
    pub(crate) span: Trim,
    /// About how large the file will be.
    pub(crate) bytes: u64,
    /// How the file is made; none for a bare file, which is delivered as it is.
    pub(crate) road: Option<Road>,
}

impl<'a> Shown<'a> {
    /// None for an episode that shows nothing, which no draft has.
    pub(crate) fn of_draft(
        number: Number,
        episode: &'a Episode,
        draft: &'a Draft,
        ground: Ground<'_>,
    ) -> Option<Self> {
        let parts: Vec<_> = draft.parts_of(episode).map(|(part, clip)| (part, &**clip)).collect();
        let outlook = outlook(&parts, episode.treatment, ground)?;
        let (clip, trim) = (parts.first()?.1, outlook.recipe.parts.first()?.trim);
        Some(Self {
            id: episode.id,
            number,
            paid: episode.is_paid(),
            name: &episode.title,
            treatment: episode.treatment,
            delivered: outlook.delivered,
            length: outlook.length,
            span: Part { clip: clip.id, trim }.span(clip),
            bytes: outlook.bytes,
            road: Some(outlook.recipe.road),
            parts,
        })
    }

    pub(crate) fn of_file(number: u32, clip: &'a Clip) -> Self {
        let whole = Part::whole(clip.id);
        Self {
            id: EpisodeId::new(clip.id.uuid()),
            number: Number::Paid(number),
            paid: true,
            name: clip.file_name(),
            parts: vec![(whole, clip)],
            treatment: Treatment::default(),
            delivered: Delivered::as_it_is(clip),
            length: clip.facts.duration,
            span: whole.span(clip),
            bytes: clip.facts.size_bytes,
            road: None,
        }
    }

    /// What it shows first: what follows takes its form.
    pub(crate) fn clip(&self) -> &'a Clip {
        self.parts[0].1
    }

    pub(crate) fn is_single(&self) -> bool {
        self.parts.len() == 1
    }

    /// How long it is delivered, and how long it would be with every cut exactly where it was asked for:
    /// joined to others, it may be either.
    pub(crate) fn lengths(&self) -> [Micros; 2] {
        [self.length, self.parts.iter().map(|(part, clip)| part.length(clip)).sum()]
    }

    /// What the file would be like, were it treated otherwise.
    pub(crate) fn treated(&self, treatment: Treatment, ground: Ground<'_>) -> Option<Delivered> {
        Some(outlook(&self.parts, treatment, ground)?.delivered)
    }

    /// A finding about it that names it.
    pub(super) fn finding(&self, rule: &Rule) -> Finding {
        Finding::new(rule, Subject::Episode(self.id))
            .with("name", Value::Text(self.name.to_owned()))
            .with("number", self.number.into())
    }

    /// Treats it like that besides what is done to it already.
    pub(super) fn treat(&self, change: impl FnOnce(&mut Treatment)) -> FixAction {
        let mut treatment = self.treatment;
        change(&mut treatment);
        FixAction::Edit { edit: Edit::Treat { episodes: vec![self.id], treatment } }
    }
}
