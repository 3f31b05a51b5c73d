//! Texts from outside, without what must not be shown.

use series::Secret;
use url::Url;

/// What stands where something was taken out.
const HIDDEN: &str = "…";
/// The most that is kept of an answer nobody could read.
const MOST_CHARS: usize = 1_000;
/// As many letters and digits in a row, both kinds of them, may be a token.
const TOKEN_CHARS: usize = 20;

/// An address without the values of its query, and without a user or a fragment.
#[must_use]
pub fn redacted(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    let _ = (shown.set_username(""), shown.set_password(None));
    shown.set_query(None);
    let names: Vec<_> = url.query_pairs().map(|(name, _)| format!("{name}={HIDDEN}")).collect();
    let query = if names.is_empty() { String::new() } else { format!("?{}", names.join("&")) };
    format!("{}{query}", without_tokens(shown.as_str()))
}

/// What was answered, for a person who reports it: at most a thousand characters, without those secrets,
/// and without anything that looks like one.
#[must_use]
pub(crate) fn words(text: &str, secrets: &[&Secret]) -> String {
    let mut text: String = text.chars().take(4 * MOST_CHARS).collect();
    for secret in secrets.iter().map(|secret| secret.expose()).filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, HIDDEN);
    }
    without_tokens(&text).chars().filter(|c| !c.is_control() || *c == '\n').take(MOST_CHARS).collect()
}

/// A code of an answer: small letters, digits and underscores, as all documented ones are.
pub(crate) fn code(text: &str) -> String {
    let is_code = !text.is_empty()
        && text.len() <= 80
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if is_code { text.into() } else { words(text, &[]) }
}

/// The name of a request for TikTok's support: letters and digits.
pub(crate) fn log_id(text: &str) -> String {
    let is_id = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_id { text.into() } else { HIDDEN.into() }
}

/// Takes out every run of characters as tokens have them, if it is long and has letters and digits.
fn without_tokens(text: &str) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || "-_~!*%+=".contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let run = &rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())];
        let digits = run.bytes().any(|b| b.is_ascii_digit());
        let letters = run.bytes().any(|b| b.is_ascii_alphabetic());
        kept += if run.len() >= TOKEN_CHARS && digits && letters { HIDDEN } else { run };
        rest = &rest[run.len()..];
        if let Some(c) = rest.chars().next() {
            kept.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "act.example12345Example12345Example!4.6.7";

    #[test]
    fn addresses_are_shown_without_their_values() {
        for (url, shown) in [
            (
                "https://up.tiktokapis.com/video/?upload_id=67890&upload_token=Xza123",
                "https://up.tiktokapis.com/video/?upload_id=…&upload_token=…",
            ),
            ("https://user:word@host.example/a#token", "https://host.example/a"),
            ("http://127.0.0.1:4000/upload/0123456789abcdef0123456789/x", "http://127.0.0.1:4000/upload/…/x"),
        ] {
            assert_eq!(redacted(&url.parse().unwrap()), shown);
        }
    }

    #[test]
    fn words_lose_what_is_secret_or_looks_like_it() {
        let short = Secret::new("hunter2");
        let said = format!(
            "code hunter2 or {TOKEN} is wrong: spam_risk_too_many_pending_share, https://a.example/?t=1"
        );
        assert_eq!(
            words(&said, &[&short]),
            "code … or act.….6.7 is wrong: spam_risk_too_many_pending_share, https://a.example/?t=1"
        );
        assert_eq!(words(&"a".repeat(5_000), &[]).len(), MOST_CHARS);
        assert_eq!(code("unaudited_client_can_only_post_to_private_accounts").len(), 50);
        assert!(!code(TOKEN).contains("12345Example"));
        assert_eq!(log_id("202210112248442CB9319E1FB30C1073F3"), "202210112248442CB9319E1FB30C1073F3");
    }

    proptest! {
        #[test]
        fn no_secret_survives(before in "\\PC{0,30}", secret in "[a-z0-9]{8,40}", after in "\\PC{0,30}") {
            let said = format!("{before}{secret}{after}");
            prop_assert!(!words(&said, &[&Secret::new(&*secret)]).contains(&secret));
        }
    }
}
