//! The server itself: how it starts and stops, and what answers where.

use std::{
    fmt, io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{MethodFilter, MethodRouter, get, on, post, put},
};
use tokio::{net::TcpListener, runtime::Handle, sync::oneshot};

use crate::{
    answer, chunks, consent, control,
    gate::{self, Work},
    line::{Cut, Lines},
    login, posts,
    script::{Endpoint, Script},
    shown::Shown,
    world::World,
};

/// The running server. It stops when this is dropped.
pub struct Rehearsal {
    shared: Shared,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
}

/// What all requests share.
#[derive(Clone)]
pub struct Shared(Arc<Inner>);

struct Inner {
    world: Mutex<World>,
    port: u16,
}

impl Rehearsal {
    /// Starts a server on the current tokio runtime, on 127.0.0.1 and a port the system picks.
    ///
    /// # Errors
    /// When there is no runtime, or no port.
    pub fn start(script: Script) -> io::Result<Self> {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let listener = Lines(TcpListener::from_std(listener)?);
        let shared = Shared(Arc::new(Inner { world: Mutex::new(World::new(script)), port }));
        let (stop, stopped) = oneshot::channel::<()>();
        let service = router(&shared).into_make_service_with_connect_info::<Cut>();
        runtime.spawn(async move {
            let stopping = async { drop(stopped.await) };
            // `serve` never fails: a connection that breaks is its own affair.
            let _ = axum::serve(listener, service).with_graceful_shutdown(stopping).await;
        });
        Ok(Self { shared, _stop: stop })
    }

    /// `http://127.0.0.1:PORT`: stands for all of TikTok's hosts.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.shared.0.port)
    }

    /// An access token of the first creator with all scopes. It ends only by force.
    #[must_use]
    pub fn access_token(&self) -> String {
        self.shared.world().people.ready().0
    }

    /// The refresh token that belongs to it.
    #[must_use]
    pub fn refresh_token(&self) -> String {
        self.shared.world().people.ready().1
    }

    /// The app's key.
    #[must_use]
    pub fn client_key(&self) -> String {
        self.shared.world().people.client_key.clone()
    }

    /// The app's secret.
    #[must_use]
    pub fn client_secret(&self) -> String {
        self.shared.world().people.client_secret.clone()
    }

    /// All that happened.
    #[must_use]
    pub fn shown(&self) -> Shown {
        self.shared.world().show()
    }

    /// Goes on by another script. Its rules count from now; what was posted and allowed stays.
    pub fn follow(&self, script: Script) {
        self.shared.world().follow(script);
    }

    /// Lets its time go forward at once.
    pub fn jump(&self, by: Duration) {
        self.shared.world().clock.jump(by);
    }
}

impl fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rehearsal").field("base_url", &self.base_url()).field("access_token", &"…").finish()
    }
}

impl Shared {
    /// All that the server holds. Nothing that is done with it under the lock can stop half-way.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn router(shared: &Shared) -> Router {
    let api = |work| Work::Api(work);
    let page = |work| Work::Page(work);
    let asks = |endpoint, work| attended(MethodFilter::GET, endpoint, work);
    let sends = |endpoint, work| attended(MethodFilter::POST, endpoint, work);
    Router::new()
        .route("/v2/auth/authorize/", asks(Endpoint::Authorize, page(consent::page)))
        .route("/v2/auth/authorize/answer/", asks(Endpoint::Consent, page(consent::answer)))
        .route("/v2/oauth/token/", sends(Endpoint::Token, page(login::token)))
        .route("/v2/oauth/revoke/", sends(Endpoint::Revoke, page(login::revoke)))
        .route("/v2/user/info/", asks(Endpoint::UserInfo, api(login::user_info)))
        .route("/v2/post/publish/creator_info/query/", sends(Endpoint::CreatorInfo, api(posts::creator_info)))
        .route("/v2/post/publish/video/init/", sends(Endpoint::InitPost, api(posts::init_post)))
        .route("/v2/post/publish/inbox/video/init/", sends(Endpoint::InitDraft, api(posts::init_draft)))
        .route("/v2/post/publish/status/fetch/", sends(Endpoint::Status, api(posts::status)))
        .route("/v2/post/publish/cancel/", sends(Endpoint::Cancel, api(posts::cancel)))
        .route("/video", put(received))
        .route("/rehearsal/state", get(control::state))
        .route("/rehearsal/script", get(control::script).post(control::follow))
        .route("/rehearsal/clock", post(control::clock))
        .layer(from_fn_with_state(shared.clone(), guard))
        .with_state(shared.clone())
}

fn attended(method: MethodFilter, endpoint: Endpoint, work: Work) -> MethodRouter<Shared> {
    on(method, move |State(shared): State<Shared>, ConnectInfo(cut): ConnectInfo<Cut>, request: Request| {
        gate::attend(shared, cut, endpoint, request, work)
    })
}

async fn received(
    State(shared): State<Shared>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    chunks::put(shared, cut, request).await
}

/// Only who means this server is answered.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match is_meant(request.headers(), shared.0.port) {
        true => next.run(request).await,
        false => answer::bare(StatusCode::FORBIDDEN, None),
    }
}

/// Not so by a web page whose name points here, nor by a page of another origin that would direct it.
fn is_meant(headers: &HeaderMap, port: u16) -> bool {
    let ours = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}"));
    let is_ours = |host: &str| ours.iter().any(|our| our == host);
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    header(header::HOST).is_some_and(is_ours)
        && header(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://").is_some_and(is_ours))
}
