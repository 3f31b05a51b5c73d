//! What a platform's refusals mean: each documented code and reason, why it comes, and what to do then.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Message;

/// A refusal, or what keeps the rest of a file from being sent: what it means, and what was answered word for
/// word, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Refused {
    /// What it means.
    pub why: Why,
    /// The answer's own code: `spam_risk_too_many_posts`, or `HTTP 503`.
    pub code: String,
    /// What else was answered, in English, without secrets.
    #[serde(default)]
    pub detail: String,
    /// Names the request to the platform's support.
    #[serde(default)]
    pub log_id: String,
}

macro_rules! whys {
    ($($(#[$doc:meta])* $why:ident = $($code:literal)|+ => $remedy:ident;)+ ; $(#[$last:meta])* $other:ident => $otherwise:ident) => {
        /// Why something was refused: `B6`, the fail reasons of `B5`, the upload's answers of `B4`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Why { $($(#[$doc])* $why,)+ $(#[$last])* $other }

        impl Why {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$why,)+ Self::$other];

            /// What a code or a reason means.
            #[must_use]
            pub fn of(code: &str) -> Self {
                match code {
                    $($($code)|+ => Self::$why,)+
                    _ if is_trouble(code) => Self::Platform,
                    _ => Self::$other,
                }
            }

            /// What is done then.
            #[must_use]
            pub const fn remedy(self) -> Remedy {
                match self { $(Self::$why => Remedy::$remedy,)+ Self::$other => Remedy::$otherwise }
            }

            /// The codes and reasons that mean it.
            #[must_use]
            pub const fn codes(self) -> &'static [&'static str] {
                match self { $(Self::$why => &[$($code),+],)+ Self::$other => &[] }
            }
        }
    };
}

whys! {
    /// Something in the request is not as it must be: ours to mend.
    Request = "invalid_param" | "invalid_params" | "HTTP 400" | "HTTP 405" | "HTTP 412" => Report;
    /// The platform does not know the post (any more).
    UnknownPost = "invalid_publish_id" | "token_not_authorized_for_specified_publish_id" => Look;
    /// It can no longer be cancelled.
    NotCancellable = "publish_not_cancellable" => Look;
    /// The app on the phone is too old.
    AppTooOld = "app_version_check_failed" => OpenApp;
    /// The upload cannot be used.
    Upload = "invalid_file_upload" => SendAnew;
    /// The creator has not allowed this.
    Scope = "scope_permission_missed" | "scope_not_authorized" => LogIn;
    /// The login has ended.
    LoggedOut = "access_token_invalid" | "invalid_grant" | "invalid_token" | "HTTP 401" => LogIn;
    /// The creator took the permission back while the platform worked on it, so it was dropped there.
    PermissionRemoved = "auth_removed" => SendAnew;
    /// The app keys are not right.
    Keys = "invalid_client" | "unauthorized_client" => EnterKeys;
    /// As many were posted today as may be.
    TooManyPosts = "spam_risk_too_many_posts" => WaitADay;
    /// Too many drafts wait in the inbox.
    TooManyDrafts = "spam_risk_too_many_pending_share" => FinishDrafts;
    /// The account may not post.
    Banned = "spam_risk_user_banned_from_posting" => OpenApp;
    /// The platform takes the caption for spam.
    SpamText = "spam_risk_text" => ChangeText;
    /// The platform takes the post for spam.
    Spam = "spam_risk" => OpenApp;
    /// The creator's app has as many users today as it may.
    TooManyUsers = "reached_active_user_cap" => WaitADay;
    /// The creator's app is not audited: only private accounts.
    Unaudited = "unaudited_client_can_only_post_to_private_accounts" => MakePrivate;
    /// The address the video would be pulled from is not the creator's.
    ForeignAddress = "url_ownership_unverified" => Report;
    /// Who can watch is no longer among the creator's options.
    PrivacyOption = "privacy_level_option_mismatch" => ChooseAudience;
    /// Too much was asked within a minute.
    TooFast = "rate_limit_exceeded" | "HTTP 429" => WaitAMinute;
    /// The platform has trouble of its own.
    Platform = "internal_error" | "internal" | "HTTP 500" | "HTTP 502" | "HTTP 503" | "HTTP 504" | "HTTP 423" => TryAgain;
    /// The file's format is not taken.
    Format = "file_format_check_failed" | "HTTP 415" | "HTTP 422" => MendFile;
    /// The file is too long or too short.
    Duration = "duration_check_failed" => MendFile;
    /// The file has too few or too many frames a second.
    FrameRate = "frame_rate_check_failed" => MendFile;
    /// The picture is too small or too large.
    PictureSize = "picture_size_check_failed" => MendFile;
    /// The platform could not fetch the file.
    Pull = "video_pull_failed" | "photo_pull_failed" => SendAnew;
    /// Somebody cancelled it.
    Cancelled = "publish_cancelled" => SendAnew;
    /// The address for the upload is no longer good.
    UploadExpired = "HTTP 403" => SendAnew;
    /// The platform knows no such upload.
    UploadGone = "HTTP 404" | "HTTP 410" => SendAnew;
    /// Nobody asked the platform: the file became another while it waited or was sent.
    FileChanged = "file_changed" => SendAnew;
    /// Nobody asked for a place: the video is longer than the account may post by now.
    OverAccount = "over_account" => MendFile;
    /// Nobody asked the platform: the address of the upload was lost on this machine.
    AddressLost = "address_lost" => SendAnew;
    /// The address the platform gave for the upload is none of its own: nothing was sent there.
    StrangeAddress = "strange_address" => Report;
    /// It came at another place of the file than where the server is, or the server holds nothing of what came.
    OutOfStep = "HTTP 416" | "HTTP 409" | "HTTP 460" | "out_of_step" => Look;
    /// Nobody refused it: the server took a part of the file again and again, and held nothing of it.
    TakesNothing = "takes_nothing" => SendAnew;
    /// The server has no room left for the account, or takes no file that large (PeerTube, tus).
    NoRoom = "quota_reached" | "max_file_size_reached" | "HTTP 413" => Copy;
    /// The account asks for the number that an app shows (PeerTube).
    SecondFactor = "missing_two_factor" | "invalid_two_factor" => LogIn;
    ;
    /// Nothing that is documented.
    Unknown => Copy
}

