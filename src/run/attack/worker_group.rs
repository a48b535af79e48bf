//! The workers that one goose user carries: a queue of due moments, and requests in flight together.
//!
//! ```text
//! Fleet::next ─▶ due (by moment) ─ begin ─▶ in flight ─ complete ─▶ Fleet::learn, Record ─┐
//!      ▲                                                                                  │
//!      └──────────────────────────────── plan ────────────────────────────────────────────┘
//! ```
//!
//! A task for each worker would be simpler and costs several kB and a timer each, at rest too. Here
//! a worker at rest is its slot and one entry of the queue; only a request under way has a future.
//! One task drives them all, so nothing in here needs a lock, and no step may wait.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::BytesMut;
use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::clock::RunClock;
use super::connection::Connection;
use super::connections::{Carried, ConnectionManager, PendingRequest, PoolQueue};
use super::counters::AttackCounters;
use super::dashboard::DashboardSender;
use super::fleet::{AttackSample, Failed, Fleet, NextAction, Record, WireAnswer};
use super::lag_attribution::{LagAttribution, LagCause};
use super::message::Message;
use super::stop::Stop;
use super::timers::Timers;
use crate::wire::{ConnectionAge, LoadOutcome, Timing};

/// The most content that decoding may make of one answer, in bytes: what `conform` takes too.
const MAX_DECODED_BYTES: usize = 16 << 20;

/// The piece of memory that requests are cut off, in bytes.
const SCRATCH_BYTES: usize = 8 << 10;

/// What all groups of a run share.
pub(super) struct Shared<F, R> {
    pub(super) fleet: Arc<F>,
    pub(super) records: Arc<Vec<Mutex<R>>>,
    pub(super) connections: Arc<ConnectionManager>,
    pub(super) clock: Arc<RunClock>,
    pub(super) timers: Timers,
    pub(super) counters: Arc<AttackCounters>,
    pub(super) stop: Stop,
    /// When the run was stopped, once it was.
    pub(super) stopped_at: OnceLock<Duration>,
    /// Sends samples to the dashboard, if there is one.
    pub(super) sender: Option<DashboardSender>,
}

impl<F, R> Shared<F, R> {
    /// The moment at which the run ended: now, unless it was stopped before. The first to ask after
    /// the stop fixes it for all: a group that is late to hear of the stop does not make the run,
    /// and with it every open request, longer.
    pub(super) fn end(&self) -> Duration {
        if !self.stop.is_asked() {
            return self.clock.now();
        }
        *self.stopped_at.get_or_init(|| self.clock.now())
    }
}

/// One worker of the group.
struct Slot<M> {
    memory: M,
    step: NextAction,
    /// When the request under way was begun.
    begun: Option<Duration>,
    /// When its last step ended: the fleet plans the next one from here.
    ended: Duration,
    /// When its last request ended: up to here a request that was due was blocked by the one before.
    /// A step without a request, such as closing a connection, blocks nothing.
    free_since: Duration,
    lag: LagAttribution,
    connection: Option<Connection>,
}

/// How a request ended.
#[derive(Clone, Copy)]
struct Ended {
    outcome: LoadOutcome,
    status: Option<u16>,
    connection: Option<ConnectionAge>,
}

/// A request that came to its end.
struct Completion {
    slot: u32,
    carried: Carried,
    done: Duration,
}

type InFlight = Pin<Box<dyn Future<Output = Completion> + Send>>;

/// Workers that share a task.
pub(super) struct WorkerGroup<F: Fleet, R> {
    shared: Arc<Shared<F, R>>,
    /// Its place among the groups.
    number: u32,
    shard: usize,
    first: u32,
    slots: Vec<Slot<F::Memory>>,
    due: BinaryHeap<Reverse<(Duration, u32)>>,
    in_flight: FuturesUnordered<InFlight>,
    /// Who waits for a connection of the pool. It stands outside the futures, as these are dropped
    /// when the run is stopped, and the end has to say which requests the target never saw.
    queue: PoolQueue,
    scratch: BytesMut,
}

