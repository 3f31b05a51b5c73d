//! Where a post stands at TikTok.

use series::{Refused, StatusAnswer};

/// Where a post stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It takes bytes, or works on them. TikTok has one word for both.
    Working {
        /// Bytes that have arrived, if it said so.
        held: Option<u64>,
    },
    /// It is in the creator's inbox, to be finished in the app.
    InInbox,
    /// It is posted.
    Posted {
        /// Names what can be watched, once it is public.
        post: Option<String>,
    },
    /// It came to nothing.
    Failed(Refused),
}

impl Status {
    /// What was answered, or nothing where that is no documented status.
    pub(super) fn answered(answer: StatusAnswer) -> Option<Self> {
        Some(match answer.status.as_str() {
            "PROCESSING_UPLOAD" | "PROCESSING_DOWNLOAD" => Self::Working { held: answer.uploaded_bytes },
            "SEND_TO_USER_INBOX" => Self::InInbox,
            "PUBLISH_COMPLETE" => Self::Posted { post: answer.post_ids.first().map(ToString::to_string) },
            "FAILED" => {
                let reason = answer.fail_reason.unwrap_or_else(|| "internal".into());
                Self::Failed(Refused::of(crate::net::redacted::code(&reason), "", ""))
            }
            _ => return None,
        })
    }
}
