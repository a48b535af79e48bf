//! The workers that one goose user carries: a queue of due moments, and requests in flight together.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::{Future, poll_fn};
use std::ops::Range;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::BytesMut;
use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::alarms::Alarms;
use super::clock::Clock;
use super::counters::Counters;
use super::fleet::{Failure, Fleet, Record, Sample, Step};
use super::line::Line;
use super::lines::{Carried, Errand, Lines};
use super::message::Message;
use super::stop::Stop;
use super::waits::{Cause, Waits};
use super::window::Teller;

/// The piece of memory that requests are cut off, in bytes.
const ROOM_BYTES: usize = 8 << 10;

/// What all packs of a run share.
pub(super) struct Shared<F, R> {
    pub(super) fleet: Arc<F>,
    pub(super) records: Arc<Vec<Mutex<R>>>,
    pub(super) lines: Arc<Lines>,
    pub(super) clock: Arc<Clock>,
    pub(super) alarms: Alarms,
    pub(super) counters: Arc<Counters>,
    pub(super) stop: Stop,
    /// What tells the dashboard, where there is one.
    pub(super) teller: Option<Teller>,
}

/// One worker of the pack.
struct Seat<M> {
    memory: M,
    step: Step,
    /// When the request under way was begun.
    begun: Option<Duration>,
    /// When its last step ended.
    ended: Duration,
    /// When its last request ended.
    free_since: Duration,
    waits: Waits,
    line: Option<Line>,
}

/// A request that came to its end.
struct Landed {
    seat: u32,
    carried: Carried,
    done: Duration,
}

type Flight = Pin<Box<dyn Future<Output = Landed> + Send>>;

/// Workers that share a task.
pub(super) struct Pack<F: Fleet, R> {
    shared: Arc<Shared<F, R>>,
    /// Its place among the packs.
    number: u32,
    lane: usize,
    first: u32,
    seats: Vec<Seat<F::Memory>>,
    due: BinaryHeap<Reverse<(Duration, u32)>>,
    flights: FuturesUnordered<Flight>,
    room: BytesMut,
}

impl<F: Fleet, R: Record> Pack<F, R> {
    /// The pack of this number and these workers, whose samples go to the record numbered `lane`.
    pub(super) fn new(
        shared: Arc<Shared<F, R>>,
        number: u32,
        workers: Range<u32>,
        lane: usize,
    ) -> Self {
        let seats = workers.clone().map(|worker| Seat {
            memory: shared.fleet.enlist(worker),
            step: Step::Done,
            begun: None,
            ended: Duration::ZERO,
            free_since: Duration::ZERO,
            waits: Waits::default(),
            line: None,
        });
        let mut pack = Self {
            seats: seats.collect(),
            number,
            first: workers.start,
            lane,
            due: BinaryHeap::with_capacity(workers.len()),
            flights: FuturesUnordered::new(),
            room: BytesMut::with_capacity(ROOM_BYTES),
            shared,
        };
        (0..workers.end - workers.start).for_each(|seat| pack.plan(seat));
        pack
    }

    /// Takes every step at its moment, until no worker has one left or the run is stopped.
    pub(super) async fn run(&mut self) {
        let stop = self.shared.stop.clone();
        let mut asked = pin!(stop.asked());
        poll_fn(|context| {
            if asked.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            self.advance(context)
        })
        .await;
        self.give_up();
    }

    /// Takes down what is under way as unfinished and what was not begun as such, and closes all
    /// connections.
    fn give_up(&mut self) {
        self.shared.counters.count_in_flight(self.flights.len());
        self.flights.clear();
        let now = self.shared.clock.now();
        for (worker, seat) in (self.first..).zip(&mut self.seats) {
            seat.line = None;
            let begun = seat.begun.take();
            if let (Some(sent), Step::Call { call, due }) = (begun, seat.step) {
                let result = Err(Failure::Unfinished);
                let sample = seat.sample(worker, call, result, due, (sent, now), None);
                record(&self.shared.records, self.lane, &sample);
                seat.free_since = now;
            }
            let (waits, free_since) = (&mut seat.waits, seat.free_since);
            let is_held = |due| {
                let mut waits = waits.clone();
                waits.note(due, free_since, now, Cause::Generator);
                let wait = waits.of(due, now);
                wait.blocked >= wait.late
            };
            self.shared.fleet.dismiss(worker, &mut seat.memory, begun.is_some(), now, &is_held);
        }
    }

