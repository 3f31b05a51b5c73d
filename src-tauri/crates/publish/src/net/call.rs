//! One call to the outside, from the check whether it may be made to the bounded answer.

use std::{
    error::Error,
    sync::{Arc, Once},
    time::Duration,
};

use reqwest::{Client, Method, Request, RequestBuilder, header::HeaderMap, redirect, retry};
use series::Secret;
use url::Url;

use super::{
    Clock, Connection, NetError, Part, Purpose, Reach, Witness, now_ms, redacted::words, source::Pulse,
};

/// The longest answer that is read. None that is documented is a hundredth of it.
const ANSWER_MOST: usize = 1024 * 1024;

/// How long a connection is kept that nothing goes over: what is said to be closed is closed soon.
const UNUSED: Duration = Duration::from_secs(1);

/// How long is waited for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection to come about.
    pub connect: Duration,
    /// For anything to move.
    pub idle: Duration,
    /// For the answer after the last byte of a file was handed to the system, which may still hold some of
    /// them back.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [connect, idle, answer] = [10, 30, 120].map(Duration::from_secs);
        Self { connect, idle, answer }
    }
}

/// Makes calls to the hosts that may be called, and tells a witness of each. It follows no redirects, takes
/// no proxy from the environment, and asks nothing twice.
#[derive(Clone)]
pub struct Net {
    /// For what must not meet a connection that the other side is just closing: a new one each time.
    once: Client,
    /// For parts of files: connections are used again.
    often: Client,
    reach: Reach,
    witness: Arc<dyn Witness>,
    patience: Patience,
    clock: Clock,
}

impl Net {
    /// Calls within that reach, told to that witness. Opens no connection yet.
    ///
    /// # Errors
    /// [`NetError::NoClient`] if the system's certificates cannot be had.
    pub fn new(reach: Reach, witness: Arc<dyn Witness>) -> Result<Self, NetError> {
        Self::patient(reach, witness, Patience::default(), now_ms)
    }

    /// The same with another patience and another clock.
    ///
    /// # Errors
    /// [`NetError::NoClient`] if the system's certificates cannot be had.
    pub fn patient(
        reach: Reach,
        witness: Arc<dyn Witness>,
        patience: Patience,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Result<Self, NetError> {
        static CRYPTO: Once = Once::new();
        // Fails only if somebody else in this process has chosen already: then that is taken.
        CRYPTO.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = |idle_connections| {
            Client::builder()
                .user_agent(concat!("Showrunner/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .retry(retry::never())
                .referer(false)
                .no_proxy()
                .connect_timeout(patience.connect)
                .pool_idle_timeout(UNUSED)
                .pool_max_idle_per_host(idle_connections)
                .build()
                .map_err(|error| NetError::NoClient { cause: root(&error) })
        };
        let clock: Clock = Arc::new(clock);
        Ok(Self { once: client(0)?, often: client(1)?, reach, witness, patience, clock })
    }

    /// The time, in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    /// A request to be made once, without a file.
    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.once.request(method, url)
    }

    /// Asks, and reads the answer whatever its status.
    pub(crate) async fn ask(&self, purpose: Purpose, request: RequestBuilder) -> Result<Answer, NetError> {
        let request = built(request)?;
        let out = request.body().and_then(|body| body.as_bytes()).map_or(0, <[u8]>::len) as u64;
        let mut told = self.told(purpose, &request, None)?;
        let answer = self.answered(&self.once, request, &Pulse::new(0), &mut told).await;
        told.connection.bytes_out = if matches!(answer, Err(NetError::Offline { .. })) { 0 } else { out };
        answer
    }

    /// Sends a part of a file, and reads the answer whatever its status.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: Url,
        headers: HeaderMap,
        part: Part,
    ) -> Result<Answer, NetError> {
        let Part { body, pulse, .. } = part;
        let request = built(self.often.request(method, url).headers(headers).body(body))?;
        let mut told = self.told(Purpose::Upload, &request, Some(Arc::clone(&pulse)))?;
        self.answered(&self.often, request, &pulse, &mut told).await
    }

    fn told(&self, purpose: Purpose, request: &Request, pulse: Option<Arc<Pulse>>) -> Result<Told, NetError> {
        self.reach.allows(request.url())?;
        let (at_ms, host) = (self.now_ms(), host(request.url()));
        self.witness.opening(at_ms, &host, purpose);
        let connection = Connection { at_ms, host, purpose, bytes_out: 0, bytes_in: 0 };
        Ok(Told { witness: Arc::clone(&self.witness), connection, pulse })
    }

    async fn answered(
        &self,
        client: &Client,
        request: Request,
        pulse: &Pulse,
        told: &mut Told,
    ) -> Result<Answer, NetError> {
        let Patience { idle, answer, .. } = self.patience;
        let after = if told.pulse.is_some() { answer } else { idle };
        let host = told.connection.host.clone();
        let failed = |error| pulse.fault().unwrap_or_else(|| broken(&host, &error));
        let late = || NetError::TimedOut { host: host.clone(), sent: true };
        let mut response = tokio::select! {
            response = client.execute(request) => response.map_err(failed)?,
            () = pulse.still(idle, after) => return Err(late()),
        };
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        loop {
            let piece = tokio::time::timeout(idle, response.chunk()).await.map_err(|_| late())?;
            let Some(piece) = piece.map_err(failed)? else { break };
            told.connection.bytes_in += piece.len() as u64;
            if body.len() + piece.len() > ANSWER_MOST {
                let raw = words(&String::from_utf8_lossy(&body), &[]);
                return Err(NetError::Unreadable { host, status, raw });
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { host, status, headers, body: Secret::new(String::from_utf8_lossy(&body)) })
    }
}

/// An answer, whatever it says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub host: String,
    pub status: u16,
    pub headers: HeaderMap,
    /// Secret, because answers to logins and places are.
    pub body: Secret,
}

impl Answer {
    /// It cannot be read.
    pub fn unreadable(&self, secrets: &[&Secret]) -> NetError {
        let raw = words(self.body.expose(), secrets);
        NetError::Unreadable { host: self.host.clone(), status: self.status, raw }
    }
}

/// Tells the witness when the call is over, also if it was cancelled.
struct Told {
    witness: Arc<dyn Witness>,
    connection: Connection,
    pulse: Option<Arc<Pulse>>,
}

impl Drop for Told {
    fn drop(&mut self) {
        if let Some(pulse) = &self.pulse {
            self.connection.bytes_out = pulse.out();
        }
        self.witness.seen(self.connection.clone());
    }
}

fn built(request: RequestBuilder) -> Result<Request, NetError> {
    request.build().map_err(|error| NetError::NoClient { cause: root(&error) })
}

/// The host, with its port where that is not the usual one.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.into(), |port| format!("{host}:{port}"))
}

fn broken(host: &str, error: &reqwest::Error) -> NetError {
    let host = host.to_owned();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => NetError::TimedOut { host, sent: false },
        (true, false) => NetError::Offline { host, cause: root(error) },
        (false, true) => NetError::TimedOut { host, sent: true },
        (false, false) => NetError::Dropped { host, cause: root(error) },
    }
}

/// What lies at the bottom of an error. What lies above names the address, with its secrets.
fn root(error: &reqwest::Error) -> String {
    let mut deepest: Option<&dyn Error> = error.source();
    while let Some(source) = deepest.and_then(Error::source) {
        deepest = Some(source);
    }
    words(&deepest.map_or_else(|| "no further cause".into(), ToString::to_string), &[])
}
