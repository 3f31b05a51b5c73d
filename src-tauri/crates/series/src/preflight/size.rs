//! How large the delivered file is.

use super::{Finding, Shown};
use crate::{Rules, Value};

pub(super) fn check(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let bytes = episode.bytes;
    if let Some((rule, limit)) = rules.bytes("series.size.max_bytes").filter(|(_, limit)| bytes > *limit) {
        findings.push(
            episode
                .finding(rule)
                .with("measured", Value::Bytes(bytes))
                .with("limit", Value::Bytes(limit))
                .with("over", Value::Bytes(bytes - limit)),
        );
    }
}
