//! Errors at the border: every error of the crates below becomes one sentence a creator can act on.

use std::{error::Error, fmt, io, path::Path};

use media::{Looked, LookedFound, MediaError};
use preview::PreviewError;
use publish::{KitError, NetError};
use series::{Clip, DraftId, FileState, Message, NotAPrice, NotATime, Refusal, Unsplittable, Value};
use storage::StorageError;

use crate::{Problem, ProblemCode};

impl Problem {
    /// A problem of that kind, with no values yet.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self { message: Message::new(format!("error.{}", snake_case(code))), code, detail: None }
    }

    /// The same problem with one more value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    /// The same problem with what the system said.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn file(code: ProblemCode, path: &Path) -> Self {
        Self::new(code).with("file", Value::Text(path.display().to_string()))
    }

    pub(crate) fn place(code: ProblemCode, path: &Path) -> Self {
        Self::new(code).with("path", Value::Text(path.display().to_string()))
    }

    /// The same problem of a file that will lie elsewhere than it is made.
    pub(crate) fn at(mut self, made: &Path, goes: &Path) -> Self {
        let made = Value::Text(made.display().to_string());
        for value in self.message.values.values_mut().filter(|value| **value == made) {
            *value = Value::Text(goes.display().to_string());
        }
        self
    }

    pub(crate) fn unexpected(error: &(dyn Error + 'static)) -> Self {
        Self::new(ProblemCode::Unexpected).detail(chain(error))
    }

    pub(crate) fn unknown_draft(draft: DraftId) -> Self {
        Self::new(ProblemCode::UnknownDraft).with("draft", Value::Text(draft.to_string()))
    }

    pub(crate) fn unwritable(place: &str) -> Self {
        Self::place(ProblemCode::StoreUnwritable, Path::new(place))
    }

    pub(crate) fn ffmpeg_missing() -> Self {
        Self::new(ProblemCode::FfmpegMissing).with("version", Value::Text(media::OLDEST.to_owned()))
    }

    /// Why there is no ffmpeg to use: one that is too old is named, since that is what to do about.
    pub(crate) fn no_ffmpeg(looked: &[Looked]) -> Self {
        let too_old = looked.iter().find_map(|looked| match &looked.found {
            LookedFound::TooOld { version } => Some((&looked.path, version)),
            LookedFound::Nothing | LookedFound::NotFfmpeg | LookedFound::NoFfprobe => None,
        });
        let Some((path, found)) = too_old else { return Self::ffmpeg_missing() };
        Self::place(ProblemCode::FfmpegTooOld, path)
            .with("found", Value::Text(found.clone()))
            .with("version", Value::Text(media::OLDEST.to_owned()))
    }

    /// A clip's file that is not as it was probed.
    pub(crate) fn of_source(clip: &Clip, state: FileState) -> Self {
        let code = match state {
            FileState::Missing => ProblemCode::FileMissing,
            FileState::Changed => ProblemCode::SourceChanged,
            FileState::Unreadable => ProblemCode::FileUnreadable,
        };
        Self::file(code, Path::new(&clip.path))
    }

    /// An error of the file system about a file of the creator's.
    pub(crate) fn of_file(path: &Path, error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ProblemCode::FileMissing,
            io::ErrorKind::IsADirectory => ProblemCode::FileIsFolder,
            _ => ProblemCode::FileUnreadable,
        };
        Self::file(code, path).detail(error.to_string())
    }
}

impl Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.key)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

/// The code as the locale files and JSON write it.
fn snake_case(code: ProblemCode) -> String {
    let mut name = String::new();
    for c in format!("{code:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let why = match &refusal {
            Refusal::UnknownEpisode { episode } => {
                return Self::new(ProblemCode::UnknownEpisode)
                    .with("episode", Value::Text(episode.to_string()));
            }
            Refusal::UnknownClip { .. } => "unknown_clip",
            Refusal::IdTaken => "id_taken",
            Refusal::NoEpisode => "no_episode",
            Refusal::EmptyTitle => "empty_title",
            Refusal::TextTooLong { .. } => "text_too_long",
            Refusal::TooManyEpisodes { .. } => "too_many_episodes",
            Refusal::TrimOutside => "trim_outside",
            Refusal::Joined => "joined",
            Refusal::Nested => "nested",
            Refusal::PriceDiffers => "price_differs",
            Refusal::NothingToUndo => "nothing_to_undo",
            Refusal::NothingToRedo => "nothing_to_redo",
        };
        Self::new(ProblemCode::EditRefused).with("why", Value::Word(format!("refusal.{why}")))
    }
}

