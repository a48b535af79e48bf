//! `events.ndjson` of a load run: line by line as it goes, so that a crash loses nothing.
//!
//! Each line is one JSON object with `event` and `at_ms`, the time since the run began. The first
//! names the format. Published as `docs/schemas/load-events-v1.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use crate::event::{LoadEvent, LoadSnapshot, Observer};
use crate::load::Clock;
use crate::report::conform::{Ending, Harness};
use crate::report::load::LoadContext;
use crate::report::load::{ConnectionTotals, FleetRecord, Quantiles};
use crate::report::shared::Redactor;
use crate::report::shared::Sink;
use crate::report::shared::{LiveReport, milliseconds};

const SCHEMA: &str = "cp-harness/load-events";
const VERSION: u32 = 1;

/// Writes the events of a load run to `W`, a line each, flushed after every event.
#[derive(Debug)]
pub struct LoadNdjson<W> {
    sink: Sink<W>,
    context: LoadContext,
    redactor: Redactor,
}

/// One line.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum NdjsonLine<'a> {
    Started {
        at_ms: f64,
        schema: &'a str,
        version: u32,
        harness: Harness,
        target: String,
        shares_machine: bool,
        started_at: Option<&'a str>,
        documents: Vec<String>,
        fleet: Box<FleetRecord>,
    },
    Stage {
        at_ms: f64,
        index: usize,
        stage: &'a str,
    },
    Tick {
        at_ms: f64,
        #[serde(flatten)]
        tick: Box<Tick>,
    },
    Ended {
        at_ms: f64,
        ending: Ending,
        requests: u64,
    },
}

/// What happened since the tick before, and how things stand.
#[derive(Serialize)]
struct Tick {
    covers_ms: f64,
    stage: usize,
    workers_alive: u32,
    workers_silent: u64,
    beats: u64,
    sent: u64,
    ended: u64,
    throttled: u64,
    errors: u64,
    in_flight: u64,
    service: Option<Quantiles>,
    response: Option<Quantiles>,
    late: Option<Quantiles>,
    connections: ConnectionTotals,
    cpu_share: Option<f64>,
}

impl<W: Write> LoadNdjson<W> {
    /// Lines to `out`.
    pub fn new(out: W, context: LoadContext) -> Self {
        let redactor = Redactor::new(&context.secrets, None);
        Self { sink: Sink::new(out), context, redactor }
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.sink.finish()
    }

    fn observed(&mut self, event: &LoadEvent) {
        let Self { sink, context, redactor } = self;
        sink.json(&line(event, context, redactor));
    }
}

fn line<'a>(event: &'a LoadEvent, context: &'a LoadContext, redactor: &Redactor) -> NdjsonLine<'a> {
    match event {
        LoadEvent::Started { profile, target } => NdjsonLine::Started {
            at_ms: 0.0,
            schema: SCHEMA,
            version: VERSION,
            harness: Harness::this(),
            target: redactor.url(target),
            shares_machine: context.shares_machine,
            started_at: context.started_at.as_deref(),
            documents: context.documents.iter().map(|origin| redactor.url(origin)).collect(),
            fleet: Box::new(profile.as_ref().into()),
        },
        LoadEvent::Stage { index, name, at } => {
            NdjsonLine::Stage { at_ms: milliseconds(*at), index: *index, stage: name }
        }
        LoadEvent::Tick { at, snapshot } => {
            NdjsonLine::Tick { at_ms: milliseconds(*at), tick: Box::new(Tick::of(snapshot)) }
        }
        LoadEvent::Ended { ending, elapsed, requests } => NdjsonLine::Ended {
            at_ms: milliseconds(*elapsed),
            ending: Ending::convert(ending, redactor),
            requests: *requests,
        },
    }
}

impl<W: Write> Observer<LoadEvent> for LoadNdjson<W> {
    fn observe(&mut self, event: &LoadEvent) {
        self.observed(event);
    }
}

impl<W: Write + Send> LiveReport<LoadEvent> for LoadNdjson<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

impl Tick {
    fn of(snapshot: &LoadSnapshot) -> Self {
        let total = &snapshot.total;
        let quantiles = |clock| Quantiles::of(total.clock(clock));
        Self {
            covers_ms: milliseconds(snapshot.covers),
            stage: snapshot.stage,
            workers_alive: snapshot.alive,
            workers_silent: snapshot.silent,
            beats: snapshot.beats,
            sent: total.tally.sent,
            ended: total.ended(),
            throttled: total.throttled(),
            errors: total.errors(),
            in_flight: snapshot.in_flight,
            service: quantiles(Clock::Service),
            response: quantiles(Clock::Response),
            late: quantiles(Clock::Late),
            connections: snapshot.connections.into(),
            cpu_share: snapshot.cpu_share,
        }
    }
}
