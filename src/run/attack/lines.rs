//! Connections by the model of the run: a worker's own, from a pool, or one for each request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::answer::Reader;
use super::clock::Clock;
use super::counters::{Counters, Open};
use super::fleet::{Answer, Failure, SlowRead};
use super::line::Line;
use super::message::Message;
use super::options::{AttackOptions, Connections};
use crate::http::{Dialer, Target, TransportError};

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

/// One request to be carried.
pub(super) struct Errand {
    pub(super) message: Message,
    /// Its own time limit, where it has one.
    pub(super) timeout: Option<Duration>,
    pub(super) slow: Option<SlowRead>,
}

/// How one request went.
pub(super) struct Carried {
    pub(super) result: Result<Answer, Failure>,
    /// The worker's connection, where it keeps one.
    pub(super) line: Option<Line>,
    /// When it was sent, since the start of the run.
    pub(super) sent: Duration,
    /// Whether it had to wait for a place in the pool until then.
    pub(super) has_queued: bool,
}

type Exchanged = (Result<Answer, Failure>, Option<Line>);

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

    /// Where the lines lead.
    pub(super) fn target(&self) -> &Target {
        self.dialer.target()
    }

    /// Carries one request over `line`, or over a new connection where that one is down.
    pub(super) async fn carry(&self, line: Option<Line>, errand: Errand, clock: &Clock) -> Carried {
        let mut sent = clock.now();
        let mut has_queued = false;
        let timeout = errand.timeout.unwrap_or(self.timeout);
        let exchange = async {
            match self.model {
                Connections::Pooled { .. } => {
                    let _place = if let Ok(place) = self.free.try_acquire() {
                        Ok(place)
                    } else {
                        let place = self.free.acquire().await;
                        (sent, has_queued) = (clock.now(), true);
                        place
                    };
                    self.exchange_pooled(&errand).await
                }
                Connections::PerWorker { keep_alive: true } => self.exchange(line, &errand).await,
                _ => (self.exchange(None, &errand).await.0, None),
            }
        };
        let ended = tokio::time::timeout(timeout, exchange).await;
        let (result, line) = ended.unwrap_or((Err(Failure::Timeout), None));
        Carried { result, line, sent, has_queued }
    }

    /// Uses the connection that was used last.
    async fn exchange_pooled(&self, errand: &Errand) -> Exchanged {
        let line = self.idle().pop();
        let (result, line) = self.exchange(line, errand).await;
        self.idle().extend(line);
        (result, None)
    }

    async fn exchange(&self, line: Option<Line>, errand: &Errand) -> Exchanged {
        let mut line = match self.awake(line).await {
            Some(line) => line,
            // Rare and large (TLS): kept apart, it does not weigh on every request.
            None => match Box::pin(self.connect(errand.timeout)).await {
                Ok(line) => line,
                Err(failure) => return (Err(failure), None),
            },
        };
        let Message { bytes, is_head } = &errand.message;
        let mut reader = Reader::new(*is_head, self.keep_bytes);
        let ended = match errand.slow {
            None => line.exchange(bytes, &mut reader).await,
            Some(slow) => Box::pin(line.exchange_slowly(bytes, &mut reader, slow)).await,
        };
        match ended {
            Ok(()) => {
                let line = reader.is_kept.then_some(line);
                (Ok(reader.into_answer()), line)
            }
            Err(failure) => (Err(failure), None),
        }
    }

    /// The connection, where it is still open and quiet.
    async fn awake(&self, line: Option<Line>) -> Option<Line> {
        let mut line = line?;
        let is_quiet = line.is_quiet().await;
        is_quiet.then(|| {
            self.counters.count_reused();
            line
        })
    }

    async fn connect(&self, timeout: Option<Duration>) -> Result<Line, Failure> {
        let dialled = self.dialer.dial(timeout.unwrap_or(self.timeout)).await;
        let socket = dialled.map_err(|error| {
            if matches!(error, TransportError::Connect { local: true, .. }) {
                self.counters.count_local_failure();
            }
            Failure::Connect
        })?;
        Ok(Line::over(socket, Open::new(&self.counters)))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Line>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
