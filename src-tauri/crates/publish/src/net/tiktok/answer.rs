//! What an answer says: what was asked for, or why not.

use serde::de::DeserializeOwned;
use serde_json::Value;
use series::{Envelope, Refused, Secret, TokenAnswer, TokenRefused, Why};

use crate::net::{
    Answer, NetError,
    redacted::{code, log_id},
    words,
};

/// What is in the envelope: success if and only if its code is `ok`, whatever HTTP says.
pub(super) fn data<T: DeserializeOwned>(answer: &Answer, secrets: &[&Secret]) -> Result<T, NetError> {
    let Ok(envelope) = serde_json::from_str::<Envelope<Value>>(answer.body.expose()) else {
        return Err(without_envelope(answer, secrets));
    };
    let error = envelope.error;
    if error.code != "ok" {
        // What nobody documented counts by its status: a server in trouble may have done what it was asked for.
        if answer.status >= 500 && Why::of(&error.code) == Why::Unknown {
            return Err(without_envelope(answer, secrets));
        }
        return Err(refused(&error.code, &error.message, &error.log_id, secrets));
    }
    let data = envelope.data.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    serde_json::from_value(data).map_err(|_| answer.unreadable(secrets))
}

/// The tokens that were asked for. Refusals come without an envelope, with any status.
pub(super) fn tokens(answer: &Answer, secrets: &[&Secret]) -> Result<TokenAnswer, NetError> {
    match serde_json::from_str(answer.body.expose()) {
        Ok(tokens) => Ok(tokens),
        Err(_) => Err(token_refused(answer, secrets)),
    }
}

/// The login was ended, or was not.
pub(super) fn revoked(answer: &Answer, secrets: &[&Secret]) -> Result<(), NetError> {
    let refused = serde_json::from_str::<TokenRefused>(answer.body.expose()).is_ok();
    if answer.status < 300 && !refused { Ok(()) } else { Err(token_refused(answer, secrets)) }
}

fn token_refused(answer: &Answer, secrets: &[&Secret]) -> NetError {
    let body = answer.body.expose();
    if let Ok(error) = serde_json::from_str::<TokenRefused>(body) {
        return refused(&error.error, &error.error_description, &error.log_id, secrets);
    }
    match data::<Value>(answer, secrets) {
        Err(error) => error,
        Ok(_) => answer.unreadable(secrets),
    }
}

/// A gateway's page, or something broken. TikTok refuses by codes in an envelope: whoever says no without one does
/// not speak for it, and decides nothing. Only that it is in trouble, or is asked too often, is told by a status alone.
fn without_envelope(answer: &Answer, secrets: &[&Secret]) -> NetError {
    let code = format!("HTTP {}", answer.status);
    match Why::of(&code) {
        Why::Platform | Why::TooFast => {
            NetError::Refused(Refused::of(code, words(answer.body.expose(), secrets), ""))
        }
        _ => answer.unreadable(secrets),
    }
}

/// A refusal by its code, without secrets.
pub(super) fn refused(why: &str, detail: &str, id: &str, secrets: &[&Secret]) -> NetError {
    NetError::Refused(Refused::of(code(why), words(detail, secrets), log_id(id)))
}
