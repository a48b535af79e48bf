//! Connections by the model of the run: a worker's own, from a pool, or one for each request.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::clock::RunClock;
use super::connection::Connection;
use super::counters::{AttackCounters, OpenGuard};
use super::fleet::{Failed, SlowRead, WireAnswer};
use super::message::Message;
use super::options::AttackOptions;
use super::wire_answer::AnswerReader;
use crate::run::transport::{Dialer, Target};
use crate::wire::{ConnectionAge, Connections, FailureCause, TransportError};

/// The way to the target that all groups share.
pub(super) struct ConnectionManager {
    dialer: Dialer,
    model: Connections,
    timeout: Duration,
    keep_bytes: usize,
    idle: Mutex<Vec<Connection>>,
    free: Semaphore,
    counters: Arc<AttackCounters>,
}

/// One request to be carried.
pub(super) struct PendingRequest {
    pub(super) message: Message,
    /// Whether it waits for a connection of the pool.
    pub(super) in_line: InLine,
    /// Its own time limit, where it has one.
    pub(super) timeout: Option<Duration>,
    pub(super) slow: Option<SlowRead>,
    /// Whether it may be sent again where the peer closed a kept connection under it.
    pub(super) resends: bool,
}

/// Which workers of a group wait for a connection of the pool. It outlives their requests,
/// so that the end of a run knows those that were never sent.
#[derive(Clone, Debug)]
pub(super) struct PoolQueue(Arc<[AtomicBool]>);

/// Where one worker of the group stands.
pub(super) struct InLine {
    queue: PoolQueue,
    worker: usize,
}

impl PoolQueue {
    /// For so many workers, none of them waiting.
    pub(super) fn new(workers: usize) -> Self {
        Self((0..workers).map(|_| AtomicBool::new(false)).collect())
    }

    /// The place of the worker at this position.
    pub(super) fn of(&self, worker: usize) -> InLine {
        InLine { queue: self.clone(), worker }
    }
}

impl InLine {
    fn set(&self, stands: bool) {
        if let Some(worker) = self.queue.0.get(self.worker) {
            worker.store(stands, Ordering::Relaxed);
        }
    }

    /// Returns `true` if it waits.
    pub(super) fn is_set(&self) -> bool {
        self.queue.0.get(self.worker).is_some_and(|worker| worker.load(Ordering::Relaxed))
    }
}

/// How one request went.
pub(super) struct Carried {
    pub(super) result: Result<WireAnswer, Failed>,
    /// The worker's connection, where it keeps one.
    pub(super) connection: Option<Connection>,
    /// When it was sent, since the start of the run.
    pub(super) sent: Duration,
    /// Whether it had to wait for a place in the pool until then.
    pub(super) has_queued: bool,
    /// The connection that it went over last; `None` where none was open.
    pub(super) age: Option<ConnectionAge>,
}

/// The worker's connection where the answer came and it is kept; the answer is in the journey.
type Exchanged = Result<Option<Connection>, Failed>;

/// What a request waits for.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// A connection of the pool.
    Pool,
    /// A connection of its own, TLS included.
    Connection,
    /// The answer.
    Answer,
}

/// How far a request has come: it outlives the time limit, so that the cause can be named.
struct Journey {
    phase: Phase,
    reader: AnswerReader,
    age: Option<ConnectionAge>,
}

impl Journey {
    /// What the time limit ended, of a request that waited for `queued` of its `limit`.
    fn timed_out(&self, queued: Duration, limit: Duration) -> FailureCause {
        // A request that gets its place as its time runs out had no chance to use it: most of the
        // limit went into the wait for the generator's own pool, so that the target is not blamed.
        if queued > limit / 2 {
            return FailureCause::PoolTimeout;
        }
        match self.phase {
            Phase::Pool => FailureCause::PoolTimeout,
            Phase::Connection => FailureCause::ConnectTimeout,
            Phase::Answer if self.reader.has_begun() => FailureCause::AnswerTimeout,
            Phase::Answer => FailureCause::FirstByteTimeout,
        }
    }
}

