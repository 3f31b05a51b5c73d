//! What can go wrong with a file or with ffmpeg.

use std::{io, path::PathBuf, time::Duration};

use series::Uncuttable;
use thiserror::Error;

use crate::Doubt;

/// Why a file is no clip, or why work on one ended early. Nothing half done is left.
#[derive(Debug, Error)]
pub enum MediaError {
    /// There is no such file; or it vanished meanwhile.
    #[error("there is no file {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let us read it.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It has no bytes.
    #[error("{} is empty", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// It is a folder.
    #[error("{} is a folder", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// It is not a video at all.
    #[error("{} is not a video: {detail}", path.display())]
    NotMedia {
        /// The file.
        path: PathBuf,
        /// What ffprobe says.
        detail: String,
    },
    /// It was a video, but part of it is missing or broken.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// It has sound only. A cover picture is not a moving one.
    #[error("{} has no moving picture", path.display())]
    NoPicture {
        /// The file.
        path: PathBuf,
    },
    /// It is one picture.
    #[error("{} is a still picture", path.display())]
    StillImage {
        /// The file.
        path: PathBuf,
    },
    /// It does not say how long it is, or is no time long.
    #[error("{} has no duration", path.display())]
    NoDuration {
        /// The file.
        path: PathBuf,
    },
    /// It is a text that names other files. Those are never opened.
    #[error("{} is a playlist", path.display())]
    Playlist {
        /// The file.
        path: PathBuf,
    },
    /// The file to make cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no room left for the file to make.
    #[error("no room is left to write {}", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// This ffmpeg lacks an encoder the work needs.
    #[error("this ffmpeg has no encoder {encoder}")]
    EncoderMissing {
        /// ffmpeg's name of it.
        encoder: &'static str,
    },
    /// This ffmpeg lacks a filter the work needs.
    #[error("this ffmpeg has no filter {filter}")]
    FilterMissing {
        /// ffmpeg's name of it.
        filter: &'static str,
    },
    /// ffmpeg or ffprobe could not be started.
    #[error("{} could not be started: {source}", program.display())]
    NotStarted {
        /// The program.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// ffmpeg or ffprobe took longer than such work can take, and was ended.
    #[error("{} gave no answer within {} s", program.display(), limit.as_secs())]
    TooSlow {
        /// The program.
        program: PathBuf,
        /// How long it was given.
        limit: Duration,
    },
    /// ffmpeg or ffprobe was ended from outside.
    #[error("{} was ended from outside", program.display())]
    Killed {
        /// The program.
        program: PathBuf,
    },
    /// ffmpeg failed for another reason.
    #[error("ffmpeg failed on {}: {detail}", path.display())]
    Failed {
        /// The file it worked on.
        path: PathBuf,
        /// The last lines it wrote.
        detail: String,
    },
    /// Its picture cannot be cut by encoding only the frames around the cut anew.
    #[error("{} cannot be cut between keyframes: {why:?}", path.display())]
    Uncuttable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Uncuttable,
    },
    /// A finished file is not proven to be what was asked.
    #[error("{} is not what was asked: {doubt}", path.display())]
    Unproven {
        /// The file.
        path: PathBuf,
        /// What speaks against it.
        doubt: Doubt,
    },
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl MediaError {
    /// What the system or ffmpeg said, for the curious.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::NotMedia { detail, .. } | Self::Damaged { detail, .. } | Self::Failed { detail, .. } => {
                Some(detail.clone())
            }
            Self::Unreadable { source, .. }
            | Self::Unwritable { source, .. }
            | Self::NotStarted { source, .. } => Some(source.to_string()),
            Self::Unproven { doubt, .. } => Some(doubt.to_string()),
            Self::EncoderMissing { encoder: lacking } | Self::FilterMissing { filter: lacking } => {
                Some((*lacking).to_owned())
            }
            Self::TooSlow { program, .. } | Self::Killed { program } => Some(program.display().to_string()),
            Self::Missing { .. }
            | Self::Empty { .. }
            | Self::Folder { .. }
            | Self::NoPicture { .. }
            | Self::StillImage { .. }
            | Self::NoDuration { .. }
            | Self::Playlist { .. }
            | Self::DiskFull { .. }
            | Self::Uncuttable { .. }
            | Self::Cancelled => None,
        }
    }
}
