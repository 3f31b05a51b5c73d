//! How a rehearsal is directed while it runs: `/rehearsal/script`, `/rehearsal/clock`, `/rehearsal/state`.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{answer, server::Shared};

/// What is asked of the clock.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Turn {
    /// Milliseconds forward, at once.
    jump_ms: u64,
    /// How fast from now on.
    speed: Option<u32>,
}

/// `GET /rehearsal/state`
pub async fn state(State(shared): State<Shared>) -> Response {
    answer::body(StatusCode::OK, &shared.world().show())
}

/// `GET /rehearsal/script`
pub async fn script(State(shared): State<Shared>) -> Response {
    answer::body(StatusCode::OK, &shared.world().script)
}

/// `POST /rehearsal/script`: the fields that are to be otherwise. Rules count from now.
pub async fn follow(State(shared): State<Shared>, body: Bytes) -> Response {
    let mut world = shared.world();
    let script = serde_json::from_slice::<Value>(&body).and_then(|some| world.script.with(&some));
    match script {
        Ok(script) => {
            world.follow(script);
            answer::body(StatusCode::OK, &world.script)
        }
        Err(fault) => refused(&fault),
    }
}

/// `POST /rehearsal/clock`: `{"jump_ms": 3600000, "speed": 60}`, each if wanted.
pub async fn clock(State(shared): State<Shared>, body: Bytes) -> Response {
    match serde_json::from_slice::<Turn>(&body) {
        Ok(turn) => {
            let mut world = shared.world();
            world.clock.jump(Duration::from_millis(turn.jump_ms));
            if let Some(speed) = turn.speed {
                world.script.speed = speed;
                world.clock.set_speed(speed);
            }
            answer::body(StatusCode::OK, &world.show())
        }
        Err(fault) => refused(&fault),
    }
}

fn refused(fault: &serde_json::Error) -> Response {
    let mut response = Response::new(Body::from(fault.to_string()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}