impl ConnectionManager {
    pub(super) fn new(
        dialer: Dialer,
        options: &AttackOptions,
        counters: &Arc<AttackCounters>,
    ) -> Self {
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

    /// Where the connections lead.
    pub(super) fn target(&self) -> &Target {
        self.dialer.target()
    }

    /// Carries one request over `connection`, or over a new connection where that one is down.
    pub(super) async fn carry(
        &self,
        connection: Option<Connection>,
        pending: PendingRequest,
        clock: &RunClock,
    ) -> Carried {
        let begun = clock.now();
        let mut sent = begun;
        let mut has_queued = false;
        let reader = self.reader(&pending);
        let mut journey = Journey { phase: Phase::Pool, reader, age: None };
        let timeout = pending.timeout.unwrap_or(self.timeout);
        let exchange = async {
            match self.model {
                Connections::Pooled { .. } => {
                    let _place = if let Ok(place) = self.free.try_acquire() {
                        Ok(place)
                    } else {
                        // Set before the wait and after it: whoever ends the run in between
                        // knows that the target never saw the request.
                        pending.in_line.set(true);
                        has_queued = true;
                        let place = self.free.acquire().await;
                        pending.in_line.set(false);
                        sent = clock.now();
                        place
                    };
                    self.exchange_pooled(&pending, clock, &mut journey).await
                }
                Connections::PerWorker { keep_alive: true } => {
                    self.exchange(connection, &pending, clock, &mut journey).await
                }
                _ => self.exchange(None, &pending, clock, &mut journey).await.map(|_| None),
            }
        };
        let ended = tokio::time::timeout(timeout, exchange).await;
        let age = journey.age;
        let (result, connection) = match ended {
            Ok(Ok(connection)) => (Ok(journey.reader.into_answer()), connection),
            Ok(Err(failed)) => (Err(failed), None),
            Err(_) => {
                if has_queued && matches!(journey.phase, Phase::Pool) {
                    pending.in_line.set(false);
                    sent = clock.now();
                }
                let queued = sent.saturating_sub(begun);
                (Err(journey.timed_out(queued, timeout).into()), None)
            }
        };
        Carried { result, connection, sent, has_queued, age }
    }

    /// Uses the connection that was used last.
    async fn exchange_pooled(
        &self,
        pending: &PendingRequest,
        clock: &RunClock,
        journey: &mut Journey,
    ) -> Exchanged {
        let connection = self.idle().pop();
        let connection = self.exchange(connection, pending, clock, journey).await?;
        self.idle().extend(connection);
        Ok(None)
    }

    async fn exchange(
        &self,
        connection: Option<Connection>,
        pending: &PendingRequest,
        clock: &RunClock,
        journey: &mut Journey,
    ) -> Exchanged {
        let mut kept = self.awake(connection).await;
        loop {
            let is_reused = kept.is_some();
            let mut connection = match kept.take() {
                Some(connection) => connection,
                // Rare and large (TLS): kept apart, it does not weigh on every request.
                None => Box::pin(self.connect(pending.timeout, clock, journey)).await?,
            };
            journey.phase = Phase::Answer;
            journey.age = Some(connection.use_once(clock.now()));
            let (bytes, reader) = (&pending.message.bytes, &mut journey.reader);
            let ended = match pending.slow {
                None => connection.exchange(bytes, reader).await,
                Some(slow) => Box::pin(connection.exchange_slowly(bytes, reader, slow)).await,
            };
            let Err(cause) = ended else {
                return Ok(journey.reader.is_kept.then_some(connection));
            };
            if !is_reused || !is_race(cause, &journey.reader) {
                return Err(cause.into());
            }
            if !pending.resends {
                return Err(FailureCause::KeepAliveRace.into());
            }
            // Once only: the next connection is a fresh one, on which there is no such race.
            self.counters.count_resent();
            journey.reader = self.reader(pending);
        }
    }

    fn reader(&self, pending: &PendingRequest) -> AnswerReader {
        AnswerReader::new(pending.message.is_head, self.keep_bytes)
    }

    /// The connection, where it is still open and quiet.
    async fn awake(&self, connection: Option<Connection>) -> Option<Connection> {
        let mut connection = connection?;
        let is_quiet = connection.is_quiet().await;
        is_quiet.then(|| {
            self.counters.count_reused();
            connection
        })
    }

    async fn connect(
        &self,
        timeout: Option<Duration>,
        clock: &RunClock,
        journey: &mut Journey,
    ) -> Result<Connection, Failed> {
        journey.phase = Phase::Connection;
        // Of a connection that is not made the kept one before it says nothing.
        journey.age = None;
        let dialled = self.dialer.dial(timeout.unwrap_or(self.timeout)).await;
        let socket = dialled.map_err(|error| {
            let failed = unconnected(error);
            if failed.cause == FailureCause::Local {
                self.counters.count_local_failure();
            }
            failed
        })?;
        Ok(Connection::over(socket, clock.now(), OpenGuard::new(&self.counters)))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns `true` if a kept connection ended as it does where the peer closed it while it was idle:
/// with no byte of the answer.
fn is_race(cause: FailureCause, reader: &AnswerReader) -> bool {
    let is_end = matches!(cause, FailureCause::CutShort | FailureCause::Reset);
    is_end && !reader.has_begun()
}

/// Why no connection was made, in the system's own words where it has any.
fn unconnected(error: TransportError) -> Failed {
    let (cause, detail) = match error {
        TransportError::Resolve { reason, .. } => (FailureCause::Name, Some(reason)),
        TransportError::Connect { local: true, reason, .. } => (FailureCause::Local, Some(reason)),
        TransportError::Connect { timed_out: true, .. } => (FailureCause::ConnectTimeout, None),
        TransportError::Connect { reason, .. } => (FailureCause::Refused, Some(reason)),
        TransportError::Tls { reason, .. } => (FailureCause::Tls, Some(reason)),
        other => (FailureCause::Refused, Some(other.to_string())),
    };
    Failed { cause, detail: detail.map(Into::into) }
}
