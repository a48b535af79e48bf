//! `events.ndjson` of a load run: line by line as it goes, so that a crash loses nothing.
//!
//! Each line is one JSON object with `event` and `at_ms`, the time since the run began. The first
//! names the format. Published as `docs/schemas/load-events-v1.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::super::model::{Ending, Harness};
use super::super::redact::Redactor;
use super::super::sink::Sink;
use super::super::traffic::milliseconds;
use super::context::LoadContext;
use super::model::{Connections, FleetRecord, Quantiles};
use crate::event::{LoadEvent, LoadObserver, LoadSnapshot};
use crate::load::Clock;

const SCHEMA: &str = "cp-harness/load-events";
const VERSION: u32 = 1;

/// Writes the events of a load run to `W`, a line each, flushed after every event.
#[derive(Debug)]
pub struct Lines<W> {
    sink: Sink<W>,
    context: LoadContext,
    redactor: Redactor,
}

/// One line.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
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
        tick: Tick,
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
    connections: Connections,
    cpu_share: Option<f64>,
}

impl<W: Write> Lines<W> {
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

fn line<'a>(event: &'a LoadEvent, context: &'a LoadContext, redactor: &Redactor) -> Line<'a> {
    match event {
        LoadEvent::Started { profile, target } => Line::Started {
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
            Line::Stage { at_ms: milliseconds(*at), index: *index, stage: name }
        }
        LoadEvent::Tick { at, snapshot } => {
            Line::Tick { at_ms: milliseconds(*at), tick: Tick::of(snapshot) }
        }
        LoadEvent::Ended { ending, elapsed, requests } => Line::Ended {
            at_ms: milliseconds(*elapsed),
            ending: Ending::told(ending, redactor),
            requests: *requests,
        },
    }
}

impl<W: Write> LoadObserver for Lines<W> {
    fn observe(&mut self, event: &LoadEvent) {
        self.observed(event);
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
