//! What every request but a chunk goes through: it is read, counted, misled as the script has it, answered.

use std::time::Duration;

use axum::{
    body::{Bytes, to_bytes},
    extract::Request,
    http::{StatusCode, header},
    response::Response,
};
use tokio::time::sleep;

use crate::{
    answer::{self, Refusal, Went},
    line::Cut,
    script::{Endpoint, Fault},
    server::Shared,
    world::World,
};

/// The longest body of a request that is no chunk.
const BODY_MOST: usize = 256 * 1024;

/// How a request is answered.
#[derive(Clone, Copy)]
pub enum Work {
    /// In a shape of its own.
    Page(fn(&mut World, &Asked) -> Response),
    /// In the envelope.
    Api(fn(&mut World, &Asked) -> Went),
}

/// A request.
#[derive(Debug)]
pub struct Asked {
    /// The server, as the client names it.
    pub host: String,
    /// What comes after `?`.
    pub query: String,
    /// The body's type.
    pub kind: String,
    pub body: Bytes,
    authorization: String,
}

impl Asked {
    async fn read(request: Request) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let header = |name| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        Some(Self {
            host: header(header::HOST),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            kind: header(header::CONTENT_TYPE),
            authorization: header(header::AUTHORIZATION),
            body: to_bytes(body, BODY_MOST).await.ok()?,
        })
    }

    /// The access token.
    pub fn bearer(&self) -> Option<&str> {
        self.authorization.strip_prefix("Bearer ")
    }

    /// A field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        field(&self.body, name)
    }

    /// A field of the query.
    pub fn asks(&self, name: &str) -> Option<String> {
        field(self.query.as_bytes(), name)
    }

    /// Which of the two a request for tokens is.
    fn endpoint(&self, endpoint: Endpoint) -> Endpoint {
        match self.field("grant_type") {
            Some(grant) if endpoint == Endpoint::Token && grant == "refresh_token" => Endpoint::Refresh,
            _ => endpoint,
        }
    }

    /// Whom it is about.
    fn creator(&self, world: &World) -> usize {
        let token = self.bearer().map(str::to_owned);
        let token = token.or_else(|| self.field("refresh_token")).or_else(|| self.field("token"));
        token.and_then(|token| world.people.creator_of(&token)).unwrap_or_default()
    }
}

/// A field of what is encoded like a form.
pub fn field(encoded: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(encoded).find(|(of, _)| of == name).map(|(_, value)| value.into_owned())
}

/// Reads, counts, misleads, answers.
pub async fn attend(shared: Shared, cut: Cut, endpoint: Endpoint, request: Request, work: Work) -> Response {
    let Some(mut asked) = Asked::read(request).await else {
        return answer::bare(StatusCode::BAD_REQUEST, None);
    };
    let endpoint = asked.endpoint(endpoint);
    let fault = shared.world().meet(endpoint);
    match &fault {
        Some(Fault::Stall { ms, .. }) => sleep(Duration::from_millis(*ms)).await,
        Some(Fault::Drop { .. }) => return cut.hang_up(),
        Some(Fault::Misdirect { host }) => asked.host.clone_from(host),
        Some(Fault::Gateway { status, done: false }) => return answer::gateway(*status),
        Some(Fault::Refuse { code, status }) => {
            let mut refusal = Refusal::of(code, "As the script of the rehearsal has it");
            refusal.status =
                status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(refusal.status);
            return refuse(&mut shared.world(), endpoint, refusal);
        }
        _ => {}
    }
    let answer = {
        let mut world = shared.world();
        let before = world.posts.len();
        if let Some(fault) = &fault {
            let creator = asked.creator(&world);
            world.suffer(fault, creator, None);
        }
        let answer = match work {
            Work::Page(work) => work(&mut world, &asked),
            Work::Api(work) => {
                let went = work(&mut world, &asked);
                world.envelope(went)
            }
        };
        if let Some(fault @ Fault::Fail { .. }) = &fault {
            world.suffer(fault, 0, Some(before));
        }
        answer
    };
    match fault {
        Some(Fault::Late { ms }) => sleep(Duration::from_millis(ms)).await,
        Some(Fault::LoseAnswer) => return cut.hang_up(),
        Some(Fault::Gateway { status, .. }) => return answer::gateway(status),
        Some(Fault::Garble) => return answer::garbled(),
        _ => {}
    }
    answer
}

/// A refusal in the shape of the endpoint.
fn refuse(world: &mut World, endpoint: Endpoint, refusal: Refusal) -> Response {
    match endpoint {
        Endpoint::Token | Endpoint::Refresh | Endpoint::Revoke => {
            answer::token_refused(refusal, world.log_id())
        }
        Endpoint::Authorize | Endpoint::Consent => {
            answer::page(refusal.status, format!("<p id=\"error\">{}</p>", refusal.code))
        }
        _ => world.envelope(Err(refusal)),
    }
}