    /// Does all there is to do at this moment.
    fn advance(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            self.begin_due();
            let mut has_landed = false;
            while let Poll::Ready(Some(landed)) = self.flights.poll_next_unpin(context) {
                self.land(landed);
                has_landed = true;
            }
            if has_landed {
                continue;
            }
            let Some(Reverse((due, _))) = self.due.peek().copied() else {
                return if self.flights.is_empty() { Poll::Ready(()) } else { Poll::Pending };
            };
            self.shared.alarms.wake_at(self.number, due, context);
            return Poll::Pending;
        }
    }

    fn begin_due(&mut self) {
        let now = self.shared.clock.now();
        while let Some(Reverse((due, seat))) = self.due.peek().copied()
            && due <= now
        {
            self.due.pop();
            self.begin(seat, now);
        }
    }

    fn begin(&mut self, seat: u32, now: Duration) {
        let worker = self.first + seat;
        let taken = &mut self.seats[seat as usize];
        match taken.step {
            Step::Done => {}
            Step::Disconnect { .. } => {
                taken.line = None;
                taken.ended = self.shared.clock.now();
                self.plan(seat);
            }
            Step::Call { call, .. } => {
                let fleet = &self.shared.fleet;
                let request = fleet.request(worker, &mut taken.memory, call, &mut self.room);
                let lines = Arc::clone(&self.shared.lines);
                let errand = Errand {
                    message: Message::new(request, lines.target(), &mut self.room),
                    timeout: fleet.timeout(call),
                    slow: fleet.reads(worker, &taken.memory, call),
                };
                let line = taken.line.take();
                taken.begun = Some(now);
                let clock = Arc::clone(&self.shared.clock);
                self.shared.counters.count_sent();
                self.flights.push(Box::pin(async move {
                    let carried = lines.carry(line, errand, &clock).await;
                    let done = clock.now();
                    Landed { seat, carried, done }
                }));
            }
        }
    }

    fn land(&mut self, landed: Landed) {
        let Landed { seat, carried, done } = landed;
        let worker = self.first + seat;
        let taken = &mut self.seats[seat as usize];
        let Step::Call { call, due } = taken.step else {
            return;
        };
        self.shared.counters.count_ended(carried.result.is_ok());
        let result = carried.result.as_ref();
        let status = result.map(|answer| answer.status).map_err(|failure| *failure);
        let queued_from = taken.begun.filter(|_| carried.has_queued);
        let sample = taken.sample(worker, call, status, due, (carried.sent, done), queued_from);
        record(&self.shared.records, self.lane, &sample);
        if let Some(teller) = &self.shared.teller {
            teller.tell(&sample);
        }
        let told = result.map_err(|failure| *failure);
        self.shared.fleet.learn(worker, &mut taken.memory, call, told);
        (taken.ended, taken.free_since, taken.begun) = (done, done, None);
        taken.line = carried.line;
        self.plan(seat);
    }

    /// Asks for the worker's next step and puts it into the queue.
    fn plan(&mut self, seat: u32) {
        let worker = self.first + seat;
        let taken = &mut self.seats[seat as usize];
        let ended = taken.ended;
        taken.step = self.shared.fleet.next(worker, &mut taken.memory, ended);
        match taken.step {
            Step::Done => taken.line = None,
            Step::Call { due, .. } | Step::Disconnect { due } => {
                self.due.push(Reverse((due, seat)));
            }
        }
    }
}

impl<M> Seat<M> {
    /// The sample of a request, sent and done at these moments; in line for a connection from
    /// `queued_from` on, where it was.
    fn sample(
        &mut self,
        worker: u32,
        call: u16,
        result: Result<u16, Failure>,
        due: Duration,
        (sent, done): (Duration, Duration),
        queued_from: Option<Duration>,
    ) -> Sample {
        let begun = queued_from.unwrap_or(sent);
        self.waits.note(due, self.free_since, begun, Cause::Generator);
        self.waits.note(due, begun, sent, Cause::Pool);
        let wait = self.waits.of(due, sent);
        let (blocked, queued) = (wait.blocked, wait.queued);
        Sample { worker, call, result, intended: due, sent, done, blocked, queued }
    }
}

fn record<R: Record>(records: &[Mutex<R>], lane: usize, sample: &Sample) {
    if let Some(record) = records.get(lane) {
        record.lock().unwrap_or_else(PoisonError::into_inner).record(sample);
    }
}
