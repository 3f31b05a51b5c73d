//! `treat`: says what is done to episodes' picture and sound on the way out.

use serde_json::json;
use series::{Edit, EpisodeId, Message, Treatment};

use crate::{
    answer::{Answer, Failure},
    args::Treating,
    desk::Desk,
    find,
    report::count,
    road,
    table::{Edge, indented, table},
    voice::shown,
};

pub(crate) async fn treat(
    desk: &Desk,
    draft: &str,
    episodes: &[String],
    treating: &Treating,
) -> Result<Answer, Failure> {
    let before = desk.open(draft).await?;
    let episodes = find::episodes(&before.draft, episodes)?;
    let mut treatments: Vec<(Treatment, Vec<EpisodeId>)> = Vec::new();
    for (_, episode) in episodes.iter().filter_map(|id| before.draft.episode(*id)) {
        let treatment = treating.on(episode.treatment)?;
        match treatments.iter_mut().find(|(other, _)| *other == treatment) {
            Some((_, alike)) => alike.push(episode.id),
            None => treatments.push((treatment, vec![episode.id])),
        }
    }
    let mut edits: Vec<Edit> =
        treatments.into_iter().map(|(treatment, episodes)| Edit::Treat { episodes, treatment }).collect();
    let edit = if edits.len() == 1 { edits.remove(0) } else { Edit::All { edits } };
    let view = desk.edit(&before, edit).await?;

    let plan = desk.studio.export_plan(view.draft.id).await?;
    let planned: Vec<_> = plan.episodes.iter().filter(|plan| episodes.contains(&plan.episode)).collect();
    let rows: Vec<_> = planned
        .iter()
        .filter_map(|plan| {
            let (place, episode) = view.draft.episode(plan.episode)?;
            let title = shown(&episode.title);
            let word = desk.voice.key(&road::key(plan.recipe.road));
            Some([view.draft.number_at(place).to_string(), title, word, desk.voice.say(&plan.reason)])
        })
        .collect();
    let done = Message::new("cli.treat.done").with("count", count(episodes.len()));
    let mut answer = desk.changed(&view, &done);
    answer.text += &indented(&table(&rows, [Edge::Right, Edge::Left, Edge::Left, Edge::Left]));
    let shape = |plan: &&series::EpisodePlan| {
        json!({
            "episode": plan.episode,
            "road": road::shape(plan.recipe.road),
            "reason": desk.voice.plain(&plan.reason),
            "encoded_ms": plan.encoded.as_millis(),
            "time_ms": plan.time.as_millis(),
            "bytes": plan.bytes,
        })
    };
    answer.json["planned"] = planned.iter().map(shape).collect();
    Ok(answer)
}
