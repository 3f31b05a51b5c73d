//! Where the browser comes back to: a port of this machine that takes one answer.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use series::Secret;
use tokio::{net::TcpListener, sync::oneshot};
use url::form_urlencoded;

use super::pkce::same;
use crate::{net::NetError, page::escaped};

/// How long the browser has to fetch its page.
const PAGE_TAKES: Duration = Duration::from_secs(2);

/// What the browser shows when it came back, in the creator's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The language: `en`.
    pub language: String,
    /// What stands in the browser's tab.
    pub title: String,
    /// It was allowed; the creator can go back to Showrunner.
    pub allowed: String,
    /// It was not allowed.
    pub denied: String,
    /// That answer is not waited for (any more).
    pub stale: String,
}

/// How the creator came back.
pub(super) enum Came {
    /// It was allowed: this gets the tokens, once.
    Allowed { code: Secret },
    /// It was not.
    Refused { error: String, description: String },
}

struct Waiting {
    here: SocketAddr,
    state: Secret,
    pages: Pages,
    came: Mutex<Option<oneshot::Sender<Came>>>,
}

/// Waits for the browser. Whoever does not know the state is sent away, and waiting goes on.
pub(super) async fn wait(listener: TcpListener, state: Secret, pages: Pages) -> Result<Came, NetError> {
    let no_port = |source| NetError::NoPort { source };
    let here = listener.local_addr().map_err(no_port)?;
    let (tell, told) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let waiting = Arc::new(Waiting { here, state, pages, came: Mutex::new(Some(tell)) });
    let door = Router::new().fallback(visited).with_state(waiting);
    let serving = axum::serve(listener, door).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let mut serving = std::pin::pin!(serving.into_future());
    let came = tokio::select! {
        came = told => came,
        ended = &mut serving => return Err(no_port(ended.err().unwrap_or_else(|| std::io::ErrorKind::NotConnected.into()))),
    };
    // The page still goes out; a browser that only holds a line open is not waited for.
    let _ = stop.send(());
    let _ = tokio::time::timeout(PAGE_TAKES, serving).await;
    came.map_err(|_| NetError::NobodyCame)
}

async fn visited(State(waiting): State<Arc<Waiting>>, request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let is_ours = host.is_some_and(|host| host == waiting.here.to_string());
    if !is_ours || request.method() != Method::GET {
        return StatusCode::FORBIDDEN.into_response();
    }
    if request.uri().path() != "/callback/" {
        return StatusCode::NOT_FOUND.into_response();
    }
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let value = |name: &str| {
        form_urlencoded::parse(query).find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    };
    let pages = &waiting.pages;
    if !value("state").is_some_and(|state| same(&state, waiting.state.expose())) {
        return page(StatusCode::BAD_REQUEST, pages, &pages.stale);
    }
    let (came, text) = match (value("error"), value("code")) {
        (Some(error), _) => {
            let description = value("error_description").unwrap_or_default();
            (Came::Refused { error, description }, &pages.denied)
        }
        (None, Some(code)) => (Came::Allowed { code: Secret::new(code) }, &pages.allowed),
        (None, None) => return page(StatusCode::BAD_REQUEST, pages, &pages.stale),
    };
    let tell = waiting.came.lock().unwrap_or_else(PoisonError::into_inner).take();
    match tell.map(|tell| tell.send(came)) {
        Some(Ok(())) => page(StatusCode::OK, pages, text),
        Some(Err(_)) | None => page(StatusCode::GONE, pages, &pages.stale),
    }
}

fn page(status: StatusCode, pages: &Pages, text: &str) -> Response {
    let [language, title, text] = [&pages.language, &pages.title, text].map(escaped);
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>body{{font:1.2rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;\
         color-scheme:light dark}}</style>\n<h1>{title}</h1>\n<p>{text}</p>\n</html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONNECTION, "close"),
    ];
    (status, headers, html).into_response()
}