/// What is done about a refusal: by us, or by the creator with a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// It goes on by itself in a minute.
    WaitAMinute,
    /// It goes on by itself in a day.
    WaitADay,
    /// It is tried again: at once by itself where nothing can be doubled, else when the creator says so.
    TryAgain,
    /// It is sent anew, when the creator says so.
    SendAnew,
    /// The creator finishes or discards drafts in the app.
    FinishDrafts,
    /// The creator logs in again, and allows what is asked for.
    LogIn,
    /// The creator enters the app keys again.
    EnterKeys,
    /// The creator chooses anew who can watch.
    ChooseAudience,
    /// The creator makes the account private, or sends drafts instead.
    MakePrivate,
    /// The creator changes the caption.
    ChangeText,
    /// The file is made anew as the rules have it.
    MendFile,
    /// The creator looks into the app, and updates it or asks there.
    OpenApp,
    /// The creator looks whether it is there, and says so.
    Look,
    /// It is a fault of ours: the answer can be copied and reported.
    Report,
    /// Nobody documented it: the answer can be copied.
    Copy,
}

impl Refused {
    /// A refusal by its code.
    #[must_use]
    pub fn of(code: impl Into<String>, detail: impl Into<String>, log_id: impl Into<String>) -> Self {
        let code = code.into();
        Self { why: Why::of(&code), code, detail: detail.into(), log_id: log_id.into() }
    }

    /// The file is another by now: no more of it can follow what was sent.
    #[must_use]
    pub fn file_changed() -> Self {
        Self::of("file_changed", "", "")
    }

    /// The video is longer than the account may post by now.
    #[must_use]
    pub fn over_account() -> Self {
        Self::of("over_account", "", "")
    }

    /// The address of the upload was lost on this machine.
    #[must_use]
    pub fn address_lost() -> Self {
        Self::of("address_lost", "", "")
    }

    /// That address, given for the upload, is none of the platform's. `url`: without the values of its query.
    #[must_use]
    pub fn strange_address(url: String) -> Self {
        Self::of("strange_address", url, "")
    }

    /// The server takes a part of the file again and again, and holds nothing of it.
    #[must_use]
    pub fn takes_nothing() -> Self {
        Self::of("takes_nothing", "", "")
    }

