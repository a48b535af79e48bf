//! Real HTTP/1.1: the transport that conformance runs and load take to a target.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue};
use tokio::io::DuplexStream;
use tokio::time::timeout;

use super::connection::Connection;
use super::dial::Dialer;
use super::fault::Fault;
use super::outgoing::{self, WireRequest};
use super::target::{Target, own_headers};
use super::{OptionsError, Request, Response, Transport, TransportError, TransportOptions};

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
    idle: Mutex<Vec<Connection>>,
}

impl HttpTransport {
    /// Checks the options; connects to nothing yet.
    pub fn new(options: TransportOptions) -> Result<Self, OptionsError> {
        let dialer = Dialer::new(Target::from_url(&options.target)?);
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

    /// One exchange, on a kept connection where one is still good.
    async fn exchange(&self, wire: WireRequest) -> Result<(Response, Connection), TransportError> {
        let start = Instant::now();
        if let Some(mut kept) = self.take_idle().await {
            match kept.exchange(wire.clone(), self.max_body_bytes).await {
                Ok(response) => return Ok((response, kept)),
                Err(fault) if !fault.unanswered => return Err(fault.error),
                Err(_) => {}
            }
        }
        let left = self.timeout.saturating_sub(start.elapsed());
        let socket = self.dialer.dial(left).await?;
        let told = |fault: Fault| fault.error;
        let mut fresh = Connection::over(socket).await.map_err(told)?;
        let response = fresh.exchange(wire, self.max_body_bytes).await;
        Ok((response.map_err(told)?, fresh))
    }

    /// The connection used last of those still good; what is no longer good is dropped.
    async fn take_idle(&self) -> Option<Connection> {
        loop {
            let mut connection = self.with_idle(Vec::pop)?;
            if connection.is_reusable().await {
                return Some(connection);
            }
        }
    }

    async fn keep(&self, mut connection: Connection) {
        if connection.is_reusable().await {
            self.with_idle(|idle| {
                if idle.len() < self.max_idle {
                    idle.push(connection);
                }
            });
        }
    }

    fn with_idle<T>(&self, change: impl FnOnce(&mut Vec<Connection>) -> T) -> T {
        change(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let start = Instant::now();
        let wire = outgoing::encode(self.dialer.target(), &self.headers, request)?;
        let (mut response, connection) = timeout(self.timeout, self.exchange(wire))
            .await
            .map_err(|_| TransportError::Timeout { limit: self.timeout })??;
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
