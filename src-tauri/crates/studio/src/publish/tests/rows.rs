//! Every code, every reason and every status that is documented, met by the real client: what it means, what
//! it leads to, and where the ledger stands then.

use std::collections::BTreeSet;

use rehearsal::Endpoint;
use serde_json::json;
use series::{Refused, Remedy, Stage as Stands, Target, Unanswered, Why};

use super::{SEVEN_CHUNKS, Stage};
use crate::{Problem, ProblemCode, PublishOutcome, words::words};

/// How a posting stands in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Refused; the creator is asked.
    Refused,
    /// Nobody knows: the creator looks. Nothing was asked for twice.
    Unsure(Unanswered),
    /// Nothing was asked for; the creator logs in first. It waits.
    Waits,
    /// It went on by itself, and is posted.
    GoesOn,
    /// It went on by itself after a minute, and is posted.
    GoesOnInAMinute,
    /// It goes on by itself after a day.
    GoesOnInADay,
    /// What was sent is there; the login is asked for.
    Kept,
}
use Ends::{GoesOn, GoesOnInADay, GoesOnInAMinute, Kept, Refused as Is, Unsure, Waits};

/// A row of the documented table: HTTP status, code; then where it is met here, how often, and what comes.
type Row = (u16, &'static str, Endpoint, u32, Why, Remedy, Ends);

const POST: Endpoint = Endpoint::InitPost;
const DRAFT: Endpoint = Endpoint::InitDraft;
const STATUS: Endpoint = Endpoint::Status;

/// The codes of the error envelope (B6), in the order of the fact sheet. What the client never asks for
/// (cancelling, photos, pulling, the read API) is met at the question for a place.
#[rustfmt::skip]
const CODES: &[Row] = &[
    (400, "invalid_param", DRAFT, 1, Why::Request, Remedy::Report, Is),
    (400, "invalid_params", POST, 1, Why::Request, Remedy::Report, Is),
    (400, "invalid_publish_id", STATUS, 1, Why::UnknownPost, Remedy::Look, Unsure(Unanswered::Status)),
    (400, "token_not_authorized_for_specified_publish_id", STATUS, 1, Why::UnknownPost, Remedy::Look, Unsure(Unanswered::Status)),
    (400, "publish_not_cancellable", DRAFT, 1, Why::NotCancellable, Remedy::Look, Is),
    (400, "app_version_check_failed", DRAFT, 1, Why::AppTooOld, Remedy::OpenApp, Is),
    (400, "invalid_file_upload", DRAFT, 1, Why::Upload, Remedy::SendAnew, Is),
    (400, "scope_permission_missed", DRAFT, 1, Why::Scope, Remedy::LogIn, Waits),
    // One refresh, one replay; refused again, it is the creator's turn.
    (401, "access_token_invalid", DRAFT, 1, Why::LoggedOut, Remedy::LogIn, GoesOn),
    (401, "access_token_invalid", POST, 2, Why::LoggedOut, Remedy::LogIn, Waits),
    (401, "access_token_invalid", STATUS, 2, Why::LoggedOut, Remedy::LogIn, Kept),
    (401, "scope_not_authorized", POST, 1, Why::Scope, Remedy::LogIn, Waits),
    (401, "scope_not_authorized", STATUS, 1, Why::Scope, Remedy::LogIn, Kept),
    (403, "spam_risk_too_many_posts", POST, 1, Why::TooManyPosts, Remedy::WaitADay, GoesOnInADay),
    (403, "spam_risk_too_many_pending_share", DRAFT, 1, Why::TooManyDrafts, Remedy::FinishDrafts, GoesOnInADay),
    (403, "spam_risk_user_banned_from_posting", POST, 1, Why::Banned, Remedy::OpenApp, Is),
    (403, "reached_active_user_cap", DRAFT, 1, Why::TooManyUsers, Remedy::WaitADay, GoesOnInADay),
    (403, "unaudited_client_can_only_post_to_private_accounts", POST, 1, Why::Unaudited, Remedy::MakePrivate, Is),
    (403, "url_ownership_unverified", DRAFT, 1, Why::ForeignAddress, Remedy::Report, Is),
    (403, "privacy_level_option_mismatch", POST, 1, Why::PrivacyOption, Remedy::ChooseAudience, Is),
    (429, "rate_limit_exceeded", DRAFT, 1, Why::TooFast, Remedy::WaitAMinute, GoesOnInAMinute),
    (429, "rate_limit_exceeded", STATUS, 1, Why::TooFast, Remedy::WaitAMinute, GoesOn),
    // A place is never asked for twice; whatever changes nothing is asked again.
    (500, "internal_error", POST, 1, Why::Platform, Remedy::TryAgain, Unsure(Unanswered::Place)),
    (503, "internal_error", DRAFT, 1, Why::Platform, Remedy::TryAgain, Unsure(Unanswered::Place)),
    (500, "internal_error", STATUS, 7, Why::Platform, Remedy::TryAgain, GoesOn),
];

/// Why a post fails in the end (B5).
#[rustfmt::skip]
const REASONS: &[(&str, Why, Remedy, Ends)] = &[
    ("file_format_check_failed", Why::Format, Remedy::MendFile, Is),
    ("duration_check_failed", Why::Duration, Remedy::MendFile, Is),
    ("frame_rate_check_failed", Why::FrameRate, Remedy::MendFile, Is),
    ("picture_size_check_failed", Why::PictureSize, Remedy::MendFile, Is),
    ("internal", Why::Platform, Remedy::TryAgain, Is),
    ("video_pull_failed", Why::Pull, Remedy::SendAnew, Is),
    ("photo_pull_failed", Why::Pull, Remedy::SendAnew, Is),
    ("publish_cancelled", Why::Cancelled, Remedy::SendAnew, Is),
    ("auth_removed", Why::PermissionRemoved, Remedy::SendAnew, Is),
    ("spam_risk_too_many_posts", Why::TooManyPosts, Remedy::WaitADay, GoesOnInADay),
    ("spam_risk_user_banned_from_posting", Why::Banned, Remedy::OpenApp, Is),
    ("spam_risk_text", Why::SpamText, Remedy::ChangeText, Is),
    ("spam_risk", Why::Spam, Remedy::OpenApp, Is),
];

/// What is answered to a chunk besides 206 and 201 (B4), at the third of seven.
#[rustfmt::skip]
const CHUNKS: &[(u16, Why, Remedy, Ends)] = &[
    (400, Why::Request, Remedy::Report, Is),
    (403, Why::UploadExpired, Remedy::SendAnew, Is),
    (404, Why::UploadGone, Remedy::SendAnew, Is),
    (416, Why::OutOfStep, Remedy::Look, GoesOn),
    (429, Why::TooFast, Remedy::WaitAMinute, GoesOn),
    (500, Why::Platform, Remedy::TryAgain, GoesOn),
    (502, Why::Platform, Remedy::TryAgain, GoesOn),
    (503, Why::Platform, Remedy::TryAgain, GoesOn),
    (504, Why::Platform, Remedy::TryAgain, GoesOn),
    // Of gateways that gave up waiting.
    (408, Why::Platform, Remedy::TryAgain, GoesOn),
    (524, Why::Platform, Remedy::TryAgain, GoesOn),
];

/// Pages of gateways where TikTok answers in an envelope (whatever changes nothing is asked again, a place never is):
/// none of them says that a post is unknown, a login over, or a place not given.
#[rustfmt::skip]
const PAGES: &[(u16, Endpoint, Ends)] = &[
    (400, STATUS, GoesOn),
    (401, STATUS, GoesOn),
    (403, STATUS, GoesOn),
    (404, STATUS, GoesOn),
    (413, STATUS, GoesOn),
    (429, STATUS, GoesOn),
    (400, DRAFT, Unsure(Unanswered::Place)),
    (401, DRAFT, Unsure(Unanswered::Place)),
    (403, POST, Unsure(Unanswered::Place)),
    (404, POST, Unsure(Unanswered::Place)),
    (413, DRAFT, Unsure(Unanswered::Place)),
    (429, POST, GoesOnInAMinute),
];

/// What no platform said, but was found on this machine: see `changed`, `longest`, `lost` and `aside`.
const FOUND_HERE: [(&str, Why, Remedy); 6] = [
    ("file_changed", Why::FileChanged, Remedy::SendAnew),
    ("over_account", Why::OverAccount, Remedy::MendFile),
    ("address_lost", Why::AddressLost, Remedy::SendAnew),
    ("strange_address", Why::StrangeAddress, Remedy::Report),
    ("out_of_step", Why::OutOfStep, Remedy::Look),
    ("takes_nothing", Why::TakesNothing, Remedy::SendAnew),
];

/// Codes of the login, which is not a posting's affair: see `publish`'s own tests.
const OF_THE_LOGIN: [&str; 3] = ["invalid_grant", "invalid_client", "unauthorized_client"];

/// Codes of PeerTube and of other servers of resumable uploads: their own tests meet those.
#[rustfmt::skip]
const OF_OTHERS: [&str; 15] = [
    "invalid_token", "quota_reached", "max_file_size_reached", "missing_two_factor", "invalid_two_factor", "HTTP 401",
    "HTTP 405", "HTTP 409", "HTTP 410", "HTTP 412", "HTTP 413", "HTTP 415", "HTTP 422", "HTTP 423", "HTTP 460",
];

/// It means that, is worded in both languages, and so is its button.
fn means(code: &str, why: Why, remedy: Remedy) {
    let refused = Refused::of(code, "", "");
    assert_eq!((refused.why, refused.why.remedy()), (why, remedy), "{code}");
    assert_ne!(why, Why::Unknown, "{code}");
    for language in [series::Language::En, series::Language::Fr] {
        for message in [refused.message(), refused.remedy()] {
            assert!(words(language).has(&message.key), "{code}: {} {language:?}", message.key);
        }
    }
}

/// Sends one episode while the script has its way, and sees where it ends.
async fn ends(what: &str, stage: &Stage, went: Result<PublishOutcome, Problem>, why: Why, ends: Ends) {
    let stands = stage.stage().await;
    let inits = stage.asked(POST) + stage.asked(DRAFT);
    let is = match &stands {
        Stands::Refused { refused } => refused.why == why && went.is_ok() && ends == Is,
        Stands::Unconfirmed { what: unanswered, .. } => ends == Unsure(*unanswered) && went.is_ok(),
        Stands::Waiting => ends == Waits && told(&went, why),
        Stands::Posted { .. } => went.is_ok() && matches!(ends, GoesOn | GoesOnInAMinute),
        Stands::Sending { .. } | Stands::Processing { .. } => ends == Kept && told(&went, why),
        Stands::Reserving | Stands::Unreachable { .. } | Stands::Skipped | Stands::Withdrawn => false,
    };
    assert!(is, "{what}: {stands:?} instead of {ends:?}; {went:?}");
    let most = if matches!(ends, Is | Unsure(_) | Kept) { 1 } else { 2 };
    assert!((1..=most).contains(&inits), "{what}: {inits} places were asked for");
    let posts = stage.shown().posts;
    assert!(posts.len() <= 1 && posts.iter().all(|post| post.copies <= 1), "{what}: {posts:#?}");
}

/// The creator is told, in that sentence.
fn told(went: &Result<PublishOutcome, Problem>, why: Why) -> bool {
    let why = Why::codes(why).first().map(|code| Refused::of(*code, "", "").message().key);
    went.as_ref().is_err_and(|problem| {
        let said = problem.message.values.get("why").cloned();
        problem.code == ProblemCode::PlatformRefused && said == why.map(series::Value::Word)
    })
}

#[tokio::test]
async fn every_code_of_the_envelope_ends_where_it_must() {
    for (http, code, on, times, why, remedy, wanted) in CODES {
        let what = format!("{http} {code} at {on:?}");
        means(code, *why, *remedy);
        let fault = json!({ "does": "refuse", "code": code, "status": http });
        let stage = Stage::set(&json!({ "rules": [{ "on": on, "times": times, "fault": fault }] })).await;
        let target = if *on == DRAFT { Target::TiktokDraft } else { Target::TiktokPost };
        stage.plan(&[target], None).await;
        let began_ms = stage.clock.now_ms();
        let went = stage.round(*wanted == GoesOnInAMinute).await;
        if *wanted == GoesOnInADay {
            in_a_day(&what, &stage, went, *why).await;
            continue;
        }
        if *wanted == GoesOnInAMinute {
            let passed = stage.clock.now_ms() - began_ms;
            assert!((60_000..120_000).contains(&passed), "{what}: {passed} ms");
        }
        ends(&what, &stage, went, *why, *wanted).await;
    }
}

/// It is told that it waits, and until when; a day later it goes on by itself.
async fn in_a_day(what: &str, stage: &Stage, went: Result<PublishOutcome, Problem>, why: Why) {
    let until_ms = went.unwrap().waits_until_ms.unwrap_or_else(|| panic!("{what}: it does not wait"));
    let stands = stage.stage().await;
    assert!(matches!(&stands, Stands::Refused { refused } if refused.why == why), "{what}: {stands:?}");
    let wait = until_ms - stage.clock.now_ms();
    assert!((86_300_000..86_500_000).contains(&wait), "{what}: {wait} ms");
    stage.clock.until(until_ms).await;
    let outcome = stage.round(false).await.unwrap();
    assert!(matches!(outcome.episodes[0].stage, Stands::Posted { .. }), "{what}: {outcome:?}");
    let whole = stage.shown().posts.into_iter().filter(|post| post.status != "FAILED").count();
    assert_eq!(whole, 1, "{what}");
}

#[tokio::test]
async fn every_reason_to_fail_ends_where_it_must() {
    for (reason, why, remedy, wanted) in REASONS {
        means(reason, *why, *remedy);
        let fault = json!({ "does": "fail", "reason": reason });
        let stage = Stage::set(&json!({ "rules": [{ "on": "init_post", "fault": fault }] })).await;
        stage.plan(&[Target::TiktokPost], None).await;
        let went = stage.round(false).await;
        match wanted {
            GoesOnInADay => in_a_day(reason, &stage, went, *why).await,
            wanted => ends(reason, &stage, went, *why, *wanted).await,
        }
    }
}

#[tokio::test]
async fn every_answer_to_a_chunk_ends_where_it_must() {
    for (http, why, remedy, wanted) in CHUNKS {
        let what = format!("HTTP {http} to a chunk");
        means(&format!("HTTP {http}"), *why, *remedy);
        let fault = json!({ "does": "refuse", "code": "", "status": http });
        let stage = Stage::set(&json!({ "rules": [{ "on": "chunk", "nth": 3, "fault": fault }] })).await;
        stage.plan(&[Target::TiktokDraft], Some(SEVEN_CHUNKS)).await;
        let went = stage.round(false).await;
        ends(&what, &stage, went, *why, *wanted).await;
        let again = stage.shown().posts[0].received.saturating_sub(SEVEN_CHUNKS);
        assert!(again <= 10_000_000, "{what}: {again} bytes came twice");
    }
}

#[tokio::test]
async fn no_page_of_a_gateway_is_taken_for_the_platforms_word() {
    for (http, on, wanted) in PAGES {
        let what = format!("a page with {http} at {on:?}");
        let fault = json!({ "does": "gateway", "status": http });
        // More often than a question is asked again at once.
        let times = if *on == STATUS { 7 } else { 1 };
        let stage = Stage::set(&json!({ "rules": [{ "on": on, "times": times, "fault": fault }] })).await;
        let target = if *on == POST { Target::TiktokPost } else { Target::TiktokDraft };
        stage.plan(&[target], None).await;
        let went = stage.round(*wanted == GoesOnInAMinute).await;
        ends(&what, &stage, went, Why::Platform, *wanted).await;
    }
}

#[tokio::test]
async fn every_answer_that_means_well_goes_on() {
    // 206 to each chunk but the last, 201 to that; then both words for a file that is worked on, and both
    // for one that is there.
    for (target, endings) in
        [(Target::TiktokDraft, "SEND_TO_USER_INBOX"), (Target::TiktokPost, "PUBLISH_COMPLETE")]
    {
        let stage = Stage::set(&json!({})).await;
        stage.plan(&[target], Some(SEVEN_CHUNKS)).await;
        stage.round(false).await.unwrap();
        let post = stage.shown().posts.remove(0);
        assert_eq!((post.received, post.puts, &*post.status), (SEVEN_CHUNKS, 7, endings));
        assert!(matches!(stage.stage().await, Stands::Posted { .. }));
    }
}

#[test]
fn no_documented_row_is_missing() {
    let met: BTreeSet<_> = CODES.iter().map(|row| row.1).chain(REASONS.iter().map(|row| row.0)).collect();
    let statuses: Vec<_> = CHUNKS.iter().map(|row| format!("HTTP {}", row.0)).collect();
    let known: Vec<_> = Why::ALL.iter().flat_map(|why| why.codes()).collect();
    for code in known {
        let here = met.contains(code)
            || FOUND_HERE.iter().any(|row| row.0 == *code)
            || statuses.iter().any(|status| status == code);
        assert!(here || OF_THE_LOGIN.contains(code) || OF_OTHERS.contains(code), "{code} is met by no row");
    }
    for (code, why, remedy) in FOUND_HERE {
        means(code, why, remedy);
    }
    // As the fact sheet counts them: B6 has 19 codes, B5 thirteen reasons.
    let codes: BTreeSet<_> = CODES.iter().map(|row| row.1).collect();
    assert_eq!((codes.len(), REASONS.len()), (19, 13));
}