impl From<Unsplittable> for Problem {
    fn from(why: Unsplittable) -> Self {
        let why = match why {
            Unsplittable::Whole => "whole",
            Unsplittable::TooShort => "too_short",
            Unsplittable::TooMany => "too_many",
            Unsplittable::Limits => "limits",
            Unsplittable::NoChapters => "no_chapters",
        };
        Self::new(ProblemCode::Unsplittable).with("why", Value::Word(format!("unsplittable.{why}")))
    }
}

impl From<NotAPrice> for Problem {
    fn from(error: NotAPrice) -> Self {
        Self::new(ProblemCode::NotAPrice).with("text", Value::Text(error.0))
    }
}

impl From<NotATime> for Problem {
    fn from(error: NotATime) -> Self {
        Self::new(ProblemCode::NotATime).with("text", Value::Text(error.0))
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match &error {
            StorageError::Conflict { .. } => Self::new(ProblemCode::DraftMovedOn),
            StorageError::UnknownDraft { id } => Self::unknown_draft(*id),
            StorageError::TooNew { .. } => Self::new(ProblemCode::StoreTooNew).detail(error.to_string()),
            StorageError::Unwritable { folder, source } => {
                Self::place(ProblemCode::StoreUnwritable, folder).detail(source.to_string())
            }
            StorageError::DiskFull { folder } => Self::place(ProblemCode::DiskFull, folder),
            StorageError::Gone { folder } => Self::place(ProblemCode::StoreGone, folder),
            StorageError::Busy { folder } => Self::place(ProblemCode::StoreBusy, folder),
            StorageError::AtWork { account } => {
                Self::new(ProblemCode::AccountBusy).with("account", Value::Text(account.0.clone()))
            }
            StorageError::OnItsWay { .. } | StorageError::PostedBefore { .. } => {
                Self::new(ProblemCode::PostedBefore)
            }
            StorageError::PostingMovedOn { .. } => Self::new(ProblemCode::PostingMovedOn),
            StorageError::Impossible(_) => Self::new(ProblemCode::NotSettled),
            StorageError::Damaged { folder } => Self::place(ProblemCode::StoreDamaged, folder),
            StorageError::DraftExists { .. }
            | StorageError::NotNew
            | StorageError::UnreadableStep { .. }
            | StorageError::UnfitStep { .. }
            | StorageError::UnknownPosting { .. }
            | StorageError::UnreadablePosting { .. }
            | StorageError::UnreadableLine { .. }
            | StorageError::UnreadableNote { .. }
            | StorageError::Unwritten(_)
            | StorageError::Io { .. }
            | StorageError::Sqlite(_) => Self::unexpected(&error),
        }
    }
}

impl From<KitError> for Problem {
    fn from(error: KitError) -> Self {
        match &error {
            KitError::Exists { target } => Self::place(ProblemCode::KitFolderExists, target),
            KitError::NoPlace { target } => Self::place(ProblemCode::KitFolderUnwritable, target),
            KitError::NoRoom { needed, free } => Self::new(ProblemCode::KitNoRoom)
                .with("needed", Value::Bytes(*needed))
                .with("free", Value::Bytes(*free)),
            KitError::Full { path } => Self::place(ProblemCode::DiskFull, path),
            KitError::Unwritable { path, source } => {
                Self::place(ProblemCode::KitFolderUnwritable, path).detail(source.to_string())
            }
            KitError::NotAsCertified { .. } | KitError::WrongEpisodes => Self::unexpected(&error),
        }
    }
}

