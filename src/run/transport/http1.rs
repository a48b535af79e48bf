//! Real HTTP/1.1: the transport that conformance runs and load take to a target.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue};
use tokio::io::DuplexStream;
use tokio::time::timeout;

use super::connection::HttpConnection;
use super::dial::Dialer;
use super::outgoing::{self, WireRequest};
use super::tap::TapRecord;
use super::target::{Target, own_headers};
use super::wire_fault::WireFault;
use super::{OptionsError, Transport, TransportOptions};
use crate::wire::{Awaited, Request, Response, TransportError};

/// How long an answer is watched for bytes after it, where that was asked for.
const WATCH: Duration = Duration::from_secs(1);

/// Carries requests to a target over real HTTP/1.1, with or without TLS.
///
/// Nothing is hidden that a check may ask for: no redirect is followed, no cookie kept, no proxy
/// used, and bytes after an answer without content are handed over. Idle connections are kept; a
/// request that finds its kept connection closed by the server is sent once more on a fresh one.
///
/// Certificates are verified as the platform does it: on Linux against the system's authorities, or
/// those of `SSL_CERT_FILE` and `SSL_CERT_DIR` instead where these are set.
pub struct HttpTransport {
    dialer: Dialer,
    headers: Vec<(HeaderName, HeaderValue)>,
    timeout: Duration,
    max_body_bytes: usize,
    max_idle: usize,
    idle: Mutex<Vec<HttpConnection>>,
}

impl HttpTransport {
    /// Checks the options; connects to nothing yet.
    pub fn new(options: TransportOptions) -> Result<Self, OptionsError> {
        let dialer = Dialer::new(Target::from_url(&options.target)?).trusting(options.insecure);
        Self::dialling(dialer, options)
    }

    /// As [`HttpTransport::new`], but each connection is what `connect` returns: one end of a pipe
    /// whose other end a server in this process holds. The bytes on it are those of a socket.
    pub fn piped(
        options: TransportOptions,
        connect: impl Fn() -> DuplexStream + Send + Sync + 'static,
    ) -> Result<Self, OptionsError> {
        let dialer = Dialer::piped(Target::from_url(&options.target)?, Box::new(connect));
        Self::dialling(dialer, options)
    }

    fn dialling(dialer: Dialer, options: TransportOptions) -> Result<Self, OptionsError> {
        let TransportOptions { timeout, max_body_bytes, headers, connections, .. } = options;
        Ok(Self {
            dialer,
            headers: own_headers(headers)?,
            timeout,
            max_body_bytes,
            max_idle: connections,
            idle: Mutex::default(),
        })
    }

    /// One exchange, on a kept connection where one is still good; `heard` is what comes off the
    /// wire, once there is a connection.
    async fn exchange(
        &self,
        wire: WireRequest,
        heard: &Heard,
    ) -> Result<(Response, HttpConnection), TransportError> {
        let start = Instant::now();
        if let Some(mut kept) = self.take_idle().await {
            heard.listen(Some(&kept));
            match kept.exchange(wire.clone(), self.max_body_bytes).await {
                Ok(response) => return Ok((response, kept)),
                Err(fault) if !fault.unanswered => return Err(fault.error),
                Err(_) => heard.listen(None),
            }
        }
        let left = self.timeout.saturating_sub(start.elapsed());
        let socket = self.dialer.dial(left).await?;
        let describe = |fault: WireFault| fault.error;
        let mut fresh = HttpConnection::over(socket).await.map_err(describe)?;
        heard.listen(Some(&fresh));
        let response = fresh.exchange(wire, self.max_body_bytes).await;
        Ok((response.map_err(describe)?, fresh))
    }

    /// The connection used last of those still good; what is no longer good is dropped.
    async fn take_idle(&self) -> Option<HttpConnection> {
        loop {
            let mut connection = self.with_idle(Vec::pop)?;
            if connection.is_reusable().await {
                return Some(connection);
            }
        }
    }

    async fn keep(&self, mut connection: HttpConnection) {
        if connection.is_reusable().await {
            self.with_idle(|idle| {
                if idle.len() < self.max_idle {
                    idle.push(connection);
                }
            });
        }
    }

    fn with_idle<T>(&self, change: impl FnOnce(&mut Vec<HttpConnection>) -> T) -> T {
        change(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What has come off the wire of an exchange, to be asked once its time is over.
#[derive(Default)]
struct Heard(Mutex<Option<TapRecord>>);

impl Heard {
    fn listen(&self, connection: Option<&HttpConnection>) {
        *self.lock() = connection.map(HttpConnection::record);
    }

    fn awaited(&self) -> Awaited {
        match &*self.lock() {
            None => Awaited::Connection,
            Some(record) if record.is_empty() => Awaited::FirstByte,
            Some(_) => Awaited::Rest,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<TapRecord>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let start = Instant::now();
        let wire = outgoing::encode(self.dialer.target(), &self.headers, request)?;
        let heard = Heard::default();
        let (mut response, connection) =
            timeout(self.timeout, self.exchange(wire, &heard)).await.map_err(|_| {
                TransportError::Timeout { limit: self.timeout, awaited: heard.awaited() }
            })??;
        if request.until_close {
            let is_bare = response.is_bare_answer_to(&request.method);
            let left = self.timeout.saturating_sub(start.elapsed()).min(WATCH);
            // Running out of time is the usual end with a server that keeps its connections open.
            let _ = timeout(left, connection.read_stray(is_bare, &mut response.stray)).await;
        } else {
            self.keep(connection).await;
        }
        Ok(response)
    }

    /// The connection is kept for the first request.
    async fn reach(&self, limit: Duration) -> Result<(), TransportError> {
        let limit = limit.min(self.timeout);
        let dialled = timeout(limit, self.dialer.dial(limit)).await;
        let too_late = TransportError::Timeout { limit, awaited: Awaited::Connection };
        let socket = dialled.map_err(|_| too_late)??;
        let fresh = HttpConnection::over(socket).await.map_err(|fault| fault.error)?;
        self.keep(fresh).await;
        Ok(())
    }

    async fn meets_tls(&self, limit: Duration) -> bool {
        timeout(limit, self.dialer.meets_tls(limit)).await.unwrap_or_default()
    }
}

impl fmt::Debug for HttpTransport {
    /// Names the target alone: headers hold secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpTransport")
            .field("target", &self.dialer.target().address())
            .finish_non_exhaustive()
    }
}
