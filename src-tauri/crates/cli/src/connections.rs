//! `connections`: every connection to the outside that was made.

use serde_json::json;
use series::Value;
use studio::local_time;

use crate::{
    answer::{Answer, Failure},
    desk::Desk,
    table::{Edge, table},
};

/// All of them, the newest first.
pub(crate) async fn connections(desk: &Desk) -> Result<Answer, Failure> {
    let (all, voice) = (desk.studio.connections().await?, &desk.voice);
    let mut rows =
        vec![["when", "host", "purpose", "out", "in"].map(|name| voice.key(&format!("connections.{name}")))];
    rows.extend(all.iter().map(|one| {
        [
            local_time(one.at_ms),
            one.host.clone(),
            voice.key(&format!("purpose.{}", one.purpose)),
            voice.value(&Value::Bytes(one.bytes_out)),
            voice.value(&Value::Bytes(one.bytes_in)),
        ]
    }));
    let text = match all.is_empty() {
        true => format!("{}\n", voice.key("connections.none")),
        false => table(&rows, [Edge::Left, Edge::Left, Edge::Left, Edge::Right, Edge::Right]),
    };
    let json = json!({
        "connections": all.iter().map(|one| json!({
            "at_ms": one.at_ms,
            "host": one.host,
            "here": one.here,
            "purpose": one.purpose,
            "bytes_out": one.bytes_out,
            "bytes_in": one.bytes_in,
        })).collect::<Vec<_>>(),
    });
    Ok(Answer::new(text, json))
}