    /// Did the platform say so, or was it found on this machine?
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        !matches!(self.why, Why::FileChanged | Why::OverAccount | Why::AddressLost | Why::TakesNothing)
    }

    /// The sentence that says what it means: `refused.too_many_posts`.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new(format!("refused.{}", name(self.why)))
    }

    /// The label of the button that helps: `remedy.log_in`.
    #[must_use]
    pub fn remedy(&self) -> Message {
        Message::new(format!("remedy.{}", name(self.why.remedy())))
    }
}

/// Does HTTP say that the server, or whoever stands before it, did not come to an end with it? What was asked
/// for may have been done all the same: gateways that gave up waiting say so by numbers of their own.
fn is_trouble(code: &str) -> bool {
    let status = code.strip_prefix("HTTP ").and_then(|status| status.parse::<u16>().ok());
    status.is_some_and(|status| status == 408 || (500..600).contains(&status))
}

/// The name JSON has for a variant.
fn name(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_documented_code_means_something() {
        // B6, B5 and B4 of the fact sheet.
        for code in [
            "invalid_param",
            "invalid_params",
            "invalid_publish_id",
            "token_not_authorized_for_specified_publish_id",
            "publish_not_cancellable",
            "app_version_check_failed",
            "invalid_file_upload",
            "scope_permission_missed",
            "access_token_invalid",
            "scope_not_authorized",
            "spam_risk_too_many_posts",
            "spam_risk_too_many_pending_share",
            "spam_risk_user_banned_from_posting",
            "reached_active_user_cap",
            "unaudited_client_can_only_post_to_private_accounts",
            "url_ownership_unverified",
            "privacy_level_option_mismatch",
            "rate_limit_exceeded",
            "internal_error",
            "file_format_check_failed",
            "duration_check_failed",
            "frame_rate_check_failed",
            "picture_size_check_failed",
            "internal",
            "video_pull_failed",
            "photo_pull_failed",
            "publish_cancelled",
            "auth_removed",
            "spam_risk_text",
            "spam_risk",
            "HTTP 400",
            "HTTP 403",
            "HTTP 404",
            "HTTP 416",
            "HTTP 500",
        ] {
            assert_ne!(Why::of(code), Why::Unknown, "{code}");
        }
        assert_eq!(Why::of("something_new"), Why::Unknown);
        assert_eq!(Refused::of("something_new", "", "").message().key, "refused.unknown");
        assert_eq!(Refused::of("access_token_invalid", "", "").remedy().key, "remedy.log_in");
        assert_eq!(Refused::of("auth_removed", "", "").remedy().key, "remedy.send_anew");
    }

    #[test]
    fn a_gateway_that_gave_up_waiting_has_not_refused_anything() {
        for status in [408, 500, 501, 507, 520, 524, 599] {
            assert_eq!(Why::of(&format!("HTTP {status}")), Why::Platform, "{status}");
        }
        for code in ["HTTP 418", "HTTP 451", "HTTP 600", "HTTP 5", "HTTP ", "524"] {
            assert_eq!(Why::of(code), Why::Unknown, "{code}");
        }
    }

    #[test]
    fn what_was_found_here_is_no_answer_of_the_platforms() {
        let here = [
            Refused::file_changed(),
            Refused::over_account(),
            Refused::address_lost(),
            Refused::takes_nothing(),
        ];
        let whys = [Why::FileChanged, Why::OverAccount, Why::AddressLost, Why::TakesNothing];
        assert_eq!(here.each_ref().map(|refused| refused.why), whys);
        assert!(here.iter().all(|refused| !refused.is_answer()));
        assert!(Refused::of("HTTP 404", "", "").is_answer());
        assert!(Refused::strange_address("https://video.example/".into()).is_answer());
    }

    #[test]
    fn each_is_worded_in_both_languages() {
        for words in crate::words::tests::both() {
            for why in Why::ALL {
                let code = why.codes().first().copied().unwrap_or("something_new");
                let refused = Refused::of(code, "", "");
                for message in [refused.message(), refused.remedy()] {
                    assert!(words.has(&message.key), "{} {:?}", message.key, words.language());
                }
            }
        }
    }

    #[test]
    fn no_code_means_two_things() {
        let codes: Vec<_> = Why::ALL.iter().flat_map(|why| why.codes()).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        assert!(Why::ALL.iter().all(|why| why.codes().iter().all(|code| Why::of(code) == *why)));
    }
}
