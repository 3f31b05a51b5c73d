//! The same file under another name: what is there already, or on its way, is not sent a second time unless it is
//! asked for by name.

use std::collections::BTreeMap;

use series::{DraftId, EpisodeId, Message, Posting, PostingFile, Stage, Target, Value};
use storage::Standing;

use super::{calendar::comes_back, clock::local_time, present::Present};

/// Is it there, on its way or on the list, or may it be?
pub(super) fn counts(stage: &Stage) -> bool {
    !stage.is_off() && (comes_back(stage) || !matches!(stage, Stage::Refused { .. }))
}

/// Says as what the account has a file already, or will have it, of whatever draft; of that episode itself it is
/// known elsewhere.
pub(super) fn same_file(
    others: &[&Standing],
    (draft, episode): (DraftId, EpisodeId),
    is_same: impl Fn(&PostingFile) -> bool,
) -> Option<Message> {
    let others = others.iter().filter(|one| (one.posting.draft, one.posting.episode) != (draft, episode));
    // What is there says more than what is on its way.
    let same = others.filter(|one| is_same(&one.posting.file));
    let same = same.max_by_key(|one| matches!(one.stage, Stage::Posted { .. }))?;
    let says = |key: &str| {
        Message::new(format!("same.{key}")).with("title", Value::Text(same.posting.title.clone()))
    };
    let at = |message: Message, ms| message.with("time", Value::Text(local_time(ms)));
    Some(match &same.stage {
        Stage::Posted { .. } if same.posting.target == Target::TiktokDraft => {
            at(says("in_inbox"), same.since_ms)
        }
        Stage::Posted { .. } => at(says("posted"), same.since_ms),
        Stage::Unconfirmed { .. } => {
            at(says("unconfirmed"), same.asked_ms.last().copied().unwrap_or(same.since_ms))
        }
        _ => says("on_the_list"),
    })
}

/// Says of each of those that are to come on the list, in order, where its file is already; `all` went to the
/// account, of whatever draft.
pub(super) fn sames<'a>(
    draft: DraftId,
    coming: impl IntoIterator<Item = (EpisodeId, &'a Present)>,
    all: &[Standing],
) -> BTreeMap<EpisodeId, Message> {
    let others: Vec<&Standing> = all.iter().filter(|one| counts(&one.stage)).collect();
    let mut first: Vec<&Present> = Vec::new();
    let mut sames = BTreeMap::new();
    for (episode, present) in coming {
        let same = same_file(&others, (draft, episode), |file| present.is_file(file));
        let same =
            same.or_else(|| Some(on_the_list(&first.iter().find(|one| one.is_same_file(present))?.title())));
        match same {
            Some(same) => drop(sames.insert(episode, same)),
            None => first.push(present),
        }
    }
    sames
}

fn on_the_list(title: &str) -> Message {
    Message::new("same.on_the_list").with("title", Value::Text(title.to_owned()))
}

/// Says which of those that come on the list together has the same file.
pub(super) fn twin(together: &[Posting], posting: &Posting) -> Option<Message> {
    let twin = together.iter().find(|other| other.file.fingerprint == posting.file.fingerprint)?;
    Some(on_the_list(&twin.title))
}
