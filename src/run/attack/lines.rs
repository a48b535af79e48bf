//! Connections by the model of the run: a worker's own, from a pool, or one for each request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tokio::sync::Semaphore;

use super::clock::Clock;
use super::counters::{Counters, Open};
use super::fleet::{Answer, Failure};
use super::line::{Client, Line};
use super::options::{AttackOptions, Connections};
use crate::http::{Dialer, TransportError};

/// The way to the target that all packs share.
pub(super) struct Lines {
    dialer: Dialer,
    model: Connections,
    timeout: Duration,
    keep_bytes: usize,
    idle: Mutex<Vec<Line>>,
    free: Semaphore,
    counters: Arc<Counters>,
}

/// How one request went.
pub(super) struct Carried {
    pub(super) result: Result<Answer, Failure>,
    /// The worker's connection, where it keeps one.
    pub(super) line: Line,
    /// When it was sent, since the start of the run.
    pub(super) sent: Duration,
    /// When a place in the pool came free, where it had to wait for one.
    pub(super) waited_until: Option<Duration>,
}

impl Lines {
    pub(super) fn new(dialer: Dialer, options: &AttackOptions, counters: &Arc<Counters>) -> Self {
        let size = match options.connections {
            Connections::Pooled { size } => size.max(1) as usize,
            _ => Semaphore::MAX_PERMITS,
        };
        Self {
            dialer,
            model: options.connections,
            timeout: options.timeout,
            keep_bytes: options.max_body_bytes,
            idle: Mutex::default(),
            free: Semaphore::new(size.min(Semaphore::MAX_PERMITS)),
            counters: Arc::clone(counters),
        }
    }

    /// True where a worker holds its connection from one request to the next.
    pub(super) fn are_kept(&self) -> bool {
        matches!(self.model, Connections::PerWorker { keep_alive: true })
    }

    /// Carries one request over `line`, or over a new connection where that one is down.
    pub(super) async fn carry(
        &self,
        line: Line,
        request: Request<Full<Bytes>>,
        clock: &Clock,
    ) -> Carried {
        let mut sent = clock.now();
        let mut waited_until = None;
        let exchange = async {
            if let Connections::Pooled { .. } = self.model {
                let _place = if let Ok(place) = self.free.try_acquire() {
                    Ok(place)
                } else {
                    let place = self.free.acquire().await;
                    sent = clock.now();
                    waited_until = Some(sent);
                    place
                };
                self.exchange_pooled(request).await
            } else {
                let (result, line) = self.exchange(line, request).await;
                (result, if self.are_kept() { line } else { Line::Down })
            }
        };
        let ended = tokio::time::timeout(self.timeout, exchange).await;
        let (result, line) = ended.unwrap_or((Err(Failure::Timeout), Line::Down));
        Carried { result, line, sent, waited_until }
    }

    /// Uses the connection that was used last.
    async fn exchange_pooled(
        &self,
        request: Request<Full<Bytes>>,
    ) -> (Result<Answer, Failure>, Line) {
        let line = self.idle().pop().unwrap_or_default();
        let (result, line) = self.exchange(line, request).await;
        if !matches!(line, Line::Down) {
            self.idle().push(line);
        }
        (result, Line::Down)
    }

    async fn exchange(
        &self,
        line: Line,
        request: Request<Full<Bytes>>,
    ) -> (Result<Answer, Failure>, Line) {
        let mut client = match line.wake().await {
            Some(client) => {
                self.counters.count_reused();
                client
            }
            // Rare and large (TLS): kept apart, it does not weigh on every request.
            None => match Box::pin(self.connect()).await {
                Ok(client) => client,
                Err(failure) => return (Err(failure), Line::Down),
            },
        };
        let result = client.exchange(request, self.keep_bytes).await;
        if result.is_ok() && client.is_ready().await {
            return (result, Line::Ready(client));
        }
        (result, Line::Down)
    }

    async fn connect(&self) -> Result<Box<Client>, Failure> {
        let dialled = self.dialer.dial(self.timeout).await;
        let socket = dialled.map_err(|error| {
            if matches!(error, TransportError::Connect { local: true, .. }) {
                self.counters.count_local_failure();
            }
            Failure::Connect
        })?;
        Client::over(socket, Open::new(&self.counters)).await
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Line>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