impl<F: Fleet, R: Record> WorkerGroup<F, R> {
    /// The group of this number and these workers, whose samples go to the record numbered `shard`.
    pub(super) fn new(
        shared: Arc<Shared<F, R>>,
        number: u32,
        workers: Range<u32>,
        shard: usize,
    ) -> Self {
        let slots = workers.clone().map(|worker| Slot {
            memory: shared.fleet.enlist(worker),
            step: NextAction::Done,
            begun: None,
            ended: Duration::ZERO,
            free_since: Duration::ZERO,
            lag: LagAttribution::default(),
            connection: None,
        });
        let mut group = Self {
            slots: slots.collect(),
            number,
            first: workers.start,
            shard,
            due: BinaryHeap::with_capacity(workers.len()),
            in_flight: FuturesUnordered::new(),
            queue: PoolQueue::new(workers.len()),
            scratch: BytesMut::with_capacity(SCRATCH_BYTES),
            shared,
        };
        (0..workers.end - workers.start).for_each(|slot| group.plan(slot));
        group
    }

    /// Ends the run for the group: takes down what is under way as unfinished and what was not begun
    /// as such, and closes all connections. Every request that was counted as sent and has no
    /// sample yet gets it here, so this must be done once to each group, whatever became of its
    /// task.
    pub(super) fn give_up(&mut self) {
        // First, so that no answer can arrive any more for a request that is recorded as open below.
        self.in_flight.clear();
        let end = self.shared.end();
        for ((at, worker), slot) in (0..).zip(self.first..).zip(&mut self.slots) {
            slot.connection = None;
            let begun = slot.begun.take();
            if let (Some(sent), NextAction::Call { call, due }) = (begun, slot.step) {
                // A group that was late to hear of the stop may have sent after it.
                let done = end.max(sent);
                let is_in_line = self.queue.of(at).is_set();
                let (outcome, moments, queued_from) = if is_in_line {
                    // It was never sent, and what is behind it waited for the pool as well.
                    (LoadOutcome::Queued, (done, done), Some(sent))
                } else {
                    (LoadOutcome::Unfinished, (sent, done), None)
                };
                let ended = Ended { outcome, status: None, connection: None };
                let sample = slot.sample(worker, call, ended, due, moments, queued_from);
                self.shared.counters.count_in_flight();
                record(&self.shared.records, self.shard, &sample, None);
                slot.free_since = done;
            }
            // Calls that were due and never begun are counted as well, or a fleet that the target
            // holds up for minutes would look as if it had sent all it should. The wait of the
            // first of them is shared out as if it were sent at the end: by who caused most of it.
            let (lag, free_since) = (&mut slot.lag, slot.free_since);
            let is_held = |due| {
                let mut lag = lag.clone();
                lag.note(due, free_since, end, LagCause::Generator);
                let wait = lag.of(due, end);
                wait.blocked >= wait.late + wait.queued
            };
            self.shared.fleet.dismiss(worker, &mut slot.memory, begun.is_some(), end, &is_held);
        }
    }

