//! `events.ndjson`: the run line by line as it goes, so that a crash loses nothing.
//!
//! Each line is one JSON object with `event` and `at_ms`, the time since the start. The first names
//! the format. An exchange has a line of its own when a check first needs it; checks name exchanges
//! by number. Published as `docs/schemas/events-v1.schema.json`.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::check::Plan;
use crate::event::{CheckResult, ConformEvent, Observer};
use crate::report::conform::Context;
use crate::report::conform::{Ending, ExchangeRecord, Harness, Level, Outcome};
use crate::report::conform::{Numbering, exchange_record};
use crate::report::shared::Redactor;
use crate::report::shared::Sink;
use crate::report::shared::{LiveReport, milliseconds};

const SCHEMA: &str = "cp-harness/events";
const VERSION: u32 = 1;

/// Writes the events of a run to `W`, a line each, flushed after every event.
pub struct ConformNdjson<W> {
    sink: Sink<W>,
    context: Context,
    clock: Box<dyn FnMut() -> Duration + Send>,
    redactor: Redactor,
    target: String,
    numbering: Numbering,
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
        target: &'a str,
        plan_hash: String,
        profile: &'a str,
        checks: usize,
        documents: Vec<String>,
    },
    Throttled {
        at_ms: f64,
        operation: &'a str,
        pause_ms: f64,
    },
    Exchange {
        at_ms: f64,
        exchange: usize,
        #[serde(flatten)]
        record: ExchangeRecord,
    },
    Finished {
        at_ms: f64,
        check: &'a str,
        level: Level,
        outcome: Outcome,
        exchanges: Vec<usize>,
    },
    Ended {
        at_ms: f64,
        ending: Ending,
        elapsed_ms: f64,
        requests: usize,
    },
}

impl<W: Write> ConformNdjson<W> {
    /// Lines to `out`, timed from now on.
    pub fn new(out: W, context: Context) -> Self {
        let start = Instant::now();
        Self::with_clock(out, context, move || start.elapsed())
    }

    /// Lines to `out`, timed by `clock`.
    pub fn with_clock(
        out: W,
        context: Context,
        clock: impl FnMut() -> Duration + Send + 'static,
    ) -> Self {
        Self {
            redactor: Redactor::new(&context.secrets, None),
            sink: Sink::new(out),
            context,
            clock: Box::new(clock),
            target: String::new(),
            numbering: Numbering::default(),
        }
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.sink.finish()
    }

    fn started(&mut self, at_ms: f64, plan: &Plan, target: &str) {
        self.redactor = Redactor::new(&self.context.secrets, Some(plan));
        target.clone_into(&mut self.target);
        let documents = self.context.documents.iter();
        self.write(&NdjsonLine::Started {
            at_ms,
            schema: SCHEMA,
            version: VERSION,
            harness: Harness::this(),
            target: &self.redactor.url(target),
            plan_hash: plan.hash(),
            profile: &plan.profile,
            checks: plan.checks.len(),
            documents: documents.map(|origin| self.redactor.url(origin)).collect(),
        });
    }

    fn finished(&mut self, at_ms: f64, result: &CheckResult) {
        let mut numbers = Vec::new();
        for exchange in &result.exchanges {
            let (number, is_new) = self.numbering.number(exchange);
            numbers.push(number);
            if is_new {
                self.redactor.learn([exchange.as_ref()]);
                let to = self.context.destination(&self.target, number);
                let record = exchange_record(exchange, to, &self.redactor);
                self.write(&NdjsonLine::Exchange { at_ms, exchange: number, record });
            }
        }
        self.write(&NdjsonLine::Finished {
            at_ms,
            check: &result.check.id,
            level: result.check.level.into(),
            outcome: Outcome::convert(&result.outcome, &self.redactor),
            exchanges: numbers,
        });
    }

    fn write(&mut self, line: &NdjsonLine) {
        self.sink.json(line);
    }
}

impl<W: Write> Observer<ConformEvent> for ConformNdjson<W> {
    fn observe(&mut self, event: &ConformEvent) {
        let at_ms = milliseconds((self.clock)());
        match event {
            ConformEvent::Started { plan, target } => self.started(at_ms, plan, target),
            ConformEvent::Throttled { operation, pause } => {
                self.write(&NdjsonLine::Throttled {
                    at_ms,
                    operation,
                    pause_ms: milliseconds(*pause),
                });
            }
            ConformEvent::Finished(result) => self.finished(at_ms, result),
            ConformEvent::Ended { ending, elapsed, requests } => {
                let ending = Ending::convert(ending, &self.redactor);
                self.write(&NdjsonLine::Ended {
                    at_ms,
                    ending,
                    elapsed_ms: milliseconds(*elapsed),
                    requests: *requests,
                });
            }
        }
    }
}

impl<W: Write + Send> LiveReport<ConformEvent> for ConformNdjson<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

impl<W> std::fmt::Debug for ConformNdjson<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ConformNdjson")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