impl From<MediaError> for Problem {
    fn from(error: MediaError) -> Self {
        let problem = match &error {
            MediaError::Missing { path } => Self::file(ProblemCode::FileMissing, path),
            MediaError::Unreadable { path, .. } => Self::file(ProblemCode::FileUnreadable, path),
            MediaError::Empty { path } => Self::file(ProblemCode::FileEmpty, path),
            MediaError::Folder { path } => Self::file(ProblemCode::FileIsFolder, path),
            MediaError::NotMedia { path, .. } => Self::file(ProblemCode::NotMedia, path),
            MediaError::Damaged { path, .. } => Self::file(ProblemCode::FileDamaged, path),
            MediaError::NoPicture { path } => Self::file(ProblemCode::NoPicture, path),
            MediaError::StillImage { path } => Self::file(ProblemCode::StillImage, path),
            MediaError::NoDuration { path } => Self::file(ProblemCode::NoDuration, path),
            MediaError::Playlist { path } => Self::file(ProblemCode::IsPlaylist, path),
            MediaError::Unwritable { path, .. } => Self::place(ProblemCode::KitFolderUnwritable, path),
            MediaError::DiskFull { path } => Self::place(ProblemCode::DiskFull, path),
            MediaError::EncoderMissing { .. } | MediaError::FilterMissing { .. } => {
                Self::new(ProblemCode::EncoderMissing)
            }
            MediaError::NotStarted { .. } => Self::ffmpeg_missing(),
            MediaError::Killed { .. } => Self::new(ProblemCode::FfmpegKilled),
            MediaError::TooSlow { program, .. } => Self::file(ProblemCode::FfmpegFailed, program),
            MediaError::Failed { path, .. } | MediaError::Uncuttable { path, .. } => {
                Self::file(ProblemCode::FfmpegFailed, path)
            }
            MediaError::Unproven { path, .. } => Self::file(ProblemCode::Unproven, path),
            MediaError::Cancelled => Self::new(ProblemCode::Cancelled),
        };
        Self { detail: error.detail(), ..problem }
    }
}

impl From<NetError> for Problem {
    fn from(error: NetError) -> Self {
        let host = |code, host: &str| Self::new(code).with("host", Value::Text(host.to_owned()));
        let problem = match &error {
            NetError::Offline { host: at, .. }
            | NetError::TimedOut { host: at, .. }
            | NetError::Dropped { host: at, .. } => host(ProblemCode::Offline, at),
            NetError::Unreadable { host: at, .. } => host(ProblemCode::PlatformUnreadable, at),
            NetError::Refused(refused) => {
                let why = Value::Word(refused.message().key);
                Self::new(ProblemCode::PlatformRefused).with("why", why)
            }
            NetError::FileChanged { path, .. } => Self::file(ProblemCode::SourceChanged, path),
            NetError::File { path, source } => return Self::of_file(path, source),
            NetError::NotLoggedIn { .. } => Self::new(ProblemCode::NotLoggedIn),
            NetError::Denied => Self::new(ProblemCode::LoginDenied),
            NetError::NobodyCame => Self::new(ProblemCode::LoginTimedOut),
            NetError::Forbidden { url } => {
                Self::new(ProblemCode::NotAServer).with("server", Value::Text(url.clone()))
            }
            NetError::Keeper { source } => {
                let said = source.downcast_ref::<Self>().cloned();
                return said.unwrap_or_else(|| Self::unexpected(&error));
            }
            NetError::Lock { .. }
            | NetError::NoPort { .. }
            | NetError::NoClient { .. }
            | NetError::NoRandom => return Self::unexpected(&error),
        };
        problem.detail(error.to_string())
    }
}

impl From<PreviewError> for Problem {
    fn from(error: PreviewError) -> Self {
        Self::unexpected(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_the_same_in_json_and_in_the_locale_files() {
        for code in
            [ProblemCode::FileMissing, ProblemCode::KitNoRoom, ProblemCode::NotAPrice, ProblemCode::Cancelled]
        {
            assert_eq!(serde_json::to_value(code).unwrap(), snake_case(code));
            assert_eq!(Problem::new(code).message.key, format!("error.{}", snake_case(code)));
        }
    }
}