    /// Does all there is to do at this moment; ready once no worker has a step left.
    pub(super) fn advance(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            // Before answers are read: what is due has a moment to keep.
            self.begin_due();
            let mut has_completed = false;
            while let Poll::Ready(Some(completion)) = self.in_flight.poll_next_unpin(context) {
                self.complete(completion);
                has_completed = true;
            }
            // A worker whose answer came may be due at once, as when it is behind its schedule:
            // nothing else would wake this task for it.
            if has_completed {
                continue;
            }
            let Some(Reverse((due, _))) = self.due.peek().copied() else {
                return if self.in_flight.is_empty() { Poll::Ready(()) } else { Poll::Pending };
            };
            self.shared.timers.wake_at(self.number, due, context);
            return Poll::Pending;
        }
    }

    /// Begins every step whose moment has come. The time is read once: what falls due meanwhile is
    /// begun in the next round, so that a flood of due steps does not keep answers from being read.
    fn begin_due(&mut self) {
        let now = self.shared.clock.now();
        while let Some(Reverse((due, slot))) = self.due.peek().copied()
            && due <= now
        {
            self.due.pop();
            self.begin(slot, now);
        }
    }

    fn begin(&mut self, slot: u32, now: Duration) {
        let worker = self.first + slot;
        let taken = &mut self.slots[slot as usize];
        match taken.step {
            NextAction::Done => {}
            NextAction::Disconnect { .. } => {
                taken.connection = None;
                taken.ended = self.shared.clock.now();
                self.plan(slot);
            }
            NextAction::Call { call, .. } => {
                let fleet = &self.shared.fleet;
                let request = fleet.request(worker, &mut taken.memory, call, &mut self.scratch);
                let Some(request) = request else {
                    taken.ended = now;
                    return self.plan(slot);
                };
                let connections = Arc::clone(&self.shared.connections);
                let pending = PendingRequest {
                    in_line: self.queue.of(slot as usize),
                    message: Message::new(request, connections.target(), &mut self.scratch),
                    timeout: fleet.timeout(call),
                    slow: fleet.reads(worker, &taken.memory, call),
                    resends: fleet.resends(call),
                };
                let connection = taken.connection.take();
                // Counted and noted before the future is polled for the first time: whenever the
                // run is stopped, a request that was counted as sent has a slot that says so.
                taken.begun = Some(now);
                let clock = Arc::clone(&self.shared.clock);
                self.shared.counters.count_sent();
                self.in_flight.push(Box::pin(async move {
                    let carried = connections.carry(connection, pending, &clock).await;
                    // Read here and not where the completion is handled: other completions may stand
                    // before it there, and their work is not the target's time.
                    let done = clock.now();
                    Completion { slot, carried, done }
                }));
            }
        }
    }

    fn complete(&mut self, completion: Completion) {
        let Completion { slot, carried, done } = completion;
        let worker = self.first + slot;
        let taken = &mut self.slots[slot as usize];
        let NextAction::Call { call, due } = taken.step else {
            return;
        };
        // Its time has been taken: decoding is the generator's work, not the target's.
        let result = carried.result.and_then(|answer| answer.decoded(MAX_DECODED_BYTES));
        let status = result.as_ref().ok().map(|answer| answer.status);
        let outcome = self.shared.fleet.learn(worker, &mut taken.memory, call, result.as_ref());
        self.shared.counters.count_ended(outcome.is_answered());
        let queued_from = taken.begun.filter(|_| carried.has_queued);
        let moments = (carried.sent, done);
        let ended = Ended { outcome, status, connection: carried.age };
        let sample = taken.sample(worker, call, ended, due, moments, queued_from);
        record(&self.shared.records, self.shard, &sample, Some(result.as_ref()));
        if let Some(sender) = &self.shared.sender {
            sender.send(&sample);
        }
        (taken.ended, taken.free_since, taken.begun) = (done, done, None);
        taken.connection = carried.connection;
        self.plan(slot);
    }

    /// Asks for the worker's next step and puts it into the queue. The fleet hears when the step
    /// before ended and not what time it is now, so that what this group had to do in between moves
    /// no moment.
    fn plan(&mut self, slot: u32) {
        let worker = self.first + slot;
        let taken = &mut self.slots[slot as usize];
        let ended = taken.ended;
        taken.step = self.shared.fleet.next(worker, &mut taken.memory, ended);
        match taken.step {
            // A worker that is done holds no connection of the target until the run ends.
            NextAction::Done => taken.connection = None,
            NextAction::Call { due, .. } | NextAction::Disconnect { due } => {
                self.due.push(Reverse((due, slot)));
            }
        }
    }
}

impl<M> Slot<M> {
    /// The sample of a request that ended so, sent and done at these moments; `queued_from` is when
    /// it began to wait for a connection of the pool, if it did.
    ///
    /// Its wait has up to three parts: until the request before it ended (blocked), from then until
    /// the generator began it (late), and until the pool had a connection for it (queued).
    fn sample(
        &mut self,
        worker: u32,
        call: u16,
        ended: Ended,
        due: Duration,
        (sent, done): (Duration, Duration),
        queued_from: Option<Duration>,
    ) -> AttackSample {
        let begun = queued_from.unwrap_or(sent);
        self.lag.note(due, self.free_since, begun, LagCause::Generator);
        self.lag.note(due, begun, sent, LagCause::Pool);
        let wait = self.lag.of(due, sent);
        let (blocked, queued) = (wait.blocked, wait.queued);
        let Ended { outcome, status, connection } = ended;
        AttackSample {
            worker,
            call,
            outcome,
            status,
            timing: Timing { intended: due, sent, done, blocked, queued },
            connection,
        }
    }
}

fn record<R: Record>(
    records: &[Mutex<R>],
    shard: usize,
    sample: &AttackSample,
    result: Option<Result<&WireAnswer, &Failed>>,
) {
    if let Some(record) = records.get(shard) {
        record.lock().unwrap_or_else(PoisonError::into_inner).record(sample, result);
    }
}
