//! `seconds.csv`: a line for each second of a load run (RFC 4180, with a header).
//!
//! Quantiles are over the requests of all operations that ended in that second; a field is empty
//! where nothing was observed.

mod operation_seconds;

use std::io::{self, Write};
use std::time::Duration;

pub use operation_seconds::OperationSeconds;

use crate::event::{LoadEvent, LoadSnapshot, Observer};
use crate::load::{Clock, FleetProfile, OperationSummary};
use crate::report::shared::{LiveReport, Sink, milliseconds};
use crate::stats::{Quantile, Rate};

const HEADER: [&str; 19] = [
    "time_s",
    "stage",
    "workers_alive",
    "workers_silent",
    "beats_per_s",
    "requests_per_s",
    "throttled",
    "errors",
    "service_p50_ms",
    "service_p99_ms",
    "service_p99_9_ms",
    "response_p50_ms",
    "response_p99_ms",
    "response_p99_9_ms",
    "late_p99_ms",
    "connections_opened",
    "connections_peak",
    "in_flight",
    "generator_cpu",
];

/// Lines of CSV (RFC 4180) to `W`, which name the stages of a run.
#[derive(Debug)]
struct Table<W> {
    sink: Sink<W>,
    stages: Vec<String>,
}

impl<W: Write> Table<W> {
    fn new(out: W) -> Self {
        Self { sink: Sink::new(out), stages: Vec::new() }
    }

    /// The first line, once the stages are known.
    fn begin(&mut self, profile: &FleetProfile, header: &[&str]) {
        self.stages = profile.stages.iter().map(|stage| stage.name.clone()).collect();
        self.line(header);
    }

    fn line(&mut self, fields: &[impl AsRef<str>]) {
        let fields: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        self.sink.line((fields.join(",") + "\r\n").as_bytes());
    }

    /// The name of a stage, as a field.
    fn stage(&self, index: usize) -> String {
        quoted(self.stages.get(index).map_or("", String::as_str))
    }

    fn finish(self) -> io::Result<W> {
        self.sink.finish()
    }
}

/// Writes a line of CSV for each tick to `W`.
#[derive(Debug)]
pub struct Seconds<W>(Table<W>);

impl<W: Write> Seconds<W> {
    /// Lines to `out`, the header when the run begins.
    pub fn new(out: W) -> Self {
        Self(Table::new(out))
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Observer<LoadEvent> for Seconds<W> {
    fn observe(&mut self, event: &LoadEvent) {
        match event {
            LoadEvent::Started { profile, .. } => self.0.begin(profile, &HEADER),
            LoadEvent::Tick { at, snapshot } => {
                let stage = self.0.stage(snapshot.stage);
                self.0.line(&fields(*at, stage, snapshot));
            }
            LoadEvent::Stage { .. } | LoadEvent::Ended { .. } => {}
        }
    }
}

impl<W: Write + Send> LiveReport<LoadEvent> for Seconds<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

fn fields(at: Duration, stage: String, snapshot: &LoadSnapshot) -> [String; HEADER.len()] {
    let total = &snapshot.total;
    let rate = |count| rate(count, snapshot.covers);
    let quantile = |clock, quantile| quantile_of(total, clock, quantile);
    [
        format!("{:.3}", at.as_secs_f64()),
        stage,
        snapshot.alive.to_string(),
        snapshot.silent.to_string(),
        rate(snapshot.beats),
        rate(total.ended()),
        total.throttled().to_string(),
        total.errors().to_string(),
        quantile(Clock::Service, Quantile::P50),
        quantile(Clock::Service, Quantile::P99),
        quantile(Clock::Service, Quantile::P999),
        quantile(Clock::Response, Quantile::P50),
        quantile(Clock::Response, Quantile::P99),
        quantile(Clock::Response, Quantile::P999),
        quantile(Clock::Late, Quantile::P99),
        snapshot.connections.opened.to_string(),
        snapshot.connections.peak.to_string(),
        snapshot.in_flight.to_string(),
        snapshot.cpu_share.map_or_else(String::new, |share| format!("{share:.3}")),
    ]
}

/// Events a second.
fn rate(count: u64, over: Duration) -> String {
    let rate = Rate { count, over }.per_second();
    rate.map_or_else(String::new, |rate| format!("{rate:.1}"))
}

/// A quantile in milliseconds; empty where nothing was observed.
fn quantile_of(requests: &OperationSummary, clock: Clock, quantile: Quantile) -> String {
    let found = requests.clock(clock).quantile(quantile);
    found.map_or_else(String::new, |found| milliseconds(found).to_string())
}

/// A field as RFC 4180 §2 wants it.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
