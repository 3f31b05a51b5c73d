//! Refusals of servers that are not TikTok: by a code in a body as RFC 7807 has it, else by HTTP's status.

use serde::Deserialize;
use series::{Refused, Secret, Why};

use super::{Answer, NetError, words};

/// What is read of such a body.
#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    error: String,
}

/// Why an answer is no success, without those secrets.
pub(super) fn refused(answer: &Answer, secrets: &[&Secret]) -> NetError {
    let body = answer.body.expose();
    let problem: Option<Problem> = serde_json::from_str(body).ok();
    // The code stands for itself, or at the end of the address of its documentation.
    let told = problem.as_ref().and_then(|problem| {
        let kind = problem.kind.rsplit('/').next().unwrap_or_default();
        [problem.code.as_str(), kind].into_iter().find(|code| Why::of(code) != Why::Unknown)
    });
    let code = told.map_or_else(|| format!("HTTP {}", answer.status), str::to_owned);
    let said = problem.map(|problem| if problem.detail.is_empty() { problem.error } else { problem.detail });
    let said = said.filter(|said| !said.is_empty()).unwrap_or_else(|| body.to_owned());
    NetError::Refused(Refused::of(code, words(&said, secrets), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(status: u16, body: &str) -> (String, String) {
        let answer =
            Answer { host: String::new(), status, headers: Default::default(), body: Secret::new(body) };
        match refused(&answer, &[&Secret::new("hunter2")]) {
            NetError::Refused(refused) => (refused.code, refused.detail),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_code_that_is_known_counts_and_else_the_status() {
        for (status, body, wanted, said) in [
            (400, r#"{"code":"invalid_grant","detail":"no hunter2"}"#, "invalid_grant", "no …"),
            (
                401,
                r#"{"type":"https://docs.example/#/errors/invalid_token","detail":"old"}"#,
                "invalid_token",
                "old",
            ),
            (413, r#"{"code":"quota_reached","detail":"full"}"#, "quota_reached", "full"),
            (404, r#"{"code":"something","detail":"gone"}"#, "HTTP 404", "gone"),
            (409, r#"{"error":{"code":"FileConflict"}}"#, "HTTP 409", r#"{"error":{"code":"FileConflict"}}"#),
            (502, "<html>", "HTTP 502", "<html>"),
            (500, "", "HTTP 500", ""),
        ] {
            assert_eq!(code(status, body), (wanted.to_owned(), said.to_owned()));
        }
    }
}
